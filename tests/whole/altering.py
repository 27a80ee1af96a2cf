"""Makes workbooks that differ from a sample in a few cells, named as people name them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

from proexp_batch.model.wording import fold

HEADER_ROW = 2
Cells = Mapping[tuple[str, str], Any]


def altered(source: Path, target: Path, cells: Cells) -> Path:
    """Copy a workbook with cells of its first rows changed: `(sheet, header)`, or `("Entreprise", label)`."""
    workbook = openpyxl.load_workbook(source)
    for (title, header), value in cells.items():
        sheet = workbook[title]
        if title == "Entreprise":
            place = next(line[0].row for line in sheet.iter_rows(max_col=1) if same(line[0].value, header))
            sheet.cell(place, 2, value)
        else:
            column = next(cell.column for cell in sheet[HEADER_ROW] if same(cell.value, header))
            sheet.cell(first_row(sheet), column, value)
    target.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(target)
    return target


def first_row(sheet: Any) -> int:
    """The first row of data; the example row of the template may still be there."""
    below = HEADER_ROW + 1
    return below + 1 if str(sheet.cell(below, 1).value).startswith("EXEMPLE") else below


def same(text: Any, header: str) -> bool:
    return isinstance(text, str) and fold(text) == fold(header)
