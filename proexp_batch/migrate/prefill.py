"""What of an earlier dossier stays true for a new one of the same company."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from proexp_batch.migrate.problems import SourceError, refuse_unreadable
from proexp_batch.model.sheets import SHEETS
from proexp_batch.reading.dossier import read
from proexp_batch.template.filled import filled, rows_of

LEFT_OUT: Mapping[str, frozenset[str]] = {
    "company": frozenset({"step", "facilitator", "facilitator_hours"}),
    "competences": frozenset(),
    "modules": frozenset({"start", "end", "hours_done", "contracts"}),
    # Volunteering and the number of learners are asked again for each contract; training once done stays done.
    "tutors": frozenset({"volunteer", "other_learners"}),
}
"""The sheets that are carried over, and the fields of each that belong to the earlier contracts.

Learners, evaluations and documents are personal data of the earlier contracts and never carried over.
"""


@dataclass(frozen=True, slots=True)
class Prefilled:
    """A template filled in from an earlier dossier.

    `counts` gives the rows carried over by title of their sheet, `unread` the places of cells that could not be
    read and stay empty.
    """

    content: bytes
    counts: Mapping[str, int]
    unread: tuple[str, ...]


def prefilled(data: bytes, file: PurePosixPath) -> Prefilled:
    """Make a template for a new dossier from an earlier workbook of the company.

    Raises:
        SourceError: the workbook cannot be read, or holds nothing that stays true.
    """
    dossier = read(data, file, 0)
    refuse_unreadable(dossier)
    unread = [
        f"{rows.title} {rows.cell(row, name)}"
        for key, rows in dossier.sheets.items()
        if key in LEFT_OUT
        for name in rows.values
        if name not in LEFT_OUT[key]
        for index, row in enumerate(rows.rows)
        if rows.filled[name][index] and rows.values[name][index] is None
    ]
    kept = {
        key: [_kept(key, row) for row in rows] for key, rows in rows_of(dossier).items() if key in LEFT_OUT
    }
    kept = {key: [row for row in rows if row] for key, rows in kept.items()}
    if not any(kept.values()):
        raise SourceError(
            "Ce classeur n'a ni entreprise, ni compétence, ni module, ni tuteur à reprendre. "
            "Choisissez un dépôt plus complet."
        )
    counts = {SHEETS[key].title: len(rows) for key, rows in kept.items() if rows}
    return Prefilled(filled(kept), counts, tuple(unread))


def _kept(key: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in LEFT_OUT[key] and value is not None}
