"""What could not be judged in a dossier, by subject, and the cells that are the reason."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from proexp_batch.model.columns import Column
from proexp_batch.model.dossier import Dossier, Rows
from proexp_batch.model.fields import company, learners
from proexp_batch.model.findings import Hit, Reason, Severity, Unjudged
from proexp_batch.model.sheets import SHEETS
from proexp_batch.rules.catalogue import CATALOGUE, FAMILIES, order
from proexp_batch.rules.engine.batch import Batch

_SUBJECTS: Mapping[Column, str] = {
    learners.birth_date: "âge",
    learners.public: "public",
    learners.priority: "public",
    learners.signed: "signature",
    learners.start: "durée",
    learners.end: "durée",
    learners.early_end: "rupture",
    learners.early_end_reported: "rupture",
    learners.weekly_hours: "temps de travail",
    learners.hours_planned: "heures de formation",
    learners.hours_done: "heures réalisées",
    learners.monthly_pay: "salaire",
    learners.branch_minimum_pay: "salaire",
    learners.sent_to_opco: "envoi à l'Opco",
    learners.positioning: "positionnement",
    learners.tutor: "tuteurs",
    learners.review: "bilan",
    learners.review_outcome: "bilan",
    learners.last_name: "contrats simultanés",
}
"""What rules told at a column of the contracts are about; those of another family are about the whole of it."""

_ABOUT_COLUMNS = ("APP", "SAI")
"""Families of rules about so many things that the column tells what each one is about."""

_MISSING, _COLUMN_MISSING, _OUT_OF_BOUNDS = "SAI-001", "SAI-002", "SAI-004"
_NOTHING_SAID = {_MISSING: Reason.EMPTY, _OUT_OF_BOUNDS: Reason.OUT_OF_BOUNDS}

_LATER_STEPS = "étapes suivantes"

Tried: TypeAlias = tuple[str, frozenset[Column]]
"""The subject of a rule, and the columns whose values it looked at."""

Told: TypeAlias = tuple[int, str, Tried]
"""The step from which a rule applies, the key of the sheet that it is told at, and what it tried."""

Doubts: TypeAlias = dict[tuple[Column, Reason], list[str]]
"""The cells of each column that say nothing, or nothing that holds, by the reason; none for a missing column."""


def unjudged(batch: Batch, number: int, hits: Iterable[Hit]) -> tuple[Unjudged, ...]:
    """What rules could not judge in a dossier of a checked batch, and why, in the order of the sheets.

    Args:
        batch: a batch whose rules were tried, see `Batch.needs`.
        number: the position of the dossier in it.
        hits: everything that was found in the dossier.
    """
    dossier = batch.dossiers[number]
    doubts = _doubts(dossier, hits)
    if not doubts:
        return ()
    tried = _tried(dossier, int(batch.step[number]), batch.once("tried", lambda: _all_tried(batch.needs)))
    alike: dict[tuple[str, Reason, tuple[str, ...]], list[tuple[Column, list[str]]]] = defaultdict(list)
    for (column, reason), cells in doubts.items():
        subjects = _subjects(column, reason, tried)
        if subjects:
            alike[column.sheet, reason, subjects].append((column, cells))
    return tuple(
        Unjudged(
            subjects,
            dossier.sheets[key].title,
            tuple(cell for _, cells in found for cell in cells),
            tuple(column.label for column, _ in found),
            reason,
        )
        for (key, reason, subjects), found in alike.items()
    )


def subject(code: str, column: Column) -> str:
    """What a rule told at a column is about, in plain words."""
    family = code[:3]
    if family in _ABOUT_COLUMNS:
        return _SUBJECTS.get(column, SHEETS[column.sheet].title.lower())
    return FAMILIES.get(family, SHEETS[column.sheet].title).lower()


def _tried(dossier: Dossier, step: int, told: Iterable[Told]) -> list[Tried]:
    """The rules that had something to judge in a dossier, in the order of the catalogue."""
    filled = {key for key, rows in dossier.sheets.items() if rows.rows}
    return [tried for since, key, tried in told if since <= step and key in filled]


def _all_tried(needs: Mapping[tuple[str, str], frozenset[Column]]) -> list[Told]:
    """The rules that were tried on a batch, in the order of the catalogue."""
    told = []
    for (code, place), columns in sorted(needs.items(), key=lambda entry: order(entry[0][0])):
        key, field = place.split(".")
        told_at = SHEETS[key].columns[field]
        # That a cell that cannot be read was not looked at for its own sake goes without saying.
        others = columns if len(columns) > 1 else columns - {told_at}
        told.append((CATALOGUE[code].step, key, (subject(code, told_at), others)))
    return told


def _subjects(column: Column, reason: Reason, tried: Iterable[Tried]) -> tuple[str, ...]:
    """The subjects that depend on a column; of a refused value not its own, which was judged."""
    if column is company.step:
        return (_LATER_STEPS,) if reason is Reason.UNREADABLE else ()
    found = dict.fromkeys(about for about, columns in tried if column in columns)
    if reason is Reason.REFUSED:
        found.pop(_SUBJECTS.get(column, ""), None)
    return tuple(found)


def _doubts(dossier: Dossier, hits: Iterable[Hit]) -> Doubts:
    doubts: Doubts = defaultdict(list)
    for column, cell in _unreadable(dossier):
        doubts[column, Reason.UNREADABLE].append(cell)
    for hit in hits:
        rows = dossier.sheets.get(hit.sheet or "")
        if rows is None:
            continue
        columns = SHEETS[rows.sheet].columns
        if hit.code == _COLUMN_MISSING:
            column = next(one for one in columns.values() if one.label == hit.values["label"])
            doubts[column, Reason.EMPTY].extend(())
        elif hit.field is not None and (reason := _reason(hit, columns[hit.field])) is not None:
            where = hit.cell or rows.cell(hit.row, hit.field)
            doubts[columns[hit.field], reason].extend([where] if where else [])
    ranks = {key: rank for rank, key in enumerate(SHEETS)}
    return dict(sorted(doubts.items(), key=lambda entry: ranks[entry[0][0].sheet]))


def _unreadable(dossier: Dossier) -> Iterator[tuple[Column, str]]:
    for key, rows in dossier.sheets.items():
        for field, values in rows.values.items():
            for at, (value, filled) in enumerate(zip(values, rows.filled[field], strict=True)):
                if filled and value is None and (cell := _cell(rows, at, field)) is not None:
                    yield SHEETS[key].columns[field], cell


def _cell(rows: Rows, at: int, field: str) -> str | None:
    return rows.cell(rows.rows[at], field)


def _reason(hit: Hit, column: Column) -> Reason | None:
    """Why nothing, or nothing that holds, can be told from a cell; `None` where a hit takes nothing from others.

    A day or a number that a rule refuses is left out by those that would reckon with it.
    """
    if hit.code in _NOTHING_SAID:
        return _NOTHING_SAID[hit.code]
    rule = CATALOGUE[hit.code]
    reckoned = column.kind.is_date or column.kind.is_number
    if reckoned and rule.is_tested and rule.severity is Severity.BLOCKING:
        return Reason.REFUSED
    return None
