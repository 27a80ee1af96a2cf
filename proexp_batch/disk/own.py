"""Knows what this program has written into a folder, in this run or an earlier one: it is no deposit."""

from dataclasses import dataclass
from pathlib import Path

from proexp_batch.disk.content import opened_below
from proexp_batch.disk.held import Place

DOSSIERS = "dossiers"
"""The folder of the outputs of each dossier, in the output folder."""

IDENTITY = ".proexp-identite"
"""The file that tells the output folder of an import from another one."""

_HEAD = 400
_IN_HEAD = (b'"version"', b'"run"', b'"started"')


@dataclass(frozen=True, slots=True)
class OwnNames:
    """How outputs are named: those of each dossier, those of a batch, and the one of these that programs read.

    `labelled` are the beginnings and endings of names that have something of their own between.
    """

    of_dossier: frozenset[str] = frozenset()
    of_batch: frozenset[str] = frozenset()
    report: str = ""
    labelled: frozenset[tuple[str, str]] = frozenset()

    def is_output_folder(self, folder: Path, names: set[str]) -> bool:
        """Whether a folder with these files is one that outputs were written into."""
        if IDENTITY in names:
            return True
        if not self.report or self.report not in names:
            return False
        try:
            with opened_below(Place.of(folder / self.report)) as file:
                head = file.read(_HEAD)
        except OSError:
            return False
        return all(sign in head for sign in _IN_HEAD)

    def is_output(self, inside: tuple[str, ...]) -> bool:
        """Whether a file of an output folder, by the parts of its path there, is an output."""
        *folders, name = (part.casefold() for part in inside)
        if not folders:
            return name in self.of_batch
        return folders[0] == DOSSIERS and len(folders) > 1 and self.is_of_dossier(name)

    def is_of_dossier(self, name: str) -> bool:
        """Whether an output of a dossier may bear this name."""
        name = name.casefold()
        return name in self.of_dossier or any(
            name.startswith(start) and name.endswith(end) for start, end in self.labelled
        )


def is_same_folder(one: Path, other: Path) -> bool:
    """Whether two paths lead to the same folder, however they are written; one that is not there is no other."""
    try:
        return one.samefile(other)
    except OSError:
        return False
