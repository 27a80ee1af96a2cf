"""Lists what stands in the folder of deposits, without opening anything."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from proexp_batch.disk.held import Held, Place
from proexp_batch.disk.passed_over import is_folder_passed_over, is_passed_over
from proexp_batch.disk.storing import identity
from proexp_batch.formats.registry import has_no_ending, is_taken

RETURN = "retour"
"""Folders in which results are given back to companies; what stands in one is never a deposit."""


PARTIAL = (".part", ".partial", ".tmp", ".crdownload", ".filepart", ".download")
"""Endings of files that a browser or a copying program has not finished."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file of the deposit as it is now."""

    deposit: Path
    file: PurePosixPath
    size: int
    mtime_ns: int
    device: int
    inode: int

    @property
    def key(self) -> str:
        """The name by which it is watched."""
        return str(self.file)

    @property
    def place(self) -> Place:
        """Where it is, to be reached without a link."""
        return Place(self.deposit, self.file)

    @property
    def path(self) -> Path:
        """Where it was seen."""
        return self.deposit / self.file

    def is_in(self, folder: Held) -> bool:
        """Whether the file in its folder is still the one that was seen, unchanged; no link is followed.

        Raises:
            OSError: it cannot be looked at; `FileNotFoundError` where it is gone.
        """
        return self.is_it(folder.status(self.file.name))

    def is_it(self, status: os.stat_result) -> bool:
        """Whether the system tells the same of something as of the file when it was seen."""
        return identity(status) == (self.device, self.inode, self.size, self.mtime_ns)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What was found: workbooks (and what may become one), files that are none, folders that were closed, those `retour`."""

    files: tuple[Seen, ...]
    others: tuple[PurePosixPath, ...]
    closed: tuple[PurePosixPath, ...]
    returns: tuple[PurePosixPath, ...] = ()


def scan(deposit: Path) -> Scanned:
    """List the files of the deposit and of the folders below it, in a stable order.

    What is hidden or left by the system and by spreadsheet programs, and folders `retour`, are passed over.

    Raises:
        OSError: the deposit itself cannot be listed; a folder below that cannot be is in `closed`.
    """
    files: list[Seen] = []
    closed: list[PurePosixPath] = []
    others: list[PurePosixPath] = []
    returns: list[PurePosixPath] = []
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
                if entry.name.casefold() == RETURN:
                    returns.append(folder / entry.name)
                elif not is_folder_passed_over(entry.name):
                    folders.append(folder / entry.name)
            elif is_passed_over(entry.name):
                continue
            elif not _is_watched(entry):
                others.append(folder / entry.name)
            elif (seen := _seen(entry, deposit, folder / entry.name)) is not None:
                files.append(seen)
    return Scanned(
        tuple(sorted(files, key=lambda seen: seen.key)), tuple(others), tuple(closed), tuple(returns)
    )


def _is_watched(entry: "os.DirEntry[str]") -> bool:
    """Whether something is taken for a dossier or may become one; without an ending, only a file of its own.

    What is neither a file nor a link - a pipe, a device - holds nothing, whatever its name.
    """
    if not (entry.is_file(follow_symlinks=False) or entry.is_symlink()):
        return False
    if has_no_ending(entry.name):
        return entry.is_file(follow_symlinks=False)
    return is_taken(entry.name) or Path(entry.name).suffix.lower() in PARTIAL


def _seen(entry: "os.DirEntry[str]", deposit: Path, file: PurePosixPath) -> Seen | None:
    try:
        # Not the numbers of the listing itself: Windows keeps old ones there while a file is being written.
        status = Path(entry.path).lstat()
    except OSError:
        return None
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode)):
        return None
    device, inode, size, mtime = identity(status)
    return Seen(deposit, file, size, mtime, device, inode)
