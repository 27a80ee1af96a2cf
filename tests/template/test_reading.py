"""The column « À revoir » is nobody's information: the reader passes over it, and fast."""

import zipfile
from io import BytesIO
from pathlib import PurePosixPath

import pytest

from proexp_batch.formats.xlsx.sheetdata import sheet_data
from proexp_batch.reading.dossier import read
from proexp_batch.template.workbook import template
from tests.making.correct import correct
from tests.template.recalculated import filled

ROW = b'<row r="3"><c r="A3" t="s"><v>1</v></c>%b</row>'
SHEET = b"<worksheet><sheetData>%b</sheetData></worksheet>"


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="Z3" s="45"><f>revue_apprenants</f><v></v></c>',
        b'<c r="Z3" s="45"><f>revue_apprenants</f><v/></c>',
        b'<c r="Z3" s="45" t="str"><f aca="false">revue_apprenants</f><v>Fin avant le d\xc3\xa9but</v></c>',
        b'<c r="Z3" t="e"><f>revue_apprenants</f><v>#NAME?</v></c>',
        b'<c r="Z3" s="45" t="str" cm="1"><f t="array" ref="Z3" ca="1">revue_apprenants</f><v>x</v></c>',
        b'<c r="E5" s="12" t="str"><f>revue_entreprise_siret</f><v xml:space="preserve"> x</v></c>',
    ],
)
def test_what_the_template_says_is_taken_out(cell: bytes) -> None:
    assert sheet_data(SHEET % (ROW % cell)).xml == SHEET % (ROW % b"")


def test_another_formula_stays() -> None:
    cell = b'<c r="Z3"><f>SUM(A1:A2)</f><v>4</v></c>'
    assert b"<v>4</v>" in sheet_data(SHEET % (ROW % cell)).xml
    assert sheet_data(SHEET % (ROW % b'<c r="Z3"><f>prevue_x</f></c>')).uncomputed


def test_every_sheet_of_the_template_is_read_the_fast_way() -> None:
    with zipfile.ZipFile(BytesIO(template())) as package:
        for number in range(3, 10):
            xml = package.read(f"xl/worksheets/sheet{number}.xml")
            # What is written again has no styles on texts.
            assert b' t="inlineStr"' not in sheet_data(xml).xml
            assert b"<f" not in sheet_data(xml).xml


def test_the_rows_read_are_those_typed() -> None:
    draft = correct(3, step=6)
    content = BytesIO()
    filled(draft).save(content)
    dossier = read(content.getvalue(), PurePosixPath("dossier.xlsx"), 0)
    for key, rows in dossier.sheets.items():
        assert len(rows.rows) == len(draft.rows[key])
