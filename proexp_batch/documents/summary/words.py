"""The words and key figures that every summary of a run shares, whatever it is laid out in."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from proexp_batch.decision.facts import Run, TutoringHelp
from proexp_batch.documents.summary.figures import Figures
from proexp_batch.model import wording
from proexp_batch.model.findings import Severity
from proexp_batch.model.sheets.choices import STEPS
from proexp_batch.model.wording import NBSP, typo

TITLE = "Synthèse du contrôle des dossiers"
STEP_LABELS = {int(choice.code): choice.label for choice in STEPS}
NO_STEP = "sans étape (illisible, doublon)"
MOST_ROWS = 5_000
"""Where a list ends: nobody reads a longer one."""


def circumstances(run: Run) -> str:
    """What was checked, as of which day, and when: in the time of Paris, which is the same on every machine."""
    return typo(
        f"Contrats de professionnalisation expérimentaux, situation au {wording.long_date(run.today)}. "
        f"Traitement du {_in_paris(run.started)} au {_in_paris(run.finished)} (heure de Paris)."
    )


def _in_paris(moment: dt.datetime) -> str:
    utc = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment
    local = utc.astimezone(ZoneInfo("Europe/Paris"))
    return f"{wording.date(local)} à {local:%H:%M:%S}"


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One key figure; a share is a fraction, `None` where there is nothing to share."""

    label: str
    value: float | None
    is_share: bool = False

    @property
    def text(self) -> str:
        """The figure as people read it."""
        if self.value is None:
            return "–"
        if self.is_share:
            return f"{wording.number(self.value * 100, 0)}{NBSP}%"
        return wording.number(self.value, 0)


def key_figures(counted: Figures) -> tuple[KeyFigure, ...]:
    """Dossiers, contracts, attestations, blocking findings, shares of competences and of hours."""
    return (
        KeyFigure("Dossiers", sum(counted.dossiers.values())),
        KeyFigure("Contrats", sum(counted.contracts.values())),
        KeyFigure("Attestations établies", counted.attestations),
        KeyFigure("Constats bloquants", counted.findings[Severity.BLOCKING]),
        KeyFigure("Compétences acquises *", _share(counted.acquired, counted.competences), is_share=True),
        KeyFigure("Heures réalisées *", _share(counted.hours_done, counted.hours_planned), is_share=True),
    )


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def note_on_shares(counted: Figures) -> str:
    """What the key figures with a star are shares of."""
    acquired = wording.plural(counted.acquired, "compétence acquise", "compétences acquises")
    return typo(
        f"* Sur les contrats attestés : {acquired} sur {wording.number(counted.competences, 0)}, "
        f"{wording.hours(counted.hours_done)} de formation réalisées sur "
        f"{wording.hours(counted.hours_planned)} prévues."
    )


def tutoring(due: TutoringHelp) -> tuple[str, str]:
    """What the Opco may pay for tutors, and what for."""
    return (
        typo(f"Aides au tutorat, au plus : {wording.euros(due.total)}"),
        typo(
            f"{wording.hours(due.hours)} de formation de tuteurs ({wording.euros(due.training)}), "
            f"{wording.number(due.months, 0)} mois de tutorat ({wording.euros(due.tutoring)})."
        ),
    )


def ended(shown: int, every: int, many: str, rest: str, kept: str = "premiers") -> str:
    """Say that a list ends before its end, which of them it `kept`, and where all are."""
    first, whole = wording.number(shown, 0), wording.number(every, 0)
    return typo(f"La liste s'arrête aux {first} {kept} {many}, sur {whole} ; {rest}.")


def left(run: Run) -> Iterator[tuple[str, Sequence[PurePosixPath]]]:
    """What of the deposit was not checked, each kind with its title: no workbooks, our own results, closed folders."""
    many = "s" if len(run.ignored) > 1 else ""
    for title, paths in (
        (f"{wording.plural(len(run.ignored), 'fichier')} du dépôt laissé{many} de côté", run.ignored),
        (wording.own_left(len(run.own)), run.own),
        (wording.plural(len(run.closed), "dossier illisible", "dossiers illisibles"), run.closed),
    ):
        if paths:
            yield title, paths
