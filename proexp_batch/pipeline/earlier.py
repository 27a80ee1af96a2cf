"""What is known from before a batch, and which of its files repeat one to the letter."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Protocol

from proexp_batch.model.links import DossierLinks
from proexp_batch.pipeline.first_half import UNKNOWN_HASH, Checked


class Earlier(Protocol):
    """What is known from before the batch."""

    def first_with(self, sha256: str, file: PurePosixPath) -> PurePosixPath | None:
        """The file that already brought this content."""

    def related(self, links: Sequence[DossierLinks]) -> Sequence[DossierLinks]:
        """The earlier dossiers that these must be compared with."""


class _Nothing:
    """Nothing is known from before."""

    def first_with(self, sha256: str, file: PurePosixPath) -> PurePosixPath | None:
        return None

    def related(self, links: Sequence[DossierLinks]) -> Sequence[DossierLinks]:
        return ()


NOTHING = _Nothing()


def copies_in(checked: Sequence[Checked], earlier: Earlier) -> dict[PurePosixPath, PurePosixPath]:
    """For each file that repeats an earlier one to the letter, that one."""
    first: dict[str, PurePosixPath] = {}
    copies = {}
    for chunk in checked:
        for file, digest in zip(chunk.files, chunk.hashes, strict=True):
            if digest == UNKNOWN_HASH:
                continue
            if (before := earlier.first_with(digest, file.file)) is not None:
                copies[file.file] = before
            elif first.setdefault(digest, file.file) != file.file:
                copies[file.file] = first[digest]
    return copies
