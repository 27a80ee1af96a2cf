"""Reads one cell after another of a sheet and notes what there is to say about them."""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from proexp_batch.model.cells import Parsed, Uncomputed, shown
from proexp_batch.model.columns import Column, Sheet
from proexp_batch.model.kinds.kind import Parser
from proexp_batch.model.placeholders import is_ditto
from proexp_batch.model.signs import seen
from proexp_batch.ooxml.addresses import Position
from proexp_batch.reading.notes import Notes

_ERROR_TEXT = re.compile(r"#(?:N/A|N/D|[A-ZÀ-Ý_]+(?:/0)?[!?])")

_MOST_KEPT = 5_000
"""Different cells of a sheet of which is kept what they say."""

COME_AGAIN: Final = frozenset((str, dt.date, dt.datetime))
"""Types of cells that are looked up among those that came before; each says the same wherever it stands."""

_ONE_FOR_THE_COLUMN = ("LEC-021", "LEC-022")
"""What a whole column has from the program that wrote it."""


def is_error(raw: Any) -> bool:
    """Whether a cell holds an error of a formula, by itself or as the text of one."""
    if type(raw) is Uncomputed:
        return raw.error is not None
    return type(raw) is str and raw[:1] == "#" and _ERROR_TEXT.fullmatch(raw.strip()) is not None


EMPTY: Final = object()
"""What a cell is read as that only says that there is nothing to write."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a sheet before its cells are read.

    Cells at the places `private` are filled but never read. Those at `unordered` are dates of which nobody knows
    whether day or month comes first. `known` are the codes that the cells of a field may name.
    """

    private: Collection[Position] = ()
    unordered: Collection[Position] = ()
    known: Mapping[str, Collection[str]] = field(default_factory=dict)


class CellReader:
    """Reads the cells of one sheet.

    `typed` has the texts that were not written as they were read, by row in Excel (from 1) and field.
    """

    def __init__(self, sheet: Sheet, notes: Notes, context: Context) -> None:
        self._sheet = sheet.key
        self._notes = notes
        self._private = context.private
        self._unordered = context.unordered
        self._known = context.known
        self.typed: dict[tuple[int | None, str], str] = {}
        self._plain: dict[str, dict[Any, Any]] = {name: {} for name in sheet.columns}
        self._kept = 0

    def known(self, column: Column) -> Mapping[Any, Any]:
        """What the cells of a column say that came before, but for those of which there was something to tell.

        It grows as cells are read. Who finds a cell there, one of the types that `COME_AGAIN`, need not read it.
        """
        return self._plain[column.field]

    def read(self, column: Column, parse: Parser, raw: Any, row: int, position: int) -> Any:
        """The value of a cell that is not empty; `None` where it cannot be read, and a note says why.

        `EMPTY` where it holds the place of a value. `row` and `position`, its column, count from 0.
        """
        if type(raw) is Uncomputed or is_error(raw):
            self._note_error(column, raw, (row, position))
            return None
        place = (row, position)
        if self._notes.hopeless or (self._private and place in self._private):
            return None
        if self._unordered and place in self._unordered:
            self._notes.of_cell("LEC-023", self._sheet, place, column, column.field, shown=shown(raw))
            return None
        value, code, values = self._parsed(column, parse, raw)
        if type(value) is str and value != raw and not column.choices:
            self.typed[row + 1, column.field] = shown(raw)
        if code is not None:
            group = column.field if code in _ONE_FOR_THE_COLUMN else None
            self._notes.of_cell(code, self._sheet, place, column, group, **values)
        elif type(raw) in COME_AGAIN and (type(value) is not str or value == raw or column.choices):
            self._keep(raw, column.field, value)
        return value

    def _keep(self, raw: Any, field: str, value: Any) -> None:
        """Keep what a cell says of which nothing is to be told, for when it comes again in its column."""
        if self._kept < _MOST_KEPT and not (self._private or self._unordered):
            self._kept += 1
            self._plain[field][raw] = value

    def _parsed(self, column: Column, parse: Parser, raw: Any) -> Parsed:
        if type(raw) is not str:
            return self._settled(column, raw, parse(raw))
        kind = column.kind
        if is_ditto(raw):
            return Parsed(None, "LEC-020", {"shown": shown(raw)})
        text = kind.legible(raw)
        if kind.takes_any_text and kind.says_nothing(column, text.strip()):
            return Parsed(EMPTY, "LEC-120", {"shown": shown(raw)})
        parsed = self._settled(column, text, parse(text))
        if parsed.value is None and kind.says_nothing(column, text.strip()):
            return Parsed(EMPTY, "LEC-120", {"shown": shown(raw)})
        if text == raw:
            return parsed
        values = {"shown": shown(raw), "read": seen(" ".join(text.split()))}
        return Parsed(
            parsed.value, parsed.code or "LEC-103", {**values, **parsed.values, "shown": shown(raw)}
        )

    def _settled(self, column: Column, raw: Any, parsed: Parsed) -> Parsed:
        known = self._known.get(column.field) if self._known else None
        return column.kind.settled(raw, parsed, known) if known else parsed

    def _note_error(self, column: Column, raw: Any, place: Position) -> None:
        error = raw.error if isinstance(raw, Uncomputed) else raw.strip()
        if error is None:
            self._notes.of_cell("LEC-002", self._sheet, place, column)
        else:
            self._notes.of_cell("LEC-001", self._sheet, place, column, shown=shown(error))
