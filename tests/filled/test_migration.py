"""A workbook of an older template is moved into today's, and nothing the company wrote is lost."""

import datetime as dt
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from proexp_batch.cli import main
from proexp_batch.formats.registry import opened
from proexp_batch.migrate.earlier_texts import EARLIER_TEXTS
from proexp_batch.migrate.migration import Migrated, migrated
from proexp_batch.migrate.problems import SourceError
from proexp_batch.model.cells import as_text, is_empty
from proexp_batch.model.pages import CALCULATIONS_TITLE, DASHBOARD_TITLE
from proexp_batch.model.sheets import SHEETS, TEMPLATE_PROPERTY, TEMPLATE_VERSION
from proexp_batch.model.wording import fold
from proexp_batch.template.filled import Leftover, place
from proexp_batch.template.workbook import template
from tests.filled.old import DATA, FILE, NIR, everything, old, other_spellings, read_again, typed
from tests.whole.places import DEPOSIT, FAULTY, LOCKED

UNREADABLE = {LOCKED.name, "Budget formation 2023.xlsx", "Classeur1.xlsx", "envoi interrompu.xlsx"}
SAMPLES = sorted(path for path in DEPOSIT.rglob("*.xlsx") if path.name not in UNREADABLE)


def move(content: bytes) -> Migrated:
    return migrated(content, FILE)


def places(result: Migrated) -> dict[tuple[str, str], Any]:
    return {(found.sheet, found.cell): found.value for found in result.leftovers}


def reason(result: Migrated, sheet: str, cell: str) -> str:
    return next(found.reason for found in result.leftovers if (found.sheet, found.cell) == (sheet, cell))


def cells_of(content: bytes) -> list[Any]:
    source = opened(content, FILE)
    grids = source.grids(source.titles)
    return [cell for grid in grids.values() for row in grid.rows for cell in row if not is_empty(cell)]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_are_read_alike_before_and_after(path: Path) -> None:
    content = path.read_bytes()
    result = migrated(content, PurePosixPath(path.name))
    before, after = read_again(content), read_again(result.content)
    assert typed(result.content) == typed(content)
    for key, rows in before.sheets.items():
        for name, marks in rows.filled.items():
            if rows.rows:
                assert after.sheets[key].filled[name] == marks


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_text_of_the_samples_is_somewhere(path: Path) -> None:
    content = path.read_bytes()
    result = migrated(content, PurePosixPath(path.name))
    kept = {as_text(cell) for cell in cells_of(result.content)} | {found.header for found in result.leftovers}
    examples = {as_text(cell) for cell in cells_of(template())}
    names = {spelling for sheet in SHEETS.values() for spelling in sheet.spellings}
    lost = {as_text(cell) for cell in outside(content)} - kept - examples
    former = set(map(fold, EARLIER_TEXTS))
    assert not {text for text in lost if fold(text) not in names | former and "modèle version 1." not in text}


def outside(content: bytes) -> list[Any]:
    """The cells that no recognised column or line holds; their values are compared as they are read."""
    read = read_again(content)
    inside = {
        (rows.title, rows.cell(row, name))
        for rows in read.sheets.values()
        for name in rows.values
        for row in (*rows.rows, rows.header_row)
    } | {(rows.title, f"A{cell[1:]}") for rows in read.sheets.values() for cell in rows.lines.values()}
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    # What formulas of the template's own pages count is counted again in the new workbook.
    counted = (DASHBOARD_TITLE, CALCULATIONS_TITLE)
    cells = (cell for page in book if page.title not in counted for row in page.iter_rows() for cell in row)
    return [
        cell.value
        for cell in cells
        if cell.value is not None and (cell.parent.title, cell.coordinate) not in inside
    ]


def test_renamed_headers_in_another_order() -> None:
    result = move(old(other_spellings))
    assert typed(result.content) == typed(old()) == DATA
    assert result.version == "0.9"
    assert not result.is_current
    assert [found for found in result.leftovers if found.sheet == "Modules"] == []


def test_an_untouched_old_template_leaves_nothing_over() -> None:
    result = move(old())
    assert result.leftovers == ()
    assert "Sans place" not in openpyxl.load_workbook(BytesIO(result.content)).sheetnames


def test_the_new_workbook_has_the_version_of_today() -> None:
    book = openpyxl.load_workbook(BytesIO(move(old()).content))
    assert book.custom_doc_props[TEMPLATE_PROPERTY].value == TEMPLATE_VERSION


def test_a_workbook_without_version_is_known_by_its_sheets() -> None:
    result = move(old(version=None))
    assert result.version is None
    assert typed(result.content) == DATA


@pytest.mark.parametrize(
    ("cell", "value", "kept"),
    [
        ("J3", "31/02/2023", "31/02/2023"),
        ("H3", "environ 70", "environ 70"),
        ("C3", "visio", "visio"),
        ("A3", dt.datetime(2026, 2, 1), dt.datetime(2026, 2, 1)),
        ("H3", "#N/A", "#N/A"),
        ("L3", "tous", "tous"),
    ],
)
def test_what_cannot_be_read_is_carried_as_it_was_typed(cell: str, value: Any, kept: Any) -> None:
    def change(book: Any) -> None:
        book["Modules"][cell] = value

    content = old(change)
    result = move(content)
    assert openpyxl.load_workbook(BytesIO(result.content))["Modules"][cell].value == kept
    assert typed(result.content) == typed(content)


def test_what_has_no_place_is_listed_with_sheet_cell_header_and_value() -> None:
    def change(book: Any) -> None:
        modules = book["Modules"]
        modules["Z2"], modules["Z3"], modules["Z4"] = "Prix", 1250.5, "=2+2"
        modules["A6"], modules["H6"] = "Total", 105
        modules["B3"].comment = Comment("Voir avec Dominique", "Claude Petit")
        book["Entreprise"]["A25"], book["Entreprise"]["B25"] = "Téléphone de l'atelier", "03 00 00 00 00"
        book["Lisez-moi"]["F3"] = "Lu le 3 mars"
        own = book.create_sheet("Budget")
        own["B2"], own["B3"] = "Montant", dt.datetime(2023, 5, 4)

    result = move(old(change))
    found = places(result)
    assert found["Modules", "Z3"] == 1250.5
    assert found["Modules", "Z4"] == "=2+2"
    assert (found["Modules", "A6"], found["Modules", "H6"]) == ("Total", 105)
    assert found["Modules", "B3"] == "Voir avec Dominique"
    assert found["Entreprise", "B25"] == "03 00 00 00 00"
    assert found["Lisez-moi", "F3"] == "Lu le 3 mars"
    assert found["Budget", "B3"] == dt.date(2023, 5, 4)
    assert "Colonne inconnue" in reason(result, "Modules", "Z3")
    assert "Note" in reason(result, "Modules", "B3")
    page = openpyxl.load_workbook(BytesIO(result.content))["Sans place"]
    rows = {row[:4] for row in page.iter_rows(min_row=4, values_only=True)}
    assert ("Modules", "Z3", "Prix", 1250.5) in rows
    assert ("Modules", "Z4", "Prix", "=2+2") in rows
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


def test_short_answers_on_a_sheet_that_was_not_recognised_are_listed_though_the_template_has_them_too() -> (
    None
):
    def change(book: Any) -> None:
        page = book["Tuteurs"]
        page.delete_rows(2, 2)
        page["A2"], page["B2"] = "Est-il prêt ?", "Oui"

    found = places(move(old(change)))
    assert (found["Tuteurs", "A2"], found["Tuteurs", "B2"]) == ("Est-il prêt ?", "Oui")


def test_a_modified_example_row_is_listed_and_an_untouched_one_is_not() -> None:
    def change(book: Any) -> None:
        book["Tuteurs"]["B3"] = "Chef d'équipe"

    assert {cell for sheet, cell in places(move(old(change))) if sheet == "Tuteurs"} >= {"A3", "B3"}


def test_formulas_give_their_result_and_are_listed() -> None:
    # What the tests write has no results: that of another program stands in for it.
    def change(book: Any) -> None:
        book["Modules"]["H4"] = "=H3/2"

    result = move(old(change))
    assert places(result)["Modules", "H4"] == "=H3/2"
    assert "sans résultat" in reason(result, "Modules", "H4")
    assert openpyxl.load_workbook(BytesIO(result.content))["Modules"]["H4"].value is None


def test_social_security_numbers_are_never_carried_over() -> None:
    def change(book: Any) -> None:
        competences = book["Compétences"]
        competences["C3"] = f"Accueillir {NIR}"
        competences["J2"], competences["J3"] = "N° de sécurité sociale", f"{NIR[:13]} 0"
        book["Modules"]["H3"] = int(NIR)
        book["Modules"]["B3"].comment = Comment(f"son numéro : {NIR}", "x")
        own = book.create_sheet("Paie")
        own["A1"], own["A2"] = "NIR", int(NIR)

    result = move(old(change))
    text = everything(result.content)
    assert NIR not in text
    assert NIR[:13] not in text
    assert places(result)["Compétences", "J3"] == "[numéro retiré]"
    assert "Accueillir [numéro retiré]" in text


def test_a_second_migration_keeps_the_first_list() -> None:
    def change(book: Any) -> None:
        book["Modules"]["Z2"], book["Modules"]["Z3"] = "Prix", 12

    once = move(old(change))
    twice = move(once.content)
    assert twice.is_current
    assert (
        twice.leftovers
        == once.leftovers
        == (Leftover("Modules", "Z3", "Prix", 12.0, "Colonne inconnue du modèle"),)
    )


def test_marks_of_an_earlier_check_are_taken_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["traiter", str(FAULTY), "--sortie", str(tmp_path), "--aujourdhui", "2026-11-24"]) == 1
    [returned] = tmp_path.rglob("annote.xlsx")
    result = move(returned.read_bytes())
    assert typed(result.content) == typed(FAULTY.read_bytes())
    assert result.leftovers == move(FAULTY.read_bytes()).leftovers


def test_a_newer_template_is_refused() -> None:
    with pytest.raises(SourceError, match="version plus récente"):
        move(old(version="99.0"))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (LOCKED.name, "mot de passe"),
        ("Classeur1.xlsx", "n'est pas le modèle"),
        ("envoi interrompu.xlsx", "abîmé"),
        ("Jardins de Brocéane.xls", "repris en entier"),
    ],
)
def test_files_that_cannot_be_moved_are_refused_in_french(name: str, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        migrated((DEPOSIT / name).read_bytes(), PurePosixPath(name))


def test_everything_lands_where_filled_says() -> None:
    page = openpyxl.load_workbook(BytesIO(move(old(other_spellings)).content))
    title, cell = place("modules", 1, "title")
    assert page[title][cell].value == "Usinage"
