"""The boxes of the notes, in a VML drawing (ECMA-376 Part 4, §19).

The part is treated as text: Excel itself writes VML that is not always well-formed, and the controls
and pictures that may stand beside the notes must come through unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from proexp_batch.ooxml.addresses import MAX_COLUMN, MAX_ROW, Place
from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.markup import parse
from proexp_batch.ooxml.worksheet import Worksheet

_WIDTH = 300
_LINE_HEIGHT = 16
_LINE_LENGTH = 50
_MARGIN = 12
_MAX_HEIGHT = 480
_GAP = 15
_BLOCK_SIZE, _BLOCKS = 1024, 3  # identifiers are reserved by blocks of 1024, named in o:idmap
_LAST_TOP = MAX_ROW - 60  # a box must end on the sheet
_NO_PLACE = (0, 0)
_MOST_STEPS = 400  # hidden columns or rows that a box may reach across

_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{blocks}"/></o:shapelayout>'
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
    'width:{width}pt;height:{height}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)

_NAMESPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_PREFIXES = ('xmlns:v="urn:schemas-microsoft-com:vml"', 'xmlns:o="', 'xmlns:x="')
# Each of them goes once over a drawing, whatever somebody has put into it; numbers are as long as a sheet needs.
_END = re.compile(r"</xml\s*+>\s*+$")
_ANY_SHAPE = re.compile(r"<(?:\w++:)?(?:shape|group|rect|oval|line|image)\b")
_SHAPE_BEGINS, _SHAPE_ENDS = re.compile(r"<v:shape\b"), re.compile(r"</v:shape\s*+>\s*+")
_NOTE = re.compile(r"ObjectType=[\"']Note[\"']")
_ROW = re.compile(r"<x:Row>\s*+([0-9]{1,7})\s*+</x:Row>")
_COLUMN = re.compile(r"<x:Column>\s*+([0-9]{1,7})\s*+</x:Column>")
_ANCHOR = re.compile(r"(<x:Anchor>)[^<]*+(</x:Anchor>)")
_NUMBER = re.compile(r"_x0000_s([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Box:
    """Where a note belongs and the text that it must hold."""

    place: Place
    text: str


def blank(number: int) -> str:
    """A drawing without shapes, whose identifiers begin behind :func:`first_identifier`."""
    block = first_identifier(number) // _BLOCK_SIZE
    return _HEAD.format(blocks=",".join(str(block + more) for more in range(_BLOCKS))) + "</xml>"


def first_identifier(number: int) -> int:
    """Where the identifiers of the shapes of the drawing `number` begin: each has room for some thousands."""
    return (1 + (number - 1) * _BLOCKS) * _BLOCK_SIZE


def extensible(drawing: str) -> str | None:
    """The drawing in the form that :func:`add_boxes` knows how to extend, or None if it cannot be given it.

    Some writers (openpyxl) choose other prefixes for the three namespaces; the usual ones are put in their place.
    """
    if _is_extensible(drawing):
        return drawing
    try:
        root = parse(drawing.encode("utf-8", "surrogateescape"), "drawing")
    except PackageError:
        return None
    if root.tag != "xml":
        return None
    usual = etree.Element("xml", nsmap=_NAMESPACES)
    usual.extend(list(root))
    etree.cleanup_namespaces(usual, top_nsmap=_NAMESPACES, keep_ns_prefixes=list(_NAMESPACES))
    rewritten = etree.tostring(usual, encoding="unicode")
    return rewritten if _is_extensible(rewritten) else None


def _is_extensible(drawing: str) -> bool:
    return _END.search(drawing) is not None and all(item in drawing for item in _PREFIXES)


def add_boxes(drawing: str, boxes: Iterable[Box], sheet: Worksheet, first: int) -> str:
    """The drawing with a hidden box for each new note, behind what it holds already."""
    numbers = [int(found) for found in _NUMBER.findall(drawing)]
    number = max([first, *numbers]) + 1
    parts = [] if 'id="_x0000_t202"' in drawing else [_SHAPE_TYPE]
    for box in boxes:
        parts.append(_shape(number, box, sheet))
        number += 1
    end = _END.search(drawing)
    cut = len(drawing) if end is None else end.start()
    return drawing[:cut] + "".join(parts) + drawing[cut:]


def enlarge_boxes(drawing: str, boxes: Iterable[Box], sheet: Worksheet) -> str:
    """The drawing with the boxes of these notes, which exist already, made to fit their longer texts."""
    anchors = {box.place: _anchor(box, sheet) for box in boxes}

    def fit(shape: str) -> str:
        anchor = anchors.get(_place(shape))
        return shape if anchor is None else _ANCHOR.sub(rf"\g<1>{anchor}\g<2>", shape)

    return _with_shapes(drawing, fit) if anchors else drawing


def keep_boxes(drawing: str, places: Iterable[Place]) -> str:
    """The drawing with one box for each note at these places, and without those of any other note.

    Programs that know the shapes by other names than ours leave them beside their own.
    """
    left = {_NO_PLACE, *places}

    def keep(shape: str) -> str:
        where = _place(shape)
        if where not in left:
            return ""
        if where != _NO_PLACE:
            left.remove(where)
        return shape

    return _with_shapes(drawing, keep)


def boxed(drawing: str) -> frozenset[Place]:
    """The cells whose notes have a box."""
    return frozenset(_place(drawing[start:end]) for start, end in _shapes(drawing)) - {_NO_PLACE}


def has_shapes(drawing: str) -> bool:
    """Whether anything but definitions stands in the drawing."""
    return _ANY_SHAPE.search(drawing) is not None


def _with_shapes(drawing: str, change: Callable[[str], str]) -> str:
    """The drawing with each of its shapes as `change` gives it; one that never ends is none."""
    pieces, done = [], 0
    for start, end in _shapes(drawing):
        pieces += [drawing[done:start], change(drawing[start:end])]
        done = end
    return "".join([*pieces, drawing[done:]])


def _shapes(drawing: str) -> Iterator[tuple[int, int]]:
    """Where the shapes begin and end. Behind one that never ends no other one can: nothing is looked at twice."""
    begin = _SHAPE_BEGINS.search(drawing)
    while begin is not None and (end := _SHAPE_ENDS.search(drawing, begin.end())) is not None:
        yield begin.start(), end.end()
        begin = _SHAPE_BEGINS.search(drawing, end.end())


def _place(block: str) -> Place:
    """The cell whose note a shape is, or `_NO_PLACE` if it is another shape."""
    row, column = _ROW.search(block), _COLUMN.search(block)
    if _NOTE.search(block) is None or row is None or column is None:
        return _NO_PLACE
    return int(row[1]) + 1, int(column[1]) + 1


def _shape(number: int, box: Box, sheet: Worksheet) -> str:
    row, column = box.place
    return _SHAPE.format(
        id=number,
        width=_WIDTH * 3 / 4,
        height=_height(box.text) * 3 / 4,
        anchor=_anchor(box, sheet),
        row=row - 1,
        column=column - 1,
    )


def _height(text: str) -> int:
    lines = sum(1 + len(line) // _LINE_LENGTH for line in text.split("\n"))
    return min(_MAX_HEIGHT, lines * _LINE_HEIGHT + _MARGIN)


def _anchor(box: Box, sheet: Worksheet) -> str:
    """Left, top, right and bottom of a box beside its cell, each as column or row and pixels into it."""
    row, column = box.place
    left, left_gap = column + 1, _GAP
    top, top_gap = min(max(1, row - 1), _LAST_TOP), 10 if row > 1 else 2
    right, right_gap = _advance(left, left_gap + _WIDTH, sheet.column_pixels)
    if right >= MAX_COLUMN or right - left > _MOST_STEPS:
        # Nothing visible to the right of the cell: the box stands on its left.
        left = max(1, column - 5)
        right, right_gap = column, 0
    bottom, bottom_gap = _advance(top, top_gap + _height(box.text), sheet.row_pixels)
    return (
        f"{left - 1}, {left_gap}, {top - 1}, {top_gap}, {right - 1}, {right_gap}, {bottom - 1}, {bottom_gap}"
    )


def _advance(start: int, distance: int, size: Callable[[int], int]) -> tuple[int, int]:
    """The column (or row) that lies `distance` pixels behind the edge of `start`, and the rest within it."""
    for position in range(start, start + _MOST_STEPS + 2):
        step = size(position)
        if step > distance:
            return position, distance
        distance -= step
    return position, 0
