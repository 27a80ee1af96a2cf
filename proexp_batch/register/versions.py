"""Which dossier a deposit is a version of, and what its versions are compared by."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from proexp_batch.decision.facts import DossierDecision
from proexp_batch.decision.places import Place, Spot
from proexp_batch.decision.since import Before, Point, Since, veiled
from proexp_batch.model.findings import Severity
from proexp_batch.model.kinds.siret import has_right_key, is_slip
from proexp_batch.model.links import DossierLinks
from proexp_batch.register.database import Database
from proexp_batch.register.keys import keyed_links

SINCE = ("since_version", "since_day", "corrected", "remaining", "new", "absent", "partly", "wider")
"""The columns of a deposit that say what became of the points of the version before."""


class Versions(Database):
    """The part of the register that tells the versions of a dossier."""

    def _known_dossier(self, links: DossierLinks) -> int | None:
        """The dossier that a deposit is a version of: same SIRET and a contract in common, or else the same job."""
        numbers = sorted({contract.number for contract in links.contracts})
        (found,) = self._rows(
            "SELECT min(dossier.id) FROM dossier JOIN deposit ON deposit.dossier_id = dossier.id"
            " JOIN contract ON contract.deposit_id = deposit.id"
            f" WHERE siret = ? AND number IN ({', '.join('?' * len(numbers))})",
            [links.siret, *numbers],
        )[0]
        if found is None:
            # Before there are contracts, the job tells the dossiers of an establishment apart.
            query = "SELECT min(id) FROM dossier WHERE siret = ? AND job = ?"
            if numbers:
                query += (
                    " AND NOT EXISTS (SELECT 1 FROM deposit JOIN contract ON contract.deposit_id = deposit.id"
                    " WHERE deposit.dossier_id = dossier.id)"
                )
            (found,) = self._rows(query, [links.siret, links.job])[0]
        return self._before_correction(links, numbers) if found is None else int(found)

    def _before_correction(self, links: DossierLinks, numbers: Sequence[str]) -> int | None:
        """The dossier that a deposit is a version of though its SIRET is another one, since one of the two is false.

        A false SIRET names nobody: there, the same person under the same contract is the same dossier, or else, without
        contracts, the same job under a SIRET that differs by a slip.
        """
        query = (
            "SELECT dossier.id, siret FROM dossier JOIN deposit ON deposit.dossier_id = dossier.id"
            " JOIN contract ON contract.deposit_id = deposit.id WHERE number = ? AND person = ?"
        )
        alike = [
            row
            for contract in links.contracts
            for row in self._rows(query, [contract.number, contract.person])
        ]
        if not numbers:
            same_job = self._rows("SELECT id, siret FROM dossier WHERE job = ?", [links.job])
            alike += [row for row in same_job if is_slip(row["siret"], links.siret)]
        right = has_right_key(links.siret)
        found = [row["id"] for row in alike if not (right and has_right_key(row["siret"]))]
        return min(found, default=None)

    def _dossier_of(self, links: DossierLinks) -> int:
        known = self._known_dossier(links)
        if known is not None:
            if has_right_key(links.siret):
                self._connection.execute("UPDATE dossier SET siret = ? WHERE id = ?", [links.siret, known])
            return known
        cursor = self._connection.execute(
            "INSERT INTO dossier (siret, job) VALUES (?, ?)", [links.siret, links.job]
        )
        return int(cursor.lastrowid or 0)

    def dossier_known(self, links: DossierLinks) -> int | None:
        """The dossier that a deposit would be a version of, `None` for a new one."""
        return self._known_dossier(links)

    def version_before(self, links: DossierLinks, again: int | None = None) -> Before | None:
        """The last version of the dossier that a deposit is one more of, with what it is compared by.

        `again` is the number of a deposit that is handled once more: then the last one before it. `None` where there is
        none, or where the program that recorded it did not keep enough.
        """
        links = keyed_links(links, self._keyed)
        dossier = self._known_dossier(links)
        rows = self._rows(
            "SELECT id, version, received FROM deposit WHERE dossier_id = ? AND status <> 'duplicate'"
            " AND version < coalesce((SELECT version FROM deposit WHERE id = ? AND dossier_id = ?), version + 1)"
            " ORDER BY version DESC, id DESC LIMIT 1",
            [dossier, again, dossier],
        )
        if dossier is None or not rows:
            return None
        found = self._rows(
            "SELECT code, severity, contracts, place, spots FROM finding WHERE deposit_id = ? ORDER BY rowid",
            [rows[0]["id"]],
        )
        if any(one["spots"] is None for one in found):
            return None
        contracts = self._rows("SELECT number, person FROM contract WHERE deposit_id = ?", [rows[0]["id"]])
        known = {contract.number: contract.person for contract in links.contracts if contract.person}
        people = set(known.values())
        return Before(
            version=rows[0]["version"],
            day=dt.datetime.fromisoformat(rows[0]["received"]).astimezone().date(),
            key=self._key_of(dossier),
            contracts=tuple(one["number"] for one in contracts),
            left=tuple(
                one["number"]
                for one in contracts
                if one["person"] and one["person"] not in people and one["number"] not in known
            ),
            told=tuple(known),
            points=tuple(
                Point(
                    one["code"],
                    one["severity"] != Severity.INFO,
                    tuple(json.loads(one["contracts"])),
                    Place(one["place"], _spots(one["spots"])),
                )
                for one in found
            ),
        )

    def _key_of(self, dossier: int) -> str:
        """The key under which the rows of one dossier are named: whoever has it learns nothing of another one."""
        return self._keyed(f"dossier {dossier}")

    def _record_findings(self, deposit: int, dossier: int | None, decision: DossierDecision) -> None:
        rows = []
        for at, one in enumerate(decision.findings):
            contracts = place = spots = None
            if dossier is not None:
                known = veiled(decision.places[at].cut(), self._key_of(dossier))
                contracts, place = json.dumps(one.contracts), known.column
                spots = json.dumps([(spot.row, *spot.names) for spot in known.spots], separators=(",", ":"))
            rows.append((deposit, one.code, one.severity.value, one.sheet, one.cell, contracts, place, spots))
        self._connection.executemany(
            "INSERT INTO finding (deposit_id, code, severity, sheet, cell, contracts, place, spots)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


def _spots(text: str) -> tuple[Spot, ...]:
    return tuple(Spot(row, tuple(names)) for row, *names in json.loads(text))


def since_values(since: Since | None) -> dict[str, Any]:
    """What became of the points of the version before, for the columns `SINCE`."""
    if since is None:
        return dict.fromkeys(SINCE)
    counts = (getattr(since, name) for name in SINCE[2:])
    return dict(zip(SINCE, (since.version, since.day.isoformat(), *counts), strict=True))


def since_of(values: Sequence[Any]) -> Since | None:
    """What `since_values` told, but for which findings are new."""
    version, day, *counts = values
    return None if version is None else Since(version, dt.date.fromisoformat(day), *counts)
