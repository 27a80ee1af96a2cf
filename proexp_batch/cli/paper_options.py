"""Options that choose the papers of a run, how they look, and what seals them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from proexp_batch.disk.files import settled
from proexp_batch.settings.papers import PaperChoice

Documents = Annotated[
    bool | None,
    typer.Option(
        "--documents",
        help="Écrit aussi en PDF le référentiel, les parcours, les bilans et les certificats de réalisation.",
        show_default=False,
    ),
]
NoPdf = Annotated[
    bool,
    typer.Option("--sans-pdf", help="N'écrit pas les attestations en PDF, seulement leur feuille."),
]
Templates = Annotated[
    Path | None,
    typer.Option(
        "--gabarits",
        metavar="DOSSIER",
        help="Vos gabarits, polices et charte.toml pour les PDF (docs/gabarits.md).",
        show_default=False,
    ),
]
SealKey = Annotated[
    Path | None,
    typer.Option(
        "--cle",
        metavar="FICHIER",
        help="La clé privée qui scelle les attestations, faite par « cle creer » (docs/documents.md).",
        show_default=False,
    ),
]
Stamp = Annotated[
    Path | None,
    typer.Option(
        "--cachet",
        metavar="FICHIER.p12",
        help="Le certificat du cachet électronique à apposer aux attestations en PDF.",
        show_default=False,
    ),
]


def papers_of(
    kinds: Iterable[str],
    templates: Path | None,
    key: Path | None,
    stamp: Path | None,
) -> PaperChoice:
    """The papers that the options choose; paths as they are found wherever a process is started."""
    templates, key, stamp = (None if path is None else settled(path) for path in (templates, key, stamp))
    return PaperChoice(frozenset(kinds), templates, key, stamp)
