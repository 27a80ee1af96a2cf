"""The contenders, one after the other and again: what slows the machine down for a while slows them all down."""

import importlib.util
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pypdf import PdfReader

from benchmarks.measuring import Measure, measured, python
from benchmarks.sizes import TODAY
from proexp_batch.model.wording import number

ALONE, TWO, PDF = "alone", "two", "pdf"
NAIVE, VALIDATING, FLOOR = "naive", "validating", "floor"
LABELS = {
    ALONE: "Traitement complet, 1 processus",
    TWO: "Traitement complet, 2 processus",
    PDF: "Le même avec les attestations en PDF, 1 processus",
    NAIVE: "Script ordinaire",
    VALIDATING: "frictionless, validation seule",
    FLOOR: "Plancher",
}
_TO_CORRECT = (0, 1)


@dataclass
class Turns:
    """The measures of each contender, turn by turn, and how many pages the attestations in PDF have."""

    dossiers: int
    measures: dict[str, list[Measure]] = field(default_factory=dict)
    pages: int = 0

    def ratios(self, over: str, under: str, figure: Callable[[Measure], float | None]) -> list[float]:
        """The ratio of two contenders in each turn; nothing where a figure was not measured."""
        pairs = zip(self.measures.get(over, ()), self.measures.get(under, ()), strict=False)
        figures = [(figure(first), figure(second)) for first, second in pairs]
        return [first / second for first, second in figures if first and second]

    def page_milliseconds(self) -> list[float]:
        """What a page in PDF takes of CPU in each turn; nothing where that was not measured."""
        pairs = zip(self.measures.get(PDF, ()), self.measures.get(ALONE, ()), strict=False)
        figures = [(first.cpu, second.cpu) for first, second in pairs]
        return [
            1000 * (first - second) / self.pages
            for first, second in figures
            if first and second and self.pages
        ]


def contenders() -> list[str]:
    """Those that can run here: frictionless may not be installed."""
    has_frictionless = importlib.util.find_spec("frictionless") is not None
    return [name for name in LABELS if name != VALIDATING or has_frictionless]


def compete(deposit: Path, dossiers: int, turns: int, say: Callable[[str], None]) -> Turns:
    """Run each contender once a turn."""
    found = Turns(dossiers)
    for turn in range(turns):
        for name in contenders():
            measure, pages = run(name, deposit)
            found.pages = found.pages or pages
            found.measures.setdefault(name, []).append(measure)
            say(f"tour {turn + 1}, {LABELS[name]} : {number(measure.wall, 1)} s")
    return found


def run(name: str, deposit: Path) -> tuple[Measure, int]:
    """Run one contender on a deposit and count the pages in PDF that it writes; all of it is thrown away."""
    output = Path(tempfile.mkdtemp(prefix="banc-"))
    try:
        measure = measured(_command(name, deposit, output / "sortie"), _TO_CORRECT)
        return measure, sum(len(PdfReader(path).pages) for path in output.rglob("*.pdf"))
    finally:
        shutil.rmtree(output)


def _command(name: str, deposit: Path, output: Path) -> list[str]:
    if name in (ALONE, TWO):
        return whole_job(deposit, output, workers=1 if name == ALONE else 2)
    if name == PDF:
        return whole_job(deposit, output, workers=1, pdf=True)
    return python("-m", "benchmarks.contenders", name, str(deposit), str(output))


def whole_job(deposit: Path, output: Path, workers: int, *, pdf: bool = False) -> list[str]:
    """The command of the program on a deposit; the other contenders write no PDF either."""
    where = [str(deposit), "--sortie", str(output), *([] if pdf else ["--sans-pdf"])]
    return python(
        "-m", "proexp_batch", "traiter", *where, "--aujourdhui", str(TODAY), "--processus", str(workers)
    )


def cpu(measure: Measure) -> float | None:
    """The CPU of a measure."""
    return measure.cpu


def wall(measure: Measure) -> float | None:
    """The time on the clock of a measure."""
    return measure.wall


def memory(measure: Measure) -> float | None:
    """The memory of the largest process of a measure."""
    return measure.memory


def figures(measures: Sequence[Measure], figure: Callable[[Measure], float | None]) -> list[float]:
    """One figure of several measures; nothing where it was not measured."""
    return [value for measure in measures if (value := figure(measure)) is not None]
