"""A real cluster on this machine: a scheduler and workers as child processes, each with its nanny."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.whole.places import ROOT

PATIENCE = 120.0
"""Seconds after which something that should happen is given up; a busy machine is slow."""


@dataclass
class Cluster:
    """A scheduler and its workers; `folder` is where they keep what is theirs."""

    folder: Path
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, module: str, *options: str, **more: str) -> subprocess.Popen[bytes]:
        """Start a command of Dask, with more in its environment."""
        command = [sys.executable, "-m", f"distributed.cli.{module}", "--no-dashboard", *options]
        local = ("--dashboard-address", "127.0.0.1:0")
        with (self.folder / f"{len(self.started)}.log").open("wb") as said:
            process = subprocess.Popen(
                [*command, *local],
                cwd=self.folder,
                stdout=said,
                stderr=said,
                env={**environment(self.folder), **more},
            )
        self.started.append(process)
        return process

    @property
    def _file(self) -> Path:
        return self.folder / "scheduler.json"

    def schedule(self, **more: str) -> subprocess.Popen[bytes]:
        """Start the scheduler."""
        options = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(self._file))
        return self.start("dask_scheduler", *options, **more)

    def work(self, threads: int = 1, **more: str) -> subprocess.Popen[bytes]:
        """Start a worker with its nanny, by the ordinary command."""
        return self.start(
            "dask_worker",
            self.address,
            *("--nworkers", "1", "--nthreads", str(threads), "--local-directory", str(self.folder)),
            **more,
        )

    @property
    def address(self) -> str:
        """The address of the scheduler, once it has one."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return str(json.loads(self._file.read_text("utf-8"))["address"])
            except (OSError, ValueError, KeyError):
                assert time.monotonic() < end, "the scheduler does not start"
                time.sleep(0.1)

    def kill_worker(self, process: int) -> None:
        """Kill a worker at once, and the nanny that would start another one."""
        import psutil

        worker = psutil.Process(process)
        nanny = worker.parent()
        assert nanny.pid in [one.pid for one in self.started]
        nanny.kill()
        worker.kill()

    def kill_scheduler(self) -> None:
        """Kill the scheduler at once."""
        self.started[0].kill()

    def end_worker(self, worker: "subprocess.Popen[bytes]") -> None:
        """Let a worker end by itself, so that the scheduler knows of it."""
        worker.terminate()
        worker.wait()

    def end(self) -> None:
        """End all that runs."""
        import psutil

        for process in self.started:
            children = psutil.Process(process.pid).children() if process.poll() is None else []
            process.kill()
            for child in children:
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()
            process.wait()


def environment(folder: Path) -> dict[str, str]:
    """The environment of everybody here: settings of Dask that nobody else has."""
    return {
        **os.environ,
        "DASK_CONFIG": str(folder / "dask"),
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def running(folder: Path, workers: int = 1, **more: str) -> Iterator[Cluster]:
    """A cluster with workers of one thread each; the scheduler has more in its environment."""
    cluster = Cluster(folder)
    try:
        cluster.schedule(**more)
        for _ in range(workers):
            cluster.work()
        yield cluster
    finally:
        cluster.end()
