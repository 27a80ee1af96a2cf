"""Dossiers in which a careful adviser finds nothing to say."""

import datetime as dt
import random

from tests.making import companies, contracts, follow_up, path
from tests.making.draft import TODAY, Draft, Row
from tests.making.people import Names

UNAVOIDABLE = {
    "APP-042": "most young people have a birthday that raises their pay during the contract",
    "APP-046": "a company need not know the branch minimum",
    "TUT-017": "temporary-work firms and groups of employers are told that their tutors are exempt",
    "APP-077": "of several contracts, some end later than others",
}
"""Findings of the gravity « information » that correct dossiers may bring."""


def correct(seed: int, *, step: int | None = None, today: dt.date = TODAY) -> Draft:
    """Make a correct dossier; the same seed gives the same one."""
    rng = random.Random(seed)
    step = step or rng.randint(1, 6)
    company = companies.company(rng, step)
    names = Names(rng)
    draft = Draft(f"dossier-{seed}", {"company": [company]}, rng.choice((3, 4)), today)
    rows = draft.rows
    groups = [contracts.group(rng, company, step, today) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
    rows["learners"] = _learners(rng, groups, company, names, today) if step >= 3 else []
    rows["competences"] = path.competences(rng)
    known = rows["competences"]
    rows["modules"] = path.modules(rng, groups, known, company, step, names) if step >= 2 else []
    rows["tutors"] = follow_up.tutors(rng, rows["learners"], company, names) if step >= 4 else []
    rows["evaluations"] = []
    for learner in rows["learners"]:
        _follow(rng, draft, learner, step, names)
    rows["documents"] = follow_up.documents(rng, rows, step, today) if step >= 3 else []
    if step >= 4:
        follow_up.accompany(random.Random(f"people of {seed}"), rows)
    return draft


def _learners(
    rng: random.Random, groups: list[contracts.Group], company: Row, names: Names, today: dt.date
) -> list[Row]:
    rows: list[Row] = []
    for group in groups:
        for _ in range(rng.choice((1, 1, 2, 3, 6))):
            row = contracts.learner(rng, group, company, f"{group.start.year}-{len(rows) + 1:04d}", names)
            group.learners.append(row)
            # Of the first contract something must be left to evaluate.
            if rows and rng.random() < 0.15:
                contracts.end_early(rng, row, today)
            rows.append(row)
    return rows


def _follow(rng: random.Random, draft: Draft, learner: Row, step: int, names: Names) -> None:
    if step >= 4 or learner["start"] < draft.today:
        follow_up.send(rng, learner)
    if step >= 5:
        follow_up.position(rng, learner)
        draft.evaluations.extend(
            follow_up.evaluations(rng, learner, draft.modules, names.staff(), draft.today)
        )
    if step >= 6:
        follow_up.close(rng, learner, draft.modules, draft.today)
