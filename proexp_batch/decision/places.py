"""Where findings stand, told so that the same place is known again in another version of the workbook.

Rows move when a company inserts lines, and sheets are renamed: a row is known by what stands in it, a sheet by what it is
read as. What names a row may name a person: it is a hash here, and the register keeps another one, under its key.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from proexp_batch.model.columns import Column
from proexp_batch.model.dossier import Dossier, Rows
from proexp_batch.model.fields import competences, documents, evaluations, learners, modules, tutors
from proexp_batch.model.findings import Finding
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import fold
from proexp_batch.ooxml.addresses import split_cell

Names = tuple[str, ...]
"""Hashes of what a row is known by, the surest first; one is empty where those cells say nothing."""

_NAMES: dict[str, tuple[tuple[Column, ...], ...]] = {
    "learners": ((learners.contract,), (learners.last_name, learners.first_name)),
    "competences": ((competences.code,), (competences.title,)),
    "modules": ((modules.code,), (modules.title,)),
    "evaluations": (
        (evaluations.contract, evaluations.competence, evaluations.date, evaluations.kind),
        (evaluations.contract, evaluations.competence),
        (evaluations.competence, evaluations.date),
    ),
    "tutors": ((tutors.name,), (tutors.function, tutors.training_date)),
    "documents": ((documents.file,), (documents.kind, documents.contract)),
}
"""By what the rows of each sheet are known; the lines of a form are known by their column."""

_COMPARED_WITH_OTHERS = frozenset(("company", "learners", "tutors"))
"""The sheets on whose rows findings may come that only other dossiers show."""

_HASH = 16

_MOST_SPOTS = 1_000
"""So many rows tell a finding again; a sheet may have many more, and each deposit is kept with them."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A row that a finding is about: its number in the sheet and its names; no number where no single row is meant."""

    row: int | None = None
    names: Names = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands: the sheet and the column, as they are called whatever the workbook calls them.

    Of very many rows, only the first ones are kept; see `cut`.
    """

    column: str
    spots: tuple[Spot, ...]

    @property
    def is_cut(self) -> bool:
        """Whether there may be more rows than its spots tell."""
        return len(self.spots) >= _MOST_SPOTS

    def cut(self) -> "Place":
        """The place as it is kept."""
        return replace(self, spots=self.spots[:_MOST_SPOTS])


@dataclass(frozen=True, slots=True)
class SheetNames:
    """What the rows of a sheet are known by: the key of the sheet, the row of its headers, whether it is a form."""

    key: str
    header: int
    is_form: bool
    rows: Mapping[int, Names]


RowNames = Mapping[str, SheetNames]
"""What the rows of a dossier are known by, for each sheet (its title) on which findings may stand."""


def row_names(dossier: Dossier, findings: Iterable[Finding]) -> dict[str, SheetNames]:
    """The names of the rows of the sheets that findings are about, or may yet be."""
    titles = {finding.sheet for finding in findings}
    return {
        rows.title: SheetNames(rows.sheet, rows.header_row, bool(rows.lines), dict(_named(rows)))
        for rows in dossier.sheets.values()
        if rows.title in titles or rows.sheet in _COMPARED_WITH_OTHERS
    }


def _named(rows: Rows) -> Iterator[tuple[int, Names]]:
    wanted = _NAMES.get(rows.sheet, ())
    if rows.lines or not wanted:
        return
    for at, row in enumerate(rows.rows):
        yield row, tuple(_name(rows, at, number, columns) for number, columns in enumerate(wanted))


def _name(rows: Rows, at: int, number: int, columns: Sequence[Column]) -> str:
    values = [rows.values[one.field][at] if one.field in rows.values else None for one in columns]
    told = [_plain(value) for value in values]
    return hashed(rows.sheet, number, *told) if any(told) else ""


def _plain(value: Any) -> str:
    text = "" if value is None else str(value)
    return fold(text) or text.strip()


def hashed(*parts: object) -> str:
    """A short hash: dossiers have thousands of rows, not milliards."""
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]


def place_of(finding: Finding, names: RowNames) -> Place:
    """Where a finding stands."""
    sheet = names.get(finding.sheet or "")
    column = f"{_key(finding.sheet, sheet)}/{finding.column or ''}"
    spots = dict.fromkeys(_spot(cell, finding, sheet) for cell in finding.cells)
    return Place(column, tuple(spots) or (Spot(),))


def _key(title: str | None, sheet: SheetNames | None) -> str:
    if sheet is not None:
        return sheet.key
    return next((one.key for one in SHEETS.values() if one.title == title), title or "")


def _spot(cell: str, finding: Finding, sheet: SheetNames | None) -> Spot:
    _, row = split_cell(cell)
    if sheet is None:
        return Spot(row)
    if finding.column and (sheet.is_form or row == sheet.header):
        # The column says it.
        return Spot()
    return Spot(row, sheet.rows.get(row, ()))
