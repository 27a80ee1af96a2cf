"""Which papers are made of a dossier, and how they look: the choice of a run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ATTESTATION = "attestation"

PAPERS: Mapping[str, str] = {
    "referentiel": "referential",
    "parcours": "path",
    "bilan": "review",
    ATTESTATION: "attestation",
    "certificat": "certificate",
}
"""What people call each paper, and the kind of document it is."""


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """The kinds of papers to make, and with what.

    `templates` is a folder with the Opco's own templates, fonts and `charte.toml`. `key` is the file of the private key
    that seals attestations, `stamp` a PKCS#12 file for the electronic stamp in their PDF; the password of each stands
    only in the environment.
    """

    kinds: frozenset[str] = frozenset({PAPERS[ATTESTATION]})
    templates: Path | None = None
    key: Path | None = None
    stamp: Path | None = None

    def files(self) -> list[Path]:
        """The files that decide how papers look and what seals them, in a settled order."""
        own = [] if self.templates is None else sorted(self.templates.rglob("*"))
        return [path for path in (*own, self.key, self.stamp) if path is not None and path.is_file()]


USUAL_PAPERS = PaperChoice()


def chosen(documents: bool, attestations: bool) -> frozenset[str]:
    """The kinds of papers of a run that makes all `documents`, or only the attestations, or none."""
    if documents:
        return frozenset(PAPERS.values())
    return USUAL_PAPERS.kinds if attestations else frozenset()
