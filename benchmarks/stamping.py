"""Makes workbooks by the thousand: the template is filled in once, then only the values of its cells are replaced."""

import datetime as dt
import io
import re
import zipfile
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from proexp_batch.model.columns import Column, Layout
from proexp_batch.model.sheets import SHEETS
from samples.filling import FIRST_ROW, filled, saved, shown
from tests.making.draft import Draft

_ROW = re.compile(r'<row r="(\d+)".*?</row>', re.DOTALL)
_CELL = re.compile(r'<c r="([A-Z]+)\d+" s="(\d+)" t="\w+">.*?</c>', re.DOTALL)
_SHEET = re.compile(r'<sheet [^>]*?name="([^"]*)" sheetId="(\d+)"')
_EPOCH = dt.date(1899, 12, 30)
_SAVED = (2026, 1, 1, 0, 0, 0)


class Stamp:
    """Makes the workbook of any draft that has as many rows in each sheet as the first one."""

    def __init__(self, first: Draft) -> None:
        rows = {key: first.company if key == "company" else first.rows[key] for key in SHEETS}
        with zipfile.ZipFile(io.BytesIO(saved(filled(rows)))) as package:
            self._parts = {name: package.read(name) for name in package.namelist()}
        self._sizes = {key: len(first.rows[key]) for key in SHEETS}
        titles = {escape(sheet.title): key for key, sheet in SHEETS.items()}
        named = _SHEET.findall(self._parts["xl/workbook.xml"].decode())
        self._pages = {
            f"xl/worksheets/sheet{number}.xml": _Page(titles[title], first, self._parts, number)
            for title, number in named
            if title in titles
        }

    def make(self, draft: Draft) -> bytes:
        """The workbook of a draft, the same bytes for the same draft.

        Raises:
            ValueError: The draft has other numbers of rows than the first one.
        """
        if {key: len(draft.rows[key]) for key in SHEETS} != self._sizes:
            raise ValueError(f"{draft.name}: {self._sizes} expected")
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as package:
            for name, part in self._parts.items():
                page = self._pages.get(name)
                data = part if page is None else page.written(draft)
                package.writestr(zipfile.ZipInfo(name, _SAVED), data, zipfile.ZIP_DEFLATED)
        return target.getvalue()


class _Page:
    """The text of a sheet between the cells that change, and which value each of these cells holds."""

    def __init__(self, key: str, first: Draft, parts: dict[str, bytes], number: str) -> None:
        self._key = key
        self._columns = list(SHEETS[key].columns.values())
        text = parts[f"xl/worksheets/sheet{number}.xml"].decode()
        self._between: list[str] = []
        self._holes: list[tuple[int, Column]] = []
        at = 0
        for row in _ROW.finditer(text):
            for cell in _CELL.finditer(text, row.start(), row.end()):
                hole = self._hole(cell[1], int(row[1]), len(first.rows[key]))
                if hole is not None:
                    reference = f'<c r="{cell[1]}{row[1]}" s="{cell[2]}"'
                    self._between.append(text[at : cell.start()] + reference)
                    self._holes.append(hole)
                    at = cell.end()
        self._end = text[at:]

    def _hole(self, letters: str, line: int, rows: int) -> tuple[int, Column] | None:
        """The row of the draft and the column that stand in a cell, `None` where the cell keeps what it has."""
        at = line - FIRST_ROW
        if SHEETS[self._key].layout is Layout.FORM:
            return (0, self._columns[at]) if letters == "B" and 0 <= at < len(self._columns) else None
        position = _position(letters)
        return (at, self._columns[position]) if 0 <= at < rows and position < len(self._columns) else None

    def written(self, draft: Draft) -> bytes:
        rows = draft.rows[self._key]
        pieces = []
        for before, (at, column) in zip(self._between, self._holes, strict=True):
            pieces += (before, _content(column.sheet, column.field, rows[at].get(column.field)))
        return "".join((*pieces, self._end)).encode()


def _position(letters: str) -> int:
    """The place of a column from 0."""
    place = 0
    for letter in letters:
        place = 26 * place + ord(letter) - 64
    return place - 1


@lru_cache(10_000, typed=True)
def _content(sheet: str, field: str, value: Any) -> str:
    """What follows the reference and the format of a cell."""
    typed = shown(SHEETS[sheet].columns[field], value)
    if typed is None:
        return "/>"
    if isinstance(typed, dt.date):
        typed = (typed - _EPOCH).days
    if isinstance(typed, str):
        return f' t="inlineStr"><is><t>{escape(typed)}</t></is></c>'
    return f"><v>{typed!r}</v></c>"
