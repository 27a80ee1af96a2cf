"""Social security numbers: found wherever they stand, so that they are refused and never read."""

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from itertools import chain
from typing import Any

from proexp_batch.formats.format import Source
from proexp_batch.formats.grid import Grid
from proexp_batch.formats.refusals import UnreadableFileError
from proexp_batch.model.cells import fold, is_empty
from proexp_batch.model.privacy import DIGITS, is_whole_nir, numbers_in
from proexp_batch.reading.headers import FARTHEST_HEADER
from proexp_batch.reading.notes import Notes

_HEADER = re.compile(
    r"\b(?:nir|securite sociale|(?:numero|num|no|n) ss|(?:numero|num|no|n) (?:de )?secu|insee du salarie)\b"
)
_LONGEST_HEADER = 60
_SMALLEST = 1e14


def holds_nir(raw: Any) -> bool:
    """Whether a cell holds a social security number with its right key, alone or within a text."""
    if isinstance(raw, str):
        return bool(numbers_in(raw))
    return isinstance(raw, float) and is_whole_nir(raw)


def asks_for_nir(raw: Any) -> bool:
    """Whether a cell is the header of social security numbers."""
    return isinstance(raw, str) and 3 <= len(raw) <= _LONGEST_HEADER and bool(_HEADER.search(fold(raw)))


def look_elsewhere(source: Source, read: Collection[str], notes: Notes) -> None:
    """Note the social security numbers that stand anywhere but in the sheets that were `read`, by title.

    Raises:
        UnreadableFileError: the file is too big to look.
    """
    private = source.private()
    for title in (title for title in source.titles if title in private.titles and title not in read):
        # A sheet that nobody needs may be as big or as damaged as it likes.
        with suppress(UnreadableFileError):
            for at in private_cells(source.grids([title])[title], FARTHEST_HEADER):
                notes.of_other_sheet("LEC-010", title, at)
    for place in private.elsewhere:
        notes.of_file("LEC-013", where=place)
    if private.sure and not any(hit.code in ("LEC-010", "LEC-013") for hit in notes.hits):
        # It stands where no value is: in a formula, or in a text that no cell shows any more.
        notes.of_file("LEC-013", where="une formule, ou un texte qu'aucune cellule ne montre")


def private_cells(grid: Grid, last_header: int) -> Iterator[tuple[int, int]]:
    """The places of social security numbers, and of headers that ask for them with what stands below or beside.

    Headers are looked for down to the zero-based row `last_header`.
    """
    columns: set[int] = set()
    for row, cells in enumerate(grid.rows[: last_header + 1]):
        for column, raw in enumerate(cells):
            if asks_for_nir(raw) and column not in columns:
                below = [at for at in range(row + 1, len(grid.rows)) if not is_empty(grid.at(at, column))]
                if below:
                    columns.add(column)
                    yield row, column
                    yield from ((at, column) for at in below)
                elif not is_empty(grid.at(row, column + 1)):
                    yield row, column
                    yield row, column + 1
    # Each value is looked at once, wherever it stands: this runs over every cell of every dossier.
    long = {
        raw
        for raw in chain.from_iterable(grid.rows)
        if (len(raw) >= DIGITS if type(raw) is str else type(raw) is float and raw >= _SMALLEST)
    }
    numbers = {raw for raw in long if holds_nir(raw)}
    if numbers:
        for row, cells in enumerate(grid.rows):
            for column, raw in enumerate(cells):
                if column not in columns and raw in numbers:
                    yield row, column
