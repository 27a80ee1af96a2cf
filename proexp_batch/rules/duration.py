"""Rules on the dates and the duration of the contract (L6325-11, L6325-12)."""

from __future__ import annotations

from proexp_batch.model.expressions import LastDay, QuantityFact, Shown, parameter
from proexp_batch.model.fields import learners
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.rule import BLOCKING, WARNING, Hits, hits, row_rule, rule
from proexp_batch.rules.engine.shapes import above, earlier, in_the_future, without
from proexp_batch.rules.facts import measures
from proexp_batch.rules.facts.measures import (
    DAY,
    DAYS,
    EARLIEST_END,
    EARLIEST_END_COUNTED_SHORT,
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
    (learners.end >= learners.start) & earlier(learners.end, than=EARLIEST_END_COUNTED_SHORT),
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


row_rule(
    "APP-027",
    "Durée à un jour du minimum",
    WARNING,
    3,
    learners.end,
    (learners.end >= EARLIEST_END_COUNTED_SHORT) & earlier(learners.end, than=EARLIEST_END),
    values={"earliest": EARLIEST_END, "months": Shown("months_minimum", DAY)},
    message="La durée est de {months} ou d'un jour de moins, selon la façon de compter les mois.",
    detail="Du {start:date} au {end:date} ; une fin le {earliest:date} ne prête pas au doute.",
    fix="Prolongez l'action d'un jour si vous le pouvez ; sinon, votre conseiller décide.",
    why="Un mois plus court que celui du début n'a pas de jour de même numéro : le dernier jour dépend du décompte.",
    wrong="Du 31/03/2023 au 29/09/2023",
    right="Du 31/03/2023 au 30/09/2023",
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


row_rule(
    "APP-083",
    "Contrat renouvelé plus d'une fois",
    BLOCKING,
    3,
    learners.renewals,
    above(learners.renewals, "renewals_maximum"),
    values={"limit": Shown("renewals_maximum")},
    message="Le contrat a été renouvelé plus de {limit}.",
    detail="Indiqué : {renewals:number}.",
    fix="Corrigez le nombre ; au-delà, un nouveau renouvellement n'est pas possible.",
    why="Le contrat de professionnalisation à durée déterminée peut être renouvelé une fois.",
    wrong="2",
    right="1",
    sources=("L6325-7",),
    parameters=("renewals_maximum",),
)


row_rule(
    "APP-084",
    "Renouvellement sans motif",
    WARNING,
    3,
    learners.renewal_ground,
    without(learners.renewal_ground, when=learners.renewals > 0),
    message="Le contrat est renouvelé, mais le motif du renouvellement n'est pas indiqué.",
    fix="Choisissez le motif, ou corrigez le nombre de renouvellements.",
    why="Le renouvellement n'est permis que pour une autre qualification, ou si la première n'a pas pu être obtenue.",
    wrong="1 renouvellement, motif vide",
    right="1 renouvellement, « Échec aux épreuves d'évaluation »",
    sources=("L6325-7",),
)


_IS_RENEWED = (learners.renewals > 0) | learners.renewal_ground.known

row_rule(
    "APP-085",
    "Renouvellement d'un contrat à durée indéterminée",
    WARNING,
    3,
    learners.contract_kind,
    learners.contract_kind.among("CDI") & _IS_RENEWED,
    message="Un renouvellement est indiqué pour un contrat à durée indéterminée.",
    fix="Corrigez la nature du contrat, ou effacez le renouvellement.",
    why="Seul un contrat à durée déterminée a un terme, et peut être renouvelé.",
    wrong="CDI, 1 renouvellement",
    right="CDD, 1 renouvellement",
    sources=("L6325-7",),
)


_MOST_DAYS_ABROAD = parameter("share_abroad_maximum", DAY) * DAYS
_TOO_LONG_ABROAD = LONG_ENOUGH & (
    (learners.days_abroad > _MOST_DAYS_ABROAD)
    | (
        learners.start + learners.days_abroad - 1
        > LastDay(learners.start, parameter("months_abroad_maximum", DAY))
    )
)


@rule(
    "APP-086",
    "Mobilité à l'étranger trop longue",
    BLOCKING,
    3,
    learners.days_abroad,
    message="La mobilité à l'étranger dépasse {limit}, ou {share:percent} de la durée du contrat ou de l'action.",
    detail="Indiqué : {days_abroad:number} jours sur {days:number}.",
    fix="Corrigez le nombre de jours, ou raccourcissez la mobilité.",
    why="Le contrat peut être exécuté à l'étranger pendant un an au plus, et pas plus de la moitié de sa durée.",
    wrong="200 jours d'un contrat de 365",
    right="180 jours d'un contrat de 365",
    sources=("L6325-25",),
    parameters=("months_abroad_maximum", "share_abroad_maximum"),
    silent="Few contracts go abroad: one formula more on every row would be for all of them.",
)
def too_long_abroad(b: Batch) -> Hits:
    """More days abroad than a year has, or than half of the contract."""
    day = measures.reference_day(b)
    return hits(
        masks.mask(_TOO_LONG_ABROAD, b, "learners"),
        limit=b.parameters.shown_at("months_abroad_maximum", day),
        share=b.parameters.at("share_abroad_maximum", day),
        days=masks.values(DAYS, b, "learners"),
    )
