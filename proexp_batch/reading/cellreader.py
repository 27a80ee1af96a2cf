"""Reads one cell after another of a sheet and notes what there is to say about them."""

import re
from typing import Any

from proexp_batch.model.cells import Uncomputed, shown
from proexp_batch.model.columns import Column, Sheet
from proexp_batch.model.kinds.kind import Parser
from proexp_batch.ooxml.addresses import Position
from proexp_batch.reading.notes import Notes

_ERROR_TEXT = re.compile(r"#(?:N/A|N/D|[A-ZÀ-Ý_]+(?:/0)?[!?])")


class CellReader:
    """Reads the cells of one sheet; those at the places `private` are filled but never read.

    `typed` has the texts that were not written as they were read, by row in Excel (from 1) and field.
    """

    def __init__(self, sheet: Sheet, notes: Notes, private: set[Position]) -> None:
        self._sheet = sheet.key
        self._notes = notes
        self._private = private
        self.typed: dict[tuple[int | None, str], str] = {}

    def read(self, column: Column, parse: Parser, raw: Any, row: int, position: int) -> Any:
        """The value of a cell that is not empty; `None` where it cannot be read, and a note says why.

        `row` and `position`, its column, count from 0.
        """
        if type(raw) is Uncomputed or (
            type(raw) is str and raw[0] == "#" and _ERROR_TEXT.fullmatch(raw.strip())
        ):
            self._note_error(column, raw, (row, position))
            return None
        if self._notes.hopeless or (self._private and (row, position) in self._private):
            return None
        value, code, values = parse(raw)
        if type(value) is str and value != raw and not column.choices:
            self.typed[row + 1, column.field] = shown(raw)
        if code is not None:
            self._notes.of_cell(code, self._sheet, (row, position), column, **values)
        return value

    def _note_error(self, column: Column, raw: Any, place: Position) -> None:
        error = raw.error if isinstance(raw, Uncomputed) else raw.strip()
        if error is None:
            self._notes.of_cell("LEC-002", self._sheet, place, column)
        else:
            self._notes.of_cell("LEC-001", self._sheet, place, column, shown=shown(error))
