"""The papers whose words a template finds, for all that tells or tries templates: one line for each paper."""

import msgspec

from proexp_batch.documents.attestations.words import AttestationWords
from proexp_batch.documents.papers.certificate import CertificateWords
from proexp_batch.documents.papers.path_words import PathWords
from proexp_batch.documents.papers.referential import ReferentialWords
from proexp_batch.documents.papers.review import ReviewWords

DESCRIBED: tuple[tuple[str, type[msgspec.Struct]], ...] = (
    ("attestation", AttestationWords),
    ("referentiel", ReferentialWords),
    ("parcours", PathWords),
    ("bilan", ReviewWords),
    ("certificat", CertificateWords),
)
"""The name of each paper, which is that of its template, and the words that are its `piece`."""
