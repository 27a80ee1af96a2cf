"""Rules on the end of the contract: hours done, final review, attestation."""

from __future__ import annotations

from typing import Any

from proexp_batch.model.expressions import TODAY, LastDay, Shown, parameter
from proexp_batch.model.fields import competences, evaluations, learners, modules
from proexp_batch.model.later import pd
from proexp_batch.model.sheets.learners import IS_OVER, REAL_END
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.engine.rule import BLOCKING, INFO, WARNING, Hits, hits, row_rule, rule
from proexp_batch.rules.engine.shapes import earlier, in_the_future, without
from proexp_batch.rules.facts import measures
from proexp_batch.rules.facts.course import may_have_others, modules_begun
from proexp_batch.rules.facts.measures import DATES_HOLD, LONG_ENOUGH
from proexp_batch.rules.hours import modules_hours

row_rule(
    "APP-070",
    "Plus d'heures réalisées que prévues",
    WARNING,
    6,
    learners.hours_done,
    learners.hours_done > learners.hours_planned,
    message="Les heures réalisées dépassent les heures prévues.",
    detail="Prévu : {hours_planned:hours} ; réalisé : {hours_done:hours}.",
    fix="Vérifiez les deux nombres ; l'Opco ne paie que les heures prévues.",
    why="L'attestation indique les heures prévues et les heures réalisées.",
    wrong="320 h prévues, 3 200 h réalisées",
    right="320 h prévues, 312 h réalisées",
)


_MINIMUM = parameter("training_hours_minimum", learners.start)
_TOO_FEW_DONE = (
    (learners.hours_done < _MINIMUM)
    & (learners.hours_planned >= _MINIMUM)
    & learners.early_end.empty
    & (learners.end <= TODAY)
    & LONG_ENOUGH
)
_TOO_SLOW = "The hours done of the modules, by lists of contracts, are too slow a sum for one formula more on each row."


@rule(
    "APP-071",
    "Moins de 150 heures réalisées",
    WARNING,
    6,
    learners.hours_done,
    message="Moins de {limit} de formation ont été réalisées alors que le contrat est allé à son terme.",
    detail="Prévu : {hours_planned:hours} ; réalisé : {hours_done:hours}.",
    fix="Vérifiez le nombre d'heures ; s'il est juste, expliquez l'écart dans le bilan.",
    why="La formation prévue au contrat dure au moins 150 heures.",
    wrong="120 h réalisées",
    right="312 h réalisées",
    sources=("L6325-13", "R6332-26"),
    parameters=("training_hours_minimum",),
    silent=_TOO_SLOW,
)
def too_few_hours_done(b: Batch) -> Hits:
    """Fewer hours done than the legal minimum, in a contract that went to its term."""
    contradicted = _do_not_add_up(b)[0]
    return hits(
        masks.mask(_TOO_FEW_DONE, b, "learners") & ~contradicted,
        limit=b.parameters.shown_at("training_hours_minimum", b[learners.start]),
    )


@rule(
    "APP-072",
    "Heures réalisées différentes de celles des modules",
    WARNING,
    6,
    learners.hours_done,
    message="Les heures réalisées ne correspondent pas à la somme des heures réalisées des modules.",
    detail="Réalisé : {hours_done:hours} ; somme des modules : {sum:hours}.",
    fix="Corrigez l'un des deux ; l'attestation indique les heures par modalité.",
    why="L'attestation donne la durée réalisée, en tout et par modalité.",
    wrong="312 h réalisées, 280 h dans les modules",
    right="312 h des deux côtés",
    parameters=("modules_sum_tolerance",),
    silent=_TOO_SLOW,
)
def hours_done_do_not_add_up(b: Batch) -> Hits:
    """The hours done of the modules, where each has them, do not add up; not for a contract that ended early."""
    mask, sums = _do_not_add_up(b)
    return hits(mask & ~b.is_filled(learners.early_end), sum=sums)


@once
def _do_not_add_up(b: Batch) -> tuple[Series, Series]:
    """Contracts whose hours done are plausible but not the sum of those of their modules, and that sum."""
    sums, complete = modules_hours(b, modules.hours_done)
    tolerance = b.parameters.at("modules_sum_tolerance", b[learners.start])
    apart = (sums - b[learners.hours_done]).abs() > tolerance
    beyond = b[learners.hours_done] > b[learners.hours_planned]
    return complete & apart & ~beyond, sums


row_rule(
    "APP-073",
    "Bilan avant le début",
    BLOCKING,
    6,
    learners.review,
    LONG_ENOUGH & earlier(learners.review, than=learners.start),
    message="Le bilan final est daté d'avant le début de l'action.",
    detail="Début le {start:date}, bilan le {review:date}.",
    fix="Vérifiez l'année du bilan.",
    why="Le bilan final clôt le parcours.",
    wrong="Bilan le 05/01/2023 pour un début le 09/01/2023",
    right="Bilan le 05/01/2024",
)


# Of a contract that runs the review may be planned.
row_rule(
    "APP-074",
    "Bilan à venir",
    WARNING,
    6,
    learners.review,
    in_the_future(learners.review) & IS_OVER,
    message="Le bilan final est daté d'après le jour du contrôle.",
    detail="Bilan le {review:date}.",
    fix="Vérifiez la date ; déposez de nouveau le dossier après le bilan.",
    why="L'attestation suit le bilan.",
    wrong="Bilan le mois prochain",
    right="Bilan la semaine dernière",
)


row_rule(
    "APP-075",
    "Avis du bilan absent",
    INFO,
    6,
    learners.review_outcome,
    without(learners.review_outcome, when=learners.review.given),
    message="Le bilan est fait, mais il ne dit pas si le parcours a répondu au besoin.",
    fix="Répondez Oui, En partie ou Non.",
    why="Le bilan juge aussi de l'efficacité du dispositif.",
    wrong="Bilan daté, avis vide",
    right="Bilan daté, avis « Oui »",
)


@rule(
    "APP-076",
    "Compétences jamais évaluées",
    WARNING,
    6,
    learners.contract,
    message="Le contrat est terminé, mais des compétences de son parcours n'ont aucune évaluation.",
    detail="Compétences : {lacking:list}.",
    fix="Inscrivez leur évaluation finale dans la feuille Évaluations ; sans elle, l'attestation "
    "ne les donnera pas comme acquises.",
    why="Le document annexé au contrat dit comment la formation est évaluée ; le bilan final évalue chaque compétence "
    "du parcours.",
    wrong="C4 visée par un module, sans évaluation",
    right="C4 évaluée au bilan final",
    sources=("D6325-11",),
    silent="It compares the pairs that two sheets form with those of a third.",
)
def competences_never_evaluated(b: Batch) -> Hits:
    """Competences that modules begun during the contract bring and that were never evaluated, though others were."""
    mask, lacking = _never_evaluated(b)
    return hits(mask, lacking=lacking)


@once
def _never_evaluated(b: Batch) -> tuple[Series, Series]:
    """Contracts that have ended and were evaluated, but not in each competence of their path, and those that lack."""
    aims = modules_begun(b)[["learner", "competence"]]
    evaluated = pd.DataFrame(
        {
            "learner": b.match("evaluations", "contract", "learners"),
            "competence": b.match("evaluations", "competence", "competences"),
        }
    )
    left = aims.drop_duplicates().merge(evaluated.drop_duplicates(), how="left", indicator=True)
    left = left[left["_merge"].eq("left_only")]
    codes = b[competences.code].reindex(left["competence"]).set_axis(left.index)
    lacking = codes.groupby(left["learner"]).agg(list)
    index = b["learners"].index
    stray = _with_stray_evaluations(b)
    over = measures.real_end(b) <= b.today
    began = pd.Series(index.isin(evaluated["learner"]), index=index)
    mask = pd.Series(index.isin(lacking.index), index=index) & over & began
    return mask & ~b["learners"]["dossier"].isin(stray), lacking.reindex(index)


@rule(
    "APP-082",
    "Bilan daté sans évaluation finale",
    WARNING,
    6,
    learners.review,
    message="Le bilan final est daté, mais le contrat n'a aucune évaluation de type « Bilan final ».",
    detail="Bilan le {review:date}.",
    fix="Inscrivez dans la feuille Évaluations les résultats constatés au bilan, type « Bilan final ».",
    why="Le bilan final évalue chaque compétence du parcours ; ce sont ses résultats que l'attestation donne.",
    wrong="Bilan le 05/01/2024, dernière évaluation formative",
    right="Bilan le 05/01/2024, une évaluation « Bilan final » par compétence",
    sources=("D6325-11",),
    silent="The evaluations of a contract whose type was not understood would have to be counted too.",
)
def review_without_final_evaluation(b: Batch) -> Hits:
    """A review that took place, of a contract that was evaluated, but never finally."""
    index = b["learners"].index
    of = b.match("evaluations", "contract", "learners")
    kinds = b[evaluations.kind]
    perhaps_final = index.isin(of[kinds.isna() | kinds.eq("FINAL")])
    evaluated = pd.Series(index.isin(of) & ~perhaps_final, index=index) & ~may_have_others(b)
    return hits(evaluated & (b[learners.review] <= b.today) & ~_never_evaluated(b)[0])


def _with_stray_evaluations(b: Batch) -> Any:
    """Dossiers with an evaluation whose contract or competence is not known: what is missing cannot be told."""
    astray = (b.match("evaluations", "contract", "learners") < 0) | (
        b.match("evaluations", "competence", "competences") < 0
    )
    return b["evaluations"].loc[astray, "dossier"].unique()


row_rule(
    "APP-077",
    "Bilan demandé avant la fin du contrat",
    INFO,
    6,
    learners.end,
    in_the_future(REAL_END),
    values={"stop": REAL_END},
    message="Le contrat ou l'action n'est pas terminé au jour du contrôle : l'attestation ne peut pas encore être établie.",
    detail="Fin le {stop:date}.",
    fix="Déposez de nouveau le dossier après la fin du contrat.",
    why="L'attestation n'est jamais remise avant la fin du contrat.",
    wrong="Étape 6 six mois avant la fin",
    right="Étape 6 après la fin",
)


_LATEST_AFTER_REVIEW = LastDay(learners.review, parameter("months_from_review_to_end", learners.review)) + 1


row_rule(
    "APP-078",
    "Bilan bien avant la fin",
    WARNING,
    6,
    learners.review,
    DATES_HOLD & (learners.review >= learners.start) & earlier(_LATEST_AFTER_REVIEW, than=REAL_END),
    values={"stop": REAL_END, "limit": Shown("months_from_review_to_end", learners.review)},
    message="Le bilan final a eu lieu plus de {limit} avant la fin du contrat.",
    detail="Bilan le {review:date}, fin le {stop:date}.",
    fix="Vérifiez la date du bilan ; un bilan final se fait à la fin du parcours.",
    why="Le bilan final évalue chaque compétence quand la formation est finie.",
    wrong="Bilan le 05/06/2023 pour une fin le 08/01/2024",
    right="Bilan le 05/01/2024",
    parameters=("months_from_review_to_end",),
)


_TOO_EARLY = earlier(learners.attestation_date, than=REAL_END)


row_rule(
    "APP-079",
    "Attestation datée d'avant la fin",
    BLOCKING,
    6,
    learners.attestation_date,
    _TOO_EARLY,
    values={"stop": REAL_END},
    message="L'attestation est datée d'avant la fin du contrat ou de l'action.",
    detail="Attestation datée du {attestation_date:date}, fin le {stop:date}.",
    fix="Corrigez la date, ou laissez-la vide : elle s'écrit alors à la main, à la signature.",
    why="L'attestation dit ce qui a été fait jusqu'au dernier jour ; elle n'est jamais remise avant.",
    wrong="Attestation datée du 05/01/2024 pour une fin le 08/01/2024",
    right="Attestation datée du 08/01/2024",
    sources=("L6313-7",),
)


row_rule(
    "APP-080",
    "Attestation datée d'avant le bilan",
    WARNING,
    6,
    learners.attestation_date,
    earlier(learners.attestation_date, than=learners.review) & ~_TOO_EARLY & (learners.review <= TODAY),
    message="L'attestation est datée d'avant le bilan final.",
    detail="Attestation datée du {attestation_date:date}, bilan le {review:date}.",
    fix="Vérifiez les deux dates.",
    why="L'attestation suit le bilan : elle en donne les résultats.",
    wrong="Attestation datée du 08/01/2024, bilan le 12/01/2024",
    right="Attestation datée du 12/01/2024",
)


# A day to come may be the one on which it will be signed.
row_rule(
    "APP-081",
    "Attestation datée d'un jour à venir",
    INFO,
    6,
    learners.attestation_date,
    in_the_future(learners.attestation_date) & IS_OVER,
    message="L'attestation est datée d'après le jour du contrôle.",
    detail="Attestation datée du {attestation_date:date}.",
    fix="Si ce n'est pas le jour prévu pour la signature, corrigez la date.",
    why="La date est imprimée sur l'attestation.",
    wrong="Attestation datée du 08/01/2042",
    right="Attestation datée du 08/01/2024",
)
