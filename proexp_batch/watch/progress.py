"""How far the batch under way has come, kept in the output for `etat`, and told to systemd as a sign of life."""

import datetime as dt
import json
import os
import socket
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

PROGRESS = ".proexp-avancement"
_BETWEEN = 1.0


@dataclass(frozen=True, slots=True)
class Progress:
    """The batch under way: when it began and when something last moved in it (UTC), halves of dossiers done, and of all."""

    began: str
    moved: str
    done: int
    total: int

    @classmethod
    def read(cls, output: Path) -> Self | None:
        """What stands in the output folder, `None` where no batch is under way."""
        try:
            return cls(**json.loads((output / PROGRESS).read_text("ascii")))
        except (OSError, ValueError, TypeError):
            return None

    def silence(self, now: dt.datetime) -> float:
        """The seconds since something moved."""
        return max(0.0, (now - dt.datetime.fromisoformat(self.moved)).total_seconds())


class Teller:
    """Tells how far a batch has come; a context manager. The work never fails of it."""

    def __init__(self, output: Path) -> None:
        self._path = output / PROGRESS
        self._began = self._moved = _now()
        self._done = -1
        self._told = float("-inf")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        forget_progress(self._path.parent)

    def tell(self, done: int, total: int) -> None:
        """So much is done; whoever looks sees when it last became more."""
        if done > self._done:
            self._done, self._moved = done, _now()
        if time.monotonic() - self._told < _BETWEEN:
            return
        self._told = time.monotonic()
        sign_of_life()
        text = json.dumps(asdict(Progress(self._began, self._moved, done, total)))
        with suppress(OSError):
            self._path.write_text(text, "ascii")


def forget_progress(output: Path) -> None:
    """No batch is under way any more."""
    with suppress(OSError):
        (output / PROGRESS).unlink(missing_ok=True)


def sign_of_life(state: str = "WATCHDOG=1") -> None:
    """Tell systemd that this process lives, where it is started by a unit that asks for that (`sd_notify(3)`)."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address or not hasattr(socket, "AF_UNIX"):
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.connect("\0" + address[1:] if address.startswith("@") else address)
        channel.send(state.encode("ascii"))


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
