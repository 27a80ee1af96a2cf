"""Puts values into cells of a workbook and leaves everything else as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from proexp_batch.marking.annotating import styles_part
from proexp_batch.marking.marks import as_annotation_error
from proexp_batch.ooxml.addresses import place
from proexp_batch.ooxml.content import has_formula, set_number, set_text
from proexp_batch.ooxml.markup import number
from proexp_batch.ooxml.package import Package
from proexp_batch.ooxml.styles import Styles
from proexp_batch.ooxml.workbook import SheetPart, Workbook, fold
from proexp_batch.ooxml.worksheet import Worksheet

_EPOCHS = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}


@dataclass(frozen=True, slots=True)
class Edit:
    """A value for one cell.

    Args:
        sheet: title of the sheet in that workbook.
        cell: address such as ``B5``.
        value: text, number or day; a day keeps the date format of the cell or gets the usual one.
    """

    sheet: str
    cell: str
    value: str | float | dt.date


@as_annotation_error()
def edited(package: bytes, edits: Sequence[Edit]) -> tuple[bytes, frozenset[Edit]]:
    """Put values into cells. A cell that computes its value is never touched.

    Returns:
        The new file, and the edits that were made.

    Raises:
        AnnotationError: the file is no workbook that can be patched.
    """
    workbook = Workbook(Package.open(package).copy())
    part = styles_part(workbook)
    styles = Styles(workbook.package.read(part), part)
    styles.prepare()
    by_sheet: dict[SheetPart, list[Edit]] = {}
    by_title = workbook.by_title()
    for edit in edits:
        sheet = by_title.get(fold(edit.sheet))
        if sheet is not None and sheet.is_worksheet:
            by_sheet.setdefault(sheet, []).append(edit)
    made: set[Edit] = set()
    for sheet, wanted in by_sheet.items():
        worksheet = Worksheet(workbook.package.read(sheet.part), sheet.part, workbook.dialect)
        done = _edit(worksheet, wanted, styles, _EPOCHS[workbook.counts_from_1904])
        if done:
            made.update(done)
            workbook.package.write(sheet.part, worksheet.serialise())
    workbook.package.write(part, styles.changed() or workbook.package.read(part))
    workbook.save()
    return workbook.package.save(), frozenset(made)


def _edit(worksheet: Worksheet, edits: Iterable[Edit], styles: Styles, epoch: dt.date) -> list[Edit]:
    done = []
    places = {edit: place(edit.cell) for edit in edits}
    anchors = worksheet.anchors(places.values())
    for edit, where in places.items():
        cell = worksheet.cell(*anchors[where])
        if not has_formula(cell):
            _put(cell, edit.value, styles, epoch)
            done.append(edit)
    return done


def _put(cell: etree._Element, value: str | float | dt.date, styles: Styles, epoch: dt.date) -> None:
    style = number(cell, "s")
    if isinstance(value, str):
        set_text(cell, value)
        return
    if isinstance(value, dt.date):
        style = styles.for_date(style)
        set_number(cell, (value - epoch).days)
    else:
        style = styles.for_number(style)
        set_number(cell, value)
    if style != number(cell, "s"):
        cell.set("s", str(style))
