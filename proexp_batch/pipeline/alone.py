"""Checks one workbook by itself, within limits, and writes nothing."""

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TypeVar

from proexp_batch.decision.facts import DossierDecision, Status
from proexp_batch.engines import processes
from proexp_batch.engines.engine import EndedError, Ending, Work
from proexp_batch.engines.worker import Tell
from proexp_batch.settings.run import Settings

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class AloneJob:
    """A workbook to check: where it is or, where there is no file, its content; `ending` where a process died of it."""

    file: PurePosixPath
    source: Path | bytes
    settings: Settings
    ending: Ending | None = None


def check_alone(job: AloneJob) -> DossierDecision:
    """The decision about a workbook.

    Raises:
        OwnRulesError, RuleError: the Opco's own rules cannot be loaded, or one failed to run.
    """
    return _within_limits(_check, job)


def _within_limits(work: Work[AloneJob, Found], job: AloneJob) -> Found:
    try:
        return processes.once(work, job, job.settings.limits)
    except EndedError as error:
        from proexp_batch.pipeline.jobs import blame_rule

        blame_rule(error.part, error.ending)
        return processes.once(work, replace(job, ending=error.ending), job.settings.limits)


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A paper that was made: the name of its file and its bytes."""

    name: str
    content: bytes


def papers_alone(job: AloneJob) -> tuple[DossierDecision, tuple[PaperFile | str, ...]]:
    """The decision about a workbook, and the papers that its settings ask for, or sentences that say why not.

    Raises:
        OwnRulesError, RuleError: as for `check_alone`.
    """
    return _within_limits(_papers, job)


def _check(job: AloneJob, tell: Tell) -> DossierDecision:
    # Only the worker imports what this takes.
    from proexp_batch.pipeline.first_half import decide_alone

    tell(0)
    return decide_alone(job, tell)


def _papers(job: AloneJob, tell: Tell) -> tuple[DossierDecision, tuple[PaperFile | str, ...]]:
    from proexp_batch.documents.catalogue import of_dossier
    from proexp_batch.documents.document import Unmade
    from proexp_batch.documents.papers.paper import Paper

    decision = _check(job, tell)
    made: list[PaperFile | str] = []
    for paper in of_dossier(job.settings):
        if isinstance(paper, Paper) and decision.status is not Status.UNREADABLE:
            files = list(paper.files(decision, b"", job.settings)) if paper.is_due(decision) else []
            made += [
                content.sentence
                if isinstance(content, Unmade)
                else PaperFile(paper.file_name(label), content)
                for label, content in files
            ] or [paper.why_none(decision)]
    return replace(decision, contents=None), tuple(made)
