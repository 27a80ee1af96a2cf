"""The attestations de fin de formation of one dossier: one sheet per contract, ready to print and sign."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from proexp_batch.decision.facts import Attestation
from proexp_batch.documents.attestations.lines import LAST_COLUMN, Cell, Line, attestation_lines
from proexp_batch.documents.attestations.seal_row import put_seal, with_seal_row
from proexp_batch.documents.attestations.words import TITLE
from proexp_batch.drawing.palette import GREY_TEXT, NAVY, PALE, RULE, WHITE
from proexp_batch.drawing.sheet_names import sheet_names
from proexp_batch.drawing.styles import Book, Format
from proexp_batch.drawing.text_rows import TextCell, TextRows
from proexp_batch.drawing.text_size import FONT_SIZE, line_height, wrapped
from proexp_batch.seal.keys import SealingKey

# Together 650 pixels: what A4 portrait holds between the margins, unscaled.
_WIDTHS = (122, 130, 116, 138, 144)
_MARGINS = {"left": 0.6, "right": 0.6, "top": 0.5, "bottom": 0.65}
_PAGE_HEIGHT = 842 - 72 * (_MARGINS["top"] + _MARGINS["bottom"])
# Printers differ a little; a page filled to the last point would overflow on some of them.
_FILLED = 0.97
_SQUEEZED = 1.2
_ROW_PADDING = 5
_INDENT = 9
# Excel refuses rows above 409 points, and no page break falls inside a row: long texts go on in a second one.
_MAX_LINES = 22

_WRAPPED = {"text_wrap": True, "align": "left"}
_TABLE = {**_WRAPPED, "font_size": 9, "indent": 1, "bottom": 1, "bottom_color": RULE}
_HEAD = {**_TABLE, "bold": True, "font_color": WHITE, "bg_color": NAVY}
_TOTAL = {**_TABLE, "bold": True, "bg_color": PALE}
_STYLES: dict[str, dict[str, Any]] = {
    "plain": {},
    "title": {"font_size": 17, "bold": True, "font_color": NAVY},
    "number": {"font_color": NAVY, "align": "right", "text_wrap": True},
    "legal": {**_WRAPPED, "font_size": 8, "font_color": GREY_TEXT, "top": 1, "top_color": NAVY},
    "statement": {**_WRAPPED, "font_size": 11},
    "section": {"font_size": 11, "bold": True, "font_color": NAVY, "valign": "bottom",
                "bottom": 2, "bottom_color": NAVY},
    "label": {**_TABLE, "font_color": GREY_TEXT},
    "text": _TABLE,
    "part": {**_TABLE, "bottom": 0, "valign": "top"},
    "right": {**_TABLE, "align": "right"},
    "head": _HEAD,
    "head_right": {**_HEAD, "align": "right"},
    "total": _TOTAL,
    "total_right": {**_TOTAL, "align": "right"},
    "bloc": {**_TABLE, "bold": True, "font_color": NAVY, "bg_color": PALE},
    "receipt": {**_WRAPPED, "font_size": 9, "indent": 1},
    "signatory": {**_WRAPPED, "valign": "top", "indent": 1},
    "box": {**_WRAPPED, "font_size": 8, "indent": 1, "font_color": GREY_TEXT, "valign": "top",
            "border": 1, "border_color": GREY_TEXT},
}  # fmt: skip


def attestations(facts: Sequence[Attestation], sealing: SealingKey | None = None) -> bytes:
    """Write the attestations of one dossier as a workbook, one sheet per contract, protected, and sealed with a key.

    The same facts give the same bytes, on any day. At least one attestation is needed: a workbook without sheets is none.
    """
    if not facts:
        raise ValueError("there is no attestation to write")
    book = Book(TITLE, created=dt.datetime.combine(max(one.end for one in facts), dt.time()))
    style = cache(lambda name: book.style(**_STYLES[name]))
    for one, name in zip(facts, sheet_names(one.contract for one in facts), strict=True):
        _draw(book.sheet(name, TextRows), style, one, sealing)
    return book.close()


def _draw(
    sheet: TextRows, style: Callable[[str], Format], facts: Attestation, sealing: SealingKey | None
) -> None:
    for column, width in enumerate(_WIDTHS):
        sheet.set_column_pixels(column, column, width)
    rows = list(_rows(facts))
    if sealing is not None:
        rows = with_seal_row(rows, facts.code)
    for row, (line, height) in enumerate(rows):
        sheet.add_row(
            height, [TextCell(cell.first, cell.last, cell.text, style(cell.style)) for cell in line.cells]
        )
        if line.repeat:
            sheet.repeat_rows(row)
    if sealing is not None:
        put_seal(sheet, style("plain"), facts, rows, sealing)
    _set_page(sheet, facts.number, len(rows))
    lines, heights = zip(*rows, strict=True)
    if sum(heights) <= _PAGE_HEIGHT * _FILLED * _SQUEEZED:
        # A last page with hardly more than the signature is worse than slightly smaller letters.
        sheet.fit_to_pages(1, 1)
    else:
        sheet.set_h_pagebreaks(list(page_breaks(lines, heights)))


def _set_page(sheet: TextRows, number: str, rows: int) -> None:
    sheet.set_portrait()
    sheet.set_margins(**_MARGINS)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, rows - 1, LAST_COLUMN)
    # Each attestation starts at page 1; a "page 1 of N" would count all sheets printed together.
    sheet.set_start_page(1)
    sheet.set_footer(f"&L&8{TITLE} n° {_footer_text(number)}&R&8Page &P", {"margin": 0.3})
    # Without a password: it keeps a slip of the keyboard out, and whoever wants to copy may.
    sheet.protect()


def _footer_text(text: str) -> str:
    # In footers `&` starts a code, and Excel refuses more than 255 signs. The space keeps a number that
    # starts with a digit from being read as part of the size of the font.
    return text[:100].replace("&", "&&")


def _lines_of(cell: Cell) -> tuple[str, ...]:
    style = _STYLES[cell.style]
    if not style.get("text_wrap"):
        return (cell.text,)
    width = sum(_WIDTHS[cell.first : cell.last + 1]) - _INDENT * style.get("indent", 0)
    return wrapped(cell.text, width, style.get("font_size", FONT_SIZE), style.get("bold", False))


def _rows(facts: Attestation) -> Iterator[tuple[Line, float]]:
    """The lines as the rows of a sheet, each with its height."""
    for line in attestation_lines(facts):
        texts = [_lines_of(cell) for cell in line.cells]
        if max(map(len, texts)) <= _MAX_LINES:
            yield line, _height(line, texts)
            continue
        for part in _split(line, texts):
            yield part, _height(part, [_lines_of(cell) for cell in part.cells])


def _height(line: Line, texts: Sequence[Sequence[str]]) -> float:
    heights = (
        len(text) * line_height(_STYLES[cell.style].get("font_size", FONT_SIZE))
        for cell, text in zip(line.cells, texts, strict=True)
    )
    return max(line.height, *heights, 0) + (0 if line.height else _ROW_PADDING)


def _split(line: Line, texts: Sequence[Sequence[str]]) -> Iterator[Line]:
    """Let a line whose texts are too tall for one row go on in the next rows."""
    tallest = max(map(len, texts))
    for start in range(0, tallest, _MAX_LINES):
        parts = [" ".join(text[start : start + _MAX_LINES]) for text in texts]
        cells = tuple(
            cell._replace(text=part, style="part") for cell, part in zip(line.cells, parts, strict=True)
        )
        # Only the end of a long text has to stay with the signature: kept whole, it would fill a page.
        yield replace(line, cells=cells, keep=line.keep and start + _MAX_LINES >= tallest)


def page_breaks(lines: Sequence[Line], heights: Sequence[float]) -> Iterator[int]:
    """Give the rows that start a new page, so that no title is left alone at the foot of one.

    A title (`keep`) goes with what follows it; a group that no longer fits opens a page, under the repeated
    header if there is one above.
    """
    filled = repeated = 0.0
    for group in _groups(lines):
        height = sum(heights[row] for row in group)
        if filled and filled + height > _PAGE_HEIGHT * _FILLED:
            yield group[0]
            filled = repeated
        filled += height
        repeated += sum(heights[row] for row in group if lines[row].repeat)


def _groups(lines: Sequence[Line]) -> Iterable[list[int]]:
    group: list[int] = []
    for row, line in enumerate(lines):
        group.append(row)
        if not line.keep:
            yield group
            group = []
    if group:
        yield group
