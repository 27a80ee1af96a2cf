"""Finds the workbooks of a deposit and the place of each one's outputs."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from proexp_batch.disk.names import quiet_path, unique
from proexp_batch.disk.passed_over import is_folder_passed_over, is_passed_over
from proexp_batch.formats.registry import has_no_ending, is_taken, without_ending
from proexp_batch.model.wording import valid


@dataclass(frozen=True, slots=True)
class DepositedFile:
    """One file to check: where it is, its path relative to the deposit, the folder of its outputs.

    With `beside`, the outputs bear that name, and their folder is not below `dossiers/`.
    """

    path: Path
    file: PurePosixPath
    folder: PurePosixPath
    beside: str | None = None

    def output(self, name: str) -> PurePosixPath:
        """Where an output stands, relative to the folder of all outputs."""
        if self.beside is not None:
            return self.folder / f"{self.beside} - {name}"
        return PurePosixPath("dossiers") / self.folder / name


@dataclass(frozen=True, slots=True)
class Collected:
    """What a deposit holds: the files to check, those that are no workbooks, and folders that cannot be looked into."""

    files: tuple[DepositedFile, ...]
    ignored: tuple[PurePosixPath, ...]
    closed: tuple[PurePosixPath, ...] = ()


def collect(deposits: Sequence[Path], output: Path) -> Collected:
    """List the files of the deposits in a stable order, folders with all that is below them.

    A file named by itself is always taken, one without an ending too. What the system and spreadsheet programs leave is
    passed over, and so is the output folder.

    Raises:
        OSError: a deposit is not there, or cannot be listed itself.
    """
    prefixes = _prefixes(deposits)
    found: list[tuple[Path, PurePosixPath]] = []
    ignored: list[PurePosixPath] = []
    closed: list[PurePosixPath] = []
    for deposit, prefix in zip(deposits, prefixes, strict=True):
        if deposit.is_dir():
            paths, shut = _walk(deposit, output.absolute())
            closed += (prefix / folder.relative_to(deposit).as_posix() for folder in shut)
            for path in paths:
                relative = prefix / PurePosixPath(path.relative_to(deposit).as_posix())
                if is_taken(path.name) and not (has_no_ending(path.name) and _is_special(path)):
                    found.append((path, relative))
                else:
                    ignored.append(relative)
        else:
            deposit.stat()
            found.append((deposit, prefix / deposit.name))
    unique_paths = {path.absolute(): (path, relative) for path, relative in reversed(found)}
    kept = [entry for entry in found if unique_paths[entry[0].absolute()] == entry]
    names = _valid_names([relative for _, relative in kept])
    folders = _folders([quiet_path(name) for name in names])
    files = tuple(
        DepositedFile(path, name, folder)
        for (path, _), name, folder in zip(kept, names, folders, strict=True)
    )
    return Collected(
        files, *(tuple(PurePosixPath(valid(str(path))) for path in paths) for paths in (ignored, closed))
    )


def _is_special(path: Path) -> bool:
    """Whether something is no file of its own: a link, a pipe."""
    return path.is_symlink() or not path.is_file()


def _valid_names(files: Sequence[PurePosixPath]) -> list[PurePosixPath]:
    """The paths as texts that any output can hold, each one of its own."""
    names: dict[PurePosixPath, None] = {}
    for file in files:
        name = PurePosixPath(valid(str(file)))
        names[unique(name, names.__contains__, name.suffix)] = None
    return list(names)


def _prefixes(deposits: Sequence[Path]) -> list[PurePosixPath]:
    """What stands before the relative paths: nothing for one deposit, the name of each folder for several."""
    names: list[PurePosixPath] = []
    for deposit in deposits:
        name = deposit.absolute().name if len(deposits) > 1 and deposit.is_dir() else ""
        prefix, number = PurePosixPath(name), 2
        while name and prefix in names:
            prefix, number = PurePosixPath(f"{name} ({number})"), number + 1
        names.append(prefix)
    return names


def _walk(folder: Path, output: Path) -> tuple[list[Path], list[Path]]:
    """The files below a folder in a stable order, and the folders that cannot be listed."""
    found: list[Path] = []
    closed: list[Path] = []

    def fail(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise error
        closed.append(Path(error.filename))

    for top, folders, files in os.walk(folder, onerror=fail):
        folders[:] = sorted(
            name
            for name in folders
            if not is_folder_passed_over(name) and Path(top, name).absolute() != output
        )
        found.extend(Path(top, name) for name in sorted(files) if not is_passed_over(name))
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix()), sorted(closed)


def _folders(files: Sequence[PurePosixPath]) -> list[PurePosixPath]:
    """The folder of each file's outputs: its path without the ending, made unique whatever the case of letters."""
    taken: set[str] = set()
    folders = []
    for file in files:
        whole = without_ending(file)
        candidates = [whole, file.with_name(f"{whole.name} ({file.suffix.lstrip('.').lower()})")]
        number = 2
        while candidates[0].as_posix().casefold() in taken:
            if len(candidates) == 1:
                candidates.append(file.with_name(f"{whole.name} ({number})"))
                number += 1
            candidates.pop(0)
        taken.add(candidates[0].as_posix().casefold())
        folders.append(candidates[0])
    return folders
