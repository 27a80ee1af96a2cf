"""From real workbooks: read, then checked, correct dossiers stay correct and faults are told at their cells."""

from pathlib import PurePosixPath

import pytest

from proexp_batch.model.findings import Finding
from proexp_batch.model.parameters import standard_parameters
from proexp_batch.reading.dossier import read
from proexp_batch.rules.catalogue import RULES
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.findings import findings
from proexp_batch.rules.engine.schema import check
from tests.making.checking import checked, grave, told
from tests.making.correct import correct
from tests.making.draft import TODAY, Draft
from tests.making.workbooks import xlsx
from tests.rules.all_faults import first_with_fault

FAULTS = ("ENT-002", "APP-005", "APP-021", "APP-040", "COM-003", "MOD-006", "EVA-005", "TUT-003", "PIE-004")


def through_workbooks(drafts: list[Draft]) -> list[tuple[Finding, ...]]:
    """The findings of drafts written as workbooks and read again."""
    files = [PurePosixPath(f"{draft.name}.xlsx") for draft in drafts]
    dossiers = [read(xlsx(draft), file, n) for n, (draft, file) in enumerate(zip(drafts, files, strict=True))]
    hits = [list(dossier.hits) for dossier in dossiers]
    for hit in check(Batch(dossiers, standard_parameters(), TODAY), RULES):
        hits[hit.dossier].append(hit)
    return [findings(dossier, found) for dossier, found in zip(dossiers, hits, strict=True)]


def test_correct_workbooks_bring_nothing() -> None:
    found = through_workbooks([correct(seed, step=seed % 6 + 1) for seed in range(18)])
    assert not "".join(told(grave(one)) for one in found)


@pytest.fixture(scope="module")
def both() -> list[tuple[tuple[Finding, ...], tuple[Finding, ...]]]:
    drafts = [first_with_fault(name) for name in FAULTS]
    return list(zip(through_workbooks(drafts), checked(drafts), strict=True))


@pytest.mark.parametrize("number", range(len(FAULTS)), ids=FAULTS)
def test_workbooks_bring_what_their_rows_bring(
    number: int, both: list[tuple[tuple[Finding, ...], tuple[Finding, ...]]]
) -> None:
    from_workbook, from_rows = both[number]
    assert FAULTS[number] in {finding.code for finding in from_workbook}
    assert from_workbook == from_rows
