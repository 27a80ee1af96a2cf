"""The workbook of a company that made the template again in its own manner; its values are right."""

import datetime as dt
import unicodedata
from typing import Any

from filling import Dossier, shown
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from proexp_batch.model import wording
from proexp_batch.model.columns import Column, Kind, Layout, Sheet
from proexp_batch.model.sheets import SHEETS

_REMARKS = ("vu avec le comptable", "", "à confirmer", "ok")


def own_manner(dossier: Dossier) -> Workbook:
    """Write `dossier` with other headers, another order, texts for dates and numbers, a sheet more."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for key, sheet in SHEETS.items():
        page = workbook.create_sheet(sheet.aliases[0] if sheet.aliases else sheet.title)
        page["A1"] = f"Menuiserie Ostreval - {sheet.title.lower()} - mis à jour en avril"
        page["A1"].font = Font(bold=True, size=14)
        if sheet.layout is Layout.FORM:
            _write_form(page, sheet, dossier[key])
        elif dossier.get(key):
            _write_table(page, sheet, dossier[key])
    _write_own_sheet(workbook, dossier)
    return workbook


def _write_form(page: Worksheet, sheet: Sheet, values: dict[str, Any]) -> None:
    for row, column in enumerate(sheet.columns.values(), start=3):
        page.cell(row, 1, _header(column, row))
        value = values.get(column.field)
        typed = int(str(value)) if column.kind is Kind.SIRET else _typed(column, value, row)
        page.cell(row, 2, typed)
    page.column_dimensions["A"].width = page.column_dimensions["B"].width = 44


def _write_table(page: Worksheet, sheet: Sheet, rows: list[dict[str, Any]]) -> None:
    """Write the header on the fourth row, columns from last to first, a column of remarks among them."""
    columns: list[Column | None] = list(reversed(sheet.columns.values()))
    columns.insert(2, None)
    for index, column in enumerate(columns, start=1):
        header = "Commentaires" if column is None else _header(column, index)
        page.cell(4, index, header).font = Font(bold=True)
        for row, values in enumerate(rows, start=5):
            if column is None:
                page.cell(row, index, _REMARKS[row % len(_REMARKS)] or None)
            else:
                page.cell(row, index, _typed(column, values.get(column.field), index + row))
        page.column_dimensions[get_column_letter(index)].width = 24


def _header(column: Column, turn: int) -> str:
    """Another spelling of a header: an alias, in capitals or without accents; never a star."""
    name = column.aliases[0] if column.aliases and turn % 3 else column.label
    if turn % 2:
        return name.upper()
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _typed(column: Column, value: Any, turn: int) -> Any:
    """What people type: dates in three manners, decimals with a comma, lists in other words."""
    if isinstance(value, bool):
        return ("oui" if value else "non").upper() if turn % 2 else "oui" if value else "non"
    if isinstance(value, dt.date):
        manners = (
            wording.long_date(value).replace(wording.NBSP, " "),
            wording.date(value),
            value.isoformat(),
        )
        return manners[turn % 3]
    if isinstance(value, float):
        return f"{value}".replace(".", ",")
    if column.kind is Kind.CHOICE:
        choice = next((choice for choice in column.choices if choice.code == value), None)
        return choice.aliases[0] if choice is not None and choice.aliases else shown(column, value)
    return value


def _write_own_sheet(workbook: Workbook, dossier: Dossier) -> None:
    """Add a sheet that is nobody's business: hours by module, with a chart."""
    page = workbook.create_sheet("Mon suivi")
    page.append(["Module", "Heures"])
    for row in dossier["modules"]:
        page.append([row["title"], row["hours"]])
    chart = BarChart()
    chart.title = "Heures par module"
    last = len(dossier["modules"]) + 1
    chart.add_data(Reference(page, min_col=2, min_row=1, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(page, min_col=1, min_row=2, max_row=last))
    page.add_chart(chart, "D2")
