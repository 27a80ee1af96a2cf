"""One company's workbook as it was read: values by sheet, and where each one stands."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from proexp_batch.model.findings import Hit
from proexp_batch.ooxml.addresses import address


@dataclass(slots=True)
class Rows:
    """The rows of one sheet of one workbook.

    `sheet` is the key of the declaration, `title` the name in the workbook. `rows` are Excel's row numbers
    (1-based), `values[field]` and `filled[field]` run along them; a value that could not be read is `None` in
    `values` and `True` in `filled`. `columns` gives the zero-based column of each field found; for the labelled
    lines of a form, `lines` gives the cell of each value instead. `typed` has the texts, by row and field, that were
    not written as they were read: what people find in the cell. `unknown` are the headers of columns that are not read.
    """

    sheet: str
    title: str
    header_row: int
    columns: dict[str, int] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    values: dict[str, list[Any]] = field(default_factory=dict)
    filled: dict[str, list[bool]] = field(default_factory=dict)
    typed: dict[tuple[int | None, str], str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def cell(self, row: int | None, name: str | None) -> str | None:
        """The cell of a field in a row; of its header without a row. Without the column, the first one's."""
        if name is not None and name in self.lines:
            return self.lines[name]
        if not self.columns:
            return None
        column = self.columns.get(name or "", min(self.columns.values()))
        return address(row or self.header_row, column + 1)


@dataclass(slots=True)
class Dossier:
    """One deposited workbook.

    `file` is the path relative to the deposit. `hits` are what the reader noticed; where the file is not
    `readable`, the only one says why, and there are no sheets. `modified` is when the file was last written, if known.
    """

    file: PurePosixPath
    sha256: str
    readable: bool = True
    modified: dt.datetime | None = None
    sheets: dict[str, Rows] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
