"""A1 addresses."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from proexp_batch.ooxml.marks import AnnotationError

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")

Place: TypeAlias = tuple[int, int]
"""Row and column, both from 1."""

Area: TypeAlias = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 1."""


def place(address: str) -> Place:
    """Row and column of an address such as ``B5``.

    Raises:
        AnnotationError: it is not the address of a cell that a sheet can have.
    """
    match = _CELL.fullmatch(address)
    if match is not None:
        column = 0
        for letter in match[1].upper():
            column = column * 26 + ord(letter) - 64
        row = int(match[2])
        if row <= MAX_ROW and column <= MAX_COLUMN:
            return row, column
    raise AnnotationError(f"{address!r} is not a cell address")


def area(reference: str) -> Area:
    """Corners of a range such as ``B5:C7``, or of a single cell."""
    first, _, last = reference.partition(":")
    top, left = place(first)
    bottom, right = place(last or first)
    return top, left, bottom, right


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


def span(corners: Area) -> str:
    """``B5:C7``, or ``B5`` alone for one cell."""
    top, left, bottom, right = corners
    first, last = address(top, left), address(bottom, right)
    return first if first == last else f"{first}:{last}"


def quoted(title: str) -> str:
    """A sheet title for use in a formula."""
    return "'" + title.replace("'", "''") + "'"
