"""The Dask engine by itself: how much it gives at once, how it stops, and which clusters it refuses."""

import multiprocessing
import os
import pickle
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from proexp_batch import __version__
from proexp_batch.engines.dask import engine, there
from proexp_batch.engines.dask.engine import PER_THREAD, Dask, opened
from proexp_batch.engines.dask.there import Sight, Sign, do, look
from proexp_batch.engines.engine import Ending, EngineError, Follow
from proexp_batch.engines.worker import Tell
from proexp_batch.model.wording import NBSP
from tests.cluster.cluster import Cluster, running
from tests.whole.places import ROOT
from tests.whole.test_engines import LIMITS, Job, double, is_alive, until, without


@pytest.fixture(scope="module")
def three(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    """The engine of a cluster that does three jobs at once."""
    with opened(cluster.address, (), tmp_path_factory.mktemp("work")) as dask:
        until(lambda: dask.workers == 3)
        yield dask


def follow(pulse: Callable[[int], None] = lambda parts: None) -> Follow[Job]:
    return Follow(without, lambda *_: None, pulse)


def refusal(address: str, work: Path, sources: Sequence[Path] = ()) -> str:
    with pytest.raises(EngineError) as told, opened(address, sources, work):
        pass
    return str(told.value).replace(NBSP, " ")


def test_jobs_are_asked_for_as_they_can_be_given(three: Dask) -> None:
    asked, most, results = 0, 0, []

    def jobs() -> Iterator[Job]:
        nonlocal asked, most
        for number in range(30):
            asked += 1
            most = max(most, asked - len(results))
            yield (number,)

    for result in three.run(double, jobs(), LIMITS, follow()):
        results.append(result)
    assert sorted(results) == [[2 * number] for number in range(30)]
    assert most <= PER_THREAD * 3


def test_a_job_that_kills_its_process_is_replaced_and_told(three: Dask) -> None:
    deaths: list[tuple[Job, object, Ending]] = []
    told = Follow(without, lambda *death: deaths.append(death), lambda parts: None)
    jobs: list[Job] = [(1, "exit", 2), (3,), ("pid",)]
    results = list(three.run(double, jobs, LIMITS, told))
    assert [2, 4] in results and [6] in results
    assert deaths == [((1, "exit", 2), 1, Ending.CRASH)]


def test_what_the_work_raises_is_raised(three: Dask) -> None:
    with pytest.raises(ValueError, match="a fault of the work itself"):
        list(three.run(double, [("raise",)], LIMITS, follow()))


def test_once_asked_to_stop_no_job_is_begun_and_those_under_way_come_to_their_end(three: Dask) -> None:
    asked: list[int] = []

    def jobs() -> Iterator[Job]:
        for number in range(1_000):
            asked.append(number)
            yield (number,)

    stopped = replace(follow(), stopping=lambda: len(asked) >= 10)
    results = list(three.run(double, jobs(), LIMITS, stopped))
    assert len(asked) < 10 + PER_THREAD * 3
    assert {number for [number] in results} <= {2 * number for number in asked}


def hang(job: Job, tell: Tell) -> list[object]:
    Path(str(job[0])).write_text(str(os.getpid()))
    time.sleep(1_000)
    return []


class StopNowError(Exception):
    pass


def test_what_nobody_wants_any_more_is_stopped(three: Dask, tmp_path: Path) -> None:
    note = tmp_path / "pid"

    def pulse(parts: int) -> None:
        if note.exists() and note.read_text():
            raise StopNowError

    limits = replace(LIMITS, seconds=1_000)
    with (
        pytest.raises(StopNowError),
        closing(three.run(hang, [(note,)], limits, follow(pulse))) as results,
    ):
        list(results)
    until(lambda: not is_alive(int(note.read_text())))
    assert list(three.folder.iterdir()) == []


def kill_the_worker(job: Job, tell: Tell) -> list[object]:
    parent = multiprocessing.parent_process()
    assert parent is not None and parent.pid is not None
    os.kill(parent.pid, signal.SIGKILL)
    time.sleep(1_000)
    return []


def test_a_job_at_which_workers_die_again_and_again_ends_the_batch(tmp_path: Path) -> None:
    (tmp_path / "dask").mkdir()
    with (
        running(tmp_path / "dask", DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as own,
        opened(own.address, (), tmp_path) as dask,
        pytest.raises(EngineError, match="Plusieurs travailleurs Dask se sont arrêtés"),
    ):
        list(dask.run(kill_the_worker, [()], LIMITS, follow()))


def look_elsewhere(sign: Sign, sources: Sequence[Path]) -> Sight:
    return look(replace(sign, path=Path("/nulle-part/travail")), sources)


def look_past(sign: Sign, sources: Sequence[Path]) -> Sight:
    return replace(look(sign, sources), missing=sources)


def look_only(sign: Sign, sources: Sequence[Path]) -> Sight:
    return replace(look(sign, sources), wrote="")


@pytest.mark.parametrize(
    ("sight", "told"),
    [
        (look_elsewhere, "ne voit pas le dossier « {work} ». Montez le même partage"),
        (look_past, "ne voit pas ce que contient « {source} ». Montez le même partage"),
        (look_only, "ne peut pas écrire dans le dossier « {work} ». Montez le même partage"),
    ],
)
def test_a_worker_that_has_not_the_storage_is_named(
    cluster: Cluster, sight: object, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, source = tmp_path / "sortie", tmp_path / "depot"
    source.mkdir()
    (source / "a.xlsx").touch()
    monkeypatch.setattr(there, "look", sight)
    sentence = refusal(cluster.address, work, [source])
    assert sentence.startswith("Le travailleur « tcp://127.0.0.1:")
    assert told.format(work=work, source=source) in sentence
    assert list(work.iterdir()) == []


def do_elsewhere(packed: bytes) -> bytes:
    order = pickle.loads(packed)
    return do(pickle.dumps(replace(order, sign=replace(order.sign, path=Path("/nulle-part/travail")))))


def test_a_worker_that_comes_later_without_the_storage_judges_nothing(
    three: Dask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "do", do_elsewhere)
    with pytest.raises(EngineError, match="ne voit pas le dossier"):
        list(three.run(double, [(1,)], LIMITS, follow()))


def test_machines_that_are_not_alike_are_named(tmp_path: Path) -> None:
    (tmp_path / "dask").mkdir()
    other = tmp_path / "autre"
    shutil.copytree(
        ROOT / "proexp_batch", other / "proexp_batch", ignore=shutil.ignore_patterns("__pycache__")
    )
    text = (other / "proexp_batch" / "__init__.py").read_text("utf-8")
    (other / "proexp_batch" / "__init__.py").write_text(text.replace(__version__, "0.0.1"), "utf-8")
    with running(tmp_path / "dask", workers=0) as own:
        for path, told in (
            (str(other), f"a la version 0.0.1 de proexp_batch, cette machine a la version {__version__}."),
            ("", f"n'a pas proexp_batch {__version__}. Installez la même version sur toutes les machines"),
        ):
            worker = own.work(PYTHONPATH=path)
            sentence = refusal(own.address, tmp_path / "sortie")
            assert sentence.startswith("Le travailleur « tcp://127.0.0.1:")
            assert told in sentence
            own.end_worker(worker)
        assert not (tmp_path / "sortie").exists()


def test_a_scheduler_without_the_program_is_named(tmp_path: Path) -> None:
    (tmp_path / "dask").mkdir()
    with running(tmp_path / "dask", PYTHONPATH="") as own:
        assert refusal(own.address, tmp_path).startswith("L'ordonnanceur n'a pas proexp_batch")


def test_a_cluster_without_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dask").mkdir()
    monkeypatch.setattr("proexp_batch.engines.dask.cluster.PATIENCE", 1.0)
    with running(tmp_path / "dask", workers=0) as own:
        assert refusal(own.address, tmp_path).startswith(
            "Aucun travailleur Dask n'est relié à l'ordonnanceur"
        )
