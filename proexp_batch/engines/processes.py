"""Runs the same work over many chunks: in this process, or in several."""

import multiprocessing
import multiprocessing.connection
import os
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")


def default_workers() -> int:
    """As many processes as this program may use processors."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    work: Callable[[Job], Result],
    jobs: Sequence[Job],
    workers: int,
    split: Callable[[Job], Sequence[Job]],
    given_up: Callable[[Job], Result],
) -> Generator[tuple[int, Result], None, None]:
    """Do the work of each job and give its position with its result, as soon as it is there.

    A job whose process died is split, and its parts are tried alone; what cannot be split any more and dies again
    is `given_up`. A job that was split gives several results with the same position. Errors raised by the work
    itself are raised here.
    """
    if workers <= 1 or len(jobs) <= 1:
        for position, job in enumerate(jobs):
            yield position, work(job)
        return
    died: list[int] = []
    with _pool(workers) as pool:
        futures: dict[Future[Result], int] = {pool.submit(work, job): at for at, job in enumerate(jobs)}
        try:
            for future in as_completed(futures):
                try:
                    yield futures[future], future.result()
                except BrokenProcessPool:
                    died.append(futures[future])
        finally:
            # Whoever stops listening wants no more of them.
            pool.shutdown(wait=False, cancel_futures=True)
    for position in died:
        for part in split(jobs[position]):
            yield position, _alone(work, part, given_up)


def _alone(work: Callable[[Job], Result], job: Job, given_up: Callable[[Job], Result]) -> Result:
    with _pool(1) as pool:
        try:
            return pool.submit(work, job).result()
        except BrokenProcessPool:
            return given_up(job)


def _pool(workers: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Let a worker end when its parent is killed: it would wait for work for ever, or write what nobody wants."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            multiprocessing.connection.wait([parent.sentinel])
            os._exit(1)

    threading.Thread(target=watch, name="proexp-parent", daemon=True).start()
