"""What goes wrong around the import: disks, shares, clocks, other machines, floods; nothing is lost or done twice."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from proexp_batch.register import Register
from tests.deposit.making import Deposit, Workbooks
from tests.deposit.running import (
    PATIENCE,
    Server,
    check_output,
    configured,
    count,
    no_claim_left,
    recorded,
    started,
    until,
)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system knows no fork")


@pytest.fixture(scope="module")
def workbooks() -> Workbooks:
    return Workbooks()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("serveur") / "dit.txt") as running:
        yield running


@pytest.fixture
def deposit(tmp_path: Path) -> Deposit:
    return Deposit(tmp_path / "depot")


def run(server: Server, config: Path, *, light: bool = True) -> int:
    server.start("--une-fois", "--config", str(config), light=light)
    return server.ended()


def all_is_well(deposit: Deposit, *outputs: Path) -> None:
    counted = count(deposit.put_in, *outputs)
    print(f"\n{counted}")
    assert (counted.losses, counted.twice) == (0, 0)
    for output in outputs:
        check_output(output)
    assert deposit.left() == []
    assert no_claim_left(deposit.folder)


@contextlib.contextmanager
def small_disk(folder: Path, options: str) -> Iterator[None]:
    """A file system of its own in a folder, where this machine allows it."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        pytest.skip("there is no mount")
    if done.returncode:
        pytest.skip("only root can mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_loses_nothing(
    server: Server, workbooks: Workbooks, deposit: Deposit, tmp_path: Path
) -> None:
    config, output = configured(tmp_path), tmp_path / "sortie"
    for number in range(12):
        deposit.put(f"dossier {number}.xlsx", workbooks.make(number))
    with small_disk(output, "size=400k"):
        assert run(server, config) == 3
        assert not list(output.rglob("*.tmp"))
        half_done = recorded(output)
        subprocess.run(["mount", "-o", "remount,size=60m", str(output)], check=True)
        assert run(server, config) == 0
        print(f"\n{half_done} recorded while the disk was full")
        all_is_well(deposit, output)


def test_too_little_free_space_starts_nothing(
    server: Server, workbooks: Workbooks, deposit: Deposit, tmp_path: Path
) -> None:
    deposit.put("dossier.xlsx", workbooks.make(1))
    config = configured(tmp_path)
    text = config.read_text("utf-8")
    config.write_text(text.replace("espace_libre = 0", "espace_libre = 9_000_000"), "utf-8")
    assert run(server, config) == 3
    assert deposit.left() == ["dossier.xlsx"]
    config.write_text(text, "utf-8")
    assert run(server, config) == 0
    all_is_well(deposit, tmp_path / "sortie")


def test_an_output_that_cannot_be_written_loses_nothing(
    server: Server, workbooks: Workbooks, deposit: Deposit, tmp_path: Path
) -> None:
    config, output = configured(tmp_path), tmp_path / "sortie"
    deposit.put("dossier.xlsx", workbooks.make(1))
    with small_disk(output, "size=60m"):
        subprocess.run(["mount", "-o", "remount,ro", str(output)], check=True)
        assert run(server, config) == 3
        assert deposit.left() == ["dossier.xlsx"]
        subprocess.run(["mount", "-o", "remount,rw", str(output)], check=True)
        assert run(server, config) == 0
        all_is_well(deposit, output)


def test_an_archive_on_another_file_system(
    server: Server, workbooks: Workbooks, deposit: Deposit, tmp_path: Path
) -> None:
    config = configured(tmp_path)
    for number in range(3):
        deposit.put(f"Société {number}/dossier.xlsx", workbooks.make(number))
    with small_disk(tmp_path / "sortie" / "archive", "size=60m"):
        assert run(server, config) == 0
        all_is_well(deposit, tmp_path / "sortie")


def test_a_share_that_disappears_and_comes_back(
    workbooks: Workbooks, deposit: Deposit, tmp_path: Path
) -> None:
    config, output = configured(tmp_path, delai=0.1), tmp_path / "sortie"
    deposit.put("avant.xlsx", workbooks.make(1))
    with started("--config", str(config), log=tmp_path / "dit.txt") as process:
        until(lambda: recorded(output) == 1, "the first deposit")
        deposit.folder.rename(tmp_path / "loin")
        until(lambda: "pas pu être terminé" in (tmp_path / "dit.txt").read_text("utf-8"), "the complaint")
        until(lambda: problem_of_last_run(output) is not None, "the run that failed")
        (tmp_path / "loin").rename(deposit.folder)
        until(lambda: problem_of_last_run(output) is None, "a run that went well, without a new deposit")
        deposit.put("après.xlsx", workbooks.make(2))
        until(lambda: recorded(output) == 2, "the second deposit")
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 130
    all_is_well(deposit, output)


def problem_of_last_run(output: Path) -> str | None:
    with Register.open(output / "registre.sqlite") as register:
        problem: str | None = register.last_runs()[0]["problem"]
    return problem


def test_two_machines_on_one_deposit_share_the_work(
    workbooks: Workbooks, deposit: Deposit, tmp_path: Path
) -> None:
    outputs = []
    for name in ("une", "autre"):
        (tmp_path / name).mkdir()
        outputs.append(configured(tmp_path / name, depot="../depot", lot=2))
    for number in range(16):
        deposit.put(f"dossier {number}.xlsx", workbooks.make(number))
    with (
        started("--une-fois", "--config", str(outputs[0]), log=tmp_path / "une.txt") as one,
        started("--une-fois", "--config", str(outputs[1]), log=tmp_path / "autre.txt") as other,
    ):
        assert (one.wait(PATIENCE), other.wait(PATIENCE)) == (0, 0)
    shares = [recorded(config.parent / "sortie") for config in outputs]
    print(f"\nshares: {shares}")
    assert sum(shares) == 16
    all_is_well(deposit, *(config.parent / "sortie" for config in outputs))


def test_a_second_watcher_of_the_same_output_is_told_who_is_first(
    server: Server, workbooks: Workbooks, deposit: Deposit, tmp_path: Path
) -> None:
    config, output, said = configured(tmp_path), tmp_path / "sortie", tmp_path / "dit.txt"
    with started("--config", str(config), log=said) as first:
        until(lambda: (output / ".proexp-verrou").exists(), "the lock")
        with started("--une-fois", "--config", str(config), log=tmp_path / "second.txt") as second:
            assert second.wait(PATIENCE) == 3
        told = (tmp_path / "second.txt").read_text("utf-8")
        assert f"processus {first.pid}" in told.replace("\u00a0", " ")
        deposit.put("dossier.xlsx", workbooks.make(1))
        until(lambda: recorded(output) == 1, "the deposit")
        first.kill()
        first.wait()
    # Killed, it leaves its lock; the next one knows that it is dead.
    assert (output / ".proexp-verrou").exists()
    assert run(server, config) == 0
    all_is_well(deposit, output)


DAY = 86_400


@pytest.mark.parametrize("jumps", [(400 * DAY, -400 * DAY, 0), (-3 * DAY, 0, 3 * DAY)], ids=["far", "near"])
def test_a_clock_that_jumps_loses_nothing(
    server: Server, workbooks: Workbooks, deposit: Deposit, tmp_path: Path, jumps: tuple[int, ...]
) -> None:
    config, output = configured(tmp_path, delai=0.1, lot=2), tmp_path / "sortie"
    for number, jump in enumerate(jumps):
        for letter in "abc":
            deposit.put(f"dossier {number} {letter}.xlsx", workbooks.make(10 * number + ord(letter)))
        deposit.put(f"copie {number}.xlsx", workbooks.make(ord("a")))
        # Killed while it holds the lock and some files, by its own clock; the next one's is another.
        server.start("--une-fois", "--config", str(config), light=True, clock=jump, die_at=60)
        assert server.ended() == -signal.SIGKILL
        server.start("--une-fois", "--config", str(config), light=True, clock=-jump)
        assert server.ended() == 0, (tmp_path.parent / "dit.txt").read_text("utf-8")
    all_is_well(deposit, output)
    with Register.open(output / "registre.sqlite") as register:
        assert len({row.processed[:10] for row in register.deposits()}) > 1


def test_a_file_that_grows_slowly_is_taken_once_and_whole(
    workbooks: Workbooks, deposit: Deposit, tmp_path: Path
) -> None:
    config, output, data = configured(tmp_path, delai=0.5), tmp_path / "sortie", workbooks.make(1)
    growing = deposit.folder / "lent.xlsx"

    def grow() -> None:
        for start in range(0, len(data), -(-len(data) // 12)):
            # Opened and closed each time: nothing but the changes shows that more is to come.
            with growing.open("ab") as file:
                file.write(data[start : start + -(-len(data) // 12)])
            time.sleep(0.25)

    with started("--config", str(config), log=tmp_path / "dit.txt") as process:
        writer = threading.Thread(target=grow)
        writer.start()
        until(lambda: recorded(output) > 0, "the deposit")
        assert not writer.is_alive() or growing.exists()
        writer.join()
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
    with Register.open(output / "registre.sqlite") as register:
        (row,) = register.deposits()
    assert row.size == len(data)
    assert row.status != "unreadable"
    assert deposit.left() == []


def test_a_run_that_is_asked_to_stop_leaves_the_rest_to_the_next(
    server: Server, workbooks: Workbooks, deposit: Deposit, tmp_path: Path
) -> None:
    config, output = configured(tmp_path, lot=1), tmp_path / "sortie"
    for number in range(6):
        deposit.put(f"dossier {number}.xlsx", workbooks.make(number))
    process = server.start("--une-fois", "--config", str(config))
    until(lambda: recorded(output) >= 1, "the first deposit")
    os.kill(process, signal.SIGTERM)
    assert server.ended() == 130
    assert 1 <= recorded(output) < 6
    assert run(server, config) == 0
    all_is_well(deposit, output)


@pytest.mark.slow
def test_a_flood(workbooks: Workbooks, deposit: Deposit, tmp_path: Path) -> None:
    """5,000 files within a minute, while the import runs."""
    total, output = int(os.environ.get("PROEXP_FLOOD", "5000")), tmp_path / "sortie"
    config = configured(tmp_path, delai=2.0)
    config.write_text(config.read_text("utf-8").replace("processus = 1", "processus = 0"), "utf-8")
    data = [workbooks.make(number) for number in range(total)]
    with started("--config", str(config), log=tmp_path / "dit.txt") as process:
        began = time.monotonic()
        for number, one in enumerate(data):
            deposit.put(f"Société {number % 97}/dossier {number}.xlsx", one)
        arrived = time.monotonic() - began
        while recorded(output) < total:
            assert process.poll() is None, (tmp_path / "dit.txt").read_text("utf-8")
            time.sleep(1)
        done = time.monotonic() - began
        until(lambda: not [name for name in deposit.left() if name.endswith(".xlsx")], "the archive")
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 130
    print(f"\n{total} files arrived in {arrived:.0f} s, handled after {done:.0f} s", file=sys.stderr)
    all_is_well(deposit, output)
    # Whoever looks into the register, as this test did all the time, keeps nobody from writing.
    assert "locked" not in (tmp_path / "dit.txt").read_text("utf-8")
