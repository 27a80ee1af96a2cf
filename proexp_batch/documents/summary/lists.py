"""The lists of the summary: dossiers, contracts, findings and rules, one sheet each."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from proexp_batch.decision.facts import DossierDecision, Run, Written
from proexp_batch.documents.document import DossierDocument
from proexp_batch.documents.summary.colours import STATUSES
from proexp_batch.documents.summary.figures import RuleCount
from proexp_batch.documents.summary.list_page import (
    MAX_ROWS,
    Filled,
    Heading,
    Link,
    ListColumn,
    Value,
    write_list,
)
from proexp_batch.drawing import palette
from proexp_batch.drawing.styles import Book, Worksheet, put
from proexp_batch.model import wording
from proexp_batch.model.findings import Severity
from proexp_batch.model.sheets.choices import STEPS
from proexp_batch.model.wording import typo

STEP_LABELS = {int(choice.code): choice.label for choice in STEPS}

# The sheet "Synthèse" counts in these columns (zero-based).
DOSSIER_STATUS, DOSSIER_STEP = 2, 3
CONTRACT_STATUS, CONTRACT_ATTESTATION = 5, 6
FINDING_SEVERITY = 4
RULE_CODE, RULE_FINDINGS = 0, 3

DOSSIER_COLUMNS = (
    ListColumn("Fichier", 230),
    ListColumn("Entreprise", 150),
    ListColumn("Statut", 124),
    ListColumn("Étape", 150),
    ListColumn("Constats bloquants", 94, "right", total=True),
    ListColumn("Avertissements", 124, "right", total=True),
    ListColumn("Informations", 108, "right", total=True),
    ListColumn("Contrats", 84, "right", total=True),
    ListColumn("Attestations", 108, "right", total=True),
)
"""Columns of links follow, one for each kind of output, and `_REMARKS`."""

_REMARKS = ListColumn("Remarque", 200)
_LINK_WIDTH = 108
CONTRACT_COLUMNS = (
    ListColumn("Contrat", 130),
    ListColumn("Dossier", 250),
    ListColumn("Entreprise", 170),
    ListColumn("Début", 90),
    ListColumn("Fin", 90),
    ListColumn("Statut", 130),
    ListColumn("Attestation", 104),
    ListColumn("N° d'attestation", 150),
    ListColumn("Pourquoi il n'y en a pas", 300),
)
FINDING_COLUMNS = (
    ListColumn("Fichier", 200),
    ListColumn("Feuille", 100),
    ListColumn("Cellules", 90),
    ListColumn("Colonne", 130),
    ListColumn("Gravité", 104),
    ListColumn("Code", 78),
    ListColumn("Constat", 260),
    ListColumn("Détail", 230),
    ListColumn("À faire", 230),
)
_EUROS = '#,##0.00\u00a0"€"'
TUTORING_COLUMNS = (
    ListColumn("Fichier", 230),
    ListColumn("Entreprise", 170),
    ListColumn("Heures de formation", 110, "right", total=True, number_format="#,##0.0"),
    ListColumn("Aide à la formation", 124, "right", total=True, number_format=_EUROS),
    ListColumn("Mois de tutorat", 100, "right", total=True),
    ListColumn("Aide au tutorat", 124, "right", total=True, number_format=_EUROS),
    ListColumn("Ensemble", 124, "right", total=True, number_format=_EUROS),
)
RULE_COLUMNS = (
    ListColumn("Code", 84),
    ListColumn("Règle", 420),
    ListColumn("Gravité", 110),
    ListColumn("Constats", 92, "right", total=True),
    ListColumn("Dossiers", 92, "right"),
)


def write_dossiers(
    book: Book,
    sheet: Worksheet,
    run: Run,
    dossiers: Sequence[tuple[DossierDecision, Written]],
    documents: Sequence[DossierDocument],
) -> None:
    """Write one row per dossier, with links to its outputs, then the files that were ignored."""
    heading = Heading(
        "Dossiers",
        "Dossiers",
        typo("Les liens ouvrent les fichiers produits tant que cette synthèse reste dans son dossier."),
        "dossier",
        "dossiers",
    )
    links = (ListColumn(document.heading, _LINK_WIDTH) for document in documents)
    rows = (_dossier(decision, written, documents) for decision, written in dossiers)
    below = write_list(book, sheet, heading, (*DOSSIER_COLUMNS, *links, _REMARKS), rows)
    _write_left(book, sheet, below + 1, run)


def _dossier(
    decision: DossierDecision, written: Written, documents: Sequence[DossierDocument]
) -> tuple[Value, ...]:
    outputs = (written.outputs.get(document.kind) for document in documents)
    remarks = [remark for remark in (decision.problem, written.failure) if remark]
    return (
        str(decision.file),
        decision.company,
        Filled(decision.status.label, STATUSES[decision.status].ground),
        None if decision.step is None else STEP_LABELS[decision.step],
        *(decision.count(severity) for severity in Severity),
        len(decision.contracts),
        sum(contract.attestation is not None for contract in decision.contracts),
        *(Link(path, "ouvrir") if path else None for path in outputs),
        "\n".join(remarks) or None,
    )


def _write_left(book: Book, sheet: Worksheet, row: int, run: Run) -> None:
    """Write what of the deposit was not checked: files that are no workbooks, folders that could not be read."""
    many = "s" if len(run.ignored) > 1 else ""
    for title, paths in (
        (f"{wording.plural(len(run.ignored), 'fichier')} du dépôt laissé{many} de côté", run.ignored),
        (wording.own_left(len(run.own)), run.own),
        (wording.plural(len(run.closed), "dossier illisible", "dossiers illisibles"), run.closed),
    ):
        if paths:
            put(sheet, row, 0, title, book.style(bold=True, font_color=palette.NAVY))
            for offset, path in enumerate(paths, start=1):
                put(sheet, row + offset, 0, str(path), book.style(font_color=palette.GREY_TEXT))
            row += len(paths) + 2


def write_contracts(book: Book, sheet: Worksheet, decisions: Sequence[DossierDecision]) -> None:
    """Write one row per contract; no birth date and no name, which nobody needs here."""
    heading = Heading(
        "Contrats",
        "Contrats",
        "Une attestation est établie pour chaque contrat terminé sans constat bloquant.",
        "contrat",
        "contrats",
    )
    write_list(book, sheet, heading, CONTRACT_COLUMNS, _contracts(decisions))


def _contracts(decisions: Iterable[DossierDecision]) -> Iterator[tuple[Value, ...]]:
    for decision in decisions:
        for contract in decision.contracts:
            attestation = contract.attestation
            yield (
                contract.number,
                str(decision.file),
                decision.company,
                contract.start,
                contract.end,
                Filled(contract.status.label, STATUSES[contract.status].ground),
                "non" if attestation is None else "oui",
                None if attestation is None else attestation.number,
                contract.reason,
            )


def write_tutoring(book: Book, sheet: Worksheet, decisions: Sequence[DossierDecision]) -> None:
    """Write one row per dossier for whose tutors the Opco may pay."""
    heading = Heading(
        "Tutorat",
        "Aides au tutorat",
        typo(
            "Ce que l'Opco peut prendre en charge au plus (art. D6332-92 et D6332-93) : formations de tuteurs faites à ce "
            "jour, mois entiers de tutorat."
        ),
        "dossier",
        "dossiers",
    )
    rows = (
        (str(one.file), one.company, due.hours, due.training, due.months, due.tutoring, due.total)
        for one in decisions
        if (due := one.tutoring) is not None
    )
    write_list(book, sheet, heading, TUTORING_COLUMNS, rows)


def write_findings(
    book: Book, sheet: Worksheet, decisions: Sequence[DossierDecision], limit: int = MAX_ROWS
) -> bool:
    """Write one row per finding, as many as the sheet holds; say whether all are there."""
    total = sum(len(decision.findings) for decision in decisions)
    intro = "Un constat par ligne ; filtrez par fichier, par gravité ou par code."
    if total > limit:
        shown, every = wording.number(limit, 0), wording.number(total, 0)
        intro = (
            f"Excel ne peut pas tout montrer : voici les {shown} premiers constats sur {every} ; "
            "rapport.json les donne tous."
        )
    heading = Heading("Constats", "Constats", typo(intro), "constat", "constats")
    write_list(book, sheet, heading, FINDING_COLUMNS, islice(_findings(decisions), limit))
    return total <= limit


def _findings(decisions: Iterable[DossierDecision]) -> Iterator[tuple[Value, ...]]:
    for decision in decisions:
        file = str(decision.file)
        for finding in decision.findings:
            yield (
                file,
                finding.sheet,
                finding.cell,
                finding.column,
                Filled(finding.severity.label, palette.SEVERITIES[finding.severity].ground),
                finding.code,
                finding.message,
                finding.detail,
                finding.fix,
            )


def write_rules(book: Book, sheet: Worksheet, rules: Sequence[RuleCount]) -> None:
    """Write one row per rule met, the most frequent first."""
    heading = Heading(
        "Règles", "Règles", "Les règles rencontrées, de la plus fréquente à la plus rare.", "règle", "règles"
    )
    rows = (
        (
            rule.code,
            rule.message,
            Filled(rule.severity.label, palette.SEVERITIES[rule.severity].ground),
            rule.findings,
            rule.dossiers,
        )
        for rule in rules
    )
    write_list(book, sheet, heading, RULE_COLUMNS, rows)
