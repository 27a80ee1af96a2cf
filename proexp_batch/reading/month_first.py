"""Columns of dates in which some program wrote the month first: which of their dates cannot be trusted."""

from proexp_batch.formats.grid import Grid
from proexp_batch.model.columns import Sheet
from proexp_batch.model.kinds.date import depends_on_order, month_first
from proexp_batch.ooxml.addresses import Position
from proexp_batch.reading.headers import Header


def unordered_dates(sheet: Sheet, grid: Grid, header: Header) -> set[Position]:
    """The places of the dates of nobody knows which order, zero-based.

    In a column with a text that is a date only if the month comes first, these are all that would be another day
    the other way round: spreadsheets turn such texts into real dates where they can, day and month exchanged.
    """
    places: set[Position] = set()
    for name, at in header.columns.items():
        if not sheet.columns[name].kind.is_date:
            continue
        cells = {
            row: cells[at] for row, cells in enumerate(grid.rows) if row > header.row and at < len(cells)
        }
        wrong = {row for row, raw in cells.items() if type(raw) is str and month_first(raw)}
        if wrong:
            places |= {(row, at) for row, raw in cells.items() if row in wrong or depends_on_order(raw)}
    return places
