"""Measures a command as a whole: time, CPU of every process it starts, memory of the largest one.

On Linux the processes of a command that outlive it, such as a fork server, are adopted by a small process of ours and
counted when they end. Elsewhere only the time is measured.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_PR_SET_CHILD_SUBREAPER = 36
_SHOWN_OF_A_FAILURE = 2000


@dataclass(frozen=True)
class Measure:
    """Seconds on the clock, seconds of CPU, megabytes of the largest process; `None` where not measured.

    `first_cpu` is the CPU of the first process alone, which gives the work to the others.
    """

    wall: float
    cpu: float | None
    memory: float | None
    output: str = ""
    first_cpu: float | None = None


class FailedCommandError(Exception):
    """A measured command ended otherwise than it should; the text says which and what it last said."""


def python(*arguments: str) -> list[str]:
    """The command of this Python on modules of this clone."""
    return [sys.executable, "-P", *arguments]


def measured(command: Sequence[str], codes: Sequence[int] = (0,)) -> Measure:
    """Run a command to its end and measure it.

    Raises:
        FailedCommandError: its exit code is none of `codes`.
    """
    environment = dict(os.environ, PYTHONPATH=str(ROOT), PYTHONUTF8="1")
    with tempfile.TemporaryDirectory() as name:
        result, said = Path(name) / "result.json", Path(name) / "said.txt"
        # The program that starts the command is small: what it takes would count as memory of the command.
        launcher = [sys.executable, "-I", "-S", __file__, str(result), *command]
        with said.open("wb") as output:
            subprocess.run(launcher, stdout=output, stderr=output, env=environment, cwd=ROOT, check=True)
        facts = json.loads(result.read_text())
        text = said.read_text(encoding="utf-8", errors="replace")
    if facts.pop("code") not in codes:
        raise FailedCommandError(f"{' '.join(command)}\n{text[-_SHOWN_OF_A_FAILURE:]}")
    return Measure(**facts, output=text)


def _launch(result: str, *command: str) -> None:
    """Run the command and write its figures."""
    adopting = _adopt_orphans()
    began = time.perf_counter()
    child = subprocess.Popen(command)
    if not adopting:
        code = child.wait()
        facts: dict[str, float | None] = {"cpu": None, "first_cpu": None, "memory": None}
        facts["wall"] = time.perf_counter() - began
    else:
        facts, code = _wait_for_all(child.pid, began)
    Path(result).write_text(json.dumps({"code": code, **facts}))


def _adopt_orphans() -> bool:
    """Become the parent of the processes whose own parent ends; say whether that is to be had."""
    if sys.platform != "linux":
        return False
    import ctypes

    try:
        return bool(ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def _wait_for_all(first: int, began: float) -> tuple[dict[str, float | None], int]:
    """Wait for the command and every process that it leaves; those that it waited for are in its own figures."""
    wall = cpu = first_cpu = memory = 0.0
    code = 0
    while True:
        try:
            pid, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return {"wall": wall, "cpu": cpu, "first_cpu": first_cpu, "memory": memory / 1024}, code
        cpu += usage.ru_utime + usage.ru_stime
        memory = max(memory, usage.ru_maxrss)
        if pid == first:
            first_cpu = usage.ru_utime + usage.ru_stime
            wall, code = time.perf_counter() - began, os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    _launch(*sys.argv[1:])
