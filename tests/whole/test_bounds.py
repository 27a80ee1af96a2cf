"""Numbers that cannot be, from the deposited workbook to what is given back."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from proexp_batch.engines.processes import Processes
from proexp_batch.pipeline.way import Outcome, process
from proexp_batch.settings.run import settings
from tests.making.plain import D, plain
from tests.making.workbooks import xlsx
from tests.whole.places import CLOSED, TODAY


def deposited(folder: Path, content: bytes) -> Outcome:
    (folder / "depot").mkdir()
    (folder / "depot" / "dossier.xlsx").write_bytes(content)
    return process(
        [folder / "depot"], folder / "sortie", settings(TODAY), Processes(1), lambda done, total: None
    )


@pytest.fixture(scope="module")
def negative_hours(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Path]:
    book = openpyxl.load_workbook(CLOSED)
    page = book["Apprenants"]
    header = next(cell for cell in page[2] if str(cell.value).startswith("Heures de formation réalisées"))
    page.cell(3, header.column).value = -50
    content = BytesIO()
    book.save(content)
    folder = tmp_path_factory.mktemp("heures")
    return deposited(folder, content.getvalue()), folder / "sortie" / "dossiers" / "dossier"


def test_negative_hours_make_no_attestation(negative_hours: tuple[Outcome, Path]) -> None:
    outcome, folder = negative_hours
    [decision] = outcome.decisions
    assert decision.status.value == "to_correct"
    assert decision.contracts[0].attestation is None
    for path in folder.glob("attestations*"):
        texts = [cell.value for row in openpyxl.load_workbook(path).worksheets[0] for cell in row]
        assert not any("-50" in str(text) for text in texts)


def test_the_cell_says_its_bounds_and_what_was_read(negative_hours: tuple[Outcome, Path]) -> None:
    page = openpyxl.load_workbook(negative_hours[1] / "annote.xlsx")["Apprenants"]
    [note] = [cell.comment.text for cell in page[3] if cell.comment is not None]
    assert "doit être un nombre entre 0 et 20 000" in note.replace("\u00a0", " ")
    assert "Lu : -50" in note.replace("\u00a0", " ")


def test_negative_other_learners_lower_no_count(tmp_path: Path) -> None:
    five = [
        {"contract": f"2023-{number}", "last_name": f"Nom{number}", "start": D(2023, 1, 9)}
        for number in range(5)
    ]
    draft = plain(step=4, learners=five, tutor={"other_learners": -3.0})
    [decision] = deposited(tmp_path, xlsx(draft)).decisions
    assert {"SAI-004", "TUT-005"} <= {finding.code for finding in decision.findings}
