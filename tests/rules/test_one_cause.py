"""One cause, one finding: what the reader or one rule has already told brings no other finding with it."""

import random
from collections.abc import Iterator

import pytest

from proexp_batch.model.sheets import SHEETS
from tests.making.checking import checked, grave, told
from tests.making.correct import correct
from tests.making.draft import UNREADABLE, Draft
from tests.making.prior import with_prior_learning

FIELDS = [(key, name) for key, sheet in SHEETS.items() for name in sheet.columns]
SEEDS = range(60)
PER_FIELD = 6
CONTACT = {
    "contact_name": "Alex Morel",
    "contact_email": "a.morel@atelier.example",
    "contact_phone": "03 53 01 00 12",
}
"""Whom to write to, which the correct dossiers do not say."""


def spoiled(key: str, name: str) -> Iterator[Draft]:
    """Correct dossiers in which one filled cell of a column cannot be read."""
    made = 0
    for seed in SEEDS:
        rng = random.Random(seed)
        draft = with_prior_learning(correct(seed, step=(6, 5, 4, 3, 2, 1)[seed % 6]), seed)
        draft.company.update(CONTACT)
        filled = [row for row in draft.rows[key] if row.get(name) is not None]
        if filled and made < PER_FIELD:
            rng.choice(filled)[name] = UNREADABLE
            made += 1
            yield draft


@pytest.fixture(scope="module")
def unreadable() -> dict[tuple[str, str], str]:
    """What is told of dossiers with one unreadable cell, by the column of the cell."""
    drafts = [((key, name), draft) for key, name in FIELDS for draft in spoiled(key, name)]
    assert {place for place, _ in drafts} == set(FIELDS)
    found = checked([draft for _, draft in drafts])
    texts = dict.fromkeys(FIELDS, "")
    for (place, draft), one in zip(drafts, found, strict=True):
        texts[place] += "".join(f"\n{draft.name}\n{told(grave(one))}" if grave(one) else "")
    return texts


@pytest.mark.parametrize("place", FIELDS, ids=".".join)
def test_a_cell_that_cannot_be_read_brings_nothing_else(
    place: tuple[str, str], unreadable: dict[tuple[str, str], str]
) -> None:
    assert not unreadable[place], unreadable[place]


@pytest.mark.parametrize("key", SHEETS)
def test_a_column_that_cannot_be_read_brings_nothing_else(key: str) -> None:
    drafts = []
    for number, name in enumerate(SHEETS[key].columns):
        draft = correct(number, step=3 + number % 4)
        for row in draft.rows[key]:
            if row.get(name) is not None:
                row[name] = UNREADABLE
        drafts.append(draft)
    found = checked(drafts)
    assert not "".join(told(grave(one)) for one in found)


@pytest.mark.parametrize("key", SHEETS)
def test_a_sheet_whose_titles_are_not_recognised_brings_nothing_else(key: str) -> None:
    drafts = [correct(seed, step=seed % 6 + 1) for seed in range(30)]
    for draft in drafts:
        draft.rows[key].clear()
        draft.refused.add(key)
    found = checked(drafts)
    assert not "".join(told(grave(one)) for one in found)
