"""Writes values into the cells of the template, each one with its own type."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from proexp_batch.drawing.styles import clean
from proexp_batch.model import wording
from proexp_batch.model.columns import Column
from proexp_batch.model.kinds import CellKind
from proexp_batch.model.privacy import hide_nir
from proexp_batch.template.looks import LINE_HEIGHT, Styles, lines_of

HIGHEST = 409
"""Excel makes no row higher, in points."""

LONGEST_TEXT = 32_767
"""Excel holds no longer text in a cell."""

# A typed row that fits into two lines keeps the height of the empty ones.
_USUAL_HEIGHT = 26
_FIRST_YEAR = 1900
_GENERAL = "General"
_DATE = "dd/mm/yyyy"
_DATE_AND_TIME = "dd/mm/yyyy hh:mm"
_DURATION = "[h]:mm"
_LINE_BREAK = re.compile(r"\r\n?")


def write_row(
    page: Worksheet, row: int, columns: Sequence[Column], values: Mapping[str, Any], styles: Styles
) -> None:
    """Write one row of a table by field; columns without a value stay empty, and the row is as high as it must.

    Raises:
        ValueError: a text is too long for a cell.
    """
    lines = 1
    for index, column in enumerate(columns):
        text = write_value(page, row, index, column, values.get(column.field), styles)
        lines = max(lines, lines_of(text, column.width - 2))
    page.set_row(row, min(HIGHEST, max(_USUAL_HEIGHT, LINE_HEIGHT * lines + 8)))


def write_value(
    page: Worksheet, row: int, index: int, column: Column, value: Any, styles: Styles, *, form: bool = False
) -> str:
    """Write a value into a cell of a column, as a person would have typed it.

    Args:
        page: The sheet.
        row: The zero-based row.
        index: The zero-based column in the sheet.
        column: The declaration of the column.
        value: A typed value as the reader gives it, or what a company typed and the reader could not read.
        styles: The formats of the workbook.
        form: Whether the sheet is one of labelled lines.

    Returns:
        The text, for the height of the row; empty for numbers and dates, which are short.

    Raises:
        ValueError: the text is too long for a cell.
    """
    written = as_written(column, value)
    style = styles.entry(column.kind, form=form, shown_as=_unexpected_format(column.kind, written))
    put(page, row, index, written, style)
    return written if isinstance(written, str) else ""


def put(page: Worksheet, row: int, index: int, value: Any, style: Any) -> None:
    """Write a value by its type; a text stays a text, whatever sign it begins with.

    Raises:
        ValueError: the text is too long for a cell.
    """
    match value:
        case None:
            page.write_blank(row, index, None, style)
        case bool():
            page.write_boolean(row, index, value, style)
        case int() | float():
            page.write_number(row, index, value, style)
        case dt.date() | dt.time() | dt.timedelta():
            page.write_datetime(row, index, value, style)
        case _:
            if len(value) > LONGEST_TEXT:
                raise ValueError(f"{len(value)} signs are too many for a cell")
            page.write_string(row, index, value, style)


def as_written(column: Column, value: Any) -> Any:
    """What is typed for a value: labels for codes, Oui or Non, codes joined by ` ; `; never a security number."""
    return plain(column.kind.written(column, value))


def plain(value: Any) -> Any:
    """A value as a cell can hold it: no security number, no sign that XML forbids, no date before Excel's first."""
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None if value != value else str(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer():
        digits = str(int(value))
        return hide_nir(digits) if hide_nir(digits) != digits else value
    if isinstance(value, dt.datetime):
        value = value.replace(tzinfo=None)
    if isinstance(value, dt.date) and value.year < _FIRST_YEAR:
        return wording.date(value)
    if isinstance(value, dt.timedelta) and value < dt.timedelta():
        return str(value)
    if isinstance(value, str):
        return hide_nir(_LINE_BREAK.sub("\n", clean(value))) or None
    return value


def _unexpected_format(kind: CellKind, written: Any) -> str | None:
    """The format of a value that its column does not expect: a number must not look like a date, nor turned around."""
    if isinstance(written, dt.datetime) and (written.hour or written.minute):
        return _DATE_AND_TIME
    if isinstance(written, dt.date):
        return None if kind.is_date else _DATE
    if isinstance(written, dt.time | dt.timedelta):
        return _DURATION
    if isinstance(written, int | float) and not kind.is_number:
        return _GENERAL
    return None
