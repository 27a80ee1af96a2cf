"""Takes files out of the deposit by renaming them, so that nobody else takes them too, and finds them after a stop.

    .proexp-en-cours/<host>-<pid>-<token>/      one run; `.proexp-vivant` in it is refreshed while the run lives
        <lot>/plan.json                       what is to come of each file; written before the first is taken
        <lot>/0001 dossier.xlsx               a file that is taken, until it is in the archive

A lot keeps its name for ever, whichever run finishes it: with the number of the file it is the `claim` under
which the register knows a deposit.
"""

import datetime as dt
import os
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from proexp_batch.disk.content import opened_below
from proexp_batch.disk.files import write_below
from proexp_batch.disk.held import OutsideError, Place, folder_of
from proexp_batch.disk.names import safe_name, unique
from proexp_batch.disk.removing import remove_tree
from proexp_batch.watch import alive
from proexp_batch.watch.lease import Holder, clock_of, examine, refresh
from proexp_batch.watch.lot import PLAN, Entry, Lot, Plan
from proexp_batch.watch.scan import Seen

__all__ = ["CLAIMS", "Claims", "Entry", "Lot", "Plan"]

CLAIMS = ".proexp-en-cours"
_ALIVE = ".proexp-vivant"
_OWNER = ".proexp-sortie"
_LONGEST_MARK = 4_096


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
                remove_tree(self._below(self._folder))
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
        self._clear_the_way()
        folder = PurePosixPath(CLAIMS) / self._folder.name
        write_below(Place(self._deposit, folder / _OWNER), self._owner.encode(), private=True)
        write_below(Place(self._deposit, folder / _ALIVE), self._holder.to_bytes(), private=True)
        with folder_of(Place(self._deposit, folder / _ALIVE)) as here:
            assert here is not None
            self._handle = here.open(_ALIVE, writing=True)

    def _clear_the_way(self) -> None:
        """Move aside what stands in the place of our folder: nobody can keep us from working by a link there."""
        with folder_of(self._below(self._root)) as deposit:
            if deposit is not None and deposit.has(CLAIMS) and not _is_folder(self._root):
                deposit.rename(CLAIMS, deposit, f"{CLAIMS}.{secrets.token_hex(4)}")

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
        entries = [
            (seen, replace(entry, seen=(seen.inode, seen.size, seen.mtime_ns))) for seen, entry in wanted
        ]
        lot = Lot(self._deposit, folder, Plan(name, tuple(entry for _, entry in entries)))
        lot.write()
        refused = []
        for seen, entry in entries:
            try:
                _take(seen, lot.place(entry))
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
        for folder in sorted(self._root.iterdir()) if _is_folder(self._root) else ():
            if folder == self._folder or not _is_folder(folder):
                continue
            owner = self._text(folder / _OWNER)
            if owner == self._owner:
                # Whoever holds the lock of the output is the only one: the run that made this folder is over.
                if not self._adopt(folder) and (holder := self._gone(folder)) is not None:
                    strangers.append(holder)
            elif owner is None:
                # Just begun by another machine, or left by one that was stopped before it took anything.
                if not any(self._lots(folder)) and self._was_begun_by_the_dead(folder):
                    remove_tree(self._below(folder))
            elif any(self._lots(folder)) and (holder := self._gone(folder)) is not None:
                strangers.append(holder)
        found = []
        for folder in self._lots(self._folder):
            lot = self._opened(folder)
            if lot is not None and not lot.close():
                found.append(lot)
        return found, strangers

    def _adopt(self, folder: Path) -> bool:
        self._begin()
        if _owner_of(folder) != _owner_of(self._folder):
            # Somebody else made it, who may not give us work in our own name.
            return False
        for lot in self._lots(folder):
            with folder_of(self._below(lot)) as here, folder_of(self._below(self._folder / lot.name)) as mine:
                if here is not None and mine is not None:
                    here.rename(lot.name, mine, lot.name)
        remove_tree(self._below(folder))
        return True

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
        if _is_folder(folder):
            yield from sorted(path for path in folder.iterdir() if _is_folder(path))

    def _opened(self, folder: Path) -> Lot | None:
        """A lot as its plan has it; without a plan its files go back to the deposit, as new ones."""
        try:
            return Lot.opened(self._deposit, folder)
        except ValueError:
            for path in sorted(folder.iterdir()):
                if path.name != PLAN and not path.name.startswith(".proexp-"):
                    file = PurePosixPath(path.name.partition(" ")[2] or path.name)
                    self.give_back(self._below(path), file)
            remove_tree(self._below(folder))
            return None

    def give_back(self, place: Place, file: PurePosixPath) -> None:
        """Put a file back where it was deposited, beside one that stands there now.

        Raises:
            OSError: it cannot be moved.
        """
        try:
            self._put_back(place, file)
        except OutsideError:
            # Its folder was exchanged for a link meanwhile.
            self._put_back(place, PurePosixPath(file.name))

    def _put_back(self, place: Place, file: PurePosixPath) -> None:
        with folder_of(Place(self._deposit, file), make=True) as to, folder_of(place) as origin:
            assert to is not None
            if origin is None:
                return
            while True:
                free = unique(file, lambda name: to.has(name.name), file.suffix)
                try:
                    origin.move(place.file.name, to, free.name)
                    return
                except FileExistsError:
                    continue

    def _text(self, path: Path) -> str | None:
        try:
            with opened_below(self._below(path)) as file:
                return file.read(_LONGEST_MARK).decode()
        except (OSError, ValueError):
            return None

    def _below(self, path: Path) -> Place:
        return Place(self._deposit, PurePosixPath(path.relative_to(self._deposit).as_posix()))


def _take(seen: Seen, target: Place) -> None:
    """Move a file that is still the one that was seen; another one in its place is left, or put back."""
    with folder_of(seen.place) as folder, folder_of(target) as to:
        if folder is None or to is None or not seen.is_in(folder):
            return
        name = seen.file.name
        folder.rename(name, to, target.file.name)
        if not seen.is_it(to.status(target.file.name)):
            with suppress(FileExistsError):
                to.move(target.file.name, folder, name)


def _in_name(host: str) -> str:
    return safe_name(host)[:60]


def _is_folder(path: Path) -> bool:
    """Whether something is a folder and no link to one."""
    return path.is_dir() and not path.is_symlink()


def _owner_of(folder: Path) -> int:
    return folder.lstat().st_uid
