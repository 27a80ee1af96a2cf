"""Does each half of the work chunk by chunk, with an engine."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from proexp_batch.disk.collect import DepositedFile
from proexp_batch.engines.engine import Ending, Engine, Follow
from proexp_batch.engines.worker import Part, Tell
from proexp_batch.pipeline.jobs import (
    Checked,
    CheckJob,
    Deaths,
    Result,
    WriteJob,
    apart,
    parted_check,
    parted_write,
)
from proexp_batch.settings.limits import Limits
from proexp_batch.settings.run import Settings

LARGEST_CHUNK = 200
SMALLEST_CHUNK = 50

Progress = Callable[[int, int], None]
"""Told every second or more often how many halves of dossiers are done, and of how many; what it raises ends the work."""

Died = Callable[[DepositedFile, Ending], None]
"""Told of a file of which a process died, and how."""


def read_and_validate(
    files: Sequence[DepositedFile],
    settings: Settings,
    kept: Path,
    engine: Engine,
    progress: Progress,
    deaths: Deaths,
    died: Died,
) -> list[Checked]:
    """The first half of the work on each chunk of the files; `kept` is the folder for the facts.

    Raises:
        OSError: the folder cannot be written.
        OwnRulesError, RuleError: the Opco's own rules cannot be loaded, or one failed to run.
        EngineError: the engine cannot work, or not any more.
    """
    jobs = (
        CheckJob(chunk, settings, kept / f"{number}", dict(deaths))
        for number, chunk in enumerate(_chunks(files, deaths, engine.workers))
    )
    count = _Count(0, 2 * len(files), progress)
    follow = Follow(parted_check, partial(_tell, died), count.under_way)
    found: list[Checked] = []
    with closing(engine.run(_check, jobs, settings.limits, follow)) as results:
        for checked in results:
            found.append(checked)
            count.done(len(checked.files))
    return found


def decide_and_write(
    jobs: Sequence[WriteJob], limits: Limits, engine: Engine, progress: Progress, died: Died
) -> list[Result]:
    """The second half of the work on each chunk: the decision and outputs of each dossier, in any order.

    Raises:
        OSError: what the first half kept cannot be read, or was changed.
        EngineError: the engine cannot work, or not any more.
    """
    total = sum(len(job.files) for job in jobs)
    count = _Count(total, 2 * total, progress)
    follow = Follow(parted_write, partial(_tell, died), count.under_way)
    found: list[Result] = []
    with closing(engine.run(_write, jobs, limits, follow)) as results:
        for written in results:
            found += written
            count.done(len(written))
    return found


def _check(job: CheckJob, tell: Tell) -> Checked:
    # Only workers import what this takes.
    from proexp_batch.pipeline.first_half import check_chunk

    return check_chunk(job, tell)


def _write(job: WriteJob, tell: Tell) -> list[Result]:
    from proexp_batch.pipeline.second_half import write_chunk

    return write_chunk(job, tell)


def _tell(died: Died, job: CheckJob | WriteJob, part: Part, ending: Ending) -> None:
    if isinstance(part, int) or (part is None and len(job.files) == 1):
        died(job.files[part or 0], ending)


class _Count:
    """Counts halves of dossiers, and tells of it: never less than before."""

    def __init__(self, done: int, total: int, progress: Progress) -> None:
        self._done = self._told = done
        self._total, self._progress = total, progress

    def done(self, more: int) -> None:
        """So many more are done."""
        self._done += more
        self.under_way(0)

    def under_way(self, parts: int) -> None:
        """So many more are done in jobs that are not."""
        self._told = max(self._told, min(self._done + parts, self._total))
        self._progress(self._told, self._total)


def _chunks(
    files: Sequence[DepositedFile], deaths: Deaths, workers: int
) -> Iterator[tuple[DepositedFile, ...]]:
    size = min(LARGEST_CHUNK, max(SMALLEST_CHUNK, -(-len(files) // max(1, workers))))
    for some in apart(files, deaths):
        for start in range(0, len(some), size):
            yield some[start : start + size]
