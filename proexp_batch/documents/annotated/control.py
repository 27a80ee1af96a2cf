"""The sheet `Contrôle`: what came of the check, what to do next, and every finding with a link to its cell."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from proexp_batch.decision.facts import ContractDecision, DossierDecision, Repair, Status
from proexp_batch.marking.patching import Cell, Control, Tone
from proexp_batch.model import wording
from proexp_batch.model.findings import Finding, Severity, Unjudged, Where
from proexp_batch.model.sheets import choices
from proexp_batch.ooxml.addresses import position, quoted

Line = tuple[Cell | None, ...]

TITLE = "Contrôle"
_WIDTHS = (17.0, 17.0, 19.0, 26.0, 44.0, 38.0, 50.0, 10.0)
_HEADERS = (
    "Gravité",
    "Feuille",
    "Cellule",
    "Information",
    "Ce qui ne va pas",
    "Ce qui est lu",
    "Ce qu'il faut faire",
    "Règle",
)
_LAST = "H"
_FILE = "Fichier"
_REPAIRED_FIX = "Vérifiez la valeur mise à la place ; l'ancienne est dans la note de la cellule."
_STATUS_STYLES = {
    Status.ACCEPTED: "status_accepted",
    Status.ACCEPTED_WITH_WARNINGS: "status_warning",
    Status.TO_CORRECT: "status_blocking",
}
_NEXT = {
    Status.ACCEPTED: "Rien à corriger. Gardez ce classeur : il servira au dépôt de l'étape suivante.",
    Status.ACCEPTED_WITH_WARNINGS: "Le dossier est accepté. Regardez les points en orange : corrigez ceux qui "
    "sont des erreurs ; pour les autres, votre conseiller décide avec vous.",
    Status.TO_CORRECT: "Corrigez les cellules en rouge dans ce classeur, enregistrez-le et déposez-le de nouveau. "
    "Les couleurs, les notes et cette feuille seront refaites au prochain contrôle : inutile de les effacer.",
}


def control(
    decision: DossierDecision,
    today: dt.date,
    sheets: Sequence[str] = (),
    repaired: Mapping[Where, Repair] = MappingProxyType({}),
    notices: Sequence[str] = (),
) -> Control:
    """Describe the sheet: findings with the gravest first, then in the order of the sheets of the workbook (`sheets`).

    `repaired` are the cells that were put right; `notices` are sentences about the workbook itself.
    """
    findings = _in_order(decision.findings, sheets)
    marks = _marks(decision)
    titles = _titles(findings, sheets)
    unjudged, contracts = _unjudged(decision.unjudged), _contracts(decision.contracts)
    rows: list[Line] = list(_intro(decision, today, notices))
    merges = [f"A{row}:{_LAST}{row}" for row in range(1, len(rows) + 1)]
    # A blank line before each block, and the headers above the first finding.
    lengths = (len(titles) + bool(titles), len(unjudged), len(contracts))
    first = len(rows) + sum(length + 1 for length in lengths if length) + 3
    summary = {title: len(rows) + 3 + at for at, title in enumerate(titles)}
    if titles:
        rows += [(), *_counts(findings, titles, first)]
    if unjudged:
        start = len(rows) + 2
        rows += [(), *unjudged]
        merges += [f"A{row}:{_LAST}{row}" for row in range(start, len(rows) + 1)]
    if contracts:
        start = len(rows) + 2
        rows += [(), *contracts]
        merges += [f"D{row}:{_LAST}{row}" for row in range(start, len(rows) + 1)]
    rows += [(), tuple(Cell(text, "header") for text in _HEADERS)]
    header_row = len(rows)
    rows += [
        _line(finding, repaired, summary[finding.sheet or _FILE], marks.get(finding)) for finding in findings
    ] or [(Cell("Aucune remarque.", "text"),)]
    return Control(TITLE, _WIDTHS, tuple(rows), header_row, tuple(merges))


def _marks(decision: DossierDecision) -> dict[Finding, str]:
    """What is said of findings that the last version did not have, or not everywhere."""
    if decision.since is None:
        return {}
    told = (("nouveau", decision.since.are_new), ("nouvelles cellules", decision.since.are_wider))
    return {decision.findings[at]: mark for mark, places in told for at in places}


def _in_order(findings: Sequence[Finding], sheets: Sequence[str]) -> list[Finding]:
    order = {title: rank for rank, title in enumerate(sheets)}
    return sorted(
        findings,
        key=lambda one: (
            one.severity.rank,
            order.get(one.sheet, len(order)) if one.sheet else -1,
            position(one.cells[0]) if one.cells else (-1, -1),
        ),
    )


def _titles(findings: Sequence[Finding], sheets: Sequence[str]) -> list[str]:
    """The sheets that findings are about, in the order of the workbook; the file as a whole comes first."""
    named = dict.fromkeys(finding.sheet or _FILE for finding in findings)
    order = {_FILE: -1, **{title: position for position, title in enumerate(sheets)}}
    return sorted(named, key=lambda title: order.get(title, len(order)))


def _intro(decision: DossierDecision, today: dt.date, notices: Sequence[str]) -> Iterator[Line]:
    yield (Cell("Contrôle du dossier", "title"),)
    yield (Cell(_headline(decision), _STATUS_STYLES[decision.status]),)
    if decision.since is not None:
        yield (Cell(wording.typo(f"{decision.since.title} : {decision.since.counts}."), "subtitle"),)
    for notice in notices:
        yield (Cell(wording.typo(notice), "subtitle"),)
    yield (Cell(wording.typo(_NEXT[decision.status]), "subtitle"),)
    yield (Cell(_circumstances(decision, today), "muted"),)


def _headline(decision: DossierDecision) -> str:
    counts = {severity: decision.count(severity) for severity in Severity}
    parts = [
        wording.plural(counts[Severity.BLOCKING], "point bloquant", "points bloquants"),
        wording.plural(counts[Severity.WARNING], "avertissement"),
        wording.plural(counts[Severity.INFO], "information"),
    ]
    said = [part for part, count in zip(parts, counts.values(), strict=True) if count]
    status = f"Dossier {decision.status.label}"
    return wording.typo(f"{status} : {wording.listing(said)}" if said else status)


def _circumstances(decision: DossierDecision, today: dt.date) -> str:
    step = next((choice.label for choice in choices.STEPS if choice.code == str(decision.step)), "")
    return wording.typo(f"Contrôle du {wording.long_date(today)} · étape {step}")


def _counts(findings: Sequence[Finding], titles: Sequence[str], first: int) -> Iterator[Line]:
    """One line for each sheet: a link to it, its counts of cells, and a link to its gravest finding.

    Findings stand one below the other from row `first` on.
    """
    yield tuple(Cell(text, "section") for text in ("Par feuille", "Bloquants", "Avertissements", "Remarques"))
    for title in titles:
        own = [(at, one) for at, one in enumerate(findings) if (one.sheet or _FILE) == title]
        counts: Counter[Severity] = Counter()
        for _, finding in own:
            counts[finding.severity] += len(finding.cells) or 1
        there = None if title == _FILE else f"{quoted(title)}!A1"
        yield (
            Cell(title, "link" if there else "text", there),
            Cell(str(counts[Severity.BLOCKING]), "count"),
            Cell(str(counts[Severity.WARNING]), "count"),
            Cell("voir le premier point", "link", f"{quoted(TITLE)}!A{first + own[0][0]}"),
        )


def _unjudged(left: Sequence[Unjudged]) -> list[Line]:
    """What no rule could judge yet, one line for each reason."""
    if not left:
        return []
    heading: Line = (Cell("Ce qui n'a pas pu être contrôlé", "section"),)
    return [heading, *((Cell(one.sentence, "text"),) for one in left)]


def _contracts(contracts: Sequence[ContractDecision]) -> list[Line]:
    """One line for each contract: its status, and its attestation or why there is none."""
    if not contracts:
        return []
    headers = ("Contrat", "Statut", "Attestation", "Pourquoi")
    lines: list[Line] = [tuple(Cell(text, "section") for text in headers)]
    for contract in contracts:
        number = contract.attestation.number if contract.attestation is not None else None
        lines.append(
            (
                Cell(contract.number, "text"),
                Cell(contract.status.label, _tone(contract.status)),
                Cell("établie" if number else "pas encore", "text"),
                Cell(contract.reason or f"Attestation {number}", "text"),
            )
        )
    return lines


def _tone(status: Status) -> str:
    if status is Status.TO_CORRECT:
        return "tone_blocking"
    return "tone_warning" if status is Status.ACCEPTED_WITH_WARNINGS else "text"


def _line(finding: Finding, repaired: Mapping[Where, Repair], summary_row: int, mark: str | None) -> Line:
    """One finding: a link to its cell, and one back to the line of its sheet at the top; `mark` says that it is new."""
    there = f"{quoted(finding.sheet)}!{finding.cells[0]}" if finding.sheet and finding.cells else None
    is_repaired = bool(finding.cells) and all((finding.sheet, cell) in repaired for cell in finding.cells)
    tone = Tone.REPAIRED if is_repaired else Tone(finding.severity.value)
    label = "réparé" if is_repaired else finding.severity.label
    return (
        Cell(f"{label} ({mark})" if mark else label, f"tone_{tone.value}"),
        Cell(finding.sheet or _FILE, "link", f"{quoted(TITLE)}!A{summary_row}"),
        Cell((finding.cell or "").replace(",", ", "), "link" if there else "text", there),
        Cell(finding.column or "", "text"),
        Cell(finding.message, "text"),
        Cell(finding.detail, "beside"),
        Cell(_REPAIRED_FIX if is_repaired else finding.fix, "beside"),
        Cell(finding.code, "beside"),
    )
