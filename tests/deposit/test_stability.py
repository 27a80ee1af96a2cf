"""Files that are still being copied: the tracker without disk or clock, and the signs on disk."""

import sys
import time
from pathlib import Path, PurePosixPath

import pytest

from proexp_batch.watch.complete import Reason, missing
from proexp_batch.watch.scan import Seen
from proexp_batch.watch.stability import StabilityTracker, State
from tests.whole.places import LOCKED, RIGHT

FILE = "dossier.xlsx"
STALE = 3600.0


def states(looks: list[tuple[float, int]], delay: float = 10, limit: float = 100) -> list[State]:
    """The state at each look: its time, and the size of the file then."""
    tracker = StabilityTracker(delay, limit)
    return [tracker.observe(FILE, size, size, now) for now, size in looks]


def test_a_file_is_ready_once_it_is_unchanged_for_the_delay() -> None:
    assert states([(0, 5), (9.9, 5), (10, 5)]) == [State.WAITING, State.WAITING, State.READY]


def test_a_file_that_grows_slowly_waits_from_its_last_change() -> None:
    looks = [(0, 1), (8, 2), (16, 3), (24, 3), (26, 3)]
    assert states(looks) == [*[State.WAITING] * 4, State.READY]


def test_a_change_of_time_alone_is_a_change() -> None:
    tracker = StabilityTracker(10, 100)
    tracker.observe(FILE, 5, 1, 0)
    assert tracker.observe(FILE, 5, 2, 10) is State.WAITING
    assert tracker.observe(FILE, 5, 2, 20) is State.READY


def test_without_a_delay_a_file_is_ready_at_once() -> None:
    assert states([(0, 5)], delay=0) == [State.READY]


def test_a_file_that_never_becomes_complete_is_stuck() -> None:
    looks = [(float(now), now) for now in range(0, 120, 5)]
    found = states(looks)
    assert found[19] is State.WAITING
    assert found[20] is State.STUCK


def test_a_stuck_file_that_is_complete_after_all_is_ready() -> None:
    assert states([(0, 1), (100, 2), (110, 2)]) == [State.WAITING, State.STUCK, State.READY]


def test_a_file_that_cannot_be_complete_is_stuck_in_the_end() -> None:
    tracker = StabilityTracker(10, 100)
    tracker.observe(FILE, 5, 5, 0)
    assert tracker.observe(FILE, 5, 5, 50) is State.READY
    assert tracker.refuse(FILE) is State.WAITING
    tracker.observe(FILE, 5, 5, 100)
    assert tracker.refuse(FILE) is State.STUCK


@pytest.mark.parametrize("jump", [-1_000_000.0, -1.0])
def test_a_clock_that_jumps_back_only_makes_a_file_wait(jump: float) -> None:
    tracker = StabilityTracker(10, 100)
    tracker.observe(FILE, 5, 5, 0)
    tracker.observe(FILE, 5, 5, 8)
    assert tracker.observe(FILE, 5, 5, 8 + jump) is State.WAITING
    assert tracker.observe(FILE, 5, 5, 9.9 + jump) is State.WAITING
    assert tracker.observe(FILE, 5, 5, 10.1 + jump) is State.READY


def test_a_file_of_the_same_name_after_another_one_is_new() -> None:
    tracker = StabilityTracker(10, 100)
    tracker.observe(FILE, 5, 5, 0)
    tracker.forget(FILE)
    assert tracker.observe(FILE, 5, 5, 10) is State.WAITING
    tracker.keep_only([])
    assert tracker.observe(FILE, 5, 5, 20) is State.WAITING


def reason_of(path: Path, now: float | None = None) -> Reason | None:
    seen = Seen(path.parent, PurePosixPath(path.name), *looked(path))
    return missing(seen, time.time() if now is None else now, STALE)


def looked(path: Path) -> tuple[int, int, int, int]:
    status = path.lstat()
    return status.st_size, status.st_mtime_ns, status.st_dev, status.st_ino


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    path = tmp_path / FILE
    path.write_bytes(RIGHT.read_bytes())
    return path


def test_a_whole_workbook_lacks_nothing(whole: Path) -> None:
    assert reason_of(whole) is None


@pytest.mark.parametrize("kept", [1, 100, 0.5, -1])
def test_a_workbook_whose_end_is_missing_is_cut(whole: Path, kept: float) -> None:
    data = whole.read_bytes()
    whole.write_bytes(data[: int(kept * len(data)) if 0 < kept < 1 else int(kept)])
    assert reason_of(whole) is Reason.CUT


def test_a_zip_is_cut_whatever_its_name(whole: Path) -> None:
    renamed = whole.rename(whole.with_suffix(".xls"))
    renamed.write_bytes(renamed.read_bytes()[:9_000])
    assert reason_of(renamed) is Reason.CUT


def test_a_text_that_begins_like_a_zip_is_no_zip(whole: Path) -> None:
    text = whole.rename(whole.with_suffix(".csv"))
    text.write_bytes(b"PK;Nom\n1;Martin\n")
    assert reason_of(text) is None


def test_a_workbook_whose_beginning_is_missing_is_cut(whole: Path) -> None:
    data = whole.read_bytes()
    whole.write_bytes(data[:4] + data[5000:])
    assert reason_of(whole) is Reason.CUT


def test_space_that_is_only_reserved_is_cut(whole: Path) -> None:
    whole.write_bytes(bytes(1000))
    assert reason_of(whole) is Reason.CUT


def test_what_is_no_zip_is_for_the_reader_to_tell(whole: Path) -> None:
    whole.write_bytes(LOCKED.read_bytes())
    assert reason_of(whole) is None
    whole.write_bytes(b"un texte")
    assert reason_of(whole) is None


def test_an_empty_file_is_not_complete(whole: Path) -> None:
    whole.write_bytes(b"")
    assert reason_of(whole) is Reason.EMPTY


@pytest.mark.parametrize("ending", [".part", ".tmp", ".crdownload", ".filepart", ".PART"])
def test_unfinished_downloads_are_not_taken(whole: Path, ending: str) -> None:
    assert reason_of(whole.rename(f"{whole}{ending}")) is Reason.PARTIAL


@pytest.mark.parametrize("owner", [f"~${FILE}", f".~lock.{FILE}#"])
def test_a_workbook_that_is_open_waits_until_its_owner_file_is_stale(whole: Path, owner: str) -> None:
    beside = whole.with_name(owner)
    beside.write_bytes(b"x")
    opened = beside.stat().st_mtime
    assert reason_of(whole, opened + STALE - 1) is Reason.OPEN
    assert reason_of(whole, opened + STALE + 1) is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who writes to a file")
def test_a_file_that_somebody_has_open_for_writing_waits(whole: Path) -> None:
    with whole.open("ab"):
        assert reason_of(whole) is Reason.WRITTEN
    with whole.open("rb"):
        assert reason_of(whole) is None


def test_a_link_is_no_deposit(whole: Path) -> None:
    link = whole.with_name("lien.xlsx")
    link.symlink_to(whole)
    assert reason_of(link) is Reason.LINK
