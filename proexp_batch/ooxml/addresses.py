"""A1 addresses: the one place where they are taken apart and put together."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from proexp_batch.ooxml.errors import PackageError

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")

Place: TypeAlias = tuple[int, int]
"""Row and column, both from 1."""

Position: TypeAlias = tuple[int, int]
"""Row and column, both from 0, as in a grid."""

Area: TypeAlias = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 1."""


def parsed(address: str) -> Place | None:
    """Row and column of what has the form of an address, even if no sheet is that big; `None` for what has not."""
    match = _CELL.fullmatch(address)
    if match is None or int(match[2]) == 0:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def place(address: str) -> Place:
    """Row and column of an address such as ``B5``.

    Raises:
        PackageError: it is not the address of a cell that a sheet can have.
    """
    found = parsed(address)
    if found is None or found[0] > MAX_ROW or found[1] > MAX_COLUMN:
        raise PackageError(f"{address!r} is not a cell address")
    return found


def place_or_none(address: str) -> Place | None:
    """As `place`; `None` for what a sheet cannot have."""
    try:
        return place(address)
    except PackageError:
        return None


def split_cell(cell: str) -> tuple[str, int]:
    """Split `AB12`, written by this program, into its column letters and its row number."""
    letters = cell.rstrip("0123456789")
    return letters, int(cell[len(letters) :])


def position(address: str) -> Position:
    """The place of an address as a position in a grid: `B5` is (4, 1).

    Raises:
        PackageError: it is not the address of a cell that a sheet can have.
    """
    row, column = place(address)
    return row - 1, column - 1


def area(reference: str) -> Area:
    """Corners of a range such as ``B5:C7``, or of a single cell."""
    first, _, last = reference.partition(":")
    top, left = place(first)
    bottom, right = place(last or first)
    return top, left, bottom, right


def area_or_none(reference: str) -> Area | None:
    """As `area`; `None` for what a sheet cannot have."""
    try:
        return area(reference)
    except PackageError:
        return None


@lru_cache(maxsize=1024)
def letters(column: int) -> str:
    """``B`` for 2."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def address(row: int, column: int) -> str:
    """``B5`` for row 5, column 2."""
    return f"{letters(column)}{row}"


def address_at(at: Position) -> str:
    """``B5`` for the position (4, 1)."""
    return address(at[0] + 1, at[1] + 1)


def span(corners: Area) -> str:
    """``B5:C7``, or ``B5`` alone for one cell."""
    top, left, bottom, right = corners
    first, last = address(top, left), address(bottom, right)
    return first if first == last else f"{first}:{last}"


def quoted(title: str) -> str:
    """A sheet title for use in a formula."""
    return "'" + title.replace("'", "''") + "'"
