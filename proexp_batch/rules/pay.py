"""Rules on pay (L6325-8, L6325-9, D6325-15 to D6325-18)."""

from __future__ import annotations

from proexp_batch.model.expressions import Shown
from proexp_batch.model.fields import learners
from proexp_batch.model.later import pd
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.engine.rule import BLOCKING, INFO, WARNING, Hits, hits, row_rule, rule
from proexp_batch.rules.engine.shapes import above
from proexp_batch.rules.facts import measures, pay, periods

_TOO_MUCH = (
    "The minimum is that of one of two days, by age, level, territory and branch: too much for one formula."
)
_SOURCES = ("L6325-8", "L6325-9", "D6325-15", "D6325-16")
_PARAMETERS = (
    "smic_hourly",
    "smic_hourly_mayotte",
    "pay_share_under_21",
    "pay_share_under_21_qualified",
    "pay_share_from_21",
    "pay_share_from_21_qualified",
    "pay_share_from_26",
    "pay_tolerance",
)


@once
def _least(b: Batch) -> tuple[Series, Series]:
    """The day on which the minimum of the start or of the signature is the lower one, and that minimum."""
    start = b[learners.start].where(~(b[learners.end] < b[learners.start]))
    signed = b[learners.signed].fillna(start)
    at_start, at_signature = pay.minimum_pay(b, start), pay.minimum_pay(b, signed)
    lower = (at_signature < at_start) & (signed <= start)
    return start.where(~lower, signed), at_start.where(~lower, at_signature)


@rule(
    "APP-040",
    "Salaire inférieur au minimum",
    BLOCKING,
    3,
    learners.monthly_pay,
    message="Le salaire brut mensuel est inférieur au minimum : {share:percent} du SMIC (de l'heure : {told}).",
    detail="Indiqué : {monthly_pay:euros} ; minimum au {day:date} : {minimum:euros} = {smic:euros} x {share:percent} "
    "x {weekly_hours:hours} x 52 / 12.",
    fix="Portez le salaire au minimum, ou corrigez l'âge, le niveau de formation ou la durée hebdomadaire.",
    why="Le minimum dépend de l'âge et du niveau ; il change le premier jour du mois qui suit l'anniversaire.",
    wrong="1 100,00 € pour 20 ans, bac général, 35 h, en 2022",
    right="1 250,00 €",
    sources=_SOURCES,
    parameters=_PARAMETERS,
    silent=_TOO_MUCH,
)
def pay_too_low(b: Batch) -> Hits:
    """Under the minimum of both the signature and the start, where the branch does not ask for more."""
    day, minimum = _least(b)
    tolerance = b.parameters.at("pay_tolerance", day)
    mask = (b[learners.monthly_pay] < minimum - tolerance) & ~_branch_asks_more(b)
    return hits(
        mask,
        day=day,
        minimum=minimum,
        smic=pay.smic(b, day),
        told=pay.smic_told(b, day),
        share=pay.pay_share(b, day),
    )


@rule(
    "APP-041",
    "Salaire à peine inférieur au minimum",
    WARNING,
    3,
    learners.monthly_pay,
    message="Le salaire brut mensuel est à peine inférieur au minimum du début de l'action : {share:percent} du SMIC "
    "(de l'heure : {told}).",
    detail="Indiqué : {monthly_pay:euros} ; minimum {minimum:euros} au {start:date}.",
    fix="Vérifiez l'arrondi, ou la revalorisation du SMIC entre la signature et le début.",
    why="Le minimum suit le SMIC en vigueur chaque mois ; un écart d'arrondi n'est pas refusé d'office.",
    wrong="1 747,00 € pour un minimum de 1 747,20 €",
    right="1 747,20 €",
    sources=_SOURCES,
    parameters=_PARAMETERS,
    silent=_TOO_MUCH,
)
def pay_just_too_low(b: Batch) -> Hits:
    """Under the minimum of the start, but not clearly under that of the signature."""
    day, least = _least(b)
    start = b[learners.start]
    minimum = pay.minimum_pay(b, start)
    paid = b[learners.monthly_pay]
    above = paid >= least - b.parameters.at("pay_tolerance", day)
    ordered = ~(b[learners.end] < start)
    mask = (paid < minimum) & above & ordered & ~_branch_asks_more(b)
    return hits(mask, minimum=minimum, told=pay.smic_told(b, start), share=pay.pay_share(b, start))


@rule(
    "APP-042",
    "Hausse due après un anniversaire",
    INFO,
    3,
    learners.monthly_pay,
    message="Le salaire devra augmenter pendant le contrat, à la suite de l'anniversaire de l'apprenant.",
    detail="À partir du {rise:date}, le minimum est de {minimum:euros} ; indiqué : {monthly_pay:euros}.",
    fix="Prévoyez la hausse à cette date ; il n'y a rien à corriger si elle est prévue.",
    why="La part du SMIC change le premier jour du mois qui suit les 21 et les 26 ans.",
    wrong="Un salaire resté à 55 % du SMIC après 21 ans",
    right="Un salaire porté à 70 % du SMIC le mois qui suit les 21 ans",
    sources=("D6325-15", "D6325-16"),
    parameters=_PARAMETERS,
)
def pay_must_rise(b: Batch) -> Hits:
    """A birthday during the contract brings a minimum above the pay stated for the start."""
    mask = periods.none(b["learners"].index)
    rise = pd.Series(pd.NaT, index=mask.index, dtype="datetime64[ns]")
    for years in (26, 21):
        changes = periods.first_of_next_month(periods.birthday(b[learners.birth_date], years))
        inside = (changes > b[learners.start]) & (changes <= measures.real_end(b))
        due = inside & (b[learners.monthly_pay] < pay.minimum_pay(b, changes))
        rise = rise.where(~due, changes)
        mask |= due
    return hits(mask, rise=rise, minimum=pay.minimum_pay(b, rise))


@rule(
    "APP-043",
    "Salaire inférieur à 85 % du minimum de branche",
    BLOCKING,
    3,
    learners.monthly_pay,
    message="À partir de 26 ans, le salaire ne peut pas être inférieur à {share:percent} du minimum de branche.",
    detail="Indiqué : {monthly_pay:euros} ; minimum {minimum:euros} (branche : {branch_minimum_pay:euros}).",
    fix="Portez le salaire à ce minimum, ou corrigez le minimum de branche.",
    why="La personne de 26 ans ou plus perçoit au moins le SMIC et 85 % du minimum de sa convention collective.",
    wrong="1 750,00 € pour un minimum de branche de 2 200,00 €",
    right="1 870,00 €",
    sources=("L6325-9", "D6325-18"),
    parameters=("pay_share_branch", "pay_tolerance"),
    silent=_TOO_MUCH,
)
def pay_under_branch_minimum(b: Batch) -> Hits:
    """26 or more and under the share of the branch minimum."""
    share = b.parameters.at("pay_share_branch", b[learners.start])
    return hits(_branch_asks_more(b), share=share, minimum=_branch_minimum(b))


@once
def _branch_minimum(b: Batch) -> Series:
    """What the branch asks for at the start for someone of 26 or more."""
    share = b.parameters.at("pay_share_branch", b[learners.start])
    return (b[learners.branch_minimum_pay] * share).round(2).where(_is_26(b))


@once
def _branch_asks_more(b: Batch) -> Series:
    """Pay under what the branch asks for, where that is more than the SMIC."""
    minimum = _branch_minimum(b)
    tolerance = b.parameters.at("pay_tolerance", b[learners.start])
    under = b[learners.monthly_pay] < minimum - tolerance
    return under & ~(pay.minimum_pay(b, b[learners.start]) >= minimum)


def _is_26(b: Batch) -> Series:
    """Paid as from 26 on at the start."""
    return pay.has_turned(b, 26, b[learners.start]) & pay.age_holds(b)


row_rule(
    "APP-044",
    "Salaire peu vraisemblable",
    WARNING,
    3,
    learners.monthly_pay,
    above(learners.monthly_pay, "pay_plausible_maximum", learners.start),
    values={"limit": Shown("pay_plausible_maximum", learners.start)},
    message="Le salaire mensuel dépasse {limit} : s'agit-il d'un salaire annuel ?",
    detail="Indiqué : {monthly_pay:euros}.",
    fix="Indiquez le salaire brut d'un mois.",
    why="Un salaire annuel mis à la place du salaire mensuel fausse le contrôle du minimum.",
    wrong="21 000,00 €",
    right="1 750,00 €",
    parameters=("pay_plausible_maximum",),
)


@rule(
    "APP-045",
    "SMIC peut-être dépassé",
    WARNING,
    3,
    learners.monthly_pay,
    message="La dernière valeur connue du SMIC (de l'heure : {told}) a plus d'un an au début de l'action : "
    "le minimum appliqué est peut-être trop bas.",
    detail="Début le {start:date}.",
    fix="Rien à faire pour l'entreprise ; l'Opco met à jour ses paramètres.",
    why="Le SMIC est relevé au moins une fois par an.",
    wrong="Un début en 2028 avec le SMIC de 2026",
    right="Un début en 2026 avec le SMIC de 2026",
    parameters=("smic_known_for", "smic_hourly"),
    silent="The company can do nothing about it.",
)
def smic_may_be_old(b: Batch) -> Hits:
    """The start is long after the last known SMIC."""
    start = b[learners.start]
    last = pd.Series(pd.Timestamp(b.parameters["smic_hourly"].starts[-1]), index=start.index)
    known_until = periods.last_days(last, b.parameters.at("smic_known_for", start))
    ordered = ~(b[learners.end] < start)
    return hits((start > known_until) & ordered, told=b.parameters.shown_at("smic_hourly", start))


@rule(
    "APP-046",
    "Minimum de branche non indiqué",
    INFO,
    3,
    learners.branch_minimum_pay,
    message="À partir de 26 ans, le minimum de branche est nécessaire pour vérifier le salaire ; il n'est pas indiqué.",
    fix="Indiquez le minimum mensuel de la convention collective pour ce poste.",
    why="Le salaire ne peut pas être inférieur à 85 % de ce minimum ; sans lui, seul le SMIC est vérifié.",
    wrong="30 ans, case vide",
    right="30 ans, 1 900,00 €",
    sources=("L6325-9", "D6325-18"),
)
def branch_minimum_missing(b: Batch) -> Hits:
    """26 or more, branch minimum not stated."""
    return hits(_is_26(b) & ~b.is_filled(learners.branch_minimum_pay))
