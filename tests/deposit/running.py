"""Runs the import as a child process, and counts what came of the deposits."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from proexp_batch.decision.facts import Status
from proexp_batch.disk.content import digest_of
from proexp_batch.register import Deposit, Register
from proexp_batch.watch.claims import CLAIMS
from tests.whole.places import ROOT

PATIENCE = 120.0
"""Seconds after which something that should happen is given up; a busy machine is slow."""

SETTINGS = """\
depot = "{depot}"
sortie = "sortie"
delai = {delai}
scrutation = 0.2
espace_libre = 0
lot = {lot}
processus = 1
"""


def configured(
    folder: Path, *, delai: float = 0.0, lot: int = 500, depot: str = "depot", more: str = ""
) -> Path:
    """Write the settings of an import whose folders are all below one."""
    path = folder / "reglages.toml"
    path.write_text(SETTINGS.format(delai=delai, lot=lot, depot=depot) + more, "utf-8")
    return path


class Server:
    """Runs the program in processes that can be killed; see `server.py`."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.deposit.server"],
            cwd=ROOT,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._line()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._process:
            assert self._process.stdin is not None
            self._process.stdin.close()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def start(
        self, *arguments: str, die_at: int = 0, in_worker: str = "", light: bool = False, clock: float = 0
    ) -> int:
        """Start the program; give the number of its process. For the options see `server.py`."""
        assert self._process.stdin is not None
        told = {
            "arguments": ["surveiller", *arguments],
            "log": str(self._log),
            "die_at": die_at,
            "in_worker": in_worker,
            "light": light,
            "clock": clock,
        }
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        return int(self._line())

    def ended(self) -> int:
        """Wait for its end; give the exit code, negative for a signal."""
        return int(self._line())

    def run(self, *arguments: str, kill_after: float | None = None, light: bool = False) -> int:
        """Run the program, or kill it after some seconds; give its exit code."""
        process = self.start(*arguments, light=light)
        if kill_after is not None:
            time.sleep(kill_after)
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        return self.ended()


@contextlib.contextmanager
def started(*arguments: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The program as a child process; ended with the block."""
    with log.open("ab") as said:
        command = [sys.executable, "-m", "proexp_batch", "surveiller", *arguments]
        with subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said) as process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    process.kill()


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def recorded(output: Path) -> int:
    """How many deposits the register knows."""
    if not (output / "registre.sqlite").exists():
        return 0
    with Register.open(output / "registre.sqlite") as register:
        return len(register.deposits())


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of deposits. `losses` are deposits without a result or without a copy in the archive."""

    deposits: int
    results: int
    duplicates: int
    losses: int
    twice: int

    def __str__(self) -> str:
        return (
            f"{self.deposits} deposits, {self.results} results, {self.duplicates} duplicates, "
            f"{self.losses} losses, {self.twice} twice"
        )


def count(wanted: list[str], *outputs: Path) -> Counted:
    """Compare the deposits (by hash) with the registers of some output folders and what is really there."""
    rows: list[tuple[Path, Deposit]] = []
    for output in outputs:
        with Register.open(output / "registre.sqlite") as register:
            rows += [(output, row) for row in register.deposits()]
    recorded = Counter(row.sha256 for _, row in rows)
    archived = Counter(
        row.sha256
        for output, row in rows
        if row.archived
        and (output / row.archived).is_file()
        and digest_of(output / row.archived) == row.sha256
    )
    asked = Counter(wanted)
    return Counted(
        deposits=len(wanted),
        results=sum(row.status != Status.DUPLICATE for _, row in rows),
        duplicates=sum(row.status == Status.DUPLICATE for _, row in rows),
        losses=sum((asked - recorded).values()) + sum((asked - archived).values()),
        twice=sum((recorded - asked).values()),
    )


def check_output(output: Path) -> None:
    """Make sure that every output is whole, has its deposit, and nothing temporary is left."""
    check_places(output)
    for path in (*output.glob("dossiers/**/*.xlsx"), *output.glob("lots/*/*.xlsx")):
        with zipfile.ZipFile(path) as package:
            assert package.testzip() is None
    for path in output.glob("dossiers/**/*.pdf"):
        assert path.read_bytes().endswith(b"%%EOF")


def check_places(output: Path) -> None:
    """Make sure that every output has its deposit, and nothing temporary is left."""
    with Register.open(output / "registre.sqlite") as register:
        rows = register.deposits()
    contents = {row.id: row.sha256 for row in rows}
    for row in rows:
        assert (row.first_id is not None) == (row.status == Status.DUPLICATE)
        assert row.first_id is None or contents[row.first_id] == row.sha256
    told = [path for row in rows for path in row.outputs.values()]
    there = [
        path.relative_to(output).as_posix()
        for path in (output / "dossiers").rglob("*")
        if path.suffix in (".xlsx", ".pdf")
    ]
    assert sorted(there) == sorted(told)
    assert len({row.archived for row in rows}) == len(rows)
    stored = [
        path for name in ("archive", "quarantaine") for path in (output / name).rglob("*") if path.is_file()
    ]
    assert len([path for path in stored if path.suffix != ".txt"]) == len(rows)
    reports = [json.loads(path.read_text("utf-8")) for path in output.glob("lots/*/rapport.json")]
    assert sum(len(report["dossiers"]) for report in reports) == len(rows)
    assert not [path for path in output.rglob(".proexp-*") if path.name.endswith(".tmp")]
    assert not (output / ".proexp-verrou").exists()
    work = output / ".proexp-travail"
    assert not work.exists() or not list(work.iterdir())


def no_claim_left(deposit: Path) -> bool:
    """Whether nothing is taken and unfinished."""
    return not [path for path in (deposit / CLAIMS).rglob("*") if path.is_file()]
