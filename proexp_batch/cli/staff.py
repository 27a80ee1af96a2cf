"""The commands of the staff who look after the scheduled import: `registre`, `etat`, `purger`."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from proexp_batch.cli.french import FrenchCommand
from proexp_batch.cli.options import ConfigFile, DepositFolder, OutputFolder, RegisterFile, day

staff = typer.Typer()


def _day_option(name: str, help: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(
        name, metavar="AAAA-MM-JJ", parser=day, help=help, show_default=False
    )
    return option


@staff.command(cls=FrenchCommand, options_metavar="[OPTIONS]")
def registre(
    config: ConfigFile = None,
    output: OutputFolder = None,
    register: RegisterFile = None,
    dossier: Annotated[
        str | None,
        typer.Option(
            "--dossier",
            metavar="X",
            help="L'histoire d'un dossier : nom de fichier, SIRET, numéro de contrat, de dépôt ou d'attestation.",
            show_default=False,
        ),
    ] = None,
    since: Annotated[dt.date | None, _day_option("--depuis", "Traités ce jour ou après.")] = None,
    until: Annotated[dt.date | None, _day_option("--jusqu-au", "Traités ce jour ou avant.")] = None,
    status: Annotated[
        str | None,
        typer.Option("--statut", metavar="STATUT", help="Par exemple « à corriger ».", show_default=False),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(
            "--texte",
            metavar="TEXTE",
            help="Une partie du nom du fichier, de l'entreprise ou d'un numéro de contrat.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limite", metavar="N", min=1, help="Les N derniers dépôts.", show_default=False),
    ] = None,
    shape: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, json ou csv.")] = "table",
    backup: Annotated[
        Path | None,
        typer.Option(
            "--sauvegarder",
            metavar="FICHIER",
            help="Écrit une copie du registre, même pendant un traitement.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Affiche ce qui est arrivé, quand, et ce qui en est sorti."""
    from proexp_batch.cli.backup import back_up
    from proexp_batch.cli.places import register_path
    from proexp_batch.cli.register import Wanted, show_history, show_register

    path, folder = register_path(config, output, register)
    if backup is not None:
        return back_up(path, folder, backup)
    if dossier is not None:
        return show_history(path, folder, dossier, shape)
    return show_register(path, folder, Wanted(since, until, status, text, limit), shape)


@staff.command(cls=FrenchCommand, options_metavar="[OPTIONS]")
def etat(
    config: ConfigFile = None,
    deposit: DepositFolder = None,
    output: OutputFolder = None,
    register: RegisterFile = None,
    age: Annotated[
        int,
        typer.Option(
            "--age-max", metavar="MINUTES", min=1, help="L'âge du dernier passage à partir duquel regarder."
        ),
    ] = 1440,
    backlog: Annotated[
        int,
        typer.Option(
            "--attente-max",
            metavar="N",
            min=0,
            help="Le nombre de fichiers en attente à partir duquel regarder.",
        ),
    ] = 500,
    free: Annotated[
        int | None,
        typer.Option(
            "--libre-min",
            metavar="MO",
            min=0,
            help="L'espace libre sous lequel regarder ; sans cela, deux fois le réglage espace_libre.",
            show_default=False,
        ),
    ] = None,
    shape: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table ou json.")] = "table",
    days: Annotated[
        int | None,
        typer.Option(
            "--echeances",
            metavar="JOURS",
            min=0,
            max=36_500,
            help="Donne aussi les échéances en retard et celles des JOURS qui viennent.",
            show_default=False,
        ),
    ] = None,
    today: Annotated[
        dt.date | None,
        _day_option("--aujourdhui", "Le jour d'où comptent les échéances ; sans cela, aujourd'hui."),
    ] = None,
    ics: Annotated[
        Path | None,
        typer.Option(
            "--ics",
            metavar="FICHIER",
            help="Écrit ces échéances dans un fichier d'agenda (.ics).",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Dit comment va l'import planifié : code de sortie 0 bien, 1 à regarder, 3 en panne."""
    from proexp_batch.cli.deadlines import asked
    from proexp_batch.cli.health import show_state
    from proexp_batch.cli.places import settings_of
    from proexp_batch.watch.health import Limits

    limits, wanted = Limits(60 * age, backlog, free), asked(days, today, ics)
    return show_state(settings_of(config, deposit, output, register), limits, shape, wanted)


@staff.command(cls=FrenchCommand, options_metavar="[OPTIONS]")
def purger(
    before: Annotated[dt.date, _day_option("--avant", "Ce qui a été traité avant ce jour.")],
    config: ConfigFile = None,
    output: OutputFolder = None,
    register: RegisterFile = None,
    confirmed: Annotated[
        bool, typer.Option("--confirmer", help="Efface vraiment ; sans cette option, rien n'est effacé.")
    ] = False,
) -> int:
    """Montre, et avec --confirmer efface, ce qui a dépassé la durée de conservation."""
    from proexp_batch.cli.places import settings_of
    from proexp_batch.cli.purge import run_purge

    return run_purge(settings_of(config, None, output, register, deposit_needed=False), before, confirmed)
