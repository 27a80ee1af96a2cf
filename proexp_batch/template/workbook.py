"""The workbook that companies fill in, made from the declarations of its sheets."""

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from math import ceil
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from proexp_batch.drawing.palette import INK, NOTE, STEP_COLOURS
from proexp_batch.drawing.text_size import FONT_NAME, FONT_SIZE, column_pixels, text_width, wrapped
from proexp_batch.model.columns import Column, Layout, Sheet
from proexp_batch.model.pages import (
    CALCULATIONS_TITLE,
    DASHBOARD_TITLE,
    LISTS_TITLE,
    PAGE_TITLES,
    REVIEW_HEADER,
)
from proexp_batch.model.sheets import SHEETS, TEMPLATE_PROPERTY, TEMPLATE_VERSION
from proexp_batch.model.wording import NBSP, typo
from proexp_batch.template.calculations import write_calculations
from proexp_batch.template.dashboard import write_dashboard
from proexp_batch.template.fields import Lists, note, validation, when_required
from proexp_batch.template.filled_cells import HIGHEST, put, write_row, write_value
from proexp_batch.template.guards import free_columns, guard_table, protect_page
from proexp_batch.template.looks import FONT, LINE_HEIGHT, Styles, lines_of
from proexp_batch.template.pages import write_read_me
from proexp_batch.template.printing import print_what_is_written
from proexp_batch.template.signals import REVIEW_WIDTH, add_signals, define_names, write_doubts

EMPTY_ROWS = 500
"""Rows with drop-downs under the example; the formats go on for the whole column."""

_CREATED = dt.datetime(2026, 1, 1)
_TITLE_ROW, _HEADER_ROW, _EXAMPLE_ROW = range(3)
_LAST_ROW = _EXAMPLE_ROW + EMPTY_ROWS
_CHARACTERS_PER_PAGE = 230
_A4 = 9
_TITLE_SIZE = 16
_INDENT = 10
"""What the indent of a header takes of its column, in pixels."""
_WINDOW = (1680, 930)  # pixels, which XlsxWriter writes as twips: 15 to a pixel
_FORM_HEADERS = ("Rubrique", "Votre réponse", REVIEW_HEADER, "Exemple", "Aide")
_FORM_WIDTHS = (44, 44, REVIEW_WIDTH, 36, 78)
_ANSWER, _EXAMPLE, _HELP = 1, 3, 4


def template(
    data: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    more: Callable[[Workbook, Styles], None] | None = None,
) -> bytes:
    """Make the template; the same declarations give the same bytes.

    Args:
        data: Rows to fill in by sheet, each one by field (see `filled`); a sheet with rows has no example.
        more: Adds sheets behind those of the template.

    Returns:
        The content of an `.xlsx` file.
    """
    content = BytesIO()
    # XlsxWriter adds to the properties it is given, hence the copy.
    options = {"in_memory": True, "default_format_properties": dict(FONT), "default_row_height": 26}
    with Workbook(content, options) as workbook:
        workbook.set_properties(
            {
                "title": "Dossier de contrat de professionnalisation expérimental",
                "subject": f"Modèle, version {TEMPLATE_VERSION}",
                "created": _CREATED,
            }
        )
        workbook.set_custom_property(TEMPLATE_PROPERTY, TEMPLATE_VERSION, "text")
        workbook.set_size(*_WINDOW)
        styles = Styles(workbook)
        write_read_me(workbook, styles)
        dashboard = workbook.add_worksheet(DASHBOARD_TITLE)
        pages = [(workbook.add_worksheet(sheet.title), sheet) for sheet in SHEETS.values()]
        lists = Lists(workbook, workbook.add_worksheet(LISTS_TITLE))
        for page, sheet in pages:
            _start_page(page, sheet, styles)
            rows = (data or {}).get(sheet.key, ())
            if sheet.layout is Layout.FORM:
                _write_form(page, sheet, styles, lists, rows)
            else:
                _write_table(page, sheet, styles, lists, rows)
                print_what_is_written(workbook, sheet)
            add_signals(page, sheet, styles)
        define_names(workbook, lists)
        write_dashboard(dashboard, styles, empty=not data)
        calculations = workbook.add_worksheet(CALCULATIONS_TITLE)
        write_calculations(workbook, calculations, empty=not data)
        write_doubts(calculations)
        for title in PAGE_TITLES:
            protect_page(workbook.get_worksheet_by_name(title))
        if more is not None:
            more(workbook, styles)
    return content.getvalue()


def _start_page(page: Worksheet, sheet: Sheet, styles: Styles) -> None:
    """Write the title line and set up colours, view and printing."""
    width = len(_FORM_HEADERS) if sheet.layout is Layout.FORM else len(sheet.columns)
    for index in range(width):
        page.write_blank(_TITLE_ROW, index, None, styles.intro())
    # One cell for both, so that nothing in the line can be taken for a header.
    page.write_rich_string(
        _TITLE_ROW,
        0,
        styles.title(),
        sheet.title,
        styles.intro(),
        f"{_gap(sheet)}{sheet.intro}",
        styles.intro(),
    )
    if sheet.layout is Layout.TABLE:
        _write_band(page, sheet, styles)
    page.set_row(_TITLE_ROW, 36)
    page.hide_gridlines(2)
    page.set_tab_color(STEP_COLOURS[sheet.required_from - 1])
    page.set_comments_author("")
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&L&8&A&R&8Page &P sur &N")
    page.repeat_rows(_TITLE_ROW, _HEADER_ROW)


def _gap(sheet: Sheet) -> str:
    """What stands between title and intro: on the later pages across, where only the names are repeated, no intro begins."""
    if sheet.layout is Layout.FORM:
        return "    "
    frozen = itertools.islice(sheet.columns.values(), list(sheet.columns).index(sheet.identifier) + 1)
    room = sum(column_pixels(column.width) for column in frozen) - text_width(
        sheet.title, _TITLE_SIZE, bold=True
    )
    # Widths are estimated a little too wide: three more.
    return " " * max(4, ceil(room / text_width(" ", FONT_SIZE)) + 3)


def _write_band(page: Worksheet, sheet: Sheet, styles: Styles) -> None:
    """Say over the columns of a later step than the first one from which step they are filled in, if they stand together."""
    steps = [sheet.step_of(column) for column in sheet.columns.values()]
    if steps != sorted(steps):
        return
    for index, step in enumerate(steps):
        if step == steps[0]:
            continue
        text = typo(f"À partir de l'étape {step}") if step != steps[index - 1] else ""
        page.write(_TITLE_ROW, index, text or None, styles.band(step))


def _write_table(
    page: Worksheet, sheet: Sheet, styles: Styles, lists: Lists, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Write a sheet with one column per declared column; under the header the example, or the rows given."""
    columns = list(sheet.columns.values())
    last_row = max(_LAST_ROW, _EXAMPLE_ROW + len(rows))
    for index, column in enumerate(columns):
        page.set_column(index, index, column.width, styles.entry(column.kind))
        _write_header(page, _HEADER_ROW, index, column, styles)
        if not rows:
            _write_example(page, _EXAMPLE_ROW, index, column, styles.entry(column.kind, example=True))
        if rule := validation(column, lists):
            page.data_validation(_EXAMPLE_ROW, index, last_row, index, rule)
    page.set_row(_HEADER_ROW, 16 + LINE_HEIGHT * max(len(header_lines(column)) for column in columns))
    if not rows:
        examples = [(str(column.example), column.width - 1) for column in columns]
        page.set_row(_EXAMPLE_ROW, max(28, _height(examples) + 6))
    for row, values in enumerate(rows, start=_EXAMPLE_ROW):
        write_row(page, row, columns, values, styles)
    page.ignore_errors({"number_stored_as_text": _span(0, _EXAMPLE_ROW, len(columns) - 1, last_row)})
    guard_table(page, sheet)
    page.autofilter(_HEADER_ROW, 0, last_row, len(columns) - 1)
    frozen = list(sheet.columns).index(sheet.identifier) + 1
    page.freeze_panes(_HEADER_ROW + 1, frozen)
    page.repeat_columns(0, frozen - 1)
    # A wide sheet squeezed onto one page could not be read: it takes as many pages across as it needs.
    page.fit_to_pages(ceil(sum(column.width for column in columns) / _CHARACTERS_PER_PAGE), 0)


def _write_form(
    page: Worksheet, sheet: Sheet, styles: Styles, lists: Lists, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Write a sheet with one labelled line per declared column: label, value, what to review, example, help."""
    values = rows[0] if rows else {}
    for index, (text, width) in enumerate(zip(_FORM_HEADERS, _FORM_WIDTHS, strict=True)):
        page.set_column(index, index, width, styles.of(locked=False))
        page.write_string(_HEADER_ROW, index, text, styles.header(required=False))
    free_columns(page, len(_FORM_HEADERS), styles)
    protect_page(page)
    page.set_row(_HEADER_ROW, 24)
    for row, column in enumerate(sheet.columns.values(), start=_HEADER_ROW + 1):
        _write_header(page, row, 0, column, styles)
        text = write_value(page, row, _ANSWER, column, values.get(column.field), styles, form=True)
        _write_example(page, row, _EXAMPLE, column, styles.entry(column.kind, example=True, form=True))
        help_text = " ".join(filter(None, (column.help, when_required(column))))
        page.write_string(row, _HELP, help_text, styles.text(indent=1, font_color=INK))
        texts = [(help_text, _FORM_WIDTHS[_HELP] - 2), (text, _FORM_WIDTHS[_ANSWER] - 2)]
        page.set_row(row, min(HIGHEST, max(30, _height(texts) + 8)))
        if rule := validation(column, lists):
            page.data_validation(row, _ANSWER, row, _ANSWER, rule)
    last = _HEADER_ROW + len(sheet.columns)
    page.ignore_errors({"number_stored_as_text": _span(_ANSWER, _HEADER_ROW + 1, _EXAMPLE, last)})
    page.freeze_panes(_HEADER_ROW + 1, 1)
    page.fit_to_pages(1, 0)


def _write_header(page: Worksheet, row: int, index: int, column: Column, styles: Styles) -> None:
    """Write a column's header with its note."""
    page.write_string(row, index, _header(column), styles.header(required=column.header != column.label))
    text = note(column)
    width, size = 300, 9
    height = 16 + 16 * len(wrapped(text, width - 12, size))
    box = {"width": width, "height": height, "font_name": FONT_NAME, "font_size": size, "color": NOTE}
    page.write_comment(row, index, text, box)


def header_lines(column: Column) -> tuple[str, ...]:
    """The lines that a header takes in its column."""
    return wrapped(_header(column), column_pixels(column.width) - _INDENT, FONT_SIZE, bold=True)


def _header(column: Column) -> str:
    """The header as it is written: its star never stands alone on a line."""
    return typo(column.header).replace(" *", f"{NBSP}*")


def _write_example(page: Worksheet, row: int, index: int, column: Column, style: Format) -> None:
    """Write a column's example with its own type; one of a list may be given by its code or by its label."""
    put(page, row, index, column.kind.written(column, column.example), style)


def _height(texts: Iterable[tuple[str, int]]) -> float:
    """The height in points of a row in which each text is wrapped to its own width in characters."""
    return LINE_HEIGHT * max(lines_of(text, width) for text, width in texts)


def _span(first_column: int, first_row: int, last_column: int, last_row: int) -> str:
    """A range of cells in Excel's notation."""
    return str(xl_range(first_row, first_column, last_row, last_column))
