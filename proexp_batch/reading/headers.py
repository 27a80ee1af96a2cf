"""Which sheet of a workbook is which, and which of its columns is which, however they are written."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from proexp_batch.dossier.columns import Sheet
from proexp_batch.dossier.wording import fold
from proexp_batch.reading.grid import Grid

_ROWS_SEARCHED = 20
_CLOSE = 0.87


@dataclass(slots=True)
class Header:
    """The header of a table: its zero-based row, the column of each field, what was guessed or repeated.

    `guessed` gives the spelling that was taken for a field, `repeated` the columns that say a field again.
    """

    row: int
    columns: dict[str, int] = field(default_factory=dict)
    guessed: dict[str, str] = field(default_factory=dict)
    repeated: list[tuple[str, int]] = field(default_factory=list)


def match_titles(titles: Iterable[str], sheets: Iterable[Sheet]) -> dict[str, str]:
    """The title of the workbook's sheet for each declared sheet that a title names, by key."""
    folded: dict[str, str] = {}
    for title in titles:
        folded.setdefault(fold(title), title)
    found: dict[str, str] = {}
    for sheet in sheets:
        names = [fold(name) for name in (sheet.title, *sheet.aliases)]
        exact = next((folded[name] for name in names if name in folded), None)
        if exact is None:
            close = difflib.get_close_matches(names[0], folded, n=1, cutoff=_CLOSE)
            exact = folded[close[0]] if close else None
        if exact is not None and exact not in found.values():
            found[sheet.key] = exact
    return found


def find_header(grid: Grid, sheet: Sheet) -> Header | None:
    """Find the header row of a table among its first rows; `None` where no row has two known headers."""
    best: Header | None = None
    for row, cells in enumerate(grid[:_ROWS_SEARCHED]):
        header = _read_header(row, cells, sheet)
        if best is None or len(header.columns) > len(best.columns):
            best = header
    if best is None or len(best.columns) < 2:
        return None
    _guess(best, grid[best.row], sheet)
    return best


def _read_header(row: int, cells: Any, sheet: Sheet) -> Header:
    header = Header(row)
    for column, cell in enumerate(cells):
        name = sheet.spellings.get(_folded(cell))
        if name is None:
            continue
        if name in header.columns:
            header.repeated.append((name, column))
        else:
            header.columns[name] = column
    return header


def _folded(cell: Any) -> str:
    if not isinstance(cell, str) or not cell:
        return ""
    return fold(cell.replace("(obligatoire)", "").replace("(facultatif)", ""))


def _guess(header: Header, cells: Any, sheet: Sheet) -> None:
    """Take a header that is nearly a known one for it, where its field was not found otherwise."""
    taken = set(header.columns.values()) | {column for _, column in header.repeated}
    missing = {spelling: name for spelling, name in sheet.spellings.items() if name not in header.columns}
    for column, cell in enumerate(cells):
        folded = _folded(cell)
        if column in taken or len(folded) < 5:
            continue
        close = difflib.get_close_matches(folded, missing, n=1, cutoff=_CLOSE)
        if close and missing[close[0]] not in header.columns:
            name = missing[close[0]]
            header.columns[name] = column
            header.guessed[name] = " ".join(cell.split())


def looks_like(grid: Grid, sheet: Sheet) -> bool:
    """Whether a sheet under an unknown title has most of the required columns of a declared one."""
    header = find_header(grid, sheet)
    required = [column.field for column in sheet.columns.values() if column.required_from is not None]
    return header is not None and sum(name in header.columns for name in required) >= 0.6 * len(required)


def find_lines(
    grid: Grid, sheet: Sheet, merged: list[tuple[int, int, int, int]]
) -> dict[str, tuple[int, int]]:
    """The cell (zero-based row and column) that holds the value of each labelled line of a form.

    The value stands right of its label, after the merged block if the label is one.
    """
    ends = {(first_row, first_column): last_column for first_row, first_column, _, last_column in merged}
    found: dict[str, tuple[int, int]] = {}
    for row, cells in enumerate(grid):
        for column, cell in enumerate(cells[:4]):
            name = sheet.spellings.get(_folded(cell).removesuffix(" obligatoire"))
            if name is not None and name not in found:
                found[name] = (row, ends.get((row, column), column) + 1)
                break
    return found
