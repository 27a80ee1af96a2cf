"""`surveiller` all the time: woken by events, looking from time to time, and no process left behind."""

import contextlib
import signal
import sys
from pathlib import Path

import pytest

from proexp_batch.watch import alive
from proexp_batch.watch.progress import PROGRESS
from tests.deposit.making import Deposit
from tests.deposit.running import check_output, configured, recorded, started, until
from tests.whole.places import LOCKED, RIGHT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking them")


def settings(folder: Path, **changes: str) -> Path:
    """The settings of the tests with some of them changed."""
    path = configured(folder, delai=0.2)
    lines = [line for line in path.read_text("utf-8").splitlines() if line.split(" = ")[0] not in changes]
    path.write_text(
        "\n".join([*lines, *(f"{name} = {value}" for name, value in changes.items()), ""]), "utf-8"
    )
    return path


@pytest.mark.parametrize(
    "changes",
    [{"scrutation": "3600"}, {"scrutation": "0.2", "evenements": "false"}],
    ids=["events", "polling"],
)
def test_a_deposit_is_noticed_while_it_waits(tmp_path: Path, changes: dict[str, str]) -> None:
    deposit, output, said = Deposit(tmp_path / "depot"), tmp_path / "sortie", tmp_path / "dit.txt"
    with started("--config", str(settings(tmp_path, **changes)), log=said) as process:
        until(lambda: said.exists() and "Surveillance de" in said.read_text("utf-8"), "the start")
        deposit.put("Société/illisible.xlsx", LOCKED.read_bytes())
        # It may have come before anybody listened: only what comes later is sure to be heard.
        reminder = deposit.folder / "rappel.txt"
        until(lambda: bool(reminder.write_bytes(b"x")) and recorded(output) == 1, "the deposit")
        reminder.unlink()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 130
    told = said.read_text("utf-8").replace("\u00a0", " ")
    assert "1 dépôt traité : 1 illisible" in told
    assert told.rstrip().endswith("Surveillance arrêtée.")
    check_output(output)
    assert deposit.left() == []


def children(parent: int) -> list[int]:
    """The processes that a process has started, and those that they have."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(path.read_text("ascii", "replace").rpartition(")")[2].split()[1]) == parent:
                found.append(int(path.parent.name))
    return [*found, *(one for child in found for one in children(child))]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system does not list processes")
def test_no_process_of_a_killed_run_stays_behind(tmp_path: Path) -> None:
    deposit = Deposit(tmp_path / "depot")
    for number in range(101):
        deposit.put(f"illisible {number}.xls", f"{number}".encode())
    config = settings(tmp_path, processus="2")
    with started("--une-fois", "--config", str(config), log=tmp_path / "dit.txt") as process:
        # Two workers, the process from which they are forked, and the one that keeps what they share.
        until(lambda: process.poll() is not None or len(children(process.pid)) >= 4, "the workers")
        there = children(process.pid)
        assert there, (tmp_path / "dit.txt").read_text("utf-8")
        process.kill()
        process.wait()
    until(lambda: not [child for child in there if alive.runs(child)], "the end of the workers")


SLOW = """
import time
from proexp_batch.rules.rule import WARNING, hits, rule

@rule("LOC-900", "Lente", WARNING, 1, "company.job_title", message="Message.", fix="Corrigez.", why="Pourquoi.",
      wrong="Non", right="Oui", sources=("usage",))
def slow(batch):
    time.sleep(100_000)
    return hits(batch["company"]["dossier"] < 0)
"""


def test_asked_to_stop_it_ends_though_a_file_comes_to_no_end(tmp_path: Path) -> None:
    deposit = Deposit(tmp_path / "depot")
    deposit.put("dossier.xlsx", RIGHT.read_bytes())
    (tmp_path / "lente.py").write_text(SLOW, "utf-8")
    config = settings(tmp_path, regles=f'["{(tmp_path / "lente.py").as_posix()}"]', temps_par_fichier="3600")
    with started("--config", str(config), log=tmp_path / "dit.txt") as process:
        until((tmp_path / "sortie" / PROGRESS).exists, "the batch")
        process.send_signal(signal.SIGTERM)
        until(lambda: process.poll() is not None, "the end")
        assert process.returncode == 130
    assert not (tmp_path / "sortie" / PROGRESS).exists()
    config.write_text(config.read_text("utf-8").replace("regles", "# regles"), "utf-8")
    with started("--une-fois", "--config", str(config), log=tmp_path / "dit.txt") as process:
        assert process.wait() == 0
    assert recorded(tmp_path / "sortie") == 1
