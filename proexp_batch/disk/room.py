"""The room that a batch needs: free space, and no leftovers of a run that was stopped."""

import os
import shutil
from contextlib import suppress
from pathlib import Path, PurePosixPath

from proexp_batch.disk.files import is_draft
from proexp_batch.disk.held import Held, Place, folder_of, held
from proexp_batch.disk.living import remove_if_left
from proexp_batch.model.wording import number, typo

_MEGABYTE = 1_000_000


class NoRoomError(Exception):
    """Too little space is free; the message is a French sentence for people."""


def check_room(folders: tuple[Path, ...], megabytes: int) -> None:
    """Make sure that some space is free where a batch is written.

    Raises:
        NoRoomError: it is not.
        OSError: a folder cannot be looked at.
    """
    for folder in folders:
        free = free_megabytes(folder)
        if free < megabytes:
            raise NoRoomError(
                typo(
                    f"Il reste {number(free, 0)} Mo sur le disque de « {folder} », il en faut {number(megabytes, 0)} "
                    "avant de commencer un lot. Libérez de l'espace ; les dépôts attendent, rien n'est perdu."
                )
            )


def free_megabytes(folder: Path) -> int:
    """The free space on the disk of a folder, which need not be there yet.

    Raises:
        OSError: it cannot be looked at.
    """
    there = folder.absolute()
    while not there.exists() and there != there.parent:
        there = there.parent
    return shutil.disk_usage(there).free // _MEGABYTE


def sweep_top(folder: Path, but: str = "") -> int:
    """Remove what stopped runs left at the top of a folder only, as `sweep` does, `but` for what has that name.

    Raises:
        OSError: the folder cannot be listed.
    """
    here = held(folder)
    try:
        return _sweep(here, but)
    finally:
        here.close()


def sweep(folder: Path, named: str | None = None) -> int:
    """Remove what stopped runs left half written under a folder; give the number.

    With `named`, only in the folders of that name. What a run that lives is writing stays; no link is followed.
    """
    removed = 0
    for top, folders, files in os.walk(folder):
        drafts = any(is_draft(name) for name in (*folders, *files))
        folders[:] = [name for name in folders if not is_draft(name)]
        if not drafts or (named is not None and Path(top).name.casefold() != named):
            continue
        inside = PurePosixPath(Path(top).relative_to(folder).as_posix())
        with suppress(OSError), folder_of(Place(folder, inside / "*")) as here:
            removed += _sweep(here) if here is not None else 0
    return removed


def _sweep(folder: Held, but: str = "") -> int:
    left = [name for name in sorted(folder.names()) if is_draft(name) and name != but]
    return sum(remove_if_left(folder, name) for name in left)
