"""Puts the live checks into the template: defined names, colours, and the column « À revoir »."""

import re
from collections.abc import Iterator

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from proexp_batch.drawing.palette import AMBER, RED
from proexp_batch.model.columns import Column, Layout, Sheet
from proexp_batch.model.pages import CALCULATIONS_TITLE, REVIEW_HEADER
from proexp_batch.model.sheets import SHEETS
from proexp_batch.rules.engine.excel import FIRST_ROW, LAST_ROW, Cells, choice_name
from proexp_batch.rules.engine.formulas import named_formulas
from proexp_batch.template.calculations import FIRST_FREE_COLUMN, TABLES, begun, facts
from proexp_batch.template.fields import Lists
from proexp_batch.template.live import (
    CHECKS,
    MISSING_LOOK,
    MISSING_TITLE,
    REVIEW_ROWS,
    checks_of,
    first_missing,
    is_blocking,
    is_due,
    missing,
    row_has_begun,
    to_check,
    to_review,
)
from proexp_batch.template.looks import Styles

REVIEW_WIDTH = 46
FORM_REVIEW = 2
"""The column of the form, counted from 0, that says what to review."""

_MARK = "▶ "
_MARKED = f'"{_MARK}"General;"{_MARK}"-General;"{_MARK}"General;"{_MARK}"@'
_CHOICE = re.compile(r"\bchoix_\w+")
_BLOCKING, _WARNING = RED.ground, AMBER.ground


def names() -> Iterator[tuple[str, str]]:
    """Every defined name about the row of the cell that uses it, with its formula."""
    for cells in TABLES:
        yield cells.name("ligne"), row_has_begun(cells)
        yield cells.name("commencees"), begun(cells)
        yield cells.name("manque"), first_missing(cells)
        yield cells.name("revue"), to_review(cells, _doubts_cell(cells))
        yield cells.name("a_verifier"), to_check(cells)
    yield from ((form_review_name(field), formula) for field, formula in form_reviews().items())
    yield from named_formulas().items()
    yield from ((check.name, check.formula) for check in CHECKS.values())


def _doubts_cell(cells: Cells) -> str:
    """The cell of the hidden sheet that says what to look at in the same row."""
    return f"{CALCULATIONS_TITLE}!${xl_col_to_name(_doubts_column(cells.sheet.key))}1"


def _doubts_column(key: str) -> int:
    return FIRST_FREE_COLUMN + list(REVIEW_ROWS).index(key)


def write_doubts(page: Worksheet) -> None:
    """Write on the hidden sheet, in the same rows, what to look at in each row of the others."""
    for key, count in REVIEW_ROWS.items():
        for row in range(FIRST_ROW - 1, FIRST_ROW - 1 + count):
            _write_alone(page, row, _doubts_column(key), Cells(key).name("a_verifier"), None)


def define_names(workbook: Workbook, lists: Lists) -> None:
    """Give the workbook the names of the live checks, and of the choices that formulas compare with."""
    used = {name for _, _, formula in facts() for name in _CHOICE.findall(formula)}
    for name, formula in names():
        workbook.define_name(name, f"={formula}")
        used |= set(_CHOICE.findall(formula))
    for sheet in SHEETS.values():
        for column in sheet.columns.values():
            codes = ["", *(choice.code for choice in column.choices)]
            for rank, code in enumerate(codes):
                name = choice_name(sheet.key, column.field, code)
                if name in used and column.choices:
                    workbook.define_name(name, f"={lists.place(column, rank or None)}")


def add_signals(page: Worksheet, sheet: Sheet, styles: Styles) -> None:
    """Colour what is to be reviewed in a sheet, and say it in words beside each row."""
    cells = Cells(sheet.key)
    for columns, formula in _missing_formats(cells):
        _colour(page, sheet, columns, formula, styles.of(**MISSING_LOOK))
    for check in checks_of(sheet.key):
        colour = styles.of(bg_color=_BLOCKING if is_blocking(check) else _WARNING)
        _colour(page, sheet, [sheet.columns[check.field]], check.colouring, colour)
    if sheet.layout is Layout.FORM:
        _review_form(page, sheet, styles)
    else:
        _review_table(page, sheet, styles)


def _missing_formats(cells: Cells) -> Iterator[tuple[list[Column], str]]:
    """Required columns that are asked for alike, and the formula for the first one."""
    alike: dict[tuple[int | None, str], list[Column]] = {}
    for column in cells.sheet.columns.values():
        if column.required_from is not None:
            alike.setdefault((column.required_from, is_due(column)), []).append(column)
    for columns in alike.values():
        yield columns, _missing_here(cells, columns[0])


def _missing_here(cells: Cells, column: Column) -> str:
    """The missing test as a conditional format has it: on the cell itself, wherever it is."""
    if cells.sheet.layout is Layout.FORM:
        here = f"$B{_form_row(cells.sheet, column)}"
        begun = f"COUNTA({cells.form_block})>0"
    else:
        letter = xl_col_to_name(list(cells.sheet.columns).index(column.field))
        here, begun = f"{letter}{FIRST_ROW}", cells.name("ligne")
    return f"IF({begun},{missing(cells, column).replace(cells(column.field), here)},FALSE)"


def _form_row(sheet: Sheet, column: Column) -> int:
    return FIRST_ROW + list(sheet.columns).index(column.field)


def _colour(page: Worksheet, sheet: Sheet, columns: list[Column], formula: str, style: object) -> None:
    """Colour cells of some columns where a formula on the first one holds."""
    if sheet.layout is Layout.FORM:
        ranges = [f"B{_form_row(sheet, column)}" for column in columns]
    else:
        letters = [xl_col_to_name(list(sheet.columns).index(column.field)) for column in columns]
        ranges = [f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}" for letter in letters]
    options = {"type": "formula", "criteria": f"={formula}", "format": style, "stop_if_true": True}
    if len(ranges) > 1:
        options["multi_range"] = " ".join(ranges)
    page.conditional_format(ranges[0], options)


def _review_table(page: Worksheet, sheet: Sheet, styles: Styles) -> None:
    """The last column: what to review in each row, in words."""
    index = len(sheet.columns)
    page.set_column(index, index, REVIEW_WIDTH, styles.text(font_color=RED.ink))
    page.write_string(FIRST_ROW - 2, index, REVIEW_HEADER, styles.header(required=False))
    style = styles.text(font_color=RED.ink, indent=1)
    last = FIRST_ROW - 2 + REVIEW_ROWS[sheet.key]
    _mark_names(page, sheet, index, last, styles)
    for row in range(FIRST_ROW - 1, last + 1):
        _write_alone(page, row, index, Cells(sheet.key).name("revue"), style)


def _mark_names(page: Worksheet, sheet: Sheet, review: int, last: int, styles: Styles) -> None:
    """Mark the name of each row that says, at its end, what to review: the name stays in sight, the end may not."""
    column = list(sheet.columns).index(sheet.identifier)
    said = f'=${xl_col_to_name(review)}{FIRST_ROW}<>""'
    look = styles.of(num_format=_MARKED, bold=True, font_color=RED.ink)
    page.conditional_format(
        FIRST_ROW - 1, column, last, column, {"type": "formula", "criteria": said, "format": look}
    )


def _review_form(page: Worksheet, sheet: Sheet, styles: Styles) -> None:
    """Beside each answer of the form: what to review in it."""
    style = styles.text(font_color=RED.ink, indent=1)
    for row, column in enumerate(sheet.columns.values(), start=FIRST_ROW - 1):
        if column.field in form_reviews():
            _write_alone(page, row, FORM_REVIEW, form_review_name(column.field), style)


def _write_alone(page: Worksheet, row: int, column: int, name: str, style: Format | None) -> None:
    """Write a name of the workbook as an array formula of one cell, still empty.

    Gnumeric works out functions of whole columns in array formulas only; to Excel and LibreOffice, within a name, both
    are the same.
    """
    page.write_array_formula(row, column, row, column, f"{{={name}}}", style, "")


def form_review_name(field: str) -> str:
    """The defined name of what to review in a line of the form."""
    return f"{Cells('company').name('revue')}_{field}"


def form_reviews() -> dict[str, str]:
    """The formula of what to review in each line of the form that has something, by field."""
    cells = Cells("company")
    found = {}
    for column in cells.sheet.columns.values():
        formula = '""'
        for check in reversed(checks_of("company")):
            if check.field == column.field:
                formula = f'IF({check.name},"{check.rule.title}",{formula})'
        if column.required_from is not None:
            formula = f'IF({missing(cells, column)},"{MISSING_TITLE}",{formula})'
        if formula != '""':
            found[column.field] = f'IF(COUNTA({cells.form_block})>0,{formula},"")'
    return found
