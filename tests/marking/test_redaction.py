"""Private text leaves the workbook for good, wherever it stands; the rest stays."""

import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from proexp_batch.marking.patching import redacted
from proexp_batch.model.privacy import HIDDEN, hide_in_markup, hide_nir, is_nir
from tests.ooxml.samples import load, rich

NIR = "185057800608491"


def everything(package: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (NIR, HIDDEN),
        ("1 85 05 78 006 084 91", HIDDEN),
        ("n° 1.85.05.78.006.084.91 (à jour)", f"n° {HIDDEN} (à jour)"),
        ("1 85 05 2A 006 084 35", HIDDEN),
        ("185057800608492", "185057800608492"),  # the key is wrong
        ("99912345800013", "99912345800013"),  # a SIRET
        ("2018505780060849112", "2018505780060849112"),  # part of a longer number
        ("tél. 06 12 34 56 78", "tél. 06 12 34 56 78"),
    ],
)
def test_a_social_security_number_is_hidden_and_nothing_else(text: str, hidden: str) -> None:
    assert hide_nir(text) == hidden


def test_the_key_decides() -> None:
    assert is_nir(NIR)
    assert not is_nir("185057800608492")


def test_it_leaves_cells_shared_strings_and_notes() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Apprenants")
    sheet.write_string("A1", f"assuré {NIR}")
    sheet.write_number("A2", int(NIR))
    sheet.write_string("A3", "Martin")
    sheet.write_comment("A3", f"NIR {NIR}")
    book.add_worksheet("Autre").write_string("C7", NIR)
    book.close()
    package = redacted(stream.getvalue(), [], hide_nir, hide_in_markup, HIDDEN)
    assert NIR.encode() not in everything(package)
    workbook = load(package)
    assert workbook["Apprenants"]["A1"].value == f"assuré {HIDDEN}"
    assert workbook["Apprenants"]["A2"].value == HIDDEN
    assert workbook["Apprenants"]["A3"].value == "Martin"
    assert workbook["Autre"]["C7"].value == HIDDEN


@pytest.mark.parametrize("shared", [True, False])
def test_a_cell_named_as_private_is_emptied_whatever_it_holds(shared: bool) -> None:
    stream = io.BytesIO()
    if shared:
        written = xlsxwriter.Workbook(stream, {"in_memory": True})
        written.add_worksheet("Feuille").write_row("A1", ["1850578006084", "Martin"])
        written.close()
    else:
        book = openpyxl.Workbook()
        book.active.title = "Feuille"
        book.active["A1"], book.active["B1"] = 1850578006084, "Martin"
        book.active["B1"].comment = Comment("une note", "Atelier")
        book.save(stream)
    package = redacted(stream.getvalue(), [("Feuille", "A1")], hide_nir, hide_in_markup, HIDDEN)
    assert b"1850578006084" not in everything(package)
    assert [cell.value for cell in load(package)["Feuille"][1]] == [HIDDEN, "Martin"]


def test_a_workbook_without_anything_private_keeps_its_values() -> None:
    before, after = load(rich()), load(redacted(rich(), [], hide_nir, hide_in_markup, HIDDEN))
    for sheet in before.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert after[sheet.title][cell.coordinate].value == cell.value
