"""What learners have already before the path begins, in dossiers that stay correct."""

import random

from tests.making.draft import Draft, Row, codes, listed


def with_prior_learning(draft: Draft, seed: int) -> Draft:
    """The same dossier with competences that some learners have already, on several grounds.

    Where every contract has one, its modules aim at it no more.
    """
    rng = random.Random(seed)
    for row in draft.learners:
        possible = may_have(draft, row)
        grounds = ["prior_experience", "prior_certification"]
        if row.get("positioning"):
            grounds.append("prior_positioning")
        taken = rng.sample(possible, min(len(possible), rng.randint(0, 2)))
        for code in taken:
            if code in may_have(draft, row):
                have(row, code, rng.choice(grounds))
    for competence in draft.competences:
        if draft.learners and all(competence["code"] in has(row) for row in draft.learners):
            _teach_no_more(draft, competence["code"])
    return draft


def have(row: Row, code: str, ground: str = "prior_experience") -> None:
    """Let a learner have a competence already."""
    row[ground] = codes(*listed(row.get(ground)), code)


def has(row: Row) -> set[str]:
    """The competences that a learner has already."""
    fields = ("prior_experience", "prior_certification", "prior_positioning")
    return {code for field in fields for code in listed(row.get(field))}


def may_have(draft: Draft, row: Row) -> list[str]:
    """Competences that a learner may have already with nothing to be said: it spares no whole module, nor anyone else."""
    found = []
    for code in (competence["code"] for competence in draft.competences):
        mine = {*has(row), code}
        whole = any(set(listed(module["competences"])) <= mine for module in modules_for(draft, row))
        if not whole and not without(draft, code) and not contradicted(draft, row, code):
            found.append(code)
    return found


def modules_for(draft: Draft, row: Row) -> list[Row]:
    return [m for m in draft.modules if not m["contracts"] or row["contract"] in listed(m["contracts"])]


def without(draft: Draft, code: str) -> list[Row]:
    """Learners whose modules do not aim at a competence that they have not already."""
    return [
        row
        for row in draft.learners
        if code not in has(row)
        and not any(code in listed(module["competences"]) for module in modules_for(draft, row))
    ]


def contradicted(draft: Draft, row: Row, code: str) -> bool:
    """Whether a positionnement found the competence not acquired."""
    return any(
        (one["contract"], one["competence"], one["kind"]) == (row["contract"], code, "POSITIONING")
        for one in draft.evaluations
    )


def _teach_no_more(draft: Draft, code: str) -> None:
    if any(listed(module["competences"]) == [code] for module in draft.modules):
        return
    for module in draft.modules:
        module["competences"] = codes(*(one for one in listed(module["competences"]) if one != code))
