"""Days, ages, durations and hours of each contract, and how the template works them out on a row."""

from __future__ import annotations

from proexp_batch.model.columns import Column
from proexp_batch.model.expressions import (
    Alternative,
    Condition,
    ConditionFact,
    LastDay,
    MonthsLater,
    NamedCondition,
    NamedQuantity,
    QuantityFact,
    parameter,
)
from proexp_batch.model.fields import company, learners
from proexp_batch.model.later import pd
from proexp_batch.model.sheets.learners import REAL_END
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.excel import Cells
from proexp_batch.rules.engine.excel import parameter as parameter_name
from proexp_batch.rules.engine.formulas import NEVER, on_a_row
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
def week(batch: Batch) -> Series:
    """Weekly hours of each learner; missing where a rule of its own refuses them."""
    return batch[learners.weekly_hours].where(masks.mask(_WEEK_HOLDS, batch, "learners"))


@once
def reference_day(batch: Batch) -> Series:
    """The day by which parameters are looked up: the signature, or the start when only it is known."""
    # The signature is not noted as looked at: where it cannot be read, the start serves as well.
    return batch["learners"]["signed"].fillna(batch[learners.start])


@once
def out_of_the_scheme(batch: Batch) -> Series:
    """Contracts signed when the scheme did not exist; their signature says nothing of the learner's age."""
    return batch.parameters.at("regime", batch[learners.signed]).eq("blocking")


@once
def day_of_signature(batch: Batch) -> Series:
    """The day on which age is judged: the signature, or the start when only it is known.

    Missing where the signature could not be read, or is refused by a rule of its own.
    """
    return reference_day(batch).where(~(unread(batch, learners.signed) | out_of_the_scheme(batch)))


@once
def age_at_signature(batch: Batch) -> Series:
    """Age of each learner on the day of signature."""
    return age(batch[learners.birth_date], day_of_signature(batch))


@once
def age_at_the_start(batch: Batch) -> Series:
    """Age of each learner on the first day of the contract, the first one worked."""
    return age(batch[learners.birth_date], batch[learners.start])


@once
def least_age(batch: Batch) -> Series:
    """As `age_at_signature`, but at the start where that came first: a late signature makes nobody too old."""
    start, signed = batch[learners.start], day_of_signature(batch)
    return age(batch[learners.birth_date], signed.where(~(start < signed), start))


@once
def unread(batch: Batch, column: Column) -> Series:
    """Cells that hold something that could not be read; the reader has said so."""
    return batch.is_filled(column) & batch[column].isna()


@once
def without_form(batch: Batch) -> Series:
    """Contracts of dossiers whose sheet `Entreprise` is absent: nothing can be told from what it does not say."""
    absent = pd.Series(["company" not in dossier.sheets for dossier in batch.dossiers], dtype=bool)
    return batch.spread("learners", absent)


_L = Cells("learners")

_SIGNED, _START = _L("signed"), _L("start")

DAY = NamedQuantity(
    "jour_contrat",
    QuantityFact(
        reference_day,
        # Divided by FALSE, what is no date is an error: nothing is then told.
        f'IF({_SIGNED}="",{_START}/ISNUMBER({_START}),{_SIGNED}/ISNUMBER({_SIGNED}))',
        there=f"COUNT({_SIGNED},{_START})",
    ),
)
"""See `reference_day`."""


def _regime(answer: str) -> str:
    # What is no date is before the first one.
    return f'IFERROR({parameter_name("regime", _L("signed"))},"")="{answer}"'


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
    birth = f"{_L('birth_date')}/{_L.number('birth_date')}"
    return f'IFERROR(DATEDIF({birth},{day},"y"),"")'


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

EARLIEST_END_COUNTED_SHORT = MonthsLater(learners.start, parameter("months_minimum", DAY)) - 1
"""As `EARLIEST_END`, as Excel's MOIS.DECALER less one day: from 31/03, six months then end on 29/09."""

LONG_ENOUGH = NamedCondition("duree_suffit", learners.end >= EARLIEST_END_COUNTED_SHORT)
"""See `long_enough`."""

WITHOUT_FORM = ConditionFact(without_form, NEVER)
"""See `without_form`; a template always has its form."""


def may_be_agreed(agreement: Column) -> Condition:
    """A branch agreement is declared, or may be: where the answer or its sheet cannot be read."""
    return (agreement.given & ~agreement.no) | WITHOUT_FORM


IS_PRIORITY = (learners.priority.known & ~learners.priority.among("NONE")) | learners.public.among(
    *MINIMUM_BENEFITS
)
"""The learner is of the public prioritaire (L6325-1-1): stated, or by the kind of public."""

# A priority or a public that cannot be read may be one that allows more.
MAXIMUM_MONTHS = Alternative(
    (learners.priority.given & ~learners.priority.among("NONE")) | ~learners.public.among("JEUNE", "DE26"),
    parameter("months_maximum_priority", DAY),
    Alternative(
        may_be_agreed(company.agreement_24_months),
        parameter("months_maximum_agreement", DAY),
        parameter("months_maximum", DAY),
    ),
)
"""How many months a contract may last (L6325-11, L6325-12), at most where an answer cannot be read."""

LATEST_END = NamedQuantity("fin_maximale", LastDay(learners.start, MAXIMUM_MONTHS))
"""The last day of the longest contract that may begin on its first day (L6325-11, L6325-12)."""

DATES_HOLD = NamedCondition("dates_tiennent", LONG_ENOUGH & (learners.end <= LATEST_END))
"""See `dates_hold`."""

EARLY_END_IS_OUTSIDE = (learners.early_end < learners.start) | (learners.early_end >= learners.end)
"""Early ends before the start, or not before the end."""

ABSOLUTE_WEEK = parameter("weekly_hours_absolute", DAY)
"""No week can be longer (L3121-20)."""

AGE_AT_THE_START = NamedQuantity("age_debut", QuantityFact(age_at_the_start, _age(_START)))
"""See `age_at_the_start`."""

_MINOR = (parameter("age_of_majority", learners.start) > AGE_AT_THE_START) & (
    parameter("age_minimum", learners.start) <= AGE_AT_THE_START
)

LONG_FOR_A_MINOR = NamedCondition(
    "mineur_heures_en_plus",
    _MINOR & (learners.weekly_hours > parameter("weekly_hours_minor", learners.start)),
)
"""Minors of an age to work, whose week is longer than that of minors in most trades (L3162-1)."""

LONGEST_WEEK_OF_A_MINOR = parameter("weekly_hours_minor_maximum", learners.start)
"""The week of minors in some trades, or by leave (R3162-1)."""

TOO_LONG_FOR_A_MINOR = NamedCondition(
    "mineur_trop_d_heures", _MINOR & (learners.weekly_hours > LONGEST_WEEK_OF_A_MINOR)
)
"""Minors of an age to work, whose week is longer than that of minors in any trade."""

COMPANY_WEEK = NamedQuantity(
    "semaine_entreprise",
    Alternative(
        (company.weekly_hours > 0) & (company.weekly_hours <= ABSOLUTE_WEEK), company.weekly_hours, None
    ),
)
"""The week of the company; missing where no week can be so long, which a rule of its own says."""

_WEEK_HOLDS = (
    (learners.weekly_hours > 0)
    & (learners.weekly_hours <= ABSOLUTE_WEEK)
    & ~(TOO_LONG_FOR_A_MINOR | (learners.weekly_hours > COMPANY_WEEK))
)

DAYS = learners.end - learners.start + 1
"""How many days a contract lasts, the first and the last included."""

TOTAL_HOURS = NamedQuantity(
    "heures_totales", Alternative(DATES_HOLD & _WEEK_HOLDS, learners.weekly_hours * DAYS / 7, None)
)
"""Total duration of the contract or action in hours: weekly hours x days / 7, leave not deducted.

Missing where a rule of its own refuses the week or the dates.
"""

TRAINING_SHARE = learners.hours_planned / TOTAL_HOURS
"""The hours of training as a part of the total duration (L6325-13)."""
