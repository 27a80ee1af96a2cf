"""Options that several commands have in common."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from proexp_batch.cli.errors import UsageFaultError
from proexp_batch.model.wording import fold, typo
from proexp_batch.settings.engine import ENGINES, PROCESSES, SCHEDULER, EngineChoice, is_scheduler
from proexp_batch.settings.limits import MEMORY, SECONDS, SIZE, USUAL, Bound, Limits


def day(text: str) -> dt.date:
    """A day as people write it on a command line."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"« {text} » n'est pas une date de la forme AAAA-MM-JJ.") from None


def shape_of(name: str, shapes: Sequence[str]) -> str:
    """The shape of an answer that a person asks for, one of those that a command has.

    Raises:
        UsageFaultError: it has no such shape.
    """
    if fold(name) not in shapes:
        raise UsageFaultError(typo(f"Format inconnu : {name}. Les formats sont : {', '.join(shapes)}."))
    return fold(name)


ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FICHIER",
        help="Le fichier TOML des réglages de l'import (docs/configuration.md).",
        show_default=False,
    ),
]
DepositFolder = Annotated[
    Path | None,
    typer.Option(
        "--depot", metavar="DOSSIER", help="Le dossier où les entreprises déposent.", show_default=False
    ),
]
OutputFolder = Annotated[
    Path | None,
    typer.Option("--sortie", metavar="DOSSIER", help="Le dossier des résultats.", show_default=False),
]
RegisterFile = Annotated[
    Path | None,
    typer.Option(
        "--registre",
        metavar="FICHIER",
        help="Le registre, s'il n'est pas dans le dossier des résultats.",
        show_default=False,
    ),
]


def _limit(bound: Bound) -> typer.models.OptionInfo:
    what = bound.description[0].upper() + bound.description[1:]
    option: typer.models.OptionInfo = typer.Option(
        f"--{bound.name.replace('_', '-')}",
        metavar=bound.unit.upper(),
        min=bound.least,
        max=bound.most,
        help=f"{what} ; {bound.usual} sans cette option.",
        show_default=False,
    )
    return option


Seconds = Annotated[int | None, _limit(SECONDS)]
Memory = Annotated[int | None, _limit(MEMORY)]
Size = Annotated[int | None, _limit(SIZE)]


def limits_of(seconds: int | None, memory: int | None, size: int | None) -> Limits:
    """The limits of one file, the usual ones where none is given."""
    return Limits(seconds or USUAL.seconds, memory or USUAL.memory, size or USUAL.size)


def engine_of(name: str | None, workers: int, scheduler: str | None) -> EngineChoice:
    """The engine that the options choose.

    Raises:
        UsageFaultError: there is no such engine, the address is none, or the options do not go together.
    """
    choice = EngineChoice(PROCESSES if name is None else fold(name), workers, scheduler)
    if choice.name not in ENGINES:
        raise UsageFaultError(typo(f"Moteur inconnu : {name}. Les moteurs sont : {', '.join(ENGINES)}."))
    if scheduler is not None and not is_scheduler(scheduler):
        raise UsageFaultError(typo(f"Valeur refusée pour --ordonnanceur : il faut {SCHEDULER}."))
    if fault := choice.fault(lambda name: f"--{name}"):
        reason = fault[1]
        raise UsageFaultError(typo(f"{reason[0].upper()}{reason[1:]}."))
    return choice
