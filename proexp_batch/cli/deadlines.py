"""`etat --echeances`: what is to be done in the next days, from the last version of every dossier in the register."""

import datetime as dt
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proexp_batch.cli.errors import UnfinishedError, UsageFaultError
from proexp_batch.cli.places import opened
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import typo
from proexp_batch.register import Expected, RegisterError
from proexp_batch.settings.watch import WatchConfig

_ICS = ".ics"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which deadlines are asked for: those that come within `days` from `today`; `ics` is a file for calendars."""

    days: int
    today: dt.date
    ics: Path | None = None


def asked(days: int | None, today: dt.date | None, ics: Path | None) -> Asked | None:
    """What the options ask for, `None` if they do not ask for deadlines.

    Raises:
        UsageFaultError: they do not go together, or the file is none for calendars.
    """
    if days is None:
        if ics is not None or today is not None:
            option = "--ics" if ics is not None else "--aujourdhui"
            raise UsageFaultError(typo(f"{option} va avec --echeances : dites pour combien de jours."))
        return None
    if ics is not None and ics.suffix.casefold() != _ICS:
        raise UsageFaultError(
            typo(f"« {ics} » n'est pas un fichier d'agenda : donnez un nom qui finit par {_ICS}.")
        )
    return Asked(days, today or dt.date.today(), ics)


def expected(config: WatchConfig, wanted: Asked) -> list[Expected] | None:
    """The deadlines, written to the file for calendars too; `None` where the register cannot be used: a check says why.

    Raises:
        UnfinishedError: the file for calendars cannot be written.
    """
    try:
        with opened(config.registre, config.sortie) as register:
            found, identity = register.deadlines(wanted.today, wanted.days), register.identity
    except (UsageFaultError, UnfinishedError, RegisterError, sqlite3.Error):
        return None
    if wanted.ics is not None:
        _write(wanted.ics, found, identity)
    return found


def _write(path: Path, found: Sequence[Expected], identity: str) -> None:
    from proexp_batch.disk.files import write_whole
    from proexp_batch.documents.icalendar import icalendar

    try:
        write_whole(path, icalendar(found, identity))
    except OSError as error:
        raise UnfinishedError(typo(f"L'agenda « {path} » n'a pas pu être écrit : {why(error)}.")) from error


def as_plain(found: Sequence[Expected] | None) -> list[dict[str, Any]] | None:
    """The deadlines for programs."""
    if found is None:
        return None
    return [
        {
            "day": one.day.isoformat(),
            "state": one.state.value,
            "contract": one.shown_contract,
            "deposit": one.deposit,
            "kind": one.kind.value,
            "actor": one.kind.actor.value,
            "words": one.kind.words,
            "source": one.source,
        }
        for one in found
    ]


def as_lines(found: Sequence[Expected] | None, wanted: Asked) -> list[str]:
    """The deadlines for people, the counts first."""
    from proexp_batch.watch.deadlines import counted, told

    if found is None:
        return [typo("Échéances : le registre ne peut pas être lu, voyez plus haut pourquoi.")]
    lines = [f"{counted(found, wanted.days)}.", *(f"  {told(one)}" for one in found)]
    if wanted.ics is not None:
        lines.append(typo(f"Agenda écrit : « {wanted.ics} »."))
    return lines
