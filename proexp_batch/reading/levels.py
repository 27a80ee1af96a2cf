"""Headers over two rows: a group above, what it holds below."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from proexp_batch.formats.grid import Grid
from proexp_batch.model.cells import fold, is_empty
from proexp_batch.model.columns import Sheet
from proexp_batch.reading.spellings import is_of_another, meaning, named, same_words

_FEWEST = 2


class _Level(NamedTuple):
    """A column of a header over two rows: its own text, and that of its group if it has one."""

    column: int
    text: str
    group: str
    below: bool


def two_levels(grid: Grid, sheet: Sheet, top: int) -> tuple[dict[str, int], dict[int, str]] | None:
    """The columns that two rows name together, by field, and the texts of all of them; `None` if they do not.

    The lower row is no data: it holds but texts, and most of them name a field, alone or with their group.
    """
    levels = list(_levels(grid, top))
    below = [level for level in levels if level.below]
    if len(below) < _FEWEST or not any(level.group or not level.below for level in levels):
        return None
    fields: dict[str, int] = {}
    for find in (_by_group, _alone):
        for level in levels:
            field = find(level, sheet) if level.column not in fields.values() else None
            if field is not None and field not in fields:
                fields[field] = level.column
    known = sum(level.column in fields.values() for level in below)
    if known < _FEWEST or 2 * known < len(below):
        return None
    return fields, {level.column: f"{level.group} {level.text}".strip() for level in levels}


def _levels(grid: Grid, top: int) -> Iterator[_Level]:
    if top < 0 or top + 1 >= len(grid.rows):
        return
    above, under = grid.rows[top], grid.rows[top + 1]
    if any(not isinstance(cell, str) and not is_empty(cell) for cell in (*above, *under)):
        return
    ends = {left: right for first, left, _, right in grid.merged if first == top and right > left}
    group, last = "", -1
    for column in range(max(len(above), len(under))):
        text, lower = _at(above, column), _at(under, column)
        if text:
            group, last = text, ends.get(column, column if not lower else len(under))
        if lower:
            same = fold(text) == fold(lower)
            yield _Level(column, lower, group if column <= last and not same else "", below=not same)
        elif text:
            yield _Level(column, text, "", below=False)


def _at(cells: Sequence[Any], column: int) -> str:
    cell = cells[column] if column < len(cells) else ""
    return "" if is_empty(cell) else str(cell)


def _by_group(level: _Level, sheet: Sheet) -> str | None:
    if not level.group:
        return named(level.text, sheet)
    together = f"{level.group} {level.text}"
    return named(together, sheet) or same_words(together, sheet)


def _alone(level: _Level, sheet: Sheet) -> str | None:
    """What a text says by itself; nothing if its group is another's."""
    meant = meaning(level.text, sheet)
    return None if meant is None or is_of_another(sheet, meant.field, level.group) else meant.field
