"""The template as Gnumeric computes it: nothing is asked of a right dossier, and faults are told as elsewhere."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from proexp_batch.model.columns import Layout
from proexp_batch.model.pages import CALCULATIONS_TITLE
from proexp_batch.model.sheets import SHEETS
from proexp_batch.template.calculations import facts
from proexp_batch.template.signals import FORM_REVIEW, names
from proexp_batch.template.workbook import template
from tests.making.correct import correct
from tests.making.draft import Draft
from tests.template.recalculated import filled

SSCONVERT = shutil.which("ssconvert")


def words_of(book: Workbook, draft: Draft, folder: Path) -> dict[tuple[str, int], str]:
    """What stands in the columns « À revoir » once Gnumeric has computed a workbook."""
    for row in book[CALCULATIONS_TITLE].iter_rows(max_col=2):
        if row[0].value == "Jour du contrôle":
            row[1].value = draft.today
    path = folder / "dossier.xlsx"
    book.save(path)
    subprocess.run(
        [str(SSCONVERT), "--recalc", str(path), str(folder / "lu.xlsx")], check=True, capture_output=True
    )
    computed = load_workbook(folder / "lu.xlsx", data_only=True)
    found = {}
    for sheet in SHEETS.values():
        page = computed[sheet.title]
        column = FORM_REVIEW + 1 if sheet.layout is Layout.FORM else len(sheet.columns) + 1
        for row_number in range(3, page.max_row + 1):
            if value := page.cell(row_number, column).value:
                found[sheet.title, row_number] = str(value)
    return found


@pytest.mark.skipif(SSCONVERT is None, reason="Gnumeric is not installed")
@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
@pytest.mark.parametrize(("seed", "step"), [(1, 3), (2, 6)])
def test_nothing_is_to_review_in_a_right_dossier(seed: int, step: int, tmp_path: Path) -> None:
    draft = correct(seed, step=step)
    assert words_of(filled(draft), draft, tmp_path) == {}


@pytest.mark.skipif(SSCONVERT is None, reason="Gnumeric is not installed")
@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_faults_are_told(tmp_path: Path) -> None:
    draft = correct(2, step=6)
    book = filled(draft)
    book["Entreprise"]["B5"] = "99931427100091"
    book["Apprenants"].cell(draft.first_row, 2).value = None
    assert words_of(book, draft, tmp_path) == {
        ("Entreprise", 5): "SIRET dont la clé est fausse",
        ("Apprenants", draft.first_row): "Information obligatoire absente : Nom",
    }


def test_no_range_goes_from_a_cell_to_a_function() -> None:
    """Gnumeric takes no such range, and loses the whole formula."""
    for name, formula in [*names(), *((name, formula) for name, _, formula in facts())]:
        assert "$3:INDEX(" not in formula, name


def test_words_are_array_formulas_of_one_cell() -> None:
    """Elsewhere, Gnumeric works out functions of whole columns for one row only."""
    book = load_workbook(BytesIO(template()))
    for sheet in SHEETS.values():
        page = book[sheet.title]
        for (cell,) in page.iter_rows(min_col=page.max_column, max_col=page.max_column, min_row=3):
            if cell.data_type == "f":
                assert cell.value.ref == cell.coordinate
