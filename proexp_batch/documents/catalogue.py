"""The list of outputs: one that stands here is written, recorded, returned, linked and purged like the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proexp_batch.disk.own import OwnNames
from proexp_batch.documents.annotated.document import Annotated
from proexp_batch.documents.attestations.document import Attestations
from proexp_batch.documents.document import BatchDocument, Document, DossierDocument
from proexp_batch.documents.html.document import Page
from proexp_batch.documents.papers.attestation import AttestationPaper
from proexp_batch.documents.papers.certificate import Certificate
from proexp_batch.documents.papers.paper import Paper
from proexp_batch.documents.papers.path import TrainingPath
from proexp_batch.documents.papers.referential import Referential
from proexp_batch.documents.papers.review import Review
from proexp_batch.documents.report import Report
from proexp_batch.documents.summary.document import Summary

if TYPE_CHECKING:
    from proexp_batch.settings.run import Settings

DOCUMENTS: tuple[Document, ...] = (
    Annotated(),
    Attestations(),
    Referential(),
    TrainingPath(),
    Review(),
    AttestationPaper(),
    Certificate(),
    Summary(),
    Page(),
    Report(),
)
"""All outputs, each kind in the order in which they are written and told."""


def of_dossier(settings: Settings | None = None) -> tuple[DossierDocument, ...]:
    """The outputs that a dossier may have, or those among them that a run with these settings makes."""
    known = tuple(document for document in DOCUMENTS if isinstance(document, DossierDocument))
    if settings is None:
        return known
    return tuple(one for one in known if not isinstance(one, Paper) or one.kind in settings.papers.kinds)


def kind_of(key: str) -> str:
    """The kind of document of which a file is recorded under this key (`DossierDocument.key`)."""
    return key.partition("/")[0]


def words_of(key: str) -> tuple[str, str]:
    """What people call one and several of an output that a dossier has, also of a kind that is made no more."""
    known = {document.kind: document.words for document in of_dossier()}
    return known.get(kind_of(key), ("autre fichier rendu", "autres fichiers rendus"))


def file_name(key: str) -> str | None:
    """The name of the file that is recorded under a key; `None` for a kind that is made no more."""
    kind, _, label = key.partition("/")
    known = {document.kind: document for document in of_dossier()}
    return known[kind].file_name(label) if kind in known else None


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
        frozenset(document.labelled for document in of_dossier() if document.labelled is not None),
    )
