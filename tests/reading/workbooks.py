"""Workbooks as companies send them, and what the reader makes of them."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import xlsxwriter

from proexp_batch.model.columns import Layout
from proexp_batch.model.dossier import Dossier
from proexp_batch.model.sheets import SHEETS
from proexp_batch.ooxml.addresses import address_at
from proexp_batch.reading.dossier import read


class Formula(NamedTuple):
    """A formula and the result that Excel kept of it."""

    text: str
    result: Any


class Shown(NamedTuple):
    """A number and the format of its cell."""

    number: float
    format: str


Table = Sequence[Sequence[Any]]


def book(sheets: Mapping[str, Table], *, at: tuple[int, int] = (0, 0), date_1904: bool = False) -> bytes:
    """A workbook with the rows of each sheet; `at` is the zero-based row and column where they begin."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(content, {**options, "date_1904": date_1904}) as workbook:
        formats: dict[str, Any] = {}
        for title, table in sheets.items():
            page = workbook.add_worksheet(title)
            for row, values in enumerate(table, start=at[0]):
                for column, value in enumerate(values, start=at[1]):
                    _write(workbook, page, formats, (row, column), value)
    return content.getvalue()


def _write(workbook: Any, page: Any, formats: dict[str, Any], place: tuple[int, int], value: Any) -> None:
    def form(code: str) -> Any:
        return formats.setdefault(code, workbook.add_format({"num_format": code}))

    match value:
        case None:
            pass
        case Formula(text, result):
            page.write_formula(*place, text, None, result)
        case Shown(number, code):
            page.write_number(*place, number, form(code))
        case bool():
            page.write_boolean(*place, value)
        case dt.timedelta():
            page.write_datetime(*place, value, form("[h]:mm"))
        case dt.datetime():
            page.write_datetime(*place, value, form("dd/mm/yyyy hh:mm"))
        case dt.date():
            page.write_datetime(*place, value, form("dd/mm/yyyy"))
        case dt.time():
            page.write_datetime(*place, value, form("hh:mm"))
        case int() | float():
            page.write_number(*place, value)
        case _:
            page.write_string(*place, value)


def opened(data: bytes, name: str = "dossier.xlsx") -> Dossier:
    """What the reader makes of a file."""
    return read(data, PurePosixPath(name), 0)


def refusal(data: bytes, name: str = "dossier.xlsx") -> str | None:
    """The code for which a file is refused as a whole; `None` for one that is read."""
    dossier = opened(data, name)
    if dossier.readable:
        return None
    assert not dossier.sheets
    [hit] = dossier.hits
    return hit.code


def told(dossier: Dossier, *but: str) -> list[tuple[str, str | None]]:
    """The code and the cell of everything that was noticed, except the codes `but`."""
    return [(hit.code, place(dossier, hit)) for hit in dossier.hits if hit.code not in but]


def place(dossier: Dossier, hit: Any) -> str | None:
    """The cell that a finding names."""
    if hit.cell is not None:
        return str(hit.cell)
    rows = dossier.sheets.get(hit.sheet)
    return rows.cell(hit.row, hit.field) if rows is not None else None


def typed(where: str, value: Any, **options: Any) -> tuple[Any, str | None]:
    """Type a value in a cell: what it is read as, and the code of what is said about it."""
    key, field = where.split(".")
    sheet = SHEETS[key]
    label = sheet.columns[field].label
    if sheet.layout is Layout.FORM:
        other = next(column for name, column in sheet.columns.items() if name not in (field, "step"))
        dossier = opened(book({sheet.title: [[other.label, "x"], [label, value]]}, **options))
    elif field == sheet.identifier:
        other = next(column for column in sheet.columns.values() if column.field != field)
        dossier = opened(book({sheet.title: [[label, other.label], [value, "x"]]}, **options))
    else:
        identifier = sheet.columns[sheet.identifier].label
        dossier = opened(book({sheet.title: [[identifier, label], ["R1", value]]}, **options))
    assert dossier.readable, dossier.hits
    rows = dossier.sheets[key]
    [read_as] = rows.values[field]
    [filled] = rows.filled[field]
    assert filled or read_as is None
    cell = rows.cell(rows.rows[0], field)
    [code] = [hit.code for hit in dossier.hits if place(dossier, hit) == cell] or [None]
    assert filled or code in (None, "LEC-120")
    return read_as, code


def column(dossier: Dossier, where: str) -> list[Any]:
    """The values of a column, row by row."""
    key, field = where.split(".")
    return dossier.sheets[key].values[field]


def cell_name(row: int, column: int) -> str:
    """The name of a cell by its zero-based row and column."""
    return address_at((row, column))


def members(package: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package of parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return content.getvalue()


def changed(package: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The workbook with one part rewritten."""
    parts = members(package)
    parts[part] = change(parts[part].decode()).encode()
    return zipped(parts)
