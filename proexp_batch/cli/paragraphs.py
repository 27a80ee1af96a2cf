"""A decision in paragraphs, as wide as the terminal; in a pipe or a log each sentence is one line."""

from collections.abc import Iterable, Iterator
from itertools import chain

from rich.console import Console
from rich.text import Text

from proexp_batch.cli.colours import SEVERITY_COLOURS, STATUS_COLOURS
from proexp_batch.cli.terminal import wrapped
from proexp_batch.decision.facts import ContractDecision, DossierDecision, Status
from proexp_batch.model.findings import Finding, Severity
from proexp_batch.model.wording import listing, plural, printable, typo

_STEP = 2
"""Signs by which a line stands further to the right than what it belongs to."""

_COUNTED = {
    Severity.BLOCKING: ("point bloquant", "points bloquants"),
    Severity.WARNING: ("avertissement", "avertissements"),
    Severity.INFO: ("information", "informations"),
}
_OF_THE_FILE = "Fichier"
"""Where a finding stands that is about no sheet."""


def show_decision(console: Console, decision: DossierDecision) -> None:
    """Show the counts, then the findings sheet by sheet, what could not be judged, and what becomes of each contract."""
    _show_heading(console, decision)
    if decision.status is Status.UNREADABLE:
        _say(console, decision.problem or "")
    else:
        for sheet, findings in _by_sheet(decision.findings).items():
            console.print()
            _say(console, f"{printable(sheet)} : {_counts(findings)}", style="bold")
            for finding in findings:
                _show_finding(console, finding)
        if decision.problem:
            _say(console, decision.problem)
    if decision.unjudged:
        console.print()
        _say(console, "Ce qui n'est pas encore contrôlé :", style="bold")
        for left in decision.unjudged:
            _say(console, left.sentence, _STEP)
    if decision.contracts:
        console.print()
        for line in _contracts(decision.contracts):
            _say(console, line)


def _show_heading(console: Console, decision: DossierDecision) -> None:
    step = f", étape {decision.step}" if decision.step else ""
    counts = f" : {_counts(decision.findings)}" if decision.status is not Status.UNREADABLE else ""
    _say(console, f"Dossier {decision.status.label}{step}{counts}.", style=STATUS_COLOURS[decision.status])


def _by_sheet(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings of each sheet; the sheets and their findings in the order of the findings, the gravest first."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.sheet or _OF_THE_FILE, []).append(finding)
    return found


def _counts(findings: Iterable[Finding]) -> str:
    found = [finding.severity for finding in findings]
    said = [plural(found.count(one), *_COUNTED[one]) for one in Severity if one in found]
    return ", ".join(said) or "rien à signaler"


def _show_finding(console: Console, finding: Finding) -> None:
    named = f"« {finding.column} »" if finding.column else ""
    where = ", ".join(filter(None, (finding.cell, named)))
    head = f"{finding.severity.label} {finding.code}{f' : {where}' if where else ''}"
    _say(console, head, _STEP, SEVERITY_COLOURS[finding.severity])
    _say(console, " ".join(filter(None, (finding.message, finding.detail))), 2 * _STEP)
    _say(console, f"À faire : {finding.fix}", 2 * _STEP)


def _contracts(contracts: Iterable[ContractDecision]) -> Iterator[str]:
    """What becomes of the attestation of each contract, contracts of the same answer in one sentence."""
    by_answer: dict[str, list[str]] = {}
    for contract in contracts:
        answer = contract.reason or "L'attestation peut être établie."
        by_answer.setdefault(answer, []).append(contract.number)
    for answer, numbers in by_answer.items():
        yield f"{'Contrat' if len(numbers) == 1 else 'Contrats'} {listing(numbers)} : {answer}"


def _say(console: Console, text: str, indent: int = 0, style: str = "") -> None:
    lines = typo(text).splitlines()
    if console.is_terminal:
        lines = list(chain.from_iterable(wrapped(line, console.width - indent) for line in lines))
    for line in lines:
        console.print(Text(" " * indent + line, style), highlight=False, soft_wrap=True)
