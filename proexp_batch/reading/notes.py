"""What the reader notices in a dossier, gathered while it reads."""

from typing import Any

from proexp_batch.dossier.columns import Column
from proexp_batch.dossier.findings import Hit, column_letters

MOST_HITS = 5_000
"""Past so many, more of them would tell nobody anything: the sheet as a whole is wrong."""


class Notes:
    """The hits of one dossier; `dossier` is its position in the batch."""

    def __init__(self, dossier: int) -> None:
        self.hits: list[Hit] = []
        self._dossier = dossier

    def of_cell(
        self, code: str, sheet: str, at: tuple[int, int], column: Column | None = None, **values: Any
    ) -> None:
        """Note something about the cell `at` a zero-based row and column; `column` is what it is read as."""
        row, position = at
        cell = f"{column_letters(position)}{row + 1}"
        name = None
        if column is not None:
            name = column.field
            values["label"] = column.label
        self._add(Hit(code, self._dossier, sheet, row + 1, name, cell, values))

    def of_sheet(self, code: str, sheet: str, **values: Any) -> None:
        """Note something about a sheet as a whole."""
        self._add(Hit(code, self._dossier, sheet, values=values))

    def _add(self, hit: Hit) -> None:
        if len(self.hits) < MOST_HITS:
            self.hits.append(hit)
