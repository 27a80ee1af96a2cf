"""Options that say under which circumstances dossiers are checked: the day, the parameters, the Opco's own rules."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proexp_batch.cli.options import day
from proexp_batch.settings.limits import USUAL, Limits
from proexp_batch.settings.papers import USUAL_PAPERS, PaperChoice

if TYPE_CHECKING:
    from proexp_batch.settings.run import Settings

Today = Annotated[
    dt.date | None,
    typer.Option(
        "--aujourdhui",
        metavar="AAAA-MM-JJ",
        parser=day,
        help="Le jour qui compte comme aujourd'hui, pour refaire un contrôle à l'identique.",
        show_default=False,
    ),
]
ParametersFile = Annotated[
    Path | None,
    typer.Option(
        "--parametres",
        metavar="FICHIER",
        help="Un fichier TOML de l'Opco qui remplace des paramètres datés.",
        show_default=False,
    ),
]
OwnRules = Annotated[
    list[str] | None,
    typer.Option(
        "--regles",
        metavar="FICHIER.py|MODULE",
        help="Des règles propres à l'Opco, à ajouter à celles du catalogue ; peut être répété.",
        show_default=False,
    ),
]


def settings_of(
    today: dt.date | None,
    parameters: Path | None,
    own_rules: list[str] | None,
    repair: bool = False,
    limits: Limits = USUAL,
    papers: PaperChoice = USUAL_PAPERS,
) -> "Settings":
    """The settings that the options make.

    Raises:
        typer.BadParameter: the file of parameters cannot be used.
    """
    from proexp_batch.settings.run import SettingsError, settings

    try:
        return settings(today or dt.date.today(), parameters, tuple(own_rules or ()), repair, limits, papers)
    except SettingsError as error:
        raise typer.BadParameter(str(error)) from None
