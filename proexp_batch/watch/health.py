"""How the scheduled import is doing, for a monitoring program and for people; it looks and changes nothing."""

import datetime as dt
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any

from proexp_batch.disk.own import DOSSIERS
from proexp_batch.disk.room import free_megabytes
from proexp_batch.engines.processes import PATIENCE
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import left_aside, number, plural, typo, valid
from proexp_batch.register import Register, RegisterBusyError, RegisterError
from proexp_batch.register.begun import refuse_lost, refuse_other
from proexp_batch.settings.watch import WatchConfig
from proexp_batch.watch.claims import CLAIMS
from proexp_batch.watch.complete import Reason
from proexp_batch.watch.explaining import reason_in
from proexp_batch.watch.lease import LOCK, Holder, Verdict, judge
from proexp_batch.watch.planning import LOTS
from proexp_batch.watch.progress import Progress
from proexp_batch.watch.scan import scan

_SHOWN = 5
_TEXT = ".txt"
_PATIENCE = 2.0
"""Seconds for which a lock is waited for: whoever looks wants an answer now."""

_MUCH = 3
"""A last run that is this many times too old is no delay any more: nothing runs."""


class Level(IntEnum):
    """How bad it is; the value is the exit code of `etat`."""

    WELL = 0
    LOOK = 1
    BROKEN = 3

    @property
    def label(self) -> str:
        """The words shown to people."""
        return {Level.WELL: "bien", Level.LOOK: "à regarder", Level.BROKEN: "en panne"}[self]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    `message` and `values` hold no name of a file; `details` may, and are for people alone.
    """

    name: str
    level: Level
    message: str
    values: dict[str, Any] = field(default_factory=dict)
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on something is to be looked at: age of the last run (seconds), files that wait, free space (Mo)."""

    age: float = 86_400
    backlog: int = 500
    free: int | None = None


NAMES = (
    "depot",
    "sortie",
    "verrou",
    "registre",
    "passage",
    "lot",
    "attente",
    "incomplets",
    "quarantaine",
    "espace",
)
"""The checks, in the order in which they are shown."""


def examine(config: WatchConfig, limits: Limits) -> list[Check]:
    """Look at everything."""
    lock, holder_lives = _lock(config)
    checks = [*_backlog(config, limits), lock, *_registered(config, limits, holder_lives)]
    checks += [_batch(config, holder_lives), _output(config), _quarantine(config), _free(config, limits)]
    return sorted(checks, key=lambda check: NAMES.index(check.name))


def worst(checks: list[Check]) -> Level:
    """The level of the whole."""
    return max((check.level for check in checks), default=Level.WELL)


def _lock(config: WatchConfig) -> tuple[Check, bool]:
    """Who holds the lock, and whether that process lives, as far as can be seen from here."""
    path = config.sortie / LOCK
    try:
        holder, written = Holder.from_bytes(path.read_bytes()), path.stat().st_mtime
    except FileNotFoundError:
        return Check("verrou", Level.WELL, "aucun traitement en cours"), False
    except OSError as error:
        return Check("verrou", Level.BROKEN, typo(f"le verrou ne peut pas être lu : {why(error)}")), False
    silence = max(0.0, time.time() - written)
    if holder is None:
        return Check("verrou", Level.LOOK, "le verrou n'est pas lisible", {"silence": round(silence)}), False
    verdict = judge(holder, silence, Holder.here(config.bail))
    values = {
        "host": holder.host,
        "pid": holder.pid,
        "since": holder.since,
        "silence": round(silence),
        "verdict": verdict.value,
    }
    who = f"machine « {holder.host} », processus {holder.pid}, depuis le {_moment(holder.since)}"
    if verdict is Verdict.HELD:
        return Check("verrou", Level.WELL, typo(f"traitement en cours : {who}"), values), True
    said = f"traitement arrêté sans rendre le verrou : {who} ; le prochain lancement le reprend"
    return Check("verrou", Level.LOOK, typo(said), values), False


def _registered(config: WatchConfig, limits: Limits, lives: bool) -> Iterator[Check]:
    """What the register tells: the last run, and the files that are not complete."""
    try:
        refuse_lost(config.sortie, config.registre)
    except RegisterError as error:
        yield Check("registre", Level.BROKEN, str(error))
        return
    if not config.registre.is_file():
        yield from _unregistered(config, lives)
        return
    try:
        with Register.open(config.registre, _PATIENCE) as register:
            refuse_other(config.sortie, config.registre, register)
            free = register.is_free()
            runs, waiting = register.last_runs(1), register.waiting()
            (count,) = _counted(config.registre)
    except RegisterBusyError:
        yield Check("registre", Level.LOOK, _locked_sentence(config))
        return
    except RegisterError as error:
        yield Check("registre", Level.BROKEN, str(error))
        return
    except sqlite3.Error as error:
        yield Check("registre", Level.BROKEN, typo(f"le registre n'est pas utilisable : {why(error)}"))
        return
    said = plural(count, "dépôt enregistré", "dépôts enregistrés")
    level = Level.WELL if free else Level.LOOK
    yield Check("registre", level, said if free else _locked_sentence(config), {"deposits": count})
    yield _run(runs[0] if runs else None, limits, lives)
    limit = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=config.abandon)
    late = [one for one in waiting if dt.datetime.fromisoformat(one.since) <= limit]
    details = tuple(typo(f"{one.file} : {_reason(one.reason)}") for one in late[:_SHOWN])
    said = plural(len(late), "fichier ne devient pas complet", "fichiers ne deviennent pas complets")
    yield Check("incomplets", Level.LOOK if late else Level.WELL, said, {"count": len(late)}, details)


def _unregistered(config: WatchConfig, lives: bool) -> Iterator[Check]:
    """What is told where there is no register: the first pass makes it, and what a pass gives back cannot be without it."""
    where = f"le registre « {config.registre} »"
    if not _is_before_first(config):
        level = Level.WELL if lives else Level.BROKEN
        yield Check("registre", level, typo(f"{where} n'est pas là"))
        return
    level = Level.WELL if lives else Level.LOOK
    yield Check("registre", level, typo(f"{where} n'est pas encore là : le premier passage le crée"))
    yield _run(None, Limits(), lives)


def _is_before_first(config: WatchConfig) -> bool:
    """Whether nothing is there that a pass leaves: neither a register nor anything that was given back or put away."""
    left = (config.sortie / DOSSIERS, config.sortie / LOTS, config.archive, config.quarantaine)
    return not config.registre.exists() and not any(map(Path.exists, left))


def _locked_sentence(config: WatchConfig) -> str:
    return typo(
        f"le registre « {config.registre} » est verrouillé par un autre programme : rien ne peut y être écrit tant que "
        "ce programme ne l'a pas rendu"
    )


def _counted(register: Path) -> tuple[int]:
    with closing(sqlite3.connect(register, timeout=_PATIENCE)) as connection:
        found: tuple[int] = connection.execute("SELECT count(*) FROM deposit").fetchone()
    return found


def _run(run: dict[str, Any] | None, limits: Limits, lives: bool) -> Check:
    if run is None:
        if lives:
            return Check("passage", Level.WELL, "premier passage en cours")
        said = (
            "aucun passage n'a encore eu lieu : lancez « proexp-batch surveiller » avec les mêmes réglages et --une-fois, "
            "ou la tâche planifiée, puis regardez de nouveau"
        )
        return Check("passage", Level.LOOK, typo(said))
    age = (
        dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(run["finished"] or run["started"])
    ).total_seconds()
    values = {name: run[name] for name in ("host", "started", "finished", "deposits", "failures")}
    values |= {"age": round(age), "problem": run["problem"] is not None}
    said = f"dernier passage {_ago(age)} sur « {run['host']} », {plural(run['deposits'], 'dépôt')}"
    details = (run["problem"],) if run["problem"] else ()
    if run["problem"]:
        level, said = Level.BROKEN, f"{said}, arrêté par un problème"
    elif run["finished"] is None and not lives:
        level, said = Level.LOOK, f"{said}, interrompu"
    elif run["failures"]:
        level, said = Level.LOOK, f"{said}, {plural(run['failures'], 'échec')}"
    elif age > limits.age and not lives:
        level = Level.BROKEN if age > _MUCH * limits.age else Level.LOOK
        said = f"{said} ; c'est trop ancien"
    else:
        level = Level.WELL
    return Check("passage", level, typo(said), values, details)


def _batch(config: WatchConfig, lives: bool) -> Check:
    """Whether something moves in the batch under way."""
    progress = Progress.read(config.sortie) if lives else None
    if progress is None:
        return Check("lot", Level.WELL, "aucun lot en cours")
    silence = progress.silence(dt.datetime.now(dt.UTC))
    values = {"done": progress.done, "total": progress.total, "silence": round(silence)}
    done = 100 * progress.done // max(1, progress.total)
    said = f"lot commencé le {_moment(progress.began)}, {done} % fait"
    if silence <= config.temps_par_fichier:
        return Check("lot", Level.WELL, typo(said), values)
    # A file has that long by the clock; then it is given up, and something moves.
    level = Level.BROKEN if silence > (PATIENCE + 1) * config.temps_par_fichier else Level.LOOK
    return Check("lot", level, typo(f"{said} ; rien n'avance depuis {number(silence, 0)} secondes"), values)


def _backlog(config: WatchConfig, limits: Limits) -> Iterator[Check]:
    """What stands in the deposit and what was taken out of it and is not finished."""
    try:
        found = scan(config.depot)
    except OSError as error:
        yield Check(
            "depot", Level.BROKEN, typo(f"le dépôt « {config.depot} » ne peut pas être lu : {why(error)}")
        )
        return
    told = [plural(len(found.closed), "sous-dossier fermé", "sous-dossiers fermés")] if found.closed else []
    if found.others:
        told.append(left_aside(len(found.others)))
    details = tuple(valid(str(path)) for path in (*found.closed[:_SHOWN], *found.others[:_SHOWN]))
    level = Level.LOOK if found.closed else Level.WELL
    values = {"closed": len(found.closed), "others": len(found.others)}
    yield Check("depot", level, typo(", ".join(("lisible", *told))), values, details)
    taken = _count(config.depot / CLAIMS, lambda name: name[:4].isdigit())
    total = len(found.files) + taken
    oldest = max((time.time() - seen.mtime_ns / 1e9 for seen in found.files), default=0.0)
    values = {"count": total, "taken": taken, "oldest": round(max(0.0, oldest))}
    said = plural(total, "fichier en attente", "fichiers en attente")
    yield Check("attente", Level.LOOK if total > limits.backlog else Level.WELL, said, values)


def _output(config: WatchConfig) -> Check:
    if not config.sortie.exists() and config.sortie.parent.is_dir() and _is_before_first(config):
        said = f"le dossier de sortie « {config.sortie} » n'est pas encore là : le premier passage le crée"
        return Check("sortie", Level.LOOK, typo(said))
    if not config.sortie.is_dir():
        return Check("sortie", Level.BROKEN, typo(f"le dossier de sortie « {config.sortie} » n'est pas là"))
    if not os.access(config.sortie, os.W_OK | os.X_OK):
        return Check("sortie", Level.BROKEN, "le dossier de sortie ne peut pas être écrit par ce compte")
    return Check("sortie", Level.WELL, "accessible")


def _quarantine(config: WatchConfig) -> Check:
    """How many files could not be handled, and why the last ones could not."""
    count = _count(config.quarantaine, lambda name: not name.endswith(_TEXT) and not name.startswith("."))
    texts = sorted(config.quarantaine.rglob(f"*{_TEXT}"), key=_written, reverse=True)[:_SHOWN]
    details = tuple(filter(None, (_why_there(config, text) for text in texts)))
    return Check("quarantaine", Level.WELL, plural(count, "fichier"), {"count": count}, details)


def _written(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


def _why_there(config: WatchConfig, text: Path) -> str:
    name = text.relative_to(config.quarantaine).as_posix().removesuffix(_TEXT)
    try:
        reason = reason_in(text.read_text("utf-8", "replace"))
    except OSError:
        return ""
    return typo(f"{valid(name)} : {reason}") if reason else ""


def _free(config: WatchConfig, limits: Limits) -> Check:
    """The free space where a batch is written, by the fullest of the disks."""
    free = min(map(free_megabytes, (config.sortie, config.archive, config.registre.parent)))
    wanted = 2 * config.espace_libre if limits.free is None else limits.free
    level = Level.LOOK if free < wanted else Level.WELL
    said = f"{number(free, 0)} Mo libres"
    if free < config.espace_libre:
        level, said = (
            Level.BROKEN,
            f"{said}, il en faut {number(config.espace_libre, 0)} pour commencer un lot",
        )
    return Check("espace", level, typo(said), {"free": free})


def _count(folder: Path, wanted: Callable[[str], bool]) -> int:
    return sum(wanted(name) for _, _, names in os.walk(folder) for name in names)


def _reason(value: str) -> str:
    return Reason(value).label if value in list(Reason) else value


def _moment(text: str) -> str:
    return f"{dt.datetime.fromisoformat(text).astimezone():%d/%m/%Y à %H:%M}"


def _ago(seconds: float) -> str:
    for size, noun, more in ((86_400, "jour", None), (3_600, "heure", None), (60, "minute", None)):
        if seconds >= 2 * size:
            return f"il y a {plural(int(seconds // size), noun, more)}"
    return "à l'instant" if seconds < 60 else "il y a une minute"
