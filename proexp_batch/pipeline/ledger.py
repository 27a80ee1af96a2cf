"""What is known of each file of a batch while it is worked on and afterwards, in a file: memory does not grow with it."""

import os
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Protocol, overload

from proexp_batch.decision.facts import Status
from proexp_batch.disk.collect import DepositedFile
from proexp_batch.disk.work import WorkFolder
from proexp_batch.model.links import DossierLinks
from proexp_batch.model.reasons import why
from proexp_batch.pipeline.compared import NOTHING_MORE, Compared
from proexp_batch.pipeline.exchange import AlteredError, pack, packed_compared, unpack, unpack_compared
from proexp_batch.pipeline.jobs import Checked, Kept, Packed, Result

NAME = "lot.sqlite"

_UNWRITTEN = "result IS NULL OR compared IS NOT written_for"
"""What holds of a file that has no result, or one for which the rest of the batch said something else."""

_SCHEMA = """
CREATE TABLE go (circumstances TEXT NOT NULL);
CREATE TABLE chunk (id INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE file (
    id INTEGER PRIMARY KEY,
    position INTEGER UNIQUE,
    file TEXT NOT NULL UNIQUE,
    folder TEXT NOT NULL,
    sha256 TEXT,
    readable INTEGER,
    chunk INTEGER REFERENCES chunk,
    place INTEGER,
    links TEXT,
    compared BLOB,
    written_for BLOB,
    status TEXT,
    result BLOB
);
CREATE INDEX by_content ON file (sha256);
CREATE INDEX by_chunk ON file (chunk);
CREATE TABLE touch (kind INTEGER NOT NULL, key TEXT NOT NULL, file INTEGER NOT NULL);
CREATE INDEX by_key ON touch (kind, key);
CREATE INDEX by_file ON touch (file);
"""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read: its position in the deposit, path, hash, and whether it can be told whose it is."""

    position: int
    file: PurePosixPath
    sha256: str
    is_linked: bool


@dataclass(frozen=True, slots=True)
class Unwritten:
    """Files of one chunk whose outputs are to be written: positions, places in what is kept, what else says of them."""

    kept: Kept
    positions: tuple[int, ...]
    places: tuple[int, ...]
    compared: tuple[Compared, ...]


class Holds(Protocol):
    """Says what of a batch that was left still holds."""

    def kept(self, kept: Kept) -> bool:
        """Whether what the first half kept is there as it was."""

    def content(self, file: DepositedFile, sha256: str) -> bool:
        """Whether a file still has that content."""

    def result(self, file: DepositedFile, result: Result) -> bool:
        """Whether the outputs of a file are there as they were written."""


class Ledger(Sequence[Result]):
    """The files of a batch in the order of the deposit; as a sequence, what came of each of them.

    The file is this process's alone, in a folder that nobody else may look into. Each chunk of work is recorded whole.
    """

    def __init__(self, work: WorkFolder) -> None:
        """Open the ledger in the folder of a run, or begin one; the folder goes with it.

        Raises:
            OSError: it cannot be written, or is damaged.
        """
        self.folder = folder = work.path
        self._work = work
        # Where nobody else looks there is nothing to be locked, and some shares lock nothing.
        address = f"{(folder / NAME).absolute().as_uri()}?nolock=1"
        with _faults(folder):
            self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._connection.execute("PRAGMA synchronous = NORMAL")
            if not self._rows("SELECT 1 FROM sqlite_master"):
                self._connection.executescript(_SCHEMA)
        self.close = weakref.finalize(self, _close, self._connection, work)

    def begin(self, files: Iterable[DepositedFile], circumstances: str = "") -> None:
        """Begin a batch with these files; `circumstances` tell those from others in which results may be others."""
        with self._transaction():
            self._go(circumstances)
            for at, file in enumerate(files):
                self._insert(at, file)

    def hide(self) -> None:
        """Let nothing be seen of it any more, where the system lets files be used that have no name; nothing changes now."""
        if os.name != "nt":
            self._work.remove()

    def leave(self) -> None:
        """Close it and leave it, with all that was kept, for another run."""
        self.close.detach()
        self._connection.close()
        self._work.leave()

    @property
    def circumstances(self) -> str:
        """Those that the batch was begun with."""
        rows = self._rows("SELECT circumstances FROM go")
        return str(rows[0][0]) if rows else ""

    def take_up(self, files: Iterable[DepositedFile], holds: Holds) -> int:
        """Go on with a batch that was left, which has these files now; give how many results still hold."""
        with self._transaction():
            self._go(self.circumstances)
            self._connection.execute("UPDATE file SET position = NULL")
            kept = {
                chunk
                for chunk, name, digest in self._rows("SELECT id, name, sha256 FROM chunk")
                if holds.kept(Kept(self.folder / name, digest))
            }
            for at, file in enumerate(files):
                self._take_up(at, file, kept, holds)
            gone = "SELECT id FROM file WHERE position IS NULL"
            self._connection.execute(f"DELETE FROM touch WHERE file IN ({gone})")
            self._connection.execute("DELETE FROM file WHERE position IS NULL")
        return len(self) - self.count_unwritten()

    def _take_up(self, at: int, file: DepositedFile, kept: set[int], holds: Holds) -> None:
        rows = self._rows(
            "SELECT id, folder, chunk, sha256, result FROM file WHERE file = ?", [str(file.file)]
        )
        if rows:
            ((known, folder, chunk, digest, result),) = rows
            if chunk in kept and folder == str(file.folder) and holds.content(file, digest):
                self._connection.execute("UPDATE file SET position = ? WHERE id = ?", [at, known])
                if result is not None and not holds.result(file, unpack(result)):
                    self._connection.execute("UPDATE file SET result = NULL WHERE id = ?", [known])
                return
            self._connection.execute("DELETE FROM touch WHERE file = ?", [known])
            self._connection.execute("DELETE FROM file WHERE id = ?", [known])
        self._insert(at, file)

    def _go(self, circumstances: str) -> None:
        self._connection.execute("INSERT INTO go VALUES (?)", [circumstances])

    def _insert(self, at: int, file: DepositedFile) -> None:
        self._connection.execute(
            "INSERT INTO file (position, file, folder) VALUES (?, ?, ?)",
            [at, str(file.file), str(file.folder)],
        )

    # What the first half found.

    def unchecked(self) -> list[int]:
        """The positions of the files that were not read yet."""
        return [at for (at,) in self._rows("SELECT position FROM file WHERE chunk IS NULL ORDER BY position")]

    def kept(self, number: int) -> Path:
        """Where to keep what the first half finds in a chunk of this run; another run's stays what it is."""
        return self.folder / f"{self._rows('SELECT count(*) FROM go')[0][0]}-{number}"

    def add_checked(self, checked: Checked) -> None:
        """Record a chunk that was read and validated."""
        linked = {link.file: link for link in checked.links}
        with self._transaction():
            chunk = self._connection.execute(
                "INSERT INTO chunk (name, sha256) VALUES (?, ?)",
                (checked.kept.path.name, checked.kept.sha256),
            ).lastrowid
            for place, (file, digest, readable) in enumerate(
                zip(checked.files, checked.hashes, checked.readable, strict=True)
            ):
                link = linked.get(file.file)
                self._connection.execute(
                    "UPDATE file SET chunk = ?, place = ?, sha256 = ?, readable = ?, links = ? WHERE file = ?",
                    (chunk, place, digest, readable, link and link.to_json(), str(file.file)),
                )
                if link is not None:
                    self._connection.executemany(
                        "INSERT INTO touch SELECT ?, ?, id FROM file WHERE file = ?",
                        ((kind, key, str(file.file)) for kind, key in _touched(link)),
                    )

    # What the files of the batch say of each other.

    def read_files(self) -> Iterator[ReadFile]:
        """The files that could be read."""
        for at, file, digest, linked in self._cursor(
            "SELECT position, file, sha256, links IS NOT NULL FROM file WHERE readable ORDER BY position"
        ):
            yield ReadFile(at, PurePosixPath(file), digest, bool(linked))

    def repeated_contents(self) -> set[str]:
        """The hashes of the contents that several of the files have."""
        rows = self._rows("SELECT sha256 FROM file WHERE readable GROUP BY sha256 HAVING count(*) > 1")
        return {digest for (digest,) in rows}

    def set_compared(self, compared: Mapping[int, Compared]) -> None:
        """Record what the rest of the batch says of files, by position; of all others, nothing."""
        with self._transaction():
            self._connection.execute("UPDATE file SET compared = NULL")
            self._connection.executemany(
                "UPDATE file SET compared = ? WHERE position = ?",
                ((packed_compared(one), at) for at, one in compared.items()),
            )

    def linked(self) -> Iterator[int]:
        """The positions of the files that can be told whose they are."""
        for (at,) in self._cursor("SELECT position FROM file WHERE links IS NOT NULL ORDER BY position"):
            yield at

    def links_at(self, positions: Iterable[int]) -> Iterator[DossierLinks]:
        """The links of the files at these positions."""
        for at in positions:
            ((text,),) = self._rows("SELECT links FROM file WHERE position = ?", [at])
            yield DossierLinks.from_json(text)

    def shared(self) -> Iterator[list[int]]:
        """The positions of the files that have something in common, for each thing that several have."""
        same: list[int] = []
        before = None
        for kind, key, at in self._cursor(
            "SELECT DISTINCT kind, key, position FROM touch JOIN file ON file.id = touch.file"
            " WHERE (kind, key) IN (SELECT kind, key FROM touch GROUP BY kind, key HAVING count(*) > 1)"
            " ORDER BY kind, key, position"
        ):
            if (kind, key) != before:
                if len(same) > 1:
                    yield same
                same, before = [], (kind, key)
            same.append(at)
        if len(same) > 1:
            yield same

    # What the second half did.

    def unwritten(self) -> Iterator[Unwritten]:
        """The files without a result that holds, chunk by chunk."""
        for chunk, name, digest in self._rows("SELECT id, name, sha256 FROM chunk ORDER BY id"):
            rows = self._rows(
                f"SELECT position, place, compared FROM file WHERE chunk = ? AND ({_UNWRITTEN}) ORDER BY place",
                [chunk],
            )
            if rows:
                positions, places, compared = zip(*rows, strict=True)
                said = tuple(NOTHING_MORE if one is None else unpack_compared(one) for one in compared)
                yield Unwritten(Kept(self.folder / name, digest), positions, places, said)

    def count_unwritten(self) -> int:
        """How many files have no result that holds."""
        return int(self._rows(f"SELECT count(*) FROM file WHERE {_UNWRITTEN}")[0][0])

    def first_unwritten(self, most: int) -> list[PurePosixPath]:
        """The first files, at most so many, that have no result that holds."""
        query = f"SELECT file FROM file WHERE {_UNWRITTEN} ORDER BY position LIMIT ?"
        return [PurePosixPath(file) for (file,) in self._rows(query, [most])]

    def add_written(self, written: Iterable[Packed]) -> None:
        """Record the results of a chunk."""
        with self._transaction():
            self._connection.executemany(
                "UPDATE file SET result = ?, status = ?, written_for = compared WHERE file = ?",
                ((one.result, one.status, one.file) for one in written),
            )

    def replace(self, position: int, result: Result) -> None:
        """Put another result in the place of one."""
        with self._transaction():
            self._connection.execute(
                "UPDATE file SET result = ?, status = ? WHERE position = ?",
                (pack(result).result, result[0].status.value, position),
            )

    def lost_copies(self) -> list[tuple[int, PurePosixPath]]:
        """The positions of the copies of other files of the batch, each with that file, which could not be given back."""
        found = []
        for at, blob in self._rows("SELECT position, compared FROM file WHERE compared IS NOT NULL"):
            first = unpack_compared(blob).copy
            if first is not None and self._status(first) == Status.UNREADABLE:
                found.append((at, first))
        return found

    def result_of(self, file: PurePosixPath) -> Result:
        """What came of a file."""
        return unpack(self._rows("SELECT result FROM file WHERE file = ?", [str(file)])[0][0])

    def link_of(self, file: PurePosixPath) -> DossierLinks | None:
        """The links of a file, if its dossier can be told apart and was given back."""
        rows = self._rows("SELECT links, status FROM file WHERE file = ?", [str(file)])
        text, status = rows[0] if rows else (None, None)
        return None if text is None or status == Status.UNREADABLE else DossierLinks.from_json(text)

    def __len__(self) -> int:
        return int(self._rows("SELECT count(*) FROM file")[0][0])

    def __iter__(self) -> Iterator[Result]:
        for (blob,) in self._cursor("SELECT result FROM file ORDER BY position"):
            yield unpack(blob)

    @overload
    def __getitem__(self, at: int) -> Result: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Result]: ...

    def __getitem__(self, at: int | slice) -> Result | Sequence[Result]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        rows = self._rows("SELECT result FROM file WHERE position = ?", [at if at >= 0 else len(self) + at])
        if not rows:
            raise IndexError(at)
        return unpack(rows[0][0])

    def _status(self, file: PurePosixPath) -> str | None:
        rows = self._rows("SELECT status FROM file WHERE file = ?", [str(file)])
        return rows[0][0] if rows else None

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        with _faults(self.folder):
            return self._connection.execute(query, values).fetchall()

    def _cursor(self, query: str) -> Iterator[Any]:
        """The rows one by one; nothing that they stand in may be changed meanwhile."""
        with _faults(self.folder):
            yield from self._connection.execute(query)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _faults(self.folder), self._connection:
            yield


def _close(connection: sqlite3.Connection, work: WorkFolder) -> None:
    connection.close()
    work.remove()


@contextmanager
def _faults(folder: Path) -> Iterator[None]:
    """The faults of SQLite as those of the disk that they are."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if (error.sqlite_errorcode & 0xFF) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise AlteredError.of(folder / NAME) from error
        raise OSError(0, why(error), str(folder / NAME)) from error


def _touched(link: DossierLinks) -> set[tuple[int, str]]:
    """By what a dossier may touch another one; see `rules.across`."""
    contracts = {(0, contract.number) for contract in link.contracts}
    people = {(1, contract.person) for contract in link.contracts if contract.person is not None}
    tutors = {(2, f"{link.siren} {tutor.name}") for tutor in link.tutors}
    return {*contracts, *people, *tutors, (3, link.siret)}
