"""Dossiers for the tests of papers: large ones, and what the papers of a deposited workbook say."""

import io
from collections.abc import Mapping
from pathlib import PurePosixPath

from pypdf import PdfReader

from proexp_batch.decision.decide import decide
from proexp_batch.decision.facts import DossierDecision
from proexp_batch.documents.document import Unmade
from proexp_batch.documents.papers.paper import Paper
from proexp_batch.pipeline.alone import AloneJob
from proexp_batch.pipeline.first_half import check_dossiers, decide_alone
from proexp_batch.settings.papers import PAPERS, PaperChoice
from proexp_batch.settings.run import Settings, settings
from tests.making.draft import TODAY, Draft, Row, codes
from tests.making.plain import plain
from tests.making.workbooks import xlsx

ALL = PaperChoice(frozenset(PAPERS.values()))


def with_papers() -> Settings:
    """The settings of a run that makes every paper."""
    return settings(TODAY, papers=ALL)


def deposited(content: bytes) -> DossierDecision:
    """The decision about a deposited workbook, with all that its papers say."""
    return decide_alone(AloneJob(PurePosixPath("dossier.xlsx"), content, with_papers()), lambda number: None)


def decided(draft: Draft) -> DossierDecision:
    """As `deposited`, for the workbook of a draft."""
    return deposited(xlsx(draft))


def made(paper: Paper, decision: DossierDecision) -> dict[str, bytes]:
    """The files of a paper by their labels; nothing may be left unmade."""
    files = dict(paper.files(decision, b"", with_papers()))
    refused = [one.sentence for one in files.values() if isinstance(one, Unmade)]
    assert refused == []
    return {label: content for label, content in files.items() if isinstance(content, bytes)}


def unmade(paper: Paper, decision: DossierDecision) -> list[str]:
    """The sentences that say why papers are not made."""
    files = paper.files(decision, b"", with_papers())
    return [content.sentence for _, content in files if isinstance(content, Unmade)]


def pages(content: bytes) -> list[str]:
    """The text of each page of a PDF, with single blanks."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def said(content: bytes) -> str:
    """The text of a PDF, with single blanks."""
    return " ".join(pages(content))


def packed(text: str) -> str:
    """A text without any blank: where lines break says nothing."""
    return "".join(text.split())


def texts(paper: Paper, decision: DossierDecision) -> Mapping[str, str]:
    """The text of each file of a paper, by its label."""
    return {label: said(content) for label, content in made(paper, decision).items()}


def large(count: int, step: int = 3, words: int = 1) -> Draft:
    """A dossier with so many competences, in blocs of six and modules of three; each text is so many times as long."""
    draft = plain(step)
    [module], hours = draft.modules, draft.learners[0]["hours_planned"]
    draft.rows["competences"] = [_competence(number, words) for number in range(1, count + 1)]
    aims = [draft.competences[at : at + 3] for at in range(0, count, 3)]
    each = round(hours / len(aims), 1)
    draft.rows["modules"] = [
        module
        | {
            "code": f"M{number}",
            "title": " ".join([f"Travailler en autonomie, partie {number}"] * words),
            "hours": each if number < len(aims) else round(hours - each * (len(aims) - 1), 1),
            "competences": codes(*(one["code"] for one in some)),
        }
        for number, some in enumerate(aims, start=1)
    ]
    return draft


def _competence(number: int, words: int) -> Row:
    bloc = (number - 1) // 6 + 1
    certifying = bloc % 2 == 0
    return {
        "code": f"C{number}",
        "bloc": f"Conduire l'atelier de fabrication, volet {bloc}",
        "title": " ".join([f"Régler la machine n° {number} selon le dossier de fabrication"] * words),
        "certifying": certifying,
        "certification": f"RNCP34126BC{bloc:02d}" if certifying else None,
        "objective": " ".join(
            [f"Obtenir seul, en une heure, une pièce conforme au plan n° {number}"] * words
        ),
        "criterion": " ".join([f"Trois pièces de suite dans la tolérance, série {number}"] * words),
    }


def checked(*drafts: Draft) -> list[DossierDecision]:
    """The decisions about drafts, checked as one batch without the detour of a workbook."""
    facts, _ = check_dossiers([draft.dossier() for draft in drafts], with_papers())
    return [decide(one, one.file.with_suffix("")) for one in facts]
