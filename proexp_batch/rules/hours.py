"""Rules on weekly hours and hours of training (L6325-10, L6325-13, L6325-14)."""

from __future__ import annotations

from proexp_batch.model.later import pd
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.engine.rule import BLOCKING, WARNING, Hits, hits, rule
from proexp_batch.rules.facts import measures
from proexp_batch.rules.facts.listed import lists_all
from proexp_batch.rules.facts.measures import age_at_signature, reference_day

_FORMULA = "durée totale {total:hours} = {weekly_hours:hours} par semaine x {days:number} jours / 7"


@rule(
    "APP-030",
    "Moins de 150 heures de formation",
    BLOCKING,
    3,
    "learners.hours_planned",
    message="Les heures de formation prévues sont inférieures au minimum de {limit}.",
    detail="Prévu : {hours_planned:hours}.",
    fix="Ajoutez des modules au parcours, ou corrigez le nombre d'heures.",
    why="La formation dure au moins 150 heures, quelle que soit la durée du contrat.",
    wrong="149,5 h",
    right="150 h",
    sources=("L6325-13",),
    parameters=("training_hours_minimum",),
)
def too_few_hours(b: Batch) -> Hits:
    """Fewer hours than the minimum in hours."""
    reference = reference_day(b)
    limit = b.parameters.at("training_hours_minimum", reference)
    shown = b.parameters.shown_at("training_hours_minimum", reference)
    return hits(b["learners"]["hours_planned"] < limit, limit=shown)


def _share_hits(b: Batch, name: str, side: int, tolerated: bool) -> Hits:
    """Hits of one bound of the share: `side` -1 below the minimum, +1 above the maximum.

    Hours under the minimum in hours have a rule of their own, which says enough.
    """
    learners = b["learners"]
    reference = reference_day(b)
    total = measures.total_hours(b)
    share = b.parameters.at(name, reference)
    tolerance = b.parameters.at("training_share_tolerance", reference)
    bound = (share * total).round(6)
    beyond = side * (learners["hours_planned"] - bound) > 1e-6
    far = side * (learners["hours_planned"] - bound * (1 + side * tolerance)) > 1e-6
    days = (learners["end"] - learners["start"]).dt.days + 1
    enough = learners["hours_planned"] >= b.parameters.at("training_hours_minimum", reference)
    return hits(
        beyond & (~far if tolerated else far) & enough,
        limit=b.parameters.shown_at(name, reference),
        total=total,
        bound=bound,
        days=days.astype("float64"),
        share=learners["hours_planned"] / total,
    )


@rule(
    "APP-031",
    "Part de formation inférieure à 15 %",
    BLOCKING,
    3,
    "learners.hours_planned",
    message="La formation représente moins de {limit} de la durée totale.",
    detail="Prévu : {hours_planned:hours}, soit {share:percent} ; minimum {bound:hours} (" + _FORMULA + ").",
    fix="Ajoutez des heures de formation, ou corrigez les dates ou la durée hebdomadaire.",
    why="La formation dure au moins 15 % de la durée totale du contrat ou de l'action.",
    wrong="200 h pour un contrat de 12 mois à 35 h (10,9 %)",
    right="280 h pour un contrat de 12 mois à 35 h (15,3 %)",
    sources=("L6325-13",),
    parameters=("training_share_minimum", "training_share_tolerance"),
)
def share_too_low(b: Batch) -> Hits:
    """Clearly under the minimum share."""
    return _share_hits(b, "training_share_minimum", -1, tolerated=False)


@rule(
    "APP-032",
    "Part de formation à peine inférieure à 15 %",
    WARNING,
    3,
    "learners.hours_planned",
    message="La formation est à peine sous {limit} de la durée totale : l'Opco apprécie.",
    detail="Prévu : {hours_planned:hours}, soit {share:percent} ; minimum {bound:hours} (" + _FORMULA + ").",
    fix="Ajoutez quelques heures de formation, ou expliquez le décompte des congés à votre conseiller.",
    why="Les Opcos ne décomptent pas tous les congés de la même façon : un écart de 2 % n'est pas refusé d'office.",
    wrong="270 h pour un minimum de 273,8 h",
    right="274 h",
    sources=("L6325-13",),
    parameters=("training_share_minimum", "training_share_tolerance"),
)
def share_just_too_low(b: Batch) -> Hits:
    """Under the minimum share by no more than the tolerance."""
    return _share_hits(b, "training_share_minimum", -1, tolerated=True)


def _without_agreement(b: Batch) -> Series:
    return ~measures.may_be_agreed(b, "agreement_over_25")


@rule(
    "APP-033",
    "Part de formation supérieure à 25 % sans accord",
    BLOCKING,
    3,
    "learners.hours_planned",
    message="La formation dépasse {limit} de la durée totale, sans accord de branche déclaré.",
    detail="Prévu : {hours_planned:hours}, soit {share:percent} ; maximum {bound:hours} (" + _FORMULA + ").",
    fix="Réduisez les heures, ou répondez Oui à « Accord de branche : formation au-delà de 25 % » s'il existe.",
    why="Au-delà de 25 %, un accord de branche est nécessaire, pour tous les publics.",
    wrong="480 h pour un contrat de 12 mois à 35 h (26,3 %)",
    right="450 h pour un contrat de 12 mois à 35 h (24,7 %)",
    sources=("L6325-13", "L6325-14", "circulaire DGEFP n° 2012-15"),
    parameters=("training_share_maximum", "training_share_tolerance"),
)
def share_too_high(b: Batch) -> Hits:
    """Clearly over the maximum share without a branch agreement."""
    found = _share_hits(b, "training_share_maximum", 1, tolerated=False)
    return Hits(found.mask & _without_agreement(b), found.values)


@rule(
    "APP-034",
    "Part de formation à peine supérieure à 25 %",
    WARNING,
    3,
    "learners.hours_planned",
    message="La formation est à peine au-dessus de {limit} de la durée totale : l'Opco apprécie.",
    detail="Prévu : {hours_planned:hours}, soit {share:percent} ; maximum {bound:hours} (" + _FORMULA + ").",
    fix="Réduisez de quelques heures, ou expliquez le décompte à votre conseiller.",
    why="Les Opcos ne décomptent pas tous les congés de la même façon : un écart de 2 % n'est pas refusé d'office.",
    wrong="460 h pour un maximum de 456,3 h",
    right="456 h",
    sources=("L6325-13", "L6325-14"),
    parameters=("training_share_maximum", "training_share_tolerance"),
)
def share_just_too_high(b: Batch) -> Hits:
    """Over the maximum share by no more than the tolerance, without a branch agreement."""
    found = _share_hits(b, "training_share_maximum", 1, tolerated=True)
    return Hits(found.mask & _without_agreement(b), found.values)


@once
def modules_hours(b: Batch, field: str) -> tuple[Series, Series]:
    """For each contract, the sum of a field over its modules, and whether every one of them has it.

    Modules listed twice, or of no hours, have rules of their own: nothing is told of sums with them.
    """
    pairs = b.module_contracts
    modules = b["modules"]
    twice = modules["code"].notna() & modules.duplicated(["dossier", "code"], keep=False)
    counted = modules[field].where(~twice & ~(modules["hours"] <= 0))
    hours = counted.reindex(pairs["module"]).set_axis(pairs.index)
    index = b["learners"].index
    sums = hours.groupby(pairs["learner"]).sum().reindex(index)
    complete = hours.notna().groupby(pairs["learner"]).all().reindex(index).fillna(False).astype(bool)
    return sums, complete & _modules_are_shared_out(b)


@once
def _modules_are_shared_out(b: Batch) -> Series:
    """Contracts of dossiers in which it is certain which modules are whose."""
    named = b.matched_codes("modules", "contracts", "learners")
    unread = b["modules"].loc[measures.unread(b, "modules", "contracts"), "dossier"]
    astray = {*named.loc[named["found"] < 0, "dossier"], *unread}
    return b["learners"]["dossier"].isin(lists_all(b, "learners") - astray)


@rule(
    "APP-026",
    "Contrat sans module",
    BLOCKING,
    3,
    "learners.contract",
    message="Aucun module du parcours ne concerne ce contrat.",
    fix="Ajoutez le numéro du contrat aux modules qu'il suit (colonne Contrats concernés), "
    "ou videz cette colonne si les modules valent pour tous.",
    why="Chaque contrat a un parcours de formation.",
    wrong="Trois contrats, des modules pour deux d'entre eux seulement",
    right="Le numéro du contrat dans les modules qu'il suit",
    sources=("L6325-3", "L6325-13"),
)
def contract_without_module(b: Batch) -> Hits:
    """No module concerns the contract, in a dossier that has modules and names only known contracts."""
    learners = b["learners"]
    begun = learners["dossier"].isin(b["modules"]["dossier"].unique())
    concerned = learners.index.isin(b.module_contracts["learner"])
    return hits(begun & ~concerned & _modules_are_shared_out(b))


@rule(
    "APP-035",
    "Somme des modules différente des heures prévues",
    WARNING,
    3,
    "learners.hours_planned",
    message="Les heures prévues ne correspondent pas à la somme des modules du contrat.",
    detail="Prévu : {hours_planned:hours} ; somme des modules : {sum:hours}.",
    fix="Corrigez les heures de l'apprenant ou celles des modules, ou complétez la liste des modules.",
    why="Le contrat et le parcours doivent annoncer la même durée.",
    wrong="320 h prévues, 250 h de modules",
    right="320 h prévues, 320 h de modules",
    sources=("L6325-13", "D6325-11"),
    parameters=("modules_sum_tolerance",),
)
def modules_do_not_add_up(b: Batch) -> Hits:
    """The modules of the contract do not add up to the hours announced."""
    sums, complete = modules_hours(b, "hours")
    tolerance = b.parameters.at("modules_sum_tolerance", reference_day(b))
    return hits(complete & ((sums - b["learners"]["hours_planned"]).abs() > tolerance), sum=sums)


@rule(
    "APP-036",
    "Plus d'heures que la semaine de l'entreprise",
    BLOCKING,
    3,
    "learners.weekly_hours",
    message="La durée hebdomadaire dépasse celle de l'entreprise.",
    detail="Apprenant : {weekly_hours:hours} ; entreprise : {company_week:hours}.",
    fix="Corrigez la durée de l'apprenant ou celle de l'entreprise.",
    why="L'apprenant ne travaille pas plus longtemps que la semaine pratiquée dans l'entreprise, formation comprise.",
    wrong="39 h dans une entreprise à 35 h",
    right="35 h dans une entreprise à 35 h",
    sources=("L6325-10",),
)
def longer_than_the_company_week(b: Batch) -> Hits:
    """More weekly hours than the company's stated week, a week that is possible for someone else."""
    week = measures.company_week(b)
    hours = b["learners"]["weekly_hours"]
    possible = hours <= b.parameters.at("weekly_hours_absolute", reference_day(b))
    return hits((hours > week) & possible & ~measures.too_long_for_a_minor(b), company_week=week)


@rule(
    "APP-037",
    "Plus que la durée légale, sans durée d'entreprise",
    WARNING,
    3,
    "learners.weekly_hours",
    message="La durée hebdomadaire dépasse la durée légale de {limit}, et celle de l'entreprise n'est pas indiquée.",
    detail="Apprenant : {weekly_hours:hours}.",
    fix="Indiquez la durée hebdomadaire pratiquée dans l'entreprise (feuille Entreprise), ou corrigez celle-ci.",
    why="L'apprenant ne travaille pas plus longtemps que la semaine pratiquée dans l'entreprise.",
    wrong="39 h, durée de l'entreprise vide",
    right="39 h, durée de l'entreprise 39 h",
    sources=("L6325-10", "L3121-27"),
    parameters=("weekly_hours_legal",),
)
def longer_than_the_legal_week(b: Batch) -> Hits:
    """More than the legal week where the company's is not stated, minors apart."""
    reference = reference_day(b)
    limit = b.parameters.at("weekly_hours_legal", reference)
    there = pd.Series(["company" in dossier.sheets for dossier in b.dossiers], dtype=bool)
    unstated = b.spread("learners", there & ~b.filled["company"]["weekly_hours"])
    unstated &= ~measures.too_long_for_a_minor(b)
    hours = b["learners"]["weekly_hours"]
    absolute = b.parameters.at("weekly_hours_absolute", reference)
    shown = b.parameters.shown_at("weekly_hours_legal", reference)
    return hits(unstated & (hours > limit) & (hours <= absolute), limit=shown)


@rule(
    "APP-038",
    "Durée hebdomadaire impossible",
    BLOCKING,
    3,
    "learners.weekly_hours",
    message="La durée hebdomadaire est impossible : elle dépasse {limit} ou n'est pas positive.",
    detail="Lu : {weekly_hours:hours}.",
    fix="Indiquez la durée d'une semaine, en heures (et non du mois).",
    why="Aucune semaine de travail ne peut dépasser la durée maximale absolue.",
    wrong="151,67",
    right="35",
    sources=("L3121-20",),
    parameters=("weekly_hours_absolute",),
)
def week_impossible(b: Batch) -> Hits:
    """No week has so many hours, or so few; said once, for the company, where it states as many."""
    reference = reference_day(b)
    limit = b.parameters.at("weekly_hours_absolute", reference)
    hours = b["learners"]["weekly_hours"]
    stated = b.company("learners", "weekly_hours") >= hours
    mask = (hours <= 0) | ((hours > limit) & ~stated)
    return hits(mask, limit=b.parameters.shown_at("weekly_hours_absolute", reference))


@rule(
    "APP-039",
    "Mineur au-delà de 35 heures",
    BLOCKING,
    3,
    "learners.weekly_hours",
    message="L'apprenant est mineur : sa durée hebdomadaire ne peut pas dépasser {limit}.",
    detail="Il a {age} ans à la signature ; durée indiquée : {weekly_hours:hours}.",
    fix="Ramenez la durée hebdomadaire à la limite, ou corrigez la date de naissance.",
    why="Un mineur travaille au plus 35 heures par semaine et 8 heures par jour.",
    wrong="17 ans, 39 h",
    right="17 ans, 35 h",
    sources=("L3162-1",),
    parameters=("weekly_hours_minor", "age_of_majority"),
)
def minor_week_too_long(b: Batch) -> Hits:
    """A minor beyond the weekly maximum of minors."""
    reference = reference_day(b)
    possible = b["learners"]["weekly_hours"] <= b.parameters.at("weekly_hours_absolute", reference)
    mask = measures.too_long_for_a_minor(b) & possible
    shown = b.parameters.shown_at("weekly_hours_minor", reference)
    return hits(mask, age=age_at_signature(b), limit=shown)
