"""The folder of a run for what it needs only while it works; of a run that was stopped, another may take it up."""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from proexp_batch.disk import living
from proexp_batch.disk.files import draft_name, is_draft


@contextmanager
def workspace(folder: Path) -> Iterator[Path]:
    """A folder for what is only needed for a while: nobody else may look into it, and it is removed at the end.

    Raises:
        OSError: it cannot be made.
    """
    work = WorkFolder.new(folder)
    try:
        yield work.path
    finally:
        work.remove()


class WorkFolder:
    """A folder that nobody else may look into, marked as in use until it is removed or left."""

    def __init__(self, path: Path, handle: int | None) -> None:
        self.path = path
        self._handle = handle

    @classmethod
    def new(cls, folder: Path) -> Self:
        """Make one in a folder.

        Raises:
            OSError: it cannot be made.
        """
        path = folder / draft_name()
        path.mkdir(mode=0o700)
        return cls(path, living.marked_folder(path))

    @classmethod
    def left_in(cls, folder: Path, holding: str) -> Self | None:
        """The last one in a folder that a run of this user left with a file of that name in it.

        Raises:
            OSError: the folder cannot be listed.
        """
        found = [path for path in folder.iterdir() if is_draft(path.name) and _is_ours(path, holding)]
        for path in sorted(found, key=lambda path: (path / holding).lstat().st_mtime, reverse=True):
            with suppress(OSError):
                return cls(path, living.taken_folder(path))
        return None

    def remove(self) -> None:
        """Remove it; what cannot be removed is left."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.leave()

    def leave(self) -> None:
        """Leave it as it is."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _is_ours(path: Path, holding: str) -> bool:
    """Whether a folder is one of this user's, with such a file in it, and neither of them a link."""
    try:
        folder, file = path.lstat(), (path / holding).lstat()
    except OSError:
        return False
    if not (stat.S_ISDIR(folder.st_mode) and stat.S_ISREG(file.st_mode)):
        return False
    return not hasattr(os, "geteuid") or {folder.st_uid, file.st_uid} == {os.geteuid()}
