"""Puts a deposited file away for good: never over another one, never half, across file systems too."""

import errno
import hashlib
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from proexp_batch.disk.files import draft_in, make_folder
from proexp_batch.disk.held import Held, Place, folder_of

_BLOCK = 1 << 20


class ChangedError(Exception):
    """The file is not the one that was read: somebody wrote to it meanwhile."""


def put_away(source: Place, target: Place, sha256: str) -> bool:
    """Move a file to a place that is free, or where a stopped run has put it already.

    Give whether it is gone from its own place: what is written to it after it was copied stays there.

    What is put away is a copy: a company that kept a second name of its file, or has it open, changes nothing there.

    Raises:
        ChangedError: the content is not the expected one; the file stays.
        FileExistsError: another file stands in the place; the file stays.
        OSError: it cannot be moved, or a link stands in the way; the file stays, or both are there.
    """
    make_folder(target.root)
    with folder_of(target, make=True) as to, folder_of(source) as origin:
        assert to is not None
        if to.has(target.file.name):
            _is_it(to, target, sha256)
            return origin is None or _unlink(origin, source.file.name, sha256)
        if origin is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(source.path))
        copied = copy_of(origin, source.file.name, to, target.file.name, sha256)
        to.sync()
        if not _is_same(origin.plain(source.file.name), copied):
            return False
        origin.unlink(source.file.name)
        return True


def _is_it(folder: Held, target: Place, sha256: str) -> None:
    with os.fdopen(folder.open(target.file.name), "rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target.path))


def _unlink(folder: Held, name: str, sha256: str) -> bool:
    """Remove a file that is put away already; say whether nothing is left there."""
    if folder.plain(name) is None:
        return True
    with os.fdopen(folder.open(name), "rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            return False
    folder.unlink(name)
    return True


def copy_of(origin: Held, name: str, to: Held, new: str, sha256: str | None = None) -> os.stat_result:
    """Copy a plain file, whole or not at all, to a place that is free; give what the system told of the original.

    Raises:
        ChangedError: it has another content than `sha256`, or was written to meanwhile; nothing is made.
        FileExistsError: something stands in the place.
        OSError: it cannot be copied.
    """
    mode = 0o600 if sha256 is None else stat.S_IMODE(to.own_status().st_mode) & 0o666
    with draft_in(to, mode) as (handle, draft):
        with os.fdopen(handle, "wb") as copy, os.fdopen(origin.open(name), "rb") as original:
            before = os.fstat(original.fileno())
            digest = hashlib.sha256()
            while block := original.read(_BLOCK):
                digest.update(block)
                copy.write(block)
            copy.flush()
            if not _is_same(os.fstat(original.fileno()), before):
                raise ChangedError
            if sha256 is not None:
                if digest.hexdigest() != sha256:
                    raise ChangedError
                os.fsync(copy.fileno())
            if os.utime in os.supports_fd:
                os.utime(copy.fileno(), ns=(before.st_atime_ns, before.st_mtime_ns))
        to.move(draft, to, new)
    return before


def _is_same(now: os.stat_result | None, before: os.stat_result) -> bool:
    return now is not None and identity(now) == identity(before)


def identity(status: os.stat_result) -> tuple[int, int, int, int]:
    """What tells a file from another one that somebody puts in its place, or writes into it."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def sync_names(files: Iterable[Path], root: Path) -> None:
    """Make sure that the names of files, and of their folders below `root`, outlast a power cut."""
    files = list(files)
    above = {folder for file in files for folder in file.parents if folder.is_relative_to(root)}
    for folder in above | {file.parent for file in files}:
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder outlast a power cut, where the system can."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
