"""Template workbooks filled from drafts, recalculated by LibreOffice, and what they then show."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidationList
from openpyxl.worksheet.worksheet import Worksheet

from proexp_batch.model.columns import Column, Layout, Sheet
from proexp_batch.model.pages import CALCULATIONS_TITLE
from proexp_batch.model.sheets import SHEETS
from proexp_batch.template.signals import FORM_REVIEW
from proexp_batch.template.workbook import template
from tests.making.draft import FORM_FIRST_ROW, UNREADABLE, Draft
from tests.making.libreoffice import converted

_FIRST_TRIAL_COLUMN = 60
_TRIALS = "Essais"


@dataclass
class Shown:
    """What a recalculated workbook shows: formulas that colour a cell, words beside the rows, cells of the dashboard."""

    colours: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    words: dict[tuple[str, int], str] = field(default_factory=dict)
    dashboard: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


def fits(draft: Draft) -> bool:
    """Whether a draft can be typed into the template: all its sheets and columns, and nothing unreadable."""
    values = [value for rows in draft.rows.values() for row in rows for value in row.values()]
    return not draft.without and not draft.absent and not any(value is UNREADABLE for value in values)


@cache
def _template() -> bytes:
    return template()


def typed(column: Column, value: Any) -> Any:
    """What a company types for a value."""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    return column.kind.written(column, value) if column.choices else value


def filled(draft: Draft) -> Workbook:
    """The template with the values of a draft; its example rows stay where the draft begins after them."""
    workbook = load_workbook(BytesIO(_template()))
    for sheet in SHEETS.values():
        page = workbook[sheet.title]
        columns = list(sheet.columns.values())
        if sheet.layout is Layout.FORM:
            for row, column in enumerate(columns, start=FORM_FIRST_ROW):
                page.cell(row, 2).value = typed(column, draft.company.get(column.field))
            continue
        if draft.first_row == FORM_FIRST_ROW:
            for index in range(1, len(columns) + 1):
                page.cell(draft.first_row, index).value = None
        for row, values in enumerate(draft.rows[sheet.key], start=draft.first_row):
            for index, column in enumerate(columns, start=1):
                page.cell(row, index).value = typed(column, values.get(column.field))
    return workbook


def with_trials(workbook: Workbook, today: dt.date) -> Workbook:
    """Write the formula of each conditional format as a cell too, and fix the day: what can then be compared."""
    for row in workbook[CALCULATIONS_TITLE].iter_rows(max_col=2):
        if row[0].value == "Jour du contrôle":
            row[1].value = today
    trials = workbook.create_sheet(_TRIALS)
    for sheet in SHEETS.values():
        page = workbook[sheet.title]
        last = _last_row(page, sheet)
        column = _FIRST_TRIAL_COLUMN
        for area in page.conditional_formatting:
            # The mark on the name of a row repeats what its column « À revoir » says.
            for rule in (one for one in area.rules if one.dxf.numFmt is None):
                for ranged in str(area.sqref).split():
                    _try(
                        page, trials, sheet, rule.formula[0], str(area.sqref).split()[0], ranged, last, column
                    )
                    column += 1
        _lighten(page)
    return workbook


def _lighten(page: Worksheet) -> None:
    """Take out what only costs LibreOffice time: notes, drop-downs, and the formats that the trials repeat."""
    for row in page.iter_rows(max_row=FORM_FIRST_ROW + 30):
        for cell in row:
            cell.comment = None
    page.data_validations = DataValidationList()
    page.conditional_formatting = ConditionalFormattingList()


def _last_row(page: Worksheet, sheet: Sheet) -> int:
    width = len(sheet.columns)
    rows = [
        row[0].row for row in page.iter_rows(max_col=width) if any(cell.value is not None for cell in row)
    ]
    return max(rows) + 1


def _try(
    page: Worksheet,
    trials: Worksheet,
    sheet: Sheet,
    formula: str,
    first: str,
    ranged: str,
    last: int,
    column: int,
) -> None:
    origin, cells = first.partition(":")[0], CellRange(ranged)
    letter = get_column_letter(cells.min_col)
    for row in range(cells.min_row, min(cells.max_row, last) + 1):
        moved = Translator(f"={formula}", origin=origin).translate_formula(f"{letter}{row}")
        page.cell(row, column).value = moved
    trials.append([sheet.title, letter, formula, column])


def recalculated(books: Sequence[Workbook], folder: Path) -> list[Shown]:
    """Open workbooks with LibreOffice, all in one run, save them again and read what they show."""
    folder.mkdir(parents=True)
    paths = [folder / f"{number:04d}.xlsx" for number in range(len(books))]
    for path, book in zip(paths, books, strict=True):
        book.save(path)
    return [_shown(path) for path in converted(paths, "xlsx", folder / "out")]


def _shown(path: Path) -> Shown:
    workbook = load_workbook(path, data_only=True)
    shown = Shown()
    for title, letter, formula, column in workbook[_TRIALS].iter_rows(values_only=True):
        page = workbook[str(title)]
        for row in range(3, page.max_row + 1):
            value = page.cell(row, int(column)).value
            if value is True or value == 1:
                shown.colours.setdefault((str(title), f"{letter}{row}"), []).append(str(formula))
            elif value not in (None, False, 0):
                raise AssertionError(f"{title}!{letter}{row}: {formula} gives {value!r}")
    for sheet in SHEETS.values():
        page = workbook[sheet.title]
        column = FORM_REVIEW + 1 if sheet.layout is Layout.FORM else len(sheet.columns) + 1
        for row in range(3, page.max_row + 1):
            if value := page.cell(row, column).value:
                shown.words[sheet.title, row] = str(value)
    for row in workbook[CALCULATIONS_TITLE].iter_rows(max_col=2, values_only=True):
        if row[0]:
            shown.facts[str(row[0])] = row[1]
    if "Tableau de bord" in workbook.sheetnames:
        page = workbook["Tableau de bord"]
        shown.dashboard = {cell.coordinate: cell.value for row in page.iter_rows() for cell in row}
    return shown
