"""Finds what links the dossiers of a batch to others."""

import hashlib
from collections.abc import Iterable
from typing import Any

import pandas as pd

from proexp_batch.model import wording
from proexp_batch.model.dossier import Dossier
from proexp_batch.model.links import ContractLink, DossierLinks, SheetCell, TutorLink
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.tutors import exempt

COMPANY_FIELDS = (
    "name",
    "naf",
    "idcc",
    "opco",
    "employer_kind",
    "territory",
    "weekly_hours",
    "training_service",
    "agreement_24_months",
    "agreement_over_25",
)
"""What two dossiers of one establishment should say alike."""


def links(batch: Batch) -> list[DossierLinks]:
    """The links of the dossiers of a batch that have a SIRET; the others cannot be told apart from anyone's."""
    companies = batch["company"]
    exempted = exempt(batch, "company")
    learners, tutors = _rows_by_dossier(batch, "learners"), _rows_by_dossier(batch, "tutors")
    found = []
    for number, dossier in enumerate(batch.dossiers):
        siret = companies["siret"][number]
        if dossier.readable and isinstance(siret, str):
            bound = () if exempted[number] else tutors.get(number, ())
            found.append(
                DossierLinks(
                    dossier.sha256,
                    dossier.file,
                    siret,
                    wording.fold(str(companies["job_title"][number])),
                    int(batch.step[number]),
                    _company(batch, number, dossier),
                    _contracts(batch, learners.get(number, ()), dossier),
                    _tutors(batch, bound, dossier),
                )
            )
    return found


def _place(dossier: Dossier, key: str, row: int, field: str) -> SheetCell:
    rows = dossier.sheets[key]
    return SheetCell(rows.title, rows.cell(row, field))


def _company(batch: Batch, number: int, dossier: Dossier) -> dict[str, tuple[str, SheetCell]]:
    if "company" not in dossier.sheets:
        return {}
    frame = batch["company"]
    stated = {field: frame[field][number] for field in COMPANY_FIELDS}
    return {
        field: (wording.fold(str(value)), _place(dossier, "company", 1, field))
        for field, value in stated.items()
        if not pd.isna(value)
    }


def _rows_by_dossier(batch: Batch, key: str) -> dict[int, list[Any]]:
    rows: Iterable[Any] = batch[key].itertuples()
    by_dossier: dict[int, list[Any]] = {}
    for row in rows:
        by_dossier.setdefault(row.dossier, []).append(row)
    return by_dossier


def _contracts(batch: Batch, rows: Iterable[Any], dossier: Dossier) -> tuple[ContractLink, ...]:
    last, first = batch.keys("learners", "last_name"), batch.keys("learners", "first_name")
    tutor, ends = batch.keys("learners", "tutor"), batch.real_end
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
                _place(dossier, "learners", row.row, "contract"),
                _place(dossier, "learners", row.row, "last_name"),
            )
        )
    return tuple(found)


def _person(last: str, first: str, birth: pd.Timestamp) -> str:
    return _hashed(f"{last}|{first}|{birth:%Y-%m-%d}")


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _tutors(batch: Batch, rows: Iterable[Any], dossier: Dossier) -> tuple[TutorLink, ...]:
    names = batch.keys("tutors", "name")
    return tuple(
        TutorLink(
            _hashed(names[row.Index]), row.is_employer is True, _place(dossier, "tutors", row.row, "name")
        )
        for row in rows
        if isinstance(names[row.Index], str)
    )
