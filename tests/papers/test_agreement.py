"""From a deposited workbook, through the real program: the papers of a contract say what its attestation says."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from proexp_batch.engines.processes import Processes
from proexp_batch.pipeline.way import process
from proexp_batch.settings.run import settings
from tests.making.correct import correct
from tests.making.workbooks import xlsx
from tests.papers.dossiers import ALL, packed, said
from tests.papers.drafts import CONTRACT, followed, with_another
from tests.whole.places import CLOSED, TODAY

Row = tuple[str, str, str]


def rows(page: openpyxl.worksheet.worksheet.Worksheet) -> Iterator[Row]:
    """The first, the last but one and the last text of each row of an attestation that has several."""
    for row in page.iter_rows(values_only=True):
        texts = [str(text) for text in row if text is not None]
        if len(texts) == 3:
            yield texts[0], texts[1], texts[2]


def given_back(workbook: Path, folder: Path) -> tuple[dict[str, list[Row]], dict[str, str]]:
    """The rows of each attestation and the text of each bilan, by contract."""
    process([workbook], folder, settings(TODAY, papers=ALL), Processes(1), lambda done, total: None)
    [path] = folder.rglob("attestations.xlsx")
    attested = {}
    for page in openpyxl.load_workbook(path).worksheets:
        cells = [str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell is not None]
        attested[cells[cells.index("Contrat n°") + 1]] = list(rows(page))
    reviews = {}
    for path in folder.rglob("bilan-*.pdf"):
        reviews[path.stem.removeprefix("bilan-")] = said(path.read_bytes())
    return attested, reviews


def agree(attested: list[Row], review: str) -> None:
    """Every result and every hour of an attestation is in the bilan."""
    text = packed(review)
    told = 0
    for first, second, last in attested:
        if last in ("Évaluation", "Réalisée"):
            continue
        if last.endswith("h") or last == "non détaillée":
            assert packed(first + second + last) in text, (first, second, last)
        else:
            name = first if "avant le parcours" in last else first.rpartition(" (")[0] or first
            found = packed(first + last) in text or packed(name + last) in text
            assert found, (first, last)
        told += 1
    assert told > 2


@pytest.fixture(params=["sample", "followed", "two contracts", *range(4)])
def workbook(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "sample":
        return CLOSED
    path = tmp_path / "dossier.xlsx"
    drafts = {"followed": followed, "two contracts": lambda: with_another(followed())}
    made = drafts[request.param]() if request.param in drafts else correct(request.param, step=6)
    path.write_bytes(xlsx(made))
    return path


def test_the_bilan_says_what_the_attestation_says(workbook: Path, tmp_path: Path) -> None:
    attested, reviews = given_back(workbook, tmp_path / "sortie")
    assert attested and set(attested) <= set(reviews)
    for number, found in attested.items():
        agree(found, reviews[number])


def test_certificates_are_given_back_with_the_dossier(tmp_path: Path) -> None:
    path = tmp_path / "dossier.xlsx"
    path.write_bytes(xlsx(followed()))
    process([path], tmp_path / "sortie", settings(TODAY, papers=ALL), Processes(1), lambda done, total: None)
    names = sorted(one.name for one in (tmp_path / "sortie").rglob("certificat-*.pdf"))
    assert names == [f"certificat-{CONTRACT}-{number}.pdf" for number in (1, 2, 3)]
