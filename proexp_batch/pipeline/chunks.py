"""Does each half of the work chunk by chunk, with an engine."""

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from types import MappingProxyType

from proexp_batch.disk.collect import DepositedFile
from proexp_batch.engines.engine import Ending, Engine, Follow
from proexp_batch.engines.worker import Part, Tell
from proexp_batch.pipeline.jobs import (
    Checked,
    CheckJob,
    Deaths,
    Packed,
    WriteJob,
    parted_check,
    parted_write,
)
from proexp_batch.settings.limits import Limits

Progress = Callable[[int, int], None]
"""Told every second or more often how many halves of dossiers are done, and of how many; what it raises ends the work."""

Died = Callable[[DepositedFile, Ending], None]
"""Told of a file of which a process died, and how."""


class Told:
    """Is told how the work goes: halves of dossiers that are done, never fewer than before, and files that kill."""

    def __init__(
        self,
        progress: Progress,
        died: Died = lambda file, ending: None,
        deaths: Deaths = MappingProxyType({}),
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        """Begin with the deaths that files have caused before; `stopping` says when nothing new is to be begun."""
        self._progress, self._died, self.stopping = progress, died, stopping
        self.deaths = dict(deaths)
        self._done = self._said = self._total = 0

    def begin(self, done: int, total: int) -> None:
        """So many of so many halves are done already."""
        self._done, self._total = done, total

    def done(self, more: int) -> None:
        """So many more are done."""
        self._done += more
        self.under_way(0)

    def under_way(self, parts: int) -> None:
        """So many more are done in jobs that are not."""
        self._said = max(self._said, min(self._done + parts, self._total))
        self._progress(self._said, self._total)

    def died(self, job: CheckJob | WriteJob, part: Part, ending: Ending) -> None:
        """A process died, at a part of its job."""
        if isinstance(part, int) or (part is None and len(job.files) == 1):
            file = job.files[part or 0]
            self.deaths[file.file] = (*self.deaths.get(file.file, ()), ending)
            self._died(file, ending)


def read_and_validate(
    jobs: Iterable[CheckJob], limits: Limits, engine: Engine, told: Told
) -> Generator[Checked, None, None]:
    """The first half of the work on each chunk of the files, in any order.

    Raises:
        OSError: the folder for the facts cannot be written.
        OwnRulesError, RuleError: the Opco's own rules cannot be loaded, or one failed to run.
        EngineError: the engine cannot work, or not any more.
    """
    follow = Follow(parted_check, told.died, told.under_way, told.stopping)
    with closing(engine.run(_check, jobs, limits, follow)) as results:
        for checked in results:
            yield checked
            told.done(len(checked.files))


def decide_and_write(
    jobs: Iterable[WriteJob], limits: Limits, engine: Engine, told: Told
) -> Generator[list[Packed], None, None]:
    """The second half of the work on each chunk: the decision and outputs of each dossier, in any order.

    Raises:
        OSError: what the first half kept cannot be read, or was changed.
        EngineError: the engine cannot work, or not any more.
    """
    follow = Follow(parted_write, told.died, told.under_way, told.stopping)
    with closing(engine.run(_write, jobs, limits, follow)) as results:
        for written in results:
            yield written
            told.done(len(written))


def _check(job: CheckJob, tell: Tell) -> Checked:
    # Only workers import what this takes.
    from proexp_batch.pipeline.first_half import check_chunk

    return check_chunk(job, tell)


def _write(job: WriteJob, tell: Tell) -> list[Packed]:
    from proexp_batch.pipeline.second_half import write_chunk

    return write_chunk(job, tell)
