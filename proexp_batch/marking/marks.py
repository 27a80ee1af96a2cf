"""What the caller says and what may go wrong: plain data, no XML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from proexp_batch.ooxml.errors import PackageError


class AnnotationError(Exception):
    """The package cannot be annotated or cleaned; the message says why, in English."""


@contextmanager
def as_annotation_error() -> Iterator[None]:
    """Say as an `AnnotationError` whatever is wrong with a package; a decorator too."""
    try:
        yield
    except PackageError as error:
        raise AnnotationError(str(error)) from error


class Tone(StrEnum):
    """How grave a mark is; declared from the strongest to the weakest."""

    BLOCKING = "blocking"
    WARNING = "warning"
    INFO = "info"
    REPAIRED = "repaired"

    @property
    def rank(self) -> int:
        """0 for the strongest tone."""
        return list(Tone).index(self)


@dataclass(frozen=True, slots=True)
class Mark:
    """One remark on one cell.

    Several marks may name one cell: the strongest tone gives the colour, the notes are joined.

    Args:
        sheet: title of the sheet in that workbook.
        cell: address such as ``B5``; inside a merged range the remark goes to its top left cell.
        tone: colour of the cell.
        note: text of the note; empty for a colour without note.
    """

    sheet: str
    cell: str
    tone: Tone
    note: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the `Contrôle` sheet.

    Args:
        text: what stands in it; a whole number is stored as a number where the style is ``count``.
        style: a name of :data:`proexp_batch.marking.looks.LOOKS`.
        link: place in the workbook such as ``'Apprenants'!B5``, quoted by the caller, or None.
    """

    text: str
    style: str = "text"
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """The sheet put in front of the workbook.

    Args:
        title: its name, made unique by ``(2)``, ``(3)``... if the company has a sheet of that name.
        widths: widths of the columns, in characters.
        rows: the cells from A1 on; None leaves a cell out.
        header_row: number (from 1) of the row of headings, which gets the filter, stays visible when
            scrolling and is repeated on each printed page; None for none.
        merges: ranges to merge, such as ``A1:F1``.
        heights: height in points by row number; the other rows fit their text.
    """

    title: str
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    header_row: int | None
    merges: tuple[str, ...] = ()
    heights: Mapping[int, float] = field(default_factory=dict)
