"""Tells a file that a run still works on from what a stopped one left: a lock of the system, which ends with the run."""

import errno
import os
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path

from proexp_batch.disk.held import Held

_OLD = 86_400.0
"""Seconds after which something is a leftover where the file system knows no locks."""

if sys.platform == "win32":

    def mark(handle: int) -> None:
        """Windows removes no file that somebody has open: no mark is needed."""

    def _is_free(handle: int) -> bool | None:
        return None


else:
    import fcntl

    def mark(handle: int) -> None:
        """Mark something open as in use, until this process and its children have closed it."""
        # A share may know no locks: what is left there is known by its age.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def _is_free(handle: int) -> bool | None:
        """Whether nobody uses it, `None` where the file system cannot tell."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return None
        return True


def is_there(handle: int) -> bool:
    """Whether a file that is open still has a name."""
    return os.name == "nt" or os.fstat(handle).st_nlink > 0


def marked_folder(folder: Path) -> int | None:
    """Mark a folder as in use; give what keeps it so, `None` where folders cannot be opened."""
    if os.name == "nt":
        return None
    handle = os.open(folder, os.O_RDONLY)
    mark(handle)
    return handle


def taken_folder(folder: Path) -> int | None:
    """Mark a folder that a stopped run left as in use; what it gives is as for `marked_folder`.

    Where the file system knows no locks, nobody can tell whether it is in use: whoever asks knows.

    Raises:
        BlockingIOError: a run still uses it.
        OSError: it cannot be opened.
    """
    if os.name == "nt":
        return None
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    free = _is_free(handle)
    if free is not None and not free:
        os.close(handle)
        raise BlockingIOError(errno.EWOULDBLOCK, os.strerror(errno.EWOULDBLOCK), str(folder))
    return handle


def remove_if_left(folder: Held, name: str) -> bool:
    """Remove a file or folder of ours that no run uses; say whether. What cannot be removed stays, a link too."""
    try:
        status = folder.status(name)
        if stat.S_ISDIR(status.st_mode):
            return _remove_folder(folder, name, status)
        if not stat.S_ISREG(status.st_mode):
            return False
        handle = folder.open(name, writing=True)
        try:
            left = _is_left(handle, status)
            if os.name != "nt" and left:
                folder.unlink(name)
        finally:
            os.close(handle)
        if os.name == "nt" and left:
            folder.unlink(name)
    except OSError:
        return False
    return left


def _remove_folder(folder: Held, name: str, status: os.stat_result) -> bool:
    inner = folder.inner(name)
    try:
        left = inner.handle is None or _is_left(inner.handle, status)
        if left:
            folder.remove_tree(name)
    finally:
        inner.close()
    return left and not folder.has(name)


def _is_left(handle: int, status: os.stat_result) -> bool:
    if os.name == "nt":
        # What is open cannot be removed there.
        return True
    free = _is_free(handle)
    return abs(time.time() - status.st_mtime) > _OLD if free is None else free
