"""Checks one workbook by itself, within limits, and writes nothing."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from proexp_batch.decision.facts import DossierDecision
from proexp_batch.engines import processes
from proexp_batch.engines.processes import Ending
from proexp_batch.engines.worker import Part, Tell
from proexp_batch.pipeline.jobs import blame_rule
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

    def parted(job: AloneJob, part: Part, ending: Ending) -> Sequence[AloneJob]:
        blame_rule(part, ending)
        return [replace(job, ending=ending)]

    with closing(processes.run(_check, [job], 1, job.settings.limits, parted, lambda parts: None)) as results:
        _, decision = next(results)
    return decision


def _check(job: AloneJob, tell: Tell) -> DossierDecision:
    # Only the worker imports what this takes.
    from proexp_batch.pipeline.first_half import decide_alone

    tell(0)
    return decide_alone(job, tell)
