"""Rows that nobody sees and text that is struck out: read like the rest, and said."""

from collections.abc import Sequence

from proexp_batch.formats.grid import Grid
from proexp_batch.ooxml.addresses import Position
from proexp_batch.reading.notes import Notes


def note_unseen(grid: Grid, sheet: str, places: Sequence[Position], notes: Notes) -> None:
    """Note what is hidden or struck out among the filled `places` of one row, or of a form.

    Places are zero-based; a row that is struck out as a whole is told once.
    """
    for row in sorted({row for row, _ in places} & grid.hidden):
        notes.of_cell("LEC-114", sheet, next(place for place in places if place[0] == row))
    struck = [place for place in places if place in grid.struck]
    whole = len(struck) == len(places)
    for place in struck[:1] if whole else struck:
        notes.of_cell("LEC-015", sheet, place)
