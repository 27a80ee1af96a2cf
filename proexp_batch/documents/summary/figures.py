"""The figures of a run: what is counted in the decided facts, before it is laid out."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from proexp_batch.decision.facts import Attestation, DossierDecision, Status, TutoringHelp
from proexp_batch.model.findings import Severity
from proexp_batch.rules.catalogue import CATALOGUE


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often one rule was met; `message` is what it said, or its title where it did not always say the same."""

    code: str
    message: str
    severity: Severity
    findings: int
    dossiers: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of one run; every status, severity and step is there, zero included."""

    dossiers: dict[Status, int]
    contracts: dict[Status, int]
    steps: dict[int | None, int]
    findings: dict[Severity, int]
    concerned: dict[Severity, int]
    rules: tuple[RuleCount, ...]
    attestations: int
    hours_planned: float
    hours_done: float
    competences: int
    acquired: int
    tutoring: TutoringHelp


def figures(decisions: Sequence[DossierDecision]) -> Figures:
    """Count everything in one run."""
    contracts = [contract for decision in decisions for contract in decision.contracts]
    issued = [contract.attestation for contract in contracts if contract.attestation is not None]
    steps = Counter(decision.step for decision in decisions)
    statuses = Counter(decision.status for decision in decisions)
    contract_statuses = Counter(contract.status for contract in contracts)
    every = [one for attestation in issued for bloc in attestation.blocs for one in bloc.competences]
    # What a learner had already is nothing that the contract brought.
    results = [one.result for one in every if not one.prior]
    return Figures(
        dossiers={status: statuses[status] for status in Status},
        contracts={status: contract_statuses[status] for status in Status},
        steps={step: steps[step] for step in (*range(1, 7), None)},
        findings={severity: sum(d.count(severity) for d in decisions) for severity in Severity},
        concerned={severity: sum(d.count(severity) > 0 for d in decisions) for severity in Severity},
        rules=tuple(rule_counts(decisions)),
        attestations=len(issued),
        hours_planned=_total(issued, "hours_planned"),
        hours_done=_total(issued, "hours_done"),
        competences=len(results),
        acquired=results.count("ACQUIRED"),
        tutoring=_tutoring([one.tutoring for one in decisions if one.tutoring is not None]),
    )


def rule_counts(decisions: Iterable[DossierDecision]) -> list[RuleCount]:
    """Count findings and dossiers by rule, the most frequent first; the gravest severity counts."""
    findings: Counter[str] = Counter()
    dossiers: Counter[str] = Counter()
    messages: dict[str, set[str]] = defaultdict(set)
    severities: dict[str, Severity] = {}
    for decision in decisions:
        for finding in decision.findings:
            findings[finding.code] += 1
            messages[finding.code].add(finding.message)
            known = severities.setdefault(finding.code, finding.severity)
            severities[finding.code] = min(known, finding.severity, key=lambda severity: severity.rank)
        dossiers.update({finding.code for finding in decision.findings})
    counts = [
        RuleCount(code, _said(code, messages[code]), severities[code], count, dossiers[code])
        for code, count in findings.items()
    ]
    return sorted(counts, key=lambda rule: (-rule.findings, rule.severity.rank, rule.code))


def _tutoring(helps: Sequence[TutoringHelp]) -> TutoringHelp:
    """The helps of several dossiers together."""
    return TutoringHelp(
        hours=sum(one.hours for one in helps),
        training=sum(one.training for one in helps),
        months=sum(one.months for one in helps),
        tutoring=sum(one.tutoring for one in helps),
    )


def _said(code: str, messages: Collection[str]) -> str:
    if len(messages) > 1 and code in CATALOGUE:
        return CATALOGUE[code].title
    return min(messages)


def _total(issued: list[Attestation], name: str) -> float:
    return float(sum(getattr(attestation, name) for attestation in issued))
