"""Dates as people write them: the day always comes first, and what could be another day is refused."""

import datetime as dt
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from proexp_batch.model import wording
from proexp_batch.model.cells import Parsed, as_text, fold, shown
from proexp_batch.model.kinds.kind import CellKind, Parser, Spelling, Validation
from proexp_batch.model.moments import Reading, day_meant
from proexp_batch.model.signs import unquoted, visible, with_hyphens

if TYPE_CHECKING:
    from proexp_batch.model.columns import Column

EARLIEST, LATEST = dt.date(1940, 1, 1), dt.date(2060, 12, 31)
"""The days that the template expects."""

_EPOCH = dt.datetime(1899, 12, 30)
_EPOCH_1904 = dt.datetime(1904, 1, 1)
_PLAUSIBLE_DAYS = range(7_000, 73_051)
_PLAUSIBLE_YEARS = range(1900, 2101)
_LONGEST = 60

_WEEKDAY = r"(?:le )?(?:(?P<weekday>[a-z]{3,4}\.?|[a-z]+di|dimanche),? )?"
_DAY_FIRST = re.compile(_WEEKDAY + r"([0-9]{1,2}) ?[/.\- ] ?([0-9]{1,2}) ?[/.\- ] ?([0-9]{4}|[0-9]{2})\.?")
_YEAR_FIRST = re.compile(r"([0-9]{4}) ?[/.\-] ?([0-9]{1,2}) ?[/.\-] ?([0-9]{1,2})")
_IN_WORDS = re.compile(
    r"(?:le )?(?:(?P<weekday>[a-z]{3,8}) )?([0-9]{1,2})(?:er)? ([a-z]{3,9}) ([0-9]{4}|[0-9]{2})"
)
_TIME = re.compile(
    r"(?:T| (?:à )?)(?P<hour>[0-9]{1,2})[:h](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?(?:[.,][0-9]+)?"
    r"(?P<zone>[^0-9].*)?$"
)
_UTC = re.compile(r" ?(?:Z|UTC|GMT|[+-]00:?00)")
_SERIAL = re.compile(r"([0-9]{5})(?:[.,]0+)?")
_O_FOR_ZERO = re.compile(r"(?=.*[0-9])[0-9oO/.\- ]{6,14}")
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


class Date(CellKind):
    """A day."""

    key = "date"
    dtype = "datetime64[ns]"
    number_format = "dd/mm/yyyy"
    align = "center"
    spelling = Spelling(
        "Date",
        "05/04/2023",
        ("5 avril 2023", "mercredi 5 avril 2023", "05-04-23", "5.4.2023", "2023-04-05"),
        "Le jour est toujours lu en premier.",
    )

    def parser(self, column: "Column", from_1904: bool = False) -> Parser:
        """What reads dates, and the numbers of days that Excel makes of them."""
        return partial(_read, from_1904=from_1904)

    def shown(self, column: "Column", value: Any) -> str:
        """The day first: `05/04/2023`."""
        return wording.date(value)

    def validation(self, column: "Column") -> Validation:
        """A day of our time."""
        between = f"Une date entre le {wording.date(EARLIEST)} et le {wording.date(LATEST)}"
        criteria = {"criteria": "between", "minimum": EARLIEST, "maximum": LATEST}
        return Validation("date", f"{between} est attendue, écrite JJ/MM/AAAA.", criteria)


def month_first(raw: Any) -> bool:
    """Whether a cell is a text that is a date only if the month comes first: `01/13/2023`."""
    match = _numeric(raw)
    if match is None:
        return False
    first, second, year = match[2], match[3], match[4]
    return _made(year, second, first) is None and _made(year, first, second) is not None


def depends_on_order(raw: Any) -> bool:
    """Whether a cell is a date that would be another day if the month came first."""
    if isinstance(raw, dt.date):
        return raw.day <= 12 and raw.day != raw.month
    match = _numeric(raw)
    if match is None:
        return False
    one, other = _made(match[4], match[3], match[2]), _made(match[4], match[2], match[3])
    return one != other and None not in (one, other)


def _numeric(raw: Any) -> re.Match[str] | None:
    """The parts of a text that is a date of three numbers, the year last."""
    if not isinstance(raw, str) or not 6 <= len(raw) <= _LONGEST:
        return None
    text = _plain(visible(raw))
    time = _TIME.search(text)
    return _DAY_FIRST.fullmatch(unquoted(text[: time.start()] if time else text).casefold())


def _read(raw: Any, from_1904: bool) -> Parsed:
    if isinstance(raw, dt.datetime):
        return _of_moment(raw, raw) if raw.year in _PLAUSIBLE_YEARS else _no_date(raw)
    if isinstance(raw, dt.date):
        return Parsed(raw) if raw.year in _PLAUSIBLE_YEARS else _no_date(raw)
    found = None
    if isinstance(raw, str) and len(raw) <= _LONGEST:
        text = as_text(raw)
        found = _of_serial(text, from_1904) if _SERIAL.fullmatch(text) else _with_time(text)
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        found = _of_number(raw, from_1904)
    if found is None:
        return _no_date(raw)
    moment, in_utc = found
    return _of_moment(raw, moment, in_utc)


def _of_moment(raw: Any, moment: dt.datetime, in_utc: bool = False) -> Parsed:
    """The day of a moment; what a date cell holds besides is said, and a midnight that an export moved is put back."""
    day, reading = day_meant(moment, in_utc)
    next_day = day + dt.timedelta(days=1)
    if reading is Reading.UNSURE:
        values = {"shown": shown(raw), "first": wording.date(day), "second": wording.date(next_day)}
        return Parsed(None, "LEC-022", values)
    values = {"shown": shown(raw), "read": wording.date(day)}
    if reading is Reading.NEXT_DAY:
        return Parsed(day, "LEC-021", values)
    if not isinstance(raw, dt.datetime):
        return Parsed(day, "LEC-101", values)
    return Parsed(day) if reading is Reading.PLAIN else Parsed(day, "LEC-121", values)


def _no_date(raw: Any) -> Parsed:
    return Parsed(None, "LEC-003", {"shown": shown(raw)})


def _of_number(number: float, from_1904: bool) -> tuple[dt.datetime, bool] | None:
    if not 0 < number < 1e8:
        return None
    days = number + ((_EPOCH_1904 - _EPOCH).days if from_1904 else 0)
    if int(days) in _PLAUSIBLE_DAYS:
        return _EPOCH + dt.timedelta(days=days), False
    found = _of_text(str(int(number)))
    return None if found is None else (_midnight(found), False)


def _of_serial(text: str, from_1904: bool) -> tuple[dt.datetime, bool] | None:
    """The day whose number was written as a text, unless its digits are day, month and year: 41023 may be 4/10/23."""
    digits = text[:5]
    if _made(digits[3:], digits[1:3], digits[0]) or _made(digits[3:], digits[2], digits[:2]):
        return None
    return _of_number(int(digits), from_1904)


def _with_time(text: str) -> tuple[dt.datetime, bool] | None:
    """The moment of a text, and whether it is told in universal time; midnight where it tells no hour."""
    time = _TIME.search(text)
    day = _of_text(text[: time.start()] if time else text)
    if day is None or time is None:
        return None if day is None else (_midnight(day), False)
    zone = time["zone"] or ""
    in_utc = bool(_UTC.match(zone))
    if zone[:1] in ("+", "-") and not in_utc:
        # The hour of another zone, which is said: the day is the one that was written.
        return _midnight(day), False
    hour, minute, second = (int(time[part] or 0) for part in ("hour", "minute", "second"))
    if hour > 23 or minute > 59 or second > 59:
        return None
    return _midnight(day).replace(hour=hour, minute=minute, second=second), in_utc


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day)


def _plain(text: str) -> str:
    """A text with hyphens for dashes, and zeros for the letters that were typed for them among digits."""
    text = with_hyphens(as_text(text))
    return re.sub("[oO]", "0", text) if _O_FOR_ZERO.fullmatch(text) else text


def _of_text(text: str) -> dt.date | None:
    text = _plain(text)
    if match := _DAY_FIRST.fullmatch(text.casefold()):
        return _on(match["weekday"], _made(match[4], match[3], match[2]))
    if match := _YEAR_FIRST.fullmatch(text):
        return _made(match[1], match[2], match[3])
    if re.fullmatch(r"[0-9]{8}", text):
        # 20230405 or 05042023: certain where only one of the two is a day of our time.
        readings = {_made(text[:4], text[4:6], text[6:]), _made(text[4:], text[2:4], text[:2])} - {None}
        return readings.pop() if len(readings) == 1 else None
    if match := _IN_WORDS.fullmatch(fold(text)):
        month = _month(match[3])
        return _on(match["weekday"], _made(match[4], str(month), match[2])) if month else None
    return None


def _on(weekday: str | None, day: dt.date | None) -> dt.date | None:
    """A day, unless it is said to be another weekday: `lun.` and `lundi` are Mondays."""
    if weekday is None or day is None:
        return day
    return day if _WEEKDAYS[day.weekday()].startswith(weekday.rstrip(".")) else None


def _month(word: str) -> int | None:
    numbers = {number for name, number in wording.MONTH_NUMBERS.items() if fold(name).startswith(word)}
    return numbers.pop() if len(numbers) == 1 else None


def _made(year: str, month: str, day: str) -> dt.date | None:
    whole = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 40 else 1900)
    try:
        made = dt.date(whole, int(month), int(day))
    except ValueError:
        return None
    return made if made.year in _PLAUSIBLE_YEARS else None
