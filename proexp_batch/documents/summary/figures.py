"""The figures of a run: what is counted in the decided facts, before it is laid out."""

from collections import Counter
from dataclasses import dataclass, replace

from proexp_batch.decision.facts import Attestation, DossierDecision, Status, TutoringHelp
from proexp_batch.model.findings import Finding, Severity
from proexp_batch.model.wording import typo
from proexp_batch.rules.catalogue import CATALOGUE


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often one rule was met; `message` is what it said, or its title where it did not always say the same.

    A rule that says of each column a sentence of its own is counted for each `column`; others have none.
    """

    code: str
    message: str
    severity: Severity
    findings: int
    dossiers: int
    column: str | None = None

    @property
    def name(self) -> str:
        """What tells it from the others in few words: its code, and its column."""
        return self.code if self.column is None else f"{self.code} {self.column}"


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


_Key = tuple[str, str | None]


def _key(finding: Finding) -> _Key:
    """What a finding is counted under: its rule, and its column where the rule's sentence names the column."""
    of_columns = finding.code in CATALOGUE and "{label}" in CATALOGUE[finding.code].message
    return finding.code, finding.column if of_columns else None


def _title(rule: RuleCount) -> str:
    if rule.code not in CATALOGUE:
        return rule.message
    title = CATALOGUE[rule.code].title
    return title if rule.column is None else typo(f"{title} : « {rule.column} »")


def _by_frequency(rule: RuleCount) -> tuple[int, int, str, str]:
    return -rule.findings, rule.severity.rank, rule.code, rule.column or ""


class Counting:
    """Counts dossier by dossier what the summary tells; it grows with the number of rules, not with that of dossiers."""

    def __init__(self) -> None:
        self._dossiers: Counter[Status] = Counter()
        self._contracts: Counter[Status] = Counter()
        self._steps: Counter[int | None] = Counter()
        self._concerned: Counter[Severity] = Counter()
        self._rules: dict[_Key, RuleCount] = {}
        self._several: set[_Key] = set()
        self._findings: Counter[Severity] = Counter()
        self._results: Counter[str | None] = Counter()
        self._attestations = 0
        self._planned = self._done = 0.0
        self._tutoring = TutoringHelp(0.0, 0.0, 0, 0.0)

    def add(self, decision: DossierDecision) -> None:
        """Count a dossier."""
        self._dossiers[decision.status] += 1
        self._steps[decision.step] += 1
        for contract in decision.contracts:
            self._contracts[contract.status] += 1
            if contract.attestation is not None:
                self._attest(contract.attestation)
        for finding in decision.findings:
            self._findings[finding.severity] += 1
            self._count(finding)
        self._concerned.update({finding.severity for finding in decision.findings})
        for key in {_key(finding) for finding in decision.findings}:
            self._rules[key] = replace(self._rules[key], dossiers=self._rules[key].dossiers + 1)
        if decision.tutoring is not None:
            self._tutoring = _together(self._tutoring, decision.tutoring)

    def _attest(self, attestation: Attestation) -> None:
        self._attestations += 1
        self._planned += attestation.hours_planned
        self._done += attestation.hours_done
        # What a learner had already is nothing that the contract brought.
        every = (one for bloc in attestation.blocs for one in bloc.competences)
        self._results.update(one.result for one in every if not one.prior)

    def _count(self, finding: Finding) -> None:
        key = _key(finding)
        known = self._rules.get(key)
        if known is None:
            known = RuleCount(finding.code, finding.message, finding.severity, 0, 0, key[1])
        elif known.message != finding.message:
            self._several.add(key)
        self._rules[key] = replace(
            known,
            message=min(known.message, finding.message),
            severity=min(known.severity, finding.severity, key=lambda severity: severity.rank),
            findings=known.findings + 1,
        )

    def figures(self) -> Figures:
        """What was counted."""
        rules = (
            replace(rule, message=_title(rule)) if key in self._several else rule
            for key, rule in self._rules.items()
        )
        return Figures(
            dossiers={status: self._dossiers[status] for status in Status},
            contracts={status: self._contracts[status] for status in Status},
            steps={step: self._steps[step] for step in (*range(1, 7), None)},
            findings={severity: self._findings[severity] for severity in Severity},
            concerned={severity: self._concerned[severity] for severity in Severity},
            rules=tuple(sorted(rules, key=_by_frequency)),
            attestations=self._attestations,
            hours_planned=self._planned,
            hours_done=self._done,
            competences=self._results.total(),
            acquired=self._results["ACQUIRED"],
            tutoring=self._tutoring,
        )


def _together(one: TutoringHelp, other: TutoringHelp) -> TutoringHelp:
    return TutoringHelp(
        hours=one.hours + other.hours,
        training=one.training + other.training,
        months=one.months + other.months,
        tutoring=one.tutoring + other.tutoring,
    )
