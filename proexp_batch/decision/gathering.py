"""Gathers what dossiers hold from the rows of a batch, for the papers of their paths."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar

import pandas as pd

from proexp_batch.decision.contents import (
    UNCODED,
    Competence,
    Contents,
    Contract,
    Evaluation,
    Module,
    Piece,
    Prior,
    Tutor,
)
from proexp_batch.decision.path import Path, bloc_of, full_name, is_missing, path_of, text
from proexp_batch.decision.progress import last_results, progress
from proexp_batch.model.columns import Column
from proexp_batch.model.fields import modules as module_columns
from proexp_batch.model.kinds.choices import SEPARATOR
from proexp_batch.model.sheets import SHEETS
from proexp_batch.rules.competences import last_result_order
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.frames import rows_of, values_of
from proexp_batch.rules.facts import measures
from proexp_batch.rules.facts.measures import TOTAL_HOURS, TRAINING_SHARE

AFEST: tuple[Column, ...] = (
    module_columns.afest_analysis,
    module_columns.afest_trainer,
    module_columns.afest_reflection,
    module_columns.afest_evaluation,
)
"""The questions of D6313-3-2, in its order."""

FOAD: tuple[Column, ...] = (
    module_columns.foad_assistance,
    module_columns.foad_information,
    module_columns.foad_evaluation,
)
"""The questions of D6313-3-1, in its order."""

T = TypeVar("T")


def contents(batch: Batch, wanted: Collection[int]) -> dict[int, Contents]:
    """What some dossiers of a batch hold, by their places in it.

    A sheet that is not there has no rows, and a cell that says nothing, cannot be read, or is out of the bounds of its
    column gives `None`: nothing that a dossier lacks makes this fail.
    """
    if not wanted:
        return {}
    path = path_of(batch)
    # Of each sheet, the index of a row in the batch is told to what names it by its place among those of the dossier.
    modules = _rows(batch["modules"], wanted)
    places = {row.Index: place for rows in modules.values() for place, row in enumerate(rows)}
    competences = _gathered(batch["competences"], wanted, lambda row: _competence(row, path))
    contracts = _contracts(batch, wanted, path, places)
    tutors = _gathered(batch["tutors"], wanted, _tutor)
    pieces = _gathered(batch["documents"], wanted, _piece)
    return {
        dossier: _dossier(
            path.companies[dossier],
            batch.today.date(),
            competences=competences.get(dossier, ()),
            modules=tuple(_module(row, path) for row in modules.get(dossier, ())),
            contracts=contracts.get(dossier, ()),
            tutors=tutors.get(dossier, ()),
            pieces=pieces.get(dossier, ()),
        )
        for dossier in wanted
    }


def _rows(frame: pd.DataFrame, wanted: Collection[int]) -> dict[int, list[Any]]:
    """The rows of the wanted dossiers, by dossier."""
    found: dict[int, list[Any]] = {}
    for row in rows_of(frame, frame["dossier"].isin(list(wanted))):
        found.setdefault(row.dossier, []).append(row)
    return found


def _gathered(
    frame: pd.DataFrame, wanted: Collection[int], make: Callable[[Any], T]
) -> dict[int, tuple[T, ...]]:
    """What is made of each row, by dossier."""
    return {dossier: tuple(map(make, rows)) for dossier, rows in _rows(frame, wanted).items()}


def _dossier(row: Any, today: dt.date, **parts: Any) -> Contents:
    opco = text(row.opco)
    return Contents(
        today=today,
        company=text(row.name) or UNCODED,
        siret=text(row.siret) or UNCODED,
        naf=text(row.naf),
        idcc=text(row.idcc),
        opco=SHEETS["company"].columns["opco"].label_of(opco) if opco else None,
        job_title=text(row.job_title) or UNCODED,
        rome=text(row.rome),
        training_service=_answer(row.training_service),
        facilitator=text(row.facilitator),
        facilitator_hours=_number(row.facilitator_hours),
        **parts,
    )


def _competence(row: Any, path: Path) -> Competence:
    return Competence(
        code=text(row.code) or UNCODED,
        bloc=path.bloc_title(bloc_of(row)),
        title=text(row.title) or UNCODED,
        certifying=_answer(row.certifying),
        certification=text(row.certification),
        objective=text(row.objective) or "",
        criterion=text(row.criterion) or "",
    )


def _module(row: Any, path: Path) -> Module:
    return Module(
        code=text(row.code) or UNCODED,
        title=text(row.title) or UNCODED,
        modality=text(row.modality),
        provider=text(row.provider),
        nda=text(row.nda),
        trainer=text(row.trainer),
        hours=_number(row.hours),
        hours_done=_number(row.hours_done),
        start=_day(row.start),
        end=_day(row.end),
        competences=tuple(_code(path, index) for index in sorted(path.aims.get(row.Index, ()))),
        afest=tuple(_answer(getattr(row, column.field)) for column in AFEST),
        foad=tuple(_answer(getattr(row, column.field)) for column in FOAD),
        qualiopi=_answer(row.qualiopi),
        deemed_certified=_answer(row.deemed_certified),
    )


def _contracts(
    batch: Batch, wanted: Collection[int], path: Path, places: Mapping[int, int]
) -> dict[int, tuple[Contract, ...]]:
    learners = batch["learners"]
    totals = _by_index(learners.index, masks.values(TOTAL_HOURS, batch, "learners"))
    shares = _by_index(learners.index, masks.values(TRAINING_SHARE, batch, "learners"))
    evaluations = _evaluations(batch, wanted, path)
    results = last_results(batch, learners.index[learners["dossier"].isin(list(wanted))])
    # What is planned later has not begun; a contract whose end is not known runs.
    ends = measures.real_end(batch)
    until = _by_index(learners.index, ends.where(ends <= batch.today, batch.today))

    def contract(row: Any) -> Contract:
        return _contract(
            row,
            prior=tuple(
                Prior(_code(path, index), grounds)
                for index, grounds in sorted(path.prior.get(row.Index, {}).items())
            ),
            modules=tuple(sorted(places[index] for index in path.of_contract.get(row.Index, ()))),
            evaluations=tuple(evaluations.get(row.Index, ())),
            total_hours=_number(totals[row.Index]),
            training_share=_number(shares[row.Index]),
            progress=progress(row, until[row.Index], path, results.get(row.Index, {})),
        )

    return _gathered(learners, wanted, contract)


def _by_index(index: Iterable[int], values: Any) -> dict[int, Any]:
    return dict(zip(index, values_of(values), strict=True))


def _contract(row: Any, **parts: Any) -> Contract:
    return Contract(
        number=text(row.contract) or UNCODED,
        learner=full_name(row) or UNCODED,
        birth_date=_day(row.birth_date),
        kind=text(row.contract_kind),
        signed=_day(row.signed),
        start=_day(row.start),
        end=_day(row.end),
        early_end=_day(row.early_end),
        weekly_hours=_number(row.weekly_hours),
        hours_planned=_number(row.hours_planned),
        hours_done=_number(row.hours_done),
        tutor=text(row.tutor),
        positioning=_day(row.positioning),
        review=_day(row.review),
        review_outcome=text(row.review_outcome),
        signatory=text(row.signatory),
        place=text(row.place),
        attestation_date=_day(row.attestation_date),
        **parts,
    )


def _evaluations(batch: Batch, wanted: Collection[int], path: Path) -> dict[int, list[Evaluation]]:
    """The evaluations of each contract (index) that have a day and a result, in the order in which they count."""
    frame = batch["evaluations"].assign(
        learner=batch.match("evaluations", "contract", "learners"),
        about=batch.match("evaluations", "competence", "competences"),
    )
    frame = frame[frame["dossier"].isin(list(wanted)) & (frame["learner"] >= 0)]
    found: dict[int, list[Evaluation]] = {}
    for row in rows_of(last_result_order(frame.dropna(subset=["date", "result"]))):
        code = _code(path, row.about) if row.about >= 0 else text(row.competence) or UNCODED
        found.setdefault(row.learner, []).append(
            Evaluation(
                competence=code,
                date=row.date.date(),
                kind=text(row.kind),
                result=row.result,
                evaluator=text(row.evaluator),
                evidence=text(row.evidence),
            )
        )
    return found


def _tutor(row: Any) -> Tutor:
    roles = text(row.roles)
    return Tutor(
        text(row.name) or UNCODED, text(row.function), tuple(roles.split(SEPARATOR)) if roles else ()
    )


def _piece(row: Any) -> Piece:
    return Piece(text(row.kind), text(row.file) or UNCODED, _day(row.date), text(row.contract))


def _code(path: Path, index: int) -> str:
    return text(path.competences[index].code) or UNCODED


def _number(value: Any) -> float | None:
    return None if is_missing(value) else float(value)


def _day(value: Any) -> dt.date | None:
    return None if is_missing(value) else value.date()


def _answer(value: Any) -> bool | None:
    return None if pd.isna(value) else bool(value)
