"""The lists of the page: dossiers and contracts, to be sorted and filtered."""

from collections.abc import Iterator, Sequence
from itertools import islice

from proexp_batch.decision.facts import DossierDecision, Status, Written
from proexp_batch.documents.document import DossierDocument, Results
from proexp_batch.documents.html import cells
from proexp_batch.documents.html.cells import Head
from proexp_batch.documents.html.markup import Markup, closing, joined, opening, tag
from proexp_batch.documents.summary.next_action import next_action
from proexp_batch.documents.summary.words import STEP_LABELS, ended
from proexp_batch.model.findings import Severity

_REST = "rapport.json les donne tous"
_ORDER = {status: at for at, status in enumerate(Status)}
_DOSSIER_HEADS = (
    Head("Fichier"),
    Head("Entreprise"),
    Head("Statut"),
    Head("Étape"),
    Head("À faire", "large"),
    Head("Bloquants", "nombre"),
    Head("Avertissements", "nombre"),
    Head("Informations", "nombre"),
    Head("Contrats", "nombre"),
    Head("Fichiers rendus", "liens", sorts=False),
)
_CONTRACT_HEADS = (
    Head("Contrat"),
    Head("Dossier"),
    Head("Entreprise"),
    Head("Début"),
    Head("Fin"),
    Head("Statut"),
    Head("N° d'attestation"),
    Head("Pourquoi il n'y en a pas", "large"),
    Head("Documents", "liens", sorts=False),
)


def dossiers(
    results: Results, documents: Sequence[DossierDocument], every: int, most: int
) -> Iterator[Markup]:
    """The list of all dossiers, row by row."""
    caption = "Un dossier par ligne, dans l'ordre du dépôt"
    yield from _begin(
        "t-dossiers", _caption(caption, every, most, "dossiers"), _DOSSIER_HEADS, ("dossier", 2)
    )
    for decision, written in islice(results, most):
        yield _dossier(decision, written, documents)
    yield _END


def contracts(
    results: Results, documents: Sequence[DossierDocument], every: int, most: int
) -> Iterator[Markup]:
    """The list of all contracts, row by row."""
    caption = "Un contrat par ligne, avec son attestation ou la raison de son absence"
    yield from _begin(
        "t-contrats", _caption(caption, every, most, "contrats"), _CONTRACT_HEADS, ("contrat", 5)
    )
    rows = (row for decision, written in results for row in _contracts(decision, written, documents))
    yield from islice(rows, min(every, most))
    yield _END


_END = joined(cells.TABLE_END, closing("div"))


def _caption(said: str, every: int, most: int, many: str) -> str:
    return said + "." if every <= most else f"{said}. {ended(most, every, many, _REST)}"


def _begin(name: str, caption: str, heads: Sequence[Head], counted: tuple[str, int]) -> Iterator[Markup]:
    one, status = counted
    # What can be scrolled must be reached with the keyboard, and have a name.
    yield opening("div", class_="defile", role="region", tabindex="0", aria_label=caption.partition(".")[0])
    yield cells.table_start(
        caption, heads, class_="liste", id=name, data_un=one, data_plusieurs=f"{one}s", data_statut=status
    )


def _dossier(decision: DossierDecision, written: Written, documents: Sequence[DossierDocument]) -> Markup:
    step = decision.step
    return tag(
        "tr",
        tag("th", str(decision.file), scope="row"),
        tag("td", decision.company or ""),
        tag("td", cells.status(decision.status), data_cle=_ORDER[decision.status]),
        tag("td", "" if step is None else STEP_LABELS[step]),
        tag("td", next_action(decision, written)),
        *(cells.number(decision.count(severity)) for severity in Severity),
        cells.number(len(decision.contracts)),
        tag("td", cells.files(cells.of_dossier(decision, written, documents)), class_="liens"),
    )


def _contracts(
    decision: DossierDecision, written: Written, documents: Sequence[DossierDocument]
) -> Iterator[Markup]:
    links = cells.of_contracts(decision, written, documents)
    for contract, found in zip(decision.contracts, links, strict=True):
        attestation = contract.attestation
        yield tag(
            "tr",
            tag("th", contract.number, scope="row"),
            tag("td", str(decision.file)),
            tag("td", decision.company or ""),
            cells.day(contract.start),
            cells.day(contract.end),
            tag("td", cells.status(contract.status), data_cle=_ORDER[contract.status]),
            tag("td", "" if attestation is None else attestation.number),
            tag("td", contract.reason or ""),
            tag("td", cells.files(found), class_="liens"),
        )
