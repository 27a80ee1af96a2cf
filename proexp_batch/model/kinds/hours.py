"""Hours: a number, a duration, or a time of day that Excel made of `35:30`."""

import datetime as dt
import re
from typing import Any

from proexp_batch.model.cells import Parsed
from proexp_batch.model.kinds.kind import Spelling
from proexp_batch.model.kinds.quantity import QuantityKind

_HOURS_MINUTES = re.compile(r"([0-9]{1,5}) ?[hH:] ?([0-5][0-9])(?::[0-5][0-9]| ?(?:min|mn|m)\.?)?")

_ORIGIN_OF_1900 = dt.datetime(1899, 12, 31)
_ORIGIN_OF_1904 = dt.datetime(1904, 1, 1)
_LONGEST_DURATION = dt.timedelta(days=59)
"""Until the 29th of February 1900, which spreadsheets count although it never was."""


class Hours(QuantityKind):
    """A number of hours, with decimals."""

    key = "hours"
    adds_up = True
    number_format = "0.0#"
    unit = "heures"
    unit_read = re.compile(r" ?(?:heures?|hrs?|h)\.?$", re.IGNORECASE)
    spelling = Spelling("Heures", "35,5", ("35.5", "35 h 30", "35h30", "35:30", "35,5 h"))

    def read(self, raw: Any) -> Parsed:
        """Read hours; more than a day of them in a cell `h:mm` comes as a moment of the first days of 1900 or 1904."""
        return super().read(_as_duration(raw) if isinstance(raw, dt.datetime) else raw)

    def of_text(self, text: str) -> float | None:
        """Hours and minutes, or a number of hours."""
        if match := _HOURS_MINUTES.fullmatch(text):
            return int(match[1]) + int(match[2]) / 60
        return super().of_text(text)

    def of_other(self, raw: Any) -> float | None:
        """A duration, or a time of day as hours and minutes."""
        if isinstance(raw, dt.timedelta):
            return raw.total_seconds() / 3600
        return raw.hour + raw.minute / 60 if isinstance(raw, dt.time) else None


class WeeklyHours(Hours):
    """A number of hours in a week."""

    key = "weekly_hours"
    adds_up = False
    unit_read = re.compile(
        r" ?(?:heures?|hrs?|h)\.?(?: ?(?:/|par) ?(?:semaine|sem\.?)| hebdo(?:madaires?)?\.?)?$", re.IGNORECASE
    )
    spelling = Spelling(
        "Heures par semaine", "35", ("35 h/semaine", "35 heures hebdomadaires", "35 h", "35:00")
    )


def _as_duration(moment: dt.datetime) -> Any:
    """The time since a spreadsheet's origin of days, if it is short enough for hours; else the moment as it is."""
    for origin in (_ORIGIN_OF_1904, _ORIGIN_OF_1900):
        passed = moment - origin
        if dt.timedelta(0) < passed < _LONGEST_DURATION:
            return passed
    return moment
