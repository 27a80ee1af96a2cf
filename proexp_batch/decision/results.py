"""How far a learner has come: results of competences and blocs, hours by modality and by module."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModalityHours:
    """Hours of training by modality (a code of the column `Modalité`).

    `done` is `None` where the company did not say, or said what does not make up the total.
    """

    modality: str
    planned: float
    done: float | None


@dataclass(frozen=True, slots=True)
class CompetenceResult:
    """The last result of one competence: `ACQUIRED`, `IN_PROGRESS`, `NOT_ACQUIRED` or `None` (not evaluated).

    `date` and `kind` (a code of the column `Type d'évaluation`) are those of the evaluation that gave it. A competence
    is `addressed` if it was evaluated or a module that aims at it began before the end. `prior` are the grounds on which
    the learner had it before the path began (`EXPERIENCE`, `CERTIFICATION`, `POSITIONING`), as long as no evaluation
    says otherwise; empty for what the path is to bring.
    """

    code: str
    title: str
    objective: str
    result: str | None
    date: dt.date | None
    kind: str | None
    addressed: bool
    prior: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BlocResult:
    """One bloc of competences; `certifications` are its RNCP or RS codes, empty where it is not certifying.

    `competences` are those of the contract's path, `size` counts all that the référentiel puts into the bloc.
    `partly_certifying` says that the company calls only some of them certifying.
    """

    title: str
    certifications: tuple[str, ...]
    competences: tuple[CompetenceResult, ...]
    size: int
    partly_certifying: bool

    @property
    def acquired(self) -> tuple[CompetenceResult, ...]:
        """Its competences whose last result is *acquis* and that the learner did not have before the path."""
        return tuple(one for one in self.competences if one.result == "ACQUIRED" and not one.prior)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the learner of a contract has come by its end, or by today while it runs.

    `blocs` and `modalities` are what an attestation states. `done` are the hours of each module of the contract, in the
    order of its modules, `None` where nobody said; `contradicted` says that they cannot be what the contract's own total
    of hours done counts.
    """

    blocs: tuple[BlocResult, ...] = ()
    modalities: tuple[ModalityHours, ...] = ()
    done: tuple[float | None, ...] = ()
    contradicted: bool = False
