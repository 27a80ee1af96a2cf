"""The figures of a run: what is counted in the decided facts, before it is laid out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from proexp_batch.decision.facts import Attestation, DossierDecision, Status
from proexp_batch.model.findings import Severity


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often one rule was met; `message` is the sentence first said about it."""

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


def figures(decisions: Sequence[DossierDecision]) -> Figures:
    """Count everything in one run."""
    contracts = [contract for decision in decisions for contract in decision.contracts]
    issued = [contract.attestation for contract in contracts if contract.attestation is not None]
    steps = Counter(decision.step for decision in decisions)
    statuses = Counter(decision.status for decision in decisions)
    contract_statuses = Counter(contract.status for contract in contracts)
    results = [one.result for attestation in issued for bloc in attestation.blocs for one in bloc.competences]
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
    )


def rule_counts(decisions: Iterable[DossierDecision]) -> list[RuleCount]:
    """Count findings and dossiers by rule, the most frequent first; the gravest severity counts."""
    findings: Counter[str] = Counter()
    dossiers: Counter[str] = Counter()
    messages: dict[str, str] = {}
    severities: dict[str, Severity] = {}
    for decision in decisions:
        for finding in decision.findings:
            findings[finding.code] += 1
            messages.setdefault(finding.code, finding.message)
            known = severities.setdefault(finding.code, finding.severity)
            severities[finding.code] = min(known, finding.severity, key=lambda severity: severity.rank)
        dossiers.update({finding.code for finding in decision.findings})
    counts = [
        RuleCount(code, messages[code], severities[code], count, dossiers[code])
        for code, count in findings.items()
    ]
    return sorted(counts, key=lambda rule: (-rule.findings, rule.severity.rank, rule.code))


def _total(issued: list[Attestation], name: str) -> float:
    return float(sum(getattr(attestation, name) for attestation in issued))
