"""`surveiller`: take the lock of the output, wait for deposits or take what is there, tell people what came of it."""

import datetime as dt
import secrets
import shutil
import signal
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from proexp_batch.cli.errors import INTERRUPTED, UnfinishedError, UsageFaultError
from proexp_batch.decision.facts import Status
from proexp_batch.disk.files import make_folder, write_whole
from proexp_batch.disk.own import DOSSIERS, IDENTITY
from proexp_batch.disk.room import sweep, sweep_top
from proexp_batch.documents.papers.ready import PapersError, check_papers
from proexp_batch.model.deadlines import NOTICE
from proexp_batch.model.wording import long_date, plural, typo
from proexp_batch.register import Register, RegisterBusyError, RegisterError
from proexp_batch.register.begun import opened_for
from proexp_batch.register.database import BUSY_SECONDS
from proexp_batch.rules.engine.failing import OwnRulesError
from proexp_batch.rules.own import load_all
from proexp_batch.settings.load import ConfigError, load
from proexp_batch.settings.run import Settings, SettingsError, settings
from proexp_batch.settings.watch import WatchConfig
from proexp_batch.watch.claims import Claims
from proexp_batch.watch.deadlines import in_short
from proexp_batch.watch.intake import WORK, Intake, Tally
from proexp_batch.watch.journal import OTHERS, Journal, RunSummary
from proexp_batch.watch.lease import LOCK, HeldError, Holder, Lease, LostError
from proexp_batch.watch.notify import notify
from proexp_batch.watch.planning import LOTS
from proexp_batch.watch.progress import forget_progress, sign_of_life
from proexp_batch.watch.scan import RETURN
from proexp_batch.watch.watcher import Watcher, left_sentence, others_sentence, sentence, waiting_sentence


def run_watch(
    file: Path | None,
    overrides: Mapping[str, object],
    environ: Mapping[str, str],
    once: bool,
    today: dt.date | None = None,
) -> int:
    """Wait for deposits until asked to stop, or handle `once` what is there; give the exit code.

    With `today`, for a rehearsal, that day counts as today as long as the command runs.
    """
    try:
        config = load(file, overrides, environ)
        load_all(config.regles)
        check_papers(_settings(config, today))
    except (ConfigError, SettingsError) as error:
        raise UsageFaultError(str(error)) from None
    except (OwnRulesError, PapersError) as error:
        # An import that has begun tells it to `etat` and to whoever gets its e-mails, and goes on when it is mended.
        if not config.registre.exists():
            raise UnfinishedError(str(error)) from None
    journal = Journal(config.journal, config.journal_jours)
    try:
        return _locked(config, journal, once, today)
    except HeldError as error:
        journal.write("held", holder=error.holder.host if error.holder else "")
        raise UnfinishedError(str(error)) from None
    except (LostError, RegisterError) as error:
        journal.write("problem", error=type(error).__name__)
        raise UnfinishedError(str(error)) from None
    except sqlite3.Error as error:
        journal.write("problem", error=type(error).__name__)
        raise UnfinishedError(sentence(error, config)) from error
    except OSError as error:
        raise UnfinishedError(sentence(error, config)) from error


def _settings(config: WatchConfig, today: dt.date | None) -> Settings:
    day = today or dt.date.today()
    return settings(day, config.parametres, config.regles, config.reparer, config.limits, config.papers)


def _locked(config: WatchConfig, journal: Journal, once: bool, today: dt.date | None) -> int:
    if not config.depot.is_dir():
        raise UnfinishedError(typo(f"Le dossier de dépôt « {config.depot} » n'est pas accessible."))
    make_folder(config.sortie)
    make_folder(config.registre.parent)
    holder = Holder.here(config.bail)
    with Lease.take(config.sortie / LOCK, holder) as lease, _asked_to_stop() as stop:
        sweep_top(config.sortie)
        shutil.rmtree(config.sortie / WORK, ignore_errors=True)
        forget_progress(config.sortie)
        if lease.taken_over:
            journal.write("takeover", count=_sweep(config))
        with (
            _opened(config, journal, stop, once) as register,
            Claims(config.depot, _identity(config), holder) as claims,
        ):
            intake = Intake(
                config, register, claims, lease, journal, lambda: _settings(config, today), stop.event.is_set
            )
            if today is not None:
                print(typo(f"Le jour qui compte comme aujourd'hui : {long_date(today)}."), flush=True)
            watcher = Watcher(intake, _complain, stop.event, stop.wake)
            return _once(watcher) if once else _watch(watcher)


def _opened(config: WatchConfig, journal: Journal, stop: "_Stop", once: bool) -> Register:
    """The register, waited for as long as another program keeps it locked; a single run waits no longer than usual.

    Raises:
        RegisterError: it cannot be used, is lost, is another one, or stays locked.
        KeyboardInterrupt: the user or the system asks to stop meanwhile.
    """
    end = time.monotonic() + BUSY_SECONDS
    told = False
    while True:
        try:
            register = opened_for(config.sortie, config.registre, _LOOK)
            if register.is_free():
                register.wait_for(BUSY_SECONDS)
                return register
            register.close()
            fault = RegisterBusyError(
                typo(f"Le registre « {config.registre} » est verrouillé par un autre programme.")
            )
        except RegisterBusyError as error:
            fault = error
        if once and time.monotonic() > end:
            raise fault
        if not told:
            told = True
            journal.write("problem", error=type(fault).__name__)
            _complain(
                typo(
                    f"Le registre « {config.registre} » est verrouillé par un autre programme : le traitement attend "
                    "qu'il soit libre. Fermez ce programme s'il n'a pas à l'ouvrir."
                )
            )
        if stop.event.wait(_LOOK):
            raise KeyboardInterrupt


_LOOK = 1.0
"""Seconds for which a lock is waited for before people are told, and from then on between two attempts."""


@dataclass(slots=True)
class _Stop:
    event: threading.Event = field(default_factory=threading.Event)
    wake: threading.Event = field(default_factory=threading.Event)


@contextmanager
def _asked_to_stop() -> Iterator[_Stop]:
    """Note that the user (Ctrl-C) or the system asks to stop; who asks a second time is obeyed at once."""
    stop = _Stop()

    def note(number: int, frame: FrameType | None) -> None:
        if stop.event.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.event.set()
        stop.wake.set()

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _identity(config: WatchConfig) -> str:
    """What tells this output folder from another one that is fed by the same deposit."""
    path = config.sortie / IDENTITY
    if not path.exists():
        write_whole(path, secrets.token_hex(16).encode(), private=True)
    return path.read_text("ascii")


def _sweep(config: WatchConfig) -> int:
    folders = [config.sortie / DOSSIERS, config.sortie / LOTS, config.archive, config.quarantaine]
    removed = sum(sweep(folder) for folder in folders)
    return removed + (sweep(config.depot, RETURN) if config.retour == "depot" else 0)


def _once(watcher: Watcher) -> int:
    started = dt.datetime.now(dt.UTC)
    run = watcher.intake.register.begin_run(socket.gethostname(), started)
    watcher.once()
    _end(watcher, run, started)
    if watcher.stop.is_set():
        print("Interrompu ; le prochain lancement reprendra.", file=sys.stderr)
        return INTERRUPTED
    return _exit_code(watcher)


def _watch(watcher: Watcher) -> int:
    config = watcher.intake.config
    print(typo(f"Surveillance de « {config.depot} » ; Ctrl-C pour arrêter."), flush=True)
    sign_of_life("READY=1")
    watcher.intake.journal.write("start")
    began = dt.datetime.now(dt.UTC)
    told: tuple[str | None, dict[str, int]] | None = None

    def after() -> None:
        nonlocal began, told
        tally, state = watcher.intake.tally, (watcher.problem, dict(watcher.intake.tally.failures))
        if watcher.left and not any(state):
            # What failed is tried again later; until then nothing new is known of it.
            state = told or state
        # The start, and that what went wrong is over, are runs as well: `etat` goes by the last one.
        if tally.statuses or state != told:
            try:
                run = watcher.intake.register.begin_run(socket.gethostname(), began)
            except sqlite3.OperationalError:
                # Locked or full: the next round tells it, and says what is wrong as long as it lasts.
                return
            _end(watcher, run, began)
        told = state
        watcher.intake.tally, began = Tally(), dt.datetime.now(dt.UTC)

    watcher.watch(after)
    watcher.intake.journal.write("end")
    print("Surveillance arrêtée.", flush=True)
    return INTERRUPTED


def _end(watcher: Watcher, run: int, started: dt.datetime) -> None:
    """Tell the register, the journal, the console and, if it is set up, people by e-mail what was done."""
    tally, finished = watcher.intake.tally, dt.datetime.now(dt.UTC)
    counts = {status.value: count for status, count in tally.statuses.items()}
    failures = tuple(
        typo(f"{plural(count, 'fichier')} : {reason}") for reason, count in tally.failures.items()
    )
    total, failed = sum(tally.statuses.values()), max(sum(tally.failures.values()), watcher.left)
    watcher.intake.register.end_run(run, finished, total, failed, watcher.problem)
    watcher.intake.journal.write("batch", run=run, counts=counts, failures=failed, backlog=watcher.left)
    print(_said(tally), flush=True)
    for failure in failures:
        _complain(failure)
    if watcher.left:
        _complain(left_sentence(watcher.left))
    if watcher.waiting:
        _complain(waiting_sentence(watcher.waiting))
    if watcher.others:
        print(others_sentence(watcher.others), flush=True)
    more = {
        "issued": tally.attestations,
        **tally.outputs,
        "incomplete": watcher.stuck,
        OTHERS: watcher.others,
    }
    told = {name: count for name, count in more.items() if count}
    summary = RunSummary(
        socket.gethostname(),
        started,
        finished,
        {**counts, **told},
        failures,
        watcher.problem,
        _deadlines(watcher.intake),
    )
    fault = notify(watcher.intake.config, summary)
    if fault is not None:
        _complain(fault)
        watcher.intake.journal.write("mail")


def _deadlines(intake: Intake) -> tuple[str, ...]:
    """What the e-mail says of deadlines, if one may be sent; nothing where settings or register cannot be used now."""
    if intake.config.courriel is None:
        return ()
    try:
        going_by = intake.settings()
        days = int(going_by.parameters.value(NOTICE, going_by.today))
        return in_short(intake.register.deadlines(going_by.today, days), days)
    except (SettingsError, LookupError, sqlite3.Error):
        # The e-mail tells what was done all the same.
        return ()


def _said(tally: Tally) -> str:
    total = sum(tally.statuses.values())
    if not total:
        return "Aucun nouveau dépôt."
    said = ", ".join(one.counted(tally.statuses[one]) for one in Status if tally.statuses[one])
    return typo(
        f"{plural(total, 'dépôt traité', 'dépôts traités')} : {said}. {plural(tally.attestations, 'attestation')}."
    )


def _exit_code(watcher: Watcher) -> int:
    tally = watcher.intake.tally
    if watcher.problem or tally.failures or watcher.left:
        return 3
    refused = tally.statuses[Status.TO_CORRECT] + tally.statuses[Status.UNREADABLE]
    return 1 if refused or watcher.stuck else 0


def _complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
