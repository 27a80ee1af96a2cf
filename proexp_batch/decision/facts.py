"""What is decided about a dossier and its contracts: the facts that every output is made from."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath

import msgspec

from proexp_batch.decision.contents import Contents
from proexp_batch.decision.places import Place
from proexp_batch.decision.results import BlocResult as BlocResult
from proexp_batch.decision.results import CompetenceResult as CompetenceResult
from proexp_batch.decision.results import ModalityHours as ModalityHours
from proexp_batch.decision.since import Since
from proexp_batch.model.deadlines import Deadline
from proexp_batch.model.findings import Finding, Severity, Unjudged
from proexp_batch.model.wording import plural


class Status(StrEnum):
    """The state of a dossier, or of one of its contracts."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_WARNINGS = "accepted_with_warnings"
    TO_CORRECT = "to_correct"
    UNREADABLE = "unreadable"
    DUPLICATE = "duplicate"

    @property
    def label(self) -> str:
        """The French words shown to people."""
        return _STATUS_LABELS[self][0]

    def counted(self, count: int) -> str:
        """So many of them: `2 acceptés`."""
        return plural(count, *_STATUS_LABELS[self])


_STATUS_LABELS = {
    Status.ACCEPTED: ("accepté", "acceptés"),
    Status.ACCEPTED_WITH_WARNINGS: ("accepté avec avertissements", "acceptés avec avertissements"),
    Status.TO_CORRECT: ("à corriger", "à corriger"),
    Status.UNREADABLE: ("illisible", "illisibles"),
    Status.DUPLICATE: ("doublon", "doublons"),
}


@dataclass(frozen=True, slots=True)
class Provider:
    """A training provider, with its declaration number (NDA) where the company gave one."""

    name: str
    nda: str | None


@dataclass(frozen=True, slots=True)
class Attestation:
    """Everything an attestation de fin de formation states about one contract.

    `number` depends only on these facts but `issued`, the day of the signature where the company gave it; `code`, the
    short one in print, on that day too (see `short_code`). Hours are
    hours. `start` and `end` are the real dates, of the contract or, for a CDI, of the action of professionalisation;
    `early_end` says that it stopped before `planned_end`. The training was given by `providers` and, if `in_house`,
    by the company. `code` is short and stands for all of these facts, the day of the signature with them; empty where
    attestations are not sealed.
    """

    number: str
    contract: str
    contract_kind: str
    company: str
    siret: str
    opco: str
    job_title: str
    rome: str | None
    learner: str
    birth_date: dt.date
    start: dt.date
    end: dt.date
    planned_end: dt.date
    early_end: bool
    hours_planned: float
    hours_done: float
    modalities: tuple[ModalityHours, ...]
    in_house: bool
    providers: tuple[Provider, ...]
    blocs: tuple[BlocResult, ...]
    place: str
    signatory: str
    issued: dt.date | None
    code: str = ""


class Day(msgspec.Struct, frozen=True, tag=True):
    """A day that stands where a text or a number may stand too, and is told from them wherever it is sent."""

    date: dt.date


@dataclass(frozen=True, slots=True)
class Repair:
    """A value that is certain, to be put in the place of what the company wrote.

    `sheet` is the title in the company's workbook; `old` and `new` are what people see before and after.
    """

    sheet: str
    cell: str
    value: str | float | Day
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class TutoringHelp:
    """What the Opco may pay at most for the tutors of a dossier (D6332-92, D6332-93).

    `hours` of training of tutors that have taken place, each tutor's up to the limit, for `training` euros; whole
    `months` of tutoring, each contract's up to the limit, for `tutoring` euros.
    """

    hours: float
    training: float
    months: int
    tutoring: float

    @property
    def total(self) -> float:
        """Both helps together, in euros."""
        return self.training + self.tutoring


@dataclass(frozen=True, slots=True)
class ContractDecision:
    """One contract: its status, and its attestation or the French sentence that says why there is none."""

    number: str
    learner: str
    start: dt.date | None
    end: dt.date | None
    status: Status
    attestation: Attestation | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to write to in the company, as it wrote it; `None` for what it did not give, or not in a form that serves.

    Personal data of somebody at work: for what is sent to the company, and kept in no register, journal or report.
    """

    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class DossierDecision:
    """One dossier: its status, findings and contracts.

    `file` is relative to the deposit and `folder` to the output. `problem` says why it is unreadable, or of
    which file it is a duplicate. `step` is 1 to 6, `None` where there is nothing to check. `unjudged` says what no
    rule could judge yet. `contents` is what the papers of the path say, where they are asked for. `places` run along the
    findings; `since` says what became of those of the last version, where one is known. `deadlines` are those of
    its contracts, by day. `contact` is `None` where the company named nobody.
    """

    file: PurePosixPath
    sha256: str
    folder: PurePosixPath
    status: Status
    step: int | None
    company: str | None
    findings: tuple[Finding, ...]
    contracts: tuple[ContractDecision, ...]
    problem: str | None = None
    repairs: tuple[Repair, ...] = ()
    unjudged: tuple[Unjudged, ...] = ()
    tutoring: TutoringHelp | None = None
    contents: Contents | None = None
    places: tuple[Place, ...] = ()
    since: Since | None = None
    deadlines: tuple[Deadline, ...] = ()
    contact: Contact | None = None

    def count(self, severity: Severity) -> int:
        """Number of findings of a severity."""
        return sum(finding.severity is severity for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Written:
    """Where the outputs of one dossier went, by kind of document, relative to the output folder.

    `failure` is the French sentence that says why an output could not be written, `retry` whether it may be another time.
    `outputs` and `hashes` (SHA-256 of what was written) bear the keys of `DossierDocument.key`. `unmade` are French
    sentences, each about a paper that could not be made of what the dossier says.
    """

    outputs: Mapping[str, PurePosixPath] = field(default_factory=dict)
    failure: str | None = None
    retry: bool = False
    hashes: Mapping[str, str] = field(default_factory=dict)
    unmade: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """The circumstances of one run: the day that counts as today, and the real times in UTC.

    `ignored` are files of the deposit that are no workbooks, `closed` folders of it that could not be looked into,
    `own` results of an earlier run. `resumed` counts the dossiers taken over from a run that was stopped, `None` where
    none was.
    """

    today: dt.date
    started: dt.datetime
    finished: dt.datetime
    ignored: tuple[PurePosixPath, ...] = ()
    closed: tuple[PurePosixPath, ...] = ()
    own: tuple[PurePosixPath, ...] = ()
    resumed: int | None = None
