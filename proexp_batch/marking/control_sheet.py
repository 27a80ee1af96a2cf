"""The part of the `Contrôle` sheet, written from its description (ECMA-376 Part 1, §18.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from proexp_batch.drawing.palette import NAVY, argb
from proexp_batch.drawing.text_size import column_pixels, line_height, wrapped
from proexp_batch.marking.looks import LOOKS
from proexp_batch.marking.marks import AnnotationError, Cell, Control
from proexp_batch.marking.memory import NAME, Memory
from proexp_batch.ooxml.addresses import Area, Place, address, area, letters, quoted, span
from proexp_batch.ooxml.markup import escape, escape_lookalikes, plain_text
from proexp_batch.ooxml.names import Dialect
from proexp_batch.ooxml.workbook import Workbook

_MAX_HEIGHT = 409
_USUAL_SIZE = 10  # points of a font whose digits are as wide as the widths of columns suppose; none is wider
_INDENT = 12  # pixels that one step of indentation takes in the program that takes the most
_FOOTER = "&L&8&F&C&8&A&R&8&P / &N"
_MEMORY_GAP = 12
"""Empty rows between the last line that people see and the hidden ones, so that a filter stops there."""

_ILLEGAL_IN_TITLE = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE = 31 - len(" (99)")


def usable_title(title: str) -> str:
    """`title` without what no spreadsheet program accepts in the name of a sheet."""
    return _ILLEGAL_IN_TITLE.sub(" ", title).strip("' ")[:_LONGEST_TITLE] or "Contrôle"


def check(control: Control) -> None:
    """Refuse a description that would give a corrupt sheet.

    Raises:
        AnnotationError: an unknown style, a heading outside the rows, or a malformed range.
    """
    for row in control.rows:
        for cell in row:
            if cell is not None and cell.style not in LOOKS:
                raise AnnotationError(f"unknown style {cell.style!r} in the control sheet")
    if control.header_row is not None and not 1 <= control.header_row <= len(control.rows):
        raise AnnotationError("the header row of the control sheet is not one of its rows")
    for merge in control.merges:
        area(merge)


def define_names(workbook: Workbook, control: Control, title: str) -> None:
    """The names that the sheet needs as first tab: our mark, the filter and the repeated heading."""
    sheet = quoted(title)
    signature = f"${letters(_width(control) + 2)}${_memory_start(control)}"
    workbook.define(NAME, f"{sheet}!{signature}", None, hidden=True)
    if control.header_row is not None:
        top, left, bottom, right = _filter_area(control)
        cells = f"${letters(left)}${top}:${letters(right)}${bottom}"
        workbook.define("_xlnm._FilterDatabase", f"{sheet}!{cells}", 0, hidden=True)
        workbook.define("_xlnm.Print_Titles", f"{sheet}!${top}:${top}", 0, hidden=False)


def render(
    control: Control, memory: Memory, formats: Mapping[str, int], dialect: Dialect, font_size: float
) -> bytes:
    """The bytes of the worksheet part.

    Args:
        control: what it says.
        memory: what it remembers.
        formats: the cell format of each style.
        dialect: that of the workbook.
        font_size: that of the workbook's own font, by which the widths of columns are measured.
    """
    width = _width(control)
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{size:g}" customWidth="1"/>'
        for number, size in enumerate(control.widths, 1)
    )
    hidden = f'<col min="{width + 1}" max="{width + 4}" width="9" hidden="1" customWidth="1"/>'
    rows = "".join(_rows(control, formats, font_size)) + "".join(_memory_rows(control, memory))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
        f'<worksheet xmlns="{dialect.main}" xmlns:r="{dialect.relations}">'
        f'<sheetPr><tabColor rgb="{argb(NAVY)}"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f"{_view(control)}"
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}{hidden}</cols><sheetData>{rows}</sheetData>'
        f"{_filter(control)}{_merges(control)}{_links(control)}"
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        f"<headerFooter><oddFooter>{escape(_FOOTER)}</oddFooter></headerFooter>"
        f'<ignoredErrors><ignoredError sqref="{span((1, 1, max(1, len(control.rows)), width))}"'
        ' numberStoredAsText="1"/></ignoredErrors></worksheet>'
    ).encode()


def _width(control: Control) -> int:
    return max([1, len(control.widths), *map(len, control.rows)])


def _memory_start(control: Control) -> int:
    return len(control.rows) + _MEMORY_GAP


def _filter_area(control: Control) -> Area:
    top = control.header_row or 1
    filled = [number for number, cell in enumerate(control.rows[top - 1], 1) if cell is not None]
    return top, min(filled, default=1), len(control.rows), max(filled, default=1)


def _view(control: Control) -> str:
    pane = ""
    if control.header_row is not None:
        below = f"A{control.header_row + 1}"
        pane = (
            f'<pane ySplit="{control.header_row}" topLeftCell="{below}" activePane="bottomLeft"'
            ' state="frozen"/>'
            f'<selection pane="bottomLeft" activeCell="{below}" sqref="{below}"/>'
        )
    return (
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
        + pane
        + "</sheetView></sheetViews>"
    )


def _filter(control: Control) -> str:
    return "" if control.header_row is None else f'<autoFilter ref="{span(_filter_area(control))}"/>'


def _merges(control: Control) -> str:
    if not control.merges:
        return ""
    cells = "".join(f'<mergeCell ref="{escape(merge)}"/>' for merge in control.merges)
    return f'<mergeCells count="{len(control.merges)}">{cells}</mergeCells>'


def _links(control: Control) -> str:
    links = [
        f'<hyperlink ref="{address(row, column)}" location="{escape(cell.link)}"/>'
        for row, cells in enumerate(control.rows, 1)
        for column, cell in enumerate(cells, 1)
        if cell is not None and cell.link
    ]
    return f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""


def _rows(control: Control, formats: Mapping[str, int], font_size: float) -> Iterator[str]:
    merged = {(corners := area(merge))[:2]: corners for merge in control.merges}
    by_row: dict[int, list[Area]] = {}
    for corners in merged.values():
        by_row.setdefault(corners[0], []).append(corners)
    for number, cells in enumerate(control.rows, 1):
        height = control.heights.get(number) or _fitting_height(control, number, merged, font_size)
        size = f' ht="{height:g}" customHeight="1"' if height else ""
        filled = [
            _cell(address(number, column), cell, formats)
            for column, cell in enumerate(_spread(cells, by_row.get(number, ())), 1)
            if cell is not None
        ]
        yield f'<row r="{number}"{size}>{"".join(filled)}</row>'


def _spread(cells: tuple[Cell | None, ...], merged: Sequence[Area]) -> list[Cell | None]:
    """The cells of a row; those hidden below one that is `merged` take its style, so that its border is whole."""
    spread = list(cells)
    for _, left, _, right in merged:
        first = spread[left - 1] if left <= len(spread) else None
        if first is not None:
            spread += [None] * (right - len(spread))
            spread[left:right] = [Cell("", first.style)] * (right - left)
    return spread


def _fitting_height(
    control: Control, row: int, merged: Mapping[Place, Area], font_size: float
) -> float | None:
    """Estimated height of a row: programs do not agree on when they fit rows to their text, merged or not."""
    heights = []
    for column, cell in enumerate(control.rows[row - 1], 1):
        top, left, bottom, right = merged.get((row, column), (row, column, row, column))
        if cell is None or top != bottom:
            continue
        look = LOOKS[cell.style]
        room = sum(map(column_pixels, control.widths[left - 1 : right])) * min(1, font_size / _USUAL_SIZE)
        room -= look.indent * _INDENT
        lines = len(wrapped(cell.text, int(room), look.size, look.bold)) if look.wrapped else 1
        heights.append(lines * line_height(look.size) + 4)
    return min(max(heights), _MAX_HEIGHT) if heights else None


def _cell(reference: str, cell: Cell, formats: Mapping[str, int]) -> str:
    head = f'<c r="{reference}" s="{formats[cell.style]}"'
    if not cell.text:
        return head + "/>"
    if cell.style == "count" and cell.text.isascii() and cell.text.isdecimal() and len(cell.text) < 16:
        return f"{head}><v>{cell.text}</v></c>"
    return f"{head} {_inline(cell.text)}</c>"


def _inline(text: str) -> str:
    content = escape(escape_lookalikes(plain_text(text)))
    return f't="inlineStr"><is><t xml:space="preserve">{content}</t></is>'


def _memory_rows(control: Control, memory: Memory) -> Iterator[str]:
    column = _width(control) + 1
    for number, line in enumerate(memory.lines(), _memory_start(control)):
        cells = [
            f'<c r="{address(number, column + offset)}" {_inline(text)}</c>'
            for offset, text in enumerate((line.kind, line.payload))
        ]
        if line.formula:
            cells.append(
                f'<c r="{address(number, column + 2)}"><f>{escape(line.formula)}</f><v>{line.value}</v></c>'
            )
        yield f'<row r="{number}" hidden="1">{"".join(cells)}</row>'
