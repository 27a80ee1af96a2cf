"""Rules on the dates and the duration of the contract (L6325-11, L6325-12)."""

from __future__ import annotations

from proexp_batch.model.expressions import QuantityFact, Shown
from proexp_batch.model.fields import learners
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.rule import BLOCKING, WARNING, row_rule
from proexp_batch.rules.engine.shapes import earlier, in_the_future
from proexp_batch.rules.facts.measures import (
    DAY,
    EARLIEST_END,
    EARLY_END_IS_OUTSIDE,
    IS_PRIORITY,
    LATEST_END,
    LONG_ENOUGH,
    MAXIMUM_MONTHS,
    OUT_OF_THE_SCHEME,
)

row_rule(
    "APP-020",
    "Début avant la signature",
    WARNING,
    3,
    learners.start,
    earlier(learners.start, than=learners.signed) & ~(OUT_OF_THE_SCHEME | in_the_future(learners.signed)),
    message="L'action commence avant la signature du contrat.",
    detail="Signature le {signed:date}, début le {start:date}.",
    fix="Vérifiez les deux dates.",
    why="Le contrat est établi par écrit avant le début de la formation.",
    wrong="Signé le 09/01/2023, début le 02/01/2023",
    right="Signé le 02/01/2023, début le 09/01/2023",
    sources=("L6325-5",),
)


row_rule(
    "APP-021",
    "Fin avant le début",
    BLOCKING,
    3,
    learners.end,
    earlier(learners.end, than=learners.start),
    message="La fin de l'action précède son début.",
    detail="Début le {start:date}, fin le {end:date}.",
    fix="Vérifiez les deux dates, l'année surtout.",
    why="La durée ne peut pas être calculée.",
    wrong="Début le 09/01/2023, fin le 08/01/2023",
    right="Début le 09/01/2023, fin le 08/01/2024",
)


row_rule(
    "APP-022",
    "Durée inférieure au minimum",
    BLOCKING,
    3,
    learners.end,
    (learners.end >= learners.start) & earlier(learners.end, than=EARLIEST_END),
    values={"earliest": EARLIEST_END, "months": Shown("months_minimum", DAY)},
    message="La durée est inférieure au minimum de {months}.",
    detail="Du {start:date} au {end:date} ; la fin serait au plus tôt le {earliest:date}.",
    fix="Prolongez l'action, ou corrigez les dates.",
    why="L'action de professionnalisation dure au moins 6 mois de calendrier.",
    wrong="Du 02/01/2023 au 30/06/2023",
    right="Du 02/01/2023 au 01/07/2023",
    sources=("L6325-11",),
    parameters=("months_minimum",),
)


_GROUND = QuantityFact(
    lambda b: masks.mask(IS_PRIORITY, b, "learners").map(
        {True: "du public prioritaire", False: "qui s'applique à ce contrat"}
    )
)


row_rule(
    "APP-023",
    "Durée supérieure au maximum",
    BLOCKING,
    3,
    learners.end,
    learners.end > LATEST_END,
    values={"months": MAXIMUM_MONTHS, "latest": LATEST_END, "ground": _GROUND},
    message="La durée dépasse le maximum de {months} mois {ground}.",
    detail="Du {start:date} au {end:date} ; la fin serait au plus tard le {latest:date}.",
    fix="Raccourcissez l'action ; ou indiquez ce qui permet une durée plus longue : motif du public prioritaire "
    "(feuille Apprenants) ou accord de branche à 24 mois (feuille Entreprise).",
    why="12 mois en général, 24 mois si un accord de branche le prévoit, 36 mois pour le public prioritaire.",
    wrong="Du 02/01/2023 au 02/01/2024, sans accord ni priorité",
    right="Du 02/01/2023 au 01/01/2024",
    sources=("L6325-11", "L6325-12", "L6325-1-1"),
    parameters=("months_maximum", "months_maximum_agreement", "months_maximum_priority"),
)


row_rule(
    "APP-024",
    "Rupture hors des dates du contrat",
    BLOCKING,
    3,
    learners.early_end,
    EARLY_END_IS_OUTSIDE & LONG_ENOUGH,
    message="La rupture anticipée n'est pas entre le début et la fin de l'action.",
    detail="Rupture le {early_end:date} ; action du {start:date} au {end:date}.",
    fix="Corrigez la date de rupture, ou effacez-la si le contrat est allé à son terme.",
    why="Une rupture est anticipée quand elle précède la fin prévue.",
    wrong="Rupture le 15/03/2024 pour une fin le 08/01/2024",
    right="Rupture le 15/09/2023 pour une fin le 08/01/2024",
    sources=("D6325-5",),
)


row_rule(
    "APP-025",
    "Rupture à venir",
    WARNING,
    3,
    learners.early_end,
    in_the_future(learners.early_end)
    & ~(EARLY_END_IS_OUTSIDE | earlier(learners.early_end_reported, than=learners.early_end)),
    message="La date de rupture est postérieure au jour du contrôle.",
    detail="Rupture indiquée : {early_end:date}.",
    fix="Vérifiez la date ; si la rupture n'a pas encore eu lieu, effacez-la.",
    why="Une rupture est inscrite quand elle a eu lieu.",
    wrong="Rupture le mois prochain",
    right="Rupture le mois dernier",
)
