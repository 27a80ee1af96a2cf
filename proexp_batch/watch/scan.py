"""Lists what stands in the folder of deposits, without opening anything."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from proexp_batch.formats.registry import endings
from proexp_batch.watch.complete import PARTIAL

RETURN = "retour"
"""Folders in which results are given back to companies; what stands in one is never a deposit."""

_OWNERS = ("~$", ".~lock.", ".")


@dataclass(frozen=True, slots=True)
class Seen:
    """A file of the deposit as it is now."""

    path: Path
    file: PurePosixPath
    size: int
    mtime_ns: int

    @property
    def key(self) -> str:
        """The name by which it is watched."""
        return str(self.file)

    def is_same(self) -> bool:
        """Whether the file is still as it was seen.

        Raises:
            OSError: it cannot be looked at; `FileNotFoundError` where it is gone.
        """
        status = self.path.lstat()
        return (status.st_size, status.st_mtime_ns) == (self.size, self.mtime_ns)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What was found: workbooks (and what may become one), the number of other files, folders that were closed."""

    files: tuple[Seen, ...]
    others: int
    closed: tuple[PurePosixPath, ...]


def scan(deposit: Path) -> Scanned:
    """List the files of the deposit and of the folders below it, in a stable order.

    Hidden files and folders, owner files of spreadsheet programs and folders `retour` are passed over.

    Raises:
        OSError: the deposit itself cannot be listed; a folder below that cannot be is in `closed`.
    """
    files: list[Seen] = []
    closed: list[PurePosixPath] = []
    others = 0
    watched = endings().union(PARTIAL)
    folders = [PurePosixPath()]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(deposit / folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            if folder == PurePosixPath():
                raise
            closed.append(folder)
            continue
        for entry in found:
            if entry.name.startswith(_OWNERS):
                continue
            if entry.is_dir(follow_symlinks=False):
                if entry.name.casefold() != RETURN:
                    folders.append(folder / entry.name)
            elif Path(entry.name).suffix.lower() not in watched:
                others += 1
            elif (seen := _seen(entry, folder / entry.name)) is not None:
                files.append(seen)
    return Scanned(tuple(sorted(files, key=lambda seen: seen.key)), others, tuple(closed))


def _seen(entry: "os.DirEntry[str]", file: PurePosixPath) -> Seen | None:
    try:
        # Not the numbers of the listing itself: Windows keeps old ones there while a file is being written.
        status = Path(entry.path).lstat()
    except OSError:
        return None
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode)):
        return None
    return Seen(Path(entry.path), file, status.st_size, status.st_mtime_ns)
