"""What the staff of the Opco does next about a dossier, in one sentence."""

from collections import Counter

from proexp_batch.decision.facts import DossierDecision, Status, Written
from proexp_batch.documents.summary.words import STEP_LABELS
from proexp_batch.model.findings import Finding, Severity
from proexp_batch.model.wording import listing, plural, typo

_MOST_CELLS = 3


def next_action(decision: DossierDecision, written: Written) -> str:
    """The sentence, from what could be written, the status, the step and the gravest finding."""
    return typo(f"{_told(decision, written)}.")


def _told(decision: DossierDecision, written: Written) -> str:
    if written.failure:
        return "Relancez le traitement ou demandez un nouveau dépôt : le résultat n'a pas été écrit"
    match decision.status:
        case Status.UNREADABLE:
            return f"Demandez un autre fichier à l'entreprise{_because(decision)}"
        case Status.DUPLICATE:
            return f"Rien à faire{_because(decision)}"
        case Status.TO_CORRECT:
            count = plural(decision.count(Severity.BLOCKING), "point bloquant", "points bloquants")
            first = _first(decision, Severity.BLOCKING)
            return f"Rendez le classeur annoté à l'entreprise : {count} à corriger{first}"
        case Status.ACCEPTED_WITH_WARNINGS:
            count = plural(decision.count(Severity.WARNING), "avertissement")
            first = _first(decision, Severity.WARNING)
            after = _after(decision)
            return f"Examinez {count}{first}" + (f" ; ensuite, {after}" if after else "")
        case Status.ACCEPTED:
            after = _after(decision)
            return f"Rien à corriger : {after}" if after else "Rien à corriger"


def _because(decision: DossierDecision) -> str:
    """Why, in the words of the finding that says it."""
    said = decision.findings[0].message if decision.findings else decision.problem
    return f" ({_bare(said)})" if said else ""


def _bare(sentence: str) -> str:
    """A sentence within another one: on one line, without its full stop."""
    return " ".join(sentence.split()).removesuffix(".")


def _first(decision: DossierDecision, severity: Severity) -> str:
    """The first finding of a severity, and where it is."""
    of_severity = [finding for finding in decision.findings if finding.severity is severity]
    if not of_severity:
        return ""
    place, said = _place(of_severity[0]), _bare(of_severity[0].message)
    start = ", d'abord " if len(of_severity) > 1 else ", "
    return f"{start}{place} ({said})" if place else f" ({said})"


def _place(finding: Finding) -> str:
    if finding.sheet is None:
        return ""
    cells = finding.cell.split(",") if finding.cell else []
    shown = listing(cells, limit=_MOST_CELLS)
    return f"feuille {' '.join(finding.sheet.split())}" + (f", {shown}" if shown else "")


def _after(decision: DossierDecision) -> str:
    """What comes once nothing is to be corrected: attestations, or the next step; empty where nothing does."""
    if decision.step is None:
        return ""
    following = STEP_LABELS.get(decision.step + 1)
    if following is not None:
        number, _, name = following.partition(" - ")
        return f"le prochain dépôt attendu est celui de l'étape {number} ({name})"
    ready = sum(contract.attestation is not None for contract in decision.contracts)
    given = f"transmettez {plural(ready, 'attestation')} à l'entreprise" if ready else ""
    reasons = Counter(contract.reason for contract in decision.contracts if contract.attestation is None)
    if not reasons:
        return given
    lacking = plural(reasons.total(), "contrat n'en a pas", "contrats n'en ont pas")
    if not ready:
        lacking = plural(reasons.total(), "contrat n'a pas d'attestation", "contrats n'ont pas d'attestation")
    said = " ".join(_bare(reason) + "." for reason in reasons if reason)[:-1]
    told = f"{lacking} ({said})" if said else lacking
    return f"{given}, {told}" if given else told
