"""What a learner must be paid on a day (L6325-8, L6325-9, D6325-15 to D6325-18)."""

from __future__ import annotations

from proexp_batch.model.expressions import parameter
from proexp_batch.model.fields import company, learners
from proexp_batch.model.sheets.choices import VOCATIONAL_LEVELS
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.facts.measures import AGE, DAY, LEAST_AGE, unread, week
from proexp_batch.rules.facts.periods import birthday, first_of_next_month


def minimum_pay(batch: Batch, day: Series) -> Series:
    """Minimum gross monthly pay of each learner on a day (D6325-15, D6325-16, L6325-9); missing where unknown.

    Monthly is hourly x weekly hours x 52 / 12.
    """
    hourly = smic(batch, day)
    share = pay_share(batch, day)
    return (hourly * share * week(batch) * 52 / 12).round(2)


def smic(batch: Batch, day: Series) -> Series:
    """The gross hourly SMIC that applies to each learner on a day."""
    mayotte = batch.along("learners", company.territory) == "MAYOTTE"
    unknown = batch.spread("learners", unread(batch, company.territory))
    hourly = batch.parameters.at("smic_hourly", day)
    hourly = hourly.where(~mayotte, batch.parameters.at("smic_hourly_mayotte", day))
    return hourly.where(~unknown)


def smic_told(batch: Batch, day: Series) -> Series:
    """As `smic`, in words, with the day from which it holds."""
    mayotte = batch.along("learners", company.territory) == "MAYOTTE"
    told = batch.parameters.shown_at("smic_hourly", day)
    return told.where(~mayotte, batch.parameters.shown_at("smic_hourly_mayotte", day))


def pay_share(batch: Batch, day: Series) -> Series:
    """The share of the SMIC due to each learner on a day.

    Missing where the age is not certain: a birth date that contradicts the public may itself be wrong.
    """
    qualified = batch[learners.level].isin(VOCATIONAL_LEVELS)
    turned_21, turned_26 = has_turned(batch, 21, day), has_turned(batch, 26, day)
    at = batch.parameters.at
    young = at("pay_share_under_21", day).where(~qualified, at("pay_share_under_21_qualified", day))
    older = at("pay_share_from_21", day).where(~qualified, at("pay_share_from_21_qualified", day))
    share = young.where(~turned_21, older).where(~turned_26, at("pay_share_from_26", day))
    known = batch[learners.birth_date].notna() & (batch[learners.level].notna() | turned_26)
    return share.where(known & age_holds(batch))


def has_turned(batch: Batch, years: int, day: Series) -> Series:
    """Whether the rate that follows a birthday applies: from the first day of the next month on (D6325-16)."""
    return day >= first_of_next_month(birthday(batch[learners.birth_date], years))


@once
def age_holds(batch: Batch) -> Series:
    """Learners whose age no rule refuses (APP-003 to APP-007)."""
    return masks.mask(_AGE_HOLDS, batch, "learners")


_AGE_HOLDS = ~(
    (parameter("age_minimum", DAY) > AGE)
    | (parameter("age_plausible_maximum", DAY) < LEAST_AGE)
    | (learners.public.among("JEUNE") & (parameter("age_young_limit", DAY) <= LEAST_AGE))
    | (learners.public.among("DE26") & (parameter("age_young_limit", DAY) > AGE))
)
