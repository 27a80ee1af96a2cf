"""Ages, durations and shares, over whole columns."""

from typing import Any

import numpy as np
import pandas as pd

from proexp_batch.dossier.batch import Batch, Column
from proexp_batch.dossier.sheets.choices import VOCATIONAL_LEVELS


def age(birth: Column, day: Column) -> Column:
    """Whole years of age on a day; born on 29 February, a year is full on 1 March of a common year."""
    before_birthday = (day.dt.month * 100 + day.dt.day) < (birth.dt.month * 100 + birth.dt.day)
    years: Column = day.dt.year - birth.dt.year - before_birthday.astype("float64")
    return years


def birthday(birth: Column, years: int) -> Column:
    """The day on which an age is reached."""
    moved = birth + pd.DateOffset(years=years)
    return moved.where(moved.dt.day == birth.dt.day, moved + pd.Timedelta(days=1))


def last_day(start: Column, months: int) -> Column:
    """Last day of a period of calendar months: from 02/01/2023, six months end on 01/07/2023.

    Where the month of the end has no such day, the period ends with the month (code de procédure civile, art. 641).
    """
    moved = start + pd.DateOffset(months=months)
    return moved.where(moved.dt.day != start.dt.day, moved - pd.Timedelta(days=1))


def total_hours(batch: Batch) -> Column:
    """Total duration of each contract or action in hours: weekly hours x days / 7, leave not deducted."""
    learners = batch["learners"]
    days = (learners["end"] - learners["start"]).dt.days + 1
    return week(batch) * days.where(days > 0) / 7


def week(batch: Batch) -> Column:
    """Weekly hours of each learner; missing where no week can have that many, which a rule of its own says."""
    learners = batch["learners"]
    hours = learners["weekly_hours"]
    limit = batch.parameters.at("weekly_hours_absolute", learners["signed"].fillna(learners["start"]))
    return hours.where((hours > 0) & (hours <= limit))


def maximum_months(batch: Batch) -> Column:
    """How many months each contract may last (L6325-11, L6325-12)."""
    learners = batch["learners"]
    reference = learners["signed"].fillna(learners["start"])
    parameters = batch.parameters
    months = parameters.at("months_maximum", reference)
    agreed = batch.company("learners", "agreement_24_months").fillna(False).astype(bool)
    months = months.where(~agreed, parameters.at("months_maximum_agreement", reference))
    return months.where(~is_priority(batch), parameters.at("months_maximum_priority", reference))


def is_priority(batch: Batch) -> Column:
    """Whether each learner is of the public prioritaire (L6325-1-1): stated, or by the kind of public."""
    learners = batch["learners"]
    stated = learners["priority"].notna() & (learners["priority"] != "NONE")
    return stated | learners["public"].isin(["RSA", "ASS", "AAH", "CUI"])


def minimum_pay(batch: Batch, day: Column) -> Column:
    """Minimum gross monthly pay of each learner on a day (D6325-15, D6325-16, L6325-9); missing where unknown.

    Monthly is hourly x weekly hours x 52 / 12.
    """
    hourly = smic(batch, day)
    share = pay_share(batch, day)
    return (hourly * share * week(batch) * 52 / 12).round(2)


def smic(batch: Batch, day: Column) -> Column:
    """The gross hourly SMIC that applies to each learner on a day."""
    mayotte = batch.company("learners", "territory") == "MAYOTTE"
    mainland = batch.parameters.at("smic_hourly", day)
    return mainland.where(~mayotte, batch.parameters.at("smic_hourly_mayotte", day))


def pay_share(batch: Batch, day: Column) -> Column:
    """The share of the SMIC due to each learner on a day.

    The rate changes on the first day of the month that follows the birthday (D6325-16).
    """
    learners = batch["learners"]
    qualified = learners["level"].isin(VOCATIONAL_LEVELS)
    turned_21 = day >= first_of_next_month(birthday(learners["birth_date"], 21))
    turned_26 = day >= first_of_next_month(birthday(learners["birth_date"], 26))
    at = batch.parameters.at
    young = at("pay_share_under_21", day).where(~qualified, at("pay_share_under_21_qualified", day))
    older = at("pay_share_from_21", day).where(~qualified, at("pay_share_from_21_qualified", day))
    share = young.where(~turned_21, older).where(~turned_26, at("pay_share_from_26", day))
    known = learners["birth_date"].notna() & (learners["level"].notna() | turned_26)
    return share.where(known)


def first_of_next_month(day: Column) -> Column:
    """First day of the month after a day."""
    return day + pd.offsets.MonthBegin(1)


def most_at_once(spans: pd.DataFrame, by: str) -> "pd.Series[Any]":
    """The greatest number of spans (`start` to `end`, both included) that overlap on one day, for each `by`."""
    spans = spans.dropna(subset=["start", "end"])
    spans = spans[spans["start"] <= spans["end"]]
    opened = pd.DataFrame({by: spans[by], "day": spans["start"], "change": 1})
    closed = pd.DataFrame({by: spans[by], "day": spans["end"] + pd.Timedelta(days=1), "change": -1})
    changes = pd.concat([opened, closed]).sort_values([by, "day", "change"])
    return changes["change"].groupby(changes[by]).cumsum().groupby(changes[by]).max().astype("int64")


def total(values: Column, group: Column, index: pd.Index) -> Column:
    """Sum `values` by `group` and give the sums along `index`, zero where the group has none."""
    return values.groupby(group).sum().reindex(index).fillna(0.0)


def none(index: pd.Index) -> Column:
    """A mask that is met nowhere."""
    return pd.Series(np.zeros(len(index), dtype=bool), index=index)


def last_days(start: Column, months: Column) -> Column:
    """As `last_day`, with a number of months of its own for each row; missing where either is missing."""
    result = pd.Series(pd.NaT, index=start.index, dtype="datetime64[ns]")
    for count in months.dropna().unique():
        same = months == count
        result[same] = last_day(start[same], int(count))
    return result
