"""Gives jobs to a Dask cluster, few at a time, and takes what came of them."""

import concurrent.futures
import pickle
import secrets
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from proexp_batch.disk.files import make_folder
from proexp_batch.disk.work import workspace
from proexp_batch.engines.dask import cluster as clusters
from proexp_batch.engines.dask.checks import check_storage, check_versions
from proexp_batch.engines.dask.cluster import Cluster, connected, lost, no_workers
from proexp_batch.engines.dask.there import Answer, Order, Sign, do
from proexp_batch.engines.engine import EngineError, Follow, Job, Result, Work
from proexp_batch.model.wording import typo
from proexp_batch.settings.limits import Limits

PER_THREAD = 2
"""So many jobs are given for each that can be done at once: one is there when one is done."""

_TICK = 0.5
_BETWEEN_COUNTS = 2.0


@contextmanager
def opened(address: str, sources: Sequence[Path], work: Path) -> Iterator["Dask"]:
    """The engine of the cluster at an address; all machines see `sources`, and `work`, where they can write.

    Raises:
        EngineError: there is no such cluster, or it is not fit for the work.
        OSError: the folder `work` cannot be made or written.
    """
    with connected(address) as cluster:
        check_versions(cluster)
        make_folder(work)
        with _sign_in(work) as sign:
            check_storage(cluster, sign, sources)
        yield Dask(cluster, work)


@contextmanager
def _sign_in(folder: Path) -> Iterator[Sign]:
    """A sign beside the outputs: those who work for it stop when it goes.

    Raises:
        OSError: the folder cannot be written.
    """
    with workspace(folder) as kept:
        sign = Sign(kept / "travail", secrets.token_hex(16))
        sign.path.write_text(sign.content, "ascii")
        yield sign


@dataclass(frozen=True, slots=True)
class Dask:
    """Work on the machines of a cluster; see `Engine`. `folder` is one that they all see and can write."""

    cluster: Cluster
    folder: Path

    @property
    def workers(self) -> int:
        """As `Engine.workers`."""
        return max(1, self.cluster.threads())

    def run(
        self, work: Work[Job, Result], jobs: Iterable[Job], limits: Limits, follow: Follow[Job]
    ) -> Generator[Result, None, None]:
        """As `Engine.run`; whatever ends it, the machines stop the work within seconds."""
        with _sign_in(self.folder) as sign:
            orders = (Order(work, job, limits, follow.parted, sign) for job in jobs)
            crew = _Crew(self.cluster)
            try:
                while True:
                    if follow.stopping():
                        sign.stop.touch()
                    else:
                        crew.give(orders)
                    if not crew.is_busy:
                        return
                    for answer in crew.answers():
                        for death in answer.deaths:
                            follow.died(*death)
                        yield from answer.results
                        if answer.error is not None:
                            raise answer.error
                        if answer.blind:
                            raise EngineError(_blind(answer.machine, self.folder))
                    follow.pulse(0)
            finally:
                crew.end()


@dataclass(slots=True)
class _Crew:
    """The tasks that were given to a cluster, each with Dask's name for it."""

    cluster: Cluster
    _under_way: "dict[Future[bytes], Any]" = field(default_factory=dict)
    _threads: int = 1
    _counting: "Future[int] | None" = None
    _counted: float = 0.0
    _worked: float = field(default_factory=time.monotonic)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self._under_way)

    def give(self, orders: Iterator[Order[Any, Any]]) -> None:
        """Give as many orders as are useful now.

        Raises:
            EngineError: the cluster is gone.
        """
        self._count()
        client = self.cluster.client
        while len(self._under_way) < max(1, PER_THREAD * self._threads):
            order = next(orders, None)
            if order is None:
                return
            task = client.submit(
                do, pickle.dumps(order), pure=False, key=f"proexp-{secrets.token_hex(16)}", retries=0
            )
            self._under_way[self.cluster.begin(partial(client.gather, task))] = task

    def _count(self) -> None:
        """Learn how much is done at once, without waiting for it.

        Raises:
            EngineError: the scheduler does not answer, or nobody has worked for it for long.
        """
        now = time.monotonic()
        if not self.cluster.is_connected:
            raise EngineError(lost(self.cluster.address))
        if self._counting is None and now - self._counted >= _BETWEEN_COUNTS:
            self._counting, self._counted = self.cluster.begin(self.cluster.count), now
        if self._counting is not None and self._counting.done():
            try:
                self._threads = self._counting.result()
            except OSError as error:
                raise EngineError(lost(self.cluster.address)) from error
            self._counting = None
        if self._counting is not None and now - self._counted > clusters.PATIENCE:
            raise EngineError(lost(self.cluster.address))
        if self._threads:
            self._worked = now
        elif now - self._worked > clusters.PATIENCE:
            raise EngineError(no_workers(self.cluster.address))

    def answers(self) -> Iterator[Answer[Any, Any]]:
        """What came of tasks, after a short wait.

        Raises:
            EngineError: the cluster is gone, or gave a task up.
        """
        done, _ = concurrent.futures.wait(self._under_way, _TICK, concurrent.futures.FIRST_COMPLETED)
        self._count()
        for future in done:
            del self._under_way[future]
            yield self._answer(future)

    def _answer(self, future: "Future[bytes]") -> Answer[Any, Any]:
        from distributed import KilledWorker

        try:
            answer: Answer[Any, Any] = pickle.loads(future.result())
        except KilledWorker as error:
            raise EngineError(_KILLED) from error
        except (concurrent.futures.CancelledError, OSError) as error:
            said = _CANCELLED if self.cluster.is_connected else lost(self.cluster.address)
            raise EngineError(said) from error
        except Exception as error:
            # Our own task raises nothing: it could not even be begun, or its answer not be read.
            kind = type(error).__name__
            raise EngineError(_not_done(kind)) from error
        return answer

    def end(self) -> None:
        """Call back what was given and is not done."""
        tasks = list(self._under_way.values())
        for future in self._under_way:
            future.cancel()
        self._under_way.clear()
        if tasks and self.cluster.is_connected:
            client = self.cluster.client
            with suppress(Exception):
                self.cluster.begin(lambda: client.cancel(tasks, force=True)).result(_BETWEEN_COUNTS)


_KILLED = typo(
    "Plusieurs travailleurs Dask se sont arrêtés l'un après l'autre sur la même partie du lot. Un fichier seul n'en est "
    "pas la cause : chacun est lu dans un processus à part. Vérifiez la mémoire de ces machines et le journal de "
    "« dask worker »."
)


_CANCELLED = typo(
    "L'ordonnanceur Dask a abandonné le travail : quelqu'un l'a redémarré ou a annulé ses tâches."
)


def _not_done(kind: str) -> str:
    return typo(
        f"Les machines Dask n'ont pas pu faire le travail ({kind}). Installez les mêmes versions sur toutes, puis relancez "
        "« dask scheduler » et « dask worker »."
    )


def _blind(machine: str, folder: Path) -> str:
    return typo(
        f"La machine « {machine} » ne voit pas le dossier « {folder} », ou ne le voit plus. Montez le même partage au même "
        "chemin sur toutes les machines."
    )
