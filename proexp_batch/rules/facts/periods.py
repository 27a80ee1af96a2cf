"""Ages, periods and sums over whole columns, whatever batch they come from."""

from __future__ import annotations

from typing import Any

from proexp_batch.model.later import np, pd
from proexp_batch.rules.engine.batch import Series


def age(birth: Series, day: Series) -> Series:
    """Whole years of age on a day; born on 29 February, a year is full on 1 March of a common year."""
    before_birthday = (day.dt.month * 100 + day.dt.day) < (birth.dt.month * 100 + birth.dt.day)
    years: Series = day.dt.year - birth.dt.year - before_birthday.astype("float64")
    return years


def birthday(birth: Series, years: int) -> Series:
    """The day on which an age is reached."""
    moved = birth + pd.DateOffset(years=years)
    return moved.where(moved.dt.day == birth.dt.day, moved + pd.Timedelta(days=1))


def last_day(start: Series, months: int) -> Series:
    """Last day of a period of calendar months: from 02/01/2023, six months end on 01/07/2023.

    Where the month of the end has no such day, the period ends with the month (code de procédure civile, art. 641).
    """
    moved = start + pd.DateOffset(months=months)
    return moved.where(moved.dt.day != start.dt.day, moved - pd.Timedelta(days=1))


def last_days(start: Series, months: Series) -> Series:
    """As `last_day`, with a number of months of its own for each row; missing where either is missing."""
    result = pd.Series(pd.NaT, index=start.index, dtype="datetime64[ns]")
    for count in months.dropna().unique():
        same = months == count
        result[same] = last_day(start[same], int(count))
    return result


def months_later(day: Series, months: Series) -> Series:
    """The same day some months later, or the last day of that month where it is shorter."""
    result = pd.Series(pd.NaT, index=day.index, dtype="datetime64[ns]")
    for count in months.dropna().unique():
        same = months == count
        result[same] = day[same] + pd.DateOffset(months=int(count))
    return result


def first_of_next_month(day: Series) -> Series:
    """First day of the month after a day."""
    return day + pd.offsets.MonthBegin(1)


def most_at_once(spans: pd.DataFrame, by: str) -> pd.Series[Any]:
    """The greatest number of spans (`start` to `end`, both included) that overlap on one day, for each `by`."""
    spans = spans.dropna(subset=["start", "end"])
    spans = spans[spans["start"] <= spans["end"]]
    opened = pd.DataFrame({by: spans[by], "day": spans["start"], "change": 1})
    closed = pd.DataFrame({by: spans[by], "day": spans["end"] + pd.Timedelta(days=1), "change": -1})
    changes = pd.concat([opened, closed]).sort_values([by, "day", "change"])
    return changes["change"].groupby(changes[by]).cumsum().groupby(changes[by]).max().astype("int64")


def most_hours(start: Series, end: Series, daily: Series, weekly: Series) -> Series:
    """The most hours between two days, both included, by so many a day and a calendar week, without Sundays.

    A Sunday that stands alone counts as a day. Missing where a day is, or where they are in the wrong order.
    """
    first, last = start.dt.day_of_week + 1, end.dt.day_of_week + 1
    weeks = ((end - start).dt.days - last + first) / 7

    def of(days: Series) -> Series:
        return (daily * days).clip(upper=weekly)

    working = last.clip(upper=6)
    within = of((working - first + 1).clip(lower=1))
    across = of(7 - first) + (weeks - 1) * of(6.0 + 0 * first) + of(working)
    return within.where(weeks == 0, across).where(start <= end)


def total(values: Series, group: Series, index: pd.Index) -> Series:
    """Sum `values` by `group` and give the sums along `index`, zero where the group has none."""
    return values.groupby(group).sum().reindex(index).fillna(0.0)


def none(index: pd.Index) -> Series:
    """A mask that is met nowhere."""
    return pd.Series(np.zeros(len(index), dtype=bool), index=index)
