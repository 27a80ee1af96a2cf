"""What a learner must be paid on a day (L6325-8, L6325-9, D6325-15 to D6325-18)."""

from __future__ import annotations

from proexp_batch.model.expressions import parameter
from proexp_batch.model.fields import company, learners
from proexp_batch.model.later import pd
from proexp_batch.model.sheets.choices import VOCATIONAL_LEVELS
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.facts.measures import AGE, DAY, LEAST_AGE, unread, week
from proexp_batch.rules.facts.periods import birthday, first_of_next_month


def minimum_pay(batch: Batch, day: Series, *, share_on: Series | None = None) -> Series:
    """Minimum gross monthly pay of each learner on a day (D6325-15, D6325-16, L6325-9); missing where unknown.

    Monthly is hourly x weekly hours x 52 / 12. The share of the SMIC may be that of another day, `share_on`.
    """
    share = pay_share(batch, day if share_on is None else share_on)
    return (smic(batch, day) * share * week(batch) * 52 / 12).round(2)


@once
def stated_pay(batch: Batch) -> Series:
    """The pay of a month of each learner; missing where a percentage or the pay of an hour seems to stand for it."""
    return batch[learners.monthly_pay].where(~masks.mask(IS_NO_MONTHLY_PAY, batch, "learners"))


IS_NO_MONTHLY_PAY = (learners.monthly_pay > 0) & (learners.monthly_pay <= parameter("pay_plausible_minimum"))
"""Too little to be the pay of a month: a percentage, or the pay of an hour."""


def smic(batch: Batch, day: Series) -> Series:
    """The gross hourly SMIC that applies to each learner on a day."""
    hourly = batch.parameters.at("smic_hourly", day)
    hourly = hourly.where(~_in_mayotte(batch), batch.parameters.at("smic_hourly_mayotte", day))
    return hourly.where(~batch.spread("learners", territory_unread(batch)))


def smic_told(batch: Batch, day: Series) -> Series:
    """As `smic`, in words, with the day from which it holds."""
    told = batch.parameters.shown_at("smic_hourly", day)
    return told.where(~_in_mayotte(batch), batch.parameters.shown_at("smic_hourly_mayotte", day))


def last_smic(batch: Batch) -> Series:
    """The day from which the last known SMIC of each learner holds."""
    mainland, mayotte = (
        pd.Timestamp(batch.parameters[name].starts[-1]) for name in ("smic_hourly", "smic_hourly_mayotte")
    )
    return _in_mayotte(batch).map({False: mainland, True: mayotte})


@once
def _in_mayotte(batch: Batch) -> Series:
    return batch.along("learners", company.territory) == "MAYOTTE"


def territory_unread(batch: Batch) -> Series:
    """Per dossier: what is said of the SMIC that applies could not be read."""
    return unread(batch, company.territory)


def pay_share(batch: Batch, day: Series) -> Series:
    """The share of the SMIC due to each learner on a day.

    Missing where the age is not certain: a birth date that contradicts the public may itself be wrong.
    """
    qualified = batch[learners.level].isin(VOCATIONAL_LEVELS)
    turned_21 = has_turned(batch, 21, day)
    turned_26 = is_26_at_the_start(batch) | has_turned(batch, 26, day)
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
def is_26_at_the_start(batch: Batch) -> Series:
    """Learners who are 26 or more when the contract starts.

    The SMIC is due to them from the first day (L6325-9): D6325-16 delays the shares of D6325-15 alone.
    """
    return birthday(batch[learners.birth_date], 26) <= batch[learners.start]


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
