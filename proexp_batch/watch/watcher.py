"""Waits for deposits, or takes what is there: rounds of looking, waiting until files are complete, and handling."""

import datetime as dt
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from proexp_batch.disk.room import NoRoomError
from proexp_batch.documents.papers.ready import PapersError
from proexp_batch.engines.engine import EngineError
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import left_aside, plural, typo
from proexp_batch.register import RegisterError
from proexp_batch.rules.engine.failing import OwnRulesError, RuleError
from proexp_batch.rules.own import load_all
from proexp_batch.settings.watch import WatchConfig
from proexp_batch.watch.complete import Reason, missing
from proexp_batch.watch.events import Events
from proexp_batch.watch.intake import Intake, StoppedError
from proexp_batch.watch.lease import Holder
from proexp_batch.watch.progress import sign_of_life
from proexp_batch.watch.scan import Seen, scan
from proexp_batch.watch.stability import StabilityTracker, State

_LONGEST_PAUSE = 600.0
_SIGN = 10.0


@dataclass(slots=True)
class Looked:
    """What a look at the deposit showed at a moment of the clock: complete files, and the others with the reason."""

    moment: float
    ready: list[Seen] = field(default_factory=list)
    waiting: dict[str, Reason] = field(default_factory=dict)

    @property
    def changing(self) -> bool:
        """Whether some file only has to be watched for longer."""
        return Reason.CHANGING in self.waiting.values()


@dataclass(slots=True)
class Watcher:
    """Looks at the deposit and handles what is complete. `say` tells people something, once."""

    intake: Intake
    say: Callable[[str], None]
    stop: threading.Event
    wake: threading.Event = field(default_factory=threading.Event)
    problem: str | None = None
    stuck: int = 0
    left: int = 0
    waiting: int = 0
    others: int = 0
    _tracker: StabilityTracker = field(init=False)
    _reported: set[str] = field(default_factory=set)
    _known: dict[str, Reason] | None = None
    _pause: float = 0.0
    _not_before: float = 0.0

    def __post_init__(self) -> None:
        config = self.intake.config
        self._tracker = StabilityTracker(config.delai, config.abandon)

    def once(self) -> None:
        """Finish what earlier runs left, handle what is complete, and end."""
        delay = self.intake.config.delai
        try:
            load_all(self.intake.config.regles)
            self.finish_earlier()
            looked = self.round()
            first = looked.moment
            # Only a look at least the delay after the first one can show that nothing changes.
            while looked.changing and not self.stop.is_set() and looked.moment - first < delay:
                self.stop.wait(max(0.0, first + delay - time.monotonic()))
                looked = self.round()
            self.left = self._count_left()
        except _TROUBLES as error:
            self._trouble(error)
        except StoppedError:
            pass

    def watch(self, after: Callable[[], None]) -> None:
        """Go on until asked to stop; `after` is called after each round."""
        config = self.intake.config
        events = Events(config.depot, self.wake)
        listening = False
        while not self.stop.is_set():
            pause = config.scrutation
            try:
                load_all(config.regles)
                if time.monotonic() >= self._not_before:
                    self.finish_earlier()
                looked = self.round()
                if config.evenements and not listening:
                    events.listen()
                    listening = True
                pause = min(pause, max(config.delai, 0.05)) if looked.changing else pause
                self.problem = None
            except _TROUBLES as error:
                # The folder may come back as another one: what listened to the old one hears nothing.
                listening = False
                self._trouble(error)
            except StoppedError:
                break
            after()
            self._rest(pause)
        events.end()

    def _rest(self, seconds: float) -> None:
        """Wait until there is something to do, and show meanwhile that nothing is stuck."""
        end = time.monotonic() + seconds
        sign_of_life()
        while not self.wake.wait(min(_SIGN, max(0.0, end - time.monotonic()))) and time.monotonic() < end:
            sign_of_life()
        self.wake.clear()

    def finish_earlier(self) -> None:
        """Finish lots that were taken and not brought to the end; after a failure, at growing intervals."""
        lots, strangers = self.intake.claims.unfinished()
        self._tell_strangers(strangers)
        for lot in lots:
            self._stop_if_asked()
            self.intake.journal.write("resumed", count=len(lot.held()))
            self.intake.finish(lot)
        self.left = self._count_left() if lots else 0
        longer = min(_LONGEST_PAUSE, 2 * self._pause or self.intake.config.scrutation)
        self._pause = longer if self.left else 0.0
        self._not_before = time.monotonic() + self._pause

    def _count_left(self) -> int:
        return sum(len(lot.held()) for lot in self.intake.claims.unfinished()[0])

    def round(self) -> Looked:
        """Look at the deposit and handle what is complete.

        Raises:
            OSError and others: the deposit or the output is away, or something cannot be written.
        """
        looked = self.look()
        lot = self.intake.config.lot
        for start in range(0, len(looked.ready), lot):
            self._stop_if_asked()
            some = looked.ready[start : start + lot]
            for refused in self.intake.take(some, dt.datetime.now(dt.UTC)):
                looked.waiting[refused.key] = Reason.LOCKED
            for seen in some:
                self._tracker.forget(seen.key)
        self._keep(looked)
        return looked

    def look(self) -> Looked:
        """Look at the deposit, touching nothing.

        Raises:
            OSError: it cannot be listed.
        """
        found, now = scan(self.intake.config.depot), time.monotonic()
        looked = Looked(now)
        self.others = len(found.others)
        files = [*found.files, *self.intake.returns.corrected(found.returns)]
        self._tracker.keep_only([seen.key for seen in files])
        for seen in files:
            state = self._tracker.observe(seen.key, seen.size, seen.mtime_ns, now)
            reason: Reason | None = Reason.CHANGING
            if state is State.READY:
                stale = self.intake.config.abandon / 2
                reason = missing(seen, time.time(), stale)
            if reason is None:
                looked.ready.append(seen)
            else:
                looked.waiting[seen.key] = reason
        return looked

    def _keep(self, looked: Looked) -> None:
        """Keep in the register what waits, and report what has waited for too long."""
        register, now = self.intake.register, dt.datetime.now(dt.UTC)
        self.waiting = len(looked.waiting)
        limit = now - dt.timedelta(seconds=self.intake.config.abandon)
        if looked.waiting != self._known:
            register.see_waiting(looked.waiting, now)
            self._known = dict(looked.waiting)
        if not looked.waiting:
            self.stuck = 0
            return
        late = [one for one in register.waiting() if dt.datetime.fromisoformat(one.since) <= limit]
        self.stuck = len(late)
        new = [one for one in late if one.reported is None]
        for one in new:
            # What is said here goes to the log of the system: the names are for `etat`.
            reason = Reason(one.reason)
            self.say(
                typo(
                    f"Un fichier du dépôt reste incomplet : {reason.label}. Il est laissé en place ; "
                    "la commande « etat » dit lequel."
                )
            )
            self.intake.journal.write("stuck", reason=reason.value)
        if new:
            register.see_waiting(looked.waiting, now, [one.file for one in new])

    def _tell_strangers(self, strangers: Sequence[Holder]) -> None:
        for holder in strangers:
            if holder.token not in self._reported:
                self._reported.add(holder.token)
                self.say(
                    typo(
                        f"La machine « {holder.host} » s'est arrêtée avec des fichiers de ce dépôt en cours ; ils sont "
                        "dans « .proexp-en-cours ». Son prochain lancement les finira."
                    )
                )
                self.intake.journal.write("stranger", holder=holder.host)

    def _stop_if_asked(self) -> None:
        if self.stop.is_set():
            raise StoppedError

    def _trouble(self, error: Exception) -> None:
        said = sentence(error, self.intake.config)
        if said != self.problem:
            self.problem = said
            self.say(said)
            number = error.errno if isinstance(error, OSError) else None
            self.intake.journal.write("problem", error=type(error).__name__, errno=number or 0)


_TROUBLES = (
    OSError,
    NoRoomError,
    RegisterError,
    OwnRulesError,
    RuleError,
    PapersError,
    EngineError,
    sqlite3.Error,
)


def sentence(error: Exception, config: WatchConfig) -> str:
    """What stopped the work, in French; of a place only which of the folders of the settings it is in."""
    if isinstance(error, RuleError):
        return typo(f"La règle {error.code} a échoué : {error.reason}. Les dépôts restent en attente.")
    if isinstance(error, OwnRulesError | PapersError | EngineError):
        return typo(f"{error} Les dépôts restent en attente.")
    if isinstance(error, sqlite3.Error):
        return typo(f"Le registre n'a pas pu être écrit : {why(error)}. Les dépôts restent en attente.")
    if isinstance(error, OSError):
        folder = _folder_of(error.filename, config)
        where = f" ({folder})" if folder else ""
        return typo(
            f"Le travail n'a pas pu être terminé : {why(error)}{where}. Les dépôts restent en attente."
        )
    return str(error)


def _folder_of(name: object, config: WatchConfig) -> Path | None:
    """The innermost folder of the settings that a file is in: its own name may be that of a person."""
    if not isinstance(name, str | os.PathLike):
        return None
    path = Path(name).absolute()
    folders = (config.depot, config.sortie, config.registre.parent, config.archive)
    around = [one for one in (*folders, config.quarantaine, config.journal) if path.is_relative_to(one)]
    return max(around, key=lambda one: len(one.parts), default=None)


def waiting_sentence(count: int) -> str:
    """How many files are not complete yet."""
    waiting = plural(count, "fichier n'est pas encore complet", "fichiers ne sont pas encore complets")
    return typo(
        f"{waiting} ; ils attendent dans le dépôt." if count > 1 else f"{waiting} ; il attend dans le dépôt."
    )


def left_sentence(count: int) -> str:
    """How many files were taken and could not be finished."""
    left = plural(count, "fichier commencé n'est pas terminé", "fichiers commencés ne sont pas terminés")
    return typo(f"{left} ; suite au prochain passage.")


def others_sentence(count: int) -> str:
    """How many files of the deposit are no workbooks."""
    return typo(f"{left_aside(count, ' dans le dépôt')} : la commande « etat » dit de quoi il s'agit.")
