"""Dates as people write them: the day always comes first, and what could be another day is refused."""

import datetime as dt
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from proexp_batch.model import wording
from proexp_batch.model.cells import Parsed, as_text, fold, shown
from proexp_batch.model.kinds.kind import CellKind, Parser, Spelling, Validation

if TYPE_CHECKING:
    from proexp_batch.model.columns import Column

EARLIEST, LATEST = dt.date(1940, 1, 1), dt.date(2060, 12, 31)
"""The days that the template expects."""

_EPOCH = dt.date(1899, 12, 30)
_EPOCH_1904 = dt.date(1904, 1, 1)
_PLAUSIBLE_DAYS = range(7_000, 73_051)
_PLAUSIBLE_YEARS = range(1900, 2101)
_LONGEST = 60

_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.\-]([0-9]{1,2})[/.\-]([0-9]{1,2})")
_IN_WORDS = re.compile(
    r"(?:le )?(?:([a-z]+di|dimanche) )?([0-9]{1,2})(?:er)? ([a-z]{3,9}) ([0-9]{4}|[0-9]{2})"
)
_TIME = re.compile(r"(?:T| (?:à )?)[0-9]{1,2}[:h][0-9]{2}.*")
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


def _read(raw: Any, from_1904: bool) -> Parsed:
    if isinstance(raw, dt.datetime):
        raw = raw.date()
    if isinstance(raw, dt.date):
        return Parsed(raw) if raw.year in _PLAUSIBLE_YEARS else _no_date(raw)
    found = None
    if isinstance(raw, str):
        found = _of_text(as_text(raw))
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        found = _of_number(raw, from_1904)
    if found is None:
        return _no_date(raw)
    return Parsed(found, "LEC-101", {"shown": shown(raw), "read": wording.date(found)})


def _no_date(raw: Any) -> Parsed:
    return Parsed(None, "LEC-003", {"shown": shown(raw)})


def _of_number(number: float, from_1904: bool) -> dt.date | None:
    if not 0 < number < 1e8:
        return None
    days = int(number) + ((_EPOCH_1904 - _EPOCH).days if from_1904 else 0)
    if days in _PLAUSIBLE_DAYS:
        return _EPOCH + dt.timedelta(days=days)
    return _of_text(str(int(number)))


def _of_text(text: str) -> dt.date | None:
    if len(text) > _LONGEST:
        return None
    text = _TIME.sub("", text)
    if match := _DAY_FIRST.fullmatch(text):
        return _made(match[3], match[2], match[1])
    if match := _YEAR_FIRST.fullmatch(text):
        return _made(match[1], match[2], match[3])
    if re.fullmatch(r"[0-9]{8}", text):
        # 20230405 or 05042023: certain where only one of the two is a day of our time.
        readings = {_made(text[:4], text[4:6], text[6:]), _made(text[4:], text[2:4], text[:2])} - {None}
        return readings.pop() if len(readings) == 1 else None
    if match := _IN_WORDS.fullmatch(fold(text)):
        month = _month(match[3])
        found = _made(match[4], str(month), match[2]) if month else None
        wrong_weekday = found and match[1] and match[1] != _WEEKDAYS[found.weekday()]
        return None if wrong_weekday else found
    return None


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
