"""Takes files out of the deposit by renaming them, so that nobody else takes them too, and finds them after a stop.

    .proexp-en-cours/<host>-<pid>-<token>/      one run; `.proexp-vivant` in it is refreshed while the run lives
        <lot>/plan.json                       what is to come of each file; written before the first is taken
        <lot>/0001 dossier.xlsx               a file that is taken, until it is in the archive

A lot keeps its name for ever, whichever run finishes it: with the number of the file it is the `claim` under
which the register knows a deposit.
"""

import datetime as dt
import json
import os
import secrets
import shutil
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from proexp_batch.disk.files import write_whole
from proexp_batch.disk.names import safe_name, unique
from proexp_batch.watch import alive
from proexp_batch.watch.lease import Holder, clock_of, examine, refresh
from proexp_batch.watch.scan import Seen

CLAIMS = ".proexp-en-cours"
_ALIVE = ".proexp-vivant"
_OWNER = ".proexp-sortie"
_PLAN = "plan.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to come of one file of a lot.

    `file` is where it was deposited and `name` what it is called meanwhile; for `folder` and `beside` see
    `DepositedFile`.
    """

    number: int
    file: str
    name: str
    folder: str
    beside: str | None
    received: str

    @property
    def moment(self) -> dt.datetime:
        """When the file was first seen."""
        return dt.datetime.fromisoformat(self.received)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to come of a lot; `name` is that of the folder of its summary."""

    name: str
    entries: tuple[Entry, ...]

    def to_bytes(self) -> bytes:
        """What stands in the file."""
        # In ASCII, names that are no valid Unicode come back as they were.
        told = {"lot": self.name, "entries": [asdict(entry) for entry in self.entries]}
        return json.dumps(told, indent=1).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """What `to_bytes` wrote.

        Raises:
            ValueError, TypeError, KeyError: it is not that.
        """
        told = json.loads(data)
        return cls(told["lot"], tuple(Entry(**entry) for entry in told["entries"]))


@dataclass(slots=True)
class Lot:
    """Files that are taken together."""

    folder: Path
    plan: Plan

    def path(self, entry: Entry) -> Path:
        """Where a file is while it is worked on."""
        return self.folder / entry.name

    def claim(self, entry: Entry) -> str:
        """The name under which the register knows this deposit."""
        return f"{self.folder.name}/{entry.number:04d}"

    def held(self) -> list[Entry]:
        """The files that are still here.

        Raises:
            OSError: the folder cannot be listed.
        """
        # Some systems take names apart into letters and accents.
        there = {unicodedata.normalize("NFC", path.name) for path in self.folder.iterdir()}
        return [entry for entry in self.plan.entries if entry.name in there]

    def rename(self, name: str) -> None:
        """Give the lot another folder for its summary.

        Raises:
            OSError: the plan cannot be written.
        """
        self.plan = replace(self.plan, name=name)
        write_whole(self.folder / _PLAN, self.plan.to_bytes())

    def close(self) -> bool:
        """Remove the folder if nothing is left in it to do; say whether."""
        if self.held():
            return False
        shutil.rmtree(self.folder, ignore_errors=True)
        return True


class Claims:
    """The files taken by one run; a context manager that leaves nothing behind but unfinished lots."""

    def __init__(self, deposit: Path, owner: str, holder: Holder) -> None:
        """Begin. `owner` tells one output folder, and so one register, from another.

        Raises:
            OSError: the deposit cannot be written.
        """
        self._deposit = deposit
        self._owner = owner
        self._holder = holder
        self._root = deposit / CLAIMS
        self._folder = self._root / f"{_in_name(holder.host)}-{holder.pid}-{holder.token[:8]}"
        self._handle: int | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="proexp-claims", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._close_handle()
        with suppress(OSError):
            if not any(self._lots(self._folder)):
                shutil.rmtree(self._folder, ignore_errors=True)
            self._root.rmdir()

    def _close_handle(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _beat(self) -> None:
        while not self._ended.wait(self._holder.beat):
            with suppress(OSError):
                if self._handle is not None:
                    refresh(self._handle, self._holder)

    def _begin(self) -> None:
        """Make the folder of this run, whole with its marks, if it is not there."""
        mark = self._folder / _ALIVE
        if self._handle is not None and mark.exists():
            return
        self._close_handle()
        self._root.mkdir(exist_ok=True)
        self._folder.mkdir(exist_ok=True)
        write_whole(self._folder / _OWNER, self._owner.encode())
        write_whole(mark, self._holder.to_bytes())
        self._handle = os.open(mark, os.O_RDWR | getattr(os, "O_BINARY", 0))

    def take(self, wanted: Sequence[tuple[Seen, Entry]], name: str) -> tuple[Lot | None, list[Seen]]:
        """Take files; give the lot (`None` if nothing could be taken) and the files that could not be moved.

        `name` is that of the folder for the summary.

        A file that is gone meanwhile was withdrawn, or taken by another machine; one that changed must wait: both are
        in neither.

        Raises:
            OSError: the deposit cannot be written.
        """
        self._begin()
        folder = self._folder / f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
        folder.mkdir()
        lot = Lot(folder, Plan(name, tuple(entry for _, entry in wanted)))
        write_whole(folder / _PLAN, lot.plan.to_bytes())
        refused = []
        for seen, entry in wanted:
            try:
                if not seen.is_same():
                    continue
                seen.path.rename(lot.path(entry))
            except FileNotFoundError:
                continue
            except OSError:
                refused.append(seen)
        return (None if lot.close() else lot), refused

    def unfinished(self) -> tuple[list[Lot], list[Holder]]:
        """The lots of this run and of dead ones of the same output, which are moved here; and strangers.

        A stranger is a dead run of another output, whose register alone knows what was done: its files are left to
        its next start.

        Raises:
            OSError: the claims cannot be listed or moved.
        """
        strangers: list[Holder] = []
        for folder in sorted(self._root.iterdir()) if self._root.is_dir() else ():
            if folder == self._folder or not folder.is_dir():
                continue
            owner = _text(folder / _OWNER)
            if owner == self._owner:
                # Whoever holds the lock of the output is the only one: the run that made this folder is over.
                self._adopt(folder)
            elif owner is None:
                # Just begun by another machine, or left by one that was stopped before it took anything.
                if not any(self._lots(folder)) and self._was_begun_by_the_dead(folder):
                    shutil.rmtree(folder, ignore_errors=True)
            elif any(self._lots(folder)) and (holder := self._gone(folder)) is not None:
                strangers.append(holder)
        found = []
        for folder in self._lots(self._folder):
            lot = self._opened(folder)
            if lot is not None and not lot.close():
                found.append(lot)
        return found, strangers

    def _adopt(self, folder: Path) -> None:
        self._begin()
        for lot in self._lots(folder):
            lot.rename(self._folder / lot.name)
        shutil.rmtree(folder, ignore_errors=True)

    def _gone(self, folder: Path) -> Holder | None:
        try:
            holder, gone = examine(folder / _ALIVE, self._holder)
        except OSError:
            return None
        return holder if gone else None

    def _was_begun_by_the_dead(self, folder: Path) -> bool:
        host, _, rest = folder.name.rpartition("-")[0].rpartition("-")
        if host == _in_name(self._holder.host) and rest.isdecimal():
            return not alive.runs(int(rest))
        return abs(clock_of(self._root) - folder.stat().st_mtime) > self._holder.bail

    def _lots(self, folder: Path) -> Iterator[Path]:
        if folder.is_dir():
            yield from sorted(path for path in folder.iterdir() if path.is_dir())

    def _opened(self, folder: Path) -> Lot | None:
        """A lot as its plan has it; without a plan its files go back to the deposit, as new ones."""
        try:
            return Lot(folder, Plan.from_bytes((folder / _PLAN).read_bytes()))
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            for path in sorted(folder.iterdir()):
                if path.name != _PLAN and not path.name.startswith(".proexp-"):
                    self.give_back(path, PurePosixPath(path.name.partition(" ")[2] or path.name))
            shutil.rmtree(folder, ignore_errors=True)
            return None

    def give_back(self, path: Path, file: PurePosixPath) -> None:
        """Put a file back where it was deposited, beside one that stands there now.

        Raises:
            OSError: it cannot be moved.
        """
        free = unique(file, lambda name: (self._deposit / name).exists(), file.suffix)
        (self._deposit / free).parent.mkdir(parents=True, exist_ok=True)
        path.rename(self._deposit / free)


def _in_name(host: str) -> str:
    return safe_name(host)[:60]


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except OSError:
        return None
