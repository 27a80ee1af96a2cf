"""Days, ages, durations and hours of each contract, and how the template works them out on a row."""

from __future__ import annotations

from proexp_batch.model.expressions import (
    ConditionFact,
    LastDay,
    NamedCondition,
    NamedQuantity,
    QuantityFact,
    parameter,
)
from proexp_batch.model.fields import learners
from proexp_batch.model.later import pd
from proexp_batch.model.sheets.learners import REAL_END
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.excel import Cells
from proexp_batch.rules.engine.excel import parameter as parameter_name
from proexp_batch.rules.engine.formulas import on_a_row
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.facts.periods import age

MINIMUM_BENEFITS = ("RSA", "ASS", "AAH", "CUI")
"""Publics that are prioritaires by themselves (L6325-1-1)."""


@once
def real_end(batch: Batch) -> Series:
    """The last day of each contract, see `REAL_END`."""
    return masks.values(REAL_END, batch, "learners")


@once
def long_enough(batch: Batch) -> Series:
    """Contracts that end after their start, and not too early: what happens inside them can be judged."""
    return masks.mask(LONG_ENOUGH, batch, "learners")


@once
def dates_hold(batch: Batch) -> Series:
    """Contracts whose duration no rule refuses: what depends on it can be judged."""
    return masks.mask(DATES_HOLD, batch, "learners")


@once
def total_hours(batch: Batch) -> Series:
    """Total duration of each contract or action in hours: weekly hours x days / 7, leave not deducted.

    Missing where a rule of its own refuses the week or the dates.
    """
    learners = batch["learners"]
    days = (learners["end"] - learners["start"]).dt.days + 1
    return week(batch) * days.where(dates_hold(batch)) / 7


@once
def week(batch: Batch) -> Series:
    """Weekly hours of each learner; missing where a rule of its own refuses them."""
    hours = batch["learners"]["weekly_hours"]
    limit = batch.parameters.at("weekly_hours_absolute", reference_day(batch))
    refused = too_long_for_a_minor(batch) | (hours > company_week(batch))
    return hours.where((hours > 0) & (hours <= limit) & ~refused)


@once
def company_week(batch: Batch) -> Series:
    """The week of each learner's company; missing where no week can be so long, which a rule of its own says."""
    hours = batch.company("learners", "weekly_hours")
    limit = batch.parameters.at("weekly_hours_absolute", reference_day(batch))
    return hours.where((hours > 0) & (hours <= limit))


@once
def too_long_for_a_minor(batch: Batch) -> Series:
    """Minors of an age to sign, whose week is longer than that of minors (L3162-1)."""
    age = age_at_signature(batch)
    reference = reference_day(batch)
    majority = batch.parameters.at("age_of_majority", reference)
    minor = (age < majority) & (age >= batch.parameters.at("age_minimum", reference))
    return minor & (batch["learners"]["weekly_hours"] > batch.parameters.at("weekly_hours_minor", reference))


@once
def reference_day(batch: Batch) -> Series:
    """The day by which parameters are looked up: the signature, or the start when only it is known."""
    learners = batch["learners"]
    return learners["signed"].fillna(learners["start"])


@once
def out_of_the_scheme(batch: Batch) -> Series:
    """Contracts signed when the scheme did not exist; their signature says nothing of the learner's age."""
    return batch.parameters.at("regime", batch["learners"]["signed"]).eq("blocking")


@once
def day_of_signature(batch: Batch) -> Series:
    """The day on which age is judged: the signature, or the start when only it is known.

    Missing where the signature could not be read, or is refused by a rule of its own.
    """
    day = reference_day(batch).where(~(unread(batch, "learners", "signed") | out_of_the_scheme(batch)))
    return day


@once
def age_at_signature(batch: Batch) -> Series:
    """Age of each learner on the day of signature."""
    return age(batch["learners"]["birth_date"], day_of_signature(batch))


@once
def least_age(batch: Batch) -> Series:
    """As `age_at_signature`, but at the start where that came first: a late signature makes nobody too old."""
    start, signed = batch["learners"]["start"], day_of_signature(batch)
    return age(batch["learners"]["birth_date"], signed.where(~(start < signed), start))


@once
def unread(batch: Batch, key: str, field: str) -> Series:
    """Cells that hold something that could not be read; the reader has said so."""
    return batch.filled[key][field] & batch[key][field].isna()


@once
def may_be_agreed(batch: Batch, field: str) -> Series:
    """Whether a branch agreement is declared, or may be: where the answer or its sheet cannot be read."""
    declared = batch["company"][field].fillna(False).astype(bool)
    absent = pd.Series(["company" not in dossier.sheets for dossier in batch.dossiers], dtype=bool)
    return batch.spread("learners", declared | unread(batch, "company", field) | absent)


@once
def maximum_months(batch: Batch) -> Series:
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
def is_priority(batch: Batch) -> Series:
    """Whether each learner is of the public prioritaire (L6325-1-1): stated, or by the kind of public."""
    learners = batch["learners"]
    stated = learners["priority"].notna() & (learners["priority"] != "NONE")
    return stated | learners["public"].isin(["RSA", "ASS", "AAH", "CUI"])


_C, _L = Cells("company"), Cells("learners")

DAY = NamedQuantity(
    "jour_contrat",
    QuantityFact(
        reference_day,
        f'IF({_L.empty("signed")},{_L("start")},IF({_L.number("signed")},{_L("signed")},""))',
    ),
)
"""See `reference_day`."""


def _regime(answer: str) -> str:
    regime = f'IFERROR({parameter_name("regime", _L("signed"))},"")'
    return f'IF({_L.number("signed")},{regime}="{answer}",FALSE)'


OUT_OF_THE_SCHEME = NamedCondition(
    "hors_experimentation", ConditionFact(out_of_the_scheme, _regime("blocking"))
)
"""See `out_of_the_scheme`."""

ONLY_TOLERATED = ConditionFact(
    lambda b: b.parameters.at("regime", b[learners.signed]).eq("warning"), _regime("warning")
)
"""Contracts signed when the scheme was only tolerated."""

SIGNATURE_DAY = NamedQuantity(
    "jour_signature",
    QuantityFact(day_of_signature, f'IF({on_a_row(OUT_OF_THE_SCHEME)},"",{on_a_row(DAY)})'),
)
"""See `day_of_signature`."""


def _age(day: str) -> str:
    """Whole years of age on a day; nothing where it cannot be known, or where the birth comes after."""
    known = f'IFERROR(DATEDIF({_L("birth_date")},{day},"y"),"")'
    return f'IF({_L.number("birth_date")},{known},"")'


AGE = NamedQuantity("age_signature", QuantityFact(age_at_signature, _age(on_a_row(SIGNATURE_DAY))))
"""See `age_at_signature`."""

_LEAST_DAY = NamedQuantity(
    "jour_age_moindre",
    QuantityFact(
        lambda b: day_of_signature(b).where(~(b[learners.start] < day_of_signature(b)), b[learners.start]),
        f"IF({_L.number('start')},MIN({_L('start')},{on_a_row(SIGNATURE_DAY)}),{on_a_row(SIGNATURE_DAY)})",
    ),
)

LEAST_AGE = NamedQuantity("age_moindre", QuantityFact(least_age, _age(on_a_row(_LEAST_DAY))))
"""See `least_age`."""

EARLIEST_END = LastDay(learners.start, parameter("months_minimum", DAY))
"""The last day of the shortest contract that may begin on its first day (L6325-11)."""

LONG_ENOUGH = NamedCondition("duree_suffit", learners.end >= EARLIEST_END)
"""See `long_enough`."""


def _months() -> str:
    """As `maximum_months`."""
    agreed = f"AND({_C.given('agreement_24_months')},NOT({_C.no('agreement_24_months')}))"
    # A priority or a public that is not of the list may be one that allows more.
    priority = (
        f"OR(NOT(OR({_L.empty('priority')},{_L.choice('priority', 'NONE')})),"
        f"{_L.choice('public', *MINIMUM_BENEFITS)},NOT({_L.known_choice('public')}))"
    )
    day = on_a_row(DAY)
    most, more, least = (
        parameter_name(name, day)
        for name in ("months_maximum_priority", "months_maximum_agreement", "months_maximum")
    )
    return f"IF({priority},{most},IF({agreed},{more},{least}))"


MAXIMUM_MONTHS = QuantityFact(maximum_months, _months())
"""See `maximum_months`."""

LATEST_END = NamedQuantity("fin_maximale", LastDay(learners.start, MAXIMUM_MONTHS))
"""The last day of the longest contract that may begin on its first day (L6325-11, L6325-12)."""

DATES_HOLD = NamedCondition("dates_tiennent", LONG_ENOUGH & (learners.end <= LATEST_END))
"""See `dates_hold`."""

EARLY_END_IS_OUTSIDE = (learners.early_end < learners.start) | (learners.early_end >= learners.end)
"""Early ends before the start, or not before the end."""
