"""Reads the old .xls, in a process of its own.

What an .xls cannot tell: it keeps a result for every formula, so that none is without one; a formula that gave an
empty text is an empty cell.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from proexp_batch.formats.format import Private
from proexp_batch.formats.grid import FARTHEST_COLUMN, FARTHEST_ROW, MAX_CELLS, MAX_TEXT, Grid, repeat_merged
from proexp_batch.formats.xls.sheltered import sheltered
from proexp_batch.model.cells import Uncomputed
from proexp_batch.model.privacy import safe_titles


class XlsSource:
    """The sheets of an .xls.

    Raises:
        UnreadableFileError: a password locks it, it is damaged or too big, or its reading does not come to an end.
    """

    titles: Sequence[str]
    hidden: Collection[str]
    from_1904: bool

    def __init__(self, data: bytes) -> None:
        limits = (FARTHEST_ROW, FARTHEST_COLUMN, MAX_CELLS, MAX_TEXT)
        found = json.loads(sheltered(data, "cells", *map(str, limits)))
        self.from_1904 = found["from_1904"]
        self._grids: dict[str, Grid] = {}
        self._safe = safe_titles(sheet["title"] for sheet in found["sheets"])
        for sheet in found["sheets"]:
            self._grids.setdefault(self._safe.get(sheet["title"], sheet["title"]), _grid(sheet))
        self.titles = tuple(self._grids)
        hidden = (sheet["title"] for sheet in found["sheets"] if sheet["hidden"])
        self.hidden = {self._safe.get(title, title) for title in hidden}

    def grids(self, titles: Iterable[str], rows: int | None = None) -> dict[str, Grid]:
        """The grids of sheets by title, with their first `rows` rows or all of them."""
        return {title: self._grids[title].head(rows) for title in titles}

    def private(self) -> Private:
        """Any sheet may hold social security numbers; what else there is in the file is never given back."""
        return Private(self.titles, ("le titre d'une feuille",) if self._safe else ())


def _grid(sheet: Mapping[str, Any]) -> Grid:
    rows = [[_typed(cell) if isinstance(cell, list) else cell for cell in row] for row in sheet["rows"]]
    grid = Grid(
        rows,
        [(block[0], block[1], block[2], block[3]) for block in sheet["merged"]],
        beyond=sorted((row, column) for row, column in sheet["far"]),
        formulas={(row, column) for row, column in sheet["formulas"]},
        hidden=set(sheet["hidden_rows"]),
        struck={(row, column) for row, column in sheet["struck"]},
    )
    repeat_merged(grid)
    return grid


def _typed(pair: Sequence[Any]) -> Any:
    kind, value = pair
    if kind == "timedelta":
        return dt.timedelta(seconds=value)
    if kind == "error":
        return Uncomputed(value)
    types: Mapping[str, type[dt.date] | type[dt.time]] = {
        "date": dt.date,
        "datetime": dt.datetime,
        "time": dt.time,
    }
    return types[kind].fromisoformat(value)
