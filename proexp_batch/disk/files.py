"""Puts outputs on disk, each one whole or not at all."""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from proexp_batch.disk import living
from proexp_batch.disk.held import Held, Place, folder_of, held

_BEGINNING, _ENDING = ".proexp-", ".tmp"
_PRIVATE, _OF_THE_GROUP = 0o600, 0o660


@contextmanager
def draft_in(folder: Held, mode: int = _PRIVATE) -> Iterator[tuple[int, str]]:
    """A new file of our own in a folder, open to be written, and its name until it is renamed into its place.

    Its rights are `mode` less the umask. Whoever asks for it closes the handle, and has it open while it is written:
    a file that nobody has open was left by a run that was stopped. A file that has kept its name is removed at the
    end, after a fault and an interruption too: nothing is left half written.

    Raises:
        OSError: the folder cannot be written.
    """
    while True:
        name = draft_name()
        handle = folder.create(name, mode)
        living.mark(handle)
        if living.is_there(handle):
            break
        # Another run cleaned up between the two lines above.
        os.close(handle)
    try:
        yield handle, name
    finally:
        with suppress(OSError):
            folder.unlink(name)


@contextmanager
def private_draft(folder: Path) -> Iterator[tuple[int, Path]]:
    """As `draft_in`, in a folder that people named, for what is not for everybody.

    Raises:
        OSError: the folder cannot be written.
    """
    opened = held(folder)
    try:
        with draft_in(opened, private_rights(opened)) as (handle, name):
            yield handle, folder / name
    finally:
        opened.close()


def draft_name() -> str:
    """A name for something of our own that is not finished, which nothing else has."""
    return f"{_BEGINNING}{secrets.token_hex(8)}{_ENDING}"


def is_draft(name: str) -> bool:
    """Whether something of this name is left by a run that was stopped, or still written by another one."""
    return name.startswith(_BEGINNING) and name.endswith(_ENDING)


def write_below(place: Place, data: bytes, *, private: bool = False) -> None:
    """As `written_below`, for a file whose bytes are there."""
    with written_below(place, private=private) as file:
        file.write(data)


@contextmanager
def written_below(place: Place, *, private: bool = False) -> Iterator[BinaryIO]:
    """Write a file under a temporary name beside its place, then rename it into place; no link is followed.

    Folders below the root that are missing are made with the rights of the folder above them, and the file gets
    those of its own folder, without the right to execute; of `private` ones, only the owner, and the group of a
    folder whose files go to its group. The umask takes from all of them.

    Raises:
        OutsideError: a link or a file stands in the way, or the root is away.
        OSError: the folder or the file cannot be written; what stood there before is unchanged.
    """
    with folder_of(place, make=True) as folder:
        assert folder is not None
        mode = private_rights(folder) if private else _rights(folder) & 0o666
        with draft_in(folder, mode) as (handle, name), os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if os.name == "nt":
                # Windows renames nothing that is open.
                file.close()
            folder.rename(name, folder, place.file.name)


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """As `written_below`, for a file in a folder that people named; that folder is made where it is missing.

    Raises:
        OSError: as there.
    """
    make_folder(path.parent)
    with written_below(Place.of(path)) as file:
        yield file


def write_whole(path: Path, data: bytes, *, private: bool = False) -> None:
    """As `written_whole`, for a file whose bytes are there.

    Raises:
        OSError: as there.
    """
    make_folder(path.parent)
    write_below(Place.of(path), data, private=private)


def write_new(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file whole in a folder that people named, never over something that is there; rights as `written_below`.

    Raises:
        FileExistsError: something is there.
        OSError: it cannot be written.
    """
    folder = held(path.parent)
    try:
        mode = _PRIVATE if private else _rights(folder) & 0o666
        with draft_in(folder, mode) as (handle, name):
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            folder.move(name, folder, path.name)
    finally:
        folder.close()


def make_private(path: Path) -> None:
    """Make an empty file that only its owner may use, and the group as in `write_below`; one that is there stays.

    Raises:
        OSError: it cannot be made.
    """
    folder = held(path.parent)
    try:
        with suppress(FileExistsError):
            os.close(folder.create(path.name, private_rights(folder)))
    finally:
        folder.close()


def private_rights(folder: Held) -> int:
    """The rights of a file that is not for everybody: the owner's; also the group's where the folder says so."""
    rights = _rights(folder)
    return _PRIVATE | (rights & _OF_THE_GROUP) if rights & stat.S_ISGID else _PRIVATE


def _rights(folder: Held) -> int:
    return stat.S_IMODE(folder.own_status().st_mode)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, each with the rights of the one above, less the umask.

    Raises:
        OSError: a folder cannot be made.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    above = held(folder.parent)
    try:
        above.mkdir(folder.name)
    finally:
        above.close()
    if not folder.is_dir():
        # A file stands there, or a link that leads nowhere.
        folder.mkdir()


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


def remove_if_there(place: Place) -> None:
    """Remove an output of an earlier run that no longer holds.

    Raises:
        OutsideError: a link or something else stands in its way, or its root is away.
        OSError: it is there and cannot be removed.
    """
    with folder_of(place) as folder:
        if folder is not None and folder.plain(place.file.name) is not None:
            folder.unlink(place.file.name)
