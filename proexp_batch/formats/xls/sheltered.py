"""Runs the process that reads what a foreign file holds, and says how it ended."""

import subprocess
import sys
from pathlib import Path

from proexp_batch.formats.grid import MAX_CELLS
from proexp_batch.formats.refusals import UnreadableFileError
from proexp_batch.formats.xls import child

SECONDS = (3.0 if sys.platform == "win32" else 10.0) * child.MAX_SECONDS
"""How long the process may take by the clock; where the system counts its work, a busy machine is no fault of the file."""

_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
OUT_OF_TIME = -24
"""The signal, as a number below zero, by which the system ends a process that has worked for longer than it may."""


def sheltered(data: bytes, *asked: str) -> bytes:
    """What the process makes of a file.

    Raises:
        UnreadableFileError: a password locks it, it is damaged, too big or none of ours, or the process comes to no end.
    """
    try:
        done = subprocess.run(
            [*_reader(), *asked],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            creationflags=_NO_WINDOW,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFileError("FIC-008") from None
    match done.returncode:
        case 0:
            return done.stdout
        case child.LOCKED:
            raise UnreadableFileError("FIC-002")
        case child.TOO_BIG:
            raise UnreadableFileError("FIC-006", size=f"plus de {MAX_CELLS // 1_000_000} million de cellules")
        case child.OTHER:
            raise UnreadableFileError("FIC-004")
    raise UnreadableFileError("FIC-008" if done.returncode == OUT_OF_TIME else "FIC-003")


def _reader() -> list[str]:
    """The command of the process: in a program that holds its own Python, that program itself."""
    if getattr(sys, "frozen", False):
        return [sys.executable, child.ASKED]
    # By its path and without the folder of the script on the search path: there, modules of ours have the names of
    # those of the standard library.
    return [sys.executable, "-P", str(Path(child.__file__))]
