"""Templates made from a company's workbook, which may hold anything: in a process with the limits of one file."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from proexp_batch.cli.errors import UnfinishedError
from proexp_batch.engines.engine import EndedError, Ending, Work
from proexp_batch.engines.processes import once
from proexp_batch.engines.worker import Tell
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import number, typo
from proexp_batch.settings.limits import USUAL

if TYPE_CHECKING:
    from proexp_batch.migrate.migration import Migrated
    from proexp_batch.migrate.prefill import Prefilled

Result = TypeVar("Result")
Source = tuple[bytes, PurePosixPath]
"""A workbook and its name."""

_ENDED = {
    Ending.TIME: f"sa reprise a été arrêtée : elle prenait plus de {USUAL.seconds} secondes",
    Ending.MEMORY: f"sa reprise a été arrêtée : elle demandait plus de {number(USUAL.memory, 0)} Mo de mémoire",
    Ending.CRASH: "sa reprise s'est arrêtée brutalement",
}


class TooMuchError(Exception):
    """The workbook takes more than a workbook may; the message is a French sentence that says what to do."""


def prefill(source: Source) -> "Prefilled":
    """See `migrate.prefill.prefilled`.

    Raises:
        TooMuchError: the workbook is too big, or its work comes to no end.
        SourceError: as there.
        UnfinishedError: no process can be started.
    """
    return _done(_prefill, source)


def migrate(source: Source) -> "Migrated":
    """See `migrate.migration.migrated`.

    Raises:
        TooMuchError, SourceError, UnfinishedError: as for `prefill`.
    """
    return _done(_migrate, source)


def _prefill(source: Source, tell: Tell) -> "Prefilled":
    from proexp_batch.migrate.prefill import prefilled

    return prefilled(*source)


def _migrate(source: Source, tell: Tell) -> "Migrated":
    from proexp_batch.migrate.migration import migrated

    return migrated(*source)


def _done(work: Work[Source, Result], source: Source) -> Result:
    if len(source[0]) > USUAL.bytes:
        raise TooMuchError(typo(f"il est trop gros pour un dossier ({len(source[0]) // 1_000_000} Mo)."))
    try:
        return once(work, source, USUAL)
    except OSError as error:
        raise UnfinishedError(typo(f"Le travail n'a pas pu être fait : {why(error)}.")) from error
    except EndedError as error:
        raise TooMuchError(
            typo(f"{_ENDED[error.ending]}. Recopiez vos données dans un modèle neuf.")
        ) from None
