"""collect, read, validate, decide, write, record: the way of a deposit, in one screenful."""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Protocol

from proexp_batch.decision.facts import DossierDecision, Run, Status, Written
from proexp_batch.disk.collect import DepositedFile, collect
from proexp_batch.disk.files import make_folder, write_whole
from proexp_batch.documents.report import report_bytes
from proexp_batch.documents.summary.workbook import summary
from proexp_batch.engines import processes
from proexp_batch.model.findings import Finding
from proexp_batch.pipeline.halves import (
    UNKNOWN_HASH,
    Checked,
    CheckJob,
    WriteJob,
    check_chunk,
    give_up_check,
    give_up_write,
    split_check,
    split_write,
    write_chunk,
)
from proexp_batch.rules.across import across
from proexp_batch.rules.facts.links import DossierLinks
from proexp_batch.rules.own import load_all
from proexp_batch.settings.run import Settings

LARGEST_CHUNK = 200
SMALLEST_CHUNK = 50
SUMMARY = "synthese.xlsx"
REPORT = "rapport.json"

Progress = Callable[[int, int], None]
"""Told after each chunk how many halves of dossiers are done, and of how many; what it raises ends the work."""


class Earlier(Protocol):
    """What is known from before the batch."""

    def first_with(self, sha256: str, file: PurePosixPath) -> PurePosixPath | None:
        """The file that already brought this content."""

    def related(self, links: Sequence[DossierLinks]) -> Sequence[DossierLinks]:
        """The earlier dossiers that these must be compared with."""


class _Nothing:
    """Nothing is known from before."""

    def first_with(self, sha256: str, file: PurePosixPath) -> PurePosixPath | None:
        return None

    def related(self, links: Sequence[DossierLinks]) -> Sequence[DossierLinks]:
        return ()


NOTHING = _Nothing()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: its circumstances, and the decision and outputs of each dossier in the order of the deposit.

    `links` are those of the dossiers that can be told apart, by file.
    """

    run: Run
    decisions: tuple[DossierDecision, ...]
    written: tuple[Written, ...]
    links: Mapping[PurePosixPath, DossierLinks] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether the whole deposit was looked into and every output written."""
        return not self.run.closed and not any(written.failure for written in self.written)

    @property
    def accepted(self) -> bool:
        """Whether no dossier is to correct or unreadable."""
        refused = (Status.TO_CORRECT, Status.UNREADABLE)
        return not any(decision.status in refused for decision in self.decisions)


def process(
    deposits: Sequence[Path], output: Path, settings: Settings, workers: int, progress: Progress
) -> Outcome:
    """Check all the workbooks of the deposits and write what is given back under `output`.

    Raises:
        OSError: a deposit cannot be listed, or the output folder or one of the two files of the batch not written.
        OwnRulesError: the Opco's own rules cannot be loaded; nothing is written.
        RuleError: one of them failed to run; nothing is written.
    """
    load_all(settings.own_rules)
    collected = collect(deposits, output)
    make_folder(output)
    outcome = handle(collected.files, output, settings, workers, progress)
    outcome = replace(outcome, run=replace(outcome.run, ignored=collected.ignored, closed=collected.closed))
    record(outcome, output)
    return outcome


def handle(
    files: Sequence[DepositedFile],
    output: Path,
    settings: Settings,
    workers: int,
    progress: Progress,
    *,
    earlier: Earlier = NOTHING,
    work: Path | None = None,
) -> Outcome:
    """Check files and write what is given back for each of them; `work` is where to keep what is between the halves.

    Raises:
        OSError: the folder `work` (or else `output`) cannot be written.
        OwnRulesError, RuleError: as for `process`.
    """
    started = dt.datetime.now(dt.UTC)
    with tempfile.TemporaryDirectory(
        prefix=".proexp-", dir=work or output, ignore_cleanup_errors=True
    ) as kept:
        checked = _read_and_validate(files, settings, Path(kept), workers, progress)
        copies = _copies(checked, earlier)
        more = _validate_across(checked, copies, settings, earlier)
        jobs = [WriteJob(chunk.kept, chunk.files, copies, more, settings, output) for chunk in checked]
        results = _decide_and_write(jobs, workers, progress)
    decisions, written = zip(*results, strict=True) if results else ((), ())
    run = Run(settings.today, started, dt.datetime.now(dt.UTC))
    return Outcome(run, decisions, written, {link.file: link for chunk in checked for link in chunk.links})


def _chunks(files: Sequence[DepositedFile], workers: int) -> Iterator[tuple[DepositedFile, ...]]:
    size = min(LARGEST_CHUNK, max(SMALLEST_CHUNK, -(-len(files) // max(1, workers))))
    for start in range(0, len(files), size):
        yield tuple(files[start : start + size])


def _read_and_validate(
    files: Sequence[DepositedFile], settings: Settings, kept: Path, workers: int, progress: Progress
) -> list[Checked]:
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


def _copies(checked: Sequence[Checked], earlier: Earlier) -> dict[PurePosixPath, PurePosixPath]:
    """For each file that repeats an earlier one to the letter, that one."""
    first: dict[str, PurePosixPath] = {}
    copies = {}
    for chunk in checked:
        for file, digest in zip(chunk.files, chunk.hashes, strict=True):
            if digest == UNKNOWN_HASH:
                continue
            if (before := earlier.first_with(digest, file.file)) is not None:
                copies[file.file] = before
            elif first.setdefault(digest, file.file) != file.file:
                copies[file.file] = first[digest]
    return copies


def _validate_across(
    checked: Sequence[Checked],
    copies: Mapping[PurePosixPath, PurePosixPath],
    settings: Settings,
    earlier: Earlier,
) -> dict[PurePosixPath, list[Finding]]:
    dossiers = [link for chunk in checked for link in chunk.links if link.file not in copies]
    return across(dossiers, settings.parameters, settings.today, earlier.related(dossiers))


def _decide_and_write(
    jobs: Sequence[WriteJob], workers: int, progress: Progress
) -> list[tuple[DossierDecision, Written]]:
    total = sum(len(job.files) for job in jobs)
    results: dict[int, list[tuple[DossierDecision, Written]]] = {}
    done = total
    with closing(processes.run(write_chunk, jobs, workers, split_write, give_up_write)) as found:
        for position, written in found:
            results[position] = written
            done += len(written)
            progress(done, 2 * total)
    return [result for position in sorted(results) for result in results[position]]


def record(outcome: Outcome, output: Path) -> None:
    """Write the two files of the batch.

    Raises:
        OSError: one of them cannot be written.
    """
    write_whole(output / SUMMARY, summary(outcome.run, outcome.decisions, outcome.written))
    write_whole(output / REPORT, report_bytes(outcome.run, outcome.decisions, outcome.written))
