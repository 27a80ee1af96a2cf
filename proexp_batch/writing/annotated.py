"""The company's own workbook with its findings in place, and the sheet `Contrôle` in front."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from proexp_batch.dossier import wording
from proexp_batch.dossier.decision import ContractDecision, DossierDecision, Repair, Status
from proexp_batch.dossier.findings import Finding, Severity
from proexp_batch.dossier.privacy import HIDDEN, hide_nir
from proexp_batch.dossier.sheets import choices
from proexp_batch.writing.ooxml import Cell, Control, Edit, Mark, Tone, annotate, edited, redacted
from proexp_batch.writing.ooxml.references import quoted

_WIDTHS = (17.0, 17.0, 17.0, 26.0, 44.0, 38.0, 50.0, 10.0)
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
NIR_RULE = "LEC-010"
_LAST = "H"
_REPAIRED_FIX = "Vérifiez la valeur mise à la place ; l'ancienne est dans la note de la cellule."

Place = tuple[str, str]
"""Title of a sheet and address of a cell in it."""

_STATUS_STYLES = {
    Status.ACCEPTED: "status_accepted",
    Status.ACCEPTED_WITH_WARNINGS: "status_warning",
    Status.TO_CORRECT: "status_blocking",
}
_NEXT = {
    Status.ACCEPTED: "Rien à corriger. Gardez ce classeur : il servira au dépôt de l'étape suivante.",
    Status.ACCEPTED_WITH_WARNINGS: "Le dossier est accepté. Regardez les points en orange : corrigez ceux qui "
    "sont des erreurs, votre conseiller vous parlera des autres.",
    Status.TO_CORRECT: "Corrigez les cellules en rouge dans ce classeur, enregistrez-le et déposez-le de nouveau. "
    "Les couleurs, les notes et cette feuille seront refaites au prochain contrôle : ne les effacez pas.",
}


def annotated(package: bytes, decision: DossierDecision, today: dt.date, repair: bool = False) -> bytes:
    """Give a workbook back with each faulty cell coloured and noted, and every finding listed in front.

    With `repair`, what is certain is put right too, in a colour of its own, the old value in the note.

    A social security number in it is taken out for good: it must not be passed on (RGPD, art. 5).

    Raises:
        AnnotationError: the workbook cannot be patched.
    """
    private = [finding for finding in decision.findings if finding.code == NIR_RULE]
    if private:
        cells = [(str(finding.sheet), cell) for finding in private for cell in finding.cells]
        package = redacted(package, cells, hide_nir, HIDDEN)
    repaired: dict[Place, Repair] = {}
    if repair and decision.repairs:
        edits = {Edit(one.sheet, one.cell, one.value): one for one in decision.repairs}
        package, made = edited(package, list(edits))
        repaired = {(edit.sheet, edit.cell): edits[edit] for edit in made}
    marks = [mark for finding in decision.findings for mark in _marks(finding, repaired)]
    return annotate(package, marks, control(decision, today, repaired))


def _marks(finding: Finding, repaired: Mapping[Place, Repair]) -> Iterator[Mark]:
    note = "\n".join(
        part
        for part in (
            f"{finding.code} – {finding.severity.label}",
            " ".join(filter(None, (finding.message, finding.detail))),
            wording.typo(f"À faire : {finding.fix}"),
        )
        if part
    )
    for cell in finding.cells:
        repair = repaired.get((str(finding.sheet), cell))
        if repair is None:
            yield Mark(str(finding.sheet), cell, Tone(finding.severity.value), note)
        else:
            said = wording.typo(f"Réparé : « {repair.old} » est devenu « {repair.new} ».")
            yield Mark(repair.sheet, cell, Tone.REPAIRED, f"{finding.code} – {finding.message}\n{said}")


def control(
    decision: DossierDecision, today: dt.date, repaired: Mapping[Place, Repair] = MappingProxyType({})
) -> Control:
    """The sheet `Contrôle`: status, what to do next, counts by sheet, contracts, and the list of findings."""
    rows: list[tuple[Cell | None, ...]] = [
        (Cell("Contrôle du dossier", "title"),),
        (Cell(_headline(decision), _STATUS_STYLES[decision.status]),),
        (Cell(wording.typo(_NEXT[decision.status]), "subtitle"),),
        (Cell(_circumstances(decision, today), "muted"),),
    ]
    merges = [f"A{row}:{_LAST}{row}" for row in range(1, len(rows) + 1)]
    for block in (_counts(decision.findings), _contracts(decision.contracts)):
        if block:
            rows.append(())
            for line in block:
                rows.append(line)
                if len(line) == 4 and line[3] is not None:
                    merges.append(f"D{len(rows)}:{_LAST}{len(rows)}")
    rows.append(())
    rows.append(tuple(Cell(text, "header") for text in _HEADERS))
    header_row = len(rows)
    rows.extend(_line(finding, repaired) for finding in decision.findings)
    if not decision.findings:
        rows.append((Cell("Aucune remarque.", "text"),))
    return Control("Contrôle", _WIDTHS, tuple(rows), header_row, tuple(merges))


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


def _counts(findings: tuple[Finding, ...]) -> list[tuple[Cell | None, ...]]:
    """Counts by sheet, as many lines as sheets with a finding."""
    by_sheet: dict[str, Counter[Severity]] = {}
    for finding in findings:
        by_sheet.setdefault(finding.sheet or "Fichier", Counter())[finding.severity] += (
            len(finding.cells) or 1
        )
    if not by_sheet:
        return []
    headers = ("Par feuille", "Bloquants", "Avertissements")
    lines: list[tuple[Cell | None, ...]] = [tuple(Cell(text, "section") for text in headers)]
    for title, counts in by_sheet.items():
        link = f"{quoted(title)}!A1" if title != "Fichier" else None
        lines.append(
            (
                Cell(title, "link" if link else "text", link),
                Cell(str(counts[Severity.BLOCKING]), "count"),
                Cell(str(counts[Severity.WARNING]), "count"),
            )
        )
    return lines


def _contracts(contracts: tuple[ContractDecision, ...]) -> list[tuple[Cell | None, ...]]:
    """One line for each contract: its status, and its attestation or why there is none."""
    if not contracts:
        return []
    headers = ("Contrat", "Statut", "Attestation", "Pourquoi")
    lines: list[tuple[Cell | None, ...]] = [tuple(Cell(text, "section") for text in headers)]
    for contract in contracts:
        attested = contract.attestation is not None
        reason = (
            contract.reason or f"Attestation {contract.attestation.number if contract.attestation else ''}"
        )
        lines.append(
            (
                Cell(contract.number, "text"),
                Cell(contract.status.label, _tone(contract.status)),
                Cell("établie" if attested else "pas encore", "text"),
                Cell(reason, "text"),
            )
        )
    return lines


def _tone(status: Status) -> str:
    if status is Status.TO_CORRECT:
        return "tone_blocking"
    return "tone_warning" if status is Status.ACCEPTED_WITH_WARNINGS else "text"


def _line(finding: Finding, repaired: Mapping[Place, Repair]) -> tuple[Cell | None, ...]:
    shown = finding.cell or ""
    link = None
    if finding.sheet and finding.cells:
        link = f"{quoted(finding.sheet)}!{finding.cells[0]}"
    is_repaired = bool(finding.cells) and all((finding.sheet, cell) in repaired for cell in finding.cells)
    tone = Tone.REPAIRED if is_repaired else Tone(finding.severity.value)
    return (
        Cell("réparé" if is_repaired else finding.severity.label, f"tone_{tone.value}"),
        Cell(finding.sheet or "Fichier", "text"),
        Cell(shown.replace(",", ", "), "link" if link else "text", link),
        Cell(finding.column or "", "text"),
        Cell(finding.message, "text"),
        Cell(finding.detail, "text"),
        Cell(_REPAIRED_FIX if is_repaired else finding.fix, "text"),
        Cell(finding.code, "text"),
    )
