"""What runs on the machines of the cluster: one job, in a process with limits, as on one machine.

Orders and answers travel as bytes: the scheduler passes them on and never opens them. They are pickled, which is no door
that was shut: whoever can put bytes there reaches the cluster, and Dask runs whatever such a one asks for.
"""

import contextlib
import importlib.metadata
import multiprocessing
import os
import pickle
import secrets
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic

from proexp_batch import __version__
from proexp_batch.engines.engine import Ending, Follow, Job, Result, Work
from proexp_batch.engines.processes import Processes, Spare
from proexp_batch.engines.worker import Part, portable
from proexp_batch.settings.limits import Limits

_SAME = (
    "distributed",
    "dask",
    "cloudpickle",
    "msgpack",
    "lxml",
    "msgspec",
    "numpy",
    "openpyxl",
    "pandas",
    "pandera",
    "pydantic",
    "python-calamine",
    "xlrd",
    "XlsxWriter",
)
"""Libraries that must be the same on all machines: those that join them, and those that decide about an output."""

_SPARE = Spare()
_LOOKS = 5
_BETWEEN_LOOKS = 1.0


@dataclass(frozen=True, slots=True)
class Sign:
    """A file beside the outputs, for as long as a run wants results; whoever works for it must see it.

    `stop` is the name of another one beside it, for as long as nothing more is to be begun.
    """

    path: Path
    content: str

    def is_seen(self) -> bool:
        """Whether this machine sees the file as it was written; a share may take some seconds to show it."""
        for look in range(_LOOKS):
            if look:
                time.sleep(_BETWEEN_LOOKS)
            with contextlib.suppress(OSError, UnicodeDecodeError):
                if self.path.read_text("ascii") == self.content:
                    return True
        return False

    def is_gone(self) -> bool:
        """Whether the file was removed. It is opened, not looked at: a share answers that from what it remembers."""
        try:
            self.path.open("rb").close()
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return False

    @property
    def stop(self) -> Path:
        """The file that stands there once nothing more is to be begun."""
        return self.path.with_name("arret")


@dataclass(frozen=True, slots=True)
class Order(Generic[Job, Result]):
    """A job to do, under the same limits as on one machine; `parted` as in `Follow`."""

    work: Work[Job, Result]
    job: Job
    limits: Limits
    parted: Any
    sign: Sign


@dataclass(frozen=True, slots=True)
class Answer(Generic[Job, Result]):
    """What came of an order on a machine.

    `deaths` are those of its processes, in their order, `error` is what the work raised. Where the machine did not see
    the sign, before or after, it is `blind`, and what it found does not count.
    """

    machine: str
    results: Sequence[Result] = ()
    deaths: Sequence[tuple[Job, Part, Ending]] = ()
    error: Exception | None = None
    blind: bool = False


class _UnwantedError(Exception):
    """Nobody wants the results any more."""


def do(packed: bytes) -> bytes:
    """Do an order, an `Order` as bytes; the `Answer` as bytes."""
    return pickle.dumps(_done(pickle.loads(packed)))


def _done(order: Order[Any, Any]) -> Answer[Any, Any]:
    machine = socket.gethostname()
    if not order.sign.is_seen():
        return Answer(machine, blind=True)
    results: list[Any] = []
    deaths: list[tuple[Any, Part, Ending]] = []
    error: Exception | None = None

    def look(parts: int) -> None:
        if order.sign.is_gone():
            raise _UnwantedError

    follow = Follow(order.parted, lambda *death: deaths.append(death), look, order.sign.stop.exists)
    _allow_children()
    processes = Processes(1, _SPARE, order.sign.content)
    try:
        with closing(processes.run(order.work, [order.job], order.limits, follow)) as found:
            results.extend(found)
    except _UnwantedError:
        return Answer(machine, blind=True)
    except Exception as raised:
        error = portable(raised)
    if not order.sign.is_seen():
        # What could not be read or written was away with the share: no file is to blame for it.
        return Answer(machine, blind=True)
    return Answer(machine, results, deaths, error)


def _allow_children() -> None:
    """Let a process that its nanny has started as a daemon have children: ours end with it, however it ends."""
    multiprocessing.current_process().daemon = False


def versions() -> dict[str, str]:
    """What must be the same on all machines, and its version here."""
    found = {"Python": ".".join(map(str, sys.version_info[:2])), "proexp_batch": __version__}
    for name in _SAME:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found


@dataclass(frozen=True, slots=True)
class Sight:
    """What a machine sees of the storage: the sources that are not there, and the file it wrote beside the sign.

    `wrote` is empty where it does not see the sign, or could not write.
    """

    machine: str
    sign: bool
    missing: Sequence[Path]
    wrote: str


def look(sign: Sign, sources: Sequence[Path]) -> Sight:
    """See whether this machine has the storage of a run."""
    machine, seen = socket.gethostname(), sign.is_seen()
    missing = [source for source in sources if not os.path.lexists(source)]
    wrote = f"vu-{secrets.token_hex(8)}"
    try:
        sign.path.with_name(wrote).touch()
    except OSError:
        wrote = ""
    return Sight(machine, seen, missing, wrote)
