"""The template at work: columns by step, marks in sight, headers kept, only what is written printed."""

import re
import zipfile
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula

from proexp_batch.api import check, process
from proexp_batch.model.columns import Layout, Sheet
from proexp_batch.model.pages import PAGE_TITLES, REVIEW_HEADER
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import fold
from proexp_batch.reading.dossier import read
from proexp_batch.template.live import REVIEW_ROWS
from proexp_batch.template.workbook import header_lines, template
from tests.making.libreoffice import MISSING, SOFFICE, converted
from tests.making.plain import plain
from tests.making.workbooks import xlsx
from tests.whole.places import DEPOSIT, TODAY

TABLES = [sheet for sheet in SHEETS.values() if sheet.layout is Layout.TABLE]
KEYS: dict[str, Any] = {"ids": lambda sheet: sheet.key}


@pytest.fixture(scope="module")
def book() -> Workbook:
    return load_workbook(BytesIO(template()))


def test_learners_stand_by_step_and_the_band_says_from_which(book: Workbook) -> None:
    sheet = SHEETS["learners"]
    steps = [sheet.step_of(column) for column in sheet.columns.values()]
    assert steps == sorted(steps)
    band = {cell.column: str(cell.value) for cell in book["Apprenants"][1] if cell.value}
    first = {step: steps.index(step) + 1 for step in (4, 5, 6)}
    assert {at: text[-1] for at, text in band.items() if at > 1} == {
        at: str(step) for step, at in first.items()
    }
    assert sheet.columns["hours_done"].required_from == 6
    filled = [book["Apprenants"].cell(1, at).fill.fgColor.rgb for at in range(1, len(steps) + 1)]
    assert [filled.count(colour) for colour in dict.fromkeys(filled)] == [
        steps.count(step) for step in (3, 4, 5, 6)
    ]


def test_the_band_disturbs_no_header_even_if_some_are_renamed() -> None:
    draft = plain(step=6)
    book = load_workbook(BytesIO(xlsx(draft)))
    page = book["Apprenants"]
    for cell in page[2]:
        if cell.value and fold(str(cell.value)) in ("tuteur", "date du bilan final"):
            cell.value = f"{cell.value} (à nous)"
    content = BytesIO()
    book.save(content)
    dossier = read(content.getvalue(), PurePosixPath("a.xlsx"), 0)
    rows = dossier.sheets["learners"]
    assert rows.header_row == 2
    assert set(rows.columns) == set(SHEETS["learners"].columns)
    assert rows.unknown == []


@pytest.mark.parametrize("sheet", TABLES, **KEYS)
def test_no_word_of_a_header_is_broken_and_all_lines_have_room(book: Workbook, sheet: Sheet) -> None:
    height = book[sheet.title].row_dimensions[2].height
    for column in sheet.columns.values():
        lines = header_lines(column)
        words = re.split(r"[ \u00a0]", " ".join(lines))
        assert set(words) <= set(column.header.replace("\u00a0", " ").split(" ")), column.label
        assert height is not None
        assert height >= 13 * len(lines)


@pytest.mark.parametrize("sheet", TABLES, **KEYS)
def test_the_name_of_a_row_to_review_is_marked(book: Workbook, sheet: Sheet) -> None:
    page = book[sheet.title]
    marks = [
        (str(area.sqref), rule.formula[0])
        for area in page.conditional_formatting
        for rule in area.rules
        if rule.dxf.numFmt is not None
    ]
    name = get_column_letter(list(sheet.columns).index(sheet.identifier) + 1)
    review = get_column_letter(len(sheet.columns) + 1)
    assert marks == [(f"{name}3:{name}{2 + REVIEW_ROWS[sheet.key]}", f'${review}3<>""')]
    assert page[f"{review}2"].value == REVIEW_HEADER
    # What scrolls away is told in what stays.
    assert page.freeze_panes == f"{get_column_letter(list(sheet.columns).index(sheet.identifier) + 2)}3"


def test_the_form_says_what_to_review_beside_the_answer(book: Workbook) -> None:
    page = book["Entreprise"]
    assert [page.cell(2, at).value for at in (1, 2, 3)] == ["Rubrique", "Votre réponse", REVIEW_HEADER]


@pytest.mark.parametrize("sheet", TABLES, **KEYS)
def test_what_is_typed_over_headers_and_formulas_is_told(book: Workbook, sheet: Sheet) -> None:
    page = book[sheet.title]
    assert not page.protection.sheet
    refused = [one for one in page.data_validations.dataValidation if one.type == "custom"]
    for check_ in refused:
        headers = str(check_.sqref).startswith("A1:")
        # openpyxl gives no style for the usual one, which stops.
        assert (check_.formula1, check_.errorStyle) == ("FALSE", "warning" if headers else None)
        assert not check_.allowBlank
        assert check_.error
    guarded = {place for one in refused for area in one.sqref.ranges for place in _cells(area)}
    last, review = len(sheet.columns), len(sheet.columns) + 1
    assert {(row, at) for row in (1, 2) for at in range(1, review + 1)} <= guarded
    formulas = {(cell.row, cell.column) for row in page.iter_rows() for cell in row if cell.data_type == "f"}
    assert formulas <= guarded
    assert not {(row, at) for row in range(3, 504) for at in range(1, last + 1)} & guarded


def _cells(area: Any) -> set[tuple[int, int]]:
    return {
        (row, at)
        for row in range(area.min_row, area.max_row + 1)
        for at in range(area.min_col, area.max_col + 1)
    }


def test_what_nobody_fills_in_is_protected_and_answers_are_free(book: Workbook) -> None:
    for title in (*PAGE_TITLES, "Entreprise"):
        assert book[title].protection.sheet, title
        assert not book[title].protection.password
        assert not book[title].protection.objects, "notes can be added"
    page = book["Entreprise"]
    count = len(SHEETS["company"].columns)
    for row in range(3, 3 + count):
        assert not page.cell(row, 2).protection.locked
        assert page.cell(row, 1).protection.locked
        assert page.cell(row, 5).protection.locked
    with zipfile.ZipFile(BytesIO(template())) as package:
        sheet = package.read("xl/worksheets/sheet3.xml").decode()
    free = {int(style) for _, style in re.findall(r'<col min="\d+" max="(\d+)"[^>]* style="(\d+)"', sheet)}
    assert re.search(r'<col min="6" max="16384"', sheet)
    assert len(free) == 1


@pytest.mark.parametrize("sheet", TABLES, **KEYS)
def test_entries_stay_free_where_somebody_protects_a_table(book: Workbook, sheet: Sheet) -> None:
    for at in range(1, len(sheet.columns) + 1):
        assert not book[sheet.title].cell(3, at).protection.locked
        assert book[sheet.title].cell(2, at).protection.locked


def test_a_protected_sheet_is_annotated_and_its_answers_stay_free(tmp_path: Path) -> None:
    deposit = tmp_path / "depot" / "a.xlsx"
    deposit.parent.mkdir()
    deposit.write_bytes(xlsx(plain(company={"naf": "6201", "siret": "999123458"})))
    process(deposit.parent, tmp_path / "sortie", today=TODAY)
    returned = tmp_path / "sortie" / "dossiers" / "a" / "annote.xlsx"
    page = load_workbook(returned)["Entreprise"]
    assert page.protection.sheet
    for row in page.iter_rows(min_row=3, max_row=2 + len(SHEETS["company"].columns)):
        assert not row[1].protection.locked, row[0].value
    assert sum(row[1].comment is not None for row in page.iter_rows(min_row=3)) == 2
    again = check(returned.read_bytes(), today=TODAY)
    assert {"ENT-001", "ENT-003"} <= {finding.code for finding in again.findings}


@pytest.mark.parametrize("sheet", TABLES, **KEYS)
def test_the_print_area_follows_what_is_written(sheet: Sheet) -> None:
    with zipfile.ZipFile(BytesIO(template())) as package:
        names = package.read("xl/workbook.xml").decode()
    [area] = re.findall(rf'<definedName name="_xlnm\.Print_Area"[^>]*>(\'{sheet.title}\'[^<]*)<', names)
    review = get_column_letter(len(sheet.columns) + 1)
    # The formulas of « À revoir » stand in rows still empty: they are no reason to print one.
    assert f"${review}$" not in area
    assert area.startswith(f"'{sheet.title}'!$A$1:INDEX(")


@pytest.mark.skipif(SOFFICE is None, reason=MISSING)
def test_the_print_area_ends_where_the_rows_do(tmp_path: Path) -> None:
    """Its formula, which LibreOffice computes in a cell though not as a print area."""
    content = xlsx(plain(step=6, learners=[{} for _ in range(3)]))
    with zipfile.ZipFile(BytesIO(template())) as package:
        names = package.read("xl/workbook.xml").decode()
    [area] = re.findall(r"<definedName name=\"_xlnm\.Print_Area\"[^>]*>('Apprenants'[^<]*)<", names)
    book = load_workbook(BytesIO(content))
    corner = area.partition(":")[2]
    page = book.create_sheet("Essai")
    page["A1"] = ArrayFormula("A1", f"=ROWS('Apprenants'!$A$1:{corner})")
    page["A2"] = ArrayFormula("A2", f"=COLUMNS('Apprenants'!$A$1:{corner})")
    source = tmp_path / "a.xlsx"
    book.save(source)
    [made] = converted([source], "xlsx", tmp_path / "out")
    shown = load_workbook(made, data_only=True)["Essai"]
    assert (shown["A1"].value, shown["A2"].value) == (5, len(SHEETS["learners"].columns) + 1)


STEPS = {
    1: {"Entreprise", "Compétences"},
    2: {"Entreprise", "Modules"},
    3: {"Entreprise", "Apprenants", "Modules", "Pièces"},
    4: {"Entreprise", "Apprenants", "Tuteurs", "Pièces"},
    5: {"Entreprise", "Apprenants", "Évaluations", "Pièces"},
    6: {"Entreprise", "Apprenants", "Modules", "Évaluations", "Pièces"},
}


def test_the_guide_names_all_the_sheets_of_each_step(book: Workbook) -> None:
    said = {
        int(str(row[1].value)[0]): set(str(row[3].value).split(", "))
        for row in book["Lisez-moi"].iter_rows()
        if re.match(r"[1-6] - ", str(row[1].value))
    }
    assert said == STEPS
    for step, titles in STEPS.items():
        asked = {
            sheet.title
            for sheet in SHEETS.values()
            if any(column.required_from == step for column in sheet.columns.values())
        }
        assert asked <= titles


def test_the_guide_says_what_the_contact_is_for(book: Workbook) -> None:
    texts = " ".join(fold(str(cell.value)) for row in book["Lisez-moi"] for cell in row if cell.value)
    assert "contact de la feuille entreprise est facultatif et professionnel" in texts
    assert "ni adresse ni telephone de l apprenant" in texts


def test_the_samples_are_read_as_before() -> None:
    path = DEPOSIT / "Delmotte remorques - étape 3.xlsx"
    assert check(path, today=TODAY).status == "accepted"
