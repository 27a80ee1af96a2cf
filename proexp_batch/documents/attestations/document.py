"""The attestations de fin de formation of a dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proexp_batch.decision.facts import Attestation, DossierDecision
from proexp_batch.documents.document import SingleDocument

if TYPE_CHECKING:
    from proexp_batch.settings.run import Settings


class Attestations(SingleDocument):
    """`attestations.xlsx`, for each dossier with a contract that has earned one."""

    kind = "attestations"
    name = "attestations.xlsx"
    words = ("fichier d'attestations", "fichiers d'attestations")
    heading = "Fichier des attestations"
    column = "attestations"
    failure = "Les attestations n'ont pas pu être établies."

    def is_due(self, decision: DossierDecision) -> bool:
        """Whether a contract has one."""
        return bool(_facts(decision))

    def content(self, decision: DossierDecision, original: bytes, settings: Settings) -> bytes:
        """The workbook, one sheet for each contract."""
        from proexp_batch.documents.attestations.sheets import attestations
        from proexp_batch.documents.papers.sealing import key_of

        return attestations(_facts(decision), key_of(settings))


def _facts(decision: DossierDecision) -> list[Attestation]:
    return [contract.attestation for contract in decision.contracts if contract.attestation is not None]
