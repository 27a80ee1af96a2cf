"""Rules on weekly hours and hours of training (L6325-10, L6325-13, L6325-14)."""

from __future__ import annotations

from proexp_batch.model.columns import Column
from proexp_batch.model.expressions import (
    NamedQuantity,
    Quantity,
    QuantityFact,
    Shown,
    parameter,
)
from proexp_batch.model.fields import company, learners, modules
from proexp_batch.model.later import pd
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.excel import SHARES, Cells, both, has_token
from proexp_batch.rules.engine.excel import parameter as parameter_name
from proexp_batch.rules.engine.formulas import on_a_row
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.engine.rule import BLOCKING, WARNING, Hits, hits, row_rule, rule
from proexp_batch.rules.engine.shapes import below
from proexp_batch.rules.facts import measures
from proexp_batch.rules.facts.course import without_module
from proexp_batch.rules.facts.listed import lists_all
from proexp_batch.rules.facts.measures import (
    DAY,
    DAYS,
    LONG_ENOUGH,
    TOTAL_HOURS,
    TRAINING_SHARE,
    may_be_agreed,
    reference_day,
)

_FORMULA = "durée totale {total:hours} = {weekly_hours:hours} par semaine x {days:number} jours / 7"

_ENOUGH = learners.hours_planned >= parameter("training_hours_minimum", DAY)
"""Hours under the minimum in hours have a rule of their own, which says enough."""


def _bound(b: Batch, name: str) -> Series:
    """A share of the total duration, in hours."""
    share = b.parameters.at(name, reference_day(b))
    return (share * masks.values(TOTAL_HOURS, b, "learners")).round(6)


_LEAST_HOURS = QuantityFact(lambda b: _bound(b, "training_share_minimum"))
_MOST_HOURS = QuantityFact(lambda b: _bound(b, "training_share_maximum"))
_FAR_BELOW, _JUST_BELOW, _JUST_ABOVE, _FAR_ABOVE = 1, 2, 4, 5


@once
def _zone(b: Batch) -> Series:
    """Where the hours of training stand among the bounds of their share: from far below (1) to far above (5).

    Above the whole duration (6) no agreement helps.
    """
    planned = b[learners.hours_planned]
    tolerance = b.parameters.at("training_share_tolerance", reference_day(b))
    least, most = _bound(b, "training_share_minimum"), _bound(b, "training_share_maximum")
    # A millionth of an hour is a matter of rounding.
    crossed = (
        least * (1 - tolerance) - planned <= 1e-6,
        least - planned <= 1e-6,
        planned - most > 1e-6,
        planned - most * (1 + tolerance) > 1e-6,
        planned - masks.values(TOTAL_HOURS, b, "learners") > 1e-6,
    )
    zone: Series = sum(crossed) + pd.Series(1, index=planned.index)
    return zone.where(masks.mask(_ENOUGH, b, "learners") & least.notna())


_PART = f"{on_a_row(learners.hours_planned)}/IF({on_a_row(_ENOUGH)},{on_a_row(TOTAL_HOURS)},0)"
# In error where the share is not known: nothing is then told.
_ZONE = NamedQuantity("zone_de_formation", QuantityFact(_zone, f"MATCH({_PART},{SHARES},1)"))
# Of bounds that other rules judge, only those are asked that make the contract look shorter than it is.
_MORE_THAN_THE_CONTRACT = (
    _ENOUGH
    & LONG_ENOUGH
    & (learners.weekly_hours > 0)
    & (learners.hours_planned > learners.weekly_hours * DAYS / 7)
)
_NOT_AGREED = ~may_be_agreed(company.agreement_over_25)


def _told(name: str, bound: Quantity) -> dict[str, Quantity | Shown]:
    return {
        "limit": Shown(name, DAY),
        "total": TOTAL_HOURS,
        "bound": bound,
        "days": DAYS,
        "share": TRAINING_SHARE,
    }


row_rule(
    "APP-030",
    "Moins de 150 heures de formation",
    BLOCKING,
    3,
    learners.hours_planned,
    below(learners.hours_planned, "training_hours_minimum", DAY),
    values={"limit": Shown("training_hours_minimum", DAY)},
    message="Les heures de formation prévues sont inférieures au minimum de {limit}.",
    detail="Prévu : {hours_planned:hours}.",
    fix="Ajoutez des modules au parcours, ou corrigez le nombre d'heures.",
    why="La formation dure au moins 150 heures, quelles que soient la durée du contrat et les compétences déjà acquises.",
    wrong="149,5 h",
    right="150 h",
    sources=("L6325-13",),
    parameters=("training_hours_minimum",),
)


row_rule(
    "APP-031",
    "Part de formation inférieure à 15 %",
    BLOCKING,
    3,
    learners.hours_planned,
    _ZONE.equals(_FAR_BELOW),
    values=_told("training_share_minimum", _LEAST_HOURS),
    message="La formation représente moins de {limit} de la durée totale.",
    detail="Prévu : {hours_planned:hours}, soit {share:percent} ; minimum {bound:hours} (" + _FORMULA + ").",
    fix="Ajoutez des heures de formation, ou corrigez les dates ou la durée hebdomadaire.",
    why="La formation dure au moins 15 % de la durée totale du contrat ou de l'action, même si des compétences sont "
    "déjà acquises.",
    wrong="200 h pour un contrat de 12 mois à 35 h (10,9 %)",
    right="280 h pour un contrat de 12 mois à 35 h (15,3 %)",
    sources=("L6325-13",),
    parameters=("training_share_minimum", "training_share_tolerance"),
)


row_rule(
    "APP-032",
    "Part de formation à peine inférieure à 15 %",
    WARNING,
    3,
    learners.hours_planned,
    _ZONE.equals(_JUST_BELOW),
    values=_told("training_share_minimum", _LEAST_HOURS),
    message="La formation est à peine sous {limit} de la durée totale : l'Opco apprécie.",
    detail="Prévu : {hours_planned:hours}, soit {share:percent} ; minimum {bound:hours} (" + _FORMULA + ").",
    fix="Ajoutez quelques heures de formation, ou expliquez le décompte des congés à votre conseiller.",
    why="Les Opcos ne décomptent pas tous les congés de la même façon : un écart de 2 % n'est pas refusé d'office.",
    wrong="270 h pour un minimum de 273,8 h",
    right="274 h",
    sources=("L6325-13",),
    parameters=("training_share_minimum", "training_share_tolerance"),
)


row_rule(
    "APP-033",
    "Part de formation supérieure à 25 % sans accord",
    BLOCKING,
    3,
    learners.hours_planned,
    _ZONE.equals(_FAR_ABOVE) & _NOT_AGREED,
    values=_told("training_share_maximum", _MOST_HOURS),
    message="La formation dépasse {limit} de la durée totale, sans accord de branche déclaré.",
    detail="Prévu : {hours_planned:hours}, soit {share:percent} ; maximum {bound:hours} (" + _FORMULA + ").",
    fix="Réduisez les heures, ou répondez Oui à « Accord de branche : formation au-delà de 25 % » s'il existe.",
    why="Au-delà de 25 %, un accord de branche est nécessaire, pour tous les publics.",
    wrong="480 h pour un contrat de 12 mois à 35 h (26,3 %)",
    right="450 h pour un contrat de 12 mois à 35 h (24,7 %)",
    sources=("L6325-13", "L6325-14", "circulaire DGEFP n° 2012-15"),
    parameters=("training_share_maximum", "training_share_tolerance"),
)


row_rule(
    "APP-034",
    "Part de formation à peine supérieure à 25 %",
    WARNING,
    3,
    learners.hours_planned,
    _ZONE.equals(_JUST_ABOVE) & _NOT_AGREED,
    values=_told("training_share_maximum", _MOST_HOURS),
    message="La formation est à peine au-dessus de {limit} de la durée totale : l'Opco apprécie.",
    detail="Prévu : {hours_planned:hours}, soit {share:percent} ; maximum {bound:hours} (" + _FORMULA + ").",
    fix="Réduisez de quelques heures, ou expliquez le décompte à votre conseiller.",
    why="Les Opcos ne décomptent pas tous les congés de la même façon : un écart de 2 % n'est pas refusé d'office.",
    wrong="460 h pour un maximum de 456,3 h",
    right="456 h",
    sources=("L6325-13", "L6325-14"),
    parameters=("training_share_maximum", "training_share_tolerance"),
)


row_rule(
    "APP-028",
    "Plus d'heures de formation que d'heures de contrat",
    BLOCKING,
    3,
    learners.hours_planned,
    _MORE_THAN_THE_CONTRACT,
    values={"total": learners.weekly_hours * DAYS / 7, "days": DAYS},
    message="Les heures de formation prévues dépassent la durée totale du contrat ou de l'action.",
    detail="Prévu : {hours_planned:hours} ; " + _FORMULA + ".",
    fix="Corrigez le nombre d'heures, les dates ou la durée hebdomadaire.",
    why="Le temps de formation est du temps de travail : il tient dans la durée du contrat, avec ou sans accord de branche.",
    wrong="2 000 h de formation pour un contrat de 12 mois à 35 h (1 825 h)",
    right="450 h pour un contrat de 12 mois à 35 h",
    sources=("L6325-10", "L6325-13", "L6325-14"),
)


@once
def modules_hours(b: Batch, field: Column) -> tuple[Series, Series]:
    """For each contract, the sum of a column over its modules, and whether every one of them has it.

    Modules listed twice, or of no hours, have rules of their own: nothing is told of sums with them.
    """
    pairs = b.module_contracts
    twice = b[modules.code].notna() & b["modules"].duplicated(["dossier", "code"], keep=False)
    counted = b[field].where(~twice & ~(b[modules.hours] <= 0))
    hours = counted.reindex(pairs["module"]).set_axis(pairs.index)
    index = b["learners"].index
    sums = hours.groupby(pairs["learner"]).sum().reindex(index)
    complete = hours.notna().groupby(pairs["learner"]).all().reindex(index).fillna(False).astype(bool)
    return sums, complete & _modules_are_shared_out(b)


@once
def _modules_are_shared_out(b: Batch) -> Series:
    """Contracts of dossiers in which it is certain which modules are whose."""
    named = b.matched_codes("modules", "contracts", "learners")
    unread = b["modules"].loc[measures.unread(b, modules.contracts), "dossier"]
    astray = {*named.loc[named["found"] < 0, "dossier"], *unread}
    return b["learners"]["dossier"].isin(lists_all(b, "learners") - astray)


_M, _L = Cells("modules"), Cells("learners")
_NAMES_NOBODY = f'(TRIM({_M.all("contracts")})="")'
_NAMES_THIS = has_token(_M.all("contracts"), _L("contract"))
_THEIRS = f"({_M.name('commencees')}*(({_NAMES_NOBODY}+{_NAMES_THIS})>0))"
_SHARED_OUT = both("contrats_des_modules_surs", _L.name("complet"), _L.given("contract"))


def _has_no_module(c: Cells, field: str) -> str:
    return f"IF(AND({_M.name('lignes')}>0,{_SHARED_OUT}),SUMPRODUCT({_THEIRS})=0,FALSE)"


def _modules_add_up_to_others(c: Cells, field: str) -> str:
    hours = _M.all("hours")
    possible = f"ISNUMBER({hours})*({hours}>0)*({hours}<={modules.hours.maximum:g})"
    whole = f"SUMPRODUCT({_THEIRS}*(1-{possible}))=0"
    # SUMIF's like would not follow the lists of contracts; N() does not take a column: texts are excluded above.
    total = f"SUMPRODUCT({_THEIRS},{hours})"
    apart = f"ABS({total}-{c(field)})>{parameter_name('modules_sum_tolerance', on_a_row(DAY))}"
    some = f"SUMPRODUCT({_THEIRS})>0"
    # Hours that another rule refuses are not left out: the graver colour and words hide these, at no cost.
    sure = both(_SHARED_OUT, _M.name("complet"), c.number(field), f"N({on_a_row(DAY)})>0")
    return f"IF({sure},IF(AND({some},{whole}),{apart},FALSE),FALSE)"


_HOURS_ARE_REFUSED = (
    below(learners.hours_planned, "training_hours_minimum", DAY)
    | _ZONE.equals(_FAR_BELOW)
    | (_ZONE.equals(_FAR_ABOVE) & _NOT_AGREED)
    | _MORE_THAN_THE_CONTRACT
)
"""Hours of training that a rule of their own refuses (APP-028, -030, -031, -033): one wrong number is told once."""


@rule(
    "APP-026",
    "Contrat sans module",
    BLOCKING,
    3,
    learners.contract,
    message="Aucun module du parcours ne concerne ce contrat.",
    fix="Ajoutez le numéro du contrat aux modules qu'il suit (colonne Contrats concernés), "
    "ou videz cette colonne si les modules valent pour tous.",
    why="Chaque contrat a un parcours de formation.",
    wrong="Trois contrats, des modules pour deux d'entre eux seulement",
    right="Le numéro du contrat dans les modules qu'il suit",
    sources=("L6325-3", "L6325-13"),
    live=_has_no_module,
)
def contract_without_module(b: Batch) -> Hits:
    """No module concerns the contract, in a dossier that has modules and names only known contracts."""
    return hits(without_module(b) & _modules_are_shared_out(b))


@rule(
    "APP-035",
    "Somme des modules différente des heures prévues",
    WARNING,
    3,
    learners.hours_planned,
    message="Les heures prévues ne correspondent pas à la somme des modules du contrat.",
    detail="Prévu : {hours_planned:hours} ; somme des modules : {sum:hours}.",
    fix="Corrigez les heures de l'apprenant ou celles des modules, ou complétez la liste des modules.",
    why="Le contrat et le parcours doivent annoncer la même durée.",
    wrong="320 h prévues, 250 h de modules",
    right="320 h prévues, 320 h de modules",
    sources=("L6325-13", "D6325-11"),
    parameters=("modules_sum_tolerance",),
    live=_modules_add_up_to_others,
)
def modules_do_not_add_up(b: Batch) -> Hits:
    """The modules of the contract do not add up to the hours announced, which no other rule refuses."""
    sums, complete = modules_hours(b, modules.hours)
    tolerance = b.parameters.at("modules_sum_tolerance", reference_day(b))
    apart = (sums - b[learners.hours_planned]).abs() > tolerance
    return hits(complete & apart & ~masks.mask(_HOURS_ARE_REFUSED, b, "learners"), sum=sums)
