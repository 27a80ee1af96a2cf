"""The words of single facts, for all documents that state them."""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from proexp_batch.model.wording import NBSP

MODALITIES = {
    "INTERNAL": "Formation interne, par l'entreprise",
    "EXTERNAL": "Formation externe, par un organisme",
    "AFEST": "Action de formation en situation de travail (AFEST)",
    "FOAD": "Formation ouverte et à distance (FOAD)",
}
"""How the modalities of training (codes of the column `Modalité`) are called in documents."""

GROUNDS = {
    "EXPERIENCE": "expérience",
    "CERTIFICATION": "certification",
    "POSITIONING": "positionnement",
}
"""On which grounds a learner has a competence before the path."""


BY_HAND = "…" * 10
"""Dots to write on."""


class Pair(msgspec.Struct, frozen=True, rename={"label": "libelle", "text": "texte"}):
    """What a fact is called, and the fact."""

    label: Annotated[str, msgspec.Meta(description="Ce dont il s'agit, par exemple « Date de naissance ».")]
    text: Annotated[str, msgspec.Meta(description="Ce qu'il en est.")]


def grouped_siret(siret: str) -> str:
    """Write a SIRET in groups of 3, 3, 3 and 5 digits."""
    groups = (siret[:3], siret[3:6], siret[6:9], siret[9:])
    return NBSP.join(groups) if len(siret) == 14 else siret


def job(title: str, rome: str | None) -> str:
    """The job that a path prepares for: `Soudeur (code ROME H2913)`."""
    return title + (f" (code ROME {rome})" if rome else "")


def provider(name: str, nda: str | None) -> str:
    """A provider with its declaration number, where it is known."""
    return name + (f" (déclaration d'activité n°{NBSP}{nda})" if nda else "")


def bloc_kind(certifications: Sequence[str], partly: bool) -> str:
    """What kind of bloc one with these RNCP or RS codes is; `partly` says that only some of it is certifying."""
    if not certifications:
        return "bloc non certifiant"
    kind = "en partie certifiant" if partly else "certifiant"
    return f"bloc {kind} ({', '.join(certifications)})"
