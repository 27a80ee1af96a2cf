"""What comes again in a sheet or a part is found out once, and told each time."""

import datetime as dt
import io
import zipfile

import pytest

from proexp_batch.formats.grid import FARTHEST_ROW
from proexp_batch.formats.known import Known
from proexp_batch.formats.xlsx.private import _may_hold
from proexp_batch.formats.xlsx.sheetdata import sheet_data
from proexp_batch.ooxml.names import dialect_of
from proexp_batch.ooxml.worksheet import Worksheet
from tests.ooxml.samples import MAIN
from tests.reading.workbooks import book, changed, column, opened, refusal, told

NIR = "185057800608491"  # its key is right; it is nobody's
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
    for row in (1, 9_999, 10_000, 19_999, 20_000, FARTHEST_ROW - 1):
        assert sheet_data(SHEET % (row, row)).xml == SHEET % (row, row)
    last, beyond = (sheet_data(SHEET % (row, row)) for row in (FARTHEST_ROW, FARTHEST_ROW + 1))
    assert (last.far, beyond.far) == ({}, {0: (FARTHEST_ROW, 0)})


def test_twenty_thousand_rows_of_a_table_are_all_read() -> None:
    header = [["Évaluations"], ["Une ligne par évaluation."], [], ["Numéro de contrat", "Code compétence"]]
    rows = [["C-1", f"K{at}"] for at in range(20_000)]
    dossier = opened(book({"Évaluations": [*header, *rows]}))
    assert column(dossier, "evaluations.competence")[-1] == "K19999"
    assert "LEC-011" not in [code for code, _ in told(dossier)]


def test_a_part_that_was_seen_without_a_number_is_told_once_it_holds_one() -> None:
    learners = [["Numéro de contrat", "Nom"], ["C-1", "Martin"]]
    plain, other = (book({"Apprenants": learners, "Suivi": [[text]]}) for text in ("assuré", f"assuré {NIR}"))
    for _ in range(2):
        assert told(opened(plain)) == []
        assert told(opened(other)) == [("LEC-010", "A1")]


def test_a_part_that_was_seen_whole_is_refused_once_it_is_damaged() -> None:
    whole = book({"Apprenants": [["Numéro de contrat", "Nom"], ["C-1", "Martin"]]})
    broken = changed(whole, "xl/styles.xml", lambda xml: xml.replace("</styleSheet>", ""))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        entry = archive.getinfo("xl/styles.xml")
    lying = whole.replace(entry.CRC.to_bytes(4, "little"), (entry.CRC ^ 1).to_bytes(4, "little"))
    for _ in range(2):
        assert opened(whole).readable
        assert (refusal(broken), refusal(lying)) == ("FIC-003", "FIC-003")


def test_what_is_known_of_parts_takes_no_more_and_more_memory() -> None:
    known = Known()
    for token in range(10_000):
        known.add(token)
    assert 9_999 in known
    assert 0 not in known


@pytest.mark.parametrize(
    "between", ["</t></r><r><t>", "</t></r> <r><rPr><b/></rPr><t>", "</x:t></x:r><x:r><x:t>"]
)
def test_a_number_in_runs_is_seen_among_other_cells(between: str) -> None:
    cells = "<c><is><t>a</t></is></c>" * 3
    other = "<c><is><r><t>b</t></r><r><t>1</t></r></is></c>"
    parted = f"<c><is><r><t>1 85 05{between}78 006 084 91</t></r></is></c>"
    apart = f"<c><is><r><t>1 85 05{between}78</t></r></is></c><c><v>606</v></c><c><v>84</v></c>"
    assert _may_hold(f"<row>{cells}{other}{cells}{parted}{cells}</row>".encode())
    assert not _may_hold(f"<row>{cells}{other}{cells}{apart}{cells}</row>".encode())


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
