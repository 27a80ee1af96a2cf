"""Taking out everything of ours, whatever has happened to the file since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from proexp_batch.marking.fills import MARKING, mentions_marking
from proexp_batch.marking.marks import AnnotationError
from proexp_batch.marking.memory import NAME, Fill, rewind
from proexp_batch.marking.notes import has_our_notes, remove_notes
from proexp_batch.marking.recognition import find_all
from proexp_batch.ooxml.markup import number
from proexp_batch.ooxml.package import Package
from proexp_batch.ooxml.styles import Styles
from proexp_batch.ooxml.workbook import SheetPart, Workbook, fold
from proexp_batch.ooxml.worksheet import Worksheet, uses_format


def cleaned(package: Package) -> Package:
    """The package without our colours, notes and sheets.

    If nobody has saved the file since it was annotated, this is the very package from before. Otherwise
    each of our traces is looked for by itself: the hidden record in our sheet gives the old fills, and a
    cell of one of our colours that is not recorded loses its fill.

    Raises:
        AnnotationError: the package is no workbook that can be patched.
    """
    workbook = Workbook(package)
    ours = find_all(workbook)
    if len(ours) == 1:
        sheet, memory = ours[0]
        before = None if memory.state is None else rewind(package, memory.state, sheet.part)
        if before is not None:
            return before
    if ours and len(ours) == len(workbook.sheets()):
        raise AnnotationError("the workbook has no sheet but the control sheet")

    workbook = Workbook(package.copy())
    for sheet, _ in reversed(ours):
        _drop_calculation_chain(workbook, sheet)
        workbook.remove_sheet(sheet)
    workbook.undefine(NAME)
    _restore(workbook, [fill for _, memory in ours for fill in memory.fills])
    workbook.save()
    return workbook.package


def _drop_calculation_chain(workbook: Workbook, sheet: SheetPart) -> None:
    """Drop a chain that names cells of a sheet that goes: Excel calls it corrupt, but rebuilds a lost one."""
    relation = workbook.relations(workbook.part).of_kind("calcChain")
    if relation is None or relation.part is None:
        return
    if f' i="{sheet.number}"'.encode() in workbook.package.read(relation.part):
        workbook.drop_part(relation.part, workbook.part)


def _restore(workbook: Workbook, fills: Iterable[Fill]) -> None:
    relation = workbook.relations(workbook.part).of_kind("styles")
    part = None if relation is None else relation.part
    styles = None
    if part is not None and mentions_marking(workbook.package.read(part)):
        styles = Styles(workbook.package.read(part), part)
    formats = frozenset[int]() if styles is None else styles.filled_with(MARKING.values())
    by_sheet = defaultdict(list)
    for fill in fills:
        by_sheet[fold(fill.sheet)].append(fill)

    for sheet in workbook.sheets():
        if not sheet.is_worksheet:
            continue
        data = workbook.package.read(sheet.part)
        coloured = bool(formats) and uses_format(data, formats)
        noted = has_our_notes(workbook, sheet)
        if not (coloured or noted):
            continue
        worksheet = Worksheet(data, sheet.part, workbook.dialect)
        if coloured and styles is not None:
            _restore_fills(worksheet, styles, formats, by_sheet[fold(sheet.title)])
        if noted:
            remove_notes(workbook, sheet, worksheet)
        workbook.package.write(sheet.part, worksheet.serialise())
    changed = None if styles is None else styles.changed()
    if part is not None and changed is not None:
        workbook.package.write(part, changed)


def _restore_fills(
    worksheet: Worksheet, styles: Styles, formats: frozenset[int], fills: Iterable[Fill]
) -> None:
    by_column = defaultdict(list)
    for fill in fills:
        for column in range(fill.cells[1], fill.cells[3] + 1):
            by_column[column].append((fill.cells[0], fill.cells[2], fill.xml))
    for element, attribute, place in worksheet.styled():
        style = number(element, attribute)
        if style not in formats:
            continue
        old = ""
        if place is not None:
            row, column = place
            old = next((xml for top, bottom, xml in by_column[column] if top <= row <= bottom), "")
        element.set(attribute, str(styles.with_fill(style, old)))
