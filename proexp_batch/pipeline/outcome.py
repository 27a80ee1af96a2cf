"""What came of a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from proexp_batch.decision.facts import DossierDecision, Run, Status, Written
from proexp_batch.model.links import DossierLinks


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: its circumstances, and the decision and outputs of each dossier in the order of the deposit.

    `links` are those of the dossiers that can be told apart, by file.
    """

    run: Run
    decisions: tuple[DossierDecision, ...]
    written: tuple[Written, ...]
    links: Mapping[PurePosixPath, DossierLinks] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether the whole deposit was looked into and every output written."""
        return not self.run.closed and not any(written.failure for written in self.written)

    @property
    def accepted(self) -> bool:
        """Whether no dossier is to correct or unreadable."""
        refused = (Status.TO_CORRECT, Status.UNREADABLE)
        return not any(decision.status in refused for decision in self.decisions)
