"""What runs in a process that works for another one: it takes jobs, says where it is, and ends with its parent."""

import contextlib
import math
import multiprocessing
import multiprocessing.connection
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from proexp_batch.settings.limits import Limits

if sys.platform != "win32":
    import resource

NO_MEMORY = 77
"""The exit code of a process that has used up its memory."""

Part = int | str | None
"""A part of a job: its number, the name of something that concerns all of them, or `None` for anything else."""

Tell = Callable[[Part], None]
"""Says at which part of its job the work is."""


class Message(StrEnum):
    """What a worker tells: at which part it is, the result of a job, an error that the work raised."""

    AT = "at"
    DONE = "done"
    FAILED = "failed"


_notes: set[Path] = set()


def serve(connection: Connection, limits: Limits) -> None:
    """Do the work of each job that comes, until no more can come."""
    _prepare(limits)
    while True:
        try:
            work, job = connection.recv()
        except (EOFError, OSError):
            return
        _allow(limits.seconds)

        def tell(part: Part) -> None:
            _allow(limits.seconds)
            connection.send((Message.AT, part))

        try:
            result = work(job, tell)
        except MemoryError:
            # What is left of the process cannot be relied on.
            os._exit(NO_MEMORY)
        except Exception as error:
            connection.send((Message.FAILED, portable(error)))
        else:
            connection.send((Message.DONE, result))


@contextmanager
def noted(note: Path | None) -> Iterator[None]:
    """Keep a small file in place while something is worked on: it stays only where everything died at that.

    A process whose parent is killed has not died of its work, and takes it away.
    """
    if note is None:
        yield
        return
    note.touch()
    _notes.add(note)
    try:
        yield
    finally:
        _notes.discard(note)
        note.unlink(missing_ok=True)


def _prepare(limits: Limits) -> None:
    # Whoever asks the program to stop asks its parent, which ends this process.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    _end_with_parent()
    if sys.platform == "win32":
        return
    # A core would hold the data of people.
    _limit(resource.RLIMIT_CORE, 0)
    megabytes = limits.memory * 1_000_000
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])
        _limit(resource.RLIMIT_DATA, pages * resource.getpagesize() + megabytes)
    else:
        _limit(resource.RLIMIT_AS, megabytes)


def _allow(seconds: int) -> None:
    """Let the process work for so many seconds more: the system ends it after that."""
    if sys.platform != "win32":
        usage = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, math.ceil(usage.ru_utime + usage.ru_stime) + seconds)


if sys.platform != "win32":

    def _limit(what: int, most: int) -> None:
        """Set the limit that the process itself may raise again; where a lower one is set, that remains."""
        _, hard = resource.getrlimit(what)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _end_with_parent() -> None:
    """Let a worker end when its parent is killed: it would wait for work for ever, or write what nobody wants."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            multiprocessing.connection.wait([parent.sentinel])
            for note in list(_notes):
                with contextlib.suppress(OSError):
                    note.unlink()
            os._exit(1)

    threading.Thread(target=watch, name="proexp-parent", daemon=True).start()


def portable(error: Exception) -> Exception:
    """An error that another process can read, with nothing of it but its kind where it is not."""
    try:
        copy: Any = pickle.loads(pickle.dumps(error))
    except Exception:
        # An Opco's own error may fail with anything when it is taken apart or put together.
        return RuntimeError(type(error).__name__)
    return error if type(copy) is type(error) else RuntimeError(type(error).__name__)
