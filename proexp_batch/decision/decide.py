"""Decides: the status of a dossier and of each contract."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from proexp_batch.decision.attesting import attested
from proexp_batch.decision.contents import Contents
from proexp_batch.decision.facts import (
    Attestation,
    Contact,
    ContractDecision,
    DossierDecision,
    Repair,
    Status,
    TutoringHelp,
)
from proexp_batch.decision.path import full_name, path_of
from proexp_batch.decision.places import SheetNames, place_of
from proexp_batch.decision.progress import last_results
from proexp_batch.decision.since import Before, since
from proexp_batch.model import wording
from proexp_batch.model.deadlines import Deadline
from proexp_batch.model.dossier import Dossier
from proexp_batch.model.findings import Finding, Hit, Severity, Unjudged
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.findings import findings
from proexp_batch.rules.engine.frames import rows_of, values_of
from proexp_batch.rules.facts import measures

CLOSING_STEP = 6


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """What is known of a contract, whatever is decided of it.

    `ready` holds the attestation's facts if complete; they are not put together where the dossier by itself shows that
    there is none to write.
    """

    number: str
    learner: str
    start: dt.date | None
    end: dt.date | None
    over: bool
    ready: Attestation | None


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """What is known of a dossier once it is checked on its own; see `DossierDecision` for the fields.

    `names` are what the rows are known by that findings are about, or may yet be; see `places`.
    """

    file: PurePosixPath
    sha256: str
    readable: bool
    step: int | None
    company: str | None
    findings: tuple[Finding, ...]
    contracts: tuple[ContractFacts, ...]
    repairs: tuple[Repair, ...] = ()
    unjudged: tuple[Unjudged, ...] = ()
    tutoring: TutoringHelp | None = None
    contents: Contents | None = None
    names: Mapping[str, SheetNames] = field(default_factory=dict)
    deadlines: tuple[Deadline, ...] = ()
    contact: Contact | None = None


def decide(
    facts: DossierFacts, folder: PurePosixPath, more: Sequence[Finding] = (), before: Before | None = None
) -> DossierDecision:
    """Decide about a dossier.

    `more` are findings that only the rest of the batch could show, `before` is the last version, if one is known.
    """
    found = tuple(sorted((*facts.findings, *more), key=lambda finding: finding.severity.rank))
    problem = None
    if not facts.readable:
        problem = " ".join(filter(None, (found[0].message, found[0].detail, found[0].fix)))
    everywhere = Counter(finding.severity for finding in found if not finding.contracts)
    own: dict[str, Counter[Severity]] = defaultdict(Counter)
    for finding in found:
        for number in finding.contracts:
            own[number][finding.severity] += 1
    places = tuple(place_of(finding, facts.names) for finding in found)
    numbers = {contract.number for contract in facts.contracts}
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
        unjudged=facts.unjudged,
        tutoring=facts.tutoring,
        contents=facts.contents,
        places=places,
        since=since(found, places, facts.names, numbers, before) if before and facts.readable else None,
        deadlines=facts.deadlines,
        contact=facts.contact,
    )


def duplicate(
    facts: DossierFacts, folder: PurePosixPath, first: PurePosixPath, received: str
) -> DossierDecision:
    """The decision about a file that repeats an earlier one to the letter: nothing is given back.

    `received` says in French when and as what the first one was received.
    """
    dossier = Dossier(facts.file, facts.sha256)
    found = findings(
        dossier, [Hit("FIC-007", 0, None, values={"first": first.as_posix(), "received": received})]
    )
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
        return "L'action de professionnalisation n'est pas terminée."
    if contract.ready is None:
        return "Il manque une information que l'attestation doit donner."
    return None


def contract_facts(
    batch: Batch, found: Sequence[Sequence[Finding]]
) -> Mapping[int, tuple[ContractFacts, ...]]:
    """The facts of every contract of a batch, by dossier, given what was found in each dossier."""
    learners = batch["learners"]
    closing = batch.spread("learners", batch.step) == CLOSING_STEP
    over = (measures.real_end(batch) <= batch.today).fillna(False)
    results = last_results(batch, learners.index[closing & over])
    path = path_of(batch)
    blocked = [_blocked(one) for one in found]
    facts: dict[int, list[ContractFacts]] = {}
    asked = (measures.real_end(batch), over, closing)
    for row, end, is_over, is_closing in zip(rows_of(learners), *map(values_of, asked), strict=True):
        if not isinstance(row.contract, str):
            continue
        due = is_over and is_closing and blocked[row.dossier].isdisjoint((row.contract, _ALL))
        facts.setdefault(row.dossier, []).append(
            ContractFacts(
                number=row.contract,
                learner=full_name(row),
                start=_day(row.start),
                end=_day(end),
                over=bool(is_over),
                ready=attested(row, end, path, results.get(row.Index, {})) if due else None,
            )
        )
    return {dossier: tuple(contracts) for dossier, contracts in facts.items()}


_ALL = None
"""Stands for all contracts of a dossier among their numbers."""


def _blocked(found: Iterable[Finding]) -> set[str | None]:
    """The numbers of the contracts that findings block."""
    blocking = [finding for finding in found if finding.severity is Severity.BLOCKING]
    return {number for finding in blocking for number in finding.contracts or (_ALL,)}


def _day(value: Any) -> dt.date | None:
    return None if pd.isna(value) else value.date()
