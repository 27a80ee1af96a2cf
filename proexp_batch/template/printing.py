"""What of a table is printed: its headers and the rows in which something stands, not the hundreds that are empty."""

from xlsxwriter.utility import xl_col_to_name, xl_range_abs
from xlsxwriter.workbook import Workbook

from proexp_batch.model.columns import Sheet
from proexp_batch.rules.engine.excel import FIRST_ROW

_PRINT_AREA = "_xlnm.Print_Area"
"""The name by which Excel knows what to print (ECMA-376 Part 1, §18.2.5); it may be a formula, as any name."""

_LAST_ROW, _LAST_COLUMN = 5_000, 103
"""As far as is looked for what is written: to the row 5 000 and the column CZ."""


def print_what_is_written(workbook: Workbook, sheet: Sheet) -> None:
    """Give a table a print area that ends with its last row, and its last column, in which something stands.

    Excel computes it whenever it prints. LibreOffice takes no formula for a print area and prints all rows that have a
    formula; one that was computed here would hide the rows that are added.
    """
    title = f"'{sheet.title}'!"
    review = len(sheet.columns)
    first, header, last = FIRST_ROW - 1, FIRST_ROW - 2, _LAST_ROW - 1
    declared = title + xl_range_abs(first, 0, last, review - 1)
    # The column « À revoir » has formulas in the rows to come; right of it is what the company adds.
    beyond = title + xl_range_abs(first, review + 1, last, _LAST_COLUMN)
    headers = title + xl_range_abs(header, 0, header, _LAST_COLUMN)
    rows = ",".join(f"MAX((1-ISBLANK({block}))*ROW({block}))" for block in (declared, beyond))
    columns = f"MAX((1-ISBLANK({headers}))*COLUMN({headers}))"
    everything = title + xl_range_abs(0, 0, last, _LAST_COLUMN)
    corner = f"INDEX({everything},MAX({FIRST_ROW},{rows}),MAX({review + 1},{columns}))"
    workbook.define_name(f"{title}{_PRINT_AREA}", f"={title}${xl_col_to_name(0)}$1:{corner}")
