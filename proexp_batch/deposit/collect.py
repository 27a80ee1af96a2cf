"""Finds the workbooks of a deposit and the place of each one's outputs."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

WORKBOOKS = frozenset((".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".csv"))
"""Endings of files that are taken for a dossier; those of them that cannot be read get a finding that says so."""

_LOCKS = ("~$", ".~lock.", ".")


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
    """What a deposit holds: the files to check, and those left out because they are no workbooks."""

    files: tuple[DepositedFile, ...]
    ignored: tuple[PurePosixPath, ...]


def collect(deposits: Sequence[Path], output: Path) -> Collected:
    """List the files of the deposits in a stable order, folders with all that is below them.

    A file named by itself is always taken. Lock files and hidden ones are passed over, and so is the output folder.

    Raises:
        OSError: a deposit is not there or a folder cannot be listed.
    """
    prefixes = _prefixes(deposits)
    found: list[tuple[Path, PurePosixPath]] = []
    ignored: list[PurePosixPath] = []
    for deposit, prefix in zip(deposits, prefixes, strict=True):
        if deposit.is_dir():
            for path in _walk(deposit, output.absolute()):
                relative = prefix / PurePosixPath(path.relative_to(deposit).as_posix())
                if path.suffix.lower() in WORKBOOKS:
                    found.append((path, relative))
                else:
                    ignored.append(relative)
        else:
            deposit.stat()
            found.append((deposit, prefix / deposit.name))
    unique = {path.absolute(): (path, relative) for path, relative in reversed(found)}
    kept = [entry for entry in found if unique[entry[0].absolute()] == entry]
    folders = _folders([relative for _, relative in kept])
    files = tuple(
        DepositedFile(path, relative, folder) for (path, relative), folder in zip(kept, folders, strict=True)
    )
    return Collected(files, tuple(ignored))


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


def _walk(folder: Path, output: Path) -> list[Path]:
    def fail(error: OSError) -> None:
        raise error

    found: list[Path] = []
    for top, folders, files in os.walk(folder, onerror=fail):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and Path(top, name).absolute() != output
        )
        found.extend(Path(top, name) for name in sorted(files) if not name.startswith(_LOCKS))
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def _folders(files: Sequence[PurePosixPath]) -> list[PurePosixPath]:
    """The folder of each file's outputs: its path without the ending, made unique whatever the case of letters."""
    taken: set[str] = set()
    folders = []
    for file in files:
        whole = file.with_suffix("") if file.suffix else file
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
