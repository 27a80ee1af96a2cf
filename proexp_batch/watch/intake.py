"""One lot from the deposit to the archive, in an order in which a stop at any point is repaired by the next start.

    take  ->  handle (read … write)  ->  summary  ->  register  ->  put away

What is taken stays with its plan until it is put away. The register decides: a deposit that it knows is only put away,
any other is handled again, into the same places.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import compress
from pathlib import Path, PurePosixPath

from proexp_batch.decision.facts import DossierDecision, Status, Written
from proexp_batch.decision.since import Before
from proexp_batch.disk.collect import DepositedFile
from proexp_batch.disk.files import make_folder, write_below
from proexp_batch.disk.room import check_room, free_megabytes
from proexp_batch.disk.storing import ChangedError, put_away, sync_names
from proexp_batch.disk.work import workspace
from proexp_batch.documents.catalogue import kind_of
from proexp_batch.engines.engine import Ending
from proexp_batch.engines.opening import opened
from proexp_batch.model.links import DossierLinks
from proexp_batch.pipeline.earlier import Related, Taken, sender
from proexp_batch.pipeline.jobs import UNKNOWN_HASH
from proexp_batch.pipeline.jobs import Result as PipelineResult
from proexp_batch.pipeline.outcome import Outcome
from proexp_batch.pipeline.way import handle, record
from proexp_batch.register import Deposit, Register, Result
from proexp_batch.settings.run import Settings
from proexp_batch.settings.watch import WatchConfig
from proexp_batch.watch import planning
from proexp_batch.watch.claims import Claims, Entry, Lot
from proexp_batch.watch.explaining import explanation
from proexp_batch.watch.journal import Journal
from proexp_batch.watch.lease import Lease
from proexp_batch.watch.progress import Teller
from proexp_batch.watch.returned import Returns
from proexp_batch.watch.scan import Seen
from proexp_batch.watch.trials import TRIALS, Trials

WORK = ".proexp-travail"


class StoppedError(Exception):
    """The user or the system asked to stop: what is taken is finished by the next start."""


@dataclass(slots=True)
class Tally:
    """What was done: deposits by status, attestations, outputs by kind, and what could not be done, in French."""

    statuses: Counter[Status] = field(default_factory=Counter)
    attestations: int = 0
    outputs: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)

    def add(self, decision: DossierDecision, written: Written) -> None:
        """Count a deposit that was recorded."""
        self.outputs.update(map(kind_of, written.outputs))
        self.statuses[decision.status] += 1
        self.attestations += sum(contract.attestation is not None for contract in decision.contracts)


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What the register knows, but for the deposits that are handled once more."""

    register: Register
    again: Mapping[PurePosixPath, int]

    def taken_with(self, sha256: str, file: PurePosixPath, folder: PurePosixPath | None) -> Taken | None:
        first = self.register.first_with(sha256, folder)
        if first is None or first.result is None or first.id == self.again.get(file):
            return None
        status = Status(first.status)
        if status not in (Status.ACCEPTED, Status.ACCEPTED_WITH_WARNINGS):
            # Who sends again what must be corrected is told so again.
            return None
        received = dt.datetime.fromisoformat(first.received)
        return Taken(PurePosixPath(first.file), received, status, first.result)

    def related_to(self, batch: Iterable[DossierLinks]) -> Related | None:
        return partial(self.register.related, replaced=self.register.replaced_by(batch))

    def version_before(self, links: DossierLinks) -> Before | None:
        return self.register.version_before(links, self.again.get(links.file))


@dataclass(slots=True)
class Intake:
    """Handles lots; `settings` are asked for anew for each one, since days pass."""

    config: WatchConfig
    register: Register
    claims: Claims
    lease: Lease
    journal: Journal
    settings: Callable[[], Settings]
    stopped: Callable[[], bool]
    tally: Tally = field(default_factory=Tally)

    @property
    def returns(self) -> Returns:
        """What lies in the folders `retour`."""
        return Returns(self.config, self.register)

    def take(self, ready: Sequence[Seen], received: dt.datetime) -> list[Seen]:
        """Take complete files and bring them to the archive; give those that could not be moved.

        Raises:
            NoRoomError: too little space is free; nothing was taken.
            OSError, RegisterError, RuleError, PapersError, EngineError, LostError, StoppedError: the lot waits, taken,
                for the next attempt.
        """
        check_room((self.config.sortie, self.config.archive), self.config.espace_libre)
        room = (free_megabytes(self.config.sortie) - self.config.espace_libre) * 1_000_000
        # One file that is larger than the disk must not keep the others waiting: files are worked on as copies.
        most = max(room, self.config.limits.bytes)
        fitting = [seen for seen in ready if seen.size <= most]
        wanted = planning.entries(self.config, fitting, received)
        lot, refused = self.claims.take(wanted, planning.lot_name(self.config, received))
        if lot is not None:
            self.finish(lot)
        return [*refused, *(seen for seen in ready if seen.size > most)]

    def finish(self, lot: Lot) -> None:
        """Bring what is left of a lot to the archive.

        Raises:
            OSError, RegisterError, RuleError, EngineError, LostError, StoppedError: the rest waits for the next attempt.
        """
        held = lot.held()
        known = {entry: self.register.claimed(lot.claim(entry)) for entry in held}
        todo = [entry for entry in held if not self._is_done(known[entry])]
        if todo:
            if any(self.register.claimed(lot.claim(entry)) for entry in lot.plan.entries):
                # The summary in the old place tells of deposits that need no second one.
                lot.rename(planning.lot_name(self.config, dt.datetime.now(dt.UTC)))
            self._handle_copies(lot, [entry.number for entry in todo])
        recorded = [(entry, self.register.claimed(lot.claim(entry))) for entry in lot.held()]
        # First what takes a text away: another file of that name may need one.
        for entry, deposit in sorted(
            recorded, key=lambda one: one[1] is not None and planning.is_told(one[1])
        ):
            if deposit is not None:
                try:
                    self._tell(entry, deposit)
                    self._put_away(lot, entry, deposit)
                except OSError:
                    # One file that cannot be moved must not keep the others waiting.
                    self.tally.failures["Le fichier n'a pas pu être archivé ; il reste en attente."] += 1
        if lot.close():
            Trials(self.config.sortie / TRIALS).forget([lot.claim(entry) for entry in lot.plan.entries])

    def _handle_copies(self, lot: Lot, numbers: Collection[int]) -> None:
        """Handle copies of some files, which nobody can exchange while they are worked on."""
        if elsewhere := planning.unreachable(self.config, lot.plan):
            lot.exchange(elsewhere)
        with workspace(work_folder(self.config)) as copies:
            todo = []
            for entry in lot.plan.entries:
                if entry.number not in numbers:
                    continue
                if lot.copy(entry, copies):
                    todo.append(entry)
                else:
                    # Not the file that was taken: what stands there is another deposit, or none.
                    self.claims.give_back(lot.place(entry), PurePosixPath(entry.file))
                    self.journal.write("exchanged")
            lot.copies = copies
            try:
                if todo:
                    self._handle(lot, todo, self._again(lot, todo))
            finally:
                lot.copies = None

    def _settle(self, outcome: Outcome, todo: Sequence[Entry]) -> None:
        """What was given back takes the place of what it supersedes."""
        for at, entry in enumerate(todo):
            decision, written = outcome.results[at]
            settled = self.returns.settle(entry, written, outcome.link_of(decision.file))
            if settled != written:
                outcome.results.replace(at, (decision, settled))

    def _again(self, lot: Lot, todo: Sequence[Entry]) -> dict[PurePosixPath, int]:
        known = {entry: self.register.claimed(lot.claim(entry)) for entry in todo}
        return {PurePosixPath(e.file): d.id for e, d in known.items() if d is not None}

    def _is_done(self, deposit: Deposit | None) -> bool:
        """Whether a deposit is recorded and its outputs are there."""
        if deposit is None:
            return False
        return all((self.config.sortie / output).exists() for output in deposit.outputs.values())

    def _handle(self, lot: Lot, todo: Sequence[Entry], again: Mapping[PurePosixPath, int]) -> None:
        settings = self.settings()
        trials, claims = (
            Trials(self.config.sortie / TRIALS),
            {PurePosixPath(e.file): lot.claim(e) for e in todo},
        )
        trials.begin()
        deaths = {file: found for file, claim in claims.items() if (found := trials.deaths(claim))}

        def died(file: DepositedFile, ending: Ending) -> None:
            trials.died(claims[file.file], ending)
            self.journal.write("died", reason=ending.value)

        files = [
            DepositedFile(
                lot.path(e),
                PurePosixPath(e.file),
                PurePosixPath(e.folder),
                e.beside,
                self.config.depot,
                note=trials.note(lot.claim(e)),
            )
            for e in todo
        ]
        work = work_folder(self.config)
        # Copies are read, which lie beside the outputs; only what is given back in the deposit is written there.
        sources = (self.config.depot,) if self.config.retour == "depot" else ()
        with opened(self.config.engine, sources, work) as engine, Teller(self.config.sortie) as teller:
            outcome = handle(
                files,
                self.config.sortie,
                settings,
                engine,
                partial(self._progress, teller),
                earlier=_Earlier(self.register, again),
                work=work,
                deaths=deaths,
                died=died,
            )
        with outcome:
            self._settle(outcome, todo)
            self._keep(lot, todo, outcome, settings)

    def _keep(self, lot: Lot, todo: Sequence[Entry], outcome: Outcome, settings: Settings) -> None:
        """Summarise and record what holds; count what failed."""
        finished = self._finished(outcome)
        if any(finished):
            self._summarise(lot, outcome, finished, settings)
            self.lease.check()
            self._record(lot, todo, outcome, finished)
        for decision, written in outcome.results:
            if written.failure:
                self.tally.failures[written.failure] += 1
            elif decision.sha256 == UNKNOWN_HASH:
                self.tally.failures["Le fichier n'a pas pu être lu ; il reste en attente."] += 1

    def _progress(self, teller: Teller, done: int, total: int) -> None:
        teller.tell(done, total)
        if self.stopped():
            raise StoppedError

    def _finished(self, outcome: Outcome) -> list[bool]:
        """Which results hold; the others are to be tried again, copies of a file that failed among them."""
        sound = [not w.retry and d.sha256 != UNKNOWN_HASH for d, w in outcome.results]
        copies: dict[int, tuple[str, PurePosixPath | None]] = {}
        firsts = set()
        for at, (decision, _) in enumerate(outcome.results):
            content = _content(outcome, decision)
            if decision.status is Status.DUPLICATE:
                copies[at] = content
            elif sound[at]:
                firsts.add(content)
        for at, content in copies.items():
            sound[at] &= content in firsts or self.register.first_with(*content) is not None
        return sound

    def _results(
        self, lot: Lot, todo: Sequence[Entry], outcome: Outcome, finished: Sequence[bool]
    ) -> Iterator[Result]:
        stores = planning.Stores(self.config, outcome.run.finished)
        for entry, (decision, written), ok in zip(todo, outcome.results, finished, strict=True):
            if ok:
                link = outcome.link_of(decision.file)
                yield Result(
                    decision,
                    written,
                    link if decision.status is not Status.DUPLICATE else None,
                    lot.path(entry).stat().st_size,
                    entry.moment,
                    outcome.run.finished,
                    outcome.run.today,
                    lot.claim(entry),
                    stores.place(decision.file, decision.status is not Status.UNREADABLE),
                    sender(decision.file, link is not None),
                )

    def _summarise(self, lot: Lot, outcome: Outcome, finished: Sequence[bool], settings: Settings) -> None:
        folder = self.config.sortie / planning.LOTS / lot.plan.name
        record(outcome.run, _Finished(outcome, finished), folder, settings)

    def _record(self, lot: Lot, todo: Sequence[Entry], outcome: Outcome, finished: Sequence[bool]) -> None:
        kept = _Finished(outcome, finished)
        # The register must never know of an output that a power cut makes vanish.
        sync_names(
            [
                self.config.sortie / path
                for _, written in kept.as_written()
                for path in written.outputs.values()
            ],
            self.config.sortie,
        )
        numbers = self.register.record(self._results(lot, todo, outcome, finished))
        for number, (decision, written) in zip(numbers, kept.as_written(), strict=True):
            self.tally.add(decision, written)
            self.journal.write(
                "deposit", deposit=number, sha256=decision.sha256, status=decision.status.value
            )

    def _put_away(self, lot: Lot, entry: Entry, deposit: Deposit) -> None:
        """Move a recorded file to its place; a place that is taken all the same is exchanged for a free one."""
        source = lot.place(entry)
        unreadable = deposit.status == Status.UNREADABLE
        place = deposit.archived or self._other_place(deposit)
        for _ in range(2):
            if unreadable:
                self._explain(deposit, place)
            try:
                if not put_away(source, planning.placed(self.config, place), deposit.sha256):
                    # What was read is put away; what came after that is another deposit.
                    self.claims.give_back(source, PurePosixPath(entry.file))
                return
            except FileExistsError:
                place = self._other_place(deposit)
            except ChangedError:
                self.register.set_archived(deposit.id, None)
                self.claims.give_back(source, PurePosixPath(entry.file))
                self.journal.write("changed", deposit=deposit.id)
                return

    def _tell(self, entry: Entry, deposit: Deposit) -> None:
        codes = [code for code, *_ in self.register.codes(deposit.id)]
        first = None if deposit.first_id is None else self.register.deposit(deposit.first_id)
        self.returns.tell(entry, deposit, codes, first)

    def _other_place(self, deposit: Deposit) -> str:
        stores = planning.Stores(self.config, dt.datetime.now(dt.UTC))
        place = stores.place(PurePosixPath(deposit.file), deposit.status != Status.UNREADABLE)
        self.register.set_archived(deposit.id, place)
        return place

    def _explain(self, deposit: Deposit, place: str) -> None:
        path = planning.explanation_of(PurePosixPath(place))
        codes = [code for code, *_ in self.register.codes(deposit.id)]
        target = planning.placed(self.config, str(path))
        make_folder(target.root)
        write_below(target, explanation(deposit, codes).encode())


def work_folder(config: WatchConfig) -> Path:
    """The folder for what is only needed while a lot is handled; whoever holds the lock may empty it.

    Raises:
        OSError: it cannot be made.
    """
    folder = config.sortie / WORK
    make_folder(folder)
    return folder


@dataclass(frozen=True, slots=True)
class _Finished(Collection[PipelineResult]):
    """Those of a lot's results that hold, with their outputs seen from the folder of the summary, which links to them."""

    outcome: Outcome
    finished: Sequence[bool]

    def as_written(self) -> Iterator[PipelineResult]:
        """The results as they are."""
        return compress(self.outcome.results, self.finished)

    def __iter__(self) -> Iterator[PipelineResult]:
        return ((decision, _seen_from_lot(written)) for decision, written in self.as_written())

    def __len__(self) -> int:
        return sum(self.finished)

    def __contains__(self, result: object) -> bool:
        return any(one == result for one in self)


def _content(outcome: Outcome, decision: DossierDecision) -> tuple[str, PurePosixPath | None]:
    """The content of a deposit, and its sender where that does not name one."""
    return decision.sha256, sender(decision.file, outcome.link_of(decision.file) is not None)


def _seen_from_lot(written: Written) -> Written:
    """Where outputs are from the folder of the summary, which has links to them; an absolute path stays so."""
    above = PurePosixPath("../..")
    return replace(written, outputs={kind: above / path for kind, path in written.outputs.items()})
