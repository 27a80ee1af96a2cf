"""Rows of texts written whole are to the byte what XlsxWriter makes of the same cells."""

import datetime as dt
import io
from typing import Any

import pytest

from proexp_batch.drawing.styles import Book, put
from proexp_batch.drawing.text_rows import TextCell, TextRows
from proexp_batch.seal.marks import png_of
from proexp_batch.seal.statement import Seal

ROWS = (
    (30.0, ((0, 2, "Titre", "bold"), (3, 4, "N° 1", "plain"))),
    (12.75, ((0, 4, "", "plain"),)),
    (12.6, ((0, 0, "=1+1", "plain"), (1, 4, "http://exemple.test", "bold"))),
    (48.7, ((0, 1, " deux\nlignes ", "wide"), (2, 2, "<r> & «\u00a0»", "wide"), (3, 4, "Titre", "bold"))),
    (408.0, ((0, 4, "_x0041_ \x01 \ud800 \uffff", "wide"),)),
)
HIDDEN = (1, 2)
PICTURE = png_of(Seal("N", bytes(32), "0" * 8, bytes(64)))
STYLES = {"plain": {}, "bold": {"bold": True}, "wide": {"text_wrap": True, "font_size": 8}}


def book() -> Book:
    return Book("Essai", dt.datetime(2024, 2, 29))


def finish(sheet: Any) -> None:
    """All that stands beside the rows; the picture reaches over rows of several heights, one of them hidden."""
    sheet.insert_image(1, 1, "code.png", {"image_data": io.BytesIO(PICTURE), "y_scale": 30})
    sheet.protect()
    sheet.set_footer("&P")


def cell_by_cell(sheets: int) -> bytes:
    made = book()
    for number in range(sheets):
        sheet = made.sheet(f"F{number}")
        for row, (height, cells) in enumerate(ROWS):
            sheet.set_row(row, height, None, {"hidden": row in HIDDEN})
            for first, last, text, name in cells:
                style = made.style(**STYLES[name])
                if first < last:
                    sheet.merge_range(row, first, row, last, "", style)
                put(sheet, row, first, text, style)
        finish(sheet)
    return made.close()


def row_by_row(sheets: int) -> bytes:
    made = book()
    for number in range(sheets):
        sheet = made.sheet(f"F{number}", TextRows)
        for row, (height, cells) in enumerate(ROWS):
            sheet.add_row(
                height,
                [
                    TextCell(first, last, text, made.style(**STYLES[name]))
                    for first, last, text, name in cells
                ],
                row in HIDDEN,
            )
        finish(sheet)
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
