"""Drafts as decided dossiers with all that their papers say, and the text of papers."""

import io
from collections.abc import Iterator
from pathlib import PurePosixPath

import pypdf

from proexp_batch.decision.contents import Contents
from proexp_batch.decision.decide import decide
from proexp_batch.decision.facts import DossierDecision
from proexp_batch.documents.document import Unmade
from proexp_batch.documents.papers.paper import Paper
from proexp_batch.pipeline.first_half import check_dossiers
from proexp_batch.settings.papers import PAPERS, PaperChoice
from proexp_batch.settings.run import settings
from tests.making.draft import Draft

ALL = PaperChoice(kinds=frozenset(PAPERS.values()))


def decided(draft: Draft) -> DossierDecision:
    """What is decided of a draft, with its contents."""
    [facts], _ = check_dossiers([draft.dossier()], settings(draft.today, papers=ALL))
    return decide(facts, PurePosixPath(draft.name))


def contents_of(decision: DossierDecision) -> Contents:
    assert decision.contents is not None
    return decision.contents


def made(paper: Paper, decision: DossierDecision) -> dict[str, bytes]:
    """The PDF files of a paper, by label."""
    return {label: content for label, content in _files(paper, decision) if isinstance(content, bytes)}


def unmade(paper: Paper, decision: DossierDecision) -> list[str]:
    """What is told of the files that are not made, with ordinary spaces."""
    files = _files(paper, decision)
    return [" ".join(content.sentence.split()) for _, content in files if isinstance(content, Unmade)]


def _files(paper: Paper, decision: DossierDecision) -> Iterator[tuple[str, bytes | Unmade]]:
    if paper.is_due(decision):
        yield from paper.files(decision, b"", settings(contents_of(decision).today, papers=ALL))


def text_of(pdf: bytes) -> str:
    """The text of a PDF, with ordinary spaces."""
    pages = (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(" ".join(pages).split())
