"""Keeps what the template says of itself from slips of the keys: headers, labels and formulas; entries stay free.

No password anywhere. A sheet that is protected refuses to delete a row with a locked cell and to sort across one, and
what is pasted into it from another workbook comes locked: the form and the sheets that nobody fills in are protected,
where no rows are added, sorted or deleted. In a table, who types over a header is warned, since a row that is inserted
right below takes after it; what is typed over a formula is refused. Nothing else changes there.
"""

from typing import Any

from xlsxwriter.worksheet import Worksheet

from proexp_batch.model.columns import Layout, Sheet
from proexp_batch.model.wording import typo
from proexp_batch.rules.engine.excel import FIRST_ROW
from proexp_batch.template.live import REVIEW_ROWS
from proexp_batch.template.looks import Styles

_LAST_COLUMN = 16_383
_ALLOWED = (
    "objects",
    "scenarios",
    "format_cells",
    "format_columns",
    "format_rows",
    "insert_columns",
    "insert_rows",
    "insert_hyperlinks",
    "delete_columns",
    "delete_rows",
    "sort",
    "autofilter",
)
"""All that Excel lets people go on doing on a protected sheet: notes, widths, lines of their own."""

_NOTHING_FITS: dict[str, Any] = {"validate": "custom", "value": "=FALSE", "ignore_blank": False}
_HEADER = "Le contrôle reconnaît les colonnes à leur en-tête. Garder quand même ce que vous avez écrit ?"
_FORMULA = "Cette colonne se remplit toute seule. Écrivez vos notes dans une colonne à vous, plus à droite."


def protect_page(page: Worksheet) -> None:
    """Protect a sheet against changes of its locked cells."""
    page.protect("", dict.fromkeys(_ALLOWED, True))


def free_columns(page: Worksheet, first: int, styles: Styles) -> None:
    """Leave the columns from one on, counted from 0, to what people note for themselves."""
    page.set_column(first, _LAST_COLUMN, None, styles.of(locked=False))


def guard_table(page: Worksheet, sheet: Sheet) -> None:
    """Warn of what is typed over the title line and the headers of a table, and refuse it over its formulas."""
    if sheet.layout is not Layout.TABLE:
        raise ValueError(f"{sheet.title} is no table")
    review, header = len(sheet.columns), FIRST_ROW - 2
    page.data_validation(0, 0, header, review, _told("warning", "En-tête du modèle", _HEADER))
    last = header + REVIEW_ROWS[sheet.key]
    page.data_validation(header + 1, review, last, review, _told("stop", "Calcul du modèle", _FORMULA))


def _told(how: str, title: str, message: str) -> dict[str, Any]:
    return {**_NOTHING_FITS, "error_type": how, "error_title": typo(title), "error_message": typo(message)}
