"""What needs somebody first: the dossiers in which something is to be done, each with the next action."""

from collections.abc import Iterator, Sequence
from itertools import islice

from proexp_batch.decision.facts import DossierDecision, Status, Written
from proexp_batch.documents.document import DossierDocument, Results
from proexp_batch.documents.html import cells
from proexp_batch.documents.html.markup import Markup, closing, hidden, opening, tag
from proexp_batch.documents.summary.figures import Figures
from proexp_batch.documents.summary.next_action import next_action
from proexp_batch.documents.summary.words import STEP_LABELS, ended
from proexp_batch.model.findings import Finding, Severity
from proexp_batch.model.wording import plural, typo

KINDS = {
    Status.TO_CORRECT: ("a-corriger", "À corriger"),
    Status.UNREADABLE: ("illisibles", "Illisibles"),
    Status.ACCEPTED_WITH_WARNINGS: ("avertissements", "Acceptés avec avertissements"),
}
"""The statuses that need somebody, the most urgent first, each with its anchor and title."""

MOST_FINDINGS = 50
"""How many findings of one dossier are told; its workbook has all."""


class Attention:
    """The dossiers to look at, status by status; their findings end after `most` in all."""

    def __init__(self, counted: Figures, documents: Sequence[DossierDocument], most: int) -> None:
        self._counted, self._documents, self._most = counted, documents, most
        self._findings_left = most

    def pieces(self, results: Results) -> Iterator[Markup]:
        """The pieces of the section, dossier by dossier."""
        if not any(self._counted.dossiers[status] for status in KINDS):
            yield tag("p", typo("Rien à corriger, à redemander ni à examiner dans ce lot."))
        for status, (anchor, title) in KINDS.items():
            count = self._counted.dossiers[status]
            if count:
                yield tag("h3", typo(f"{title} : {plural(count, 'dossier')}"), id=anchor)
                if count > self._most:
                    rest = "la liste de tous est dans rapport.json"
                    yield tag("p", ended(self._most, count, "dossiers", rest), class_="gris")
                yield from self._cards(results, status, min(count, self._most))

    def _cards(self, results: Results, status: Status, shown: int) -> Iterator[Markup]:
        ours = (result for result in results if result[0].status is status)
        # Once all are found, the rest of the batch needs no reading.
        yield opening("div", class_="cartes")
        for decision, written in islice(ours, shown):
            yield self._card(decision, written)
        yield closing("div")

    def _card(self, decision: DossierDecision, written: Written) -> Markup:
        about = [] if decision.company is None else [decision.company]
        if decision.step is not None:
            about.append(f"étape {STEP_LABELS[decision.step]}")
        if decision.contracts:
            about.append(plural(len(decision.contracts), "contrat"))
        remarks = [remark for remark in (decision.problem, written.failure, *written.unmade) if remark]
        return tag(
            "article",
            tag("h4", str(decision.file)),
            tag("p", cells.status(decision.status), " " if about else "", ", ".join(about)),
            tag("p", tag("strong", typo("À faire : ")), next_action(decision, written), class_="faire"),
            *(tag("p", remark) for remark in remarks),
            cells.files(cells.of_dossier(decision, written, self._documents)),
            # Why a file cannot be read stands above, whole.
            "" if decision.status is Status.UNREADABLE else self._findings(decision),
            class_="dossier",
        )

    def _findings(self, decision: DossierDecision) -> Markup:
        every = len(decision.findings)
        if not every:
            return Markup("")
        shown = decision.findings[: min(MOST_FINDINGS, self._findings_left)]
        self._findings_left -= len(shown)
        counts = ", ".join(
            plural(decision.count(severity), *_SEVERAL[severity])
            for severity in Severity
            if decision.count(severity)
        )
        head = tag("summary", counts, hidden(f" de {decision.file}"))
        if not shown:
            rest = tag("p", "Le détail est dans le classeur annoté.", class_="gris")
        elif len(shown) < every:
            where = "le classeur annoté les donne tous"
            rest = tag("p", ended(len(shown), every, "constats", where), class_="gris")
        else:
            rest = Markup("")
        return tag(
            "details", head, rest, tag("ul", *map(_finding, shown), class_="constats") if shown else ""
        )


_SEVERAL = {
    Severity.BLOCKING: ("constat bloquant", "constats bloquants"),
    Severity.WARNING: ("avertissement", "avertissements"),
    Severity.INFO: ("information", "informations"),
}


def _finding(finding: Finding) -> Markup:
    places = [f"feuille {finding.sheet}"] if finding.sheet else []
    places += [place for place in (finding.cell, finding.column and typo(f"« {finding.column} »")) if place]
    if finding.contracts:
        places.append(_contracts(finding.contracts))
    return tag(
        "li",
        tag(
            "p",
            cells.severity(finding.severity),
            " ",
            tag("span", finding.code, class_="gris"),
            " ",
            tag("strong", ", ".join(places)),
        ),
        tag("p", finding.message),
        tag("p", finding.detail, class_="gris") if finding.detail else "",
        tag("p", typo("Correction : "), finding.fix) if finding.fix else "",
    )


def _contracts(numbers: Sequence[str]) -> str:
    return f"{'contrat' if len(numbers) == 1 else 'contrats'} {', '.join(numbers)}"
