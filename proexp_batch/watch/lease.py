"""One at a time: a lock file that names its holder, is refreshed while the holder lives, and does not outlast it."""

import datetime as dt
import json
import os
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self

from proexp_batch.disk.content import opened_below
from proexp_batch.disk.files import private_draft
from proexp_batch.disk.held import Place
from proexp_batch.model.wording import long_date, typo
from proexp_batch.watch import alive

LOCK = ".proexp-verrou"
"""The name of the lock in the output folder."""

_LONGEST_BEAT = 30.0
_BEATS = 10
_LONGEST = 4_096


class HeldError(Exception):
    """Another process holds the lock; the message is a French sentence that says who, since when."""

    def __init__(self, holder: "Holder | None") -> None:
        self.holder = holder
        super().__init__(_held(holder))


class LostError(Exception):
    """The lock was taken over by another process, which thought this one dead: nothing more may be written."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds something: the process, since when (UTC), and how long (seconds) its silence is to be borne."""

    host: str
    space: str
    pid: int
    birth: str
    since: str
    bail: float
    token: str = field(default_factory=lambda: secrets.token_hex(8))

    @classmethod
    def here(cls, bail: float) -> Self:
        """This process."""
        pid = os.getpid()
        since = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        return cls(alive.host(), alive.space(), pid, alive.birth(pid), since, bail)

    def to_bytes(self) -> bytes:
        """What stands in the file."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Holder | None":
        """What `to_bytes` wrote, `None` where it cannot be read."""
        try:
            return cls(**json.loads(data))
        except (ValueError, TypeError):
            return None

    @property
    def beat(self) -> float:
        """Seconds between two signs of life."""
        return min(_LONGEST_BEAT, self.bail / _BEATS)


class Verdict(Enum):
    """What can be said of a holder from outside."""

    HELD = "held"
    DEAD = "dead"
    SILENT = "silent"


def judge(
    holder: Holder | None, silence: float, me: Holder, lives: Callable[[int, str], bool] = alive.alive
) -> Verdict:
    """Judge a holder by the seconds since its last sign of life; of one on this machine the process is known.

    A time of the future counts as long as one of the past: a clock was set.
    """
    if holder is not None and (holder.host, holder.space) == (me.host, me.space):
        return Verdict.HELD if lives(holder.pid, holder.birth) else Verdict.DEAD
    bail = holder.bail if holder is not None else me.bail
    return Verdict.SILENT if abs(silence) > bail else Verdict.HELD


def examine(
    path: Path, me: Holder, sleep: Callable[[float], None] = time.sleep
) -> tuple[Holder | None, bool]:
    """Who holds a file, and whether the holder is gone for good.

    Silence alone is no proof, since a clock may have jumped: the file is watched for two beats more.

    Raises:
        OSError: it cannot be read; `FileNotFoundError` where nobody holds it.
    """
    with opened_below(Place.of(path)) as file:
        holder, written = Holder.from_bytes(file.read(_LONGEST)), os.fstat(file.fileno()).st_mtime
    verdict = judge(holder, clock_of(path.parent) - written, me)
    if verdict is Verdict.SILENT:
        sleep(2 * (holder or me).beat)
        verdict = Verdict.DEAD if path.stat().st_mtime == written else Verdict.HELD
    return holder, verdict is Verdict.DEAD


def clock_of(folder: Path) -> float:
    """The time by the clock of the file system, which on a share is not that of this machine.

    Raises:
        OSError: the folder cannot be written.
    """
    with private_draft(folder) as (handle, _):
        try:
            os.write(handle, b"0")
            return os.fstat(handle).st_mtime
        finally:
            os.close(handle)


class Lease:
    """A lock that is held; a context manager that lets it go."""

    def __init__(self, path: Path, holder: Holder, handle: int, taken_over: bool) -> None:
        self.path = path
        self.holder = holder
        self.taken_over = taken_over
        self._handle = handle
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="proexp-lease", daemon=True)
        self._thread.start()

    @classmethod
    def take(cls, path: Path, holder: Holder, sleep: Callable[[float], None] = time.sleep) -> Self:
        """Take the lock, that of a dead holder too.

        Raises:
            HeldError: another process holds it.
            OSError: the folder cannot be written.
        """
        taken_over = False
        for _ in range(3):
            handle = _create(path, holder.to_bytes())
            if handle is not None:
                return cls(path, holder, handle, taken_over)
            with suppress(FileNotFoundError):
                other, gone = examine(path, holder, sleep)
                if not gone:
                    raise HeldError(other)
                taken_over = _remove(path, other) or taken_over
        raise HeldError(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        os.close(self._handle)
        with suppress(OSError):
            if self._is_ours():
                self.path.unlink()

    def check(self) -> None:
        """Make sure that the lock is still ours, before something is written that counts.

        Raises:
            LostError: it is not.
            OSError: the lock cannot be looked at.
        """
        try:
            ours = self._is_ours()
        except FileNotFoundError:
            ours = False
        if not ours:
            raise LostError(
                typo(
                    f"Le verrou « {self.path} » a été repris par une autre machine ; ce traitement s'arrête."
                )
            )

    def _is_ours(self) -> bool:
        found = Holder.from_bytes(self.path.read_bytes())
        return found is not None and found.token == self.holder.token

    def _beat(self) -> None:
        while not self._ended.wait(self.holder.beat):
            # Through the handle: a lock that another process has put in the place of this one is not touched.
            with suppress(OSError):
                refresh(self._handle, self.holder)


def refresh(handle: int, holder: Holder) -> None:
    """Write the same bytes again, so that the file system sets the time by its own clock.

    Raises:
        OSError: the file cannot be written any more.
    """
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, holder.to_bytes())


def _create(path: Path, data: bytes) -> int | None:
    """Make the lock file with its content and give its handle, `None` if it is there already.

    A link to a finished file is never seen half written; where the file system knows no links, the file is made
    in place.
    """
    with private_draft(path.parent) as (handle, name):
        _fill(handle, data)
        try:
            os.link(name, path)
        except FileExistsError:
            os.close(handle)
            return None
        except OSError:
            # FAT and some shares know no links.
            os.close(handle)
        else:
            return handle
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        return None
    try:
        _fill(handle, data)
    except OSError:
        path.unlink()
        raise
    return handle


def _fill(handle: int, data: bytes) -> None:
    """Write to a new file, which is closed where it cannot be written."""
    try:
        os.write(handle, data)
        os.fsync(handle)
    except OSError:
        os.close(handle)
        raise


def _remove(path: Path, dead: Holder | None) -> bool:
    """Take a dead holder's lock away; a lock that another process has taken meanwhile is put back."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        path.rename(aside)
    except FileNotFoundError:
        return False
    if Holder.from_bytes(aside.read_bytes()) != dead:
        with suppress(OSError):
            aside.rename(path)
        return False
    aside.unlink()
    return True


def _held(holder: Holder | None) -> str:
    if holder is None:
        return typo("Un autre traitement utilise déjà ce dossier de sortie ; celui-ci ne commence pas.")
    moment = dt.datetime.fromisoformat(holder.since).astimezone()
    since = f"{long_date(moment.date())} à {moment:%H:%M}"
    return typo(
        f"Un autre traitement utilise déjà ce dossier : machine « {holder.host} », processus {holder.pid}, "
        f"depuis le {since}. Celui-ci ne commence pas. Attendez sa fin ; si cette machine est arrêtée, le verrou "
        f"tombe {holder.bail:.0f} secondes après son dernier signe de vie."
    )
