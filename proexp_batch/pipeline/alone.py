"""Checks one workbook by itself, within limits, and writes nothing."""

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from proexp_batch.decision.facts import DossierDecision
from proexp_batch.engines import processes
from proexp_batch.engines.engine import EndedError, Ending
from proexp_batch.engines.worker import Tell
from proexp_batch.settings.run import Settings


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
    try:
        return processes.once(_check, job, job.settings.limits)
    except EndedError as error:
        from proexp_batch.pipeline.jobs import blame_rule

        blame_rule(error.part, error.ending)
        return processes.once(_check, replace(job, ending=error.ending), job.settings.limits)


def _check(job: AloneJob, tell: Tell) -> DossierDecision:
    # Only the worker imports what this takes.
    from proexp_batch.pipeline.first_half import decide_alone

    tell(0)
    return decide_alone(job, tell)
