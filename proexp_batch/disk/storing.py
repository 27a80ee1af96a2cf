"""Puts a deposited file away for good: never over another one, never half, across file systems too."""

import errno
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from proexp_batch.disk.content import digest_of
from proexp_batch.disk.files import draft, make_folder, share

_BLOCK = 1 << 20


class ChangedError(Exception):
    """The file is not the one that was read: somebody wrote to it meanwhile."""


def put_away(source: Path, target: Path, sha256: str) -> None:
    """Move a file to a place that is free, or where a stopped run has put it already.

    Raises:
        ChangedError: the content is not the expected one; the file stays.
        FileExistsError: another file stands in the place; the file stays.
        OSError: it cannot be moved; the file stays, or both are there.
    """
    if target.exists():
        if digest_of(target) != sha256:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        source.unlink(missing_ok=True)
        return
    if digest_of(source) != sha256:
        raise ChangedError
    make_folder(target.parent)
    try:
        source.rename(target)
        _own_rights(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy(source, target, sha256)
        source.unlink()
    sync_folder(target.parent)


def _copy(source: Path, target: Path, sha256: str) -> None:
    with draft(target.parent) as (handle, name):
        with os.fdopen(handle, "wb") as copy, source.open("rb") as original:
            shutil.copyfileobj(original, copy, _BLOCK)
            copy.flush()
            os.fsync(copy.fileno())
        shutil.copystat(source, name)
        _own_rights(name)
        if digest_of(name) != sha256:
            raise ChangedError
        name.replace(target)


def _own_rights(path: Path) -> None:
    """Give a file the rights of its folder, whatever the company's own were; on some shares nobody can."""
    with suppress(OSError):
        share(path)


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
