"""What a dossier holds, as the papers of its path say it: a référentiel, modules, contracts and how they went."""

import datetime as dt
from dataclasses import dataclass, field

from proexp_batch.decision.results import Progress

UNCODED = "–"
"""What stands for a code or a name that is not there."""


@dataclass(frozen=True, slots=True)
class Competence:
    """One competence of the référentiel, as the company wrote it; `bloc` is the title of its bloc, the same for all of it.

    `certifying` is `None` where the company did not say.
    """

    code: str
    bloc: str
    title: str
    certifying: bool | None
    certification: str | None
    objective: str
    criterion: str


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the path; hours are hours, `modality` a code of the column `Modalité`.

    `competences` are the codes of those it aims at. `afest` and `foad` are the answers to the questions of D6313-3-2 (four)
    and of D6313-3-1 (three), in the order of the columns, `None` where nothing is said. `qualiopi` and `deemed_certified`
    are what the company says of the provider (L6316-1, L6316-4).
    """

    code: str
    title: str
    modality: str | None
    provider: str | None
    nda: str | None
    trainer: str | None
    hours: float | None
    hours_done: float | None
    start: dt.date | None
    end: dt.date | None
    competences: tuple[str, ...]
    afest: tuple[bool | None, ...]
    foad: tuple[bool | None, ...]
    qualiopi: bool | None = None
    deemed_certified: bool | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One evaluation of a contract: `competence` is a code, `kind` and `result` are codes of their columns."""

    competence: str
    date: dt.date
    kind: str | None
    result: str
    evaluator: str | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Prior:
    """A competence (code) that the learner has before the path, and on which grounds (as in `CompetenceResult.prior`)."""

    competence: str
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract: who, when, how long, and what was done; codes are those of the columns of `Apprenants`.

    `end` is the planned end, `early_end` the day it was broken off. `modules` are the places, in `Contents.modules`, of
    those of its path. `evaluations` are in the order in which their results count. `total_hours` is the duration of the
    contract or action, and `training_share` the part of it that is training (L6325-13); both are `None` where a rule
    refuses what they are worked out from. `progress` is told of the modules as `modules` names them.
    """

    number: str
    learner: str
    birth_date: dt.date | None
    kind: str | None
    signed: dt.date | None
    start: dt.date | None
    end: dt.date | None
    early_end: dt.date | None
    weekly_hours: float | None
    hours_planned: float | None
    hours_done: float | None
    tutor: str | None
    positioning: dt.date | None
    review: dt.date | None
    review_outcome: str | None
    signatory: str | None
    place: str | None
    attestation_date: dt.date | None
    prior: tuple[Prior, ...]
    modules: tuple[int, ...]
    evaluations: tuple[Evaluation, ...]
    total_hours: float | None = None
    training_share: float | None = None
    progress: Progress = field(default_factory=Progress)


@dataclass(frozen=True, slots=True)
class Tutor:
    """A tutor or trainer of the company; `roles` are codes of the column `Rôles`."""

    name: str
    function: str | None
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that the sheet `Pièces` lists; `kind` is a code of its column."""

    kind: str | None
    file: str
    date: dt.date | None
    contract: str | None


@dataclass(frozen=True, slots=True)
class Contents:
    """All that the papers of a dossier are made from, row by row, in the order of the workbook.

    `opco` is what people read. Everything that is not there is `None`, `"–"` for a code and `""` for other texts that
    are always shown. `today` is the day that counts as today: nothing later has happened.
    """

    today: dt.date
    company: str
    siret: str
    naf: str | None
    idcc: str | None
    opco: str | None
    job_title: str
    rome: str | None
    training_service: bool | None
    facilitator: str | None
    facilitator_hours: float | None
    competences: tuple[Competence, ...]
    modules: tuple[Module, ...]
    contracts: tuple[Contract, ...]
    tutors: tuple[Tutor, ...]
    pieces: tuple[Piece, ...]
