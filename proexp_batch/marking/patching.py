"""Annotate an Excel workbook by patching its XML: bytes in, bytes out.

Whatever is not touched - charts, pictures, controls, macros - is copied byte for byte, and whatever is
added can be taken out again, so that the same file goes back and forth for many rounds.
"""

from __future__ import annotations

from collections.abc import Sequence

from proexp_batch.marking.annotating import annotated
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
    "Tone",
    "annotate",
    "clean",
    "edited",
    "has_signature",
    "redacted",
    "sheet_titles",
]


@as_annotation_error()
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
    return annotated(unsigned(cleaned(Package.open(package))), marks, control).save()


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
    return cleaned(Package.open(package)).save()


@as_annotation_error()
def sheet_titles(package: bytes) -> list[str]:
    """The titles of the sheets, from left to right.

    Args:
        package: an .xlsx or .xlsm file.

    Raises:
        AnnotationError: the file is no workbook that can be patched.
    """
    return [sheet.title for sheet in Workbook(Package.open(package)).sheets()]


@as_annotation_error()
def has_signature(package: bytes) -> bool:
    """Whether a workbook is signed; what :func:`annotate` gives back of it no more is.

    Args:
        package: an .xlsx or .xlsm file.

    Raises:
        AnnotationError: the file is no workbook that can be patched.
    """
    return is_signed(Package.open(package))
