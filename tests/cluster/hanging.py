"""Work that hangs the first time, until whoever does it is killed, so that a test knows what it interrupts."""

import multiprocessing
import threading
import time
from collections.abc import Callable
from pathlib import Path

from proexp_batch.engines.worker import Part, Tell
from proexp_batch.pipeline import first_half, second_half
from proexp_batch.pipeline.jobs import Checked, CheckJob, Result, WriteJob

PATIENCE = 240.0
HUNG = "suspendu"


def check_hanging(job: CheckJob, tell: Tell) -> Checked:
    """The first half of the work; see `_hang_once`."""
    return first_half.check_chunk(job, _hang_once(job, tell))


def write_hanging(job: WriteJob, tell: Tell) -> list[Result]:
    """The second half of the work; see `_hang_once`."""
    return second_half.write_chunk(job, _hang_once(job, tell))


def _hang_once(job: CheckJob | WriteJob, tell: Tell) -> Tell:
    """Hang at the second file, once in a test: a file beside the deposit tells then which process asked for the work."""

    def told(part: Part) -> None:
        tell(part)
        below = job.files[0].below
        assert below is not None
        sign, parent = below.parent / HUNG, multiprocessing.parent_process()
        if part == 1 and parent is not None and _is_first(sign):
            sign.with_suffix(".pid").write_text(str(parent.pid))
            sign.with_suffix(".pid").rename(sign)
            time.sleep(1_000)

    return told


def _is_first(sign: Path) -> bool:
    try:
        sign.with_suffix(".first").touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


class Meanwhile:
    """Does something as soon as the work hangs, given the process that asked for it."""

    def __init__(self, folder: Path, does: Callable[[int], None]) -> None:
        self._sign, self._does = folder / HUNG, does
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._wait)

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self._sign.exists():
                try:
                    self._does(int(self._sign.read_text()))
                except Exception as error:
                    self.error = error
                return
            time.sleep(0.05)

    def __enter__(self) -> "Meanwhile":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()
        assert self._sign.exists(), "the work never hung"
        if self.error is not None:
            raise self.error
