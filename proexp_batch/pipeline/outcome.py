"""What came of a run."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Generic, Self, TypeVar, overload

from proexp_batch.decision.facts import DossierDecision, Run, Status, Written
from proexp_batch.model.links import DossierLinks
from proexp_batch.pipeline.ledger import Ledger

Part = TypeVar("Part")


class Outcome:
    """What a run did: its circumstances, and the decision and outputs of each dossier in the order of the deposit.

    They are read from a file when they are asked for, which goes with the last one who uses them, or when it is closed.
    """

    def __init__(self, run: Run, results: Ledger) -> None:
        self.run = run
        self.results = results

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.results.close()

    @property
    def decisions(self) -> Sequence[DossierDecision]:
        """The decision about each dossier."""
        return _PartOf(self.results, 0)

    @property
    def written(self) -> Sequence[Written]:
        """Where the outputs of each dossier are."""
        return _PartOf(self.results, 1)

    def link_of(self, file: PurePosixPath) -> DossierLinks | None:
        """The links of a file, if its dossier can be told apart and was given back."""
        return self.results.link_of(file)

    @property
    def complete(self) -> bool:
        """Whether the whole deposit was looked into and every output written."""
        return not self.run.closed and not any(written.failure for _, written in self.results)

    @property
    def accepted(self) -> bool:
        """Whether no dossier is to correct or unreadable."""
        refused = (Status.TO_CORRECT, Status.UNREADABLE)
        return not any(decision.status in refused for decision, _ in self.results)


class _PartOf(Sequence[Part], Generic[Part]):
    """One part of each result."""

    def __init__(self, results: Ledger, part: int) -> None:
        self._results, self._part = results, part

    def __len__(self) -> int:
        return len(self._results)

    def __iter__(self) -> Iterator[Part]:
        return (result[self._part] for result in self._results)  # type: ignore[misc]

    @overload
    def __getitem__(self, at: int) -> Part: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Part]: ...

    def __getitem__(self, at: int | slice) -> Part | Sequence[Part]:
        if isinstance(at, slice):
            return [result[self._part] for result in self._results[at]]  # type: ignore[misc]
        return self._results[at][self._part]  # type: ignore[return-value]
