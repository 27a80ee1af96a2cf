"""The cells of a sheet as a grid that starts at A1."""

import io
from collections.abc import Sequence
from typing import Any

from python_calamine import CalamineWorkbook

from proexp_batch.reading.package import SheetFacts, UnreadableFileError

FARTHEST_ROW = 20_000
FARTHEST_COLUMN = 200

Grid = Sequence[Sequence[Any]]


class Cells:
    """The values of a workbook, sheet by sheet; `data` is the file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._workbook = _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)))

    def grid(self, title: str, facts: SheetFacts) -> Grid:
        """The cells of a sheet from A1 on: text, number, date or `None`-like empty text.

        Cells in error and formulas without a result are `Uncomputed`; a merged block over several rows of one
        column repeats its value. A sheet with cells very far away is read up to `FARTHEST_ROW` and `FARTHEST_COLUMN`.

        Raises:
            UnreadableFileError: the sheet cannot be read.
        """
        rows: list[list[Any]]
        if facts.far:
            rows = _guarded(lambda: self._near(title))
        else:
            rows = _guarded(lambda: self._workbook.get_sheet_by_name(title).to_python(skip_empty_area=False))
        for (row, column), cell in facts.uncomputed.items():
            _put(rows, row, column, cell)
        for first_row, column, last_row, last_column in facts.merged:
            if column == last_column and first_row < len(rows) and column < len(rows[first_row]):
                for row in range(first_row + 1, min(last_row, FARTHEST_ROW) + 1):
                    _put(rows, row, column, rows[first_row][column])
        return rows

    def _near(self, title: str) -> list[list[Any]]:
        from openpyxl import load_workbook

        workbook = load_workbook(io.BytesIO(self._data), read_only=True, data_only=True)
        rows = workbook[title].iter_rows(
            min_row=1, max_row=FARTHEST_ROW, min_col=1, max_col=FARTHEST_COLUMN, values_only=True
        )
        grid = [["" if value is None else value for value in row] for row in rows]
        while grid and not any(cell != "" for cell in grid[-1]):
            grid.pop()
        return grid


def _put(rows: list[list[Any]], row: int, column: int, value: Any) -> None:
    if row >= FARTHEST_ROW or column >= FARTHEST_COLUMN:
        return
    while len(rows) <= row:
        rows.append([])
    rows[row].extend([""] * (column + 1 - len(rows[row])))
    rows[row][column] = value


def _guarded(read: Any) -> Any:
    """Run a reader of foreign code: whatever it fails with, panics included, means that the file is unreadable."""
    try:
        return read()
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # calamine's panics are not `Exception`s
        raise UnreadableFileError("FIC-003") from error
