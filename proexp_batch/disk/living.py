"""Tells what a run still works on from what a stopped one left: a lock of the system, which ends with the process."""

import os
import shutil
import stat
import sys
import time
from pathlib import Path

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
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            # A share without locks: what is left there is known by its age.
            return

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


def remove_if_left(path: Path) -> bool:
    """Remove a file or folder of ours if no run uses it; say whether. What cannot be removed stays."""
    try:
        status = path.lstat()
        if os.name == "nt":
            return _remove(path, status)
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            return False
        flags = os.O_RDONLY if stat.S_ISDIR(status.st_mode) else os.O_RDWR
        handle = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            free = _is_free(handle)
            if free is None:
                free = abs(time.time() - status.st_mtime) > _OLD
            return free and _remove(path, status)
        finally:
            os.close(handle)
    except OSError:
        return False


def _remove(path: Path, status: os.stat_result) -> bool:
    if stat.S_ISDIR(status.st_mode):
        return remove_all(path)
    path.unlink()
    return True


def remove_all(folder: Path) -> bool:
    """Remove a folder of ours with all that is in it, following no link; say whether it is gone."""
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()
