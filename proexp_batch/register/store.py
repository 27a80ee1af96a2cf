"""The register: what was deposited, what came of it, and what later dossiers must be compared with."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from proexp_batch.decision.facts import Status
from proexp_batch.decision.sameness import result_of
from proexp_batch.model.findings import Severity
from proexp_batch.model.links import DossierLinks
from proexp_batch.model.wording import bare, valid
from proexp_batch.register.attestations import Attestations, attested
from proexp_batch.register.deadlines import Deadlines
from proexp_batch.register.keys import keyed_links, people_of
from proexp_batch.register.records import Deposit, Result, Waiting, path_text, utc
from proexp_batch.register.versions import SINCE, Versions, since_of, since_values

_RUNS_KEPT = 10_000
_OWN = [name for name in Deposit.__dataclass_fields__ if name not in ("contracts", "outputs", "since")]
_COLUMNS = ", ".join(f"deposit.{name}" for name in (*_OWN, *SINCE))


class Register(Attestations, Deadlines, Versions):
    """The register; a context manager that closes it."""

    def first_with(self, sha256: str, folder: PurePosixPath | None = None) -> Deposit | None:
        """The last deposit with that content that was read, unless its dossier has a later version of another content.

        `folder` is that of the deposit where its dossier cannot be told: then only another one in it counts.
        """
        found = self._with_content(sha256, folder)
        return next((one for one in found if one.dossier_id is None or self._is_last(one)), None)

    def _with_content(self, sha256: str, folder: PurePosixPath | None) -> list[Deposit]:
        """The deposits with that content that were read, the last one first; `folder` as for `first_with`."""
        found = self._deposits(
            "WHERE sha256 = ? AND status NOT IN ('duplicate', 'unreadable') ORDER BY id DESC", [sha256]
        )
        return [
            one
            for one in found
            if (one.dossier_id is None) == (folder is not None)
            and (folder is None or PurePosixPath(one.file).parent == folder)
        ]

    def _is_last(self, one: Deposit) -> bool:
        found = self._rows("SELECT max(version) FROM deposit WHERE dossier_id = ?", [one.dossier_id])
        return bool(found[0][0] == one.version)

    def claimed(self, claim: str) -> Deposit | None:
        """The deposit that was recorded under a claim."""
        found = self._deposits("WHERE claim = ?", [claim])
        return found[0] if found else None

    def deposit(self, number: int) -> Deposit | None:
        """The deposit of a number."""
        return next(iter(self._deposits("WHERE id = ?", [number])), None)

    def record(self, results: Iterable[Result]) -> list[int]:
        """Record deposits in one transaction, all or none; give their numbers.

        A duplicate is recorded with its first deposit. A deposit whose claim is known is recorded already.
        """
        with self._transaction():
            return [self._record(result) for result in results]

    def _record(self, result: Result) -> int:
        if result.claim is not None and (known := self.claimed(result.claim)) is not None:
            return known.id
        decision, first = result.decision, None
        links = None if result.links is None else keyed_links(result.links, self._keyed)
        dossier = version = None
        if decision.status is Status.DUPLICATE:
            # Another version may stand between two copies of one batch: the first one is the first one all the same.
            first = next(iter(self._with_content(decision.sha256, result.folder)), None)
            if first is not None:
                dossier, version = first.dossier_id, first.version
        elif links is not None:
            dossier = self._dossier_of(links)
            (version,) = self._rows(
                "SELECT 1 + coalesce(max(version), 0) FROM deposit WHERE dossier_id = ?", [dossier]
            )[0]
        values = {
            "sha256": decision.sha256,
            "file": valid(str(decision.file)),
            "size": result.size,
            "received": utc(result.received),
            "processed": utc(result.processed),
            "today": result.today.isoformat(),
            "status": decision.status.value,
            "step": decision.step,
            "company": decision.company,
            "first_id": first.id if first is not None else None,
            "dossier_id": dossier,
            "version": version,
            "blocking": decision.count(Severity.BLOCKING),
            "warnings": decision.count(Severity.WARNING),
            "information": decision.count(Severity.INFO),
            "links": None if links is None else links.to_json(),
            "claim": result.claim,
            "archived": result.archived,
            "problem": decision.problem if decision.status is Status.UNREADABLE else None,
            "result": result_of(decision),
            **since_values(decision.since),
        }
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        cursor = self._connection.execute(
            f"INSERT INTO deposit ({names}) VALUES ({marks})", list(values.values())
        )
        deposit = int(cursor.lastrowid or 0)
        self._connection.executemany(
            "INSERT INTO output (deposit_id, kind, path, sha256) VALUES (?, ?, ?, ?)",
            [
                (deposit, kind, path_text(path), result.written.hashes.get(kind))
                for kind, path in result.written.outputs.items()
            ],
        )
        if decision.status is not Status.DUPLICATE:
            self._record_findings(deposit, dossier, decision)
            self._record_contracts(deposit, result, links)
        return deposit

    def _record_contracts(self, deposit: int, result: Result, links: DossierLinks | None) -> None:
        if links is None:
            return
        self._record_deadlines(deposit, result.decision.deadlines)
        people = {contract.number: contract.person for contract in links.contracts}
        self._connection.executemany(
            "INSERT INTO contract (deposit_id, number, person, siren, status, attestation, code)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    deposit,
                    contract.number,
                    people.get(contract.number),
                    links.siren,
                    contract.status.value,
                    *attested(contract.attestation),
                )
                for contract in result.decision.contracts
            ],
        )

    def replaced_by(self, links: Iterable[DossierLinks]) -> set[int]:
        """The dossiers of which some of these are another version."""
        known = (self._known_dossier(keyed_links(link, self._keyed)) for link in links)
        return {one for one in known if one is not None}

    def related(self, links: Sequence[DossierLinks], replaced: Collection[int]) -> list[DossierLinks]:
        """The links of earlier dossiers that some of these must be compared with: the last version of each dossier.

        Those of `replaced` dossiers are left out: they are replaced, not contradicted.
        """
        known = {self._keyed(person): person for link in links for person in people_of(link)}
        wanted: set[int] = set()
        for link in links:
            wanted |= self._dossiers_that_touch(keyed_links(link, self._keyed))
        found: list[DossierLinks] = []
        for dossier in sorted(wanted.difference(replaced)):
            rows = self._rows(
                "SELECT links FROM deposit WHERE dossier_id = ? AND links IS NOT NULL"
                " ORDER BY version DESC, id DESC LIMIT 1",
                [dossier],
            )
            found.extend(DossierLinks.from_json(row["links"]) for row in rows)
        # Persons of both have one hash again; those of earlier dossiers alone keep theirs, which nobody else has.
        return [keyed_links(link, lambda person: known.get(person, person)) for link in found]

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
        moment = utc(now)
        files = {valid(file): reason for file, reason in files.items()}
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
        """Deposits, the latest first; `text` is looked for in file names, companies and contract numbers.

        Case and accents do not matter for it.
        """
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
                "(instr(bare(file), ?) OR instr(bare(coalesce(company, '')), ?)"
                " OR id IN (SELECT deposit_id FROM contract WHERE instr(bare(number), ?)))"
            )
            values.extend([bare(text)] * 3)
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
                **{name: row[name] for name in _OWN},
                since=since_of([row[name] for name in SINCE]),
                contracts=tuple(
                    number
                    for (number,) in self._rows(
                        "SELECT number FROM contract WHERE deposit_id = ? ORDER BY rowid", [row["id"]]
                    )
                ),
                outputs={
                    output["kind"]: output["path"]
                    for output in self._rows(
                        "SELECT kind, path FROM output WHERE deposit_id = ? ORDER BY rowid", [row["id"]]
                    )
                },
            )
            for row in rows
        ]

    def begin_run(self, host: str, started: dt.datetime) -> int:
        """Record that a run begins; give its number."""
        with self._transaction():
            cursor = self._connection.execute(
                "INSERT INTO run (host, started) VALUES (?, ?)", [host, utc(started)]
            )
        return int(cursor.lastrowid or 0)

    def end_run(
        self, run: int, finished: dt.datetime, deposits: int, failures: int, problem: str | None = None
    ) -> None:
        """Record how a run ended."""
        with self._transaction():
            self._connection.execute(
                "UPDATE run SET finished = ?, deposits = ?, failures = ?, problem = ? WHERE id = ?",
                [utc(finished), deposits, failures, problem, run],
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
        """Remove deposits with all that is recorded of them, and dossiers of which nothing is left.

        That an attestation is revoked stays known: see `Attestations`.
        """
        with self._transaction():
            gone = [(one,) for one in deposits]
            self._keep_revoked_codes(gone)
            self._connection.executemany("DELETE FROM deposit WHERE id = ?", gone)
            self._forget_reasons()
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
