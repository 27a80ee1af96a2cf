"""What is known from before a batch, and which of its files repeat one to the letter."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from proexp_batch.decision.facts import Status
from proexp_batch.model.links import DossierLinks


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

    def related(self, links: Sequence[DossierLinks]) -> Sequence[DossierLinks]:
        """The earlier dossiers that these must be compared with."""


class _Nothing:
    """Nothing is known from before."""

    def taken_with(self, sha256: str, file: PurePosixPath, folder: PurePosixPath | None) -> Taken | None:
        return None

    def related(self, links: Sequence[DossierLinks]) -> Sequence[DossierLinks]:
        return ()


NOTHING = _Nothing()


def sender(file: PurePosixPath, link: DossierLinks | None) -> PurePosixPath | None:
    """Who sent a file, beside its content: nobody else where that names a SIRET, or else its folder in the deposit."""
    return file.parent if link is None else None


@dataclass(frozen=True, slots=True)
class Repeated:
    """Files that repeat another one, of the same sender, to the letter.

    `copies` gives the first one of the batch, `known` the one from before it, whose result may hold no more.
    """

    copies: Mapping[PurePosixPath, PurePosixPath]
    known: Mapping[PurePosixPath, Taken]


def repeated_in(
    read: Sequence[tuple[PurePosixPath, str]], links: Mapping[PurePosixPath, DossierLinks], earlier: Earlier
) -> Repeated:
    """The files that repeat another one, of those that were read, given with their hashes in the order of the deposit.

    What was not read is judged each time for what it is.
    """
    first: dict[tuple[str, PurePosixPath | None], PurePosixPath] = {}
    copies, known = {}, {}
    for file, digest in read:
        folder = sender(file, links.get(file))
        if first.setdefault((digest, folder), file) != file:
            copies[file] = first[digest, folder]
        elif (before := earlier.taken_with(digest, file, folder)) is not None:
            known[file] = before
    return Repeated(copies, known)
