"""The facts that a check produces: hits at a place, then findings in words."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from proexp_batch.model import wording
from proexp_batch.ooxml.addresses import split_cell

Where: TypeAlias = tuple[str, str]
"""Title of a sheet and address of a cell in it."""


class Severity(StrEnum):
    """How much a finding matters: `BLOCKING` refuses, `WARNING` asks to look, `INFO` only tells."""

    BLOCKING = "blocking"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Order of importance, 0 for the gravest."""
        return ("blocking", "warning", "info").index(self.value)

    @property
    def label(self) -> str:
        """The French word shown to people."""
        return {"blocking": "bloquant", "warning": "avertissement", "info": "information"}[self.value]


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule met at one place of one dossier, not yet put into words.

    `sheet` and `field` are the keys of the declarations; `row` is the row in Excel (1-based), `None` for the
    sheet as a whole. `cell` overrides the place where the field's own column is not what is meant. Without `sheet`,
    `title` names a sheet of the workbook that is none of the declared ones.
    `values` fills the placeholders of the rule's sentences. Hits of a rule with the same `group` are explained
    by one fact and become one finding.
    """

    code: str
    dossier: int
    sheet: str | None
    row: int | None = None
    field: str | None = None
    cell: str | None = None
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    group: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What is told to people about one place, or about several that one fact explains.

    `sheet` is the title in the company's workbook, `cells` the cells concerned (`("D5", "D6")`; empty where the
    finding is about the sheet or the file), `column` the French label. `message` holds no value of a cell;
    `detail` may. `contracts` is empty where the finding concerns the whole dossier.
    """

    code: str
    severity: Severity
    sheet: str | None
    cells: tuple[str, ...]
    column: str | None
    message: str
    detail: str
    fix: str
    contracts: tuple[str, ...] = ()

    @property
    def cell(self) -> str | None:
        """The cells as one reference in Excel's manner (`D5:D9,D12`), `None` where there are none."""
        return ranges(self.cells) or None


class Reason(StrEnum):
    """Why nothing could be told from a cell."""

    UNREADABLE = "unreadable"
    EMPTY = "empty"
    OUT_OF_BOUNDS = "out_of_bounds"
    REFUSED = "refused"


_REASONS = {
    Reason.UNREADABLE: ("est illisible", "sont illisibles"),
    Reason.EMPTY: ("est vide", "sont vides"),
    Reason.OUT_OF_BOUNDS: ("est hors limites", "sont hors limites"),
    Reason.REFUSED: ("est à corriger", "sont à corriger"),
}


@dataclass(frozen=True, slots=True)
class Unjudged:
    """What could not be judged in a dossier, and the cells that are the reason.

    `subjects` are French words (`durée`), `sheet` the title in the company's workbook, `columns` the labels of the
    columns of `cells`; without cells the columns themselves are missing. Nothing in it is a value of a cell.
    """

    subjects: tuple[str, ...]
    sheet: str
    cells: tuple[str, ...]
    columns: tuple[str, ...]
    reason: Reason

    @property
    def sentence(self) -> str:
        """A French sentence; what depends on a refused value is judged once it is corrected."""
        said = "À revoir après correction" if self.reason is Reason.REFUSED else "Non contrôlé"
        if self.cells:
            where = wording.listing(ranges(self.cells).split(","), limit=12)
            why = _REASONS[self.reason][len(self.cells) > 1]
        else:
            where = wording.listing([f"« {label} »" for label in self.columns])
            why = "manque" if len(self.columns) == 1 else "manquent"
        subjects = ", ".join(self.subjects)
        return wording.typo(f"{said} : {subjects}, car {where} {why} (feuille {self.sheet}).")


def ranges(cells: tuple[str, ...]) -> str:
    """Join cells of a column that follow one another: `("D5", "D6", "E1")` gives `D5:D6,E1`."""
    blocks: list[tuple[str, int, int]] = []
    for column, row in sorted({split_cell(cell) for cell in cells}, key=lambda c: (len(c[0]), c[0], c[1])):
        if blocks and blocks[-1][0] == column and blocks[-1][2] == row - 1:
            blocks[-1] = (column, blocks[-1][1], row)
        else:
            blocks.append((column, row, row))
    return ",".join(
        f"{column}{first}" if first == last else f"{column}{first}:{column}{last}"
        for column, first, last in blocks
    )
