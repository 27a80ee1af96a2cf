"""Annotate an Excel workbook by patching its XML: bytes in, bytes out.

Whatever is not touched - charts, pictures, controls, macros - is copied byte for byte, and whatever is
added can be taken out again, so that the same file goes back and forth for many rounds.
"""

from __future__ import annotations

from collections.abc import Sequence

from proexp_batch.marking import annotating
from proexp_batch.marking.cleaning import cleaned
from proexp_batch.marking.editing import Edit, edited
from proexp_batch.marking.marks import AnnotationError, Cell, Control, Mark, Tone, as_annotation_error
from proexp_batch.marking.redaction import redacted
from proexp_batch.marking.signatures import is_signed, unsigned
from proexp_batch.ooxml.package import Package
from proexp_batch.ooxml.workbook import Workbook

__all__ = [
    "AnnotationError",
    "Cell",
    "Control",
    "Edit",
    "Mark",
    "Opened",
    "Tone",
    "annotate",
    "clean",
    "edited",
    "has_signature",
    "redacted",
    "sheet_titles",
]


class Opened:
    """A workbook, opened once for what is asked of it and for being annotated.

    Args:
        package: an .xlsx or .xlsm file, Transitional or Strict (ECMA-376).

    Raises:
        AnnotationError: the file is no workbook that can be patched.
    """

    @as_annotation_error()
    def __init__(self, package: bytes) -> None:
        self._workbook = Workbook(Package.open(package))

    @property
    def is_signed(self) -> bool:
        """Whether it is signed; what :meth:`annotate` gives back of it no more is."""
        with as_annotation_error():
            return is_signed(self._workbook.package)

    @property
    def titles(self) -> list[str]:
        """The titles of the sheets, from left to right."""
        with as_annotation_error():
            return [sheet.title for sheet in self._workbook.sheets()]

    @as_annotation_error()
    def annotate(self, marks: Sequence[Mark], control: Control) -> bytes:
        """The annotated file, as :func:`annotate` gives it; afterwards this is the annotated workbook.

        Raises:
            AnnotationError: the file is no workbook that can be patched, or a mark names no possible cell.
        """
        self._workbook = cleaned(self._workbook)
        package = self._workbook.package
        if (bare := unsigned(package)) is not package:
            self._workbook = Workbook(bare)
        annotating.annotate(self._workbook, marks, control)
        return self._workbook.package.save()


def annotate(package: bytes, marks: Sequence[Mark], control: Control) -> bytes:
    """Clean a workbook, then colour and note the marked cells and put the control sheet in front.

    Args:
        package: an .xlsx or .xlsm file, Transitional or Strict (ECMA-376).
        marks: what to say about which cell.
        control: the sheet to insert as first and active one.

    Returns:
        The annotated file; the same arguments give the same bytes.

    Raises:
        AnnotationError: the file is no workbook that can be patched, or a mark names no possible cell.
    """
    return Opened(package).annotate(marks, control)


@as_annotation_error()
def clean(package: bytes) -> bytes:
    """Take out everything that :func:`annotate` has put in: colours, notes and the control sheet.

    If the file was not saved by anybody in between, all parts come back byte for byte; otherwise the fills
    that the cells had before, and the company's own notes, come back.

    Args:
        package: an .xlsx or .xlsm file, annotated or not.

    Raises:
        AnnotationError: the file is no workbook that can be patched.
    """
    return cleaned(Workbook(Package.open(package))).package.save()


def sheet_titles(package: bytes) -> list[str]:
    """The titles of the sheets, from left to right.

    Args:
        package: an .xlsx or .xlsm file.

    Raises:
        AnnotationError: the file is no workbook that can be patched.
    """
    return Opened(package).titles


@as_annotation_error()
def has_signature(package: bytes) -> bool:
    """Whether a workbook is signed; what :func:`annotate` gives back of it no more is.

    Args:
        package: an .xlsx or .xlsm file.

    Raises:
        AnnotationError: the file is no workbook that can be patched.
    """
    return is_signed(Package.open(package))
