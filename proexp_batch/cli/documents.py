"""The commands of the papers: `documents` makes them of workbooks, `gabarits` gives the templates to begin with."""

from pathlib import Path
from typing import Annotated

import typer

from proexp_batch.cli.circumstances import OwnRules, ParametersFile, Today, settings_of
from proexp_batch.cli.french import FrenchCommand
from proexp_batch.cli.options import Memory, Seconds, Size, limits_of
from proexp_batch.cli.paper_options import SealKey, Stamp, Templates, papers_of
from proexp_batch.engines.processes import warm_up
from proexp_batch.settings.papers import PAPERS

papers = typer.Typer()


@papers.command(cls=FrenchCommand, options_metavar="[OPTIONS]")
def documents(
    files: Annotated[
        list[Path], typer.Argument(metavar="FICHIER...", help="Les classeurs dont faire les documents.")
    ],
    output: Annotated[
        Path, typer.Option("--sortie", metavar="DOSSIER", help="Le dossier où écrire les PDF.")
    ],
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--type",
            metavar="TYPE",
            help=f"Le document à faire : {', '.join(PAPERS)} ou tout ; peut être répété. Tous sans cette option.",
            show_default=False,
        ),
    ] = None,
    today: Today = None,
    parameters: ParametersFile = None,
    own_rules: OwnRules = None,
    templates: Templates = None,
    key: SealKey = None,
    stamp: Stamp = None,
    seconds: Seconds = None,
    memory: Memory = None,
    size: Size = None,
) -> int:
    """Fait les documents d'un ou de plusieurs classeurs en PDF, sans rien écrire d'autre."""
    warm_up()
    from proexp_batch.cli.papers import kinds_of, write_papers

    choice = papers_of(kinds_of(kind or ()), templates, key, stamp)
    limits = limits_of(seconds, memory, size)
    return write_papers(
        files, output, settings_of(today, parameters, own_rules, limits=limits, papers=choice)
    )


@papers.command(cls=FrenchCommand, options_metavar="[OPTIONS]")
def gabarits(
    folder: Annotated[Path, typer.Argument(metavar="DOSSIER", help="Le dossier où écrire les gabarits.")],
) -> int:
    """Écrit les gabarits des documents en PDF et une charte à remplir, pour les adapter ; ne remplace rien."""
    from proexp_batch.cli.papers import write_templates

    return write_templates(folder)
