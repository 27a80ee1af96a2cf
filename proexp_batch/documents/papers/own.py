"""The folder in which an Opco keeps its own templates: tried before a run, and filled to begin with."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from proexp_batch.disk.files import write_whole
from proexp_batch.documents.papers.described import DESCRIBED
from proexp_batch.documents.papers.examples import SEAL, example
from proexp_batch.documents.papers.faults import TypesettingError
from proexp_batch.documents.papers.look import CHARTER, Look
from proexp_batch.documents.papers.typesetting import look_of, shipped_templates, typeset
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import typo

_TRIED = dt.date(2024, 2, 29)


def check_templates(own: Path, papers: Sequence[tuple[str, type[msgspec.Struct]]] = DESCRIBED) -> None:
    """Try the look and every template of an Opco's folder once, before anything is made with them.

    Each is tried with all that a paper may say, and with no more than what it always says.

    Raises:
        TypesettingError: one cannot be used; the sentence says which, where and what to do.
    """
    try:
        names = {path.name for path in own.iterdir()}
    except OSError as error:
        raise TypesettingError(
            typo(f"Le dossier des gabarits « {own} » n'a pas pu être lu : {why(error)}.")
        ) from None
    known = {CHARTER, *(f"{paper}.typ" for paper, _ in papers)}
    for name in sorted(names - known):
        meant = next((one for one in known if one == name.casefold()), None)
        if meant is not None:
            raise TypesettingError(
                typo(
                    f"Dans le dossier des gabarits, « {name} » ne serait pas pris : renommez-le « {meant} »."
                )
            )
    look_of(own)
    for paper, words in papers:
        if f"{paper}.typ" in names:
            for full in (True, False):
                told = {
                    "piece": example(words, full),
                    "projet": "projet" if full else None,
                    "sceau": SEAL if full else None,
                }
                typeset(paper, told, _TRIED, own)


def export_templates(into: Path) -> tuple[list[Path], list[Path]]:
    """Write the shipped templates and a `charte.toml` of which nothing applies yet; what is there stays as it is.

    Returns:
        The files that were written, and those that were there.

    Raises:
        OSError: the folder cannot be written.
    """
    written, kept = [], []
    for name, content in _start():
        path = into / name
        if path.exists() or path.is_symlink():
            kept.append(path)
        else:
            write_whole(path, content)
            written.append(path)
    return written, kept


def _start() -> Iterator[tuple[str, bytes]]:
    yield CHARTER, _charter().encode()
    for path in sorted(shipped_templates().glob("*.typ")):
        yield path.name, path.read_bytes()


def _charter() -> str:
    usual = Look()
    return f"""\
# La charte des documents : retirez le « # » au début des lignes dont vous vous servez.
# nom = "Opco Exemple"
# logo = "logo.svg"
# alternative = "Opco Exemple"
# couleur = "{usual.colour}"
# couleur_pale = "{usual.pale}"
# police = "{usual.font}"
"""
