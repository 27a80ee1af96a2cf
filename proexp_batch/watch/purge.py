"""Removes what is past its retention: outputs and archive copies first, then the entries of the register."""

import datetime as dt
import os
import sqlite3
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from proexp_batch.disk.removing import remove_below, size_below
from proexp_batch.documents.catalogue import kind_of, of_dossier, words_of
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import typo
from proexp_batch.register import Deposit, Register
from proexp_batch.settings.watch import WatchConfig
from proexp_batch.watch.journal import Journal, files_before, remove_old
from proexp_batch.watch.planning import is_told, note_of, placed

LOTS = "lots"
_OTHERS = {
    "archived": ("fichier archivé", "fichiers archivés"),
    "lots": ("fichier de synthèse de lot", "fichiers de synthèse de lots"),
    "quarantine": ("fichier en quarantaine", "fichiers en quarantaine"),
    "journal": ("fichier du journal", "fichiers du journal"),
    "note": ("texte laissé dans un dossier « retour »", "textes laissés dans un dossier « retour »"),
}
"""What a purge removes besides outputs and entries of the register, in the words of people: one, several."""

_TOGETHER = 100
"""Deposits that are forgotten in one transaction, and told in one line of the journal."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file to remove: below which folder, its path there, what it is (as in `words`).

    `prune` says whether folders that become empty go too.
    """

    root: Path
    file: PurePosixPath
    kind: str
    prune: bool = True

    def look(self) -> int | None:
        """Its size, `None` if it is not there; raises `OSError` where it may not be removed."""
        return size_below(self.root, self.file)

    def remove(self) -> int | None:
        """Remove it; as `look`."""
        return remove_below(self.root, self.file, self.prune)


@dataclass(slots=True)
class Purged:
    """What a purge removes, or would remove."""

    day: dt.date
    deposits: list[int] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    files: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    failures: list[str] = field(default_factory=list)


def words(kind: str) -> tuple[str, str]:
    """What people call one and several of what a purge removes."""
    return _OTHERS.get(kind) or words_of(kind)


def kinds(found: Purged) -> list[str]:
    """What a purge removes besides entries of the register: what is always told, then what it found else."""
    always = [*(document.kind for document in of_dossier()), *(kind for kind in _OTHERS if kind != "note")]
    return [*always, *sorted(found.files.keys() - set(always))]


@dataclass(frozen=True, slots=True)
class _Plan:
    deposits: tuple[tuple[Deposit, tuple[Item, ...]], ...]
    loose: tuple[Item, ...]


def preview(config: WatchConfig, register: Register, day: dt.date) -> Purged:
    """What would be removed; nothing is."""
    plan = _planned(config, register, day)
    found = Purged(day)
    for deposit, items in plan.deposits:
        _each(items, Item.look, found, f" du dépôt n° {deposit.id}")
        found.deposits.append(deposit.id)
        found.hashes.append(deposit.sha256)
    _each(plan.loose, Item.look, found)
    for path in files_before(config.journal, day):
        found.files["journal"] += 1
        found.bytes += path.stat().st_size
    return found


def purge(config: WatchConfig, register: Register, day: dt.date, journal: Journal) -> Purged:
    """Remove what is past its retention: deposits processed before a day, and files of that age.

    The entry of a deposit goes only when its files are gone, so that a purge that was stopped is done again. What
    cannot be removed stays in the register and is told in `failures`.
    """
    plan = _planned(config, register, day)
    done = Purged(day)
    _purge_journal(config.journal, done)
    for start in range(0, len(plan.deposits), _TOGETHER):
        _purge_some(plan.deposits[start : start + _TOGETHER], register, done, journal)
    register.forget_runs(day)
    before = done.files.copy()
    _each(plan.loose, Item.remove, done)
    journal.write(
        "purge_ended",
        before=day.isoformat(),
        count=len(done.deposits),
        counts=dict(done.files - before),
        bytes=done.bytes,
        failures=len(done.failures),
    )
    if done.deposits:
        _squeeze(config.registre)
    return done


def _purge_journal(folder: Path, done: Purged) -> None:
    try:
        sizes = [path.stat().st_size for path in files_before(folder, done.day)]
        done.files["journal"] += len(remove_old(folder, done.day))
        done.bytes += sum(sizes)
    except OSError as error:
        done.failures.append(typo(f"fichiers du journal : {why(error)}"))


def _purge_some(
    some: Sequence[tuple[Deposit, tuple[Item, ...]]], register: Register, done: Purged, journal: Journal
) -> None:
    gone: list[Deposit] = []
    before, size = done.files.copy(), done.bytes
    for deposit, items in some:
        if _each(items, Item.remove, done, f" du dépôt n° {deposit.id}"):
            gone.append(deposit)
    # Told before it is forgotten: after a stop here it is told twice, never not at all.
    journal.write(
        "purged",
        before=done.day.isoformat(),
        deposits=[one.id for one in gone],
        hashes=[one.sha256 for one in gone],
        counts=dict(done.files - before),
        bytes=done.bytes - size,
    )
    register.forget(one.id for one in gone)
    done.deposits += [one.id for one in gone]
    done.hashes += [one.sha256 for one in gone]


def _each(items: Iterable[Item], act: Callable[[Item], int | None], done: Purged, whose: str = "") -> bool:
    """Look at or remove files and count them; say whether all went well."""
    well = True
    for item in items:
        try:
            size = act(item)
        except OSError as error:
            well = False
            done.failures.append(typo(f"{words(item.kind)[0]}{whose} : {why(error)}"))
            continue
        if size is not None:
            done.files[kind_of(item.kind)] += 1
            done.bytes += size
    return well


def _planned(config: WatchConfig, register: Register, day: dt.date) -> _Plan:
    """The files of each old deposit, those left out that a younger one has too; and old files that no entry names."""
    young = register.deposits(since=day)
    kept = {(item.root, item.file) for one in young for item in _files(config, one)}
    planned = []
    for deposit in register.processed_before(day):
        items = (item for item in _files(config, deposit) if (item.root, item.file) not in kept)
        planned.append((deposit, tuple(items)))
    loose = [
        *(
            Item(config.sortie, PurePosixPath(LOTS) / file, "lots")
            for file in _old(config.sortie / LOTS, day)
        ),
        *(Item(config.quarantaine, file, "quarantine") for file in _old(config.quarantaine, day)),
    ]
    return _Plan(tuple(planned), tuple(loose))


def _files(config: WatchConfig, deposit: Deposit) -> Iterator[Item]:
    if config.retour == "depot" and is_told(deposit):
        yield Item(config.depot, note_of(PurePosixPath(deposit.file)), "note", prune=False)
    # Of every kind that was ever recorded, whether the program still makes it or not.
    for kind, name in (*deposit.outputs.items(), ("archived", deposit.archived)):
        if not name:
            continue
        there = placed(config, name)
        root, file = there.root, there.file
        if file.is_absolute() and not os.path.lexists(file):
            # In a folder that the settings do not name any more, and gone from it.
            continue
        # The folders of the deposit are the companies' own, with their rights.
        yield Item(root, file, kind, prune=root != config.depot)
        if root == config.quarantaine:
            # The text that says why the file is there.
            yield Item(root, file.with_name(f"{file.name}.txt"), kind)


def _old(folder: Path, day: dt.date) -> list[PurePosixPath]:
    """Plain files below a folder that came there before a day; no link is followed."""
    limit = dt.datetime.combine(day, dt.time(), dt.UTC).timestamp()
    found = []
    for top, _, names in os.walk(folder, followlinks=False):
        for name in names:
            path = Path(top, name)
            try:
                status = path.lstat()
            except FileNotFoundError:
                continue
            if stat.S_ISREG(status.st_mode) and came(status) < limit:
                found.append(PurePosixPath(path.relative_to(folder).as_posix()))
    return sorted(found)


def came(status: os.stat_result) -> float:
    """Since when a file is where it is: a move keeps the time of the content, not that of the entry."""
    return max(status.st_mtime, status.st_ctime)


def _squeeze(register: Path) -> None:
    """Write the register anew, so that nothing of what was forgotten is left in its file."""
    try:
        with closing(sqlite3.connect(register, timeout=5, isolation_level=None)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error:
        # In use by another program: the room is used again by what is recorded next.
        return
