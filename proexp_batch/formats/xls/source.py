"""Reads the old .xls: its values in a process of its own, its errors from its records.

What an .xls cannot tell: it keeps a result for every formula, so that none is without one; a formula that gave an
empty text is an empty cell.
"""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from proexp_batch.formats.format import Private
from proexp_batch.formats.grid import FARTHEST_COLUMN, FARTHEST_ROW, MAX_CELLS, MAX_TEXT, Grid, repeat_merged
from proexp_batch.formats.refusals import UnreadableFileError
from proexp_batch.formats.xls import child
from proexp_batch.formats.xls.biff import facts
from proexp_batch.formats.xls.child import LOCKED, TOO_BIG
from proexp_batch.model.cells import Uncomputed

SECONDS = 10.0
_SHELTERED = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class XlsSource:
    """The sheets of an .xls.

    Args:
        data: The whole file.
        stream: The stream in it that holds the workbook.

    Raises:
        UnreadableFileError: a password locks it, it is damaged or too big, or its reading does not come to an end.
    """

    titles: Sequence[str]
    hidden: Collection[str]
    from_1904: bool

    def __init__(self, data: bytes, stream: bytes) -> None:
        found = facts(stream)
        self.from_1904 = found.from_1904
        sheets = _read(data)
        if len(sheets) != len(found.errors):
            raise UnreadableFileError("FIC-003")
        self._grids: dict[str, Grid] = {}
        for sheet, errors, formulas in zip(sheets, found.errors, found.formulas, strict=True):
            if sheet["cells"] is not None:
                grid = _grid(sheet["cells"], errors)
                grid.formulas = formulas
                self._grids.setdefault(sheet["title"], grid)
        self.titles = tuple(self._grids)
        self.hidden = {sheet["title"] for sheet, hidden in zip(sheets, found.hidden, strict=True) if hidden}

    def grids(self, titles: Iterable[str], rows: int | None = None) -> dict[str, Grid]:
        """The grids of sheets by title, with their first `rows` rows or all of them."""
        return {title: self._grids[title].head(rows) for title in titles}

    def private(self) -> Private:
        """Any sheet may hold social security numbers; what else there is in the file is never given back."""
        return Private(self.titles)


def _read(data: bytes) -> list[dict[str, Any]]:
    # By its path and without the folder of the script on the search path: there, modules of ours have the names of
    # those of the standard library.
    limits = map(str, (FARTHEST_ROW, FARTHEST_COLUMN, MAX_CELLS, MAX_TEXT))
    command = [sys.executable, "-P", str(Path(child.__file__)), *limits]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=SECONDS, check=False, creationflags=_SHELTERED
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFileError("FIC-008") from None
    if done.returncode == LOCKED:
        raise UnreadableFileError("FIC-002")
    if done.returncode == TOO_BIG:
        raise UnreadableFileError("FIC-006", size=f"plus de {MAX_CELLS // 1_000_000} million de cellules")
    if done.returncode:
        raise UnreadableFileError("FIC-003")
    sheets: list[dict[str, Any]] = json.loads(done.stdout)
    return sheets


def _grid(cells: Mapping[str, Any], errors: Mapping[tuple[int, int], Uncomputed]) -> Grid:
    rows = [[_typed(cell) if isinstance(cell, list) else cell for cell in row] for row in cells["rows"]]
    grid = Grid(rows, [(block[0], block[1], block[2], block[3]) for block in cells["merged"]])
    beyond = {(row, column) for row, column in cells["far"]}
    for (row, column), error in errors.items():
        if column >= FARTHEST_COLUMN:
            continue
        if row < FARTHEST_ROW:
            grid.put(row, column, error)
        else:
            beyond.add((row, column))
    grid.beyond = sorted(beyond)
    repeat_merged(grid)
    return grid


def _typed(pair: Sequence[Any]) -> Any:
    kind, value = pair
    if kind == "timedelta":
        return dt.timedelta(seconds=value)
    types: Mapping[str, type[dt.date] | type[dt.time]] = {
        "date": dt.date,
        "datetime": dt.datetime,
        "time": dt.time,
    }
    return types[kind].fromisoformat(value)
