"""Workbooks of an older template, as companies have them."""

from collections.abc import Callable
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from proexp_batch.model.dossier import Dossier
from proexp_batch.model.sheets import SHEETS, TEMPLATE_PROPERTY
from proexp_batch.reading.dossier import read
from proexp_batch.template.filled import filled, rows_of

FILE = PurePosixPath("ancien.xlsx")
NIR = f"2930475056008{97 - 2930475056008 % 97:02d}"
DATA = {
    "company": [{"name": "Atelier Martin", "siret": "99912345800013", "opco": "OPCO2I", "step": "5"}],
    "competences": [
        {"code": "C1", "bloc": "Machines", "title": "Régler", "certifying": False},
        {"code": "C2", "bloc": "Machines", "title": "Usiner", "certifying": False},
    ],
    "modules": [
        {"code": "M1", "title": "Réglages", "modality": "AFEST", "competences": "C1;C2", "hours": 70.0},
        {"code": "M2", "title": "Usinage", "modality": "EXTERNAL", "competences": "C2", "hours": 35.0},
    ],
}
Change = Callable[[Any], None]


def old(change: Change = lambda book: None, *, version: str | None = "0.9", data: Any = None) -> bytes:
    """A filled workbook with an older version, changed as a company would."""
    book = openpyxl.load_workbook(BytesIO(filled(data or DATA)))
    if version is None:
        del book.custom_doc_props[TEMPLATE_PROPERTY]
    else:
        book.custom_doc_props[TEMPLATE_PROPERTY].value = version
    change(book)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def reversed_columns(page: Worksheet) -> None:
    """Turn the order of the columns of a table around."""
    last = page.max_column
    for row in page.iter_rows(min_row=2, max_row=page.max_row):
        values = [cell.value for cell in row]
        for cell, value in zip(row, reversed(values), strict=True):
            cell.value = value
    assert page.max_column == last


def other_spellings(book: Any) -> None:
    """Call every column and line by another of its names, with the columns from last to first."""
    for sheet in SHEETS.values():
        page = book[sheet.title]
        headers = (
            (page[f"A{row}"] for row in range(3, page.max_row + 1)) if sheet.key == "company" else page[2]
        )
        for cell, column in zip(list(headers), sheet.columns.values(), strict=False):
            cell.value = (column.aliases or (column.label,))[-1].upper()
        if sheet.key != "company":
            reversed_columns(page)


def read_again(content: bytes) -> Dossier:
    return read(content, FILE, 0)


def typed(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """The values that are read, without empty cells and empty sheets."""
    rows = rows_of(read_again(content))
    return {
        key: [{name: value for name, value in row.items() if value is not None} for row in given]
        for key, given in rows.items()
        if given
    }


def everything(content: bytes) -> str:
    """All texts, numbers and notes of a workbook, to look for what must not be lost."""
    book = openpyxl.load_workbook(BytesIO(content))
    return "\n".join(
        str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value is not None
    )
