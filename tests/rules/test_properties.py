"""What must hold of any batch: the findings of a dossier are its own, wherever it and its rows stand."""

import random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from proexp_batch.model.findings import Finding
from proexp_batch.ooxml.addresses import split_cell
from tests.making.checking import checked
from tests.making.contracts import real_end
from tests.making.correct import correct
from tests.making.draft import TODAY, Draft, Row
from tests.making.plain import plain
from tests.rules.all_faults import FAULTS, first_with_fault

LATER_ROW_IS_MARKED = {
    *("APP-002", "APP-013", "COM-002", "COM-007", "COM-008", "COM-009", "EVA-011", "EVA-012"),
    *("MOD-002", "MOD-021", "PIE-007", "TUT-002", "TUT-012"),
}
"""Rules on rows that repeat or contradict an earlier one: which one that is depends on their order."""
EMPTY_SHEETS = {"APP-001", "COM-001", "MOD-001", "EVA-001", "TUT-001", "PIE-001"}

PRIOR_LEARNING = {f"COM-02{number}" for number in range(7)}
"""What everybody had before the path has no module: for one contract more, that is a finding of its own."""

NAMES = [fault.name for fault in FAULTS if fault.today == TODAY and fault.opco is None]
BY_NAME = {fault.name: fault for fault in FAULTS}
few = settings(max_examples=2, deadline=None, database=None, phases=[Phase.generate])
several = st.lists(st.sampled_from(NAMES), min_size=6, max_size=10, unique=True)


def many(names: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), min_size=20, max_size=40, unique=True)


def faulty(names: list[str]) -> list[Draft]:
    return [first_with_fault(name).copy() for name in names]


@settings(few, max_examples=1)
@given(names=several, seed=st.integers(0, 9999))
def test_a_batch_gives_what_its_dossiers_give_one_by_one(names: list[str], seed: int) -> None:
    drafts = [*faulty(names), correct(seed)]
    assert checked(drafts) == [checked([draft])[0] for draft in drafts]


@few
@given(names=several, rng=st.randoms(use_true_random=False))
def test_order_of_dossiers_changes_nothing(names: list[str], rng: random.Random) -> None:
    drafts = faulty(names)
    order = rng.sample(range(len(drafts)), len(drafts))
    found = checked([drafts[position] for position in order])
    assert [found[order.index(position)] for position in range(len(drafts))] == checked(drafts)


def _shuffled(draft: Draft, rng: random.Random) -> tuple[Draft, dict[str, list[int]]]:
    """The same dossier with its rows in another order, and where each row of a sheet came from."""
    other, origin = draft.copy(), {}
    for key, rows in draft.rows.items():
        origin[key] = rng.sample(range(len(rows)), len(rows))
        other.rows[key] = [rows[at] for at in origin[key]]
    return other, origin


def _where(
    draft: Draft, found: tuple[Finding, ...], origin: dict[str, list[int]] | None
) -> set[tuple[str, ...]]:
    """Code and place of each cell told, rows by their place in the dossier before it was shuffled."""
    keys = {rows.title: rows.sheet for rows in draft.dossier().sheets.values()}
    places = set()
    for finding in found:
        for cell in finding.cells or ("A0",):
            letters, row = split_cell(cell)
            at = row - draft.first_row
            key = keys.get(finding.sheet or "", "")
            if origin is not None and key not in ("", "company") and at >= 0:
                at = origin[key][at]
            places.add((finding.code, key, letters, str(at)))
    return places


@few
@given(
    name=st.sampled_from([n for n in NAMES if BY_NAME[n].code not in LATER_ROW_IS_MARKED]), rng=st.randoms()
)
def test_order_of_rows_changes_nothing(name: str, rng: random.Random) -> None:
    draft = first_with_fault(name)
    other, origin = _shuffled(draft, rng)
    before, after = checked([draft, other])
    assert _where(other, after, origin) == _where(draft, before, None)


def _another_contract(draft: Draft) -> Draft:
    """The same dossier with one more contract that is right, and all that goes with it, in the last rows."""
    other, more = draft.copy(), plain(draft.step or 6)
    number = "1999-9999"
    row = more.learners[0] | {"contract": number, "last_name": "Nouveau", "tutor": "Élie Nouvelle"}
    other.learners.append(row)
    other.competences.append(
        more.competences[0] | {"code": "C77", "bloc": "Autre", "title": "Faire autre chose"}
    )
    other.modules.append(more.modules[0] | {"code": "M77", "competences": "C77", "contracts": number})
    if draft.step >= 4 or draft.tutors:
        other.tutors.append(plain(4).tutors[0] | {"name": "Élie Nouvelle"})
    about = {"contract": number, "competence": "C77"}
    other.evaluations.extend(evaluation | about for evaluation in more.evaluations)
    other.documents.extend(_documents(row, number))
    return other


def _documents(row: Row, number: str) -> list[Row]:
    kinds = ["CERFA", "CONVENTION", *(["REVIEW"] if real_end(row) <= TODAY else [])]
    return [{"kind": kind, "file": f"{kind}-{number}.pdf", "contract": number} for kind in kinds]


def _told(found: tuple[Finding, ...]) -> set[tuple[str, str | None, tuple[str, ...], str]]:
    return {(finding.code, finding.sheet, finding.cells, finding.message) for finding in found}


@few
@given(names=many([n for n in NAMES if BY_NAME[n].code not in EMPTY_SHEETS | PRIOR_LEARNING]))
def test_another_correct_contract_changes_nothing(names: list[str]) -> None:
    drafts = [
        draft for draft in faulty(names) if draft.step >= 3 and all(m["contracts"] for m in draft.modules)
    ]
    before, after = checked(drafts), checked([_another_contract(draft) for draft in drafts])
    for draft, old, new in zip(drafts, before, after, strict=True):
        assert _told(new) == _told(old), draft.name
