"""The lock of an output: who holds it, for how long, and what a clock that jumps does to it."""

import dataclasses
import os
import time
from pathlib import Path

import pytest

from proexp_batch.watch import alive
from proexp_batch.watch.lease import HeldError, Holder, Lease, LostError, Verdict, judge
from tests.deposit.running import until

ME = Holder("ici", "1", 100, "né", "2026-11-24T20:00:00+00:00", 300.0)
OTHER = dataclasses.replace(ME, host="ailleurs", pid=7, token="autre")


@pytest.mark.parametrize(
    ("holder", "silence", "lives", "verdict"),
    [
        (OTHER, 10, False, Verdict.HELD),
        (OTHER, 299, False, Verdict.HELD),
        (OTHER, 301, True, Verdict.SILENT),
        # A clock was set back, or the file comes from the future: as doubtful as a long silence.
        (OTHER, -301, True, Verdict.SILENT),
        (OTHER, -86_400 * 365, True, Verdict.SILENT),
        # On this machine the process is known, whatever the clock says.
        (ME, 10, False, Verdict.DEAD),
        (ME, 86_400 * 365, True, Verdict.HELD),
        (ME, -86_400 * 365, True, Verdict.HELD),
        # The same name and number in another container say nothing.
        (dataclasses.replace(ME, space="2"), 10, False, Verdict.HELD),
        (None, 10, False, Verdict.HELD),
        (None, 301, False, Verdict.SILENT),
    ],
)
def test_what_is_said_of_a_holder(
    holder: Holder | None, silence: float, lives: bool, verdict: Verdict
) -> None:
    assert judge(holder, silence, ME, lambda pid, born: lives) is verdict


def test_a_number_that_was_given_again_is_another_process() -> None:
    assert alive.alive(os.getpid(), alive.birth(os.getpid()))
    if alive.birth(os.getpid()):
        assert not alive.alive(os.getpid(), "un autre démarrage/1")
    assert not alive.alive(2**22 + 1, "")


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / ".proexp-verrou"


def old(path: Path, holder: Holder, age: float) -> None:
    """Leave the lock of a holder whose last sign of life is some seconds old."""
    path.write_bytes(holder.to_bytes())
    os.utime(path, (time.time() - age, time.time() - age))


def test_a_lock_is_held_by_one_and_let_go(lock: Path) -> None:
    with Lease.take(lock, Holder.here(300)) as lease:
        lease.check()
        with pytest.raises(HeldError, match=f"processus.{os.getpid()}"):
            Lease.take(lock, Holder.here(300))
    assert list(lock.parent.iterdir()) == []


def test_the_lock_of_a_dead_process_of_this_machine_falls_at_once(lock: Path) -> None:
    old(lock, dataclasses.replace(Holder.here(300), pid=2**22 + 1, token="mort"), 0)
    with Lease.take(lock, Holder.here(300)) as lease:
        assert lease.taken_over
    assert list(lock.parent.iterdir()) == []


def test_the_lock_of_another_machine_falls_after_its_silence_is_watched(lock: Path) -> None:
    waited: list[float] = []
    old(lock, OTHER, 400)
    with Lease.take(lock, Holder.here(300), waited.append) as lease:
        assert lease.taken_over
    assert waited == [2 * OTHER.beat]


def test_a_clock_that_jumps_ahead_takes_no_lock_from_the_living(lock: Path) -> None:
    old(lock, OTHER, 86_400)

    def beat(seconds: float) -> None:
        os.utime(lock)  # the holder's next sign of life, while it is watched

    with pytest.raises(HeldError, match="ailleurs"):
        Lease.take(lock, Holder.here(300), beat)


def test_a_lock_that_speaks_is_held(lock: Path) -> None:
    old(lock, OTHER, 60)
    with pytest.raises(HeldError, match=r"24.novembre.2026"):
        Lease.take(lock, Holder.here(300), pytest.fail)


def test_a_lock_that_cannot_be_read_falls_after_its_silence(lock: Path) -> None:
    lock.write_bytes(b"")
    with pytest.raises(HeldError, match="Un autre traitement"):
        Lease.take(lock, Holder.here(300), pytest.fail)
    os.utime(lock, (0, 0))
    with Lease.take(lock, Holder.here(300), lambda seconds: None) as lease:
        assert lease.taken_over


def test_the_holder_gives_signs_of_life(lock: Path) -> None:
    with Lease.take(lock, Holder.here(0.5)):
        os.utime(lock, (0, 0))
        until(lambda: lock.stat().st_mtime > 0, "a sign of life")


def test_who_lost_the_lock_notices_and_leaves_the_new_one_alone(lock: Path) -> None:
    with Lease.take(lock, Holder.here(0.2)) as lease:
        lock.unlink()
        lock.write_bytes(OTHER.to_bytes())
        time.sleep(0.1)
        with pytest.raises(LostError):
            lease.check()
    assert Holder.from_bytes(lock.read_bytes()) == OTHER


def test_a_lock_that_cannot_be_written_leaves_nothing_behind(
    lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", refuse)
    with pytest.raises(OSError, match="No space"):
        Lease.take(lock, Holder.here(300))
    assert list(lock.parent.iterdir()) == []


def test_a_file_system_without_links_has_a_lock_too(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(95, "not supported")

    monkeypatch.setattr(os, "link", refuse)
    with Lease.take(lock, Holder.here(300)) as lease:
        lease.check()
        with pytest.raises(HeldError):
            Lease.take(lock, Holder.here(300))
    assert list(lock.parent.iterdir()) == []
