"""The certain repairs of a dossier: what the reader understood all the same, and codes that are one slip away."""

import datetime as dt
from collections.abc import Iterable

from proexp_batch.decision.facts import Day, Repair
from proexp_batch.model import wording
from proexp_batch.model.dossier import Dossier
from proexp_batch.model.findings import Hit
from proexp_batch.model.sheets import SHEETS

_UNDERSTOOD = ("LEC-021", "LEC-101", "LEC-102", "LEC-103", "LEC-105", "LEC-121")


def repairs(dossier: Dossier, hits: Iterable[Hit]) -> tuple[Repair, ...]:
    """What can be put right in the workbook without asking anybody, in the order of the hits."""
    found: dict[tuple[str, str], Repair] = {}
    for hit in hits:
        repair = _repair(dossier, hit)
        if repair is not None:
            found.setdefault((repair.sheet, repair.cell), repair)
    return tuple(found.values())


def _repair(dossier: Dossier, hit: Hit) -> Repair | None:
    rows = dossier.sheets.get(hit.sheet or "")
    if rows is None or hit.field is None:
        return None
    column = SHEETS[rows.sheet].columns[hit.field]
    cell = hit.cell or rows.cell(hit.row, hit.field)
    if hit.code in _UNDERSTOOD:
        at = 0 if hit.field in rows.lines else rows.rows.index(hit.row) if hit.row in rows.rows else None
        value = None if at is None else column.kind.written(column, rows.values[hit.field][at])
        old = str(hit.values.get("shown", ""))
    else:
        value, old = (
            hit.values.get("meant"),
            str(hit.values.get(hit.field, hit.values.get("unknown", [""])[0])),
        )
    if cell is None or value is None or (isinstance(value, float) and value != value):
        return None
    sent = Day(value) if isinstance(value, dt.date) else value
    return Repair(rows.title, cell, sent, old, _shown(value))


def _shown(value: str | float | dt.date) -> str:
    if isinstance(value, dt.date):
        return wording.date(value)
    return wording.number(value) if isinstance(value, float) else value
