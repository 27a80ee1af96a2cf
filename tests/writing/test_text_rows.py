"""Rows of texts written whole are to the byte what XlsxWriter makes of the same cells."""

import datetime as dt

import pytest

from proexp_batch.drawing.styles import Book, put
from proexp_batch.drawing.text_rows import TextCell, TextRows

ROWS = (
    (30.0, ((0, 2, "Titre", "bold"), (3, 4, "N° 1", "plain"))),
    (12.75, ((0, 4, "", "plain"),)),
    (12.6, ((0, 0, "=1+1", "plain"), (1, 4, "http://exemple.test", "bold"))),
    (48.7, ((0, 1, " deux\nlignes ", "wide"), (2, 2, "<r> & «\u00a0»", "wide"), (3, 4, "Titre", "bold"))),
    (408.0, ((0, 4, "_x0041_ \x01 \ud800 \uffff", "wide"),)),
)
STYLES = {"plain": {}, "bold": {"bold": True}, "wide": {"text_wrap": True, "font_size": 8}}


def book() -> Book:
    return Book("Essai", dt.datetime(2024, 2, 29))


def cell_by_cell(sheets: int) -> bytes:
    made = book()
    for number in range(sheets):
        sheet = made.sheet(f"F{number}")
        for row, (height, cells) in enumerate(ROWS):
            sheet.set_row(row, height)
            for first, last, text, name in cells:
                style = made.style(**STYLES[name])
                if first < last:
                    sheet.merge_range(row, first, row, last, "", style)
                put(sheet, row, first, text, style)
        sheet.set_footer("&P")
    return made.close()


def row_by_row(sheets: int) -> bytes:
    made = book()
    for number in range(sheets):
        sheet = made.sheet(f"F{number}", TextRows)
        for height, cells in ROWS:
            sheet.add_row(
                height,
                [
                    TextCell(first, last, text, made.style(**STYLES[name]))
                    for first, last, text, name in cells
                ],
            )
        sheet.set_footer("&P")
    return made.close()


def test_rows_written_whole_are_those_that_are_written_cell_by_cell() -> None:
    assert row_by_row(1) == cell_by_cell(1)
    assert row_by_row(3) == cell_by_cell(3)


def test_a_text_that_a_cell_cannot_hold_is_refused_and_not_cut() -> None:
    made = book()
    sheet = made.sheet("A", TextRows)
    sheet.add_row(12.75, [TextCell(0, 0, "\U0001f600" * 16_383, made.style())])
    with pytest.raises(ValueError, match="16384"):
        sheet.add_row(12.75, [TextCell(0, 0, "é" * 16_384, made.style())])
