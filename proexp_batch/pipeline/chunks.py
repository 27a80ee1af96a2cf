"""Does each half of the work chunk by chunk, in this process or in several."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from proexp_batch.decision.facts import DossierDecision, Written
from proexp_batch.disk.collect import DepositedFile
from proexp_batch.engines import processes
from proexp_batch.pipeline.first_half import Checked, CheckJob, check_chunk, give_up_check, split_check
from proexp_batch.pipeline.second_half import WriteJob, give_up_write, split_write, write_chunk
from proexp_batch.settings.run import Settings

LARGEST_CHUNK = 200
SMALLEST_CHUNK = 50

Progress = Callable[[int, int], None]
"""Told after each chunk how many halves of dossiers are done, and of how many; what it raises ends the work."""


def read_and_validate(
    files: Sequence[DepositedFile], settings: Settings, kept: Path, workers: int, progress: Progress
) -> list[Checked]:
    """The first half of the work on each chunk of the files, in their order; `kept` is the folder for the facts.

    Raises:
        OSError: the folder cannot be written.
        OwnRulesError, RuleError: the Opco's own rules cannot be loaded, or one failed to run.
    """
    jobs = [
        CheckJob(chunk, settings, kept / f"{number}") for number, chunk in enumerate(_chunks(files, workers))
    ]
    results: list[tuple[int, Checked]] = []
    done = 0
    with closing(processes.run(check_chunk, jobs, workers, split_check, give_up_check)) as found:
        for position, checked in found:
            results.append((position, checked))
            done += len(checked.files)
            progress(done, 2 * len(files))
    return [checked for _, checked in sorted(results, key=lambda result: result[0])]


def _chunks(files: Sequence[DepositedFile], workers: int) -> Iterator[tuple[DepositedFile, ...]]:
    size = min(LARGEST_CHUNK, max(SMALLEST_CHUNK, -(-len(files) // max(1, workers))))
    for start in range(0, len(files), size):
        yield tuple(files[start : start + size])


def decide_and_write(
    jobs: Sequence[WriteJob], workers: int, progress: Progress
) -> list[tuple[DossierDecision, Written]]:
    """The second half of the work on each chunk; the decision and outputs of each dossier, in the order of the files.

    Raises:
        OSError: what the first half kept cannot be read, or was changed.
    """
    total = sum(len(job.files) for job in jobs)
    results: dict[int, list[tuple[DossierDecision, Written]]] = {}
    done = total
    with closing(processes.run(write_chunk, jobs, workers, split_write, give_up_write)) as found:
        for position, written in found:
            results[position] = written
            done += len(written)
            progress(done, 2 * total)
    return [result for position in sorted(results) for result in results[position]]
