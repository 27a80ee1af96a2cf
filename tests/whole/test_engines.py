"""Work in other processes, which die, hang, take all the memory, or whose parent dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from proexp_batch.engines.engine import Ending, Follow
from proexp_batch.engines.processes import Processes, Spare, default_workers
from proexp_batch.engines.worker import Tell, noted
from proexp_batch.settings.limits import Limits
from tests.whole.places import RIGHT, ROOT

Job = tuple[object, ...]

LIMITS = Limits(seconds=1, memory=200)
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="the system has no such limits")


def double(job: Job, tell: Tell) -> list[object]:
    """Twice each number; a word does what it says."""
    done: list[object] = []
    for part, what in enumerate(job):
        tell(part)
        match what:
            case int():
                done.append(2 * what)
            case "exit":
                os._exit(1)
            case "abort":
                os.abort()
            case "raise":
                raise ValueError("a fault of the work itself")
            case "spin":
                while True:
                    pass
            case "sleep":
                time.sleep(1_000)
            case "swell":
                done.append(bytearray(1_000_000_000))
            case "swell slowly":
                kept = []
                while True:
                    kept.append(bytearray(1_000_000))
            case "pid":
                done.append(os.getpid())
            case "main":
                done.append(getattr(sys.modules["__main__"], "__file__", None))
    return done


def results(
    jobs: Sequence[Job], workers: int = 2, limits: Limits = LIMITS
) -> tuple[list[list[object]], list[tuple[Job, int | None, Ending]]]:
    """What comes of jobs, sorted, and which of them died where and of what; the culprit is left out."""
    deaths: list[tuple[Job, int | None, Ending]] = []
    follow = Follow(without, lambda *death: deaths.append(death), lambda parts: None)
    return sorted(Processes(workers).run(double, jobs, limits, follow)), deaths


def without(job: Job, part: int | None, ending: Ending) -> list[Job]:
    rest = tuple(what for at, what in enumerate(job) if at != part)
    return [rest] if rest and part is not None else []


def following(pulse: Callable[[int], None]) -> Follow[Job]:
    return Follow(lambda *_: [], lambda *_: None, pulse)


@pytest.mark.parametrize("workers", [1, 2])
def test_each_job_gives_its_result(workers: int) -> None:
    found, deaths = results([(1, 2), (3,), (4, 5)], workers)
    assert (found, deaths) == ([[2, 4], [6], [8, 10]], [])


@pytest.mark.parametrize("workers", [1, 2])
def test_no_job_is_done_in_this_process(workers: int) -> None:
    found, _ = results([("pid",)], workers)
    assert found[0] != [os.getpid()]


@pytest.mark.parametrize(
    ("killer", "ending"),
    [
        ("exit", Ending.CRASH),
        ("abort", Ending.MEMORY),
        pytest.param("spin", Ending.TIME, marks=on_posix),
        ("sleep", Ending.TIME),
        pytest.param("swell", Ending.MEMORY, marks=on_posix),
        pytest.param("swell slowly", Ending.MEMORY, marks=on_posix),
    ],
)
def test_what_kills_its_process_costs_only_itself(killer: str, ending: Ending) -> None:
    found, deaths = results([(1, 2), (3, killer, 4), (5,)])
    assert deaths == [((3, killer, 4), 1, ending)]
    assert found == [[2, 4], [6, 8], [10]]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_of_the_work_is_not_hidden(workers: int) -> None:
    with pytest.raises(ValueError, match="a fault of the work"):
        results([(1,), ("raise",)], workers)


def test_whoever_waits_can_end_the_work_at_any_moment() -> None:
    class AskedError(Exception):
        pass

    def pulse(parts: int) -> None:
        raise AskedError

    with pytest.raises(AskedError):
        list(Processes(1).run(double, [("sleep",)], Limits(), following(pulse)))


def test_progress_within_a_job_is_told() -> None:
    told: list[int] = []
    jobs: list[Job] = [tuple(range(50))]
    with closing(Processes(1).run(double, jobs, LIMITS, following(told.append))) as found:
        list(found)
    assert told[-1] == 0
    assert max(told) > 1


def test_the_program_of_the_caller_is_not_run_again(tmp_path: Path) -> None:
    """Scripts of the API need no guard, and modules that lie in the current folder are not taken for libraries."""
    (tmp_path / "pandas.py").write_text("raise SystemExit('a stranger')")
    script = tmp_path / "of ours" / "script.py"
    script.parent.mkdir()
    script.write_text(
        "from tests.whole.test_engines import results\nprint('once', results([('main',)])[0][0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", str(script)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.split(), done.stderr) == (["once", "[None]"], "")


@on_posix
def test_a_folder_for_temporary_files_with_a_long_name_keeps_nobody_from_working(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 120)
    long.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "proexp_batch", "verifier", str(RIGHT)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(long)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def hang_with_a_note(job: Job, tell: Tell) -> list[object]:
    with noted(Path(str(job[0]))):
        if len(job) > 1:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(1_000)
    return []


HANG = """
import sys
from proexp_batch.engines.processes import Processes
from proexp_batch.settings.limits import Limits
from tests.whole.test_engines import following, hang_with_a_note
list(Processes(1).run(hang_with_a_note, [(sys.argv[1],)], Limits(), following(lambda parts: None)))
"""


@on_posix
def test_a_note_stays_only_where_the_work_itself_was_killed(tmp_path: Path) -> None:
    note = tmp_path / "note"
    list(Processes(1).run(hang_with_a_note, [(note, "die")], LIMITS, following(lambda parts: None)))
    assert note.exists()
    note.unlink()
    with subprocess.Popen([sys.executable, "-c", HANG, str(note)], cwd=ROOT) as parent:
        until(note.exists)
        parent.kill()
    until(lambda: not note.exists())


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_there_is_at_least_one_worker() -> None:
    assert default_workers() >= 1
    assert sys.platform == "win32" or default_workers() <= (os.cpu_count() or 1)


def test_once_asked_to_stop_no_job_is_begun_and_those_under_way_come_to_their_end() -> None:
    begun: list[int] = []

    def jobs() -> Iterator[Job]:
        for number in range(100):
            begun.append(number)
            yield (number,)

    follow: Follow[Job] = Follow(without, lambda *_: None, lambda parts: None, lambda: len(begun) >= 2)
    assert sorted(Processes(1).run(double, jobs(), LIMITS, follow)) == [[2 * number] for number in begun]
    assert len(begun) == 2


@on_posix
def test_a_process_is_left_for_the_next_run_of_the_same_kind_alone() -> None:
    spare = Spare()

    def pid(key: str) -> int:
        processes = Processes(1, spare, key)
        [[number]] = processes.run(double, [("pid",)], LIMITS, following(lambda parts: None))
        assert isinstance(number, int)
        return number

    first = pid("a")
    assert pid("a") == first
    other = pid("b")
    assert other != first
    until(lambda: not is_alive(first))
    spare.end()
    until(lambda: not is_alive(other))


@on_posix
def test_a_process_that_ended_meanwhile_is_left_to_nobody() -> None:
    spare = Spare()
    processes = Processes(1, spare)
    [[number]] = processes.run(double, [("pid",)], LIMITS, following(lambda parts: None))
    assert isinstance(number, int)
    os.kill(number, signal.SIGKILL)
    deaths: list[Job] = []
    follow: Follow[Job] = Follow(without, lambda job, part, ending: deaths.append(job), lambda parts: None)
    until(lambda: not is_alive(number))
    assert list(processes.run(double, [(4,)], LIMITS, follow)) == [[8]]
    assert deaths == []
    spare.end()


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
