"""Colours, notes and the `Contrôle` sheet, put into a package that has none of ours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from proexp_batch.marking import control_sheet
from proexp_batch.marking.answers import LineKey, line_keys
from proexp_batch.marking.emphasis import emphasise
from proexp_batch.marking.fills import MARKING
from proexp_batch.marking.looks import LOOKS
from proexp_batch.marking.marks import AnnotationError, Control, Mark, Tone
from proexp_batch.marking.memory import Memory, grouped, record
from proexp_batch.marking.notes import write_notes
from proexp_batch.ooxml import names
from proexp_batch.ooxml.addresses import Place, place
from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.markup import number
from proexp_batch.ooxml.package import Package
from proexp_batch.ooxml.styles import Styles, solid
from proexp_batch.ooxml.workbook import SheetPart, Workbook, fold
from proexp_batch.ooxml.worksheet import Worksheet, deselect_tab, has_selected_tab


@dataclass(slots=True)
class _Target:
    """All that is said about one cell."""

    tone: Tone = Tone.REPAIRED
    notes: list[str] = field(default_factory=list)

    def add(self, mark: Mark) -> None:
        self.tone = min(self.tone, mark.tone, key=lambda tone: tone.rank)
        if mark.note and mark.note not in self.notes:
            self.notes.append(mark.note)


def annotate(workbook: Workbook, marks: Sequence[Mark], control: Control) -> None:
    """Put these marks and this sheet into a workbook that holds nothing of ours.

    Raises:
        AnnotationError: a mark names no cell of a worksheet, or the sheet description is unusable.
    """
    control_sheet.check(control)
    package, before = workbook.package, workbook.package.copy()
    by_sheet = _by_sheet(workbook, marks)
    part_of_styles = styles_part(workbook)
    styles = Styles(package.read(part_of_styles), part_of_styles)
    styles.prepare()

    memory, words = Memory(), set[LineKey]()
    fills: list[tuple[str, int, int, str]] = []
    for sheet in workbook.sheets():
        if sheet in by_sheet:
            worksheet = Worksheet(package.read(sheet.part), sheet.part, workbook.dialect)
            targets = _merged_targets(worksheet, by_sheet[sheet])
            fills += [(sheet.title, *where, fill) for where, fill in _colour(worksheet, styles, targets)]
            emphasise(worksheet, styles, {where: target.tone for where, target in targets.items()})
            notes = _ranked_notes(targets)
            words |= set(line_keys(notes.values()))
            write_notes(workbook, sheet, worksheet, notes)
            package.write(sheet.part, deselect_tab(worksheet.serialise()))
        elif has_selected_tab(package.peek(sheet.part, 16_384)):
            package.write(sheet.part, deselect_tab(package.read(sheet.part)))
    memory.fills, memory.notes = grouped(fills), frozenset(words)

    used = {cell.style for row in control.rows for cell in row if cell is not None}
    formats = {name: look.register(styles) for name, look in LOOKS.items() if name in used}
    package.write(part_of_styles, styles.changed() or package.read(part_of_styles))
    title = workbook.free_title(control_sheet.usable_title(control.title))
    part = workbook.free_part("worksheets/sheet{}.xml")
    workbook.add_front_sheet(title, part)
    control_sheet.define_names(workbook, control, title)
    workbook.save()
    memory.state = record(before, package, part)
    package.write(
        part, control_sheet.render(control, memory, formats, workbook.dialect, styles.default_size())
    )


def _by_sheet(workbook: Workbook, marks: Sequence[Mark]) -> dict[SheetPart, dict[Place, _Target]]:
    found: dict[str, SheetPart] = {}
    by_sheet: dict[SheetPart, dict[Place, _Target]] = {}
    by_title = workbook.by_title()
    for mark in marks:
        if mark.sheet not in found:
            sheet = by_title.get(fold(mark.sheet))
            if sheet is None or not sheet.is_worksheet:
                raise AnnotationError(f"the workbook has no worksheet named {mark.sheet!r}")
            found[mark.sheet] = sheet
        targets = by_sheet.setdefault(found[mark.sheet], {})
        targets.setdefault(place(mark.cell), _Target()).add(mark)
    return by_sheet


def _merged_targets(worksheet: Worksheet, targets: Mapping[Place, _Target]) -> dict[Place, _Target]:
    """The targets in reading order, those inside one merged range joined at the cell that shows."""
    joined: dict[Place, _Target] = defaultdict(_Target)
    anchors = worksheet.anchors(targets)
    for where in sorted(targets):
        shown, target = joined[anchors[where]], targets[where]
        shown.tone = min(shown.tone, target.tone, key=lambda tone: tone.rank)
        shown.notes += [note for note in target.notes if note not in shown.notes]
    return dict(sorted(joined.items()))


def _colour(
    worksheet: Worksheet, styles: Styles, targets: Mapping[Place, _Target]
) -> list[tuple[Place, str]]:
    """Colour the cells; returns the places and fills of those that had one."""
    fills = []
    for where, target in targets.items():
        cell = worksheet.cell(*where)
        style = number(cell, "s")
        fill = styles.fill_of(style)
        if fill:
            fills.append((where, fill))
        cell.set("s", str(styles.with_fill(style, solid(MARKING[target.tone]))))
    return fills


def _ranked_notes(targets: Mapping[Place, _Target]) -> dict[Place, str]:
    """The notes of the gravest cells first: where there is room for some only, these get it."""
    ranked = sorted(targets.items(), key=lambda item: item[1].tone.rank)
    return {where: "\n".join(target.notes) for where, target in ranked if target.notes}


def _holds_styles(package: Package, part: str) -> bool:
    """Whether a part that no relationship leads to is a stylesheet all the same: then cells have their formats in it."""
    try:
        return Styles.is_one(package.read(part), part)
    except PackageError:
        return False


def styles_part(workbook: Workbook) -> str:
    """Name of the styles part, created where there is none."""
    relations = workbook.relations(workbook.part)
    relation = relations.of_kind("styles")
    if relation is not None and relation.part is not None:
        return relation.part
    # Some readers look for the styles under this name alone.
    part = workbook.beside("styles.xml")
    if not _holds_styles(workbook.package, part):
        workbook.package.write(part, Styles.blank(workbook.dialect))
    relations.add(workbook.dialect.relation("styles"), part)
    workbook.types.set_part(part, names.STYLES_TYPE)
    return part
