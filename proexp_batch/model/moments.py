"""Which day a moment means: exports write midnight in Paris as an hour of the day before."""

import datetime as dt
from enum import Enum
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

_DAY = dt.timedelta(days=1)
_SECONDS_A_DAY = 86_400

# Before 1911 Paris was 9 minutes and 21 seconds ahead of Greenwich. Libraries in JavaScript count the days of a
# spreadsheet from 1899, with this offset or with what its whole minutes leave of it; others lose a second in rounding.
_EARLY_BY = {0, 1, 21, 561}
_HOURS_OF_EXPORTS = {22, 23}


class Reading(Enum):
    """How sure it is which day a moment means."""

    PLAIN = "plain"
    """Midnight: a day and nothing else."""
    WITH_TIME = "with time"
    """The day is sure; there is a time of day besides."""
    NEXT_DAY = "next day"
    """Midnight of the next day, written a little too early."""
    UNSURE = "unsure"
    """Perhaps the day before, perhaps the next one."""


class Meant(NamedTuple):
    """The day that a moment means; where that is not sure, the earlier of two days that follow each other."""

    day: dt.date
    reading: Reading


@cache
def _paris() -> ZoneInfo:
    return ZoneInfo("Europe/Paris")


def day_meant(moment: dt.datetime, in_utc: bool = False) -> Meant:
    """The day that a moment (without a zone) means; `in_utc` says that it is written in universal time."""
    day = moment.date()
    local = moment.replace(tzinfo=dt.UTC).astimezone(_paris())
    is_next_midnight = local.date() > day and local.time() == dt.time.min
    if in_utc:
        if local.date() == day:
            return Meant(day, Reading.WITH_TIME)
        return Meant(day + _DAY, Reading.NEXT_DAY) if is_next_midnight else Meant(day, Reading.UNSURE)
    seconds = round((moment - dt.datetime.combine(day, dt.time.min)).total_seconds())
    if seconds == 0:
        return Meant(day, Reading.PLAIN)
    if _SECONDS_A_DAY - seconds in _EARLY_BY:
        return Meant(day + _DAY, Reading.NEXT_DAY)
    unsure = is_next_midnight and moment.hour in _HOURS_OF_EXPORTS
    return Meant(day, Reading.UNSURE if unsure else Reading.WITH_TIME)
