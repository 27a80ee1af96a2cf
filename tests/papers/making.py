"""Attestations as PDF from invented facts, and what a sealed one bears."""

from collections.abc import Mapping
from pathlib import Path

from proexp_batch.decision.facts import Attestation
from proexp_batch.documents.attestations.words import attestation_words
from proexp_batch.documents.papers.typesetting import typeset

QR = '<svg xmlns="http://www.w3.org/2000/svg" width="29" height="29"><path d="M4 4h7v7h-7z m10 8h9v9h-9z"/></svg>'
SEAL = {"code": "7K3M-92QX-AB42-WXYZ", "qr": QR, "mots_cles": "Attestation scellée, PROEXP1:AFF-7K3M-92QX"}


def attestation_pdf(
    facts: Attestation,
    own: Path | None = None,
    seal: Mapping[str, str] | None = None,
    draft: str | None = None,
) -> bytes:
    told = {"piece": attestation_words(facts), "projet": draft, "sceau": seal}
    return typeset("attestation", told, facts.issued or facts.end, own)
