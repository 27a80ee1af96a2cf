"""Removes one file below a folder: never through a link, never outside, whatever others do meanwhile."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

_CAN_HOLD = os.open in os.supports_dir_fd and os.unlink in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")

_NOT_IN_NAMES = "\\\0:" if os.name == "nt" else "\0"
"""On Windows these would lead to another folder or drive."""


class OutsideError(OSError):
    """The path would lead out of its folder, the folder is away, or it is no plain file; `strerror` says which."""


def size_below(root: Path, file: PurePosixPath) -> int | None:
    """The size of a plain file below a folder, `None` if it is not there.

    Raises:
        OutsideError: a link or something else stands in its way.
        OSError: it cannot be looked at.
    """
    with _folder_of(root, file) as folder:
        status = None if folder is None else _status(folder, file.name)
    return None if status is None else status.st_size


def remove_below(root: Path, file: PurePosixPath, prune: bool = True) -> int | None:
    """Remove a plain file below a folder, and with `prune` the folders above it that become empty; give its size.

    A file that is not there is no fault: an earlier run that was stopped has removed it.

    Raises:
        OutsideError: a link or something else stands in its way; nothing is removed.
        OSError: it cannot be removed.
    """
    with _folder_of(root, file) as folder:
        status = None if folder is None else _status(folder, file.name)
        if folder is not None and status is not None:
            folder.unlink(file.name)
    parent = file.parent
    while prune and parent != PurePosixPath():
        # Not empty, gone, or a link: each is a reason to stop, none is a fault.
        try:
            with _folder_of(root, parent) as folder:
                if folder is not None:
                    folder.rmdir(parent.name)
        except OSError:
            break
        parent = parent.parent
    return None if status is None else status.st_size


class _Folder:
    """A folder that is held open where the system can, so that a link put in its place later changes nothing."""

    def __init__(self, path: Path, handle: int | None) -> None:
        self._path = path
        self._handle = handle

    def status(self, name: str) -> os.stat_result:
        if self._handle is None:
            return (self._path / name).lstat()
        return os.stat(name, dir_fd=self._handle, follow_symlinks=False)

    def unlink(self, name: str) -> None:
        if self._handle is None:
            (self._path / name).unlink(missing_ok=True)
        else:
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=self._handle)

    def rmdir(self, name: str) -> None:
        if self._handle is None:
            (self._path / name).rmdir()
        else:
            os.rmdir(name, dir_fd=self._handle)


def _status(folder: _Folder, name: str) -> os.stat_result | None:
    try:
        status = folder.status(name)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise OutsideError(errno.ELOOP, os.strerror(errno.ELOOP))
    return status


@contextmanager
def _folder_of(root: Path, file: PurePosixPath) -> Iterator[_Folder | None]:
    """The folder that holds a file, reached without a link; `None` if it is not there.

    The root must be there: a share that is away is no proof that its files are gone.
    """
    if (
        file.is_absolute()
        or not file.name
        or ".." in file.parts
        or any(sign in part for part in file.parts for sign in _NOT_IN_NAMES)
    ):
        raise OutsideError(errno.EINVAL, "le chemin sort du dossier")
    if not root.is_dir():
        raise OutsideError(errno.ENODEV, "son dossier n'est pas là")
    if not _CAN_HOLD:
        yield _looked_up(root, file)
        return
    handle: int | None = None
    try:
        flags = os.O_RDONLY | os.O_DIRECTORY
        try:
            # The folder that was configured may be a link itself; those below it may not.
            handle = os.open(root, flags)
            for part in file.parent.parts:
                inner = os.open(part, flags | os.O_NOFOLLOW, dir_fd=handle)
                os.close(handle)
                handle = inner
        except FileNotFoundError:
            yield None
            return
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOTDIR):
                raise OutsideError(errno.ELOOP, os.strerror(errno.ELOOP)) from None
            raise
        yield _Folder(root / file.parent, handle)
    finally:
        if handle is not None:
            os.close(handle)


def _looked_up(root: Path, file: PurePosixPath) -> _Folder | None:
    """As above, where folders cannot be held open: every part is looked at."""
    here = root
    for part in file.parent.parts:
        here = here / part
        if here.is_symlink() or getattr(here, "is_junction", bool)():
            raise OutsideError(errno.ELOOP, os.strerror(errno.ELOOP))
        if not here.is_dir():
            return None
    return _Folder(here, None)
