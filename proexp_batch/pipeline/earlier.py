"""What is known from before a batch."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from proexp_batch.decision.facts import Status
from proexp_batch.decision.since import Before
from proexp_batch.model.links import DossierLinks

Related = Callable[[Sequence[DossierLinks]], Sequence[DossierLinks]]
"""Gives the earlier dossiers that some dossiers must be compared with."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An accepted deposit from before the batch; `result` is that of `decision.sameness`."""

    file: PurePosixPath
    received: dt.datetime
    status: Status
    result: str


class Earlier(Protocol):
    """What is known from before the batch."""

    def taken_with(self, sha256: str, file: PurePosixPath, folder: PurePosixPath | None) -> Taken | None:
        """The deposit that already brought this content, from the same sender; see `sender`."""

    def related_to(self, batch: Iterable[DossierLinks]) -> Related | None:
        """What finds the earlier dossiers that some of a batch must be compared with; `None` if there are none.

        Those of which the batch brings another version are replaced, not contradicted.
        """

    def version_before(self, links: DossierLinks) -> Before | None:
        """The last version of a dossier from before the batch, if one is known that can be compared."""


class _Nothing:
    """Nothing is known from before."""

    def taken_with(self, sha256: str, file: PurePosixPath, folder: PurePosixPath | None) -> Taken | None:
        return None

    def related_to(self, batch: Iterable[DossierLinks]) -> Related | None:
        return None

    def version_before(self, links: DossierLinks) -> Before | None:
        return None


NOTHING = _Nothing()


def sender(file: PurePosixPath, is_linked: bool) -> PurePosixPath | None:
    """Who sent a file, beside its content: nobody else where that names a SIRET, or else its folder in the deposit."""
    return None if is_linked else file.parent
