"""`synthese.html`: one run as one file that any browser shows, without network and without a script to read it."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import BinaryIO

from proexp_batch.decision.facts import Run
from proexp_batch.documents.document import DossierDocument, Results
from proexp_batch.documents.html import attention, counts, lists, look
from proexp_batch.documents.html.markup import Markup, closing, joined, link, opening, tag
from proexp_batch.documents.report import Report
from proexp_batch.documents.summary.document import Summary
from proexp_batch.documents.summary.figures import Counting, Figures
from proexp_batch.documents.summary.words import MOST_ROWS, TITLE, circumstances, ended, left
from proexp_batch.model.wording import long_date, plural, typo


def write_page(
    file: BinaryIO,
    run: Run,
    results: Results,
    documents: Sequence[DossierDocument],
    most: int = MOST_ROWS,
) -> None:
    """Write the page of one run as UTF-8, dossier by dossier; lists end after `most` rows.

    The results are gone through once for the figures, then once for each list, as far as it goes. Links to other outputs
    are relative: the page belongs at the top of the output folder.
    """
    counting = Counting()
    for decision, _ in results:
        counting.add(decision)
    for piece in _pieces(run, results, counting.figures(), documents, most):
        file.write(piece.encode())
        file.write(b"\n")


def _pieces(
    run: Run, results: Results, counted: Figures, documents: Sequence[DossierDocument], most: int
) -> Iterator[str]:
    every, contracts = sum(counted.dossiers.values()), sum(counted.contracts.values())
    yield from _head(run, counted)
    yield from _section("bref", "En bref", [counts.key(counted)])
    urgent = attention.Attention(counted, documents, most)
    yield from _section("a-traiter", "À traiter d'abord", urgent.pieces(results))
    yield from _section("repartition", "Répartition", counts.spread(counted))
    yield from _section("regles", "Constats les plus fréquents", [counts.rules(counted.rules)])
    yield from _section("dossiers", "Dossiers", lists.dossiers(results, documents, every, most))
    yield from _section("contrats", "Contrats", lists.contracts(results, documents, contracts, most))
    yield from _left(run, most)
    yield _end()


def _head(run: Run, counted: Figures) -> Iterator[Markup]:
    yield Markup("<!DOCTYPE html>")
    yield opening("html", lang="fr")
    yield tag(
        "head",
        opening("meta", charset="utf-8"),
        opening("meta", http_equiv="Content-Security-Policy", content=look.policy()),
        opening("meta", name="viewport", content="width=device-width, initial-scale=1"),
        opening("meta", name="robots", content="noindex"),
        tag("title", f"{TITLE}, situation au {long_date(run.today)}"),
        tag("style", Markup(look.style())),
    )
    yield opening("body")
    yield tag("a", "Aller au contenu", href="#contenu", class_="evitement")
    yield tag("header", tag("h1", TITLE), tag("p", circumstances(run), class_="gris"), _contents(counted))
    yield opening("main", id="contenu", tabindex="-1")


def _contents(counted: Figures) -> Markup:
    """Where to go, the most urgent first."""
    urgent = [
        (anchor, status.counted(counted.dossiers[status]))
        for status, (anchor, _) in attention.KINDS.items()
        if counted.dossiers[status]
    ]
    sections = [
        ("repartition", "Répartition"),
        ("regles", "Constats les plus fréquents"),
        ("dossiers", plural(sum(counted.dossiers.values()), "dossier")),
        ("contrats", plural(sum(counted.contracts.values()), "contrat")),
    ]
    places = (tag("li", tag("a", words, href=f"#{anchor}")) for anchor, words in [*urgent, *sections])
    return tag("nav", tag("ul", *places), aria_label="Sommaire")


def _section(anchor: str, title: str, pieces: Iterator[Markup] | Sequence[Markup]) -> Iterator[Markup]:
    yield opening("section", aria_labelledby=anchor)
    yield tag("h2", title, id=anchor)
    yield from pieces
    yield closing("section")


def _left(run: Run, most: int) -> Iterator[Markup]:
    """What of the deposit was not checked."""
    kinds = list(left(run))
    if not kinds:
        return
    yield opening("section", aria_labelledby="non-controle")
    yield tag("h2", "Ce qui n'a pas été contrôlé", id="non-controle")
    for title, paths in kinds:
        yield tag("h3", title)
        if len(paths) > most:
            yield tag("p", ended(most, len(paths), "noms", "synthese.xlsx les donne tous"), class_="gris")
        yield opening("ul")
        for path in paths[:most]:
            yield tag("li", str(path))
        yield closing("ul")
    yield closing("section")


def _end() -> Markup:
    beside = joined(
        *(link(PurePosixPath(name), name) for name in (Summary.name, Report.name)), between=" et "
    )
    said = typo(
        "Cette page se lit sans réseau ; ses liens ouvrent les fichiers tant qu'elle reste dans son dossier. "
    )
    return joined(
        closing("main"),
        tag("footer", tag("p", said, typo("Les mêmes chiffres : "), beside, ".", class_="gris")),
        tag("script", Markup(look.script())),
        closing("body"),
        closing("html"),
    )
