"""The law's arithmetic, written a second time and apart from the rules, so that one can check the other."""

import calendar
import datetime as dt
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

OPENED, CLOSED = dt.date(2018, 12, 28), dt.date(2023, 12, 28)
VOCATIONAL = ("VOCATIONAL_4", "L5", "L6", "L7")
EXEMPT = ("TEMPORARY_WORK", "INTERMEDIARY", "EMPLOYERS_GROUP")
BENEFITS = ("RSA", "ASS", "AAH", "CUI")

_SMIC = {
    dt.date(2018, 1, 1): "9.88",
    dt.date(2019, 1, 1): "10.03",
    dt.date(2020, 1, 1): "10.15",
    dt.date(2021, 1, 1): "10.25",
    dt.date(2021, 10, 1): "10.48",
    dt.date(2022, 1, 1): "10.57",
    dt.date(2022, 5, 1): "10.85",
    dt.date(2022, 8, 1): "11.07",
    dt.date(2023, 1, 1): "11.27",
    dt.date(2023, 5, 1): "11.52",
    dt.date(2024, 1, 1): "11.65",
    dt.date(2024, 11, 1): "11.88",
    dt.date(2026, 1, 1): "12.02",
}
_SHARES = {(False, False): "0.55", (False, True): "0.65", (True, False): "0.70", (True, True): "0.80"}


def days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)


def anniversary(day: dt.date, years: int) -> dt.date:
    """The day on which something is `years` old; 29 February becomes 1 March in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def age(birth: dt.date, day: dt.date) -> int:
    years = day.year - birth.year
    return years if anniversary(birth, years) <= day else years - 1


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or the last one where the month is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day(start: dt.date, months: int) -> dt.date:
    """Last day of so many months of calendar."""
    later = months_later(start, months)
    return later - days(1) if later.day == start.day else later


def total_hours(start: dt.date, end: dt.date, weekly: float) -> float:
    return weekly * ((end - start).days + 1) / 7


def smic(day: dt.date) -> Decimal:
    return Decimal(_SMIC[max(start for start in _SMIC if start <= day)])


def first_of_next_month(day: dt.date) -> dt.date:
    return months_later(day.replace(day=1), 1)


def has_changed(birth: dt.date, years: int, day: dt.date) -> bool:
    """Whether the rate that follows a birthday applies on a day."""
    return day >= first_of_next_month(anniversary(birth, years))


def share(birth: dt.date, level: str, start: dt.date) -> Decimal:
    """Part of the SMIC due at the start of a contract."""
    if age(birth, start) >= 26:
        return Decimal(1)
    return Decimal(_SHARES[has_changed(birth, 21, start), level in VOCATIONAL])


def minimum_pay(
    birth: dt.date, level: str, weekly: float, start: dt.date, day: dt.date | None = None
) -> Decimal:
    """Minimum gross pay of a month at the start of a contract, mainland; with the SMIC of another day if one is said."""
    exact = smic(day or start) * share(birth, level, start) * Decimal(str(weekly)) * 52 / 12
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def at_least(amount: Decimal) -> float:
    """An amount of cents that is not below another."""
    return float(amount.quantize(Decimal("0.01"), rounding=ROUND_CEILING))


def at_once(spans: list[tuple[dt.date, dt.date]]) -> int:
    """The greatest number of spans, both ends included, that share a day."""
    return max((sum(start <= day <= end for start, end in spans) for day, _ in spans), default=0)
