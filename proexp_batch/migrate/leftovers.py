"""What of an older workbook has no place in the template: everything that was not carried and is not the template's."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from proexp_batch.migrate.carrying import without_nir
from proexp_batch.migrate.earlier_texts import EARLIER_TEXTS
from proexp_batch.migrate.old_workbook import OldCell, OldWorkbook, open_old
from proexp_batch.model.cells import as_text, is_empty
from proexp_batch.model.columns import Column, Layout, Sheet
from proexp_batch.model.dossier import Rows
from proexp_batch.model.privacy import HIDDEN
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import fold, plural
from proexp_batch.ooxml.addresses import Position, address_at, position
from proexp_batch.reading.private import asks_for_nir
from proexp_batch.template.filled import Leftover
from proexp_batch.template.filled_leftovers import LEFTOVERS_HEADERS, LEFTOVERS_TITLE
from proexp_batch.template.workbook import template

_PROSE = 25
"""A text as long as this that stands in the template too is the template's own; a shorter one could be an answer."""

_DIGITS_OF_A_NUMBER = 7
"""Under a header of security numbers, what has so many digits is one, whole or mistyped."""

_VERSION = re.compile(r" version \d+ \d+$")

_TEMPLATE_HEADER = 1
_TO_FILL_IN = frozenset(sheet.title for sheet in SHEETS.values())

_UNKNOWN_COLUMN = "Colonne inconnue du modèle"
_UNKNOWN_LINE = "Ligne inconnue du modèle"
_BESIDE = "À côté de la case à remplir"
_TWICE = "Deuxième colonne pour la même information"
_ABOVE = "Au-dessus du tableau"
_NOT_READ = "Ligne laissée de côté : exemple, total ou remarque"
_EXTRA_SHEET = "Feuille en plus"
_NOTE = "Note posée sur la cellule"
_LINK = "Lien posé sur la cellule"
_FORMULA = "Formule remplacée par son résultat"
_NO_RESULT = "Formule sans résultat enregistré"
_ATTACHED = "Ne peut pas être repris ; reste dans l'ancien classeur"


@lru_cache(maxsize=1)
def _ours() -> OldWorkbook:
    """The template of today, to tell its own texts from those of a company."""
    return open_old(template(), PurePosixPath("modele.xlsx"))


def _said(value: Any) -> str:
    """What a cell says, however it is written and whichever version of the template it names."""
    return _VERSION.sub("", fold(as_text(value or "")))


_EARLIER = frozenset(map(_said, EARLIER_TEXTS))


def _texts(cells: Mapping[Position, OldCell]) -> set[str]:
    return {text for cell in cells.values() if (text := _said(cell.value))}


def leftovers(
    old: OldWorkbook, sheets: Mapping[str, Rows], places: Mapping[str, set[Position]]
) -> list[Leftover]:
    """List what was not carried, sheet by sheet in the order of the workbook.

    Args:
        old: The older workbook.
        sheets: What the reader recognised in it, by key.
        places: The places whose values were carried, by title.
    """
    found: list[Leftover] = []
    recognised = {rows.title: rows for rows in sheets.values()}
    for title, cells in old.sheets.items():
        if title in recognised:
            page: _Page = _Declared(old, title, recognised[title], places.get(title, set()))
        elif fold(title) == fold(LEFTOVERS_TITLE) and _is_our_list(cells):
            found.extend(_again(cells))
            continue
        else:
            page = _Page(old, title)
        found.extend(page.leftovers())
    for kind, count in old.attached.items():
        if count > _ours().attached.get(kind, 0):
            found.append(
                Leftover("", "", "", plural(count, kind) if kind != "macros" else "macros", _ATTACHED)
            )
    return found


_COLUMN_NAMES = frozenset(spelling for sheet in SHEETS.values() for spelling in sheet.spellings)
"""What columns are called, or were in an older template: their lists bear these names."""


class _Page:
    """A sheet of the older workbook: a company's own, or one of the template that nobody fills in."""

    def __init__(self, old: OldWorkbook, title: str) -> None:
        self.title = title
        self.cells = old.sheets[title]
        self.from_template = old.version is not None
        ours = _ours().sheets.get(title, {})
        self.known = _texts(ours)
        self.known_notes = {fold(cell.note) for cell in ours.values() if cell.note}
        self.tops: dict[int, int] = {}
        for row, column in sorted(self.cells):
            self.tops.setdefault(column, row)
        # The first row in which a column is headed by the words for a security number.
        self.private: dict[int, int] = {}
        for (row, column), cell in sorted(self.cells.items()):
            if asks_for_nir(cell.value):
                self.private.setdefault(column, row)

    def leftovers(self) -> Iterator[Leftover]:
        """What of the sheet has no place."""
        for place, cell in sorted(self.cells.items()):
            reason = self.reason(place, cell)
            if reason is not None:
                yield self._leftover(place, self._shown(place, cell), reason)
            elif cell.formula is not None and not self.is_ours(place, cell):
                yield self._leftover(place, cell.formula, _NO_RESULT if is_empty(cell.value) else _FORMULA)
            if cell.note is not None and not self._is_our_note(place, cell):
                yield self._leftover(place, cell.note.strip(), _NOTE)
            if cell.link is not None and cell.link not in as_text(cell.value):
                yield self._leftover(place, cell.link, _LINK)

    def reason(self, place: Position, cell: OldCell) -> str | None:
        """Why the value of a cell is listed; `None` where it is not."""
        if is_empty(cell.value) and cell.formula is None:
            return None
        return None if self.is_ours(place, cell) else _EXTRA_SHEET

    def is_ours(self, place: Position, cell: OldCell) -> bool:
        """Whether the template wrote the cell: on its own pages, every text it has, and its formulas."""
        text = _said(cell.value)
        if self.title in _TO_FILL_IN:
            # Nothing in it was recognised; what is short may well be an answer.
            return text in self.known and len(text) >= _PROSE
        same = _ours().sheets.get(self.title, {}).get(place, OldCell()).value == cell.value
        known = same or text in self.known or text in _COLUMN_NAMES
        known = known or (self.from_template and text in _EARLIER)
        return bool(self.known) and (known or (cell.formula is not None and self.from_template))

    def header(self, place: Position) -> str:
        """What stands on top of the column of a cell."""
        row, column = place
        top = self.tops[column]
        return as_text(self._value(top, column) or "") if top < row else ""

    def _shown(self, place: Position, cell: OldCell) -> Any:
        """The value of a cell that is listed; no number under, or beside, a header of security numbers."""
        row, column = place
        value = cell.formula if is_empty(cell.value) else cell.value
        asked = row > self.private.get(column, row) or asks_for_nir(self._value(row, column - 1))
        many_digits = sum(map(str.isdigit, as_text(value))) >= _DIGITS_OF_A_NUMBER
        return HIDDEN if asked and many_digits else without_nir(value)

    def _value(self, row: int, column: int) -> Any:
        return self.cells.get((row, column), OldCell()).value

    def _leftover(self, place: Position, value: Any, reason: str) -> Leftover:
        return Leftover(self.title, address_at(place), self.header(place), value, reason)

    def _is_our_note(self, place: Position, cell: OldCell) -> bool:
        """Whether a note is the template's: it says what ours say, or nobody has signed it in a template."""
        return fold(cell.note or "") in self.known_notes or (
            self.from_template and not cell.author and self._is_heading(place)
        )

    def _is_heading(self, place: Position) -> bool:
        return False


class _Declared(_Page):
    """A sheet that the reader recognised."""

    def __init__(self, old: OldWorkbook, title: str, rows: Rows, carried: set[Position]) -> None:
        super().__init__(old, title)
        self.sheet: Sheet = SHEETS[rows.sheet]
        self.rows = rows
        self.carried = carried
        ours = _ours().sheets[self.sheet.title]
        self.known = _texts(ours)
        self.known_notes = {fold(cell.note) for cell in ours.values() if cell.note}
        self.is_form = self.sheet.layout is Layout.FORM
        self.lines = {position(cell)[0]: (name, position(cell)[1]) for name, cell in rows.lines.items()}
        self.by_column = {column: name for name, column in rows.columns.items()}
        self.computed = {
            fold(as_text(ours.get((_TEMPLATE_HEADER, column), OldCell()).value or ""))
            for (_, column), cell in ours.items()
            if cell.formula is not None
        }
        self.top = min(self.lines, default=0) if self.is_form else rows.header_row - 1
        self.filled_below = {
            column
            for (row, column), cell in self.cells.items()
            if row > self.top and not is_empty(cell.value)
        }
        self.data_rows = {row - 1 for row in rows.rows}

    def reason(self, place: Position, cell: OldCell) -> str | None:
        if place in self.carried or (is_empty(cell.value) and cell.formula is None):
            return None
        if self.is_ours(place, cell) or self._is_heading(place):
            return None
        row, column = place
        if cell.formula is not None and is_empty(cell.value) and self._field(place) is not None:
            return _NO_RESULT
        if self.is_form:
            return _BESIDE if row in self.lines else _UNKNOWN_LINE
        if row < self.top:
            return _ABOVE
        if column not in self.by_column:
            if row == self.top and column in self.filled_below:
                return None  # it is told with each of the cells under it
            return _TWICE if fold(self.header(place)) in self.sheet.spellings else _UNKNOWN_COLUMN
        return _NOT_READ

    def header(self, place: Position) -> str:
        row, column = place
        if self.is_form:
            label = next((self.cells.get((row, at)) for at in range(column) if (row, at) in self.cells), None)
            return "" if label is None else as_text(label.value or "")
        if row <= self.top:
            return ""
        above = self.cells.get((self.top, column))
        return "" if above is None else as_text(above.value or "")

    def is_ours(self, place: Position, cell: OldCell) -> bool:
        if place in self.carried:
            return False
        row, column = place
        text = fold(as_text(cell.value)) if cell.value is not None else ""
        if text in self.known and (len(text) >= _PROSE or row < self.top):
            return True
        if self.from_template and place == (0, 0) and text.startswith(fold(self.sheet.title)):
            return True
        if self.is_form:
            name, answer = self.lines.get(row, ("", column))
            heading = self.cells.get((self.top - 1, column), OldCell())
            if cell.formula is not None and fold(as_text(heading.value or "")) in self.computed:
                return True
            return column > answer and text in (
                *_examples(self.sheet.columns[name]),
                fold(self.sheet.columns[name].help),
            )
        if row > self.top and cell.formula is not None and fold(self.header(place)) in self.computed:
            return True
        if row == self.top and text in self.computed:
            return True
        return column in self.by_column and self._is_example_row(row)

    def _field(self, place: Position) -> str | None:
        row, column = place
        if self.is_form:
            name, answer = self.lines.get(row, (None, -1))
            return name if column == answer else None
        return self.by_column.get(column) if row in self.data_rows else None

    def _is_heading(self, place: Position) -> bool:
        """Whether a cell is the header of a column that was carried, or the label of a line that was."""
        row, column = place
        if not self.is_form:
            return row == self.top and column in self.by_column
        if row not in self.lines or column >= self.lines[row][1]:
            return False
        return not any((row, at) in self.cells for at in range(column + 1, self.lines[row][1]))

    def _is_example_row(self, row: int) -> bool:
        """Whether a row still is the example of the template."""
        identifier = self.cells.get((row, self.rows.columns.get(self.sheet.identifier, -1)))
        if identifier is None or not fold(as_text(identifier.value or "")).startswith("exemple"):
            return False
        return all(
            fold(as_text(self.cells[row, column].value)) in _examples(self.sheet.columns[name])
            for column, name in self.by_column.items()
            if (row, column) in self.cells and not is_empty(self.cells[row, column].value)
        )


def _examples(column: Column) -> tuple[str, ...]:
    """What the template writes as the example of a column."""
    if column.example is None:
        return ()
    shown = column.kind.written(column, column.example)
    return (fold(as_text(float(shown) if isinstance(shown, int) else shown)),)


def _is_our_list(cells: Mapping[Position, OldCell]) -> bool:
    return any(
        tuple(as_text(cells.get((row, at), OldCell()).value or "") for at in range(len(LEFTOVERS_HEADERS)))
        == LEFTOVERS_HEADERS
        for row in {row for row, _ in cells}
    )


def _again(cells: Mapping[Position, OldCell]) -> Iterator[Leftover]:
    """The lines of a list that an earlier migration left."""
    header = next(
        row for row, column in sorted(cells) if column == 1 and cells[row, column].value == "Cellule"
    )
    for row in sorted({row for row, _ in cells if row > header}):
        sheet, cell, above, value, reason = (cells.get((row, at), OldCell()).value for at in range(5))
        yield Leftover(str(sheet or ""), str(cell or ""), str(above or ""), value, str(reason or ""))
