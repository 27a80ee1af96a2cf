"""The floor: what any program must do that reads every cell, gives the workbook back, and writes the attestations.

calamine reads every cell of every sheet, the zip file is copied entry by entry, and XlsxWriter writes five sheets of
the size of an attestation. Nothing is checked.
"""

import zipfile
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.sizes import CONTRACTS

# The size of an attestation of a dossier of the reference size.
ROWS, COLUMNS, MERGED, FORMATS = 43, 5, 62, 23
_SENTENCE = "Conduire une machine de type {} de la mise en route à l'arrêt"


def run(deposit: Path, output: Path) -> None:
    """Do it for every workbook of a deposit."""
    output.mkdir(parents=True, exist_ok=True)
    for path in sorted(deposit.glob("*.xlsx")):
        read(path)
        copy(path, output / path.name)
        attest(output / f"{path.stem} - attestations.xlsx")


def read(path: Path) -> int:
    """Read every cell of every sheet; return the number of cells."""
    workbook = CalamineWorkbook.from_path(path)
    sheets = (
        workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names
    )
    return sum(len(row) for rows in sheets for row in rows)


def copy(source: Path, target: Path) -> None:
    """Write a workbook again, each of its entries compressed anew."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry))


def attest(target: Path) -> None:
    """Write a workbook of attestations: texts, formats, merged cells, heights."""
    with xlsxwriter.Workbook(target) as workbook:
        formats = [
            workbook.add_format({"font_size": 8 + number / 2, "text_wrap": True, "border": 1})
            for number in range(FORMATS)
        ]
        for number in range(CONTRACTS):
            sheet = workbook.add_worksheet(f"Contrat {number + 1}")
            sheet.set_column(0, COLUMNS - 1, 22)
            for row in range(ROWS):
                _row(sheet, row, formats[row % FORMATS])


def _row(sheet: xlsxwriter.worksheet.Worksheet, row: int, style: xlsxwriter.format.Format) -> None:
    """A row of an attestation: one merged range or two, and cells by themselves."""
    sheet.set_row(row, 30)
    sheet.merge_range(row, 0, row, 1, _SENTENCE.format(row), style)
    if row < MERGED - ROWS:
        sheet.merge_range(row, 2, row, 3, "Obtenir seul une pièce conforme au plan", style)
    else:
        sheet.write_string(row, 2, "147 h", style)
        sheet.write_blank(row, 3, None, style)
    sheet.write_string(row, 4, f"acquise le {row:02d}/07/2023 (évaluation sommative)", style)
