"""Reads one deposited workbook into a dossier."""

import hashlib
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from proexp_batch.formats.format import Source
from proexp_batch.formats.refusals import UnreadableFileError
from proexp_batch.formats.registry import opened
from proexp_batch.model.dossier import Dossier, Rows
from proexp_batch.model.findings import Hit
from proexp_batch.model.kinds.codes import ALL
from proexp_batch.model.sheets import SHEETS
from proexp_batch.reading.notes import Notes
from proexp_batch.reading.private import look_elsewhere
from proexp_batch.reading.sheets import Sheets

MOST_TOGETHER = 200_000
"""Pairs of a contract, a module or a competence; a dossier of a hundred contracts has a few thousand."""


def read(data: bytes, file: PurePosixPath, number: int) -> Dossier:
    """Read a deposited file; `number` is its position in the batch. What cannot be read is said in its hits."""
    dossier = Dossier(file=file, sha256=hashlib.sha256(data).hexdigest())
    notes = Notes(number)
    try:
        source = opened(data, file)
        dossier.sheets = read_sheets(source, notes)
        look_elsewhere(source, [rows.title for rows in dossier.sheets.values()], notes)
        dossier.hits = notes.hits
    except UnreadableFileError as reason:
        _refuse(dossier, Hit(reason.code, number, None, values=reason.values))
    except MemoryError:
        # The process cannot be relied on any more.
        raise
    except Exception:  # whatever a file contains, the others of the batch must go on
        _refuse(dossier, Hit("FIC-008", number, None))
    return dossier


def _refuse(dossier: Dossier, hit: Hit) -> None:
    dossier.sheets = {}
    dossier.hits = [hit]
    dossier.readable = False


def read_sheets(source: Source, notes: Notes) -> dict[str, Rows]:
    """The declared sheets of a workbook by key.

    Raises:
        UnreadableFileError: they are damaged or too big, or there is none, or nothing in them.
    """
    sheets = Sheets(source).read(notes)
    if not sheets:
        raise UnreadableFileError("FIC-001")
    if not any(any(marks) for rows in sheets.values() for marks in rows.filled.values()):
        raise UnreadableFileError("FIC-005")
    _write_out_all(sheets)
    _refuse_too_many(sheets)
    return sheets


def _refuse_too_many(sheets: dict[str, Rows]) -> None:
    """Refuse what would take minutes to judge: everything that goes together, each with each."""
    learners, modules, competences = (
        len(sheets[key].rows) if key in sheets else 0 for key in ("learners", "modules", "competences")
    )
    together = learners * competences
    for field, all_of_them in (("contracts", learners), ("competences", 0)):
        lists = sheets["modules"].values.get(field) if modules else None
        together += sum(
            text.count(";") + 1 if isinstance(text, str) else all_of_them
            for text in (lists or [None] * modules)
        )
    if together > MOST_TOGETHER:
        counts = {"learners": learners, "modules": modules, "competences": competences}
        raise UnreadableFileError("FIC-010", **counts)


def _write_out_all(sheets: dict[str, Rows]) -> None:
    """Replace « tous » by every code of the sheet it speaks of; without that sheet it says nothing."""
    for key, rows in sheets.items():
        for name, values in rows.values.items():
            target = SHEETS[key].columns[name].refers_to
            if target is None or ALL not in values:
                continue
            named = sheets.get(target.sheet)
            everything = _codes_of(named.values.get(target.field, ())) if named else None
            for position, value in enumerate(values):
                if value == ALL:
                    values[position] = everything
                    rows.filled[name][position] = everything is not None


def _codes_of(codes: Iterable[Any]) -> str | None:
    return ";".join(dict.fromkeys(str(code) for code in codes if code)) or None
