"""Every cell of a company's workbook, with what the reader of values has no use for: notes, links, formulas."""

import io
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from openpyxl import load_workbook

from proexp_batch.formats.registry import opened
from proexp_batch.migrate.problems import SourceError
from proexp_batch.model.cells import Uncomputed, is_empty
from proexp_batch.model.sheets import TEMPLATE_PROPERTY
from proexp_batch.ooxml.addresses import Position
from proexp_batch.ooxml.package import Package

_ATTACHED: Mapping[str, re.Pattern[str]] = {
    "macros": re.compile(r"xl/vbaProject\.bin", re.IGNORECASE),
    "graphique": re.compile(r"xl/charts/chart\d*\.xml", re.IGNORECASE),
    "image": re.compile(r"xl/media/.+", re.IGNORECASE),
    "objet": re.compile(r"xl/embeddings/.+", re.IGNORECASE),
}


@dataclass(slots=True)
class OldCell:
    """What stands in a cell: the value, as the reader sees it, and what hangs on it.

    `formula` begins with `=`; `note` is a note with its `author`; `link` is an address outside the workbook.
    """

    value: Any = None
    formula: str | None = None
    note: str | None = None
    author: str = ""
    link: str | None = None


@dataclass(slots=True)
class OldWorkbook:
    """A workbook: filled cells by title and place, the version of its template, what is attached and how often."""

    version: str | None
    sheets: dict[str, dict[Position, OldCell]] = field(default_factory=dict)
    attached: dict[str, int] = field(default_factory=dict)


def open_old(data: bytes, file: PurePosixPath) -> OldWorkbook:
    """Open a workbook that the reader can read.

    Raises:
        SourceError: it cannot be opened as a whole, so that nobody could promise that nothing is lost.
    """
    try:
        source = opened(data, file)
        grids = source.grids(source.titles)
        shown, typed = _loaded(data, values=True), _loaded(data, values=False)
    except Exception as error:  # foreign code meets foreign files: whatever fails, the sentence is the same
        raise SourceError(
            "Ce classeur ne peut pas être repris en entier. Ouvrez-le dans votre tableur, enregistrez-le sous un "
            "nouveau nom au format .xlsx, puis recommencez avec ce nouveau fichier."
        ) from error
    version = (
        typed.custom_doc_props[TEMPLATE_PROPERTY].value if TEMPLATE_PROPERTY in _properties(typed) else None
    )
    old = OldWorkbook(None if version is None else str(version), attached=_attached(data))
    for title in typed.sheetnames:
        cells = old.sheets[title] = {}
        if title in grids:
            for row, values in enumerate(grids[title].rows):
                for column, value in enumerate(values):
                    # What a merged block says again stands once, in its first cell.
                    if not is_empty(value) and (row, column) not in grids[title].repeated:
                        cells[row, column] = OldCell(value.error if isinstance(value, Uncomputed) else value)
        _add_what_hangs_on(cells, shown[title], typed[title])
    return old


def _loaded(data: bytes, *, values: bool) -> Any:
    with warnings.catch_warnings():
        # What openpyxl cannot keep (controls, extensions) is not kept here either, and said where it matters.
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(data), data_only=values)


def _properties(workbook: Any) -> set[str]:
    return {found.name for found in workbook.custom_doc_props}


def _add_what_hangs_on(cells: dict[Position, OldCell], shown: Any, typed: Any) -> None:
    # The cells that exist, wherever they are: going through rows and columns would never end on a far one.
    for (row, column), cell in getattr(typed, "_cells", {}).items():
        place = (row - 1, column - 1)
        value = getattr(cell, "value", None)
        formula = _formula(value) if getattr(cell, "data_type", "") == "f" else None
        note, link = getattr(cell, "comment", None), getattr(cell, "hyperlink", None)
        address = getattr(link, "target", None)
        if place not in cells and is_empty(value) and not note and not address:
            continue
        found = cells.setdefault(place, OldCell(None if formula else value))
        if formula is not None:
            found.formula = formula
            if found.value is None:
                found.value = getattr(shown._cells.get((row, column)), "value", None)
        if note is not None:
            found.note, found.author = str(note.text), str(note.author or "")
        if address:
            found.link = str(address)


def _formula(value: Any) -> str:
    """A formula as it is typed; one that fills several cells at once is held in an object."""
    text = str(getattr(value, "text", None) or value)
    return text if text.startswith("=") else f"={text}"


def _attached(data: bytes) -> dict[str, int]:
    names = Package.open(data).names
    counts = {kind: sum(bool(name.fullmatch(part)) for part in names) for kind, name in _ATTACHED.items()}
    return {kind: count for kind, count in counts.items() if count}
