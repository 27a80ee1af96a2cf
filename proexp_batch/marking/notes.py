"""The notes of a sheet: comments part, VML drawing and what ties both to the sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set

from proexp_batch.marking.answers import LineKey
from proexp_batch.marking.comments import Comments
from proexp_batch.marking.threads import take_out
from proexp_batch.ooxml import names, vml
from proexp_batch.ooxml.addresses import Place
from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.workbook import SheetPart, Workbook
from proexp_batch.ooxml.worksheet import Worksheet

MAX_NOTES = 2_000
"""Notes on one sheet, the company's included: beyond some thousands Excel becomes slow. The other cells
are coloured only; the `Contrôle` sheet names them all."""


def write_notes(
    workbook: Workbook, sheet: SheetPart, worksheet: Worksheet, notes: Mapping[Place, str]
) -> None:
    """Write these notes, the most important first.

    Cells with a threaded comment get none, nor does a sheet whose drawing or whose comments have a form we do not know.
    """
    package, relations = workbook.package, workbook.relations(sheet.part)
    try:
        comments_part, comments = _comments(workbook, sheet)
        drawing_part = relations.part(worksheet.legacy_drawing)
        drawing = None if drawing_part is None else vml.extensible(_decode(package.read(drawing_part)))
    except PackageError:  # see `_are_legible`
        return
    if drawing is None and drawing_part is not None:
        return
    if comments is None:
        comments = Comments(Comments.blank(workbook.dialect), "written here")

    boxed = frozenset[Place]() if drawing is None else vml.boxed(drawing)
    new: list[vml.Box] = []
    extended: list[vml.Box] = []
    written = False
    for where, note in notes.items():
        if comments.is_threaded(where) or (where not in comments and len(comments) >= MAX_NOTES):
            continue
        # The company's own boxes keep the size and the place that they were given.
        is_own_box = comments.is_own_box(where)
        box = vml.Box(where, comments.write(where, note))
        written = True
        if where not in boxed:
            new.append(box)
        elif is_own_box:
            extended.append(box)
    if not written:
        return

    if comments_part is None:
        comments_part = workbook.free_part("comments{}.xml")
        relations.add(workbook.dialect.relation("comments"), comments_part)
        workbook.types.set_part(comments_part, names.COMMENTS_TYPE)
    package.write(comments_part, comments.serialise())
    if drawing_part is None or drawing is None:
        drawing_part = workbook.free_part("drawings/vmlDrawing{}.vml")
        drawing = vml.blank(_number(drawing_part))
        worksheet.legacy_drawing = relations.add(workbook.dialect.relation("vmlDrawing"), drawing_part)
        workbook.types.set_by_extension(drawing_part, names.VML_TYPE)
    drawing = vml.enlarge_boxes(drawing, extended, worksheet)
    if new:
        drawing = vml.add_boxes(drawing, new, worksheet, vml.first_identifier(_number(drawing_part)))
    package.write(drawing_part, _encode(drawing))


def _are_legible(workbook: Workbook, sheet: SheetPart, worksheet: Worksheet) -> bool:
    """Whether the notes and the drawing of their boxes can be read: what is named as such may be damaged, or another part.

    No reader of cells needs them, so that they cost the notes of the sheet, not all that is given back.
    """
    drawing = workbook.relations(sheet.part).part(worksheet.legacy_drawing)
    try:
        _comments(workbook, sheet)
        if drawing is not None:
            workbook.package.read(drawing)
    except PackageError:
        return False
    return True


def _comments(workbook: Workbook, sheet: SheetPart) -> tuple[str | None, Comments | None]:
    """The part of the notes of a sheet and what it holds, where there is one.

    Raises:
        PackageError: it cannot be read.
    """
    relation = workbook.relations(sheet.part).of_kind("comments")
    if relation is None or relation.part is None:
        return None, None
    return relation.part, Comments(workbook.package.read(relation.part), relation.part)


def has_our_notes(workbook: Workbook, sheet: SheetPart) -> bool:
    """Whether :func:`remove_notes` has something to do."""
    relation = workbook.relations(sheet.part).of_kind("comments")
    if relation is None or relation.part is None:
        return False
    try:
        return Comments.mentions_ours(workbook.package.read(relation.part))
    except PackageError:
        return False


def remove_notes(workbook: Workbook, sheet: SheetPart, worksheet: Worksheet, known: Set[LineKey]) -> Set[str]:
    """Take our text out of the notes and threads, and parts that hold nothing any more out of the package.

    Args:
        workbook: where the sheet stands.
        sheet: whose notes they are.
        worksheet: its content.
        known: the lines that are known to be ours.

    Returns:
        Who is said to have written the threaded comments that are gone.
    """
    package, relations = workbook.package, workbook.relations(sheet.part)
    relation = relations.of_kind("comments")
    if relation is None or relation.part is None or not _are_legible(workbook, sheet, worksheet):
        return frozenset()
    comments = Comments(package.read(relation.part), relation.part)
    threads = take_out(workbook, sheet, known)
    for where, thread in threads.changed.items():
        comments.follow(where, thread)
    comments.remove_ours(known, threads.changed.keys() | threads.untouched)
    if len(comments):
        package.write(relation.part, comments.serialise())
    else:
        workbook.drop_part(relation.part, sheet.part)
    drawing_part = relations.part(worksheet.legacy_drawing)
    if drawing_part is None:
        return threads.persons
    drawing = _decode(package.read(drawing_part))
    drawing = vml.keep_boxes(vml.extensible(drawing) or drawing, comments.places)
    if len(comments) or vml.has_shapes(drawing):
        package.write(drawing_part, _encode(drawing))
    else:
        worksheet.legacy_drawing = None
        workbook.drop_part(drawing_part, sheet.part)
    return threads.persons


def _number(part: str) -> int:
    digits = re.search(r"(\d{1,5})\.\w+$", part)
    return max(1, int(digits[1])) if digits else 1


def _decode(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
