"""A sheet of nothing but rows of texts, whose XML is put together row by row.

XlsxWriter keeps and writes cell by cell, which takes five times as long. What it makes of the rest of the workbook, and
the bytes of the whole, stay as they are.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from xlsxwriter.worksheet import Worksheet

from proexp_batch.drawing.styles import Format, clean

_COLUMNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOST_SIGNS = 16_383
"""A cell holds 32,767 UTF-16 units, of which a sign takes two at most."""


class TextCell(NamedTuple):
    """A text over the columns `first` to `last` (zero-based, of 26), which are merged where they are several."""

    first: int
    last: int
    text: str
    style: Format


class TextRows(Worksheet):  # type: ignore[misc]
    """A sheet whose rows are given whole, from its top and in order; all else is as in any sheet."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[float, bool, list[tuple[TextCell, int | None]]]] = []
        self._merged: list[str] = []

    def add_row(self, height: float, cells: Sequence[TextCell], hidden: bool = False) -> None:
        """Add the next row, so many points high; its cells stand from left to right and do not overlap.

        Raises:
            ValueError: a text has more than 16,383 signs, which a cell may not hold.
        """
        number = len(self._rows) + 1
        self._rows.append((height, hidden, [(cell, self._shared(cell.text)) for cell in cells]))
        # By these it knows how far a picture reaches.
        self.row_sizes[number - 1] = [_pixels(height), hidden]
        self._merged += [
            f"{_COLUMNS[cell.first]}{number}:{_COLUMNS[cell.last]}{number}"
            for cell in cells
            if cell.first < cell.last
        ]
        for column in (cells[0].first, cells[-1].last):
            self._check_dimensions(number - 1, column)

    def _shared(self, text: str) -> int | None:
        """The number of a text among those that the sheets share; none for no text."""
        if not text:
            return None
        if len(text) > _MOST_SIGNS:
            raise ValueError(f"a text of {len(text)} signs")
        found: int = self.str_table._get_shared_string_index(clean(text))
        return found

    def _write_rows(self) -> None:
        spans = f"{self.dim_colmin + 1}:{self.dim_colmax + 1}"
        for number, (height, hidden, cells) in enumerate(self._rows, start=1):
            pixels = _pixels(height)
            usual = pixels == self.default_row_height
            own = "" if usual else f' ht="{pixels * 0.75:.16g}"'
            own += ' hidden="1"' * hidden + ' customHeight="1"' * (not usual)
            parts = [f'<row r="{number}" spans="{spans}"{own}>']
            for cell, shared in cells:
                style: Any = cell.style._get_xf_index()
                first, *others = (
                    f'<c r="{column}{number}" s="{style}"' for column in _COLUMNS[cell.first : cell.last + 1]
                )
                parts.append(f"{first}/>" if shared is None else f'{first} t="s"><v>{shared}</v></c>')
                parts += [f"{other}/>" for other in others]
            self.fh.write(f"{''.join(parts)}</row>")

    def _write_merge_cells(self) -> None:
        if self._merged:
            cells = "".join(f'<mergeCell ref="{place}"/>' for place in self._merged)
            self.fh.write(f'<mergeCells count="{len(self._merged)}">{cells}</mergeCells>')


def _pixels(height: float) -> int:
    return int(height * 4 / 3 + 0.5)
