"""Fills the template in as a company does, and makes the files so that they never change by themselves."""

import datetime as dt
import re
import zipfile
from copy import copy
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from stdnum import luhn

from proexp_batch.model.columns import Column, Layout
from proexp_batch.model.sheets import SHEETS
from proexp_batch.template.looks import LINE_HEIGHT, lines_of
from proexp_batch.template.workbook import template

Values = dict[str, Any]
Dossier = dict[str, Any]
"""The values of the company (`company`), and for each other sheet (by its key) its rows."""

FIRST_ROW = 3
_SAVED = dt.datetime(2026, 1, 1)


def siret(stem: str, establishment: str = "0001") -> str:
    """Make an invented SIRET from eight digits, with the check digits of SIREN and SIRET.

    No company has a SIREN that starts with 999.
    """
    siren = stem + luhn.calc_check_digit(stem)
    return siren + establishment + luhn.calc_check_digit(siren + establishment)


def shown(column: Column, value: Any) -> Any:
    """What a company types for a value: labels for codes, Oui or Non, dates and numbers as they are."""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    return column.kind.written(column, value) if column.choices else value


def filled(dossier: Dossier, *, example: bool = False) -> Workbook:
    """The template with the values of `dossier`; the example rows stay where `example` says so."""
    workbook = load_workbook(BytesIO(template()), rich_text=True)
    for key, sheet in SHEETS.items():
        page: Worksheet = workbook[sheet.title]
        _resize_notes(page)
        if sheet.layout is Layout.FORM:
            for row, column in enumerate(sheet.columns.values(), start=FIRST_ROW):
                page.cell(row, 2).value = shown(column, dossier[key].get(column.field))
            continue
        rows = dossier.get(key, [])
        first = FIRST_ROW + 1 if example else FIRST_ROW
        if not example:
            page.row_dimensions[FIRST_ROW].height = None
            _write_row(page, FIRST_ROW, list(sheet.columns.values()), {})
        for row, values in enumerate(rows, start=first):
            _write_row(page, row, list(sheet.columns.values()), values)
    workbook.active = workbook.index(workbook[SHEETS["company"].title])
    for page in workbook.worksheets:
        page.sheet_view.tabSelected = page == workbook.active
    return workbook


def _write_row(page: Worksheet, row: int, columns: list[Column], values: Values) -> None:
    unknown = set(values) - {column.field for column in columns}
    if unknown:
        raise ValueError(f"{page.title}: no column for {sorted(unknown)}")
    for index, column in enumerate(columns, start=1):
        cell: Any = page.cell(row, index)
        cell.value = shown(column, values.get(column.field))
        cell._style = copy(_column_style(page, index))
    if values:
        texts = {column: str(shown(column, values.get(column.field, ""))) for column in columns}
        lines = max(lines_of(text, column.width - 2) for column, text in texts.items())
        page.row_dimensions[row].height = LINE_HEIGHT * lines + 8


def _column_style(page: Worksheet, index: int) -> Any:
    """The format that Excel gives to what is typed in a column."""
    return next(entry._style for entry in page.column_dimensions.values() if entry.min <= index <= entry.max)


def _resize_notes(page: Worksheet) -> None:
    """Give the notes the room that their text needs: openpyxl does not read their size."""
    for row in page.iter_rows(max_row=FIRST_ROW + 30):
        for cell in row:
            if cell.comment is not None:
                lines = sum(len(line) // 46 + 1 for line in cell.comment.text.splitlines())
                cell.comment.width, cell.comment.height = 300, 16 + 16 * lines


def address(dossier_sheet: str, field: str, row: int) -> tuple[str, int, int]:
    """Where a value of a dossier stands: title of the sheet, row in Excel, column; `row` counts from 0."""
    sheet = SHEETS[dossier_sheet]
    position = list(sheet.columns).index(field)
    if sheet.layout is Layout.FORM:
        return sheet.title, FIRST_ROW + position, 2
    return sheet.title, FIRST_ROW + row, position + 1


def put(workbook: Workbook, sheet: str, field: str, row: int, value: Any) -> None:
    """Type something else over a value; a text that starts with `#` is an Excel error."""
    title, line, column = address(sheet, field, row)
    cell = workbook[title].cell(line, column)
    cell.value = value
    if isinstance(value, str) and value.startswith("#"):
        cell.data_type = "e"


def saved(workbook: Workbook) -> bytes:
    """The content of the file, with the date of saving fixed."""
    content = BytesIO()
    workbook.save(content)
    return settled(content.getvalue())


def settled(content: bytes) -> bytes:
    """Take the moment of saving out of an `.xlsx`, so that the same facts make the same bytes."""
    moment = f"{_SAVED:%Y-%m-%dT%H:%M:%SZ}"
    result = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(result, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                stamped = re.sub(r"(<dcterms:\w+[^>]*>)[^<]*", rf"\g<1>{moment}", data.decode())
                data = stamped.encode()
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, data)
    return result.getvalue()
