"""Rules on evaluations: what they point to, what they show, how often they take place."""

from __future__ import annotations

from proexp_batch.model.fields import evaluations, learners
from proexp_batch.model.later import pd
from proexp_batch.model.wording import fold
from proexp_batch.rules.competences import last_result_order
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.excel import Cells, both
from proexp_batch.rules.engine.rule import BLOCKING, WARNING, Hits, hits, row_rule, rule
from proexp_batch.rules.engine.shapes import refers_to, same_as_before, without
from proexp_batch.rules.facts import measures, rhythm
from proexp_batch.rules.facts.course import (
    has_its_day,
    of_contract,
    same_person,
    with_unsure_modules,
)
from proexp_batch.rules.facts.prior import among

row_rule(
    "EVA-002",
    "Évaluation d'un contrat inconnu",
    BLOCKING,
    5,
    evaluations.contract,
    refers_to(evaluations.contract),
    message="Ce numéro de contrat n'est pas dans la feuille Apprenants.",
    detail="Lu : « {contract} ».{suggestion}",
    fix="Reprenez le numéro tel qu'il est écrit dans la feuille Apprenants.",
    why="Une évaluation compte pour un contrat connu.",
    wrong="2023-0014, quand le contrat est 2023-0041",
    right="2023-0041",
)


row_rule(
    "EVA-003",
    "Évaluation d'une compétence inconnue",
    BLOCKING,
    5,
    evaluations.competence,
    refers_to(evaluations.competence),
    message="Ce code de compétence n'est pas dans la feuille Compétences.",
    detail="Lu : « {competence} ».{suggestion}",
    fix="Reprenez le code tel qu'il est écrit dans la feuille Compétences.",
    why="Une évaluation porte sur une compétence du référentiel.",
    wrong="C9, quand le référentiel va de C1 à C6",
    right="C6",
)


@rule(
    "EVA-010",
    "Compétence évaluée hors du parcours",
    WARNING,
    5,
    evaluations.competence,
    message="Aucun module de ce contrat ne vise la compétence évaluée.",
    detail="Contrat {contract}, compétence {competence}.",
    fix="Vérifiez le contrat et la compétence, complétez les modules du contrat, ou inscrivez la compétence dans celles "
    "que l'apprenant avait déjà acquises.",
    why="On évalue ce que le parcours du contrat fait apprendre.",
    wrong="C6 évaluée pour un contrat sans module sur C6",
    right="C5, visée par le module M4 du contrat",
    silent="It compares pairs of two sheets with those of a third.",
)
def evaluated_outside_path(b: Batch) -> Hits:
    """A competence that the learner has not already and no module of the contract aims at, though other modules do."""
    frame = b["evaluations"]
    aims = b.module_competences.merge(b.module_contracts, on="module")
    covered = set(zip(aims["learner"], aims["competence"], strict=True))
    learner = b.match("evaluations", "contract", "learners")
    competence = b.match("evaluations", "competence", "competences")
    aimed_at_all = competence.isin(b.module_competences["competence"])
    outside = [pair not in covered for pair in zip(learner, competence, strict=True)]
    had_already = among(b, pd.DataFrame({"learner": learner, "competence": competence}))
    known = (
        (learner >= 0)
        & (competence >= 0)
        & b[evaluations.kind].notna()
        & b[evaluations.kind].ne("POSITIONING")
    )
    known &= ~frame["dossier"].isin(with_unsure_modules(b))
    # A contract without any module has a rule of its own.
    known &= ~had_already & learner.isin(b.module_contracts["learner"])
    return hits(known & aimed_at_all & pd.Series(outside, index=frame.index, dtype=bool))


_SAME = (evaluations.contract, evaluations.competence, evaluations.date, evaluations.kind)


def _has_another_result(c: Cells, field: str) -> str:
    names = [column.field for column in _SAME]
    same = "*".join(f"({c.so_far(name)}={c(name)})" for name in names)
    result = c.so_far(field)
    rank = f"(ROW({result})-ROW({c.header(field)})+1)"
    # The first row that has them, without an array formula: the greatest of what is left to a thousand.
    first = f'1000-SUMPRODUCT(MAX({same}*({result}<>"")*(1000-{rank})))'
    given = (*(c.given(name) for name in names), c.known_choice(field), c.known_choice("kind"))
    return f"IF({both(*given)},INDEX({result},{first})<>{c(field)},FALSE)"


@rule(
    "EVA-011",
    "Deux résultats contraires le même jour",
    BLOCKING,
    5,
    evaluations.result,
    message="Une autre ligne donne un résultat différent pour la même évaluation.",
    detail="Contrat {contract}, compétence {competence}, le {date:date}.",
    fix="Gardez la ligne juste, ou corrigez la date ou le type de l'autre.",
    why="Le dernier résultat compte ; ici on ne sait pas lequel.",
    wrong="C1, sommative du 31/03/2023 : Acquis et Non acquis",
    right="Une seule ligne",
    live=_has_another_result,
)
def contradictory_results(b: Batch) -> Hits:
    """Two different results of one contract, competence, date and kind; the later rows are marked."""
    same = ["dossier", *(column.field for column in _SAME)]
    b.note(*_SAME, evaluations.result)
    frame = b["evaluations"].dropna(subset=[*same, "result"])
    first = frame.groupby(same)["result"].transform("first")
    return hits((frame["result"] != first).reindex(b["evaluations"].index, fill_value=False))


row_rule(
    "EVA-012",
    "Évaluation inscrite deux fois",
    WARNING,
    5,
    evaluations.competence,
    same_as_before(*_SAME, evaluations.result) & evaluations.kind.known & evaluations.result.known,
    message="La même évaluation figure déjà sur une autre ligne.",
    detail="Contrat {contract}, compétence {competence}, le {date:date}.",
    fix="Supprimez la ligne en double.",
    why="Une évaluation inscrite deux fois fausse le suivi.",
    wrong="Deux lignes identiques",
    right="Une seule ligne",
)


@rule(
    "EVA-013",
    "Compétence perdue",
    WARNING,
    5,
    evaluations.result,
    message="La compétence était acquise à une évaluation précédente et ne l'est plus.",
    detail="Contrat {contract}, compétence {competence} : acquise avant le {date:date}.",
    fix="Vérifiez les deux résultats ; s'ils sont justes, expliquez-le dans la pièce d'évaluation.",
    why="Une chute de résultat est souvent une erreur de ligne.",
    wrong="Acquis le 31/03/2023, En cours d'acquisition le 30/06/2023",
    right="Acquis le 31/03/2023, Acquis le 30/06/2023",
    silent="The result before is that of the latest earlier day, wherever its row stands.",
)
def result_fell(b: Batch) -> Hits:
    """From acquired to anything less at the next evaluation, on a later day."""
    b.note(evaluations.competence, evaluations.result)
    frame = b["evaluations"][has_its_day(b)].dropna(subset=["contract", "competence", "result"])
    frame = last_result_order(frame)
    who = [frame["dossier"], frame["contract"], frame["competence"]]
    before = frame["result"].groupby(who).shift()
    day = frame["date"].groupby(who).shift()
    fell = before.eq("ACQUIRED") & frame["result"].ne("ACQUIRED") & (day < frame["date"])
    return hits(fell.reindex(b["evaluations"].index, fill_value=False))


row_rule(
    "EVA-014",
    "Pièce d'évaluation absente",
    WARNING,
    5,
    evaluations.evidence,
    without(evaluations.evidence, when=evaluations.kind.among("SUMMATIVE", "FINAL")),
    message="Aucune pièce ne justifie ce résultat.",
    fix="Indiquez le nom du fichier qui garde la trace de l'évaluation, et inscrivez-le dans la feuille Pièces.",
    why="Les pièces d'évaluation sont transmises à l'Opco.",
    wrong="Sommative, pièce vide",
    right="grille-C1.pdf",
    sources=("R6313-3",),
)


row_rule(
    "EVA-015",
    "Pièce d'évaluation qui n'est pas dans la liste",
    WARNING,
    5,
    evaluations.evidence,
    refers_to(evaluations.evidence),
    message="Le fichier indiqué n'est pas dans la feuille Pièces.",
    detail="Lu : « {evidence} ».{suggestion}",
    fix="Ajoutez le fichier à la feuille Pièces, ou reprenez son nom tel qu'il y est écrit.",
    why="Chaque pièce citée doit pouvoir être retrouvée.",
    wrong="grille-C1.pdf, absente de Pièces",
    right="grille-C1.pdf, présente dans Pièces",
    sources=("R6313-3",),
)


@rule(
    "EVA-016",
    "Évaluations trop espacées",
    WARNING,
    5,
    learners.contract,
    message="Plus de {limit} se passent sans évaluation pour ce contrat.",
    detail="Rien entre le {since:date} et le {until:date}.",
    fix="Inscrivez les évaluations qui manquent ; s'il n'y en a pas eu, dites-le à votre conseiller.",
    why="L'apprenant est évalué régulièrement le long du parcours.",
    wrong="Une évaluation en janvier, la suivante en juillet",
    right="Une évaluation tous les deux mois au moins",
    parameters=("months_between_evaluations",),
    silent="The days of one contract must be put in order first.",
)
def evaluated_too_rarely(b: Batch) -> Hits:
    """A gap between evaluations, from the start to the end or to the day of processing, over the limit."""
    index, starts, stop = b["learners"].index, b[learners.start], rhythm.last_day_looked_at(b)
    bounds = pd.concat(
        [
            pd.DataFrame({"learner": index, "day": starts.where(stop.notna())}),
            pd.DataFrame({"learner": index, "day": stop}),
        ]
    )
    days = pd.concat([rhythm.days_of_evaluations(b), bounds]).dropna().sort_values(["learner", "day"])
    days = days.reset_index(drop=True)
    days["since"] = days["day"].groupby(days["learner"]).shift()
    begin = starts.reindex(days["learner"]).set_axis(days.index)
    allowed = rhythm.latest_next(b, days["since"], begin)
    gaps = days[days["day"] > allowed].drop_duplicates("learner").set_index("learner")
    mask = pd.Series(index.isin(gaps.index), index=index) & rhythm.surely_evaluated(b)
    limit = b.parameters.shown_at("months_between_evaluations", starts)
    since, until = gaps["since"].reindex(index), gaps["day"].reindex(index)
    return hits(mask, limit=limit, since=since, until=until)


@rule(
    "EVA-017",
    "Contrat sans évaluation",
    WARNING,
    5,
    learners.contract,
    message="Ce contrat n'a aucune évaluation alors que plus de {limit} sont passés.",
    detail="Début le {start:date}.",
    fix="Inscrivez les évaluations de ce contrat dans la feuille Évaluations.",
    why="L'apprenant est évalué régulièrement le long du parcours.",
    wrong="Trois contrats, des évaluations pour deux",
    right="Des évaluations pour chaque contrat",
    parameters=("months_between_evaluations",),
    silent="Whether every evaluation names a known contract is no fact that the template keeps.",
)
def never_evaluated(b: Batch) -> Hits:
    """A contract that lasted beyond the limit with no evaluation, while the dossier has some.

    One that no module concerns has nothing to be evaluated: that is told of it instead.
    """
    starts = b[learners.start]
    begun = b["learners"]["dossier"].isin(b["evaluations"]["dossier"].unique())
    due = rhythm.latest_next(b, starts, starts)
    over = (due < b.today) & (due < measures.real_end(b)) & measures.dates_hold(b)
    limit = b.parameters.shown_at("months_between_evaluations", starts)
    return hits(begun & over & rhythm.surely_never_evaluated(b), limit=limit)


@rule(
    "EVA-018",
    "Évaluateur qui est l'apprenant",
    BLOCKING,
    5,
    evaluations.evaluator,
    message="L'évaluateur est l'apprenant lui-même.",
    fix="Indiquez la personne qui a évalué.",
    why="Une évaluation est faite par un autre que celui qui est évalué.",
    wrong="Évaluateur : l'apprenant",
    right="Évaluateur : le tuteur ou un formateur",
    silent="The names of the contract, in either order and as people write them, are too long a comparison for each row.",
)
def evaluated_by_oneself(b: Batch) -> Hits:
    """The evaluator bears the name of the learner."""
    last, first = of_contract(b, "last_name"), of_contract(b, "first_name")
    evaluator = b[evaluations.evaluator]
    return hits(same_person(evaluator, last, first))


_DITTO = {
    *("idem", "id", "ibid", "ibidem", "dito", "same", "meme", "le meme", "la meme", "memes", "les memes"),
    *(
        "voir ci dessus",
        "cf ci dessus",
        "ci dessus",
        "voir plus haut",
        "cf plus haut",
        "plus haut",
        "voir au dessus",
    ),
    *(
        "meme personne",
        "la meme personne",
        "meme evaluateur",
        "meme evaluatrice",
        "personne",
        "quelqu un",
        "inconnu",
    ),
    *("non precise", "non renseigne", "nc", "n a", "neant", "aucun", "aucune", "sans objet"),
}
"""Words, folded, that stand where a name should and name nobody."""


def names_nobody(text: str) -> bool:
    """Whether a text in the place of a name repeats the row above, or names nobody."""
    words = fold(text)
    return not any(map(str.isalnum, text)) or words in _DITTO or words.startswith(("idem ", "ibid "))


@rule(
    "EVA-019",
    "Évaluateur qui n'est pas nommé",
    WARNING,
    5,
    evaluations.evaluator,
    message="La cellule ne nomme pas la personne qui a évalué.",
    detail="Lu : « {evaluator} ».",
    fix="Écrivez le nom de la personne sur chaque ligne, même s'il se répète.",
    why="Chaque évaluation se lit seule : une fois la liste triée ou filtrée, « idem » ne désigne plus personne.",
    wrong="Évaluateur : « idem »",
    right="Évaluateur : « Dominique Leroy »",
    sources=("R6313-3",),
    silent="The words that name nobody are many, and a formula would look for them all on each row.",
)
def evaluator_not_named(b: Batch) -> Hits:
    """Words or signs in the place of the evaluator's name that repeat the row above, or name nobody."""
    names = b[evaluations.evaluator]
    nobody = names.map(names_nobody, na_action="ignore").eq(True)
    return hits(nobody, group=b.keys("evaluations", "evaluator"))
