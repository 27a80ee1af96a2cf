"""What an engine is: it does the same work for many jobs, each in a process that has limits, here or elsewhere."""

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from proexp_batch.engines.worker import Part, Tell
from proexp_batch.settings.limits import Limits

Job = TypeVar("Job")
Result = TypeVar("Result")
Work = Callable[[Job, Tell], Result]
"""Work on a job, which says with `tell` which part of it it begins; a function that another process can import."""


class Ending(StrEnum):
    """Of what a process died."""

    TIME = "time"
    MEMORY = "memory"
    CRASH = "crash"


class EndedError(Exception):
    """The process that worked on the only job died: at which part, and of what."""

    def __init__(self, part: Part, ending: Ending) -> None:
        super().__init__(part, ending)
        self.part = part
        self.ending = ending


class EngineError(Exception):
    """The engine itself cannot work, or not any more; the message is a French sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Follow(Generic[Job]):
    """How the work on many jobs is followed.

    A job whose process died is replaced by the jobs that `parted` makes of it, given the part that the work was at; it
    is a function that another process can import. `died` is told of it. `pulse` is called at least every second with
    the number of parts that unfinished jobs have come to, as far as that is known; what it raises ends the work.
    Once `stopping` says so, no job is begun any more.
    """

    parted: Callable[[Job, Part, Ending], Sequence[Job]]
    died: Callable[[Job, Part, Ending], None]
    pulse: Callable[[int], None]
    stopping: Callable[[], bool] = lambda: False


class Engine(Protocol):
    """Does work on jobs."""

    @property
    def workers(self) -> int:
        """How many jobs are worked on at once, as far as that is known."""

    def run(
        self, work: Work[Job, Result], jobs: Iterable[Job], limits: Limits, follow: Follow[Job]
    ) -> Generator[Result, None, None]:
        """Give the result of each job, in any order, as soon as it is there.

        Jobs are asked for when one can be begun. The work has the limits anew for each part of a job. A job that was
        replaced gives a result for each job in its place. Whoever closes the generator ends the work.

        Raises:
            EngineError: the engine cannot work, or not any more.
            Exception: what the work or `follow` raised.
        """
