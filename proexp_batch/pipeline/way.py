"""collect, read, validate, decide, write, record: the way of a deposit, in one screenful."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from proexp_batch.decision.facts import Run, Status
from proexp_batch.disk.collect import DepositedFile, collect
from proexp_batch.disk.files import make_folder, workspace, write_whole
from proexp_batch.disk.own import DOSSIERS
from proexp_batch.disk.room import sweep, sweep_top
from proexp_batch.documents.catalogue import of_batch, of_dossier, own_names
from proexp_batch.engines.processes import Ending
from proexp_batch.pipeline.chunks import Died, Progress, decide_and_write, read_and_validate
from proexp_batch.pipeline.earlier import NOTHING, Earlier, Repeated, repeated_in
from proexp_batch.pipeline.jobs import Checked, Deaths, Result, WriteJob
from proexp_batch.pipeline.outcome import Outcome
from proexp_batch.rules.across import across
from proexp_batch.rules.own import load_all
from proexp_batch.settings.run import Settings


def process(
    deposits: Sequence[Path], output: Path, settings: Settings, workers: int, progress: Progress
) -> Outcome:
    """Check all the workbooks of the deposits and write what is given back under `output`.

    Raises:
        OSError: a deposit cannot be listed, or the output folder or an output of the batch not written.
        OwnRulesError: the Opco's own rules cannot be loaded; nothing is written.
        RuleError: one of them failed to run; nothing is written.
    """
    load_all(settings.own_rules)
    collected = collect(deposits, output, own_names())
    make_folder(output)
    sweep_top(output)
    sweep(output / DOSSIERS)
    outcome = handle(collected.files, output, settings, workers, progress)
    left = {name: getattr(collected, name) for name in ("ignored", "closed", "own")}
    outcome = replace(outcome, run=replace(outcome.run, **left))
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
    deaths: Deaths = MappingProxyType({}),
    died: Died = lambda file, ending: None,
) -> Outcome:
    """Check files and write what is given back for each of them; `work` is where to keep what is between the halves.

    `deaths` are those that files have caused before; `died` is told of each one more.

    Raises:
        OSError: the folder `work` (or else `output`) cannot be written, or somebody changed what was kept in it.
        OwnRulesError, RuleError: as for `process`.
    """
    started = dt.datetime.now(dt.UTC)
    causes = dict(deaths)

    def note(file: DepositedFile, ending: Ending) -> None:
        causes[file.file] = (*causes.get(file.file, ()), ending)
        died(file, ending)

    with workspace(work or output) as kept:
        checked = read_and_validate(files, settings, kept, workers, progress, deaths, note)
        links = {link.file: link for chunk in checked for link in chunk.links}
        repeated = repeated_in(_read(files, checked), links, earlier)
        own = [links[file.file] for file in files if file.file in links and file.file not in repeated.copies]
        more = across(own, settings.parameters, settings.today, earlier.related(own))
        jobs = [
            WriteJob(
                chunk.kept,
                chunk.files,
                tuple(range(len(chunk.files))),
                repeated,
                more,
                settings,
                output,
                dict(causes),
            )
            for chunk in checked
        ]
        results = decide_and_write(jobs, settings.limits, workers, progress, note)
    by_file = {decision.file: (decision, written) for decision, written in results}
    settled = [_settled(by_file, by_file[file.file], repeated) for file in files]
    decisions, written = zip(*settled, strict=True) if settled else ((), ())
    lost = {decision.file for decision in decisions if decision.status is Status.UNREADABLE}
    links = {file: link for file, link in links.items() if file not in lost}
    return Outcome(Run(settings.today, started, dt.datetime.now(dt.UTC)), decisions, written, links)


def _read(files: Sequence[DepositedFile], checked: Iterable[Checked]) -> list[tuple[PurePosixPath, str]]:
    """The files that were read, with their hashes, in the order of the deposit."""
    hashes = {
        file.file: digest
        for chunk in checked
        for file, digest, readable in zip(chunk.files, chunk.hashes, chunk.readable, strict=True)
        if readable
    }
    return [(file.file, hashes[file.file]) for file in files if file.file in hashes]


def _settled(by_file: Mapping[PurePosixPath, Result], result: Result, repeated: Repeated) -> Result:
    """The result of a file; a copy of one that could not be given back is not given back either."""
    decision, _ = result
    first = repeated.copies.get(decision.file)
    if first is None or by_file[first][0].status is not Status.UNREADABLE:
        return result
    lost, written = by_file[first]
    return replace(lost, file=decision.file, folder=decision.folder), written


def record(outcome: Outcome, output: Path) -> None:
    """Write the outputs of the batch.

    Raises:
        OSError: one of them cannot be written.
    """
    for document in of_batch():
        content = document.content(outcome.run, outcome.decisions, outcome.written, of_dossier())
        write_whole(output / document.name, content)
