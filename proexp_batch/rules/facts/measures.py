"""Ages, durations and shares, over whole columns."""

from typing import Any

import numpy as np
import pandas as pd

from proexp_batch.model.sheets.choices import VOCATIONAL_LEVELS
from proexp_batch.rules.engine.batch import Batch, Column
from proexp_batch.rules.engine.memo import once


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


def months_later(day: Column, months: Column) -> Column:
    """The same day some months later, or the last day of that month where it is shorter."""
    result = pd.Series(pd.NaT, index=day.index, dtype="datetime64[ns]")
    for count in months.dropna().unique():
        same = months == count
        result[same] = day[same] + pd.DateOffset(months=int(count))
    return result


@once
def long_enough(batch: Batch) -> Column:
    """Contracts that end after their start, and not too early: what happens inside them can be judged."""
    learners = batch["learners"]
    months = batch.parameters.at("months_minimum", reference_day(batch))
    return learners["end"] >= last_days(learners["start"], months)


@once
def dates_hold(batch: Batch) -> Column:
    """Contracts whose duration no rule refuses: what depends on it can be judged."""
    learners = batch["learners"]
    latest = last_days(learners["start"], maximum_months(batch))
    return long_enough(batch) & ~(learners["end"] > latest)


@once
def total_hours(batch: Batch) -> Column:
    """Total duration of each contract or action in hours: weekly hours x days / 7, leave not deducted.

    Missing where a rule of its own refuses the week or the dates.
    """
    learners = batch["learners"]
    days = (learners["end"] - learners["start"]).dt.days + 1
    return week(batch) * days.where(dates_hold(batch)) / 7


@once
def week(batch: Batch) -> Column:
    """Weekly hours of each learner; missing where a rule of its own refuses them."""
    hours = batch["learners"]["weekly_hours"]
    limit = batch.parameters.at("weekly_hours_absolute", reference_day(batch))
    refused = too_long_for_a_minor(batch) | (hours > company_week(batch))
    return hours.where((hours > 0) & (hours <= limit) & ~refused)


@once
def company_week(batch: Batch) -> Column:
    """The week of each learner's company; missing where no week can be so long, which a rule of its own says."""
    hours = batch.company("learners", "weekly_hours")
    limit = batch.parameters.at("weekly_hours_absolute", reference_day(batch))
    return hours.where((hours > 0) & (hours <= limit))


@once
def too_long_for_a_minor(batch: Batch) -> Column:
    """Minors of an age to sign, whose week is longer than that of minors (L3162-1)."""
    age = age_at_signature(batch)
    reference = reference_day(batch)
    majority = batch.parameters.at("age_of_majority", reference)
    minor = (age < majority) & (age >= batch.parameters.at("age_minimum", reference))
    return minor & (batch["learners"]["weekly_hours"] > batch.parameters.at("weekly_hours_minor", reference))


@once
def reference_day(batch: Batch) -> Column:
    """The day by which parameters are looked up: the signature, or the start when only it is known."""
    learners = batch["learners"]
    return learners["signed"].fillna(learners["start"])


@once
def out_of_the_scheme(batch: Batch) -> Column:
    """Contracts signed when the scheme did not exist; their signature says nothing of the learner's age."""
    return batch.parameters.at("regime", batch["learners"]["signed"]).eq("blocking")


@once
def day_of_signature(batch: Batch) -> Column:
    """The day on which age is judged: the signature, or the start when only it is known.

    Missing where the signature could not be read, or is refused by a rule of its own.
    """
    day = reference_day(batch).where(~(unread(batch, "learners", "signed") | out_of_the_scheme(batch)))
    return day


@once
def age_at_signature(batch: Batch) -> Column:
    """Age of each learner on the day of signature."""
    return age(batch["learners"]["birth_date"], day_of_signature(batch))


@once
def least_age(batch: Batch) -> Column:
    """As `age_at_signature`, but at the start where that came first: a late signature makes nobody too old."""
    start, signed = batch["learners"]["start"], day_of_signature(batch)
    return age(batch["learners"]["birth_date"], signed.where(~(start < signed), start))


@once
def unread(batch: Batch, key: str, field: str) -> Column:
    """Cells that hold something that could not be read; the reader has said so."""
    return batch.filled[key][field] & batch[key][field].isna()


@once
def may_be_agreed(batch: Batch, field: str) -> Column:
    """Whether a branch agreement is declared, or may be: where the answer or its sheet cannot be read."""
    declared = batch["company"][field].fillna(False).astype(bool)
    absent = pd.Series(["company" not in dossier.sheets for dossier in batch.dossiers], dtype=bool)
    return batch.spread("learners", declared | unread(batch, "company", field) | absent)


@once
def maximum_months(batch: Batch) -> Column:
    """How many months each contract may last (L6325-11, L6325-12), at most where an answer cannot be read."""
    reference = reference_day(batch)
    parameters = batch.parameters
    months = parameters.at("months_maximum", reference)
    agreed = may_be_agreed(batch, "agreement_24_months")
    months = months.where(~agreed, parameters.at("months_maximum_agreement", reference))
    unknown = unread(batch, "learners", "priority") | batch["learners"]["public"].isna()
    priority = is_priority(batch) | unknown
    return months.where(~priority, parameters.at("months_maximum_priority", reference))


@once
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
    unknown = batch.spread("learners", unread(batch, "company", "territory"))
    hourly = batch.parameters.at("smic_hourly", day)
    hourly = hourly.where(~mayotte, batch.parameters.at("smic_hourly_mayotte", day))
    return hourly.where(~unknown)


def smic_told(batch: Batch, day: Column) -> Column:
    """As `smic`, in words, with the day from which it holds."""
    mayotte = batch.company("learners", "territory") == "MAYOTTE"
    told = batch.parameters.shown_at("smic_hourly", day)
    return told.where(~mayotte, batch.parameters.shown_at("smic_hourly_mayotte", day))


def pay_share(batch: Batch, day: Column) -> Column:
    """The share of the SMIC due to each learner on a day.

    Missing where the age is not certain: a birth date that contradicts the public may itself be wrong.
    """
    learners = batch["learners"]
    qualified = learners["level"].isin(VOCATIONAL_LEVELS)
    turned_21, turned_26 = has_turned(batch, 21, day), has_turned(batch, 26, day)
    at = batch.parameters.at
    young = at("pay_share_under_21", day).where(~qualified, at("pay_share_under_21_qualified", day))
    older = at("pay_share_from_21", day).where(~qualified, at("pay_share_from_21_qualified", day))
    share = young.where(~turned_21, older).where(~turned_26, at("pay_share_from_26", day))
    known = learners["birth_date"].notna() & (learners["level"].notna() | turned_26)
    return share.where(known & age_holds(batch))


def has_turned(batch: Batch, years: int, day: Column) -> Column:
    """Whether the rate that follows a birthday applies: from the first day of the next month on (D6325-16)."""
    return day >= first_of_next_month(birthday(batch["learners"]["birth_date"], years))


@once
def age_holds(batch: Batch) -> Column:
    """Learners whose age no rule refuses (APP-003 to APP-007)."""
    public, years, least = batch["learners"]["public"], age_at_signature(batch), least_age(batch)
    at, reference = batch.parameters.at, reference_day(batch)
    young = at("age_young_limit", reference)
    refused = (years < at("age_minimum", reference)) | (least > at("age_plausible_maximum", reference))
    return ~(refused | (public.eq("JEUNE") & (least >= young)) | (public.eq("DE26") & (years < young)))


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
