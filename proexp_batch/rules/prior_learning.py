"""Rules on what learners already have before the path begins: it shortens the path, and is not taught again."""

from __future__ import annotations

from proexp_batch.model.columns import Column, Sheet
from proexp_batch.model.fields import competences, evaluations, learners, modules
from proexp_batch.model.later import pd
from proexp_batch.model.sheets.learners import PRIOR_LEARNING
from proexp_batch.rules.calendar import not_positioned
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.excel import PRIOR_CODES, PRIOR_CODES_SURE, STEP, Cells, both
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.engine.rule import BLOCKING, INFO, WARNING, Hits, column_rule, hits, rule
from proexp_batch.rules.engine.shapes import each_refers_to
from proexp_batch.rules.facts.course import (
    contradictions,
    with_unsure_modules,
    with_unsure_positioning,
)
from proexp_batch.rules.facts.prior import (
    among,
    are_in,
    has_everything,
    named_contracts,
    needed,
    prior_learning,
    unsure,
)

_KNOWN = {column.field: each_refers_to(column) for column in PRIOR_LEARNING.values()}


@column_rule(
    "COM-020",
    "Compétence déjà acquise inconnue",
    BLOCKING,
    3,
    list(PRIOR_LEARNING.values()),
    message="Une compétence dite déjà acquise n'est pas dans la feuille Compétences.",
    detail="Code inconnu : {unknown:list}.{suggestion}",
    fix="Reprenez le code tel qu'il est écrit dans la feuille Compétences ; ce qui n'est pas du référentiel n'est pas à "
    "inscrire ici.",
    why="Ce qui est déjà acquis se dit au regard des compétences du référentiel.",
    wrong="C9, quand le référentiel va de C1 à C6",
    right="C6",
    sources=("D6325-13",),
    silent="Three lists compared with a sheet are more than LibreOffice takes beside the other checks of the row.",
)
def unknown_prior_learning(b: Batch, sheet: Sheet, column: Column) -> Hits:
    """A code of what is already acquired that the référentiel does not have."""
    return _KNOWN[column.field].test(b)


def _is_not_positioned_yet(c: Cells, field: str) -> str:
    none = f"{Cells('evaluations').name('lignes')}=0"
    # From the step of the evaluations on, the time limit has a rule of its own.
    return both(
        c.given(field), c.empty("positioning"), f"{PRIOR_CODES}>0", PRIOR_CODES_SURE, none, f"{STEP}<5"
    )


@rule(
    "COM-021",
    "Acquis au positionnement sans positionnement",
    WARNING,
    3,
    learners.prior_positioning,
    message="Des compétences sont dites acquises au positionnement, mais le positionnement n'est ni daté ni inscrit.",
    detail="Compétences : {lacking:list}.",
    fix="Indiquez la date du positionnement, inscrivez-le dans la feuille Évaluations, ou dites les compétences acquises "
    "par expérience ou par certification.",
    why="Le positionnement est l'examen qui montre ce qui est déjà acquis.",
    wrong="« Déjà acquises au positionnement » : C1, sans date de positionnement",
    right="Positionnement le 20/01/2023",
    sources=("D6325-13",),
    live=_is_not_positioned_yet,
)
def prior_learning_without_positioning(b: Batch) -> Hits:
    """Competences found at a positionnement that has no date, and of which no evaluation tells."""
    index = b["learners"].index
    held = prior_learning(b)
    held = held[held["ground"].eq("POSITIONING")]
    positioned = b[evaluations.kind].eq("POSITIONING").fillna(False)
    evaluated = set(
        zip(
            b.match("evaluations", "contract", "learners")[positioned],
            b.match("evaluations", "competence", "competences")[positioned],
            strict=True,
        )
    )
    held = held[~are_in(held, evaluated)]
    codes = b[competences.code].reindex(held["competence"]).set_axis(held.index)
    lacking = codes.groupby(held["learner"]).agg(list)
    told = not_positioned(b).mask & b.has_come_to(5, "learners")
    uncertain = b["learners"]["dossier"].isin(with_unsure_positioning(b))
    mask = pd.Series(index.isin(lacking.index), index=index) & ~b.is_filled(learners.positioning)
    return hits(mask & ~told & ~uncertain, lacking=lacking.reindex(index))


@rule(
    "COM-022",
    "Acquis démenti par le positionnement",
    WARNING,
    5,
    evaluations.result,
    message="La compétence est dite déjà acquise dans la feuille Apprenants, mais le positionnement ne le confirme pas.",
    detail="Contrat {contract}, compétence {competence} : « {result} » le {date:date}.",
    fix="Retirez la compétence de celles qui sont déjà acquises et donnez-lui un module, avec un avenant si le contrat est "
    "signé ; ou corrigez le résultat.",
    why="Dans les 2 mois qui suivent le début, le programme est examiné au regard des acquis ; un avenant l'adapte s'il ne "
    "convient pas.",
    wrong="C1 déjà acquise par expérience, positionnement : Non acquis",
    right="C1 visée par le module M1, ou positionnement : Acquis",
    sources=("D6325-13",),
    silent="The last positionnement of a pair is found among those of the whole sheet.",
)
def contradicted_prior_learning(b: Batch) -> Hits:
    """A positionnement that finds what was said to be had already not acquired, or not yet."""
    index = b["evaluations"].index
    return hits(pd.Series(index.isin(contradictions(b).index), index=index))


_PAIRS_OF_LISTS = "It compares pairs that lists of two sheets form with those of a third."


@rule(
    "COM-023",
    "Contrat dont tout est déjà acquis",
    WARNING,
    3,
    learners.contract,
    message="L'apprenant a déjà toutes les compétences du référentiel : le contrat ne lui fait rien acquérir.",
    fix="Vérifiez les compétences déjà acquises ; si elles sont justes, complétez le référentiel.",
    why="Le contrat a pour objet d'acquérir des compétences ; les acquis réduisent le parcours, ils ne le remplacent pas.",
    wrong="C1 à C4 déjà acquises, dans un référentiel de C1 à C4",
    right="C1 et C2 déjà acquises, C3 et C4 visées par des modules",
    sources=("L6325-1", "L6325-3"),
    silent=_PAIRS_OF_LISTS,
)
def nothing_left_to_learn(b: Batch) -> Hits:
    """A contract that has every competence of the référentiel already."""
    return hits(has_everything(b) & b[learners.contract].notna())


@rule(
    "COM-024",
    "Compétence déjà acquise par certains, sans module pour d'autres",
    WARNING,
    3,
    competences.code,
    message="Des apprenants ont déjà cette compétence ; d'autres ne l'ont pas, et aucun de leurs modules ne la vise.",
    detail="Compétence « {code} » ; ni acquise ni visée pour : {lacking:list}.",
    fix="Ajoutez ces contrats à un module qui vise la compétence, ou inscrivez-la dans leurs compétences déjà acquises.",
    why="Ce que l'un a déjà acquis, l'autre l'apprend dans son parcours.",
    wrong="C4 acquise par le contrat A, visée par un module de B, rien pour C",
    right="Le module M4 concerne B et C",
    sources=("L6325-3", "D6325-13"),
    silent=_PAIRS_OF_LISTS,
)
def learnt_by_some_only(b: Batch) -> Hits:
    """A competence that one contract has, that modules aim at, but none of them for another contract without it."""
    frame = b["competences"]
    pairs = needed(b)
    pairs = pairs[pairs["competence"].isin(b.module_competences["competence"])]
    lacking = named_contracts(b, pairs[~are_in(pairs, _reached(b))])
    mask = pd.Series(frame.index.isin(lacking.index), index=frame.index)
    mask &= ~frame["dossier"].isin(with_unsure_modules(b))
    return hits(mask, lacking=lacking.reindex(frame.index))


@once
def _reached(b: Batch) -> frozenset[tuple[int, int]]:
    """Which contract is concerned by a module that aims at which competence."""
    aims = b.module_competences.merge(b.module_contracts, on="module")
    return frozenset(zip(aims["learner"], aims["competence"], strict=True))


@once
def _with_nothing_new(b: Batch) -> pd.DataFrame:
    """Which module teaches which contract nothing new: `module`, `learner`, and whether it `teaches` another one.

    Not of contracts that have everything: that is told once.
    """
    aims = b.module_competences.merge(b.module_contracts, on="module")
    whole = aims["learner"].map(has_everything(b) | unsure(b)).astype(bool)
    aims = aims[~whole & ~aims["module"].map(_names_unknown_competence(b)).astype(bool)]
    new = (~among(b, aims)).groupby([aims["module"], aims["learner"]]).any()
    found = new.rename("new").reset_index()
    found["teaches"] = found["new"].groupby(found["module"]).transform("any")
    return found[~found["new"]]


def _names_unknown_competence(b: Batch) -> Series:
    codes = b.matched_codes("modules", "competences", "competences")
    index = b["modules"].index
    return pd.Series(index.isin(codes.loc[codes["found"] < 0, "at"]), index=index)


def _useless(b: Batch, *, to_all: bool) -> Hits:
    """Modules that teach nothing new, to all the contracts they concern or to some, and these contracts."""
    pairs = _with_nothing_new(b)
    pairs = pairs[pairs["teaches"] != to_all]
    numbers = b[learners.contract].reindex(pairs["learner"]).set_axis(pairs.index)
    told = numbers.groupby(pairs["module"]).agg(list)
    index = b["modules"].index
    mask = pd.Series(index.isin(told.index), index=index)
    return hits(mask & ~b["modules"]["dossier"].isin(with_unsure_modules(b)), numbers=told.reindex(index))


@rule(
    "COM-025",
    "Module dont tout est déjà acquis",
    WARNING,
    3,
    modules.competences,
    message="Les apprenants de ce module ont déjà toutes les compétences qu'il vise.",
    detail="Contrats : {numbers:list}.",
    fix="Retirez le module ou donnez-lui d'autres compétences ; ou corrigez les compétences déjà acquises.",
    why="L'expérience peut raccourcir le parcours : on n'enseigne pas ce qui est acquis, sans descendre sous le minimum "
    "d'heures.",
    wrong="M1 ne vise que C1, déjà acquise par chaque apprenant",
    right="M1 vise C2, que personne n'a encore",
    sources=("D6325-13", "L6325-13"),
    silent=_PAIRS_OF_LISTS,
)
def module_useless_to_all(b: Batch) -> Hits:
    """A module whose competences all the contracts it concerns already have."""
    return _useless(b, to_all=True)


@rule(
    "COM-026",
    "Module dont certains ont déjà tout acquis",
    INFO,
    3,
    modules.competences,
    message="Des apprenants de ce module ont déjà toutes les compétences qu'il vise.",
    detail="Contrats : {numbers:list}.",
    fix="Si ces apprenants n'ont pas à le suivre, indiquez dans Contrats concernés ceux qui le suivent vraiment.",
    why="L'expérience peut raccourcir le parcours d'un apprenant sans changer celui des autres.",
    wrong="M1 ne vise que C1, déjà acquise par l'un des trois apprenants",
    right="M1 concerne les deux autres",
    sources=("D6325-13",),
)
def module_useless_to_some(b: Batch) -> Hits:
    """A module whose competences some of the contracts it concerns already have, others not."""
    return _useless(b, to_all=False)
