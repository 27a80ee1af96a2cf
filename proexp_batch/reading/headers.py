"""Which sheet of a workbook is which, and which of its columns is which, however they are written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from proexp_batch.formats.grid import Grid
from proexp_batch.model.cells import fold
from proexp_batch.model.columns import Sheet
from proexp_batch.model.nearest import Nearness, nearest

FARTHEST_HEADER = 200
"""Headers and labels are looked for in so many rows."""

_ROWS_SEARCHED = 20
_SHORTEST_GUESSED = 5
_LONGEST = 100
_MOST_REQUIRED = 0.6


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
    sheets = list(sheets)
    for sheet in sheets:
        names = [fold(name) for name in (sheet.title, *sheet.aliases)]
        exact = next((folded.pop(name) for name in names if name in folded), None)
        if exact is not None:
            found[sheet.key] = exact
    for sheet in sheets:
        if sheet.key not in found:
            meant = nearest(fold(sheet.title), folded, Nearness.TAKEN)
            if meant is not None:
                found[sheet.key] = folded.pop(meant)
    return found


def find_header(grid: Grid, sheet: Sheet) -> Header | None:
    """Find the header row of a table among its first rows; `None` where no row has two known headers.

    Headers with a slip are not yet looked for: see `guess_columns`.
    """
    best: Header | None = None
    searched = 0
    for row, cells in enumerate(grid.rows[:FARTHEST_HEADER]):
        if not any(cells):
            continue
        searched += 1
        if searched > _ROWS_SEARCHED:
            break
        header = _read_header(row, cells, sheet)
        if best is None or len(header.columns) > len(best.columns):
            best = header
        elif likeness(best, sheet):
            break
    return best if best is not None and len(best.columns) >= 2 else None


def _read_header(row: int, cells: Sequence[Any], sheet: Sheet) -> Header:
    header = Header(row)
    for column, cell in enumerate(cells):
        name = sheet.spellings.get(spelling(cell))
        if name is None:
            continue
        if name in header.columns:
            header.repeated.append((name, column))
        else:
            header.columns[name] = column
    return header


def spelling(cell: Any) -> str:
    """A header or a label as known ones are compared with it; empty for what is none."""
    if not isinstance(cell, str) or not 1 < len(cell) <= _LONGEST:
        return ""
    folded = fold(cell)
    for mark in (" obligatoire", " facultatif"):
        folded = folded.removesuffix(mark)
    return folded


def nearly(cell: Any, sheet: Sheet, found: Mapping[str, Any]) -> str | None:
    """The field, of those not yet `found`, that a header or a label nearly names."""
    folded = spelling(cell)
    if len(folded) < _SHORTEST_GUESSED:
        return None
    missing = {name: field for name, field in sheet.spellings.items() if field not in found}
    meant = nearest(folded, missing, Nearness.TAKEN)
    return None if meant is None else missing[meant]


def guess_columns(header: Header, grid: Grid, sheet: Sheet) -> None:
    """Take headers that are nearly known ones for them, where their fields were not found otherwise."""
    taken = set(header.columns.values()) | {column for _, column in header.repeated}
    for column, cell in enumerate(grid.rows[header.row]):
        if column in taken or not cell:
            continue
        name = nearly(cell, sheet, header.columns)
        if name is not None:
            header.columns[name] = column
            header.guessed[name] = " ".join(cell.split())


def likeness(header: Header | None, sheet: Sheet) -> float:
    """How much a sheet under an unknown title looks like a declared one, up to 1; 0 where it does not."""
    if header is None:
        return 0.0
    required = [column.field for column in sheet.columns.values() if column.required_from is not None]
    share = sum(name in header.columns for name in required) / len(required)
    return share if share >= _MOST_REQUIRED else 0.0
