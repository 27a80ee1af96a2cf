"""Runs the program again and again as processes of its own, without importing everything each time.

Reads a line of JSON (the arguments) from standard input, forks, and writes the number of the new process; when that
has ended, writes its exit code (negative: the signal). With `die_at`, the process kills itself before that change of
the disk; with `in_worker`, each worker of that half kills it and itself before its own. With `light`, it applies no rule,
so that the rest can be tried more often; with `clock`, its clock is wrong by that many seconds.
"""

import datetime as dt
import json
import os
import signal
import sys
import time
from functools import partial
from multiprocessing import forkserver
from types import SimpleNamespace
from typing import Any

# What is imported late otherwise, in each process anew.
import watchfiles  # noqa: F401

import proexp_batch.cli.watch
import proexp_batch.documents.annotated.recopied
import proexp_batch.documents.annotated.returned
import proexp_batch.documents.attestations.sheets
import proexp_batch.documents.summary.workbook
from proexp_batch.cli import main
from proexp_batch.engines import processes
from proexp_batch.engines.worker import Tell
from proexp_batch.pipeline import chunks, first_half, second_half
from proexp_batch.pipeline.jobs import Checked, CheckJob, Result, WriteJob

CHANGES = {
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "os.chmod",
    "os.truncate",
    "sqlite3.connect",
}


def die_at(wanted: int, parent: int | None = None) -> None:
    """Kill this process, and its parent, before a change of the disk, counted from 1."""
    count = 0

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        if event == "open":
            flags = arguments[2]
            if not isinstance(flags, int) or not flags & (os.O_WRONLY | os.O_RDWR):
                return
        elif event not in CHANGES:
            return
        count += 1
        if count == wanted:
            for pid in (parent, os.getpid()):
                if pid is not None:
                    os.kill(pid, signal.SIGKILL)

    sys.addaudithook(look)


def set_clock(seconds: float) -> None:
    """Let the clock of the program be wrong in this process; that of the file system stays as it is."""
    right, off = time.time, dt.timedelta(seconds=seconds)
    time.time = lambda: right() + seconds

    class Moment(dt.datetime, metaclass=_sees(dt.datetime)):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Any:
            return dt.datetime.now(tz) + off

    class Day(dt.date, metaclass=_sees(dt.date)):
        @classmethod
        def today(cls) -> Any:
            return Moment.now().date()

    wrong = SimpleNamespace(**{**vars(dt), "datetime": Moment, "date": Day})
    for name, module in list(sys.modules.items()):
        if name.startswith("proexp_batch") and getattr(module, "dt", None) is dt:
            vars(module)["dt"] = wrong


def _sees(kind: type) -> type:
    """A metaclass that makes values of the usual class and takes them for its own."""

    class Sees(type):
        def __call__(cls, *given: Any, **more: Any) -> Any:
            return kind(*given, **more)

        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, kind)

    return Sees


def check_lightly(job: CheckJob, tell: Tell) -> Checked:
    """The first half of the work, in a worker, without the rules."""
    first_half.check = lambda *_: []
    return first_half.check_chunk(job, tell)


def check_dying(job: CheckJob, tell: Tell, wanted: int, parent: int) -> Checked:
    """The first half of the work, in a worker that kills its parent and itself at a change of the disk."""
    die_at(wanted, parent)
    return check_lightly(job, tell)


def write_dying(job: WriteJob, tell: Tell, wanted: int, parent: int) -> list[Result]:
    """The second half, in the same way."""
    die_at(wanted, parent)
    return second_half.write_chunk(job, tell)


def serve() -> None:
    processes.warm_up()
    for line in sys.stdin:
        told = json.loads(line)
        child = os.fork()
        if child == 0:
            log = os.open(told["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            os.dup2(log, 1)
            os.dup2(log, 2)
            code = 70
            # Workers are forked from the one process that has imported everything, not from one for each run.
            forkserver._forkserver.ensure_running = forkserver.ensure_running = lambda: None
            if told["light"]:
                chunks._check = check_lightly
            if told["clock"]:
                set_clock(told["clock"])
            if told["in_worker"]:
                given = {"wanted": told["die_at"], "parent": os.getpid()}
                if told["in_worker"] == "check":
                    chunks._check = partial(check_dying, **given)
                else:
                    chunks._write = partial(write_dying, **given)
            elif told["die_at"]:
                die_at(told["die_at"])
            try:
                code = main(told["arguments"])
            except BaseException as error:
                os.write(2, f"{type(error).__name__}: {error}\n".encode())
                raise
            finally:
                sys.stdout.flush()
                os._exit(code)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    from tests.deposit.server import serve as serve_by_name

    print(proexp_batch.cli.watch.LOCK, flush=True)
    serve_by_name()
