"""Lists what stands in the folder of deposits, without opening anything."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from proexp_batch.disk.passed_over import is_folder_passed_over, is_passed_over
from proexp_batch.formats.registry import has_no_ending, is_taken
from proexp_batch.watch.complete import PARTIAL

RETURN = "retour"
"""Folders in which results are given back to companies; what stands in one is never a deposit."""


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
    """What was found: workbooks (and what may become one), the files that are none, folders that were closed."""

    files: tuple[Seen, ...]
    others: tuple[PurePosixPath, ...]
    closed: tuple[PurePosixPath, ...]


def scan(deposit: Path) -> Scanned:
    """List the files of the deposit and of the folders below it, in a stable order.

    What is hidden or left by the system and by spreadsheet programs, and folders `retour`, are passed over.

    Raises:
        OSError: the deposit itself cannot be listed; a folder below that cannot be is in `closed`.
    """
    files: list[Seen] = []
    closed: list[PurePosixPath] = []
    others: list[PurePosixPath] = []
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
            if entry.is_dir(follow_symlinks=False):
                if not is_folder_passed_over(entry.name) and entry.name.casefold() != RETURN:
                    folders.append(folder / entry.name)
            elif is_passed_over(entry.name):
                continue
            elif not _is_watched(entry):
                others.append(folder / entry.name)
            elif (seen := _seen(entry, folder / entry.name)) is not None:
                files.append(seen)
    return Scanned(tuple(sorted(files, key=lambda seen: seen.key)), tuple(others), tuple(closed))


def _is_watched(entry: "os.DirEntry[str]") -> bool:
    """Whether something is taken for a dossier or may become one; without an ending, only a file of its own."""
    if has_no_ending(entry.name):
        return entry.is_file(follow_symlinks=False)
    return is_taken(entry.name) or Path(entry.name).suffix.lower() in PARTIAL


def _seen(entry: "os.DirEntry[str]", file: PurePosixPath) -> Seen | None:
    try:
        # Not the numbers of the listing itself: Windows keeps old ones there while a file is being written.
        status = Path(entry.path).lstat()
    except OSError:
        return None
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode)):
        return None
    return Seen(Path(entry.path), file, status.st_size, status.st_mtime_ns)
