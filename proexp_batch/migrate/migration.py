"""Moves a workbook of an older template into that of today, so that nothing the company wrote is lost."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from proexp_batch.marking import patching
from proexp_batch.migrate.carrying import carried
from proexp_batch.migrate.leftovers import leftovers
from proexp_batch.migrate.old_workbook import open_old
from proexp_batch.migrate.problems import SourceError, refuse_unreadable
from proexp_batch.model.sheets import TEMPLATE_VERSION
from proexp_batch.reading.dossier import read
from proexp_batch.template.filled import Leftover, filled

_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Migrated:
    """A workbook in the template of today.

    `version` is that of the old template, `None` where the workbook does not say. `values` counts what was carried.
    """

    content: bytes
    version: str | None
    values: int
    leftovers: tuple[Leftover, ...]

    @property
    def is_current(self) -> bool:
        """Whether the workbook already was in the template of today."""
        return self.version == TEMPLATE_VERSION


def migrated(data: bytes, file: PurePosixPath) -> Migrated:
    """Move a workbook into the template of today.

    Values that the reader understands are written in their plain form, the others as they were typed. What has no
    place is listed in the sheet « Sans place ». Colours and notes of an earlier check are taken out first.

    Raises:
        SourceError: the workbook cannot be read, is none of ours, or comes from a newer version of the template.
    """
    # Before anything else opens the file: the reader refuses what is locked, damaged or absurdly big.
    refuse_unreadable(read(data, file, 0))
    data = _without_our_marks(data)
    dossier = read(data, file, 0)
    refuse_unreadable(dossier)
    old = open_old(data, file)
    if old.version is not None and _order(old.version) > _order(TEMPLATE_VERSION):
        raise SourceError(
            f"Ce classeur vient d'une version plus récente du modèle ({old.version}) que celle de ce programme "
            f"({TEMPLATE_VERSION}). Mettez le programme à jour, puis recommencez."
        )
    found = carried(dossier, old)
    left = tuple(leftovers(old, dossier.sheets, found.places))
    rows = {key: given for key, given in found.rows.items() if any(given)}
    count = sum(len(values) for given in rows.values() for values in given)
    return Migrated(filled(rows, left), old.version, count, left)


def _without_our_marks(data: bytes) -> bytes:
    try:
        return patching.clean(data)
    except patching.AnnotationError:
        # Such a package was never annotated by us; it is taken as it is.
        return data


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in _NUMBERS.findall(version))
