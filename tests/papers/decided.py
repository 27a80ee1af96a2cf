"""Drafts as decided dossiers with all that their papers say, on the day of the draft."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from proexp_batch.decision.contents import Contents
from proexp_batch.decision.decide import decide
from proexp_batch.decision.facts import DossierDecision
from proexp_batch.documents.document import Unmade
from proexp_batch.documents.papers.paper import Paper
from proexp_batch.pipeline.first_half import check_dossiers
from proexp_batch.settings.run import settings
from tests.making.draft import Draft
from tests.papers.dossiers import ALL


def decided(draft: Draft) -> DossierDecision:
    """What is decided of a draft, with its contents."""
    [facts], _ = check_dossiers([draft.dossier()], settings(draft.today, papers=ALL))
    return decide(facts, PurePosixPath(draft.name))


def contents_of(decision: DossierDecision) -> Contents:
    assert decision.contents is not None
    return decision.contents


def files(paper: Paper, decision: DossierDecision) -> dict[str, bytes]:
    """The PDF files of a paper, by label, whatever else is not made."""
    return {label: content for label, content in _all(paper, decision) if isinstance(content, bytes)}


def refusals(paper: Paper, decision: DossierDecision) -> list[str]:
    """What is told of the files that are not made, with ordinary spaces."""
    told = [content.sentence for _, content in _all(paper, decision) if isinstance(content, Unmade)]
    return [" ".join(sentence.split()) for sentence in told]


def _all(paper: Paper, decision: DossierDecision) -> Iterator[tuple[str, bytes | Unmade]]:
    if paper.is_due(decision):
        yield from paper.files(decision, b"", settings(contents_of(decision).today, papers=ALL))
