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
def _start(b: Batch) -> Series:
    """The first day of each contract; missing where it comes after the last."""
    return b[learners.start].where(~(b[learners.end] < b[learners.start]))


@once
def _least(b: Batch) -> tuple[Series, Series]:
    """The day whose SMIC is the lower one, the start's or that of an earlier signature, and the minimum of that day.

    Only a rise of the SMIC in between may be excused: the share is that of the age at the start.
    """
    start = _start(b)
    signed = b[learners.signed].fillna(start)
    at_start = pay.minimum_pay(b, start)
    at_signature = pay.minimum_pay(b, signed, share_on=start)
    lower = (at_signature < at_start) & (signed <= start)
    return start.where(~lower, signed), at_start.where(~lower, at_signature)


@once
def _judged(b: Batch) -> Series:
    """The pay of each learner where it is compared with the SMIC: elsewhere the branch asks for more."""
    return pay.stated_pay(b).where(~_branch_asks_more(b))


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
    why="Le minimum dépend de l'âge et du niveau ; il change le premier jour du mois qui suit les 21 ans, et la personne "
    "qui a 26 ans au début a droit au SMIC dès le premier jour.",
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
    return hits(
        _judged(b) < minimum - tolerance,
        day=day,
        minimum=minimum,
        smic=pay.smic(b, day),
        told=pay.smic_told(b, day),
        share=pay.pay_share(b, _start(b)),
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
    fix="Vérifiez l'arrondi.",
    why="Un écart d'arrondi n'est pas refusé d'office.",
    wrong="1 747,00 € pour un minimum de 1 747,20 €",
    right="1 747,20 €",
    sources=_SOURCES,
    parameters=(*_PARAMETERS, "pay_rounding"),
    silent=_TOO_MUCH,
)
def pay_just_too_low(b: Batch) -> Hits:
    """Under the minimum of the start by no more than what rounding may explain."""
    start = _start(b)
    minimum = pay.minimum_pay(b, start)
    rounding = (minimum - b.parameters.at("pay_rounding", start)).round(2)
    mask = (_judged(b) < rounding) & ~_clearly_too_low(b)
    return hits(mask, minimum=minimum, told=pay.smic_told(b, start), share=pay.pay_share(b, start))


@once
def _clearly_too_low(b: Batch) -> Series:
    """Pay under the minimum of the start by more than rounding explains."""
    start = _start(b)
    return _judged(b) < pay.minimum_pay(b, start) - b.parameters.at("pay_tolerance", start)


@rule(
    "APP-047",
    "Salaire calculé sur le SMIC d'avant le début",
    WARNING,
    3,
    learners.monthly_pay,
    message="Le SMIC a été relevé entre la signature et le début : le salaire doit atteindre, dès le premier jour, "
    "{share:percent} du SMIC (de l'heure : {told}).",
    detail="Indiqué : {monthly_pay:euros} ; minimum {minimum:euros} au {start:date}, "
    "{minimum_signed:euros} au {signed:date}.",
    fix="Payez au moins le minimum dès le début de l'action, et corrigez le salaire indiqué.",
    why="Le minimum suit le SMIC en vigueur le jour où le salaire est dû, quelle que soit la date de signature.",
    wrong="1 709,28 € signé le 20/04/2023, pour un début le 02/05/2023",
    right="1 747,20 €",
    sources=_SOURCES,
    parameters=_PARAMETERS,
    silent=_TOO_MUCH,
)
def pay_of_the_smic_before(b: Batch) -> Hits:
    """Clearly under the minimum of the start, but not with the SMIC of the signature."""
    start, (day, least) = _start(b), _least(b)
    excused = _judged(b) >= least - b.parameters.at("pay_tolerance", day)
    return hits(
        _clearly_too_low(b) & excused,
        minimum=pay.minimum_pay(b, start),
        minimum_signed=least,
        told=pay.smic_told(b, start),
        share=pay.pay_share(b, start),
    )


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
        if years == 26:
            inside &= ~pay.is_26_at_the_start(b)
        due = inside & (pay.stated_pay(b) < pay.minimum_pay(b, changes))
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
    under = pay.stated_pay(b) < minimum - tolerance
    return under & ~(pay.minimum_pay(b, b[learners.start]) >= minimum)


def _is_26(b: Batch) -> Series:
    """Of 26 or more at the start."""
    return pay.is_26_at_the_start(b) & pay.age_holds(b)


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
    parameters=("smic_known_for", "smic_hourly", "smic_hourly_mayotte"),
    silent="The company can do nothing about it.",
)
def smic_may_be_old(b: Batch) -> Hits:
    """The start is long after the last known SMIC."""
    start = _start(b)
    last = pay.last_smic(b)
    known_until = periods.last_days(last, b.parameters.at("smic_known_for", start))
    return hits(start > known_until, told=pay.smic_told(b, start))


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


row_rule(
    "APP-048",
    "Salaire qui n'est pas celui d'un mois",
    BLOCKING,
    3,
    learners.monthly_pay,
    pay.IS_NO_MONTHLY_PAY,
    message="Le salaire mensuel est trop petit pour en être un : s'agit-il d'un pourcentage ou d'un taux horaire ?",
    detail="Lu : {monthly_pay:number}.",
    fix="Indiquez le salaire brut d'un mois, en euros.",
    why="Un pourcentage du SMIC ou un taux horaire ne dit pas si le salaire du mois atteint le minimum.",
    wrong="80 %, 0,8 ou 11,52",
    right="1 367,43 €",
    sources=("L6325-8", "L6325-9"),
    parameters=("pay_plausible_minimum",),
)


@rule(
    "APP-049",
    "Minimum non vérifié",
    INFO,
    3,
    learners.monthly_pay,
    message="Le salaire n'a pas été comparé au minimum : le SMIC de cette date n'est pas dans les paramètres.",
    detail="Début le {start:date}.",
    fix="Rien à faire pour l'entreprise ; l'Opco vérifie le salaire, ou complète ses paramètres.",
    why="Ce qui n'a pas été vérifié est dit.",
    wrong="Un début antérieur à la première valeur connue du SMIC",
    right="Un début pour lequel le SMIC est connu",
    sources=("L6325-8", "L6325-9"),
    parameters=("smic_hourly", "smic_hourly_mayotte"),
)
def minimum_unknown(b: Batch) -> Hits:
    """No SMIC is known for the start of a contract of the scheme, in a place that was understood."""
    start = _start(b)
    without = start.notna() & pay.smic(b, start).isna() & ~b.spread("learners", pay.territory_unread(b))
    return hits(without & pay.stated_pay(b).notna() & ~measures.out_of_the_scheme(b))
