"""What the register holds of a deposit, and what is given to it to be recorded."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from proexp_batch.decision.facts import DossierDecision, Written
from proexp_batch.decision.since import Since
from proexp_batch.model.links import DossierLinks
from proexp_batch.model.wording import valid


@dataclass(frozen=True, slots=True)
class Deposit:
    """One deposit as it is recorded. Times are UTC in ISO 8601.

    `outputs` (by kind of document) and `archived` are relative to the output folder, or absolute where they lie
    elsewhere; an unreadable file is `archived` in the quarantine.

    `first_id` is set for a duplicate: the deposit with the same content whose result holds. `version` counts the
    deposits of one dossier (SIRET and contracts) from 1; both are `None` where the dossier cannot be told.

    `problem` says why the file could not be read and what to do; `None` for the others, and for those that an earlier
    version of the program recorded.
    `result` is that of `decision.sameness`; those of before it was recorded have none.
    `since` says what became of the points of the version that was the last one before; which ones are new is not kept.
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
    archived: str | None
    blocking: int
    warnings: int
    information: int
    result: str | None = None
    contracts: tuple[str, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None
    since: Since | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What is to be recorded of one deposit.

    `claim` tells this deposit from every other one, so that it cannot be recorded twice; `archived` is where its file
    goes once it is recorded. `folder` is that of a deposit whose dossier cannot be told: it stands for the sender.
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
    folder: PurePosixPath | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file of the deposit that is not complete: since when it is seen, why, and when that was reported."""

    file: str
    since: str
    reason: str
    reported: str | None


def utc(moment: dt.datetime) -> str:
    """A moment as it stands in the register."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def path_text(path: PurePosixPath) -> str:
    """A path as it stands in the register."""
    return valid(str(path))
