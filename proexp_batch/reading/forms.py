"""Sheets of labelled lines: where the value of each line stands, and what it is."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from proexp_batch.formats.grid import Grid
from proexp_batch.model.cells import as_text, fold, is_empty, shown
from proexp_batch.model.columns import Sheet
from proexp_batch.model.dossier import Rows
from proexp_batch.ooxml.addresses import Position, address_at, letters
from proexp_batch.reading.beside import answers_beside
from proexp_batch.reading.cellreader import EMPTY, CellReader, Context
from proexp_batch.reading.headers import FARTHEST_HEADER
from proexp_batch.reading.notes import Notes
from proexp_batch.reading.spellings import meaning, nearly, spelling
from proexp_batch.reading.unseen import note_unseen
from proexp_batch.reading.values import parsers

_FARTHEST_LABEL = 50
_FARTHEST_VALUE = 3
_COLUMNS_GUESSED = 3
_FEWEST_ACROSS = 4
_ANSWER_HEADERS = ("votre reponse", "reponse", "reponses", "valeur", "a remplir")


@dataclass(slots=True)
class Lines:
    """The labels of a form by field, with what was guessed or repeated, and the place of each value."""

    labels: dict[str, Position] = field(default_factory=dict)
    guessed: dict[str, str] = field(default_factory=dict)
    repeated: list[tuple[str, Position]] = field(default_factory=list)
    values: dict[str, Position] = field(default_factory=dict)


def find_lines(grid: Grid, sheet: Sheet) -> Lines:
    """Find the labelled lines of a form; those with a slip are not yet looked for: see `guess_lines`.

    Labels stand in the columns that hold several of them: a value may well be spelled as a label is. The value
    stands right of its label, after the merged block if the label is one.
    """
    known = _known(grid, sheet)
    counts = Counter(column for _, column, _ in known)
    places: dict[str, list[Position]] = {}
    for row, column, name in known:
        if counts[column] > 1:
            places.setdefault(name, []).append((row, column))
    lines = Lines()
    for name, some in places.items():
        likely = [_says_it(grid, sheet, name, place) for place in some]
        lines.labels[name] = some[likely.index(max(likely))]
    _find_values(grid, sheet, lines)
    for name, some in places.items():
        if len(some) > 1:
            _choose(grid, lines, name, some)
    return lines


def _says_it(grid: Grid, sheet: Sheet, name: str, place: Position) -> tuple[bool, bool]:
    """How surely a cell is the label of a field: a title above the form may be spelled as one of its aliases."""
    row, column = place
    followed = any(not is_empty(grid.at(row, column + step)) for step in range(1, _FARTHEST_VALUE + 1))
    return spelling(grid.at(row, column)) == fold(sheet.columns[name].label), followed


def _choose(grid: Grid, lines: Lines, name: str, places: list[Position]) -> None:
    """Of several lines for a field, take one that is filled; the others are repeated if they are filled too."""
    chosen, value = lines.labels[name], lines.values[name]
    step = value[1] - chosen[1]
    filled = [place for place in places if not is_empty(grid.at(place[0], place[1] + step))]
    if filled and chosen not in filled:
        lines.labels[name] = chosen = filled[0]
        lines.values[name] = (chosen[0], chosen[1] + step)
    lines.repeated += ((name, place) for place in filled if place != chosen)


def labels_across(grid: Grid, sheet: Sheet) -> Position | None:
    """Where the labels of a form begin if they stand side by side in one row, not one below the other."""
    known = _known(grid, sheet)
    rows, columns = Counter(row for row, _, _ in known), Counter(column for _, column, _ in known)
    if not rows:
        return None
    row, count = rows.most_common(1)[0]
    if count < _FEWEST_ACROSS or count <= max(columns.values()):
        return None
    return row, min(column for at, column, _ in known if at == row)


def _known(grid: Grid, sheet: Sheet) -> list[tuple[int, int, str]]:
    """Row, column and field of each cell that is a label, whatever certain things stand around it."""
    return [
        (row, column, meant.field)
        for row, cells in enumerate(grid.rows[:FARTHEST_HEADER])
        for column, cell in enumerate(cells[:_FARTHEST_LABEL])
        if (meant := meaning(cell, sheet)) is not None and meant.certain
    ]


def guess_lines(lines: Lines, grid: Grid, sheet: Sheet) -> None:
    """Take labels that are nearly known ones for them, where their fields were not found otherwise."""
    taken = {*lines.labels.values(), *(place for _, place in lines.repeated)}
    for column in sorted({column for _, column in lines.labels.values()})[:_COLUMNS_GUESSED]:
        for row in range(min(len(grid.rows), FARTHEST_HEADER)):
            cell = grid.at(row, column)
            name = nearly(cell, sheet, lines.labels) if (row, column) not in taken else None
            if name is not None:
                lines.labels[name] = (row, column)
                lines.guessed[name] = as_text(cell)
    _find_values(grid, sheet, lines)


def _find_values(grid: Grid, sheet: Sheet, lines: Lines) -> None:
    ends = {(first, left): right for first, left, _, right in grid.merged}
    steps = {
        column: _step(grid, sheet, lines, column, ends)
        for column in {column for _, column in lines.labels.values()}
    }
    for name, (row, column) in lines.labels.items():
        lines.values[name] = (row, ends.get((row, column), column) + steps[column])


def _step(grid: Grid, sheet: Sheet, lines: Lines, column: int, ends: dict[Position, int]) -> int:
    """How far right of the labels of a column their values stand: where the header says, or where there are any."""
    places = {name: place for name, place in lines.labels.items() if place[1] == column}
    top = min(row for row, _ in places.values())
    for cells in grid.rows[max(0, top - 3) : top]:
        for step in range(1, _FARTHEST_VALUE + 1):
            header = cells[column + step] if column + step < len(cells) else ""
            if isinstance(header, str) and fold(header[:40]) in _ANSWER_HEADERS:
                return step
    labels = set(lines.labels.values())
    for step in range(1, _FARTHEST_VALUE + 1):
        cells_there = [(row, ends.get((row, at), at) + step) for row, at in places.values()]
        if any(place in labels for place in cells_there):
            break
        if any(not is_empty(grid.at(*place)) for place in cells_there):
            return step
    return 1


def read_form(
    sheet: Sheet, title: str, grid: Grid, lines: Lines, notes: Notes, context: Context, from_1904: bool
) -> Rows:
    """Read the values of a form whose lines were found."""
    guess_lines(lines, grid, sheet)
    rows = Rows(sheet.key, title, 1, rows=[1])
    for name, text in lines.guessed.items():
        notes.of_cell("LEC-104", sheet.key, lines.labels[name], sheet.columns[name], shown=text)
    for name, place in lines.repeated:
        notes.of_cell("LEC-008", sheet.key, place, sheet.columns[name])
    read = parsers(sheet, from_1904)
    cells = CellReader(sheet, notes, context)
    beside = answers_beside(sheet, grid, lines.labels, lines.values, context.private, from_1904)
    _note_beside(sheet, grid, lines, beside, notes)
    for name, (row, column) in lines.values.items():
        rows.lines[name] = address_at((row, column))
        raw = grid.at(row, column)
        value = EMPTY if is_empty(raw) else cells.read(sheet.columns[name], read[name], raw, row, column)
        rows.values[name] = [None if value is EMPTY else value]
        rows.filled[name] = [value is not EMPTY or name in beside]
    # A form is one row, wherever its lines stand.
    rows.typed = {(1, name): text for (_, name), text in cells.typed.items()}
    filled_places = sorted(place for name, place in lines.values.items() if rows.filled[name][0])
    note_unseen(grid, sheet.key, filled_places, notes)
    return rows


def _note_beside(
    sheet: Sheet, grid: Grid, lines: Lines, beside: Mapping[str, Position], notes: Notes
) -> None:
    """Say once that answers stand in another column than the one that is read."""
    if not beside:
        return
    name, place = min(beside.items(), key=lambda item: item[1])
    read = letters(lines.values[name][1] + 1)
    notes.of_cell(
        "LEC-016",
        sheet.key,
        place,
        sheet.columns[name],
        read=read,
        shown=shown(grid.at(*place)),
        count=len(beside),
    )


def unread_form(sheet: Sheet, title: str, at: Position) -> Rows:
    """A form that is there but cannot be read: each of its lines holds something, at the place `at`."""
    rows = Rows(sheet.key, title, 1, rows=[1])
    for name in sheet.columns:
        rows.lines[name] = address_at(at)
        rows.values[name], rows.filled[name] = [None], [True]
    return rows
