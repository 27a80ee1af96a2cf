"""Reads an .xls from the standard input and writes its cells as JSON: a process of its own, that may fail.

Run as a script, with the rows, columns, cells and characters that are read at most. What foreign bytes do to the reader
of values - a crash, a hang, all the memory - ends here. Imports nothing of ours, so that it starts fast.
"""

import contextlib
import datetime as dt
import io
import json
import math
import sys
from typing import Any

LOCKED, TOO_BIG = 3, 4
"""How the process ends where the file is locked, or holds too much; 0 where it was read, anything else is damage."""

MAX_MEMORY = 1_000_000_000
MAX_SECONDS = 10

_NO_NUMBER = "#NUM!"


def main() -> int:
    """Read, and say how it went."""
    _limit()
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        reader = _Reader(*map(int, sys.argv[1:]))
        sheets = [
            reader.sheet(workbook.get_sheet_by_index(at)) if sheet.typ == SheetTypeEnum.WorkSheet else None
            for at, sheet in enumerate(workbook.sheets_metadata)
        ]
    except PasswordError:
        return LOCKED
    except OverflowError:
        return TOO_BIG
    titles = [sheet.name for sheet in workbook.sheets_metadata]
    content = json.dumps(
        [{"title": title, "cells": cells} for title, cells in zip(titles, sheets, strict=True)]
    )
    sys.stdout.buffer.write(content.encode("utf-8", "replace"))
    return 0


def _limit() -> None:
    """Limit memory and time where the system can; the parent watches the clock too."""
    if sys.platform == "win32":
        return
    import resource

    # Where the limit is lower already, or cannot be set, that of the parent remains.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))


class _Reader:
    """Gathers the filled cells of sheets, until they are too many."""

    def __init__(self, rows: int, columns: int, cells: int, text: int) -> None:
        self._rows, self._columns = rows, columns
        self._cells_left, self._text_left = cells, text

    def sheet(self, sheet: Any) -> dict[str, Any]:
        """The rows of a sheet without the empty cells at their ends, filled places beyond them, merged blocks."""
        rows: list[list[Any]] = []
        far: dict[int, int] = {}
        for row, cells in enumerate(sheet.to_python(skip_empty_area=False)):
            if row < self._rows:
                rows.append(self._row(cells))
            else:
                for column, cell in enumerate(cells[: self._columns]):
                    if cell != "":
                        far.setdefault(column, row)
        merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
        return {"rows": rows, "far": [[row, column] for column, row in far.items()], "merged": merged}

    def _row(self, cells: list[Any]) -> list[Any]:
        last = min(len(cells), self._columns)
        while last and cells[last - 1] == "":
            last -= 1
        row = [_plain(cell) for cell in cells[:last]]
        self._cells_left -= last + 1
        self._text_left -= sum(len(cell) for cell in row if isinstance(cell, str))
        if self._cells_left < 0 or self._text_left < 0:
            raise OverflowError
        return row


def _plain(cell: Any) -> Any:
    """A cell as JSON can say it: a number is always a float, what JSON has no word for is a pair of kind and text."""
    if isinstance(cell, str | bool):
        return cell
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else _NO_NUMBER
    if isinstance(cell, dt.timedelta):
        return ["timedelta", cell.total_seconds()]
    return [type(cell).__name__, cell.isoformat()]


if __name__ == "__main__":
    sys.exit(main())
