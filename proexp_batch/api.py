"""The package for other programs: check one dossier, or process a whole deposit. `docs/api.md` shows it at work."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from proexp_batch.decision.facts import DossierDecision
from proexp_batch.disk.files import settled
from proexp_batch.engines.opening import opened
from proexp_batch.model.wording import typo
from proexp_batch.pipeline.alone import AloneJob, check_alone
from proexp_batch.pipeline.chunks import Progress
from proexp_batch.pipeline.outcome import Outcome
from proexp_batch.pipeline.way import process as process_deposits
from proexp_batch.settings.engine import DASK, PROCESSES, SCHEDULER, EngineChoice, is_scheduler
from proexp_batch.settings.papers import USUAL_PAPERS, PaperChoice
from proexp_batch.settings.run import Settings, settings, settled_rules

AnyPath = str | Path


def check(
    path_or_bytes: AnyPath | bytes,
    *,
    today: dt.date | None = None,
    parameters: AnyPath | None = None,
    rules: Sequence[AnyPath] = (),
) -> DossierDecision:
    """Check one workbook, a file or its content; nothing is written.

    Args:
        path_or_bytes: the workbook (`.xlsx`, `.xlsm`, `.ods`, `.xls`).
        today: the day that counts as today; the real one by default.
        parameters: a TOML file that replaces dated parameters (`--parametres`).
        rules: files or modules with rules of one's own (`--regles`).

    Returns:
        The decision: status, step, findings, contracts. A workbook that cannot be read is one with the status
        `UNREADABLE`, not an error.

    Raises:
        OSError: there is no such file.
        SettingsError: the parameters cannot be used.
        OwnRulesError, RuleError: the rules of one's own cannot be loaded, or one failed to run.
    """
    circumstances = _settings(today, parameters, rules)
    if isinstance(path_or_bytes, bytes):
        return check_alone(AloneJob(PurePosixPath("dossier.xlsx"), path_or_bytes, circumstances))
    path = Path(path_or_bytes)
    path.stat()
    return check_alone(AloneJob(PurePosixPath(path.name), path.absolute(), circumstances))


def process(
    deposits: AnyPath | Sequence[AnyPath],
    output: AnyPath,
    *,
    today: dt.date | None = None,
    parameters: AnyPath | None = None,
    rules: Sequence[AnyPath] = (),
    repair: bool = False,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
    resume: bool = False,
    papers: PaperChoice = USUAL_PAPERS,
) -> Outcome:
    """Check all workbooks of deposits (folders or files) together and write what is given back under `output`.

    Args:
        deposits: folders, with all that is below them, or files.
        output: the folder for the results; it is made.
        today: the day that counts as today; the real one by default.
        parameters: a TOML file that replaces dated parameters (`--parametres`).
        rules: files or modules with rules of one's own (`--regles`).
        repair: put right what is certain in the returned workbooks (`--reparer`).
        workers: how many processes work; by default as many as there are processors.
        scheduler: the address of a Dask scheduler (`tcp://machine:port`), whose machines do the work instead.
        progress: told every second or more often how many halves of dossiers are done, and of how many.
        resume: go on with a batch that was stopped under the same `output` (`--reprendre`).
        papers: which papers are made as PDF, how they look and what seals them (`--documents`, `--gabarits`, `--cle`).

    Returns:
        The decision about each dossier and where its outputs are, by kind, relative to `output`. They are read from a
        file when they are asked for: keep what you need of them, not all, if there are very many.

    Raises:
        OSError: a deposit cannot be listed, or the output not be written.
        SettingsError: the parameters cannot be used; nothing is written.
        OwnRulesError, RuleError: the rules of one's own cannot be loaded, or one failed to run; nothing is written.
        PapersError: a template, the key or the stamp that `papers` names cannot be used; nothing is written.
        EngineError: the cluster cannot work, or not any more; what is written stays.
        ValueError: `scheduler` is no such address, or `workers` is given with it.
    """
    paths = [deposits] if isinstance(deposits, AnyPath) else deposits
    sources, target = [settled(Path(path)) for path in paths], settled(Path(output))
    with opened(_choice(workers, scheduler), sources, target) as engine:
        return process_deposits(
            sources,
            target,
            _settings(today, parameters, settled_rules(map(str, rules)), repair, papers),
            engine,
            progress or (lambda done, total: None),
            resume=resume,
        )


def _choice(workers: int | None, scheduler: str | None) -> EngineChoice:
    if scheduler is not None and (workers or not is_scheduler(scheduler)):
        raise ValueError(typo(f"Pour scheduler, il faut {SCHEDULER}, et pas de workers."))
    return EngineChoice(PROCESSES if scheduler is None else DASK, workers or 0, scheduler)


def _settings(
    today: dt.date | None,
    parameters: AnyPath | None,
    rules: Sequence[AnyPath],
    repair: bool = False,
    papers: PaperChoice = USUAL_PAPERS,
) -> Settings:
    file = None if parameters is None else Path(parameters)
    names = tuple(str(rule) for rule in rules)
    return settings(today or dt.date.today(), file, names, repair, papers=papers)
