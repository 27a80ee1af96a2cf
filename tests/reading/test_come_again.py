"""What comes again in a sheet or a part is found out once, and told each time."""

import datetime as dt

from proexp_batch.formats.xlsx.private import _may_hold
from proexp_batch.formats.xlsx.sheetdata import sheet_data
from proexp_batch.ooxml.names import dialect_of
from proexp_batch.ooxml.worksheet import Worksheet
from tests.ooxml.samples import MAIN
from tests.reading.workbooks import book, column, opened, told

DAY = dt.date(2024, 3, 4)
SHEET = b'<worksheet><sheetData><row r="%d"><c r="A%d"><v>1</v></c></row></sheetData></worksheet>'


def test_each_cell_that_is_wrong_is_told() -> None:
    header = ["Numéro de contrat", "Nom", "Prénom", "Date de naissance"]
    rows = [[f"C-{at}", "Martin", "Léa", day] for at, day in enumerate([DAY, "demain", DAY, "demain"], 1)]
    dossier = opened(book({"Apprenants": [header, *rows]}))
    assert column(dossier, "learners.birth_date") == [DAY, None, DAY, None]
    assert [cell for _, cell in told(dossier)] == ["D3", "D5"]


def test_what_was_written_otherwise_is_kept_for_each_row() -> None:
    header = ["Numéro de contrat", "Nom", "Prénom"]
    dossier = opened(book({"Apprenants": [header, *([f"C-{at}", "Martin  Roy", "Léa"] for at in (1, 2))]}))
    assert column(dossier, "learners.last_name") == ["Martin Roy", "Martin Roy"]
    assert {row for row, field in dossier.sheets["learners"].typed if field == "last_name"} == {2, 3}


def test_the_same_text_means_something_else_in_another_line_of_a_form() -> None:
    values = (
        opened(book({"Entreprise": [["Étape", "étape 3"], ["Raison sociale", "étape 3"]]}))
        .sheets["company"]
        .values
    )
    assert (values["step"], values["name"]) == (["3"], ["étape 3"])


def test_far_rows_of_a_plain_sheet_pass_as_they_are() -> None:
    for row in (1, 9_999, 10_000, 19_999):
        assert sheet_data(SHEET % (row, row)).xml == SHEET % (row, row)
    moved = sheet_data(SHEET % (20_001, 20_001))
    assert moved.far == {0: (20_000, 0)}


def test_many_headers_are_gone_through_once() -> None:
    """Gone through again from each of them, this would take hours."""
    assert not _may_hold(b"<a>" + b"Header Footer " * 500_000 + b"</a>")
    assert _may_hold(b"<oddHeader>&amp;L1&amp;8 85 05 78 006 084 91</oddHeader>")


def test_the_first_of_few_columns_or_of_many_gives_the_width() -> None:
    for more in (0, 100):
        many = "".join(f'<col min="{at}" max="{at}" width="1"/>' for at in range(500, 500 + more))
        cols = f'<cols><col min="2" max="4" width="20"/><col min="3" max="9" width="5"/>{many}</cols>'
        xml = f'<worksheet xmlns="{MAIN}">{cols}<sheetData/></worksheet>'.encode()
        dialect = dialect_of(MAIN)
        assert dialect is not None
        sheet = Worksheet(xml, "sheet", dialect)
        assert [sheet.column_pixels(at) for at in (1, 2, 3, 4, 5, 9, 10)] == [64, 140, 140, 140, 35, 35, 64]
