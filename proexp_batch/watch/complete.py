"""Looks at a file on disk for signs that more is to come, or that somebody still has it open."""

import os
import stat
import sys
from enum import StrEnum

from proexp_batch.disk.held import Held, OutsideError, folder_of
from proexp_batch.watch.scan import PARTIAL, Seen

_ZIP_START, _ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
_END_SIZE, _LONGEST_COMMENT = 22, 65_535


class Reason(StrEnum):
    """Why a file is not taken yet; the value stands in the journal and the register."""

    CHANGING = "changing"
    PARTIAL = "partial"
    EMPTY = "empty"
    CUT = "cut"
    OPEN = "open"
    WRITTEN = "written"
    LOCKED = "locked"
    LINK = "link"

    @property
    def label(self) -> str:
        """The French words shown to people."""
        return _LABELS[self]


_LABELS = {
    Reason.CHANGING: "le fichier change encore",
    Reason.PARTIAL: "la copie ou le téléchargement n'est pas terminé",
    Reason.EMPTY: "le fichier est vide",
    Reason.CUT: "la fin du fichier manque",
    Reason.OPEN: "le classeur est ouvert dans un tableur",
    Reason.WRITTEN: "un programme est en train de l'écrire",
    Reason.LOCKED: "le fichier ne peut pas être ouvert ou déplacé",
    Reason.LINK: "c'est un lien et non un fichier",
}


def missing(seen: Seen, now: float, stale: float) -> Reason | None:
    """Why a file cannot be complete, `None` if nothing speaks against it. No link is followed.

    A spreadsheet program puts a small owner file beside the workbook it has open, which stays behind after a crash
    and then looks the same. One that is older than `stale` seconds is taken for such a leftover: reading a workbook
    that lies open unchanged harms nobody, and waiting for ever would swallow it.
    """
    if seen.file.suffix.lower() in PARTIAL:
        return Reason.PARTIAL
    try:
        with folder_of(seen.place) as folder:
            return Reason.CHANGING if folder is None else _missing(seen, folder, now, stale)
    except FileNotFoundError:
        return Reason.CHANGING
    except OutsideError:
        return Reason.LINK
    except OSError:
        return Reason.LOCKED


def _missing(seen: Seen, folder: Held, now: float, stale: float) -> Reason | None:
    name = seen.file.name
    if stat.S_ISLNK(folder.status(name).st_mode):
        return Reason.LINK
    if seen.size == 0:
        return Reason.EMPTY
    if _has_owner(folder, name, now, stale):
        return Reason.OPEN
    handle = folder.open(name)
    try:
        if not seen.is_it(os.fstat(handle)):
            return Reason.CHANGING
        start = os.read(handle, 4)
        if not start.strip(b"\0"):
            return Reason.CUT
        # Another kind of file is complete in its own way; the reader says what it is.
        if _ZIP_START.startswith(start) and not _has_zip_end(handle, seen.size):
            return Reason.CUT
        return Reason.WRITTEN if _is_written(handle) else None
    finally:
        os.close(handle)


def _has_owner(folder: Held, workbook: str, now: float, stale: float) -> bool:
    for name in (f"~${workbook}", f".~lock.{workbook}#"):
        try:
            age = now - folder.status(name).st_mtime
        except OSError:
            continue
        if abs(age) < stale:
            return True
    return False


def _has_zip_end(handle: int, size: int) -> bool:
    """Whether the record that ends a zip archive is there and what it announces fits before it."""
    length = min(size, _END_SIZE + _LONGEST_COMMENT)
    os.lseek(handle, size - length, os.SEEK_SET)
    tail = b""
    while len(tail) < length and (more := os.read(handle, length - len(tail))):
        tail += more
    at = tail.rfind(_ZIP_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        return False
    listed = int.from_bytes(tail[at + 12 : at + 16], "little")
    start = int.from_bytes(tail[at + 16 : at + 20], "little")
    # A very large archive says 0xFFFFFFFF here and gives the numbers elsewhere.
    return start == 0xFFFFFFFF or start + listed <= size - length + at


if sys.platform == "linux":
    import fcntl
    import signal

    def _is_written(handle: int) -> bool:
        """Whether a process has the file open for writing, where the system can tell."""
        try:
            # The owner of a lease is signalled when somebody opens the file; the usual signal would end us.
            fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

else:

    def _is_written(handle: int) -> bool:
        """Elsewhere the move of the file fails while it is open, which is seen then."""
        return False
