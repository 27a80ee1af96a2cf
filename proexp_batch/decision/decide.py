"""Decides: the status of a dossier and of each contract, and the facts of the attestations."""

import dataclasses
import datetime as dt
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from proexp_batch.decision.facts import (
    Attestation,
    BlocResult,
    CompetenceResult,
    ContractDecision,
    DossierDecision,
    ModalityHours,
    Repair,
    Status,
)
from proexp_batch.model import wording
from proexp_batch.model.dossier import Dossier
from proexp_batch.model.findings import Finding, Hit, Severity
from proexp_batch.model.sheets import SHEETS
from proexp_batch.rules.competences import last_result_order
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.findings import findings
from proexp_batch.rules.facts import measures

CLOSING_STEP = 6


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """What is known of a contract, whatever is decided of it. `ready` holds the attestation's facts if complete."""

    number: str
    learner: str
    start: dt.date | None
    end: dt.date | None
    over: bool
    ready: Attestation | None


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """What is known of a dossier once it is checked on its own; see `DossierDecision` for the fields."""

    file: PurePosixPath
    sha256: str
    readable: bool
    step: int | None
    company: str | None
    findings: tuple[Finding, ...]
    contracts: tuple[ContractFacts, ...]
    repairs: tuple[Repair, ...] = ()


def decide(facts: DossierFacts, folder: PurePosixPath, more: Sequence[Finding] = ()) -> DossierDecision:
    """Decide about a dossier; `more` are findings that only the rest of the batch could show."""
    found = tuple(sorted((*facts.findings, *more), key=lambda finding: finding.severity.rank))
    problem = None
    if not facts.readable:
        problem = " ".join(filter(None, (found[0].message, found[0].detail, found[0].fix)))
    everywhere = Counter(finding.severity for finding in found if not finding.contracts)
    own: dict[str, Counter[Severity]] = defaultdict(Counter)
    for finding in found:
        for number in finding.contracts:
            own[number][finding.severity] += 1
    return DossierDecision(
        file=facts.file,
        sha256=facts.sha256,
        folder=folder,
        status=status_of({finding.severity for finding in found}) if facts.readable else Status.UNREADABLE,
        step=facts.step,
        company=facts.company,
        findings=found,
        contracts=tuple(
            _decide_contract(one, facts.step, everywhere + own[one.number]) for one in facts.contracts
        ),
        problem=problem,
        repairs=facts.repairs,
    )


def duplicate(facts: DossierFacts, folder: PurePosixPath, first: PurePosixPath) -> DossierDecision:
    """The decision about a file that repeats an earlier one to the letter: nothing is checked or given back."""
    dossier = Dossier(facts.file, facts.sha256)
    found = findings(dossier, [Hit("FIC-007", 0, None, values={"first": first.as_posix()})])
    return DossierDecision(
        file=facts.file,
        sha256=facts.sha256,
        folder=folder,
        status=Status.DUPLICATE,
        step=None,
        company=facts.company,
        findings=found,
        contracts=(),
        problem=found[0].message,
    )


def status_of(severities: Collection[Severity]) -> Status:
    """The status that findings of these severities lead to."""
    if Severity.BLOCKING in severities:
        return Status.TO_CORRECT
    return Status.ACCEPTED_WITH_WARNINGS if Severity.WARNING in severities else Status.ACCEPTED


def _decide_contract(
    contract: ContractFacts, step: int | None, found: Mapping[Severity, int]
) -> ContractDecision:
    """Decide about a contract, given how many findings of each severity concern it."""
    reason = _reason(contract, step, found[Severity.BLOCKING])
    return ContractDecision(
        number=contract.number,
        learner=contract.learner,
        start=contract.start,
        end=contract.end,
        status=status_of(found),
        attestation=contract.ready if reason is None else None,
        reason=reason,
    )


def _reason(contract: ContractFacts, step: int | None, blocking: int) -> str | None:
    """Why a contract has no attestation yet, `None` if it may have one (domain, part 5)."""
    if step != CLOSING_STEP:
        return wording.typo(
            f"Le dossier est à l'étape {step} ; l'attestation se prépare à l'étape {CLOSING_STEP}."
        )
    if blocking:
        return f"{wording.plural(blocking, 'point bloquant', 'points bloquants')} à corriger d'abord."
    if not contract.over:
        return "Le contrat n'est pas terminé."
    if contract.ready is None:
        return "Il manque une information que l'attestation doit donner."
    return None


class _Path:
    """The modules and the competences of a batch by their indices, and those of each contract and each module.

    Rows as plain tuples: a frame for each contract would cost more than all the rest of its attestation.
    """

    def __init__(self, batch: Batch) -> None:
        contracts, aims = batch.module_contracts, batch.module_competences
        self.modules = _named_rows(batch["modules"])
        self.competences = _named_rows(batch["competences"])
        self.of_contract: dict[int, list[int]] = {}
        for learner, module in zip(contracts["learner"], contracts["module"], strict=True):
            self.of_contract.setdefault(learner, []).append(module)
        self.aims: dict[int, list[int]] = {}
        for module, competence in zip(aims["module"], aims["competence"], strict=True):
            self.aims.setdefault(module, []).append(competence)


def _named_rows(frame: pd.DataFrame) -> dict[int, Any]:
    rows: Iterable[Any] = frame.itertuples()
    return {row.Index: row for row in rows}


def contract_facts(batch: Batch) -> Mapping[int, tuple[ContractFacts, ...]]:
    """The facts of every contract of a batch, by dossier."""
    learners = batch["learners"]
    closing = batch.spread("learners", batch.step) == CLOSING_STEP
    over = (measures.real_end(batch) <= batch.today).fillna(False)
    results = _last_results(batch, learners.index[closing & over])
    path = _Path(batch)
    facts: dict[int, list[ContractFacts]] = {}
    real_end = measures.real_end(batch)
    rows: Iterable[Any] = learners.itertuples()
    for row in rows:
        if not isinstance(row.contract, str):
            continue
        at = row.Index
        ready = _attestation(batch, row, path, results.get(at, {})) if closing[at] and over[at] else None
        facts.setdefault(row.dossier, []).append(
            ContractFacts(
                number=row.contract,
                learner=" ".join(part for part in (row.first_name, row.last_name) if isinstance(part, str)),
                start=_day(row.start),
                end=_day(real_end[at]),
                over=bool(over[at]),
                ready=ready,
            )
        )
    return {dossier: tuple(contracts) for dossier, contracts in facts.items()}


def _day(value: Any) -> dt.date | None:
    return None if pd.isna(value) else value.date()


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _is_yes(answer: Any) -> bool:
    """Whether an answer of a frame is yes: it is a numpy boolean, which is never `True` itself, or missing."""
    return not pd.isna(answer) and bool(answer)


def _last_results(batch: Batch, wanted: pd.Index) -> dict[int, dict[int, tuple[str, dt.date]]]:
    """The last result and its day of each contract (index) and competence (index)."""
    evaluations = batch["evaluations"].assign(
        learner=batch.match("evaluations", "contract", "learners"),
        about=batch.match("evaluations", "competence", "competences"),
    )
    evaluations = evaluations[evaluations["learner"].isin(wanted) & (evaluations["about"] >= 0)]
    evaluations = last_result_order(evaluations.dropna(subset=["date", "result"]))
    last = evaluations.drop_duplicates(["learner", "about"], keep="last")
    results: dict[int, dict[int, tuple[str, dt.date]]] = {}
    rows: Iterable[Any] = last.itertuples()
    for row in rows:
        results.setdefault(row.learner, {})[row.about] = (row.result, row.date.date())
    return results


def _attestation(
    batch: Batch, row: Any, path: _Path, results: Mapping[int, tuple[str, dt.date]]
) -> Attestation | None:
    """The facts of an attestation (L6313-7, D6353-1), `None` where one of them is missing."""
    company = batch["company"].loc[row.dossier]
    end = measures.real_end(batch)[row.Index]
    needed = (
        row.last_name,
        row.birth_date,
        row.start,
        row.hours_planned,
        row.hours_done,
        row.place,
        row.signatory,
    )
    if pd.isna(pd.Series([*needed, end, row.end, company["name"], company["siret"]], dtype=object)).any():
        return None
    modules = path.of_contract.get(row.Index, [])
    aimed = {competence for module in modules for competence in path.aims.get(module, ())}
    facts = Attestation(
        number="",
        contract=row.contract,
        contract_kind=_text(row.contract_kind) or "–",
        company=company["name"],
        siret=company["siret"],
        opco=SHEETS["company"].columns["opco"].label_of(_text(company["opco"]) or "–"),
        job_title=_text(company["job_title"]) or "–",
        rome=_text(company["rome"]),
        learner=" ".join(part for part in (_text(row.first_name), row.last_name) if part),
        birth_date=row.birth_date.date(),
        start=row.start.date(),
        end=end.date(),
        planned_end=row.end.date(),
        early_end=not pd.isna(row.early_end),
        hours_planned=float(row.hours_planned),
        hours_done=float(row.hours_done),
        modalities=_modalities([path.modules[module] for module in modules]),
        blocs=_blocs([path.competences[one] for one in sorted({*aimed, *results})], results),
        place=row.place,
        signatory=row.signatory,
        issued=batch.today.date(),
    )
    return dataclasses.replace(facts, number=attestation_number(facts))


def attestation_number(facts: Attestation) -> str:
    """A number that depends on the facts alone: the same facts give the same number, on any day."""
    told = dataclasses.asdict(dataclasses.replace(facts, number="", issued=dt.date.min))
    digest = hashlib.sha256(json.dumps(told, default=str, ensure_ascii=False, sort_keys=True).encode())
    return f"AFF-{facts.contract}-{digest.hexdigest()[:8].upper()}"


def _modalities(modules: Sequence[Any]) -> tuple[ModalityHours, ...]:
    labels = SHEETS["modules"].columns["modality"]
    known = [module for module in modules if not pd.isna(module.modality) and not pd.isna(module.hours)]
    by_modality = {
        choice: same
        for choice in labels.choices
        if (same := [module for module in known if module.modality == choice.code])
    }
    return tuple(
        ModalityHours(
            labels.label_of(choice.code),
            float(sum(module.hours for module in same)),
            None
            if any(pd.isna(module.hours_done) for module in same)
            else float(sum(module.hours_done for module in same)),
        )
        for choice, same in by_modality.items()
    )


def _blocs(competences: Sequence[Any], results: Mapping[int, tuple[str, dt.date]]) -> tuple[BlocResult, ...]:
    blocs: dict[str, list[Any]] = {}
    for row in competences:
        blocs.setdefault(_text(row.bloc) or "Autres compétences", []).append(row)
    return tuple(
        BlocResult(
            title,
            tuple(
                dict.fromkeys(
                    row.certification for row in same if _is_yes(row.certifying) and _text(row.certification)
                )
            ),
            tuple(_competence(row, results.get(row.Index)) for row in same),
        )
        for title, same in blocs.items()
    )


def _competence(row: Any, last: tuple[str, dt.date] | None) -> CompetenceResult:
    result, day = last if last is not None else (None, None)
    return CompetenceResult(
        _text(row.code) or "–", _text(row.title) or "–", _text(row.objective) or "", result, day
    )
