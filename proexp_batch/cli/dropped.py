"""Paths that were dropped on the icon of the program: how they are told from a command, and where their results go."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path, PurePosixPath

from proexp_batch.cli.errors import UsageFaultError
from proexp_batch.disk.names import LONGEST, shortened, unique
from proexp_batch.disk.own import IDENTITY
from proexp_batch.documents.catalogue import own_names
from proexp_batch.model.wording import NBSP, plural, typo


def are_dropped(arguments: Sequence[str], commands: Collection[str]) -> bool:
    """Whether arguments are nothing but paths; a word that is a command is that, whatever lies in the folder."""
    return bool(arguments) and arguments[0] not in commands and all(map(_is_path, arguments))


def _is_path(argument: str) -> bool:
    # One that was dropped is absolute, and may be gone by now.
    return not argument.startswith("-") and (Path(argument).is_absolute() or os.path.lexists(argument))


def results_of(deposits: Sequence[Path]) -> Path:
    """The folder for the results of what was dropped: beside it, and within none of it.

    It is not there yet, or it is empty, or, for a single deposit, it holds earlier results and nothing else is known
    to be in it. Several deposits get a new one each time: nothing tells whose results another one holds.

    Raises:
        UsageFaultError: nothing is beside what was dropped.
    """
    roots = [Path(os.path.realpath(deposit)) for deposit in deposits]
    for beside in (*(deposit.absolute() for deposit in deposits), *roots):
        parent = Path(os.path.realpath(beside.parent))
        if beside.name not in ("", "..") and not any(parent.is_relative_to(root) for root in roots):
            return _free(beside.parent, _title(beside.name, len(deposits)), reused=len(deposits) == 1)
    raise UsageFaultError(
        typo(
            "C'est un disque entier qui a été déposé : les résultats n'ont pas de place à côté. "
            "Ouvrez-le, et déposez le dossier ou les classeurs à contrôler."
        )
    )


def _title(name: str, number: int) -> str:
    # The spaces of a name are those that people type when they look for it.
    others = f" et {plural(number - 1, 'autre')}".replace(NBSP, " ") if number > 1 else ""
    ending = f"{others} - résultats"
    return shortened(name, LONGEST).rstrip(" .") + ending


def _free(parent: Path, title: str, *, reused: bool) -> Path:
    name = unique(PurePosixPath(title), lambda name: not _may_hold_results(parent / name, reused))
    return parent / name


def _may_hold_results(folder: Path, reused: bool) -> bool:
    """Whether nothing is lost where results are written into a folder."""
    if not os.path.lexists(folder):
        return True
    try:
        names = {path.name for path in folder.iterdir()}
    except OSError:
        return False
    if folder.is_symlink():
        return False
    # The output folder of an import is kept by its register.
    return not names or (reused and IDENTITY not in names and own_names().is_output_folder(folder, names))
