"""Sheets with one row for each thing: which rows are data, and what their cells hold."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any, TypeAlias

from proexp_batch.formats.grid import Grid
from proexp_batch.model.cells import Uncomputed, as_text, fold, is_empty
from proexp_batch.model.columns import Column, Sheet
from proexp_batch.model.dossier import Rows
from proexp_batch.model.kinds.kind import Parser
from proexp_batch.ooxml.addresses import address_at
from proexp_batch.reading.cell_roles import Field
from proexp_batch.reading.cellreader import COME_AGAIN, EMPTY, CellReader, Context
from proexp_batch.reading.headers import Header, guess_columns, unknown_headers
from proexp_batch.reading.month_first import unordered_dates
from proexp_batch.reading.no_record import OTHER_TABLE, Left, NoRecords
from proexp_batch.reading.notes import Notes
from proexp_batch.reading.unseen import note_unseen
from proexp_batch.reading.values import parsers

_LONGEST_NAME = 80
_SECOND_TABLE = 3
"""So many headers that come again, the one that names the rows among them, begin a table of their own."""

MOST_ALIKE = 500
"""Rows one below the other that all say the same, and are read."""

_Record: TypeAlias = tuple[list[Any], list[bool]]
"""The values of a row and which cells are filled, in the order of the header."""


def read_table(
    sheet: Sheet,
    title: str,
    grid: Grid,
    header: Header,
    notes: Notes,
    context: Context,
    from_1904: bool,
) -> Rows:
    """Read the rows under a header."""
    guess_columns(header, sheet)
    context = replace(context, unordered=unordered_dates(sheet, grid, header))
    rows = Rows(
        sheet.key,
        title,
        header.row + 1,
        columns=header.columns,
        unknown=unknown_headers(header, context.private),
    )
    _note_header(sheet, title, grid, header, notes)
    table = _Table(sheet, grid, header, notes, context, from_1904)
    values: list[list[Any]] = []
    marks: list[list[bool]] = []
    for row, (of_row, filled) in table.read_all():
        rows.rows.append(row + 1)
        values.append(of_row)
        marks.append(filled)
    table.tell_what_is_left()
    rows.typed = table.typed
    for at, name in enumerate(header.columns):
        rows.values[name] = list(map(itemgetter(at), values))
        rows.filled[name] = list(map(itemgetter(at), marks))
    beyond = [place for place in grid.beyond if place[1] in header.columns.values()]
    if beyond:
        notes.of_cell("LEC-011", sheet.key, beyond[0])
    return rows


def _note_header(sheet: Sheet, title: str, grid: Grid, header: Header, notes: Notes) -> None:
    for name, text in header.guessed.items():
        place = (header.row, header.columns[name])
        notes.of_cell("LEC-104", sheet.key, place, sheet.columns[name], shown=text)
    names = {name for name, _ in header.repeated}
    if sheet.identifier in names and len(names) >= _SECOND_TABLE:
        _note_second_table(sheet, title, grid, header, notes)
        return
    for name, position in header.repeated:
        notes.of_cell("LEC-008", sheet.key, (header.row, position), sheet.columns[name])


def _note_second_table(sheet: Sheet, title: str, grid: Grid, header: Header, notes: Notes) -> None:
    """Say once that a table beside the first one is not read; nothing of one without rows, where nothing is lost."""
    positions = [position for _, position in header.repeated]
    rows = (
        cells[position]
        for cells in grid.rows[header.row + 1 :]
        for position in positions
        if position < len(cells)
    )
    if not all(map(is_empty, rows)):
        first, last = (address_at((0, end(positions))).rstrip("1") for end in (min, max))
        place = (header.row, min(positions))
        notes.of_cell("LEC-014", sheet.key, place, title=title, first=first, last=last)


class _Table:
    """The rows of a table, read one by one."""

    def __init__(
        self, sheet: Sheet, grid: Grid, header: Header, notes: Notes, context: Context, from_1904: bool
    ) -> None:
        read = parsers(sheet, from_1904)
        self._sheet = sheet
        self._grid = grid
        self._repeated = grid.repeated
        self._unseen = bool(grid.hidden or grid.struck)
        self._notes = notes
        self._cells = CellReader(sheet, notes, context)
        self._private = {row for row, _ in context.private}
        self._fields = [Field(sheet.columns[name], read[name], at) for name, at in header.columns.items()]
        self._known = [self._cells.known(field.column) for field in self._fields]
        places = [field.at for field in self._fields]
        # With one column, what picks would give the cell itself.
        self._pick, self._last = itemgetter(*(places or [0])), max(places) if len(places) > 1 else sys.maxsize
        self._identifier = header.columns.get(sheet.identifier)
        self._no_records = NoRecords(sheet, grid, header, self._fields)
        self._ended = False
        self._header_row = header.row

    @property
    def typed(self) -> dict[tuple[int | None, str], str]:
        """The texts that were not written as they were read, by row in Excel and field."""
        return self._cells.typed

    def read_all(self) -> Iterator[tuple[int, _Record]]:
        """The records by row. Of a record that comes again without end, the first copy too many is told, and no more read.

        One line of a file may stand for all the rows of a sheet; nobody has typed so many that are the same.
        """
        before: Sequence[Any] | None = None
        alike, told, found = 0, False, None
        for row in range(self._header_row + 1, len(self._grid.rows)):
            cells = self._grid.rows[row]
            alike = alike + 1 if cells == before else 0
            told, before = told and alike > 0, cells
            if found is not None and alike >= MOST_ALIKE:
                if not told:
                    at = next(at for _, _, at in self._fields if not is_empty(self._grid.at(row, at)))
                    self._notes.of_cell("LEC-011", self._sheet.key, (row, at))
                told = True
            elif (found := self.read(row)) is not None:
                yield row, found

    def read(self, row: int) -> _Record | None:
        """The record in a row; `None` for no data."""
        cells = self._grid.rows[row]
        width = len(cells)
        raws = (
            self._pick(cells)
            if width > self._last
            else [cells[at] if at < width else "" for _, _, at in self._fields]
        )
        filled = [
            at
            for at, raw in enumerate(raws)
            if type(raw) is not str or (raw and (raw[0].isalnum() or not is_empty(raw)))
        ]
        if not filled or self._ended or self._is_no_record(row, cells, raws):
            return None
        if self._unseen:
            places = [(row, self._fields[index][2]) for index in filled]
            note_unseen(self._grid, self._sheet.key, sorted(places), self._notes)
        values: list[Any] = [None] * len(raws)
        marks = [False] * len(raws)
        for index in filled:
            raw = raws[index]
            value = self._known[index].get(raw) if type(raw) in COME_AGAIN else None
            if value is None or self._notes.hopeless:
                column, parse, at = self._fields[index]
                # The number of a merged block counts once, in its first row.
                if self._repeated and column.kind.is_number and (row, at) in self._repeated:
                    continue
                value = self._cells.read(column, parse, raw, row, at)
                if value is EMPTY:
                    continue
            marks[index] = True
            values[index] = value
        if not any(marks):
            return None
        self._no_records.take(row, values)
        return values, marks

    def tell_what_is_left(self) -> None:
        """Say which rows were not read because nothing in them identifies a record."""
        for row, left in self._no_records.at_last():
            self._note_left(row, left)

    def _is_no_record(self, row: int, cells: Sequence[Any], raws: Sequence[Any]) -> bool:
        at = self._identifier
        name = "" if at is None or at >= len(cells) else cells[at]
        if self._no_records.is_plain(name, raws):
            return False
        if self._is_an_example(name, row, raws):
            return True
        # What must not be transmitted was told already, and is shown nowhere else.
        if row in self._private:
            return False
        filled = self._no_records.filled(raws)
        left = self._no_records.left(row, cells, filled)
        if left is None:
            return self._no_records.is_doubtful(row, filled)
        self._ended = left.code == OTHER_TABLE
        self._note_left(row, left)
        return True

    def _note_left(self, row: int, left: Left) -> None:
        """Say that a row was not read as a record."""
        self._notes.of_cell(left.code, self._sheet.key, (row, left.at), **left.values)

    def _is_an_example(self, name: Any, row: int, raws: Sequence[Any]) -> bool:
        """Whether a row is the template's example, by its name; one that was changed is told."""
        if not isinstance(name, str) or not fold(name[:_LONGEST_NAME]).startswith("exemple"):
            return False
        if not self._is_the_example(raws):
            place = (row, self._identifier or 0)
            self._notes.of_cell(
                "LEC-009", self._sheet.key, place, self._sheet.columns[self._sheet.identifier]
            )
        return True

    def _is_the_example(self, raws: Sequence[Any]) -> bool:
        """Whether what is filled in a row is still what the template wrote there."""
        return all(
            is_empty(raw) or _is_example(column, parse, raw)
            for (column, parse, _), raw in zip(self._fields, raws, strict=True)
        )


def _is_example(column: Column, parse: Parser, raw: Any) -> bool:
    """Whether a cell still says the example of its column, be it as a program wrote it again: a date as its number."""
    if column.example is None or isinstance(raw, Uncomputed):
        return False
    written = _as_written(column)
    if fold(as_text(raw)) == fold(as_text(written)):
        return True
    found, meant = parse(raw), parse(written)
    return found.value is not None and found.value == meant.value


def _as_written(column: Column) -> Any:
    example = column.kind.written(column, column.example)
    return float(example) if isinstance(example, int) else example
