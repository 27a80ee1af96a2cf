"""From a deposited workbook to the text of its attestation: certifying blocs are called so, with their codes."""

from pathlib import Path

import openpyxl
import pytest

from proexp_batch.engines.processes import Processes
from proexp_batch.pipeline.way import process
from proexp_batch.settings.run import settings
from tests.whole.places import CLOSED, TODAY


def attested(workbook: Path, folder: Path) -> str:
    process([workbook], folder, settings(TODAY), Processes(1), lambda done, total: None)
    [path] = folder.rglob("attestations.xlsx")
    page = openpyxl.load_workbook(path).worksheets[0]
    return "\n".join(str(cell.value) for row in page for cell in row if cell.value is not None)


@pytest.mark.parametrize("answer", ["Oui", "Non"])
def test_a_bloc_follows_the_answer_of_its_competences(answer: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(CLOSED)
    page = book["Compétences"]
    titles = [str(cell.value) for cell in page[2]]
    certifying = next(at for at, title in enumerate(titles, 1) if title.startswith("Certifiante"))
    code = next(at for at, title in enumerate(titles, 1) if "RNCP" in title)
    for row in range(3, page.max_row + 1):
        if page.cell(row, 1).value:
            page.cell(row, certifying).value = answer
            page.cell(row, code).value = "RNCP34126BC02" if answer == "Oui" else None
    book.save(tmp_path / "dossier.xlsx")
    text = attested(tmp_path / "dossier.xlsx", tmp_path / "sortie")
    assert ("– bloc certifiant (RNCP34126BC02)" in text) == (answer == "Oui")
    assert ("– bloc non certifiant" in text) == (answer == "Non")
