"""Small tables of counts: a name, then numbers, then their sums."""

from collections.abc import Sequence
from dataclasses import dataclass

from proexp_batch.drawing import palette, styles
from proexp_batch.drawing.styles import Book, Worksheet, put, xl_range

LABEL_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Count:
    """A number and the formula that gives it again; `None` where no formula could."""

    value: int
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class CountRow:
    """One row: the name, its colour if it has one, and its counts."""

    label: str
    fill: str | None
    counts: tuple[Count, ...]


def small_table(
    book: Book,
    sheet: Worksheet,
    corner: tuple[int, int],
    headers: Sequence[str],
    rows: Sequence[CountRow],
    summed: int,
) -> None:
    """Write a table from its top left corner; the first `summed` columns of counts get a total."""
    top, left = corner
    first = left + LABEL_COLUMNS
    _label(sheet, top, left, headers[0], book.style(**_HEAD, align="left"))
    for index, header in enumerate(headers[1:]):
        put(sheet, top, first + index, header, book.style(**_HEAD, align="right"))
    sheet.set_row(top, 20)
    number = book.style(**_CELL, align="right", num_format="#,##0")
    for offset, row in enumerate(rows, start=1):
        ground = {"bg_color": row.fill} if row.fill else {}
        _label(sheet, top + offset, left, row.label, book.style(**_CELL, **ground, align="left"))
        for index, count in enumerate(row.counts):
            _count(sheet, top + offset, first + index, count, number)
        sheet.set_row(top + offset, 18)
    _totals(book, sheet, corner, rows, (len(headers) - 1, summed))


_HEAD = {"bold": True, "indent": 1, "font_color": palette.WHITE, "bg_color": palette.NAVY}
_CELL = {"indent": 1, "bottom": 1, "bottom_color": palette.RULE}
_TOTAL = {"bold": True, "indent": 1, "bg_color": palette.PALE}


def _totals(
    book: Book, sheet: Worksheet, corner: tuple[int, int], rows: Sequence[CountRow], columns: tuple[int, int]
) -> None:
    top, left = corner
    every, summed = columns
    bottom = top + len(rows) + 1
    number = book.style(**_TOTAL, align="right", num_format="#,##0")
    _label(sheet, bottom, left, "Total", book.style(**_TOTAL, align="left"))
    for index in range(every):
        column = left + LABEL_COLUMNS + index
        if index < summed:
            cells = xl_range(top + 1, column, bottom - 1, column)
            value = sum(row.counts[index].value for row in rows)
            _count(sheet, bottom, column, Count(value, f"=SUM({cells})"), number)
        else:
            sheet.write_blank(bottom, column, None, number)
    sheet.set_row(bottom, 18)


def _label(sheet: Worksheet, row: int, column: int, text: str, style: styles.Format) -> None:
    sheet.merge_range(row, column, row, column + LABEL_COLUMNS - 1, "", style)
    put(sheet, row, column, text, style)


def _count(sheet: Worksheet, row: int, column: int, count: Count, style: styles.Format) -> None:
    if count.formula is None:
        sheet.write_number(row, column, count.value, style)
    else:
        sheet.write_formula(row, column, count.formula, style, count.value)
