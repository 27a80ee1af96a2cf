"""collect, read, validate, decide, write, record: the way of a deposit, in one screenful."""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from proexp_batch.decision.facts import Run
from proexp_batch.disk.collect import DepositedFile, collect
from proexp_batch.disk.files import make_folder, written_whole
from proexp_batch.disk.own import DOSSIERS
from proexp_batch.disk.room import sweep, sweep_top
from proexp_batch.disk.work import WorkFolder
from proexp_batch.documents.catalogue import of_batch, of_dossier, own_names
from proexp_batch.documents.document import Results
from proexp_batch.documents.papers.ready import check_papers
from proexp_batch.engines.engine import Engine, EngineError
from proexp_batch.pipeline.assigning import to_check, to_write
from proexp_batch.pipeline.chunks import Died, Progress, Told, decide_and_write, read_and_validate
from proexp_batch.pipeline.comparing import compare
from proexp_batch.pipeline.earlier import NOTHING, Earlier
from proexp_batch.pipeline.jobs import Deaths
from proexp_batch.pipeline.ledger import Ledger
from proexp_batch.pipeline.outcome import Outcome
from proexp_batch.pipeline.resuming import StoppedError, begun
from proexp_batch.rules.own import load_all
from proexp_batch.settings.run import Settings


def process(
    deposits: Sequence[Path],
    output: Path,
    settings: Settings,
    engine: Engine,
    progress: Progress,
    *,
    resume: bool = False,
    stopping: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Check all the workbooks of the deposits and write what is given back under `output`.

    With `resume`, what a batch that was stopped has written there is not done again as long as it holds. Once
    `stopping` says so, the chunks under way come to their end and the batch can be taken up again, as after an error of
    the disk or the engine.

    Raises:
        OSError: a deposit cannot be listed, or the output folder or an output of the batch not written.
        OwnRulesError: the Opco's own rules cannot be loaded; nothing is written.
        RuleError: one of them failed to run; nothing is written.
        PapersError: a template, the key or the stamp that is chosen for the papers cannot be used; nothing is written.
        EngineError: the engine cannot work, or not any more.
        StoppedError: it was asked to stop.
    """
    load_all(settings.own_rules)
    check_papers(settings)
    collected = collect(deposits, output, own_names())
    make_folder(output)
    ledger, resumed = begun(output, collected.files, settings, resume)
    with ExitStack() as undo:
        undo.callback(ledger.close)
        try:
            sweep_top(output, but=ledger.folder.name)
            sweep(output / DOSSIERS)
            told = Told(progress, stopping=stopping)
            outcome = _work(ledger, collected.files, output, settings, engine, told)
            left = {name: getattr(collected, name) for name in ("ignored", "closed", "own")}
            outcome.run = replace(outcome.run, resumed=resumed, **left)
            record(outcome.run, ledger, output, settings)
        except (OSError, EngineError, StoppedError, KeyboardInterrupt):
            ledger.leave()
            raise
        undo.pop_all()
    ledger.hide()
    return outcome


def handle(
    files: Sequence[DepositedFile],
    output: Path,
    settings: Settings,
    engine: Engine,
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
        OwnRulesError, RuleError, PapersError, EngineError: as for `process`.
    """
    check_papers(settings)
    ledger = Ledger(WorkFolder.new(work or output))
    with ExitStack() as undo:
        undo.callback(ledger.close)
        ledger.begin(files)
        outcome = _work(ledger, files, output, settings, engine, Told(progress, died, deaths), earlier)
        undo.pop_all()
    return outcome


def _work(
    ledger: Ledger,
    files: Sequence[DepositedFile],
    output: Path,
    settings: Settings,
    engine: Engine,
    told: Told,
    earlier: Earlier = NOTHING,
) -> Outcome:
    started, total = dt.datetime.now(dt.UTC), 2 * len(files)
    left = [files[at] for at in ledger.unchecked()]
    told.begin(len(files) - len(left), total)
    to_read = to_check(ledger, left, settings, engine.workers, told.deaths)
    for checked in read_and_validate(to_read, settings.limits, engine, told):
        ledger.add_checked(checked)
    _stop_if(len(ledger.unchecked()), ledger)
    compare(ledger, settings.parameters, settings.today, earlier)
    told.begin(total - ledger.count_unwritten(), total)
    to_decide = to_write(ledger, files, settings, output, told.deaths)
    for written in decide_and_write(to_decide, settings.limits, engine, told):
        ledger.add_written(written)
    _stop_if(ledger.count_unwritten(), ledger)
    _settle_copies(ledger)
    return Outcome(Run(settings.today, started, dt.datetime.now(dt.UTC)), ledger)


def _stop_if(left: int, ledger: Ledger) -> None:
    if left:
        raise StoppedError(len(ledger) - ledger.count_unwritten(), len(ledger))


def _settle_copies(ledger: Ledger) -> None:
    """A copy of a file that could not be given back is not given back either."""
    for at, first in ledger.lost_copies():
        decision, _ = ledger[at]
        lost, written = ledger.result_of(first)
        ledger.replace(at, (replace(lost, file=decision.file, folder=decision.folder), written))


def record(run: Run, results: Results, output: Path, settings: Settings) -> None:
    """Write the outputs of the batch that a run with these settings makes.

    Raises:
        OSError: one of them cannot be written.
    """
    for document in of_batch():
        with written_whole(output / document.name) as file:
            document.write(file, run, results, of_dossier(settings))
