"""What somebody has to do for a contract by a certain day: the kinds of it, in words, and how near the day is."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from proexp_batch.model.wording import typo

NOTICE = "days_of_deadline_notice"
"""The dated parameter that says how long before its day a deadline is announced as near, unless its kind has its own."""


class Actor(StrEnum):
    """Who has to act."""

    COMPANY = "company"
    OPCO = "opco"

    @property
    def label(self) -> str:
        """The French words shown to people."""
        return {Actor.COMPANY: "entreprise", Actor.OPCO: "Opco"}[self]


class DeadlineState(StrEnum):
    """How near a deadline is on a day."""

    LATE = "late"
    DUE = "due"
    LATER = "later"

    @property
    def label(self) -> str:
        """The French words shown to people."""
        labels = {
            DeadlineState.LATE: "en retard",
            DeadlineState.DUE: "proche",
            DeadlineState.LATER: "plus tard",
        }
        return labels[self]


class DeadlineKind(StrEnum):
    """What is to be done."""

    SENDING = "sending"
    ANSWER = "answer"
    POSITIONING = "positioning"
    EVALUATION = "evaluation"
    EARLY_END = "early_end"
    END = "end"
    CLOSING = "closing"

    @property
    def words(self) -> str:
        """What is to be done, in French."""
        return _DECLARED[self].words

    @property
    def actor(self) -> Actor:
        """Who has to act."""
        return _DECLARED[self].actor

    @property
    def parameter(self) -> str:
        """The dated parameter that the day comes from, whose source is that of the deadline."""
        return _DECLARED[self].parameter

    @property
    def notice(self) -> str:
        """The dated parameter that says how long before its day it is announced as near."""
        return "days_of_end_notice" if self is DeadlineKind.END else NOTICE

    @property
    def elapses(self) -> bool:
        """Whether nothing is left to do once the day is over: silence is acceptance, a contract has ended."""
        return self in (DeadlineKind.ANSWER, DeadlineKind.END)

    def state(self, day: dt.date, today: dt.date, notice: float) -> DeadlineState | None:
        """How near a day is, announced so many days before; `None` where nothing is left to do."""
        if day < today:
            return None if self.elapses else DeadlineState.LATE
        return DeadlineState.DUE if (day - today).days <= notice else DeadlineState.LATER


@dataclass(frozen=True, slots=True)
class _Declared:
    parameter: str
    actor: Actor
    words: str


_DECLARED: Mapping[DeadlineKind, _Declared] = {
    DeadlineKind.SENDING: _Declared("days_to_send", Actor.COMPANY, "Envoyer le contrat à l'Opco"),
    DeadlineKind.ANSWER: _Declared(
        "days_to_answer",
        Actor.OPCO,
        typo("Répondre sur la prise en charge ; passé ce jour, le silence vaut acceptation"),
    ),
    DeadlineKind.POSITIONING: _Declared(
        "months_to_position", Actor.COMPANY, "Faire le positionnement avec l'apprenant"
    ),
    DeadlineKind.EVALUATION: _Declared(
        "months_between_evaluations", Actor.COMPANY, "Évaluer l'apprenant et inscrire l'évaluation"
    ),
    DeadlineKind.EARLY_END: _Declared(
        "days_to_report_early_end", Actor.COMPANY, "Signaler la rupture à l'Opco"
    ),
    DeadlineKind.END: _Declared(
        "days_of_end_notice",
        Actor.COMPANY,
        typo("Fin du contrat ou de l'action : préparer le bilan final"),
    ),
    DeadlineKind.CLOSING: _Declared(
        "days_from_end_to_closing",
        Actor.COMPANY,
        "Faire le bilan final et remplir ce qu'il faut pour l'attestation",
    ),
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something to be done for a contract at the latest on a day.

    `contract` is its number as the company wrote it; `source` the French words for the text or the practice that the day
    comes from.
    """

    contract: str
    kind: DeadlineKind
    day: dt.date
    state: DeadlineState
    source: str
