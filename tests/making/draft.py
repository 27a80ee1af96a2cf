"""A dossier as plain rows, and how it stands in a workbook."""

import dataclasses
import datetime as dt
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from proexp_batch.model.columns import Layout, Sheet
from proexp_batch.model.dossier import Dossier, Rows
from proexp_batch.model.findings import Hit
from proexp_batch.model.sheets import SHEETS
from proexp_batch.ooxml.addresses import address_at

TODAY = dt.date(2026, 11, 24)
HEADER_ROW = 2
FORM_FIRST_ROW = 3

Row = dict[str, Any]


class _Unreadable:
    """What a cell holds when the reader could make nothing of it."""

    def __repr__(self) -> str:
        return "UNREADABLE"


UNREADABLE = _Unreadable()


@dataclass
class Draft:
    """The rows of each sheet by field; what is not given is an empty cell.

    `without` are columns (or lines of the form) that the workbook does not have; `absent` sheets it lacks;
    `refused` sheets of which the reader recognised no header.
    """

    name: str
    rows: dict[str, list[Row]]
    first_row: int = 3
    today: dt.date = TODAY
    without: set[tuple[str, str]] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    @property
    def company(self) -> Row:
        return self.rows["company"][0]

    @property
    def learners(self) -> list[Row]:
        return self.rows["learners"]

    @property
    def competences(self) -> list[Row]:
        return self.rows["competences"]

    @property
    def modules(self) -> list[Row]:
        return self.rows["modules"]

    @property
    def evaluations(self) -> list[Row]:
        return self.rows["evaluations"]

    @property
    def tutors(self) -> list[Row]:
        return self.rows["tutors"]

    @property
    def documents(self) -> list[Row]:
        return self.rows["documents"]

    @property
    def step(self) -> int:
        return int(self.company["step"] or 0)

    def copy(self) -> "Draft":
        rows = {key: [_copied(row) for row in rows] for key, rows in self.rows.items()}
        sets = {name: set(getattr(self, name)) for name in ("without", "absent", "refused")}
        return dataclasses.replace(self, rows=rows, **sets)

    def cell(self, sheet: str, name: str, index: int = 0) -> str:
        """Where a value stands in the workbook; `index` counts the rows of the sheet from 0."""
        position = list(SHEETS[sheet].columns).index(name)
        if SHEETS[sheet].layout is Layout.FORM:
            return f"B{FORM_FIRST_ROW + position}"
        return address_at((self.first_row + index - 1, position))

    def dossier(self) -> Dossier:
        """The dossier as the reader would give it."""
        dossier = Dossier(PurePosixPath(f"{self.name}.xlsx"), "0" * 64)
        for key, sheet in SHEETS.items():
            if key in self.refused:
                dossier.hits.append(Hit("LEC-012", 0, key, values={"title": sheet.title}))
            elif key not in self.absent:
                dossier.sheets[key] = self._sheet(sheet)
        return dossier

    def _sheet(self, sheet: Sheet) -> Rows:
        given = self.rows[sheet.key]
        is_form = sheet.layout is Layout.FORM
        names = {
            name: position
            for position, name in enumerate(sheet.columns)
            if (sheet.key, name) not in self.without
        }
        rows = Rows(sheet.key, sheet.title, 1 if is_form else HEADER_ROW)
        if is_form:
            rows.lines = {name: f"B{FORM_FIRST_ROW + position}" for name, position in names.items()}
            rows.rows = [1]
        else:
            rows.columns = names
            rows.rows = [self.first_row + index for index in range(len(given))]
        for name in names:
            raw = [row.get(name) for row in given]
            rows.values[name] = [None if value is UNREADABLE else value for value in raw]
            rows.filled[name] = [value is not None for value in raw]
        return rows


def _copied(row: Row) -> Row:
    """A row of its own; tests change rows thousands of times, and a deep copy looks at every value."""
    return {name: list(value) if isinstance(value, list) else value for name, value in row.items()}


def codes(*names: str) -> str:
    """Several codes in one cell, as the reader gives them."""
    return ";".join(names)


def listed(text: str | None) -> list[str]:
    """The codes of a cell that holds several."""
    return text.split(";") if text else []
