"""Rules on the working week (L3121-20, L3162-1, L6325-10)."""

from __future__ import annotations

from proexp_batch.model.expressions import ConditionFact, Shown, parameter
from proexp_batch.model.fields import company, learners
from proexp_batch.rules.engine.excel import Cells
from proexp_batch.rules.engine.rule import BLOCKING, WARNING, row_rule
from proexp_batch.rules.engine.shapes import above
from proexp_batch.rules.facts.measures import (
    ABSOLUTE_WEEK,
    AGE,
    AGE_AT_THE_START,
    COMPANY_WEEK,
    DAY,
    LONG_FOR_A_MINOR,
    LONGEST_WEEK_OF_A_MINOR,
    TOO_LONG_FOR_A_MINOR,
    WITHOUT_FORM,
)

row_rule(
    "APP-036",
    "Plus d'heures que la semaine de l'entreprise",
    BLOCKING,
    3,
    learners.weekly_hours,
    (learners.weekly_hours > COMPANY_WEEK) & (learners.weekly_hours <= ABSOLUTE_WEEK) & ~TOO_LONG_FOR_A_MINOR,
    values={"company_week": COMPANY_WEEK},
    message="La durée hebdomadaire dépasse celle de l'entreprise.",
    detail="Apprenant : {weekly_hours:hours} ; entreprise : {company_week:hours}.",
    fix="Corrigez la durée de l'apprenant ou celle de l'entreprise.",
    why="L'apprenant ne travaille pas plus longtemps que la semaine pratiquée dans l'entreprise, formation comprise.",
    wrong="39 h dans une entreprise à 35 h",
    right="35 h dans une entreprise à 35 h",
    sources=("L6325-10",),
)


row_rule(
    "APP-037",
    "Plus que la durée légale, sans durée d'entreprise",
    WARNING,
    3,
    learners.weekly_hours,
    above(learners.weekly_hours, "weekly_hours_legal", DAY)
    & (learners.weekly_hours <= ABSOLUTE_WEEK)
    & company.weekly_hours.empty
    & ~(WITHOUT_FORM | LONG_FOR_A_MINOR),
    values={"limit": Shown("weekly_hours_legal", DAY)},
    message="La durée hebdomadaire dépasse la durée légale de {limit}, et celle de l'entreprise n'est pas indiquée.",
    detail="Apprenant : {weekly_hours:hours}.",
    fix="Indiquez la durée hebdomadaire pratiquée dans l'entreprise (feuille Entreprise), ou corrigez celle-ci.",
    why="L'apprenant ne travaille pas plus longtemps que la semaine pratiquée dans l'entreprise.",
    wrong="39 h, durée de l'entreprise vide",
    right="39 h, durée de l'entreprise 39 h",
    sources=("L6325-10", "L3121-27"),
    parameters=("weekly_hours_legal",),
)


_OLD_ENOUGH_TO_SIGN = parameter("age_minimum", DAY) <= AGE
"""Who is not has a rule of their own."""

_COMPANY_CELL = Cells("company")("weekly_hours")
_STATED_AS_LONG = ConditionFact(
    lambda b: b.along("learners", company.weekly_hours) >= b[learners.weekly_hours],
    # A week written as a text may be as long.
    f"OR(AND(ISNUMBER({_COMPANY_CELL}),{_COMPANY_CELL}>={Cells('learners')('weekly_hours')}),ISTEXT({_COMPANY_CELL}))",
)
"""The company states as long a week: said once, for the company."""


row_rule(
    "APP-038",
    "Durée hebdomadaire impossible",
    BLOCKING,
    3,
    learners.weekly_hours,
    (learners.weekly_hours <= 0) | ((learners.weekly_hours > ABSOLUTE_WEEK) & ~_STATED_AS_LONG),
    values={"limit": Shown("weekly_hours_absolute", DAY)},
    message="La durée hebdomadaire est impossible : elle dépasse {limit} ou n'est pas positive.",
    detail="Lu : {weekly_hours:hours}.",
    fix="Indiquez la durée d'une semaine, en heures (et non du mois).",
    why="Aucune semaine de travail ne peut dépasser la durée maximale absolue.",
    wrong="151,67",
    right="35",
    sources=("L3121-20",),
    parameters=("weekly_hours_absolute",),
)


row_rule(
    "APP-039",
    "Mineur au-delà de 35 heures",
    WARNING,
    3,
    learners.weekly_hours,
    LONG_FOR_A_MINOR
    & _OLD_ENOUGH_TO_SIGN
    & (learners.weekly_hours <= LONGEST_WEEK_OF_A_MINOR)
    & ~(learners.weekly_hours > COMPANY_WEEK),
    values={"age": AGE_AT_THE_START, "limit": Shown("weekly_hours_minor", learners.start)},
    message="L'apprenant est mineur le premier jour : sa durée hebdomadaire ne dépasse {limit} que dans certains métiers, "
    "ou avec une dérogation.",
    detail="Il a {age} ans au début ; durée indiquée : {weekly_hours:hours}.",
    fix="Ramenez la durée à la limite ; ou dites à votre conseiller quel chantier ou quelle dérogation permet davantage.",
    why="Un mineur travaille au plus 35 heures par semaine et 8 heures par jour ; au plus 40 et 10 sur les chantiers du "
    "bâtiment, des travaux publics et du paysage, ou si l'inspecteur du travail l'accorde.",
    wrong="17 ans au début, 39 h",
    right="17 ans au début, 35 h",
    sources=("L3162-1", "R3162-1"),
    parameters=("weekly_hours_minor", "weekly_hours_minor_maximum", "age_of_majority"),
)


row_rule(
    "APP-029",
    "Mineur au-delà de 40 heures",
    BLOCKING,
    3,
    learners.weekly_hours,
    TOO_LONG_FOR_A_MINOR & _OLD_ENOUGH_TO_SIGN & (learners.weekly_hours <= ABSOLUTE_WEEK),
    values={"age": AGE_AT_THE_START, "limit": Shown("weekly_hours_minor_maximum", learners.start)},
    message="L'apprenant est mineur le premier jour : sa durée hebdomadaire ne peut pas dépasser {limit}.",
    detail="Il a {age} ans au début ; durée indiquée : {weekly_hours:hours}.",
    fix="Ramenez la durée hebdomadaire à la limite, ou corrigez la date de naissance.",
    why="Aucune dérogation ne permet à un mineur de travailler plus de 40 heures par semaine.",
    wrong="17 ans au début, 42 h",
    right="17 ans au début, 35 h",
    sources=("L3162-1", "R3162-1"),
    parameters=("weekly_hours_minor_maximum", "age_of_majority"),
)
