"""Answers of a form that stand in another column than the one that is read: a second company, or the examples' column."""

from collections.abc import Collection, Mapping
from typing import Any

from proexp_batch.formats.grid import Grid
from proexp_batch.model.cells import Uncomputed, as_text, fold, is_empty
from proexp_batch.model.columns import Column, Sheet
from proexp_batch.ooxml.addresses import Position
from proexp_batch.reading.values import parsers

_FARTHEST = 4
_HEADERS_ABOVE = 3
_FEWEST = 2
_TELLING_ONLY = "LEC-1"
_REMARKS = (
    "aide",
    "a revoir",
    "commentaire",
    "commentaires",
    "remarque",
    "remarques",
    "observations",
    "source",
)
_EXAMPLES = ("exemple", "exemples")


def answers_beside(
    sheet: Sheet,
    grid: Grid,
    labels: Mapping[str, Position],
    values: Mapping[str, Position],
    private: Collection[Position],
    from_1904: bool,
) -> dict[str, Position]:
    """The answers right of the ones that are read, by field: the first column that holds some; empty without any.

    A column holds answers if at least two of its cells, not all alike, can be read as what their lines ask for and say
    something else than the answer that is read. What people write in words shows nothing: it may be a remark. The
    column of the examples counts only where nothing, or one thing, stands in that of the answers.
    """
    given = sum(not is_empty(grid.at(*place)) for place in values.values())
    ends = {place[1] for place in labels.values()}
    for step in range(1, _FARTHEST):
        places = {
            name: (row, column + step)
            for name, (row, column) in values.items()
            if not any(column < end <= column + step for end in ends)
        }
        header = _header(grid, places)
        if header in _REMARKS or (header in _EXAMPLES and given > 1):
            continue
        filled = {name: at for name, at in places.items() if not is_empty(grid.at(*at)) and at not in private}
        told = [name for name in filled if _answers(sheet, name, grid, filled[name], values[name], from_1904)]
        if len({as_text(grid.at(*filled[name])) for name in told}) >= _FEWEST:
            return filled
    return {}


def _header(grid: Grid, places: Mapping[str, Position]) -> str:
    """The text above a column of the form, folded."""
    top, column = min(places.values(), default=(0, 0))
    above = (grid.at(row, column) for row in range(top - 1, max(-1, top - 1 - _HEADERS_ABOVE), -1))
    return next((fold(cell) for cell in above if isinstance(cell, str) and not is_empty(cell)), "")


def _answers(sheet: Sheet, name: str, grid: Grid, place: Position, read: Position, from_1904: bool) -> bool:
    """Whether a cell answers what its line asks, otherwise than the one that is read and than the template."""
    column, raw, answer = sheet.columns[name], grid.at(*place), grid.at(*read)
    if column.kind.free_text or isinstance(raw, Uncomputed) or _is_ours(column, raw):
        return False
    parse = parsers(sheet, from_1904)[name]
    value = _certain(parse(raw))
    if value is None or is_empty(answer) or isinstance(answer, Uncomputed):
        return value is not None
    return bool(value != _certain(parse(answer)))


def _certain(parsed: Any) -> Any:
    value, code, _ = parsed
    return value if code is None or code.startswith(_TELLING_ONLY) else None


def _is_ours(column: Column, raw: Any) -> bool:
    """Whether a cell still holds what the template shows beside the answer."""
    ours = column.help if column.example is None else column.kind.written(column, column.example)
    return fold(as_text(raw)) == fold(as_text(ours))
