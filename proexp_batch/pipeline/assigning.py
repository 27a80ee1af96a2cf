"""Makes the jobs of each half of the work, each one when it can be begun."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from proexp_batch.disk.collect import DepositedFile
from proexp_batch.pipeline.jobs import CheckJob, Deaths, WriteJob, apart
from proexp_batch.pipeline.ledger import Ledger
from proexp_batch.settings.run import Settings

LARGEST_CHUNK = 200
SMALLEST_CHUNK = 50


def to_check(
    ledger: Ledger, files: Sequence[DepositedFile], settings: Settings, workers: int, deaths: Deaths
) -> Iterator[CheckJob]:
    """Files to read and validate, in chunks; `deaths` may become more meanwhile."""
    for number, chunk in enumerate(_chunks(files, deaths, workers)):
        yield CheckJob(chunk, settings, ledger.kept(number), dict(deaths))


def to_write(
    ledger: Ledger, files: Sequence[DepositedFile], settings: Settings, output: Path, deaths: Deaths
) -> Iterator[WriteJob]:
    """Those of all `files` without a result that holds, in the chunks in which they were checked."""
    for one in ledger.unwritten():
        some = tuple(files[at] for at in one.positions)
        yield WriteJob(one.kept, some, one.places, one.compared, settings, output, dict(deaths))


def _chunks(
    files: Sequence[DepositedFile], deaths: Deaths, workers: int
) -> Iterator[tuple[DepositedFile, ...]]:
    size = min(LARGEST_CHUNK, max(SMALLEST_CHUNK, -(-len(files) // max(1, workers))))
    for some in apart(files, deaths):
        for start in range(0, len(some), size):
            yield some[start : start + size]
