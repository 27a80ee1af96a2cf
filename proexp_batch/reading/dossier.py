"""Reads one deposited workbook into a dossier."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from proexp_batch.dossier.columns import Column, Layout, Sheet
from proexp_batch.dossier.findings import Hit, column_letters
from proexp_batch.dossier.sheets import SHEETS
from proexp_batch.dossier.wording import fold
from proexp_batch.dossier.workbook import Dossier, Rows
from proexp_batch.reading import headers, values
from proexp_batch.reading.grid import Cells, Grid
from proexp_batch.reading.package import (
    SheetFacts,
    Uncomputed,
    UnreadableFileError,
    open_package,
    sheet_facts,
    sheet_parts,
)

_NIR_HEADER = re.compile(r"\b(?:nir|securite sociale|numero ss|n ss|num secu|numero secu|n secu)\b")
_TOTALS = ("total", "totaux", "total general", "sous total")


def read(data: bytes, file: PurePosixPath, number: int) -> Dossier:
    """Read a deposited file; `number` is its position in the batch. What cannot be read is said in its hits."""
    dossier = Dossier(file=file, sha256=hashlib.sha256(data).hexdigest())
    try:
        _read_into(dossier, data, number)
    except UnreadableFileError as reason:
        dossier.sheets.clear()
        dossier.hits[:] = [Hit(reason.code, number, None, values=reason.values)]
        dossier.readable = False
    return dossier


def _read_into(dossier: Dossier, data: bytes, number: int) -> None:
    with open_package(data, dossier.file) as package:
        parts = sheet_parts(package)
        cells = Cells(data)
        facts = {title: sheet_facts(package, part) for title, part in parts.items()}
    titles = headers.match_titles(parts, SHEETS.values())
    grids = {title: cells.grid(title, facts[title]) for title in titles.values()}
    _recognise_by_headers(titles, grids, facts, cells)
    for key, title in titles.items():
        rows = _read_sheet(SHEETS[key], title, grids[title], facts[title], number, dossier.hits)
        if rows is not None:
            dossier.sheets[key] = rows
    if not dossier.sheets:
        raise UnreadableFileError("FIC-001")
    if not any(any(marks) for rows in dossier.sheets.values() for marks in rows.filled.values()):
        raise UnreadableFileError("FIC-005")
    _write_out_all(dossier)


def _recognise_by_headers(
    titles: dict[str, str], grids: dict[str, Grid], facts: dict[str, SheetFacts], cells: Cells
) -> None:
    """Find sheets that were renamed by their headers."""
    wanted = [sheet for sheet in SHEETS.values() if sheet.layout is Layout.TABLE and sheet.key not in titles]
    for title in facts if wanted else ():
        if title in grids:
            continue
        grid = cells.grid(title, facts[title])
        sheet = next((sheet for sheet in wanted if headers.looks_like(grid, sheet)), None)
        if sheet is not None:
            titles[sheet.key] = title
            grids[title] = grid
            wanted.remove(sheet)


def _read_sheet(
    sheet: Sheet, title: str, grid: Grid, facts: SheetFacts, number: int, hits: list[Hit]
) -> Rows | None:
    if sheet.layout is Layout.FORM:
        return _read_form(sheet, title, grid, facts, number, hits)
    header = headers.find_header(grid, sheet)
    if header is None:
        return None
    rows = Rows(sheet.key, title, header.row + 1, columns=header.columns)
    for name, spelling in header.guessed.items():
        column = sheet.columns[name]
        hits.append(_hit("LEC-104", number, sheet, header.row, column, shown=spelling))
    for name, position in header.repeated:
        cell = f"{column_letters(position)}{header.row + 1}"
        hits.append(_hit("LEC-008", number, sheet, header.row, sheet.columns[name], cell=cell))
    private = _private_columns(grid, header, number, sheet, hits)
    _read_rows(sheet, rows, grid, number, hits, private)
    return rows


def _private_columns(
    grid: Grid, header: headers.Header, number: int, sheet: Sheet, hits: list[Hit]
) -> set[int]:
    """Columns under a header that names the social security number, where they hold anything."""
    found = set()
    for position, cell in enumerate(grid[header.row]):
        if isinstance(cell, str) and _NIR_HEADER.search(fold(cell)):
            found.add(position)
            below = (row[position] for row in grid[header.row + 1 :] if position < len(row))
            if any(not values.is_empty(raw) for raw in below):
                place = f"{column_letters(position)}{header.row + 1}"
                hits.append(Hit("LEC-010", number, sheet.key, header.row + 1, None, place))
    return found


def _read_rows(sheet: Sheet, rows: Rows, grid: Grid, number: int, hits: list[Hit], private: set[int]) -> None:
    fields = [(sheet.columns[name], position) for name, position in rows.columns.items()]
    for column, _ in fields:
        rows.values[column.field] = []
        rows.filled[column.field] = []
    identifier = rows.columns.get(sheet.identifier)
    for index in range(rows.header_row, len(grid)):
        cells = grid[index]
        raws = [cells[position] if position < len(cells) else "" for _, position in fields]
        if not any(not values.is_empty(raw) for raw in raws):
            continue
        name = (
            fold(values.as_text(cells[identifier]))
            if identifier is not None and identifier < len(cells)
            else ""
        )
        if name.startswith("exemple"):
            if not _is_the_example(fields, raws):
                hits.append(_hit("LEC-009", number, sheet, index, sheet.columns[sheet.identifier]))
            continue
        if name in _TOTALS or _is_total(raws):
            continue
        _look_for_nir(cells, index, number, sheet, hits, private)
        rows.rows.append(index + 1)
        for (column, _), raw in zip(fields, raws, strict=True):
            value, filled = _read_cell(column, raw, number, sheet, index, None, hits)
            rows.values[column.field].append(value)
            rows.filled[column.field].append(filled)


def _is_total(raws: list[Any]) -> bool:
    texts = [raw for raw in raws if isinstance(raw, str) and raw.strip()]
    return len(texts) == 1 and fold(texts[0]) in _TOTALS


def _is_the_example(fields: list[tuple[Column, int]], raws: list[Any]) -> bool:
    """Whether what is filled in a row is still what the template wrote there."""
    for (column, _), raw in zip(fields, raws, strict=True):
        if values.is_empty(raw):
            continue
        if column.example is None or isinstance(raw, Uncomputed):
            return False
        if fold(values.as_text(raw)) != fold(values.as_text(_as_read(column.example))):
            return False
    return True


def _as_read(example: Any) -> Any:
    return float(example) if isinstance(example, int) else example


def _look_for_nir(
    cells: Any, index: int, number: int, sheet: Sheet, hits: list[Hit], private: set[int]
) -> None:
    for position, raw in enumerate(cells):
        if position not in private and values.looks_like_nir(raw):
            hits.append(
                Hit("LEC-010", number, sheet.key, index + 1, None, f"{column_letters(position)}{index + 1}")
            )


def _read_cell(
    column: Column, raw: Any, number: int, sheet: Sheet, index: int, cell: str | None, hits: list[Hit]
) -> tuple[Any, bool]:
    """The value of a cell and whether it holds anything; what there is to say is added to `hits`."""
    if isinstance(raw, Uncomputed):
        code = "LEC-002" if raw.error is None else "LEC-001"
        hits.append(_hit(code, number, sheet, index, column, cell=cell, shown=raw.error))
        return None, True
    if values.is_empty(raw):
        return None, False
    if values.looks_like_nir(raw):
        return None, True
    parsed = values.parse(column, raw)
    if parsed.code is not None:
        hits.append(_hit(parsed.code, number, sheet, index, column, cell=cell, **parsed.values))
    return parsed.value, True


def _hit(
    code: str, number: int, sheet: Sheet, index: int, column: Column, *, cell: str | None = None, **shown: Any
) -> Hit:
    return Hit(code, number, sheet.key, index + 1, column.field, cell, {"label": column.label, **shown})


def _read_form(
    sheet: Sheet, title: str, grid: Grid, facts: SheetFacts, number: int, hits: list[Hit]
) -> Rows | None:
    lines = headers.find_lines(grid, sheet, facts.merged)
    if len(lines) < 2:
        return None
    rows = Rows(sheet.key, title, 1, rows=[1])
    for name, (row, position) in lines.items():
        column = sheet.columns[name]
        cell = f"{column_letters(position)}{row + 1}"
        rows.lines[name] = cell
        raw = grid[row][position] if position < len(grid[row]) else ""
        if values.looks_like_nir(raw):
            hits.append(Hit("LEC-010", number, sheet.key, row + 1, None, cell))
        value, filled = _read_cell(column, raw, number, sheet, row, cell, hits)
        rows.values[name] = [value]
        rows.filled[name] = [filled]
    return rows


def _write_out_all(dossier: Dossier) -> None:
    """Replace « tous » by every code of the sheet it speaks of; without that sheet it says nothing."""
    for name, target in (("competences", "competences"), ("contracts", "learners")):
        modules, named = dossier.sheets.get("modules"), dossier.sheets.get(target)
        if modules is None or name not in modules.values:
            continue
        everything = _codes_of(named.values.get(SHEETS[target].identifier, ())) if named else None
        for position, value in enumerate(modules.values[name]):
            if value == values.ALL:
                modules.values[name][position] = everything
                modules.filled[name][position] = everything is not None


def _codes_of(codes: Iterable[Any]) -> str | None:
    return ";".join(dict.fromkeys(str(code) for code in codes if code)) or None
