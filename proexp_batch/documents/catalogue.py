"""The list of outputs: one that stands here is written, recorded, returned, linked and purged like the others."""

from proexp_batch.disk.own import OwnNames
from proexp_batch.documents.annotated.document import Annotated
from proexp_batch.documents.attestations.document import Attestations
from proexp_batch.documents.document import BatchDocument, Document, DossierDocument
from proexp_batch.documents.report import Report
from proexp_batch.documents.summary.document import Summary

DOCUMENTS: tuple[Document, ...] = (Annotated(), Attestations(), Summary(), Report())
"""All outputs, each kind in the order in which they are written and told."""


def of_dossier() -> tuple[DossierDocument, ...]:
    """The outputs that a dossier may have."""
    return tuple(document for document in DOCUMENTS if isinstance(document, DossierDocument))


def words_of(kind: str) -> tuple[str, str]:
    """What people call one and several of an output that a dossier has, also of a kind that is made no more."""
    known = {document.kind: document.words for document in of_dossier()}
    return known.get(kind, ("autre fichier rendu", "autres fichiers rendus"))


def of_batch() -> tuple[BatchDocument, ...]:
    """The outputs of each batch."""
    return tuple(document for document in DOCUMENTS if isinstance(document, BatchDocument))


def own_names() -> OwnNames:
    """How the outputs are named, of which none is a deposit."""
    report = next(document.name for document in of_batch() if document.kind == "report")
    return OwnNames(
        frozenset(document.name for document in of_dossier()),
        frozenset(document.name for document in of_batch()),
        report,
    )
