"""The commands: each one a thin skin over a function of the package."""

import os
from pathlib import Path
from typing import Annotated

import typer

from proexp_batch import __version__
from proexp_batch.cli.attestations import attestations
from proexp_batch.cli.circumstances import OwnRules, ParametersFile, Today, settings_of
from proexp_batch.cli.documents import papers
from proexp_batch.cli.french import FrenchCommand, FrenchGroup
from proexp_batch.cli.options import Memory, Seconds, Size, engine_of, limits_of
from proexp_batch.cli.paper_options import Documents, NoPdf, SealKey, Stamp, Templates, papers_of
from proexp_batch.cli.seals import seals
from proexp_batch.cli.staff import staff
from proexp_batch.engines.processes import warm_up
from proexp_batch.settings.engine import ENGINES, PROCESSES
from proexp_batch.settings.limits import MEMORY, SECONDS, SIZE
from proexp_batch.settings.papers import chosen

app = typer.Typer(
    cls=FrenchGroup,
    help="Contrôle les dossiers Excel de contrats de professionnalisation expérimentaux.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    options_metavar="[OPTIONS]",
    subcommand_metavar="COMMANDE [ARGUMENTS]...",
)


EngineName = Annotated[
    str | None,
    typer.Option(
        "--moteur",
        metavar="|".join(ENGINES),
        help="Qui travaille : les processus de cette machine (sans cette option), ou les machines d'une grappe Dask.",
        show_default=False,
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--ordonnanceur",
        metavar="tcp://MACHINE:PORT",
        help="L'adresse de « dask scheduler », avec --moteur dask (docs/grande-echelle.md).",
        show_default=False,
    ),
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"proexp-batch {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", help="Affiche la version.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """Contrôle les dossiers Excel de contrats de professionnalisation expérimentaux."""


@app.command(cls=FrenchCommand, options_metavar="[OPTIONS]")
def traiter(
    deposits: Annotated[
        list[Path],
        typer.Argument(
            metavar="DEPOT...",
            help="Le dossier ou le fichier à contrôler ; plusieurs sont possibles, sous-dossiers compris.",
        ),
    ],
    output: Annotated[
        Path, typer.Option("--sortie", metavar="DOSSIER", help="Le dossier où écrire les résultats.")
    ],
    today: Today = None,
    parameters: ParametersFile = None,
    own_rules: OwnRules = None,
    repair: Annotated[
        bool,
        typer.Option(
            "--reparer",
            help="Corrige ce qui est certain dans les classeurs rendus, l'ancienne valeur en note.",
        ),
    ] = False,
    resume: Annotated[
        bool,
        typer.Option(
            "--reprendre",
            help="Continue un traitement interrompu : ce qui est écrit et n'a pas changé n'est pas refait.",
        ),
    ] = False,
    documents: Documents = None,
    no_pdf: NoPdf = False,
    templates: Templates = None,
    key: SealKey = None,
    stamp: Stamp = None,
    workers: Annotated[
        int,
        typer.Option(
            "--processus", metavar="N", min=0, help="Nombre de processus ; 0 pour autant que de processeurs."
        ),
    ] = 0,
    engine: EngineName = None,
    scheduler: Scheduler = None,
    seconds: Seconds = None,
    memory: Memory = None,
    size: Size = None,
) -> int:
    """Contrôle un dépôt et rend les classeurs annotés, les attestations et la synthèse."""
    choice = engine_of(engine, workers, scheduler)
    if choice.name == PROCESSES:
        warm_up()
    from proexp_batch.cli.batch import run_batch

    limits = limits_of(seconds, memory, size)
    papers = papers_of(chosen(bool(documents), not no_pdf), templates, key, stamp)
    circumstances = settings_of(today, parameters, own_rules, repair, limits, papers)
    return run_batch(deposits, output, circumstances, choice, resume)


@app.command(cls=FrenchCommand, options_metavar="[OPTIONS]")
def verifier(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Le classeur à contrôler.")],
    today: Today = None,
    parameters: ParametersFile = None,
    own_rules: OwnRules = None,
    shape: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte ou json.")] = "texte",
    seconds: Seconds = None,
    memory: Memory = None,
    size: Size = None,
) -> int:
    """Contrôle un seul classeur et affiche ce qui ne va pas, sans rien écrire."""
    warm_up()
    from proexp_batch.cli.verify import verify

    limits = limits_of(seconds, memory, size)
    return verify(file, settings_of(today, parameters, own_rules, limits=limits), shape)


@app.command(cls=FrenchCommand, options_metavar="[OPTIONS]")
def surveiller(
    deposit: Annotated[
        Path | None,
        typer.Argument(metavar="DEPOT", help="Le dossier où les entreprises déposent.", show_default=False),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--sortie", metavar="DOSSIER", help="Le dossier où écrire les résultats.", show_default=False
        ),
    ] = None,
    once: Annotated[
        bool, typer.Option("--une-fois", help="Traite ce qui est là et complet, puis s'arrête.")
    ] = False,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FICHIER", help="Un fichier TOML de réglages.", show_default=False),
    ] = None,
    returned: Annotated[
        str | None,
        typer.Option(
            "--retour",
            metavar="sortie|depot",
            help="Où rendre les classeurs annotés : dans la sortie, ou dans un dossier « retour » du dépôt.",
            show_default=False,
        ),
    ] = None,
    delay: Annotated[
        float | None,
        typer.Option(
            "--delai",
            metavar="SECONDES",
            help="Un fichier est complet s'il n'a pas changé depuis ce temps.",
            show_default=False,
        ),
    ] = None,
    today: Today = None,
    parameters: ParametersFile = None,
    own_rules: OwnRules = None,
    repair: Annotated[
        bool | None,
        typer.Option("--reparer", help="Corrige ce qui est certain dans les classeurs rendus."),
    ] = None,
    documents: Documents = None,
    no_pdf: NoPdf = False,
    templates: Templates = None,
    key: SealKey = None,
    stamp: Stamp = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--processus",
            metavar="N",
            min=0,
            help="Nombre de processus ; 0 pour autant que de processeurs.",
            show_default=False,
        ),
    ] = None,
    engine: EngineName = None,
    scheduler: Scheduler = None,
    seconds: Seconds = None,
    memory: Memory = None,
    size: Size = None,
) -> int:
    """Traite les dépôts d'un dossier partagé à mesure qu'ils arrivent, chacun une seule fois."""
    warm_up()
    from proexp_batch.cli.watch import run_watch

    overrides = {
        "depot": deposit,
        "sortie": output,
        "retour": returned,
        "delai": delay,
        "parametres": parameters,
        "regles": tuple(own_rules) if own_rules else None,
        "reparer": repair,
        "documents": documents,
        "pdf": False if no_pdf else None,
        "gabarits": templates,
        "cle": key,
        "cachet": stamp,
        "processus": workers,
        "moteur": engine,
        "ordonnanceur": scheduler,
        SECONDS.name: seconds,
        MEMORY.name: memory,
        SIZE.name: size,
    }
    return run_watch(config, overrides, os.environ, once, today)


@app.command(cls=FrenchCommand, options_metavar="[OPTIONS]")
def modele(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FICHIER",
            help="Le fichier à écrire ; un dossier avec une liste d'entreprises. "
            "Par défaut : dossier_proexp.xlsx, dossiers_proexp, ou un nouveau nom à côté de l'ancien classeur.",
            show_default=False,
        ),
    ] = None,
    prefilled: Annotated[
        Path | None,
        typer.Option(
            "--prerempli",
            metavar="SOURCE",
            help="Préremplit le modèle d'après un dépôt antérieur de l'entreprise (.xlsx, .xlsm), "
            "ou un modèle par ligne d'une liste d'entreprises (.csv).",
            show_default=False,
        ),
    ] = None,
    old: Annotated[
        Path | None,
        typer.Option(
            "--migrer",
            metavar="ANCIEN.xlsx",
            help="Reprend sans perte un classeur d'un ancien modèle dans le modèle actuel.",
            show_default=False,
        ),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--remplacer", help="Remplace le fichier s'il existe déjà.")
    ] = False,
) -> int:
    """Écrit le modèle de classeur à remplir par les entreprises, vide ou prérempli."""
    from proexp_batch.cli.templates import write_migrated, write_prefilled, write_template

    if prefilled is not None and old is not None:
        raise typer.BadParameter("--prerempli et --migrer ne vont pas ensemble : choisissez l'un des deux.")
    if prefilled is not None:
        return write_prefilled(prefilled, file, replace)
    if old is not None:
        return write_migrated(old, file, replace)
    return write_template(file, replace)


@app.command(cls=FrenchCommand, options_metavar="[OPTIONS]")
def regles(
    step: Annotated[
        int | None,
        typer.Option(
            "--etape", metavar="1-6", min=1, max=6, help="Les règles qui s'appliquent à cette étape."
        ),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--feuille", metavar="NOM", help="Les règles d'une feuille du classeur.")
    ] = None,
    severity: Annotated[
        str | None,
        typer.Option("--gravite", metavar="GRAVITÉ", help="bloquant, avertissement ou information."),
    ] = None,
    shape: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, json ou md.")] = "table",
    parameters: ParametersFile = None,
    own_rules: OwnRules = None,
) -> int:
    """Affiche le catalogue des règles."""
    from proexp_batch.cli.rules import Filters, show_rules

    return show_rules(Filters(step, sheet, severity), shape, settings_of(None, parameters, own_rules))


@app.command(cls=FrenchCommand, options_metavar="[OPTIONS]")
def expliquer(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Le code d'une règle, par exemple APP-004.")],
    parameters: ParametersFile = None,
    own_rules: OwnRules = None,
) -> int:
    """Explique une règle : pourquoi, source, valeurs en vigueur, exemples, comment corriger."""
    from proexp_batch.cli.rules import explain_rule

    return explain_rule(code, settings_of(None, parameters, own_rules))


@app.command(cls=FrenchCommand, options_metavar="[OPTIONS]")
def manuel(
    folder: Annotated[Path, typer.Argument(metavar="DOSSIER", help="Le dossier de la documentation.")] = Path(
        "docs"
    ),
) -> int:
    """Écrit les pages de documentation des règles, des colonnes et des gabarits."""
    from proexp_batch.cli.rules import write_pages

    return write_pages(folder)


app.add_typer(papers)
app.add_typer(staff)
app.add_typer(attestations)
app.add_typer(seals)
