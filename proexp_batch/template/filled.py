"""The template with values in it: for a company that starts a new dossier, or whose file cannot be given back."""

from collections.abc import Mapping, Sequence
from typing import Any

from proexp_batch.model.columns import Layout
from proexp_batch.model.dossier import Dossier
from proexp_batch.model.sheets import SHEETS
from proexp_batch.ooxml.addresses import address
from proexp_batch.template.filled_leftovers import Leftover, write_leftovers
from proexp_batch.template.workbook import template

__all__ = ["Data", "Leftover", "filled", "header_place", "place", "rows_of"]

Data = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by the key of their sheet, each one a mapping from fields to values; the company is one row."""

FIRST_ROW = 3
"""The first row of values in Excel, in tables as in the form."""

_FORM_COLUMN = 1


def filled(data: Data, leftovers: Sequence[Leftover] = ()) -> bytes:
    """Make the template with values in its cells; the same values give the same bytes.

    Values are what the reader gives: codes of choices are written as their labels, `True` and `False` as Oui and
    Non, several codes joined by semicolons, dates as dates. A text stays a text, even one that begins with `=`.
    What does not fit its column is written as it is: a text in a column of dates, a number in a list.
    Social security numbers are left out. A sheet without rows keeps its example.

    Args:
        data: The rows of each sheet; sheets and fields that are missing stay empty.
        leftovers: What has no place in the template; it makes a sheet « Sans place » of its own.

    Returns:
        The content of an `.xlsx` file. `place` says where each value stands.

    Raises:
        ValueError: there is no such sheet or field, there are several companies, or a text is too long for a cell.
    """
    for key, rows in data.items():
        if key not in SHEETS:
            raise ValueError(f"there is no sheet {key!r}")
        unknown = {name for row in rows for name in row} - set(SHEETS[key].columns)
        if unknown:
            raise ValueError(f"the sheet {key!r} has no field {', '.join(sorted(unknown))}")
        if SHEETS[key].layout is Layout.FORM and len(rows) > 1:
            raise ValueError(f"the sheet {key!r} holds one row, not {len(rows)}")
    if not leftovers:
        return template(data)
    return template(data, lambda workbook, styles: write_leftovers(workbook, styles, leftovers))


def place(sheet: str, index: int, field: str) -> tuple[str, str]:
    """Where a value of `filled` stands.

    Args:
        sheet: The key of the sheet.
        index: The position of the row among those given for the sheet, from 0.
        field: The field of the column.

    Returns:
        The title of the sheet and the cell, such as `("Apprenants", "D5")`.
    """
    declared = SHEETS[sheet]
    position = list(declared.columns).index(field)
    if declared.layout is Layout.FORM:
        return declared.title, address(FIRST_ROW + position, _FORM_COLUMN + 1)
    return declared.title, address(FIRST_ROW + index, position + 1)


def header_place(sheet: str, field: str) -> tuple[str, str]:
    """Where the header of a column, or the label of a line, stands: the title of the sheet and the cell."""
    declared = SHEETS[sheet]
    position = list(declared.columns).index(field)
    if declared.layout is Layout.FORM:
        return declared.title, address(FIRST_ROW + position, 1)
    return declared.title, address(FIRST_ROW - 1, position + 1)


def rows_of(dossier: Dossier) -> dict[str, list[dict[str, Any]]]:
    """The typed rows of a dossier that was read, as `filled` takes them; their order is that of the dossier."""
    return {
        key: [
            {name: values[index] for name, values in rows.values.items()} for index in range(len(rows.rows))
        ]
        for key, rows in dossier.sheets.items()
    }
