"""Rules on evaluations: what they point to, what they show, how often they take place."""

from __future__ import annotations

from proexp_batch.model.later import pd
from proexp_batch.rules.competences import last_result_order
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.rule import BLOCKING, WARNING, Hits, hits, rule
from proexp_batch.rules.facts import measures, periods
from proexp_batch.rules.facts.course import (
    has_its_day,
    may_have_others,
    of_contract,
    same_person,
    with_unsure_modules,
)
from proexp_batch.rules.facts.listed import listed_twice, surely_unknown
from proexp_batch.rules.facts.nearest import meant_codes, rows_of, suggestion


def _unknown(b: Batch, field: str, target: str) -> Hits:
    """Rows whose code names nothing in `target`; one wrong code on many rows is one fact."""
    frame = b["evaluations"]
    found = b.match("evaluations", field, target)
    mask = surely_unknown(b, target, frame["dossier"], frame[field], found)
    unknown = ((row.Index, row.dossier, getattr(row, field)) for row in rows_of(frame, mask))
    meant = meant_codes(b, unknown, target, frame.index)
    return hits(mask, group=frame[field], suggestion=suggestion(meant), meant=meant)


@rule(
    "EVA-002",
    "Évaluation d'un contrat inconnu",
    BLOCKING,
    5,
    "evaluations.contract",
    message="Ce numéro de contrat n'est pas dans la feuille Apprenants.",
    detail="Lu : « {contract} ».{suggestion}",
    fix="Reprenez le numéro tel qu'il est écrit dans la feuille Apprenants.",
    why="Une évaluation compte pour un contrat connu.",
    wrong="2023-0014, quand le contrat est 2023-0041",
    right="2023-0041",
)
def unknown_contract(b: Batch) -> Hits:
    """The evaluation of a contract that is not known."""
    return _unknown(b, "contract", "learners")


@rule(
    "EVA-003",
    "Évaluation d'une compétence inconnue",
    BLOCKING,
    5,
    "evaluations.competence",
    message="Ce code de compétence n'est pas dans la feuille Compétences.",
    detail="Lu : « {competence} ».{suggestion}",
    fix="Reprenez le code tel qu'il est écrit dans la feuille Compétences.",
    why="Une évaluation porte sur une compétence du référentiel.",
    wrong="C9, quand le référentiel va de C1 à C6",
    right="C6",
)
def unknown_competence(b: Batch) -> Hits:
    """The evaluation of a competence that is not known."""
    return _unknown(b, "competence", "competences")


@rule(
    "EVA-010",
    "Compétence évaluée hors du parcours",
    WARNING,
    5,
    "evaluations.competence",
    message="Aucun module de ce contrat ne vise la compétence évaluée.",
    detail="Contrat {contract}, compétence {competence}.",
    fix="Vérifiez le contrat et la compétence, ou complétez les modules du contrat.",
    why="On évalue ce que le parcours du contrat fait apprendre.",
    wrong="C6 évaluée pour un contrat sans module sur C6",
    right="C5, visée par le module M4 du contrat",
)
def evaluated_outside_path(b: Batch) -> Hits:
    """A competence that no module of the contract aims at, though other modules do."""
    frame = b["evaluations"]
    aims = b.module_competences.merge(b.module_contracts, on="module")
    covered = set(zip(aims["learner"], aims["competence"], strict=True))
    learner = b.match("evaluations", "contract", "learners")
    competence = b.match("evaluations", "competence", "competences")
    aimed_at_all = competence.isin(b.module_competences["competence"])
    outside = [pair not in covered for pair in zip(learner, competence, strict=True)]
    known = (learner >= 0) & (competence >= 0) & frame["kind"].notna() & frame["kind"].ne("POSITIONING")
    known &= ~frame["dossier"].isin(with_unsure_modules(b))
    return hits(known & aimed_at_all & pd.Series(outside, index=frame.index, dtype=bool))


_SAME = ["dossier", "contract", "competence", "date", "kind"]


@rule(
    "EVA-011",
    "Deux résultats contraires le même jour",
    BLOCKING,
    5,
    "evaluations.result",
    message="Une autre ligne donne un résultat différent pour la même évaluation.",
    detail="Contrat {contract}, compétence {competence}, le {date:date}.",
    fix="Gardez la ligne juste, ou corrigez la date ou le type de l'autre.",
    why="Le dernier résultat compte ; ici on ne sait pas lequel.",
    wrong="C1, sommative du 31/03/2023 : Acquis et Non acquis",
    right="Une seule ligne",
)
def contradictory_results(b: Batch) -> Hits:
    """Two different results of one contract, competence, date and kind; the later rows are marked."""
    frame = b["evaluations"].dropna(subset=[*_SAME, "result"])
    first = frame.groupby(_SAME)["result"].transform("first")
    return hits((frame["result"] != first).reindex(b["evaluations"].index, fill_value=False))


@rule(
    "EVA-012",
    "Évaluation inscrite deux fois",
    WARNING,
    5,
    "evaluations.competence",
    message="La même évaluation figure déjà sur une autre ligne.",
    detail="Contrat {contract}, compétence {competence}, le {date:date}.",
    fix="Supprimez la ligne en double.",
    why="Une évaluation inscrite deux fois fausse le suivi.",
    wrong="Deux lignes identiques",
    right="Une seule ligne",
)
def evaluation_twice(b: Batch) -> Hits:
    """The same evaluation with the same result on two rows."""
    frame = b["evaluations"].dropna(subset=[*_SAME, "result"])
    twice = frame.duplicated([*_SAME, "result"]).reindex(b["evaluations"].index, fill_value=False)
    return hits(twice)


@rule(
    "EVA-013",
    "Compétence perdue",
    WARNING,
    5,
    "evaluations.result",
    message="La compétence était acquise à une évaluation précédente et ne l'est plus.",
    detail="Contrat {contract}, compétence {competence} : acquise avant le {date:date}.",
    fix="Vérifiez les deux résultats ; s'ils sont justes, expliquez-le dans la pièce d'évaluation.",
    why="Une chute de résultat est souvent une erreur de ligne.",
    wrong="Acquis le 31/03/2023, Non acquis le 30/06/2023",
    right="Acquis le 31/03/2023, Acquis le 30/06/2023",
)
def result_fell(b: Batch) -> Hits:
    """From acquired to not acquired at the next evaluation, on a later day."""
    frame = b["evaluations"][has_its_day(b)].dropna(subset=["contract", "competence", "result"])
    frame = last_result_order(frame)
    who = [frame["dossier"], frame["contract"], frame["competence"]]
    before = frame["result"].groupby(who).shift()
    day = frame["date"].groupby(who).shift()
    fell = before.eq("ACQUIRED") & frame["result"].eq("NOT_ACQUIRED") & (day < frame["date"])
    return hits(fell.reindex(b["evaluations"].index, fill_value=False))


@rule(
    "EVA-014",
    "Pièce d'évaluation absente",
    WARNING,
    5,
    "evaluations.evidence",
    message="Aucune pièce ne justifie ce résultat.",
    fix="Indiquez le nom du fichier qui garde la trace de l'évaluation, et inscrivez-le dans la feuille Pièces.",
    why="Les pièces d'évaluation sont transmises à l'Opco.",
    wrong="Sommative, pièce vide",
    right="grille-C1.pdf",
    sources=("R6313-3",),
)
def without_evidence(b: Batch) -> Hits:
    """A summative or final result without an evidence file."""
    frame = b["evaluations"]
    return hits(frame["kind"].isin(["SUMMATIVE", "FINAL"]) & ~b.filled["evaluations"]["evidence"])


@rule(
    "EVA-015",
    "Pièce d'évaluation qui n'est pas dans la liste",
    WARNING,
    5,
    "evaluations.evidence",
    message="Le fichier indiqué n'est pas dans la feuille Pièces.",
    detail="Lu : « {evidence} ».",
    fix="Ajoutez le fichier à la feuille Pièces, ou reprenez son nom tel qu'il y est écrit.",
    why="Chaque pièce citée doit pouvoir être retrouvée.",
    wrong="grille-C1.pdf, absente de Pièces",
    right="grille-C1.pdf, présente dans Pièces",
    sources=("R6313-3",),
)
def evidence_not_listed(b: Batch) -> Hits:
    """An evidence file that `Pièces` does not list."""
    frame = b["evaluations"]
    found = b.match("evaluations", "evidence", "documents")
    unknown = surely_unknown(b, "documents", frame["dossier"], frame["evidence"], found)
    return hits(unknown, group=frame["evidence"])


@rule(
    "EVA-016",
    "Évaluations trop espacées",
    WARNING,
    5,
    "learners.contract",
    message="Plus de {limit} se passent sans évaluation pour ce contrat.",
    detail="Rien entre le {since:date} et le {until:date}.",
    fix="Inscrivez les évaluations qui manquent, ou évaluez plus souvent.",
    why="L'apprenant est évalué régulièrement le long du parcours.",
    wrong="Une évaluation en janvier, la suivante en juillet",
    right="Une évaluation tous les deux mois au moins",
    parameters=("months_between_evaluations",),
)
def evaluated_too_rarely(b: Batch) -> Hits:
    """A gap between evaluations, from the start to the end or to the day of processing, over the limit."""
    learners = b["learners"]
    end = measures.real_end(b).where(measures.dates_hold(b))
    stop = end.mask(end > b.today, b.today)
    found = b.match("evaluations", "contract", "learners")
    days = pd.DataFrame({"learner": found, "day": b["evaluations"]["date"]})
    unsure = found[~has_its_day(b)]
    evaluated = learners.index.isin(found) & ~learners.index.isin(unsure) & ~may_have_others(b)
    bounds = pd.concat(
        [
            pd.DataFrame({"learner": learners.index, "day": learners["start"].where(end.notna())}),
            pd.DataFrame({"learner": learners.index, "day": stop}),
        ]
    )
    days = pd.concat([days[days["learner"] >= 0], bounds]).dropna().sort_values(["learner", "day"])
    days = days.reset_index(drop=True)
    days["since"] = days["day"].groupby(days["learner"]).shift()
    begin = learners["start"].reindex(days["learner"]).set_axis(days.index)
    allowed = periods.months_later(days["since"], b.parameters.at("months_between_evaluations", begin))
    gaps = days[days["day"] > allowed].drop_duplicates("learner").set_index("learner")
    mask = pd.Series(learners.index.isin(gaps.index), index=learners.index) & evaluated
    limit = b.parameters.shown_at("months_between_evaluations", learners["start"])
    since, until = gaps["since"].reindex(learners.index), gaps["day"].reindex(learners.index)
    return hits(mask, limit=limit, since=since, until=until)


@rule(
    "EVA-017",
    "Contrat sans évaluation",
    WARNING,
    5,
    "learners.contract",
    message="Ce contrat n'a aucune évaluation alors que plus de {limit} sont passés.",
    detail="Début le {start:date}.",
    fix="Inscrivez les évaluations de ce contrat dans la feuille Évaluations.",
    why="L'apprenant est évalué régulièrement le long du parcours.",
    wrong="Trois contrats, des évaluations pour deux",
    right="Des évaluations pour chaque contrat",
    parameters=("months_between_evaluations",),
)
def never_evaluated(b: Batch) -> Hits:
    """A contract that lasted beyond the limit with no evaluation, while the dossier has some."""
    learners = b["learners"]
    evaluated = learners.index.isin(b.match("evaluations", "contract", "learners"))
    begun = learners["dossier"].isin(b["evaluations"]["dossier"].unique())
    months = b.parameters.at("months_between_evaluations", learners["start"])
    due = periods.months_later(learners["start"], months)
    over = (due < b.today) & (due < measures.real_end(b)) & measures.dates_hold(b)
    twice = learners["contract"].isna() | listed_twice(b, "learners")
    limit = b.parameters.shown_at("months_between_evaluations", learners["start"])
    return hits(begun & over & ~evaluated & ~twice & ~may_have_others(b), limit=limit)


@rule(
    "EVA-018",
    "Évaluateur qui est l'apprenant",
    BLOCKING,
    5,
    "evaluations.evaluator",
    message="L'évaluateur est l'apprenant lui-même.",
    fix="Indiquez la personne qui a évalué.",
    why="Une évaluation est faite par un autre que celui qui est évalué.",
    wrong="Évaluateur : l'apprenant",
    right="Évaluateur : le tuteur ou un formateur",
)
def evaluated_by_oneself(b: Batch) -> Hits:
    """The evaluator bears the name of the learner."""
    last, first = of_contract(b, "last_name"), of_contract(b, "first_name")
    evaluator = b["evaluations"]["evaluator"]
    return hits(same_person(evaluator, last, first))
