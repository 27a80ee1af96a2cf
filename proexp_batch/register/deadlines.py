"""The deadlines of the last version of every dossier, as the register keeps them: a contract, a kind, a day."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from proexp_batch.model.deadlines import Deadline, DeadlineKind, DeadlineState
from proexp_batch.model.wording import valid
from proexp_batch.register.database import Database

_OF_LAST_VERSIONS = """
    SELECT deposit.id AS deposit, dossier_id AS dossier, version, processed, contract, kind, day, source
    FROM deadline JOIN deposit ON deposit.id = deadline.deposit_id
    WHERE day <= ? AND deposit.id = (
        SELECT last.id FROM deposit AS last
        WHERE last.dossier_id = deposit.dossier_id AND last.status <> 'duplicate'
        ORDER BY last.version DESC, last.id DESC LIMIT 1
    )
    ORDER BY day, deposit.id, deadline.rowid
"""


@dataclass(frozen=True, slots=True)
class Expected:
    """A deadline of the last version of a dossier, and how near it is.

    `deposit` is the number of that version in the register, `processed` when it was recorded (UTC in ISO 8601).
    """

    deposit: int
    dossier: int
    version: int
    processed: str
    contract: str
    kind: DeadlineKind
    day: dt.date
    state: DeadlineState
    source: str

    @property
    def shown_contract(self) -> str:
        """The number of the contract; where it has no digit it may be a name, and the deposit alone tells it."""
        return self.contract if any(map(str.isdecimal, self.contract)) else "…"


class Deadlines(Database):
    """What is to be done by a certain day, in the register."""

    def deadlines(self, today: dt.date, days: int) -> list[Expected]:
        """The deadlines that are over or come within so many days, the earliest first.

        Only the last version of a dossier counts, copies of it left out; what is over of itself is over.
        """
        until = min(dt.date.max.toordinal(), today.toordinal() + days)
        found = []
        for row in self._rows(_OF_LAST_VERSIONS, [dt.date.fromordinal(until).isoformat()]):
            kind, day = DeadlineKind(row["kind"]), dt.date.fromisoformat(row["day"])
            state = kind.state(day, today, days)
            if state is not None:
                found.append(Expected(**{**dict(row), "kind": kind, "day": day, "state": state}))
        return found

    def _record_deadlines(self, deposit: int, deadlines: Collection[Deadline]) -> None:
        self._connection.executemany(
            "INSERT INTO deadline (deposit_id, contract, kind, day, source) VALUES (?, ?, ?, ?, ?)",
            [
                (deposit, valid(one.contract), one.kind.value, one.day.isoformat(), one.source)
                for one in deadlines
            ],
        )
