"""The program killed at random moments over a growing deposit: every deposit has its result once, nothing is lost."""

import os
import random
import time
from pathlib import Path

import pytest

from tests.deposit.making import Deposit, Workbooks
from tests.deposit.running import Server, check_output, configured, count, no_claim_left

KILLS = int(os.environ.get("PROEXP_KILLS", "8"))
STEP = int(os.environ.get("PROEXP_KILL_STEP", "6"))
"""Every so many changes of the disk is tried; 1 tries each one, which takes minutes."""
LIGHT = bool(os.environ.get("PROEXP_KILL_LIGHT"))
"""Whether to leave the rules out, which take most of the time."""
SEED = int(os.environ.get("PROEXP_SEED", "2026"))

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system knows no fork")


class Growing:
    """Lets deposits arrive: new dossiers, the same again under other names, corrected ones."""

    def __init__(self, deposit: Deposit, rng: random.Random) -> None:
        self._deposit = deposit
        self._rng = rng
        self._workbooks = Workbooks()
        self._made = 0
        self._versions: dict[int, int] = {}

    def some(self) -> None:
        for _ in range(self._rng.randint(1, 4)):
            self._one()

    def _one(self) -> None:
        kind = self._rng.random() if self._made else 0.0
        if kind < 0.6:
            self._made += 1
            number, version = self._made, 0
        else:
            number = self._rng.randint(1, self._made)
            version = self._versions.get(number, 0) + (kind > 0.8)
        self._versions[number] = version
        folder = self._rng.choice(("", "Opco 2i/", "Opco 2i/Société Générale d'Œuvres/"))
        name = self._rng.choice(
            (f"dossier {number}.xlsx", "dossier.xlsx", f"copie {self._rng.randint(1, 999)}.xlsx")
        )
        self._deposit.put(f"{folder}{name}", self._workbooks.make(number, version))


def test_killed_at_random_moments(tmp_path: Path) -> None:
    rng = random.Random(SEED)
    deposit = Deposit(tmp_path / "depot")
    growing = Growing(deposit, rng)
    arguments = ["--une-fois", "--config", str(configured(tmp_path, lot=3))]
    killed = 0
    with Server(tmp_path / "dit.txt") as server:
        growing.some()
        began = time.monotonic()
        assert server.run(*arguments, light=LIGHT) == 0
        whole = time.monotonic() - began
        while killed < KILLS:
            growing.some()
            code = server.run(*arguments, kill_after=rng.uniform(0, 1.1 * whole), light=LIGHT)
            assert code in (-9, 0), (tmp_path / "dit.txt").read_text("utf-8")
            killed += code == -9
        assert server.run(*arguments, light=LIGHT) == 0, (tmp_path / "dit.txt").read_text("utf-8")
    counted = count(deposit.put_in, tmp_path / "sortie")
    print(f"\n{killed} kills: {counted}")
    assert (counted.losses, counted.twice) == (0, 0)
    # A content is judged again where what came meanwhile gives it another result.
    assert counted.results >= len(set(deposit.put_in))
    assert counted.duplicates == len(deposit.put_in) - counted.results
    check_output(tmp_path / "sortie")
    assert deposit.left() == []
    assert no_claim_left(deposit.folder)


def test_killed_before_changes_of_the_disk(tmp_path: Path) -> None:
    """The moments between two changes, one after the other; the rules are left out, they change nothing on disk."""
    workbooks = Workbooks()
    deposit = Deposit(tmp_path / "depot")
    arguments = ["--une-fois", "--config", str(configured(tmp_path, lot=2))]
    killed = number = 0
    with Server(tmp_path / "dit.txt") as server:
        while True:
            # A dossier, its copy and a file that nobody can read: each way that a deposit can go.
            number += 1
            deposit.put(f"dossier {number}.xlsx", workbooks.make(number))
            deposit.put(f"copie {number}.xlsx", workbooks.make(number))
            deposit.put(f"illisible {number}.xls", f"ceci n'est pas un classeur : {number}".encode())
            server.start(*arguments, die_at=1 + STEP * (number - 1), light=True)
            code = server.ended()
            assert code in (-9, 1), (tmp_path / "dit.txt").read_text("utf-8")
            if code == 1:
                break
            killed += 1
            if number % 3 == 0:
                server.start(*arguments, light=True)
                assert server.ended() in (0, 1), (tmp_path / "dit.txt").read_text("utf-8")
        server.start(*arguments, light=True)
        assert server.ended() == 0
    counted = count(deposit.put_in, tmp_path / "sortie")
    print(f"\n{killed} kills: {counted}")
    assert (counted.losses, counted.twice) == (0, 0)
    assert counted.results == 2 * number
    check_output(tmp_path / "sortie")
    assert deposit.left() == []
    assert no_claim_left(deposit.folder)


@pytest.mark.parametrize("half", ["check", "write"])
def test_killed_with_a_worker_before_its_changes_of_the_disk(tmp_path: Path, half: str) -> None:
    """The same moments in a worker, with which the whole program dies: one death is no verdict on the file."""
    workbooks = Workbooks()
    deposit = Deposit(tmp_path / "depot")
    arguments = ["--une-fois", "--config", str(configured(tmp_path))]
    killed = number = 0
    with Server(tmp_path / "dit.txt") as server:
        while True:
            number += 1
            deposit.put(f"dossier {number}.xlsx", workbooks.make(number))
            server.start(*arguments, die_at=number, in_worker=half, light=True)
            code = server.ended()
            assert code in (-9, 0), (tmp_path / "dit.txt").read_text("utf-8")
            server.start(*arguments, light=True)
            assert server.ended() == 0, (tmp_path / "dit.txt").read_text("utf-8")
            if code == 0:
                break
            killed += 1
    counted = count(deposit.put_in, tmp_path / "sortie")
    print(f"\n{killed} kills: {counted}")
    assert killed > 1
    assert (counted.losses, counted.twice, counted.results) == (0, 0, number)
    check_output(tmp_path / "sortie")
    assert deposit.left() == []
    assert no_claim_left(deposit.folder)
