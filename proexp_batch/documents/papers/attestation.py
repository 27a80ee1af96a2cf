"""The attestation de fin de formation of each contract as PDF."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from proexp_batch.decision.facts import DossierDecision
from proexp_batch.documents.papers.paper import Paper, Sheet, labels
from proexp_batch.model.wording import typo
from proexp_batch.settings.papers import ATTESTATION, PAPERS

if TYPE_CHECKING:
    from proexp_batch.settings.run import Settings


class AttestationPaper(Paper):
    """`attestation.pdf`, for each contract that has earned one."""

    kind = PAPERS[ATTESTATION]
    paper = ATTESTATION
    name = "attestation.pdf"
    words = ("attestation en PDF", "attestations en PDF")
    heading = "Attestation en PDF"
    column = "attestations_pdf"
    failure = "Les attestations en PDF n'ont pas pu être établies."

    def is_due(self, decision: DossierDecision) -> bool:
        """Whether a contract has one."""
        return any(contract.attestation is not None for contract in decision.contracts)

    def why_none(self, decision: DossierDecision) -> str:
        """The reasons of its contracts."""
        reasons = [f"{one.number} : {one.reason}" for one in decision.contracts if one.reason]
        return typo(" ".join(("Aucun contrat n'a encore d'attestation.", *reasons)))

    def sheets(self, decision: DossierDecision, settings: Settings) -> Iterator[Sheet]:
        """One for each contract that has an attestation."""
        from proexp_batch.documents.attestations.lines import attestation_lines
        from proexp_batch.documents.attestations.words import attestation_words
        from proexp_batch.seal.statement import Statement

        label = labels([contract.number for contract in decision.contracts])
        for contract in decision.contracts:
            if (facts := contract.attestation) is not None:
                told = attestation_words(facts)
                texts = (cell.text for line in attestation_lines(facts) for cell in line.cells)
                statement = Statement.of(facts.number, facts.code, texts)
                yield Sheet(label[contract.number], told, facts.issued or facts.end, statement=statement)
