"""Finds the workbooks of a deposit and the place of each one's outputs."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from io import BufferedReader
from pathlib import Path, PurePosixPath

from proexp_batch.disk.content import opened, opened_below
from proexp_batch.disk.held import Place
from proexp_batch.disk.names import quiet_path, unique
from proexp_batch.disk.own import DOSSIERS, OwnNames, is_same_folder
from proexp_batch.disk.passed_over import is_folder_passed_over, is_passed_over
from proexp_batch.formats.registry import has_no_ending, is_taken, without_ending
from proexp_batch.model.wording import valid


@dataclass(frozen=True, slots=True)
class DepositedFile:
    """One file to check: where it is, its path relative to the deposit, the folder of its outputs.

    With `beside`, the outputs bear that name, and their folder is not below `dossiers/`; where it is absolute, it is
    below `returns`. `below` is the folder that was named when the file was found below one: no link is followed from
    there on. `note` is where a small file stands while this one is worked on; see `engines.worker.noted`.
    """

    path: Path
    file: PurePosixPath
    folder: PurePosixPath
    beside: str | None = None
    returns: Path | None = None
    below: Path | None = None
    note: Path | None = None

    def open(self) -> BufferedReader:
        """Open it to read its bytes.

        Raises:
            OSError: it cannot be opened, it is no file, or a link stands in its way.
        """
        if self.below is None:
            return opened(self.path)
        return opened_below(Place(self.below, PurePosixPath(self.path.relative_to(self.below).as_posix())))

    def place(self, output: Path, name: str) -> Place:
        """Where an output is to be written."""
        relative = self.output(name)
        if self.returns is not None and relative.is_absolute():
            return Place(self.returns, PurePosixPath(Path(relative).relative_to(self.returns).as_posix()))
        return Place(output, relative)

    def output(self, name: str) -> PurePosixPath:
        """Where an output stands, relative to the folder of all outputs."""
        if self.beside is not None:
            return self.folder / f"{self.beside} - {name}"
        return PurePosixPath(DOSSIERS) / self.folder / name


@dataclass(frozen=True, slots=True)
class Collected:
    """What a deposit holds: the files to check, and what is left aside.

    Of these, `ignored` are no workbooks (links without the ending of one, too), `own` were written by this program, in
    this run or an earlier one, and `closed` are folders that cannot be looked into.
    """

    files: tuple[DepositedFile, ...]
    ignored: tuple[PurePosixPath, ...]
    closed: tuple[PurePosixPath, ...] = ()
    own: tuple[PurePosixPath, ...] = ()


@dataclass(slots=True)
class _Found:
    """What stands below the deposits, each thing with its path there; files also with the folder that was named."""

    files: list[tuple[Path, PurePosixPath, Path | None]] = field(default_factory=list)
    ignored: list[PurePosixPath] = field(default_factory=list)
    closed: list[PurePosixPath] = field(default_factory=list)
    own: list[PurePosixPath] = field(default_factory=list)


def collect(deposits: Sequence[Path], output: Path, names: OwnNames = OwnNames()) -> Collected:
    """List the files of the deposits in a stable order, folders with all that is below them.

    A file named by itself is always taken, one without an ending too. What the system and spreadsheet programs leave is
    passed over, and so is the output folder; of one that is a deposit too, and of those of earlier runs, the outputs
    are, which `names` tells. Links are followed only where a deposit is named by one: a workbook
    that is a link cannot be opened, which its result says.

    Raises:
        OSError: a deposit is not there, or cannot be listed itself.
    """
    found = _Found()
    for deposit, prefix in zip(deposits, _prefixes(deposits), strict=True):
        if deposit.is_dir():
            for path, inside, kind in _walk(deposit, output, names):
                relative = prefix / inside
                if kind is _Kind.FILE:
                    found.files.append((path, relative, deposit))
                else:
                    getattr(found, kind.value).append(relative)
        else:
            deposit.stat()
            found.files.append((deposit, prefix / deposit.name, None))
    unique_paths = {entry[0].absolute(): entry for entry in reversed(found.files)}
    kept = [entry for entry in found.files if unique_paths[entry[0].absolute()] == entry]
    files = _valid_names([relative for _, relative, _ in kept])
    folders = _folders([quiet_path(name) for name in files])
    return Collected(
        tuple(
            DepositedFile(path, name, folder, below=below)
            for (path, _, below), name, folder in zip(kept, files, folders, strict=True)
        ),
        *(
            tuple(PurePosixPath(valid(str(path))) for path in paths)
            for paths in (found.ignored, found.closed, found.own)
        ),
    )


class _Kind(Enum):
    """What something in a deposit is; the values are the lists of `_Found`."""

    FILE = "files"
    OTHER = "ignored"
    CLOSED = "closed"
    OWN = "own"


def _is_link(path: Path) -> bool:
    """Whether something is a link; what cannot even be looked at is found out when it is listed or opened."""
    try:
        return path.is_symlink()
    except OSError:
        return False


def _kind_of(path: Path, is_own: bool) -> _Kind:
    """What a file of a deposit is; without an ending, only a file of its own may be a dossier."""
    if is_own:
        return _Kind.OWN
    if is_taken(path.name) and not (has_no_ending(path.name) and (_is_link(path) or not path.is_file())):
        return _Kind.FILE
    return _Kind.OTHER


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


def _walk(folder: Path, output: Path, names: OwnNames) -> list[tuple[Path, PurePosixPath, _Kind]]:
    """What stands below a folder, in a stable order: each thing, its path there, and what it is."""
    found: list[tuple[Path, _Kind]] = []
    outputs: set[Path] = set()

    def fail(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise error
        found.append((Path(error.filename), _Kind.CLOSED))

    for top, folders, files in os.walk(folder, onerror=fail):
        here = Path(top)
        if names.is_output_folder(here, set(files)) or is_same_folder(here, output):
            outputs.add(here)
        inner = [here / name for name in sorted(folders) if not is_folder_passed_over(name)]
        found += [(path, _Kind.OTHER) for path in inner if _is_link(path)]
        # A link that leads to the output folder is a link first.
        folders[:] = [path.name for path in inner if not _is_link(path) and not is_same_folder(path, output)]
        within = [one for one in (here, *here.parents) if one in outputs]
        for path in (here / name for name in sorted(files) if not is_passed_over(name)):
            own = any(names.is_output(path.relative_to(one).parts) for one in within)
            found.append((path, _kind_of(path, own)))
    listed = [(path, PurePosixPath(path.relative_to(folder).as_posix()), kind) for path, kind in found]
    return sorted(listed, key=lambda entry: entry[1].as_posix())


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
