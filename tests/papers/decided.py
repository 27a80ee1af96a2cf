"""Drafts as decided dossiers with all that their papers say, and the text of papers."""

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import PurePosixPath

import pypdf

from proexp_batch.decision.contents import Contents
from proexp_batch.decision.decide import decide
from proexp_batch.decision.facts import DossierDecision
from proexp_batch.decision.gathering import contents
from proexp_batch.documents.document import Unmade
from proexp_batch.documents.papers.paper import Paper
from proexp_batch.model.parameters import standard_parameters
from proexp_batch.pipeline.first_half import check_dossiers
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.settings.run import Settings, settings
from tests.making.draft import Draft


def decided(draft: Draft, today: dt.date | None = None) -> DossierDecision:
    """What is decided of a draft, with its contents."""
    day = today or draft.today
    [facts], _ = check_dossiers([draft.dossier()], settings(day))
    decision = decide(facts, PurePosixPath(draft.name))
    object.__setattr__(decision, "contents", contents_of(draft, day))
    return decision


def contents_of(draft: Draft, today: dt.date) -> Contents:
    return contents(Batch([draft.dossier()], standard_parameters(), today), [0])[0]


def made(paper: Paper, decision: DossierDecision) -> dict[str, bytes]:
    """The PDF files of a paper, by label; none must fail."""
    return {label: content for label, content in _files(paper, decision) if isinstance(content, bytes)}


def unmade(paper: Paper, decision: DossierDecision) -> list[str]:
    """What is told of the files that are not made."""
    return [content.sentence for _, content in _files(paper, decision) if isinstance(content, Unmade)]


def _files(paper: Paper, decision: DossierDecision) -> Iterator[tuple[str, bytes | Unmade]]:
    assert decision.contents is not None
    run: Settings = settings(decision.contents.today)
    if paper.is_due(decision):
        yield from paper.files(decision, b"", run)


def text_of(pdf: bytes) -> str:
    """The text of a PDF, with ordinary spaces."""
    pages = (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(" ".join(pages).split())
