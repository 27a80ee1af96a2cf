"""Which sheet of a workbook is which, and which of its columns is which, however they are written."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from proexp_batch.formats.grid import Grid
from proexp_batch.model.cells import fold, is_empty, shown
from proexp_batch.model.columns import Sheet
from proexp_batch.model.nearest import Nearness, nearest
from proexp_batch.model.pages import REVIEW_HEADER
from proexp_batch.ooxml.addresses import Position
from proexp_batch.reading.levels import two_levels
from proexp_batch.reading.spellings import meaning, named, nearly

FARTHEST_HEADER = 200
"""Headers and labels are looked for in so many rows."""

_ROWS_SEARCHED = 20
_LONGEST = 100
_MOST_REQUIRED = 0.6


@dataclass(slots=True)
class Header:
    """The header of a table: its zero-based row, the column of each field, what was guessed or repeated.

    `guessed` gives the spelling that was taken for a field, `repeated` the columns that say a field again,
    `texts` what stands in the header, by column.
    """

    row: int
    columns: dict[str, int] = field(default_factory=dict)
    guessed: dict[str, str] = field(default_factory=dict)
    repeated: list[tuple[str, int]] = field(default_factory=list)
    texts: dict[int, Any] = field(default_factory=dict)


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
        header = read_header(row, cells, sheet)
        if best is None or len(header.columns) > len(best.columns):
            best = header
        elif likeness(best, sheet):
            break
    best = None if best is None else _with_levels(grid, sheet, best)
    return best if best is not None and len(best.columns) >= 2 else None


def read_header(row: int, cells: Sequence[Any], sheet: Sheet) -> Header:
    """The columns that the cells of a row name as headers.

    Those with a slip are not yet looked for: see `guess_columns`.
    """
    header = Header(row, texts={at: cell for at, cell in enumerate(cells) if not is_empty(cell)})
    for column, cell in header.texts.items():
        name = named(cell, sheet)
        if name is None:
            continue
        if name in header.columns:
            header.repeated.append((name, column))
        else:
            header.columns[name] = column
    _add_meant(header, sheet)
    return header


def _add_meant(header: Header, sheet: Sheet) -> None:
    """Add the columns whose headers name a field once what stands around the name is left out."""
    taken = _taken(header)
    for column, cell in header.texts.items():
        meant = None if column in taken else meaning(cell, sheet)
        if meant is not None and meant.field not in header.columns:
            header.columns[meant.field] = column
            if not meant.certain:
                header.guessed[meant.field] = shown(cell)


def _with_levels(grid: Grid, sheet: Sheet, header: Header) -> Header:
    """The header with the row under or above it, where both together name more columns."""
    for top in (header.row, header.row - 1):
        joined = two_levels(grid, sheet, top)
        if joined is not None and len(joined[0]) > len(header.columns):
            columns, texts = joined
            return Header(top + 1, columns, texts=texts)
    return header


def _taken(header: Header) -> set[int]:
    return {*header.columns.values(), *(column for _, column in header.repeated)}


def guess_columns(header: Header, sheet: Sheet) -> None:
    """Take headers that are nearly known ones for them, where their fields were not found otherwise."""
    taken = _taken(header)
    for column, cell in header.texts.items():
        if column in taken or not cell:
            continue
        name = nearly(cell, sheet, header.columns)
        if name is not None:
            header.columns[name] = column
            header.guessed[name] = shown(cell)


def unknown_headers(header: Header, private: Collection[Position]) -> list[str]:
    """The headers of columns that are not read, except our own, and those at `private` places."""
    taken = _taken(header) | {column for row, column in private if row == header.row}
    unknown = (cell for at, cell in sorted(header.texts.items()) if at not in taken and isinstance(cell, str))
    return [shown(cell) for cell in unknown if fold(cell[:_LONGEST]) != fold(REVIEW_HEADER)]


def likeness(header: Header | None, sheet: Sheet) -> float:
    """How much a sheet under an unknown title looks like a declared one, up to 1; 0 where it does not."""
    if header is None:
        return 0.0
    required = [column.field for column in sheet.columns.values() if column.required_from is not None]
    share = sum(name in header.columns for name in required) / len(required)
    return share if share >= _MOST_REQUIRED else 0.0
