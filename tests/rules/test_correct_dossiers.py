"""Correct dossiers, by the thousand: a careful adviser says nothing, and neither does the check."""

import datetime as dt
from collections import Counter

import pytest

from proexp_batch.model.findings import Severity
from tests.making.checking import checked, grave, told
from tests.making.correct import UNAVOIDABLE, correct
from tests.making.draft import TODAY, Draft
from tests.making.prior import with_prior_learning

BATCH = 400
BATCHES = range(5)
DURING = dt.date(2023, 6, 1)
"""A day on which the scheme was open and most contracts still ran."""


def drafts(batch: int, today: dt.date = TODAY) -> list[Draft]:
    return [correct(seed, today=today) for seed in range(batch * BATCH, (batch + 1) * BATCH)]


@pytest.fixture(scope="module")
def counts() -> Counter[str]:
    return Counter()


@pytest.mark.parametrize("batch", BATCHES)
def test_nothing_is_said_of_correct_dossiers(batch: int, counts: Counter[str]) -> None:
    made = drafts(batch)
    found = checked(made)
    counts["dossiers"] += len(made)
    counts["contracts"] += sum(len(draft.learners) for draft in made)
    counts["rows"] += sum(len(rows) for draft in made for rows in draft.rows.values())
    for severity in Severity:
        counts[severity.label] += sum(f.severity is severity for one in found for f in one)
    wrong = {draft.name: told(grave(one)) for draft, one in zip(made, found, strict=True) if grave(one)}
    assert not wrong, "\n".join(f"{name}\n{text}" for name, text in wrong.items())
    codes = {finding.code for one in found for finding in one}
    assert codes <= set(UNAVOIDABLE)


def test_nothing_is_said_while_the_contracts_run() -> None:
    made = drafts(len(BATCHES), DURING)
    found = checked(made)
    assert not [told(grave(one)) for one in found if grave(one)]


def test_nothing_is_said_of_what_learners_have_already() -> None:
    made = [with_prior_learning(draft, seed) for seed, draft in enumerate(drafts(0))]
    fields = ("prior_experience", "prior_certification", "prior_positioning")
    assert all(any(row.get(field) for one in made for row in one.learners) for field in fields)
    found = checked(made)
    wrong = {draft.name: told(grave(one)) for draft, one in zip(made, found, strict=True) if grave(one)}
    assert not wrong, "\n".join(f"{name}\n{text}" for name, text in wrong.items())
    assert {finding.code for one in found for finding in one} <= set(UNAVOIDABLE)


def test_dossiers_are_of_every_kind(counts: Counter[str]) -> None:
    made = drafts(0)
    learners = [row for draft in made for row in draft.learners]
    modules = [row for draft in made for row in draft.modules]
    assert {draft.step for draft in made} == set(range(1, 7))
    assert {row["public"] for row in learners} == {"JEUNE", "DE26", "RSA", "ASS", "AAH", "CUI"}
    assert {row["priority"] for row in learners} >= {None, "NONE", "NO_DIPLOMA", "LONG_UNEMPLOYED"}
    assert {row["modality"] for row in modules} == {"EXTERNAL", "INTERNAL", "AFEST", "FOAD"}
    assert any(row.get("early_end") for row in learners)
    assert max(len(draft.learners) for draft in made) > 10
    if counts:
        print("\n" + ", ".join(f"{name}: {count:,}" for name, count in counts.items()))
