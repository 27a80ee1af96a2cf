"""Finds what links the dossiers of a batch to others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from proexp_batch.model import wording
from proexp_batch.model.columns import Column
from proexp_batch.model.dossier import Dossier
from proexp_batch.model.fields import company, learners, tutors
from proexp_batch.model.later import pd
from proexp_batch.model.links import ContractLink, DossierLinks, SheetCell, TutorLink
from proexp_batch.model.sheets.tutors import IS_TUTOR
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.frames import rows_of
from proexp_batch.rules.facts import measures
from proexp_batch.rules.tutors import NOT_EXEMPT

COMPANY_FIELDS = (
    company.name,
    company.naf,
    company.idcc,
    company.opco,
    company.employer_kind,
    company.territory,
    company.weekly_hours,
    company.training_service,
    company.agreement_24_months,
    company.agreement_over_25,
)
"""What two dossiers of one establishment should say alike."""


def links(batch: Batch) -> list[DossierLinks]:
    """The links of the dossiers of a batch that have a SIRET; the others cannot be told apart from anyone's."""
    sirets, jobs = batch[company.siret], batch[company.job_title]
    bound_by_conditions = masks.mask(NOT_EXEMPT, batch, "company")
    rows_of_learners, rows_of_tutors = (_rows_by_dossier(batch, key) for key in ("learners", "tutors"))
    found = []
    for number, dossier in enumerate(batch.dossiers):
        siret = sirets[number]
        if dossier.readable and isinstance(siret, str):
            bound = rows_of_tutors.get(number, ()) if bound_by_conditions[number] else ()
            found.append(
                DossierLinks(
                    dossier.sha256,
                    dossier.file,
                    siret,
                    wording.fold(str(jobs[number])),
                    int(batch.step[number]),
                    _company(batch, number, dossier),
                    _contracts(batch, rows_of_learners.get(number, ()), dossier),
                    _tutors(batch, bound, dossier),
                    dossier.modified,
                )
            )
    return found


def _place(dossier: Dossier, column: Column, row: int) -> SheetCell:
    rows = dossier.sheets[column.sheet]
    return SheetCell(rows.title, rows.cell(row, column.field))


def _company(batch: Batch, number: int, dossier: Dossier) -> dict[str, tuple[str, SheetCell]]:
    if "company" not in dossier.sheets:
        return {}
    stated = {column: batch[column][number] for column in COMPANY_FIELDS}
    return {
        column.field: (wording.fold(str(value)), _place(dossier, column, 1))
        for column, value in stated.items()
        if not pd.isna(value)
    }


def _rows_by_dossier(batch: Batch, key: str) -> dict[int, list[Any]]:
    by_dossier: dict[int, list[Any]] = {}
    for row in rows_of(batch[key]):
        by_dossier.setdefault(row.dossier, []).append(row)
    return by_dossier


def _contracts(batch: Batch, rows: Iterable[Any], dossier: Dossier) -> tuple[ContractLink, ...]:
    last, first = batch.keys("learners", "last_name"), batch.keys("learners", "first_name")
    tutor, ends = batch.keys("learners", "tutor"), measures.real_end(batch)
    found = []
    for row in rows:
        at = row.Index
        if not isinstance(row.contract, str) or pd.isna(row.start) or pd.isna(ends[at]):
            continue
        known = isinstance(last[at], str) and isinstance(first[at], str) and not pd.isna(row.birth_date)
        found.append(
            ContractLink(
                row.contract,
                _person(last[at], first[at], row.birth_date) if known else None,
                _hashed(tutor[at]) if isinstance(tutor[at], str) else None,
                row.start.date(),
                ends[at].date(),
                _place(dossier, learners.contract, row.row),
                _place(dossier, learners.last_name, row.row),
            )
        )
    return tuple(found)


def _person(last: str, first: str, birth: pd.Timestamp) -> str:
    return _hashed(f"{last}|{first}|{birth:%Y-%m-%d}")


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _tutors(batch: Batch, rows: Iterable[Any], dossier: Dossier) -> tuple[TutorLink, ...]:
    names, employers = batch.keys("tutors", "name"), masks.mask(tutors.is_employer.yes, batch, "tutors")
    accompanies = masks.mask(IS_TUTOR, batch, "tutors")
    return tuple(
        TutorLink(
            _hashed(names[row.Index]), bool(employers[row.Index]), _place(dossier, tutors.name, row.row)
        )
        for row in rows
        if isinstance(names[row.Index], str) and accompanies[row.Index]
    )
