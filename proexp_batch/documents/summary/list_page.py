"""A list on a sheet of its own: title, totals of what the filter shows, header, rows; ready to print."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from proexp_batch.documents.summary import links
from proexp_batch.documents.summary.colours import STATUSES
from proexp_batch.documents.summary.words import MOST_ROWS, ended
from proexp_batch.drawing import palette, styles
from proexp_batch.drawing.styles import Book, Worksheet, put, xl_range
from proexp_batch.drawing.text_size import FONT_SIZE, line_height, wrapped

HEADER_ROW = 3
FIRST_ROW = HEADER_ROW + 1
_MAX_HEIGHT = 409
_INDENT = 9
_WIDEST_SIGN = 15


@dataclass(frozen=True, slots=True)
class Filled:
    """A text on a coloured ground."""

    text: str
    fill: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a file beside the workbook."""

    path: PurePosixPath
    text: str


Value = str | int | float | dt.date | Filled | Link | None


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: `width` in pixels; `total` asks for the sum of what the filter shows.

    Those that are not `printed` stand last.
    One `is_optional` is hidden where no row says anything in it.
    """

    header: str
    width: int
    align: str = "left"
    total: bool = False
    number_format: str = "#,##0"
    printed: bool = True
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the header: the title, a sentence, and the noun counted (`dossier`, `dossiers`).

    `rest` says where all are, if the list is too long to hold them, and `kept` which ones it holds then.
    """

    name: str
    title: str
    intro: str
    one: str
    many: str
    rest: str = "rapport.json les donne tous"
    kept: str = "premiers"


class ListPage:
    """A list that is written row by row, as far as it goes, and then finished."""

    def __init__(
        self,
        book: Book,
        sheet: Worksheet,
        heading: Heading,
        columns: Sequence[ListColumn],
        most: int = MOST_ROWS,
    ) -> None:
        for index, column in enumerate(columns):
            sheet.set_column_pixels(index, index, column.width)
        self._book, self._sheet, self._heading, self._columns = book, sheet, heading, columns
        self._writer = _RowWriter(book, sheet, columns)
        self._totals = [0.0] * len(columns)
        self._said = [not column.is_optional for column in columns]
        self._most = most
        self._count = 0

    @property
    def is_complete(self) -> bool:
        """Whether all rows are there."""
        return self._count <= self._most

    @property
    def is_full(self) -> bool:
        """Whether rows that come now are only counted."""
        return self._count >= self._most

    def add(self, values: Sequence[Value]) -> None:
        """Write a row, or only count it where the list is full."""
        self._count += 1
        if not self.is_complete:
            return
        self._writer.write(FIRST_ROW + self._count - 1, values)
        for index, value in enumerate(values):
            if self._columns[index].total and isinstance(value, int | float):
                self._totals[index] += value
            self._said[index] |= value is not None

    def count(self, rows: int) -> None:
        """Count rows that are not written, of a list that is full."""
        self._count += rows

    def finish(self) -> int:
        """Write what stands above the rows, and give the first row below them."""
        shown = min(self._count, self._most)
        # Excel knows no table without rows.
        last = max(FIRST_ROW + shown - 1, FIRST_ROW)
        heading = self._heading if self.is_complete else self._cut()
        _write_header(self._book, self._sheet, heading, self._columns, last)
        _write_totals(self._book, self._sheet, heading, self._columns, (self._totals, shown, last))
        _set_page(self._sheet, heading.title)
        if not all(column.printed for column in self._columns):
            self.print_until(last)
        for index, said in enumerate(self._said):
            if not said:
                self._sheet.set_column_pixels(
                    index, index, self._columns[index].width, None, {"hidden": True}
                )
        return last + 1

    def print_until(self, last: int) -> None:
        """Print the sheet down to a row, without the columns that are for the screen."""
        printed = sum(column.printed for column in self._columns)
        self._sheet.print_area(0, 0, last, printed - 1)

    def _cut(self) -> Heading:
        intro = ended(self._most, self._count, self._heading.many, self._heading.rest, self._heading.kept)
        return replace(self._heading, intro=intro)


class _RowWriter:
    """Writes rows of one list; keeps the formats of its columns at hand, since big lists have many cells."""

    def __init__(self, book: Book, sheet: Worksheet, columns: Sequence[ListColumn]) -> None:
        self._sheet = sheet
        self._widths = [column.width for column in columns]
        base = {"indent": 1, "bottom": 1, "bottom_color": palette.RULE}
        wrapping = {**base, "text_wrap": True}
        self._texts = [book.style(**wrapping, align=column.align) for column in columns]
        self._numbers = [
            book.style(**base, num_format=column.number_format, align="right") for column in columns
        ]
        self._dates = book.style(**base, num_format="dd/mm/yyyy", align="left")
        self._link = book.style(**wrapping, align="left", font_color=palette.LINK, underline=1)
        self._fills = {
            fill: book.style(**wrapping, align="left", bg_color=fill)
            for fill in {tint.ground for tint in (*STATUSES.values(), *palette.SEVERITIES.values())}
        }
        self._links_left = links.MAX_PER_SHEET

    def write(self, row: int, values: Sequence[Value]) -> None:
        lines = 1
        for column, value in enumerate(values):
            text = self._write_cell(row, column, value)
            # No sign is wider than this: most texts need no measuring.
            if text and (len(text) * _WIDEST_SIGN > self._widths[column] or "\n" in text):
                width = self._widths[column] - _INDENT
                lines = max(lines, len(wrapped(text, width, FONT_SIZE)))
        self._sheet.set_row(row, min(lines * line_height(FONT_SIZE) + 4, _MAX_HEIGHT))

    def _write_cell(self, row: int, column: int, value: Value) -> str | None:
        """Write one value; give its text where the height of the row depends on it."""
        if value is None or isinstance(value, str):
            put(self._sheet, row, column, value, self._texts[column])
            return value
        if isinstance(value, Filled):
            put(self._sheet, row, column, value.text, self._fills[value.fill])
            return value.text
        if isinstance(value, Link):
            return self._write_link(row, column, value)
        if isinstance(value, dt.date):
            return self._write_date(row, column, value)
        self._sheet.write_number(row, column, value, self._numbers[column])
        return None

    def _write_date(self, row: int, column: int, value: dt.date) -> str | None:
        # Excel's calendar starts in 1900; an older date, surely a slip, is shown as it is.
        if value.year < 1900:
            text = value.isoformat()
            put(self._sheet, row, column, text, self._texts[column])
            return text
        self._sheet.write_datetime(row, column, value, self._dates)
        return None

    def _write_link(self, row: int, column: int, link: Link) -> str:
        address = links.external(link.path)
        if address is None or not self._links_left:
            put(self._sheet, row, column, str(link.path), self._texts[column])
            return str(link.path)
        self._links_left -= 1
        self._sheet.write_url(row, column, styles.clean(address), self._link, styles.clean(link.text))
        return link.text


def _write_header(
    book: Book, sheet: Worksheet, heading: Heading, columns: Sequence[ListColumn], last: int
) -> None:
    put(sheet, 0, 0, heading.title, book.style(font_size=16, bold=True, font_color=palette.NAVY))
    put(sheet, 1, 0, heading.intro, book.style(font_color=palette.GREY_TEXT))
    sheet.set_row(0, 28)
    sheet.set_row(1, 18)
    sheet.set_row(HEADER_ROW - 1, 20)
    sheet.set_row(HEADER_ROW, 32)
    # The button of the filter stands at the right, where it would cover a header aligned like its numbers.
    style = book.style(
        bold=True, text_wrap=True, indent=1, align="left", font_color=palette.WHITE, bg_color=palette.NAVY
    )
    for index, column in enumerate(columns):
        put(sheet, HEADER_ROW, index, column.header, style)
    headers = [{"header": column.header, "header_format": style} for column in columns]
    options = {"name": heading.name, "style": None, "banded_rows": False, "columns": headers}
    sheet.add_table(HEADER_ROW, 0, last, len(columns) - 1, options)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.repeat_rows(HEADER_ROW)


def _write_totals(
    book: Book,
    sheet: Worksheet,
    heading: Heading,
    columns: Sequence[ListColumn],
    sums: tuple[Sequence[float], int, int],
) -> None:
    """Write above the header what the filter lets through: 103 and 109 count and add visible rows only."""
    totals, count, last = sums
    look = {"bold": True, "indent": 1, "bg_color": palette.PALE}
    words = f'[<2]0" {heading.one}";#,##0" {heading.many}"'
    for index, column in enumerate(columns):
        cells = xl_range(FIRST_ROW, index, last, index)
        if index == 0:
            style = book.style(**look, align="left", num_format=words)
            sheet.write_formula(HEADER_ROW - 1, 0, f"=SUBTOTAL(103,{cells})", style, count)
        elif column.total:
            style = book.style(**look, align="right", num_format=column.number_format)
            sheet.write_formula(HEADER_ROW - 1, index, f"=SUBTOTAL(109,{cells})", style, totals[index])
        else:
            sheet.write_blank(HEADER_ROW - 1, index, None, book.style(**look))


def _set_page(sheet: Worksheet, title: str) -> None:
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&8{title}&R&8Page &P sur &N", {"margin": 0.3})
