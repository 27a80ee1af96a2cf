"""Work spread over processes, one of which dies."""

import os
import sys

import pytest

from proexp_batch.engines.processes import default_workers, run

Job = tuple[int, ...]


def double(job: Job) -> list[int]:
    if -1 in job:
        os._exit(1)  # as a native crash would
    if -2 in job:
        raise ValueError("a fault of the work itself")
    return [2 * number for number in job]


def parts(job: Job) -> list[Job]:
    return [(number,) for number in job]


def given_up(job: Job) -> list[int]:
    return [0 for _ in job]


def results(jobs: list[Job], workers: int) -> list[tuple[int, list[int]]]:
    return sorted(run(double, jobs, workers, parts, given_up))


@pytest.mark.parametrize("workers", [1, 2])
def test_each_job_gives_its_result_with_its_position(workers: int) -> None:
    assert results([(1, 2), (3,), (4, 5)], workers) == [(0, [2, 4]), (1, [6]), (2, [8, 10])]


def test_a_job_that_kills_its_process_costs_only_itself() -> None:
    found = results([(1, 2), (3, -1, 4), (5,)], 2)
    assert sorted(number for _, numbers in found for number in numbers) == [0, 2, 4, 6, 8, 10]
    assert {position for position, numbers in found if 0 in numbers} == {1}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_of_the_work_is_not_hidden(workers: int) -> None:
    with pytest.raises(ValueError, match="a fault of the work"):
        results([(1,), (-2,)], workers)


def test_there_is_at_least_one_worker() -> None:
    assert default_workers() >= 1
    assert sys.platform == "win32" or default_workers() <= (os.cpu_count() or 1)
