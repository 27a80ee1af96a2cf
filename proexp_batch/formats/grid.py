"""The cells of sheets as grids that start at A1."""

from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from proexp_batch.formats.refusals import UnreadableFileError
from proexp_batch.model.cells import is_empty
from proexp_batch.ooxml.addresses import Position

FARTHEST_ROW = 21_000
"""Twenty thousand rows of a table, and room for what stands above it."""

FARTHEST_COLUMN = 200

MAX_CELLS = 1_050_000
"""More cells than any dossier has, the empty ones between the others included."""

MAX_TEXT = 50_000_000

Block: TypeAlias = tuple[int, int, int, int]
"""First row, first column, last row, last column: zero-based, inclusive."""


@dataclass(slots=True)
class Grid:
    """The cells of a sheet: `rows[row][column]`, both zero-based; rows may be of different lengths.

    A cell is a text, a number, a date or a duration, empty text, or `Uncomputed`. `repeated` are the cells that say
    again what a merged block over several rows says in its first one. `beyond` are the places of filled cells under
    the last row that is read. `formulas` are the places of formulas, where the format is read for them. `hidden` are
    rows that nobody sees, `struck` the places of cells whose text is struck out, as far as the format is read for them.
    """

    rows: list[list[Any]] = field(default_factory=list)
    merged: list[Block] = field(default_factory=list)
    repeated: set[Position] = field(default_factory=set)
    beyond: list[Position] = field(default_factory=list)
    formulas: set[Position] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    struck: set[Position] = field(default_factory=set)

    def at(self, row: int, column: int) -> Any:
        """What stands in a cell, wherever it is."""
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else ""

    def put(self, row: int, column: int, cell: Any) -> None:
        """Let something stand in a cell, wherever it is."""
        while len(self.rows) <= row:
            self.rows.append([])
        self.rows[row].extend([""] * (column + 1 - len(self.rows[row])))
        self.rows[row][column] = cell

    def head(self, rows: int | None) -> "Grid":
        """The grid with its first `rows` rows only, or as it is."""
        return self if rows is None else replace(self, rows=self.rows[:rows])


def repeat_merged(grid: Grid) -> None:
    """Say the value of a block merged over several rows of one column in each row that holds something itself."""
    blocks = [block for block in grid.merged if block[1] == block[3] and block[0] < block[2]]
    if not blocks:
        return
    filled = [any(not is_empty(cell) for cell in row) for row in grid.rows]
    most = FARTHEST_ROW * FARTHEST_COLUMN
    for first, column, last, _ in blocks:
        value = grid.at(first, column)
        last = min(last, len(grid.rows) - 1)
        most -= max(0, last - first)
        if most < 0:
            raise UnreadableFileError("FIC-003")
        if is_empty(value):
            continue
        for row in range(first + 1, last + 1):
            if filled[row]:
                cells = grid.rows[row]
                cells.extend([""] * (column + 1 - len(cells)))
                if is_empty(cells[column]):
                    cells[column] = value
                    grid.repeated.add((row, column))
