"""The template says what the declarations say, and the committed file is the one that the code makes."""

import datetime as dt
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from proexp_batch.model.columns import Column, Layout, Sheet
from proexp_batch.model.kinds import CellKind, Kind
from proexp_batch.model.pages import CALCULATIONS_TITLE, DASHBOARD_TITLE, LISTS_TITLE, REVIEW_HEADER
from proexp_batch.model.sheets import SHEETS, TEMPLATE_PROPERTY, TEMPLATE_VERSION
from proexp_batch.model.wording import fold
from proexp_batch.template.fields import labels_of, note
from proexp_batch.template.workbook import EMPTY_ROWS, template
from tests.making.libreoffice import MISSING, SOFFICE, converted

COMMITTED = Path(__file__).parent.parent / "templates" / "dossier_proexp.xlsx"
TABLES = [sheet for sheet in SHEETS.values() if sheet.layout is Layout.TABLE]
FORMS = [sheet for sheet in SHEETS.values() if sheet.layout is Layout.FORM]
KEYS = {"ids": lambda sheet: sheet.key}


@pytest.fixture(scope="module")
def book() -> Workbook:
    return load_workbook(BytesIO(template()))


def fields(sheet: Sheet) -> list[tuple[int, Column]]:
    return list(enumerate(sheet.columns.values(), start=1))


def checks_of(page: Worksheet, cell: str) -> list[object]:
    return [check for check in page.data_validations.dataValidation if cell in check.sqref]


def test_committed_file_is_what_the_code_makes() -> None:
    with zipfile.ZipFile(COMMITTED) as committed, zipfile.ZipFile(BytesIO(template())) as made:
        assert committed.namelist() == made.namelist()
        for part in made.namelist():
            assert committed.read(part) == made.read(part), f"{part}: make the template again"


def test_same_code_makes_same_bytes() -> None:
    assert template() == template()


def test_sheets_are_the_declared_ones_between_guide_and_lists(book: Workbook) -> None:
    titles = [sheet.title for sheet in SHEETS.values()]
    hidden = [LISTS_TITLE, CALCULATIONS_TITLE]
    assert book.sheetnames == ["Lisez-moi", DASHBOARD_TITLE, *titles, *hidden]
    assert [page.title for page in book if page.sheet_state != "visible"] == hidden
    assert len({page.sheet_properties.tabColor.rgb for page in book if page.sheet_state == "visible"}) > 1


def test_version_is_written_for_the_reader_and_for_people(book: Workbook) -> None:
    assert book.custom_doc_props[TEMPLATE_PROPERTY].value == TEMPLATE_VERSION
    guide = [cell.value for row in book["Lisez-moi"] for cell in row if cell.value]
    assert any(f"version {TEMPLATE_VERSION}" in text for text in guide)
    assert any("numéro de sécurité sociale" in text for text in guide)


@pytest.mark.parametrize("sheet", TABLES, **KEYS)
def test_headers_and_notes_of_tables(book: Workbook, sheet: Sheet) -> None:
    page = book[sheet.title]
    assert fold(str(page["A1"].value)) == fold(f"{sheet.title} {sheet.intro}")
    assert page.max_column == len(sheet.columns) + 1
    assert page.cell(2, page.max_column).value == REVIEW_HEADER
    colours: dict[bool, set[str]] = {True: set(), False: set()}
    for index, column in fields(sheet):
        header = page.cell(2, index)
        assert str(header.value).endswith("*") == (column.required_from is not None)
        assert fold(str(header.value)) == fold(column.label)
        assert header.alignment.wrap_text
        assert header.comment is not None
        assert header.comment.text == note(column)
        colours[column.required_from is not None].add(header.fill.fgColor.rgb)
    assert len(colours[True]) == 1
    assert not colours[True] & colours[False]


def test_notes_say_help_step_and_choices() -> None:
    column = SHEETS["learners"].columns["contract_kind"]
    assert note(column).replace("\u00a0", " ").split("\n") == [
        column.help,
        "",
        "Obligatoire à partir de l'étape « 3 - Valider le contrat ».",
        "",
        "Choix possibles :",
        "- CDI",
        "- CDD",
    ]


@pytest.mark.parametrize("sheet", TABLES, **KEYS)
def test_example_row_comes_under_the_header(book: Workbook, sheet: Sheet) -> None:
    page = book[sheet.title]
    for index, column in fields(sheet):
        cell = page.cell(3, index)
        value = cell.value.date() if isinstance(cell.value, dt.datetime) else cell.value
        assert value == column.example
        assert cell.font.italic
        if column.field == sheet.identifier:
            assert str(value).startswith("EXEMPLE")
    for row in page.iter_rows(min_row=4, max_col=len(sheet.columns)):
        assert all(cell.value is None for cell in row)


@pytest.mark.parametrize("sheet", FORMS, **KEYS)
def test_form_has_label_empty_value_example_and_help(book: Workbook, sheet: Sheet) -> None:
    page = book[sheet.title]
    for row, column in enumerate(sheet.columns.values(), start=3):
        label, value, _, example, help_text = (page.cell(row, index) for index in range(1, 6))
        assert fold(str(label.value)) == fold(column.label)
        assert value.value is None
        assert example.font.italic
        expected = column.label_of(column.example) if column.kind is Kind.CHOICE else column.example
        assert example.value == expected
        assert str(help_text.value).startswith(column.help)
        assert ("Obligatoire" in str(help_text.value)) == (column.required_from is not None)
        if labels_of(column) or column.kind.is_number:
            assert checks_of(page, f"B{row}")


@pytest.mark.parametrize("sheet", TABLES, **KEYS)
def test_what_is_typed_is_checked_and_never_refused(book: Workbook, sheet: Sheet) -> None:
    page = book[sheet.title]
    for index, column in fields(sheet):
        last = page.cell(3, index).coordinate.replace("3", str(3 + EMPTY_ROWS))
        checks = checks_of(page, last)
        expected = (
            "list"
            if labels_of(column)
            else {Kind.DATE: "date"}.get(column.kind, "decimal" if column.kind.is_number else None)
        )
        assert [check.type for check in checks] == ([expected] if expected else [])
        for check in checks:
            assert check.errorStyle == "warning"
            assert check.error
        if column.maximum is not None:
            assert float(checks[0].formula1) == column.minimum
            assert float(checks[0].formula2) == column.maximum


@pytest.mark.parametrize("sheet", SHEETS.values(), **KEYS)
def test_drop_downs_offer_the_declared_choices(book: Workbook, sheet: Sheet) -> None:
    page = book[sheet.title]
    offered = []
    for check in page.data_validations.dataValidation:
        if check.type == "list":
            title, cells = next(iter(book.defined_names[check.formula1].destinations))
            offered.append(tuple(row[0].value for row in book[title][cells]))
    declared = [labels_of(column) for column in sheet.columns.values() if labels_of(column)]
    assert sorted(offered) == sorted(declared)


@pytest.mark.parametrize("sheet", TABLES, **KEYS)
def test_formats_reach_the_empty_rows(book: Workbook, sheet: Sheet) -> None:
    page = book[sheet.title]
    formats: dict[CellKind, set[str]] = {}
    for index, column in fields(sheet):
        # The formats stand on the whole column; like neighbours share one entry.
        empty = next(entry for entry in page.column_dimensions.values() if entry.min <= index <= entry.max)
        example = page.cell(3, index)
        assert empty.number_format == example.number_format
        assert empty.width == pytest.approx(column.width, abs=1)
        formats.setdefault(column.kind, set()).add(example.number_format)
    expected = {
        Kind.CODE: "@",
        Kind.CODES: "@",
        Kind.NDA: "@",
        Kind.CERTIFICATION: "@",
        Kind.DATE: "dd/mm/yyyy",
        Kind.HOURS: "0.0#",
    }
    for kind, found in formats.items():
        assert found == {expected[kind]} if kind in expected else len(found) == 1
        assert kind is not Kind.MONEY or "€" in next(iter(found))


def test_identifiers_of_the_company_are_text(book: Workbook) -> None:
    sheet = SHEETS["company"]
    for row, column in enumerate(sheet.columns.values(), start=3):
        if column.kind in (Kind.SIRET, Kind.IDCC, Kind.NAF, Kind.ROME):
            assert book[sheet.title].cell(row, 2).number_format == "@"


@pytest.mark.parametrize("sheet", SHEETS.values(), **KEYS)
def test_view_and_printing(book: Workbook, sheet: Sheet) -> None:
    page = book[sheet.title]
    assert page.freeze_panes is not None
    assert page.freeze_panes.endswith("3")
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$1:$2"
    assert not page.merged_cells.ranges
    assert bool(page.auto_filter.ref) == (sheet.layout is Layout.TABLE)


@pytest.mark.skipif(SOFFICE is None, reason=MISSING)
def test_libreoffice_opens_every_sheet(tmp_path: Path) -> None:
    source = tmp_path / "dossier.xlsx"
    source.write_bytes(template())
    [made] = converted([source], "ods", tmp_path)
    with zipfile.ZipFile(made) as document:
        content = document.read("content.xml").decode()
    for sheet in SHEETS.values():
        assert f'table:name="{sheet.title}"' in content
    assert "EXEMPLE-001" in content
