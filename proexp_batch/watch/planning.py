"""Decides where the outputs, the summary and the input of each deposit go, so that no name is used twice."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from proexp_batch.decision.facts import Status
from proexp_batch.disk.files import settled
from proexp_batch.disk.held import OutsideError, Place, folder_of
from proexp_batch.disk.names import folded, safe_name, safe_path, shortened, unique
from proexp_batch.disk.own import DOSSIERS
from proexp_batch.documents.catalogue import of_dossier
from proexp_batch.formats.registry import without_ending
from proexp_batch.register import Deposit
from proexp_batch.settings.watch import WatchConfig
from proexp_batch.watch.lot import Entry, Plan
from proexp_batch.watch.scan import RETURN, Seen

LOTS = "lots"
NOTE = " - à lire.txt"
"""How the name of the text ends that says why nothing is given back."""

_LONGEST_TAKEN = 120


class Taken:
    """The names that are taken below a folder, on disk or by what is planned, whatever the case of letters."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._names: dict[PurePosixPath, set[str]] = {}

    def __call__(self, path: PurePosixPath) -> bool:
        """Whether a path below the folder is taken."""
        return path.name.casefold() in self._in(path.parent)

    def add(self, path: PurePosixPath) -> None:
        """Take a path."""
        self._in(path.parent).add(path.name.casefold())

    def _in(self, folder: PurePosixPath) -> set[str]:
        key = PurePosixPath(folded(folder))
        if key not in self._names:
            try:
                found = [path.name for path in (self._root / folder).iterdir()]
            except (FileNotFoundError, NotADirectoryError):
                found = []
            self._names[key] = {name.casefold() for name in found}
        return self._names[key]


def entries(config: WatchConfig, ready: Sequence[Seen], received: dt.datetime) -> list[tuple[Seen, Entry]]:
    """Plan the files of a lot.

    Raises:
        OSError: the folder of the outputs cannot be listed.
    """
    dossiers, returned = Taken(config.sortie / DOSSIERS), Taken(config.depot)
    files: set[PurePosixPath] = set()
    planned = []
    for number, seen in enumerate(ready, start=1):
        file = unique(safe_path(seen.file), files.__contains__, safe_path(seen.file).suffix)
        files.add(file)
        folder, beside = _outputs(config, seen.file, file, dossiers, returned)
        ending = file.suffix[:16]
        name = f"{number:04d} {shortened(file.stem, _LONGEST_TAKEN)}{ending}"
        entry = Entry(number, str(file), name, folder.as_posix(), beside, received.isoformat())
        planned.append((seen, entry))
    return planned


def _outputs(
    config: WatchConfig, seen: PurePosixPath, file: PurePosixPath, dossiers: Taken, returned: Taken
) -> tuple[PurePosixPath, str | None]:
    """The folder of a file's outputs and, where they go back to the company, what their names begin with."""
    place = _returned(config, seen, returned)
    if place is not None:
        return place.parent, place.name
    folder = unique(without_ending(file), dossiers)
    dossiers.add(folder)
    return folder, None


def _returned(config: WatchConfig, seen: PurePosixPath, taken: Taken) -> PurePosixPath | None:
    """The place of the outputs in the company's own folder, `None` if they do not go there."""
    if config.retour != "depot":
        return None
    folder = _return_folder(seen)
    if not can_return(config, folder):
        return None
    outputs = [document.name for document in of_dossier()]
    place = unique(
        folder / safe_name(called(seen)),
        lambda path: any(taken(path.with_name(f"{path.name} - {name}")) for name in outputs),
    )
    for name in outputs:
        taken.add(place.with_name(f"{place.name} - {name}"))
    return PurePosixPath(config.depot.absolute().as_posix()) / place


def called(file: PurePosixPath) -> str:
    """What a company calls its workbook, whatever we have added to the name when we gave it back.

    A copy of what was given back may bear a number that a system has put there.
    """
    name = without_ending(file).name
    stems = "|".join(re.escape(PurePosixPath(one.name).stem) for one in of_dossier())
    added = re.compile(rf" - (?:{stems})(?: ?\(\d{{1,4}}\))?\Z", re.IGNORECASE)
    while (shorter := added.sub("", name)) not in (name, ""):
        name = shorter
    return name


def _return_folder(file: PurePosixPath) -> PurePosixPath:
    """The folder in which results are given back for a file; what was corrected there goes back to it."""
    return (file.parent.parent if file.parent.name.casefold() == RETURN else file.parent) / RETURN


def note_of(file: PurePosixPath) -> PurePosixPath:
    """The text with the company that says why nothing is given back for a file of that name."""
    return _return_folder(file) / f"{safe_name(called(file))}{NOTE}"


def is_told(deposit: Deposit) -> bool:
    """Whether the company gets a text that says why nothing is given back."""
    return deposit.status in (Status.UNREADABLE, Status.DUPLICATE)


def can_return(config: WatchConfig, folder: PurePosixPath) -> bool:
    """Whether a folder of the deposit may take what is given back: no link or file stands in its place.

    A link would lead the outputs to wherever it points.
    """
    try:
        with folder_of(Place(config.depot, folder / RETURN)):
            return True
    except OutsideError:
        return False


def unreachable(config: WatchConfig, plan: Plan) -> dict[Entry, Entry]:
    """The files of a plan whose outputs cannot go back to the company any more, with another place for them.

    Raises:
        OSError: a folder cannot be looked at.
    """
    dossiers, found = Taken(config.sortie / DOSSIERS), {}
    for entry in plan.entries:
        folder = PurePosixPath(entry.folder)
        if not folder.is_absolute():
            continue
        below = Path(folder)
        if below.is_relative_to(config.depot) and can_return(
            config, PurePosixPath(below.relative_to(config.depot).as_posix())
        ):
            continue
        free = unique(without_ending(PurePosixPath(entry.file)), dossiers)
        dossiers.add(free)
        found[entry] = replace(entry, folder=free.as_posix(), beside=None)
    return found


def lot_name(config: WatchConfig, moment: dt.datetime) -> str:
    """The name of the folder for the summary of a lot.

    Raises:
        OSError: the folder of the lots cannot be listed.
    """
    stamp = moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    return unique(PurePosixPath(stamp), Taken(config.sortie / LOTS)).name


class Stores:
    """Finds free places in the archive and the quarantine for the files of one lot."""

    def __init__(self, config: WatchConfig, moment: dt.datetime) -> None:
        self._config = config
        self._month = f"{moment:%Y-%m}"
        self._taken = {folder: Taken(folder) for folder in (config.archive, config.quarantaine)}

    def place(self, file: PurePosixPath, readable: bool) -> str:
        """A free place, as it stands in the register: relative to the output folder, or absolute elsewhere.

        Raises:
            OSError: a folder cannot be listed.
        """
        root = self._config.archive if readable else self._config.quarantaine
        taken, inside = self._taken[root], safe_path(file)
        if readable:
            inside = PurePosixPath(self._month) / inside
        free = unique(
            inside, lambda path: taken(path) or (not readable and taken(explanation_of(path))), inside.suffix
        )
        taken.add(free)
        if not readable:
            taken.add(explanation_of(free))
        return relative_to_output(self._config, root / free)


def explanation_of(path: PurePosixPath) -> PurePosixPath:
    """The place of the text that says why a file is in the quarantine."""
    return path.with_name(f"{path.name}.txt")


def relative_to_output(config: WatchConfig, path: Path) -> str:
    """A place as it stands in the register."""
    path, output = path.absolute(), config.sortie.absolute()
    return path.relative_to(output).as_posix() if path.is_relative_to(output) else path.as_posix()


def placed(config: WatchConfig, name: str) -> Place:
    """Where a path of the register is: which of the configured folders, and its path there.

    A path in no such folder stays absolute, and is refused when it comes to removing it.
    """
    # Settings were once recorded with their `..`: where it leads decides, not how it is written.
    path = settled(config.sortie / name)
    for root in (config.quarantaine, config.archive, config.sortie, config.depot):
        if path.is_relative_to(root):
            return Place(root, PurePosixPath(path.relative_to(root).as_posix()))
    return Place(config.sortie, PurePosixPath(path.as_posix()))
