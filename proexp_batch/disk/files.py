"""Puts outputs on disk, each one whole or not at all."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_BEGINNING, _ENDING = ".proexp-", ".tmp"


@contextmanager
def draft(folder: Path) -> Iterator[tuple[int, Path]]:
    """A new file of our own in a folder, open to be written, and its name until it is renamed into its place.

    Whoever asks for it closes the handle. A file that has kept its name is removed at the end, after a fault and an
    interruption too: nothing is left half written.

    Raises:
        OSError: the folder cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=folder, prefix=_BEGINNING, suffix=_ENDING)
    try:
        yield handle, Path(name)
    finally:
        with suppress(OSError):
            Path(name).unlink()


def is_draft(name: str) -> bool:
    """Whether a file of this name was left by one that was stopped while it wrote."""
    return name.startswith(_BEGINNING) and name.endswith(_ENDING)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under a temporary name beside its place, then rename it into place.

    Folders that are missing are made with the rights of the folder above them, and the file gets those of its
    own folder, without the right to execute.

    Raises:
        OSError: the folder or the file cannot be written; what stood there before is unchanged.
    """
    make_folder(path.parent)
    with draft(path.parent) as (handle, name):
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        share(name)
        name.replace(path)


def share(path: Path) -> None:
    """Give a file the rights of its folder, without that to execute.

    Raises:
        OSError: the file system lets nobody.
    """
    path.chmod(stat.S_IMODE(path.parent.stat().st_mode) & 0o666)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, each with the rights of the one above.

    Raises:
        OSError: a folder cannot be made.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir()
        folder.chmod(stat.S_IMODE(folder.parent.stat().st_mode) & 0o777)


def settled(path: Path) -> Path:
    """The absolute path without `..` that leads to the same place, wherever the program is started later.

    Links are followed only where a `..` comes after them, as the system itself does.
    """
    path = path.absolute()
    if os.name == "nt":
        # Never `resolve`: it would exchange the letter of a drive for the share behind it.
        return Path(os.path.abspath(path))  # noqa: PTH100
    steps = len(path.parts)
    while steps and path.parts[steps - 1] != "..":
        steps -= 1
    return Path(*path.parts[:steps]).resolve().joinpath(*path.parts[steps:]) if steps else path


def remove_if_there(path: Path) -> None:
    """Remove an output of an earlier run that no longer holds.

    Raises:
        OSError: it is there and cannot be removed.
    """
    path.unlink(missing_ok=True)
