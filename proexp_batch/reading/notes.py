"""What the reader notices in a dossier, gathered while it reads."""

from typing import Any

from proexp_batch.model.columns import Column
from proexp_batch.model.findings import Hit
from proexp_batch.ooxml.addresses import Position, address_at

MOST_HITS = 5_000
"""Past so many, more of them would tell nobody anything: the sheet as a whole is wrong."""

_ONLY_TELLING = "LEC-1"


class Notes:
    """The hits of one dossier; `dossier` is its position in the batch.

    It is `hopeless` once so much in it cannot be read that there is no use in reading on.
    """

    def __init__(self, dossier: int) -> None:
        self.hits: list[Hit] = []
        self.hopeless = False
        self._refusals = 0
        self._dossier = dossier

    def of_cell(
        self,
        code: str,
        sheet: str,
        at: Position,
        column: Column | None = None,
        group: str | None = None,
        **values: Any,
    ) -> None:
        """Note something about the cell `at` a zero-based row and column; `column` is what it is read as.

        Notes of a column with the same `group` are one fact.
        """
        name = None
        if column is not None:
            name = column.field
            values["label"] = column.label
        self._add(Hit(code, self._dossier, sheet, at[0] + 1, name, address_at(at), values, group))

    def of_other_sheet(self, code: str, title: str, at: Position) -> None:
        """Note something about the cell `at` a zero-based row and column of a sheet that is none of the template's."""
        self._add(Hit(code, self._dossier, None, cell=address_at(at), title=title))

    def of_titled_sheet(self, code: str, sheet: str, **values: Any) -> None:
        """Note something about a sheet as a whole, by its title in the workbook, that is not read as a declared one."""
        self._add(Hit(code, self._dossier, None, values=values, title=sheet))

    def of_its_own(self) -> "Notes":
        """New notes about the same dossier, which may be taken or not."""
        return Notes(self._dossier)

    def take(self, other: "Notes") -> None:
        """Note all that was noted in others."""
        for hit in other.hits:
            self._add(hit)

    def of_file(self, code: str, **values: Any) -> None:
        """Note something about the file as a whole."""
        self._add(Hit(code, self._dossier, None, values=values))

    def of_sheet(self, code: str, sheet: str, **values: Any) -> None:
        """Note something about a sheet as a whole."""
        self._add(Hit(code, self._dossier, sheet, values=values))

    def _add(self, hit: Hit) -> None:
        telling = hit.code.startswith(_ONLY_TELLING)
        self._refusals += not telling
        self.hopeless = self._refusals >= MOST_HITS
        if not self.hopeless and not (telling and len(self.hits) >= MOST_HITS):
            self.hits.append(hit)
