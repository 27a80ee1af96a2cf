"""Runs work on jobs in processes of their own, which have limits and can be ended whatever they are at."""

import contextlib
import multiprocessing
import multiprocessing.connection
import multiprocessing.forkserver
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Generic

from proexp_batch.engines.engine import EndedError, Ending, Follow, Job, Result, Work
from proexp_batch.engines.worker import NO_MEMORY, Message, Part, serve
from proexp_batch.settings.limits import Limits

PATIENCE = 1 if sys.platform == "win32" else 4
"""How many times its seconds of work a process may take by the clock: on a busy machine it waits more than it works."""

_TICK = 0.5
_ENDING_TAKES = 10.0
_SPARE_LASTS = 60.0
_PRELOADED = ("proexp_batch.pipeline.first_half", "proexp_batch.pipeline.second_half")
_lock = threading.Lock()


def default_workers() -> int:
    """As many processes as this program may use processors."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def warm_up() -> bool:
    """Begin to import what workers need, in a process from which they are forked later; it does not wait for it.

    Says whether there is such a process. It needs a folder for temporary files whose name is not too long; without it,
    each worker imports what it needs.
    """
    if sys.platform != "linux":
        return False
    try:
        with _lock, _as_for_workers():
            multiprocessing.forkserver.set_forkserver_preload(list(_PRELOADED))
            multiprocessing.forkserver.ensure_running()
    except OSError:
        return False
    return True


class Spare:
    """Processes without work that one run leaves for the next of the same kind, `key`; threads may share it.

    What a process has once loaded it keeps: runs that must not see each other's have different keys.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: list[tuple[object, _Worker[Any, Any]]] = []
        self._clock: threading.Timer | None = None

    def take(self, key: object) -> "_Worker[Any, Any] | None":
        """A process of that kind; those of another kind end."""
        with self._lock:
            others = [worker for kind, worker in self._kept if kind != key or not worker.is_waiting]
            mine = [worker for kind, worker in self._kept if kind == key and worker.is_waiting]
            taken = mine.pop() if mine else None
            self._kept = [(key, worker) for worker in mine]
        for worker in others:
            worker.end()
        return taken

    def keep(self, key: object, worker: "_Worker[Any, Any]") -> None:
        """Keep a process that has no work, for a minute."""
        with self._lock:
            self._kept.append((key, worker))
            if self._clock is not None:
                self._clock.cancel()
            self._clock = threading.Timer(_SPARE_LASTS, self.end)
            self._clock.daemon = True
            self._clock.start()

    def end(self) -> None:
        """End all that are kept."""
        with self._lock:
            kept, self._kept = self._kept, []
        for _, worker in kept:
            worker.end()


@dataclass(frozen=True, slots=True)
class Processes:
    """Work in processes of this machine; see `Engine`. They come from `spare` and go there, where there is one."""

    workers: int
    spare: Spare | None = None
    key: object = None

    def run(
        self, work: Work[Job, Result], jobs: Iterable[Job], limits: Limits, follow: Follow[Job]
    ) -> Generator[Result, None, None]:
        """As `Engine.run`; errors raised by the work itself are raised here."""
        waiting = _Waiting(jobs)
        team: list[_Worker[Job, Result]] = []
        try:
            while True:
                if not follow.stopping():
                    self._assign(work, waiting, team, limits)
                if not any(worker.is_busy for worker in team):
                    return
                for worker in _heard(team):
                    job = worker.job
                    answer = worker.answer()
                    if isinstance(answer, Ending):
                        team.remove(worker)
                        follow.died(job, worker.part, answer)
                        waiting.add(follow.parted(job, worker.part, answer))
                    elif answer is not None:
                        yield answer[0]
                follow.pulse(sum(worker.done for worker in team if worker.is_busy))
        finally:
            # Whoever stops listening wants no more of them.
            for worker in team:
                if self.spare is not None and not worker.is_busy:
                    self.spare.keep((self.key, limits), worker)
                else:
                    worker.end()

    def _assign(
        self,
        work: Work[Job, Result],
        waiting: "_Waiting[Job]",
        team: "list[_Worker[Job, Result]]",
        limits: Limits,
    ) -> None:
        while True:
            idle = next((worker for worker in team if not worker.is_busy), None)
            if idle is None and len(team) >= max(1, self.workers):
                return
            given = waiting.next()
            if given is None:
                return
            if idle is None:
                idle = (self.spare and self.spare.take((self.key, limits))) or _Worker(limits)
                team.append(idle)
            idle.give(work, given[0])


class _Waiting(Generic[Job]):
    """Jobs that nobody works on: those in the place of others first."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._jobs = iter(jobs)
        self._again: deque[Job] = deque()

    def add(self, jobs: Iterable[Job]) -> None:
        """These wait too."""
        self._again.extend(jobs)

    def next(self) -> tuple[Job] | None:
        """One that is to be worked on, `None` where there is no more."""
        if self._again:
            return (self._again.popleft(),)
        return next(((job,) for job in self._jobs), None)


def once(work: Work[Job, Result], job: Job, limits: Limits) -> Result:
    """Do one piece of work in another process.

    Raises:
        EndedError: the process died.
        Exception: what the work raised.
    """

    def parted(job: Job, part: Part, ending: Ending) -> Sequence[Job]:
        raise EndedError(part, ending)

    follow: Follow[Job] = Follow(parted, died=lambda *_: None, pulse=lambda parts: None)
    with closing(Processes(1).run(work, [job], limits, follow)) as results:
        return next(results)


def _heard(team: "list[_Worker[Job, Result]]") -> "list[_Worker[Job, Result]]":
    """The workers that have something to say, or that have been silent for too long."""
    busy = [worker for worker in team if worker.is_busy]
    ready = multiprocessing.connection.wait([worker.connection for worker in busy], _TICK)
    return [worker for worker in busy if worker.connection in ready or worker.is_late]


class _Worker(Generic[Job, Result]):
    """A process that works, and the job that it has."""

    def __init__(self, limits: Limits) -> None:
        context: Any = multiprocessing.get_context("forkserver" if warm_up() else "spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(
            target=serve, args=(theirs, limits), name="proexp-worker", daemon=True
        )
        with _lock, _as_for_workers():
            self._process.start()
        theirs.close()
        self._patience = PATIENCE * limits.seconds
        self._task: tuple[Job] | None = None
        self.part: Part = None
        self.done = 0
        self._heard = time.monotonic()

    @property
    def is_busy(self) -> bool:
        """Whether it has a job."""
        return self._task is not None

    @property
    def is_waiting(self) -> bool:
        """Whether it lives and has nothing to say."""
        try:
            return not self.connection.poll()
        except OSError:
            return False

    @property
    def is_late(self) -> bool:
        """Whether it has said nothing for longer than any part of a job may take."""
        return time.monotonic() - self._heard > self._patience

    @property
    def job(self) -> Job:
        """Its job."""
        assert self._task is not None
        return self._task[0]

    def give(self, work: Work[Job, Result], job: Job) -> None:
        """Give it a job."""
        self._task, self.part, self.done, self._heard = (job,), None, 0, time.monotonic()
        # One that died meanwhile is noticed when it is listened to.
        with contextlib.suppress(BrokenPipeError):
            self.connection.send((work, job))

    def answer(self) -> tuple[Result] | Ending | None:
        """The result of its job, of what it died, or `None` where it has only said at which part it is.

        Raises:
            Exception: what the work raised.
        """
        if not self.connection.poll():
            self.end()
            return Ending.TIME
        try:
            kind, content = self.connection.recv()
        except (EOFError, OSError):
            return self._died()
        self._heard = time.monotonic()
        if kind is Message.AT:
            self.part = content
            self.done = content if isinstance(content, int) else self.done
            return None
        self._task = None
        if kind is Message.FAILED:
            raise content
        return (content,)

    def _died(self) -> Ending:
        self._join()
        code = self._process.exitcode
        self.end()
        if code == NO_MEMORY or code in _MEMORY_SIGNALS:
            return Ending.MEMORY
        return Ending.TIME if code in _TIME_SIGNALS else Ending.CRASH

    def end(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        self._join()
        self.connection.close()

    def _join(self) -> None:
        multiprocessing.connection.wait([self._process.sentinel], _ENDING_TAKES)
        # Starting a process looks after all others too: of two threads, only one would learn how this one ended.
        with _lock:
            self._process.join(0)


# A process that cannot go on without memory ends itself; the system kills the one that takes most of it.
_MEMORY_SIGNALS = (-6, -9)
_TIME_SIGNALS = (-24,)


@contextmanager
def _as_for_workers() -> Iterator[None]:
    """Start processes without running the caller's own program in them, so that it need not be guarded against that.

    They find modules where this one does and nowhere else: what lies in the current folder may be anybody's.
    """
    main, before = sys.modules["__main__"], dict(os.environ)
    sys.modules["__main__"] = ModuleType("__main__")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ |= {"PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        for name in ("OPENBLAS_NUM_THREADS", "PYTHONSAFEPATH", "PYTHONPATH"):
            os.environ.pop(name, None)
            if name in before:
                os.environ[name] = before[name]
