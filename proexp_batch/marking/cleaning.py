"""Taking out everything of ours, whatever has happened to the file since."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Set

from proexp_batch.marking.answers import LineKey
from proexp_batch.marking.emphasis import mentions_emphasis, remove_emphasis
from proexp_batch.marking.fills import MARKING, mentions_marking
from proexp_batch.marking.marks import AnnotationError
from proexp_batch.marking.memory import NAME, Fill, rewind
from proexp_batch.marking.notes import has_our_notes, remove_notes
from proexp_batch.marking.recognition import find_all
from proexp_batch.marking.threads import forget_persons
from proexp_batch.ooxml.addresses import Place
from proexp_batch.ooxml.covering import first_covers
from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.markup import number
from proexp_batch.ooxml.styles import Styles
from proexp_batch.ooxml.workbook import SheetPart, Workbook, fold
from proexp_batch.ooxml.worksheet import Worksheet, uses_format

_CHAINED_SHEET = re.compile(rb' i="([^"<]*+)"')
_MOST_COLUMNS_FILLED = 500_000
"""Columns that the remembered fills of a sheet cover, each counted for itself. Ours cover one column each: no dossier
has so many marked cells, and what a forged memory says beyond that is not believed."""


def cleaned(workbook: Workbook) -> Workbook:
    """The workbook without our colours, notes and sheets; the one that is given may be changed for it.

    If nobody has saved the file since it was annotated, its package is the very one from before. Otherwise
    each of our traces is looked for by itself: the hidden record in our sheet gives the old fills, and a
    cell of one of our colours that is not recorded loses its fill.

    Raises:
        AnnotationError: the package is no workbook that can be patched.
    """
    ours = find_all(workbook)
    if len(ours) == 1:
        sheet, memory = ours[0]
        before = None if memory.state is None else rewind(workbook.package, memory.state, sheet.part)
        if before is not None:
            return Workbook(before)
    if ours and len(ours) == len(workbook.sheets()):
        raise AnnotationError("the workbook has no sheet but the control sheet")

    gone = [sheet for sheet, _ in ours]
    _drop_calculation_chain(workbook, gone)
    workbook.remove_sheets(gone)
    workbook.undefine(NAME)
    # Tabs of one part have one memory.
    memories = {sheet.part: memory for sheet, memory in ours}
    words = frozenset[LineKey]().union(*(memory.notes for memory in memories.values()))
    _restore(workbook, [fill for memory in memories.values() for fill in memory.fills], words, bool(ours))
    workbook.save()
    return workbook


def _drop_calculation_chain(workbook: Workbook, gone: Iterable[SheetPart]) -> None:
    """Drop a chain that names cells of sheets that go: Excel calls it corrupt, but rebuilds a lost one."""
    relation = workbook.relations(workbook.part).of_kind("calcChain")
    if relation is None or relation.part is None:
        return
    try:
        named = set(_CHAINED_SHEET.findall(workbook.package.read(relation.part)))
    except PackageError:  # a damaged one is of no use to anybody
        named = {sheet.number.encode() for sheet in gone}
    if not named.isdisjoint(sheet.number.encode() for sheet in gone):
        workbook.drop_part(relation.part, workbook.part)


def _restore(workbook: Workbook, fills: Iterable[Fill], words: Set[LineKey], was_ours: bool) -> None:
    relation = workbook.relations(workbook.part).of_kind("styles")
    part = None if relation is None else relation.part
    styles = None
    # No mark and no rule of ours is without one of our colours.
    if part is not None and mentions_marking(workbook.package.read(part)):
        was_ours, styles = True, Styles(workbook.package.read(part), part)
    formats = frozenset[int]() if styles is None else styles.filled_with(MARKING.values())
    by_sheet = defaultdict(list)
    for fill in fills:
        by_sheet[fold(fill.sheet)].append(fill)

    persons: set[str] = set()
    # Where a forged workbook shows one part under many tabs, its first title counts.
    by_part = {sheet.part: sheet for sheet in reversed(workbook.sheets()) if sheet.is_worksheet}
    for sheet in reversed(by_part.values()):
        noted = has_our_notes(workbook, sheet)
        if not (was_ours or noted):
            continue
        data = workbook.package.read(sheet.part)
        coloured = bool(formats) and uses_format(data, formats)
        if not (coloured or noted or mentions_emphasis(data)):
            continue
        worksheet = Worksheet(data, sheet.part, workbook.dialect)
        if coloured and styles is not None:
            _restore_fills(worksheet, styles, formats, by_sheet[fold(sheet.title)])
        emphasised = remove_emphasis(worksheet)
        if noted:
            persons |= remove_notes(workbook, sheet, worksheet, words)
        if coloured or noted or emphasised:
            workbook.package.write(sheet.part, worksheet.serialise())
    forget_persons(workbook, persons)
    changed = None if styles is None else styles.changed()
    if part is not None and changed is not None:
        workbook.package.write(part, changed)


def _restore_fills(
    worksheet: Worksheet, styles: Styles, formats: frozenset[int], fills: Iterable[Fill]
) -> None:
    ours = [
        (element, attribute, style, place)
        for element, attribute, place in worksheet.styled()
        if (style := number(element, attribute)) in formats
    ]
    old = _old_fills({place for *_, place in ours if place is not None}, fills)
    for element, attribute, style, place in ours:
        fill = "" if place is None else old.get(place, "")
        element.set(attribute, str(styles.with_fill(style, fill)))


def _old_fills(places: Iterable[Place], fills: Iterable[Fill]) -> dict[Place, str]:
    """By place, the first of the remembered fills that covers it: only columns that are asked for are looked at."""
    rows_of = defaultdict(list)
    for row, column in places:
        rows_of[column].append(row)
    columns = sorted(rows_of)
    ranges = defaultdict(list)
    left = _MOST_COLUMNS_FILLED
    for fill in fills:
        top, first, bottom, last = fill.cells
        covered = columns[bisect_left(columns, first) : bisect_right(columns, last)]
        left -= len(covered)
        if left < 0:
            break
        for column in covered:
            ranges[column].append((top, bottom, fill.xml))
    return {
        (row, column): xml
        for column, found in ranges.items()
        for row, xml in first_covers(rows_of[column], found).items()
    }
