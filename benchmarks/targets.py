"""The targets of the program, and what a run says of each."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks import turns
from benchmarks.further import HELP, REGISTER, STATE, VERIFY, Further
from benchmarks.turns import ALONE, FLOOR, NAIVE, TWO, VALIDATING, Turns, figures
from proexp_batch.model.wording import number

MET, MISSED, UNKNOWN = "atteint", "pas atteint", "non mesuré"


@dataclass(frozen=True)
class Target:
    """What is aimed at, and what was measured, turn by turn; `bound` is `None` for what is only told."""

    label: str
    values: Sequence[float]
    bound: float | None
    at_least: bool = False
    unit: str = ""

    @property
    def goal(self) -> str:
        """The target in words."""
        if self.bound is None:
            return "–"
        return f"{'au moins' if self.at_least else 'au plus'} {number(self.bound)}{self.unit}"

    @property
    def verdict(self) -> str:
        """What the median says."""
        if not self.values:
            return UNKNOWN
        if self.bound is None:
            return "–"
        middle = statistics.median(self.values)
        return MET if (middle >= self.bound if self.at_least else middle <= self.bound) else MISSED


def targets(found: Turns, beside: Further) -> list[Target]:
    """The targets in the order in which they are shown."""
    return [*_ratios(found), *_commands(beside), _big(beside), *_large(beside)]


def _ratios(found: Turns) -> list[Target]:
    """Ratios of CPU, formed turn by turn, and the gain of the second process on the clock."""
    cpu = turns.cpu
    return [
        Target(
            "CPU du traitement complet, 1 processus, sur celui du plancher",
            found.ratios(ALONE, FLOOR, cpu),
            2,
        ),
        Target(
            "CPU du traitement complet, 2 processus, sur celui du plancher", found.ratios(TWO, FLOOR, cpu), 2
        ),
        Target(
            "CPU du script ordinaire sur celui du traitement complet, 1 processus",
            found.ratios(NAIVE, ALONE, cpu),
            6,
            at_least=True,
        ),
        Target(
            "CPU du script ordinaire sur celui du traitement complet, 2 processus",
            found.ratios(NAIVE, TWO, cpu),
            6,
            at_least=True,
        ),
        Target(
            "CPU de frictionless sur celui du traitement complet, 1 processus",
            found.ratios(VALIDATING, ALONE, cpu),
            None,
        ),
        Target(
            "Durée avec 1 processus sur la durée avec 2",
            found.ratios(ALONE, TWO, turns.wall),
            1.8,
            at_least=True,
        ),
        Target("CPU d'une page d'attestation en PDF, de plus", found.page_milliseconds(), 20, unit=" ms"),
    ]


def _commands(beside: Further) -> list[Target]:
    labels = {HELP: "`--help`", VERIFY: "`verifier` d'un dossier", STATE: "`etat`", REGISTER: "`registre`"}
    bounds = {HELP: 0.2, VERIFY: 0.6, STATE: 0.4, REGISTER: 0.4}
    return [
        Target(f"CPU de {label}", figures(beside.commands.get(name, ()), turns.cpu), bounds[name], unit=" s")
        for name, label in labels.items()
    ]


def _big(beside: Further) -> Target:
    pairs = zip(beside.ours, beside.calamine, strict=True)
    return Target(
        f"Lecture d'un classeur de {number(beside.evaluations)} évaluations, CPU sur celui de calamine",
        [ours / calamine for ours, calamine in pairs],
        4,
    )


def _large(beside: Further) -> list[Target]:
    """How ten times as many dossiers compare; nothing where large deposits were left out."""
    if not beside.large:
        return []
    (few, small), (many, large) = sorted(beside.large.items())
    shown = f"{number(many)} dossiers"
    memory = [small.memory, large.memory] if small.memory and large.memory else []
    cpu = [small.cpu / few, large.cpu / many] if small.cpu and large.cpu else []
    return [
        Target(f"Mémoire du plus gros processus, {shown}", memory[1:], 350, unit=" Mo"),
        Target(f"La même, sur celle pour {number(few)}", _ratio(memory), 1.2),
        Target(f"CPU par dossier, {shown} sur {number(few)}", _ratio(cpu), 1.1),
        Target(
            f"Durée par dossier, {shown} sur {number(few)}",
            _ratio([small.wall / few, large.wall / many]),
            1.1,
        ),
    ]


def _ratio(pair: Sequence[float]) -> list[float]:
    return [pair[1] / pair[0]] if pair else []
