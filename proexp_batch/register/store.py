"""The register on disk: an SQLite file in WAL mode, its schema migrated when it is opened."""

import datetime as dt
import json
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from proexp_batch.dossier.decision import DossierDecision, Status, Written
from proexp_batch.dossier.findings import Severity
from proexp_batch.dossier.wording import typo
from proexp_batch.register.schema import MIGRATIONS
from proexp_batch.rules.across import DossierLinks

_BUSY_SECONDS = 30
_RUNS_KEPT = 10_000


class RegisterError(Exception):
    """The register cannot be used; the message is a French sentence for people."""


@dataclass(frozen=True, slots=True)
class Deposit:
    """One deposit as it is recorded. Times are UTC in ISO 8601.

    `annotated`, `attestations` and `archived` are relative to the output folder, or absolute where they lie elsewhere;
    an unreadable file is `archived` in the quarantine.

    `first_id` is set for a duplicate: the deposit with the same content that was processed. `version` counts the
    deposits of one dossier (SIRET and contracts) from 1; both are `None` where the dossier cannot be told.
    """

    id: int
    sha256: str
    file: str
    size: int
    received: str
    processed: str
    today: str
    status: str
    step: int | None
    company: str | None
    first_id: int | None
    dossier_id: int | None
    version: int | None
    annotated: str | None
    attestations: str | None
    archived: str | None
    blocking: int
    warnings: int
    information: int
    contracts: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Result:
    """What is to be recorded of one deposit.

    `claim` tells this deposit from every other one, so that it cannot be recorded twice; `archived` is where its file
    goes once it is recorded.
    """

    decision: DossierDecision
    written: Written
    links: DossierLinks | None
    size: int
    received: dt.datetime
    processed: dt.datetime
    today: dt.date
    claim: str | None = None
    archived: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file of the deposit that is not complete: since when it is seen, why, and when that was reported."""

    file: str
    since: str
    reason: str
    reported: str | None


_COLUMNS = ", ".join(f"deposit.{name}" for name in Deposit.__dataclass_fields__ if name != "contracts")


class Register:
    """The register; a context manager that closes it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the register, creating or migrating it.

        Raises:
            RegisterError: it cannot be opened, is no register, or was written by a newer version.
        """
        try:
            connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            _use_wal(connection)
            connection.execute("PRAGMA synchronous = FULL")
            register = cls(connection)
            register._migrate()
        except sqlite3.Error as error:
            raise RegisterError(typo(f"Le registre « {path} » ne peut pas être ouvert : {error}.")) from error
        return register

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def _migrate(self) -> None:
        with self._transaction():
            version = int(self._connection.execute("PRAGMA user_version").fetchone()[0])
            if version > len(MIGRATIONS):
                raise RegisterError(
                    typo("Le registre a été écrit par une version plus récente : mettez le programme à jour.")
                )
            for number in range(version, len(MIGRATIONS)):
                for statement in MIGRATIONS[number].split(";"):
                    self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        return self._connection.execute(query, values).fetchall()

    def first_with(self, sha256: str) -> Deposit | None:
        """The deposit with that content that was processed, if there is one."""
        found = self._deposits("WHERE sha256 = ? AND status <> 'duplicate'", [sha256])
        return found[0] if found else None

    def claimed(self, claim: str) -> Deposit | None:
        """The deposit that was recorded under a claim."""
        found = self._deposits("WHERE claim = ?", [claim])
        return found[0] if found else None

    def record(self, results: Iterable[Result]) -> list[int]:
        """Record deposits in one transaction, all or none; give their numbers.

        A content that is known already is recorded as a duplicate of its first deposit, whatever was decided. A
        deposit whose claim is known is recorded already.
        """
        with self._transaction():
            return [self._record(result) for result in results]

    def _record(self, result: Result) -> int:
        if result.claim is not None and (known := self.claimed(result.claim)) is not None:
            return known.id
        decision, first = result.decision, self.first_with(result.decision.sha256)
        dossier = version = None
        status = Status.DUPLICATE if first is not None else decision.status
        if status is Status.DUPLICATE and first is not None:
            dossier, version = first.dossier_id, first.version
        elif result.links is not None:
            dossier = self._dossier_of(result.links)
            (version,) = self._rows(
                "SELECT 1 + coalesce(max(version), 0) FROM deposit WHERE dossier_id = ?", [dossier]
            )[0]
        values = {
            "sha256": decision.sha256,
            "file": _valid(str(decision.file)),
            "size": result.size,
            "received": _utc(result.received),
            "processed": _utc(result.processed),
            "today": result.today.isoformat(),
            "status": status.value,
            "step": decision.step,
            "company": decision.company,
            "first_id": first.id if first is not None else None,
            "dossier_id": dossier,
            "version": version,
            "annotated": _path(result.written.annotated),
            "attestations": _path(result.written.attestations),
            "blocking": decision.count(Severity.BLOCKING),
            "warnings": decision.count(Severity.WARNING),
            "information": decision.count(Severity.INFO),
            "links": None if result.links is None else result.links.to_json(),
            "claim": result.claim,
            "archived": result.archived,
        }
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        cursor = self._connection.execute(
            f"INSERT INTO deposit ({names}) VALUES ({marks})", list(values.values())
        )
        deposit = int(cursor.lastrowid or 0)
        if status is not Status.DUPLICATE:
            self._record_details(deposit, result)
        return deposit

    def _record_details(self, deposit: int, result: Result) -> None:
        self._connection.executemany(
            "INSERT INTO finding (deposit_id, code, severity, sheet, cell) VALUES (?, ?, ?, ?, ?)",
            [(deposit, f.code, f.severity.value, f.sheet, f.cell) for f in result.decision.findings],
        )
        if result.links is None:
            return
        people = {contract.number: contract.person for contract in result.links.contracts}
        self._connection.executemany(
            "INSERT INTO contract (deposit_id, number, person, siren, status, attestation)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    deposit,
                    contract.number,
                    people.get(contract.number),
                    result.links.siren,
                    contract.status.value,
                    contract.attestation.number if contract.attestation is not None else None,
                )
                for contract in result.decision.contracts
            ],
        )

    def _dossier_of(self, links: DossierLinks) -> int:
        """The dossier that a deposit is a version of: same SIRET and a contract in common, or else the same job."""
        numbers = {contract.number for contract in links.contracts}
        known = self._rows("SELECT id, job FROM dossier WHERE siret = ? ORDER BY id", [links.siret])
        without_contracts = []
        for row in known:
            earlier = {
                number
                for (number,) in self._rows(
                    "SELECT DISTINCT number FROM contract JOIN deposit ON deposit.id = contract.deposit_id"
                    " WHERE deposit.dossier_id = ?",
                    [row["id"]],
                )
            }
            if numbers & earlier:
                return int(row["id"])
            if row["job"] == links.job and not (numbers and earlier):
                without_contracts.append(int(row["id"]))
        if without_contracts:
            return without_contracts[0]
        cursor = self._connection.execute(
            "INSERT INTO dossier (siret, job) VALUES (?, ?)", [links.siret, links.job]
        )
        return int(cursor.lastrowid or 0)

    def related(self, links: Sequence[DossierLinks]) -> list[DossierLinks]:
        """The links of earlier dossiers that some of these must be compared with: the last version of each dossier.

        An earlier version of a dossier among `links` is left out: it is replaced, not contradicted.
        """
        wanted: set[int] = set()
        replaced = {self._dossier_if_known(link) for link in links}
        for link in links:
            wanted |= self._dossiers_that_touch(link)
        found: list[DossierLinks] = []
        for dossier in sorted(wanted - {one for one in replaced if one is not None}):
            rows = self._rows(
                "SELECT links FROM deposit WHERE dossier_id = ? AND links IS NOT NULL"
                " ORDER BY version DESC, id DESC LIMIT 1",
                [dossier],
            )
            found.extend(DossierLinks.from_json(row["links"]) for row in rows)
        return found

    def _dossier_if_known(self, links: DossierLinks) -> int | None:
        self._connection.execute("SAVEPOINT looking")
        try:
            (last,) = self._rows("SELECT coalesce(max(id), 0) FROM dossier")[0]
            dossier = self._dossier_of(links)
            return dossier if dossier <= last else None
        finally:
            self._connection.execute("ROLLBACK TO looking")
            self._connection.execute("RELEASE looking")

    def _dossiers_that_touch(self, links: DossierLinks) -> set[int]:
        found: set[int] = set()
        query = (
            "SELECT DISTINCT deposit.dossier_id FROM contract"
            " JOIN deposit ON deposit.id = contract.deposit_id WHERE deposit.dossier_id IS NOT NULL AND "
        )
        for contract in links.contracts:
            rows = self._rows(
                query + "(contract.number = ? OR contract.person = ?)", [contract.number, contract.person]
            )
            found |= {int(dossier) for (dossier,) in rows}
        found |= {int(dossier) for (dossier,) in self._rows(query + "contract.siren = ?", [links.siren])}
        found |= {
            int(row["id"]) for row in self._rows("SELECT id FROM dossier WHERE siret = ?", [links.siret])
        }
        return found

    def see_waiting(self, files: Mapping[str, str], now: dt.datetime, reported: Collection[str] = ()) -> None:
        """Keep which files of the deposit (with the reason) are not complete yet, since when, and who was told."""
        moment = _utc(now)
        with self._transaction():
            known = {row["file"] for row in self._rows("SELECT file FROM waiting")}
            gone = [(file,) for file in known - files.keys()]
            self._connection.executemany("DELETE FROM waiting WHERE file = ?", gone)
            self._connection.executemany(
                "INSERT INTO waiting (file, since, reason) VALUES (?, ?, ?)"
                " ON CONFLICT (file) DO UPDATE SET reason = excluded.reason",
                [(file, moment, reason) for file, reason in files.items()],
            )
            self._connection.executemany(
                "UPDATE waiting SET reported = ? WHERE file = ? AND reported IS NULL",
                [(moment, file) for file in reported],
            )

    def waiting(self) -> list[Waiting]:
        """The files of the deposit that were not complete when it was last looked at, the oldest first."""
        return [Waiting(**dict(row)) for row in self._rows("SELECT * FROM waiting ORDER BY since, file")]

    def set_archived(self, deposit: int, archived: str | None) -> None:
        """Record where the input of a deposit was moved."""
        with self._transaction():
            self._connection.execute("UPDATE deposit SET archived = ? WHERE id = ?", [archived, deposit])

    def deposits(
        self,
        *,
        since: dt.date | None = None,
        until: dt.date | None = None,
        status: Status | None = None,
        text: str | None = None,
        limit: int | None = None,
    ) -> list[Deposit]:
        """Deposits, the latest first; `text` is looked for in file names, companies and contract numbers."""
        where, values = ["1"], []
        if since is not None:
            where.append("processed >= ?")
            values.append(since.isoformat())
        if until is not None:
            where.append("processed < ?")
            values.append((until + dt.timedelta(days=1)).isoformat())
        if status is not None:
            where.append("status = ?")
            values.append(status.value)
        if text is not None:
            where.append(
                "(file LIKE ? OR company LIKE ? OR id IN (SELECT deposit_id FROM contract WHERE number LIKE ?))"
            )
            values.extend([f"%{text}%"] * 3)
        tail = "" if limit is None else f" LIMIT {int(limit)}"
        return self._deposits(f"WHERE {' AND '.join(where)} ORDER BY id DESC{tail}", values)

    def history(self, text: str) -> list[Deposit]:
        """All deposits of the dossiers that a file name, a SIRET, a contract or a deposit number names, in order."""
        rows = self._rows(
            "SELECT DISTINCT dossier_id FROM deposit LEFT JOIN contract ON contract.deposit_id = deposit.id"
            " LEFT JOIN dossier ON dossier.id = deposit.dossier_id"
            " WHERE dossier_id IS NOT NULL AND (file = ? OR number = ? OR siret = ? OR deposit.id = ?)",
            [text, text, text, int(text) if text.isdecimal() and len(text) < 10 else -1],
        )
        found = [int(dossier) for (dossier,) in rows]
        alone = self._deposits("WHERE dossier_id IS NULL AND (file = ? OR sha256 = ?)", [text, text])
        marks = ", ".join("?" * len(found))
        return [*self._deposits(f"WHERE dossier_id IN ({marks}) ORDER BY id", found), *alone]

    def codes(self, deposit: int) -> list[tuple[str, str, str | None, str | None]]:
        """The findings of a deposit: code, severity, sheet, cell."""
        rows = self._rows("SELECT code, severity, sheet, cell FROM finding WHERE deposit_id = ?", [deposit])
        return [(row["code"], row["severity"], row["sheet"], row["cell"]) for row in rows]

    def _deposits(self, tail: str, values: Sequence[Any]) -> list[Deposit]:
        rows = self._rows(f"SELECT {_COLUMNS} FROM deposit {tail}", values)
        return [
            Deposit(
                **dict(row),
                contracts=tuple(
                    number
                    for (number,) in self._rows(
                        "SELECT number FROM contract WHERE deposit_id = ? ORDER BY rowid", [row["id"]]
                    )
                ),
            )
            for row in rows
        ]

    def begin_run(self, host: str, started: dt.datetime) -> int:
        """Record that a run begins; give its number."""
        with self._transaction():
            cursor = self._connection.execute(
                "INSERT INTO run (host, started) VALUES (?, ?)", [host, _utc(started)]
            )
        return int(cursor.lastrowid or 0)

    def end_run(
        self, run: int, finished: dt.datetime, deposits: int, failures: int, problem: str | None = None
    ) -> None:
        """Record how a run ended."""
        with self._transaction():
            self._connection.execute(
                "UPDATE run SET finished = ?, deposits = ?, failures = ?, problem = ? WHERE id = ?",
                [_utc(finished), deposits, failures, problem, run],
            )
            # A timer makes one every minute; what is older says nothing any more.
            self._connection.execute("DELETE FROM run WHERE id <= ?", [run - _RUNS_KEPT])

    def last_runs(self, count: int = 1) -> list[dict[str, Any]]:
        """The last runs, the latest first: `host`, `started`, `finished`, `deposits`, `failures`, `problem`."""
        return [dict(row) for row in self._rows("SELECT * FROM run ORDER BY id DESC LIMIT ?", [count])]

    def processed_before(self, day: dt.date) -> list[Deposit]:
        """Deposits processed before a day, the oldest first."""
        return self._deposits("WHERE processed < ? ORDER BY id", [day.isoformat()])

    def forget(self, deposits: Iterable[int]) -> None:
        """Remove deposits with all that is recorded of them, and dossiers of which nothing is left."""
        with self._transaction():
            self._connection.executemany("DELETE FROM deposit WHERE id = ?", [(one,) for one in deposits])
            self._connection.execute(
                "DELETE FROM dossier WHERE id NOT IN"
                " (SELECT dossier_id FROM deposit WHERE dossier_id IS NOT NULL)"
            )

    def forget_runs(self, day: dt.date) -> int:
        """Remove the runs that began before a day, but for the last of all; give their number."""
        with self._transaction():
            cursor = self._connection.execute(
                "DELETE FROM run WHERE started < ? AND id <> (SELECT max(id) FROM run)", [day.isoformat()]
            )
        return cursor.rowcount

    def back_up(self, path: Path) -> None:
        """Write a consistent copy of the register, while it is in use or not."""
        with sqlite3.connect(path) as target:
            self._connection.backup(target)
        target.close()


def as_dict(deposit: Deposit) -> dict[str, Any]:
    """A deposit as plain data, for JSON and CSV."""
    return asdict(deposit)


def to_json(deposits: Iterable[Deposit]) -> str:
    """Deposits as JSON text."""
    return json.dumps([as_dict(one) for one in deposits], ensure_ascii=False, indent=2)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL; SQLite itself does not wait for another program that opens the file at the same moment."""
    end = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.05)


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _path(path: object) -> str | None:
    return None if path is None else _valid(str(path))


def _valid(text: str) -> str:
    """A name of a file that is not valid Unicode holds lone surrogates, which SQLite refuses."""
    return text.encode("utf-8", "replace").decode()
