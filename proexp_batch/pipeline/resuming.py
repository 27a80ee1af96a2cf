"""Begins a batch, or goes on with one that was stopped: what is written and unchanged is not done again."""

import hashlib
import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from proexp_batch.disk.collect import DepositedFile
from proexp_batch.disk.content import digest_of, digest_of_file, opened_below
from proexp_batch.disk.work import WorkFolder
from proexp_batch.documents.catalogue import file_name
from proexp_batch.pipeline.jobs import Kept, Result
from proexp_batch.pipeline.ledger import NAME, Ledger
from proexp_batch.settings.run import Settings


class StoppedError(Exception):
    """Somebody asked to stop: so many of so many dossiers are written, the rest can be taken up again."""

    def __init__(self, written: int, total: int) -> None:
        super().__init__(written, total)
        self.written = written
        self.total = total


def can_resume(output: Path) -> bool:
    """Whether a batch that was stopped can be taken up again in this folder."""
    with suppress(OSError):
        if (left := WorkFolder.left_in(output, NAME)) is not None:
            left.leave()
            return True
    return False


@dataclass(frozen=True, slots=True)
class Stopped:
    """How far a batch came that was stopped: so many of so many dossiers are written; `others` are the first of the rest."""

    written: int
    total: int
    others: tuple[PurePosixPath, ...]


def stopped_in(output: Path, most: int) -> Stopped | None:
    """How far the batch came that can be taken up again in this folder, with at most so many names; `None` without one."""
    with suppress(OSError):
        if (left := WorkFolder.left_in(output, NAME)) is not None:
            try:
                ledger = Ledger(left)
            except OSError:
                left.leave()
                raise
            try:
                unwritten = ledger.count_unwritten()
                others = tuple(ledger.first_unwritten(most))
                return Stopped(len(ledger) - unwritten, len(ledger), others)
            finally:
                ledger.leave()
    return None


def begun(
    output: Path, files: Sequence[DepositedFile], settings: Settings, resume: bool
) -> tuple[Ledger, int | None]:
    """The ledger of a batch, and how many results of one that was stopped still hold, `None` if there was none.

    Raises:
        OSError: it cannot be written.
    """
    circumstances = _circumstances(settings)
    if resume and (left := WorkFolder.left_in(output, NAME)) is not None:
        # One that is damaged is of no use.
        with suppress(OSError):
            ledger = Ledger(left)
            if ledger.circumstances == circumstances:
                return ledger, ledger.take_up(files, _Holds(output))
        left.remove()
    ledger = Ledger(WorkFolder.new(output))
    ledger.begin(files, circumstances)
    return ledger, None


def _circumstances(settings: Settings) -> str:
    """What tells circumstances from others in which results may be others."""
    # The package may import this module; its version is only needed once a batch is begun.
    from proexp_batch import __version__

    told = (
        __version__,
        settings.today,
        settings.repair,
        settings.limits,
        tuple(settings.parameters),
        [(name, [digest_of(path) for path in _sources(name)]) for name in settings.own_rules],
        sorted(settings.papers.kinds),
        [digest_of(path) for path in settings.papers.files()],
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _sources(own_rules: str) -> Iterator[Path]:
    """The files of an Opco's own rules, which are named by a file or a module."""
    if own_rules.endswith(".py"):
        yield Path(own_rules)
    elif (found := importlib.util.find_spec(own_rules)) is not None:
        if found.origin is not None:
            yield Path(found.origin)
        for folder in found.submodule_search_locations or ():
            yield from sorted(Path(folder).rglob("*.py"))


@dataclass(frozen=True, slots=True)
class _Holds:
    """Looks at the disk to say what still holds; see `ledger.Holds`."""

    output: Path

    def kept(self, kept: Kept) -> bool:
        try:
            return digest_of(kept.path) == kept.sha256
        except OSError:
            return False

    def content(self, file: DepositedFile, sha256: str) -> bool:
        try:
            with file.open() as content:
                return digest_of_file(content) == sha256
        except OSError:
            # Whether it can be opened now is tried again.
            return False

    def result(self, file: DepositedFile, result: Result) -> bool:
        _, written = result
        if written.failure is not None:
            return False
        try:
            return all(
                (name := file_name(key)) is not None and self._digest(file, name) == written.hashes[key]
                for key in written.outputs
            )
        except OSError:
            return False

    def _digest(self, file: DepositedFile, name: str) -> str:
        with opened_below(file.place(self.output, name)) as content:
            return digest_of_file(content)
