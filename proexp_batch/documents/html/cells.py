"""What the parts of the page have in common: marks of a status, files, tables."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from proexp_batch.decision.facts import DossierDecision, Status, Written
from proexp_batch.documents.document import DossierDocument
from proexp_batch.documents.html.markup import Markup, closing, joined, link, opening, tag
from proexp_batch.documents.papers.paper import labels, of_contract
from proexp_batch.model import wording
from proexp_batch.model.findings import Severity


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; `look` is a class for the head itself, `sorts` whether the list can be sorted by it."""

    label: str
    look: str | None = None
    sorts: bool = True


def status(of: Status) -> Markup:
    """The mark of a status."""
    return tag("span", of.label, class_=f"pastille statut-{of.value}")


def severity(of: Severity) -> Markup:
    """The mark of a severity."""
    return tag("span", of.label, class_=f"pastille gravite-{of.value}")


def number(value: int) -> Markup:
    """A cell with a count."""
    return tag("td", wording.number(value, 0), class_="nombre", data_cle=value)


def day(value: dt.date | None) -> Markup:
    """A cell with a day, sorted as such."""
    return tag("td", wording.date(value) if value else "", data_cle=value.isoformat() if value else "")


def table_start(caption: str, heads: Sequence[Head], **attributes: str | int) -> Markup:
    """The start of a table, up to its first row."""
    cells = (
        tag("th", head.label, scope="col", class_=head.look, data_fixe=None if head.sorts else True)
        for head in heads
    )
    top = tag("caption", caption), tag("thead", tag("tr", *cells))
    return joined(opening("table", **attributes), *top, opening("tbody"))


TABLE_END = joined(closing("tbody"), closing("table"))


def of_dossier(
    decision: DossierDecision, written: Written, documents: Iterable[DossierDocument]
) -> list[Markup]:
    """Links to the files of a dossier as a whole."""
    about = str(decision.file)
    return [
        link(written.outputs[document.kind], document.heading, about)
        for document in documents
        if not document.has_labels and document.kind in written.outputs
    ]


def of_contracts(
    decision: DossierDecision, written: Written, documents: Iterable[DossierDocument]
) -> Iterator[list[Markup]]:
    """Links to the files of each contract, in the order of the contracts."""
    papers = [document for document in documents if document.has_labels]
    label_of = labels([contract.number for contract in decision.contracts])
    for contract in decision.contracts:
        found = (
            (paper.heading, of_contract(written.outputs, paper.kind, label_of[contract.number]))
            for paper in papers
        )
        yield [one for heading, paths in found for one in _each(heading, paths, contract.number)]


def _each(heading: str, paths: Sequence[PurePosixPath], about: str) -> Iterator[Markup]:
    for at, path in enumerate(paths, start=1):
        yield link(path, heading if len(paths) == 1 else f"{heading} {at}", about)


def files(links: Sequence[Markup]) -> Markup:
    """Some links as a list; nothing where there are none."""
    if not links:
        return Markup("")
    return tag("ul", *(tag("li", one) for one in links), class_="fichiers")
