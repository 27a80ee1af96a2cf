"""The lists of the summary: dossiers, contracts, deadlines, findings and rules, one sheet each."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from proexp_batch.decision.facts import DossierDecision, Run, Written
from proexp_batch.documents.annotated.document import Annotated
from proexp_batch.documents.document import DossierDocument
from proexp_batch.documents.papers.paper import labels, of_contract
from proexp_batch.documents.summary import deadlines
from proexp_batch.documents.summary.colours import STATUSES
from proexp_batch.documents.summary.figures import RuleCount
from proexp_batch.documents.summary.list_page import Filled, Heading, Link, ListColumn, ListPage, Value
from proexp_batch.documents.summary.next_action import next_action
from proexp_batch.documents.summary.words import STEP_LABELS, left
from proexp_batch.drawing import palette
from proexp_batch.drawing.styles import Book, Worksheet, put
from proexp_batch.model.findings import Severity
from proexp_batch.model.wording import typo

# The sheet "Synthèse" counts in these columns (zero-based).
DOSSIER_STATUS, DOSSIER_STEP = 2, 3
CONTRACT_STATUS, CONTRACT_ATTESTATION = 5, 6
FINDING_SEVERITY = 6
RULE_FINDINGS = 4

DOSSIER_COLUMNS = (
    ListColumn("Fichier", 190),
    ListColumn("Entreprise", 130),
    ListColumn("Statut", 116),
    ListColumn("Étape", 130),
    ListColumn("À faire", 360),
    ListColumn("Constats bloquants", 92, "right", total=True),
    ListColumn("Avertissements", 124, "right", total=True),
    ListColumn("Informations", 108, "right", total=True),
    ListColumn("Contrats", 84, "right", total=True),
    ListColumn("Attestations", 108, "right", total=True),
    ListColumn("Depuis la dernière version", 190, is_optional=True),
    ListColumn("Remarque", 150),
)
"""Columns of links follow, one for each kind of output; they are for the screen and are not printed."""

_LINK_WIDTH = 108
CONTRACT_COLUMNS = (
    ListColumn("Contrat", 130),
    ListColumn("Dossier", 220),
    ListColumn("Entreprise", 150),
    ListColumn("Début", 90),
    ListColumn("Fin", 90),
    ListColumn("Statut", 124),
    ListColumn("Attestation", 104),
    ListColumn("N° d'attestation", 150),
    ListColumn("Pourquoi il n'y en a pas", 260),
)
FINDING_COLUMNS = (
    ListColumn("Fichier", 170),
    ListColumn("Entreprise", 116),
    ListColumn("Contrat", 104),
    ListColumn("Feuille", 96),
    ListColumn("Cellules", 88),
    ListColumn("Colonne", 110),
    ListColumn("Gravité", 110),
    ListColumn("Code", 78),
    ListColumn("Constat", 220),
    ListColumn("Détail", 190),
    ListColumn("À faire", 190),
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
    ListColumn("Colonne", 180),
    ListColumn("Règle", 440),
    ListColumn("Gravité", 110),
    ListColumn("Constats", 92, "right", total=True),
    ListColumn("Dossiers", 92, "right"),
)


HEADINGS = {
    "Dossiers": Heading(
        "Dossiers",
        "Dossiers",
        typo("Les liens ouvrent les fichiers produits tant que cette synthèse reste dans son dossier."),
        "dossier",
        "dossiers",
    ),
    "Contrats": Heading(
        "Contrats",
        "Contrats",
        "Une attestation est établie pour chaque contrat terminé sans constat bloquant.",
        "contrat",
        "contrats",
    ),
    "Échéances": Heading(
        "Échéances",
        "Échéances",
        typo(
            "Ce qui reste à faire pour chaque contrat, au plus tard ce jour-là ; « proche » et « en retard » s'entendent au "
            "jour du contrôle."
        ),
        "échéance",
        "échéances",
        "rapport.json les donne toutes",
        "plus proches",
    ),
    "Constats": Heading(
        "Constats",
        "Constats",
        typo("Un constat par ligne ; filtrez par fichier, par gravité ou par code."),
        "constat",
        "constats",
    ),
    "Règles": Heading(
        "Règles",
        "Règles",
        typo(
            "Les règles rencontrées, de la plus fréquente à la plus rare ; une ligne par colonne pour celles qui parlent de "
            "chaque colonne."
        ),
        "règle",
        "règles",
        "rapport.json donne tous les constats",
    ),
    "Tutorat": Heading(
        "Tutorat",
        "Aides au tutorat",
        typo(
            "Ce que l'Opco peut prendre en charge au plus (art. D6332-92 et D6332-93) : formations de tuteurs faites à ce "
            "jour, mois entiers de tutorat."
        ),
        "dossier",
        "dossiers",
        "la feuille Synthèse donne la somme de toutes les aides",
    ),
}
"""What stands above each list, which bears the name of its sheet."""


class Lists:
    """The lists, each on its sheet, filled dossier by dossier."""

    def __init__(
        self,
        book: Book,
        sheets: Mapping[str, Worksheet],
        documents: Sequence[DossierDocument],
        today: dt.date,
        most: int,
    ) -> None:
        self._book, self._sheets = book, sheets
        self._alone = [document for document in documents if not document.has_labels]
        self._papers = [document for document in documents if document.has_labels]
        columns = {
            "Dossiers": (*DOSSIER_COLUMNS, *map(_links, self._alone)),
            "Contrats": (*CONTRACT_COLUMNS, *map(_links, self._papers)),
            "Échéances": deadlines.COLUMNS,
            "Constats": FINDING_COLUMNS,
            "Tutorat": TUTORING_COLUMNS,
        }
        self._pages = {
            name: ListPage(book, sheets[name], HEADINGS[name], columns[name], most) for name in columns
        }
        self._deadlines = deadlines.Nearest(today, most)

    def add(self, decision: DossierDecision, written: Written) -> None:
        """Write what there is to tell of a dossier."""
        self._add("Dossiers", 1, lambda: [_dossier(decision, written, self._alone)])
        self._add("Contrats", len(decision.contracts), lambda: _contracts(decision, written, self._papers))
        self._add("Constats", len(decision.findings), lambda: _findings(decision))
        self._deadlines.add(decision, written, Annotated.kind)
        if decision.tutoring is not None:
            due = decision.tutoring
            told = (due.hours, due.training, due.months, due.tutoring, due.total)
            self._pages["Tutorat"].add((str(decision.file), decision.company, *told))

    def _add(self, name: str, count: int, rows: Callable[[], Iterable[Sequence[Value]]]) -> None:
        page = self._pages[name]
        if page.is_full:
            page.count(count)
            return
        for row in rows():
            page.add(row)

    def finish(self, run: Run) -> frozenset[str]:
        """Write what stands around the rows, and say which lists hold all."""
        deadlines.write_deadlines(self._pages["Échéances"], self._deadlines)
        below = {name: page.finish() for name, page in self._pages.items()}
        last = _write_left(self._book, self._sheets["Dossiers"], below["Dossiers"] + 1, run)
        self._pages["Dossiers"].print_until(last)
        return frozenset(name for name, page in self._pages.items() if page.is_complete)


def _dossier(
    decision: DossierDecision, written: Written, documents: Sequence[DossierDocument]
) -> tuple[Value, ...]:
    outputs = (written.outputs.get(document.kind) for document in documents)
    remarks = [remark for remark in (decision.problem, written.failure, *written.unmade) if remark]
    return (
        str(decision.file),
        decision.company,
        Filled(decision.status.label, STATUSES[decision.status].ground),
        None if decision.step is None else STEP_LABELS[decision.step],
        next_action(decision, written),
        *(decision.count(severity) for severity in Severity),
        len(decision.contracts),
        sum(contract.attestation is not None for contract in decision.contracts),
        None if decision.since is None else decision.since.counts,
        "\n".join(remarks) or None,
        *(Link(path, "ouvrir") if path else None for path in outputs),
    )


def _write_left(book: Book, sheet: Worksheet, row: int, run: Run) -> int:
    """Write what of the deposit was not checked, and give the last row of it."""
    last = row - 2
    for title, paths in left(run):
        put(sheet, row, 0, title, book.style(bold=True, font_color=palette.NAVY))
        for offset, path in enumerate(paths, start=1):
            put(sheet, row + offset, 0, str(path), book.style(font_color=palette.GREY_TEXT))
        last = row + len(paths)
        row += len(paths) + 2
    return last


def _first(paths: Sequence[PurePosixPath]) -> Link | None:
    """A link to the first of some files; it says how many there are, which lie side by side."""
    if not paths:
        return None
    return Link(paths[0], "ouvrir" if len(paths) == 1 else f"ouvrir (1 sur {len(paths)})")


def _links(document: DossierDocument) -> ListColumn:
    return ListColumn(document.heading, _LINK_WIDTH, printed=False)


def _contracts(
    decision: DossierDecision, written: Written, papers: Sequence[DossierDocument]
) -> Iterator[tuple[Value, ...]]:
    """One row per contract; no birth date and no name, which nobody needs here."""
    label_of = labels([contract.number for contract in decision.contracts])
    for contract in decision.contracts:
        files = (of_contract(written.outputs, paper.kind, label_of[contract.number]) for paper in papers)
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
            *map(_first, files),
        )


def _findings(decision: DossierDecision) -> Iterator[tuple[Value, ...]]:
    file = str(decision.file)
    for finding in decision.findings:
        yield (
            file,
            decision.company,
            ", ".join(finding.contracts) or None,
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
    page = ListPage(book, sheet, HEADINGS["Règles"], RULE_COLUMNS)
    for rule in rules:
        severity = Filled(rule.severity.label, palette.SEVERITIES[rule.severity].ground)
        page.add((rule.code, rule.column, rule.message, severity, rule.findings, rule.dossiers))
    # The chart beside the list is for the screen: where titles repeat, its upper edge would be on every page.
    page.print_until(page.finish() - 1)
