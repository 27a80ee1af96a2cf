"""The deadlines of the register in a few lines, for people who were not there."""

from collections import Counter
from collections.abc import Sequence

from proexp_batch.model.deadlines import DeadlineState
from proexp_batch.model.wording import date, plural, typo
from proexp_batch.register import Expected

_SHOWN = 5


def counted(deadlines: Sequence[Expected], days: int) -> str:
    """How many are late, and how many come within so many days."""
    counts = Counter(one.state for one in deadlines)
    near = f"{counts[DeadlineState.DUE]} dans les {plural(days, 'jour')}"
    return typo(f"Échéances : {counts[DeadlineState.LATE]} en retard, {near}")


def told(deadline: Expected) -> str:
    """One of them: the day, the contract, what is to be done and by whom; no name of a person."""
    late = " (en retard)" if deadline.state is DeadlineState.LATE else ""
    return typo(
        f"{date(deadline.day)}{late} : contrat {deadline.shown_contract}, dépôt n° {deadline.deposit}, "
        f"{deadline.kind.actor.label} : {deadline.kind.words}"
    )


def in_short(deadlines: Sequence[Expected], days: int) -> tuple[str, ...]:
    """The counts, the next few that are not late, and where all are; nothing where there are none."""
    if not deadlines:
        return ()
    coming = [one for one in deadlines if one.state is DeadlineState.DUE]
    return (
        f"{counted(deadlines, days)}.",
        *(f"- {told(one)}" for one in coming[:_SHOWN]),
        typo(f"- la liste : proexp-batch etat --echeances {days}, avec le même fichier de réglages"),
    )
