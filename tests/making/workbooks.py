"""Drafts as real workbooks: the template, filled in as a company does."""

from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from proexp_batch.model.columns import Column, Layout
from proexp_batch.model.sheets import SHEETS
from proexp_batch.template.workbook import template
from tests.making.draft import FORM_FIRST_ROW, Draft


def xlsx(draft: Draft) -> bytes:
    """The content of a workbook with the rows of a draft in the rows it says; the example row makes way."""
    workbook = load_workbook(BytesIO(template()))
    for key, sheet in SHEETS.items():
        page = workbook[sheet.title]
        for position, column in enumerate(sheet.columns.values()):
            if sheet.layout is Layout.FORM:
                page.cell(FORM_FIRST_ROW + position, 2).value = _typed(
                    column, draft.company.get(column.field)
                )
                continue
            page.cell(FORM_FIRST_ROW, position + 1).value = None
            for index, row in enumerate(draft.rows[key]):
                cell = page.cell(draft.first_row + index, position + 1)
                cell.value = _typed(column, row.get(column.field))
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _typed(column: Column, value: Any) -> Any:
    """What a company types for a value: labels for codes, Oui or Non, dates and numbers as they are."""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    return column.kind.written(column, value) if column.choices else value
