"""What is measured beside the contenders: the small commands, one big workbook, and how memory grows with large ones."""

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import dossiers
from benchmarks.measuring import Measure, measured, python
from benchmarks.reference import reference
from benchmarks.scale import Scale, register_of, size
from benchmarks.sizes import TODAY
from benchmarks.stamping import Stamp
from benchmarks.turns import whole_job
from proexp_batch.model.wording import number
from tests.making.law import days

HELP, VERIFY, STATE, REGISTER = "--help", "verifier", "etat", "registre"
_ANY_VERDICT = (0, 1, 3)


@dataclass
class Further:
    """Measures by command; readings of the big workbook in seconds of CPU, turn by turn; the large deposits by size."""

    evaluations: int
    commands: dict[str, list[Measure]] = field(default_factory=dict)
    ours: list[float] = field(default_factory=list)
    calamine: list[float] = field(default_factory=list)
    large: dict[int, Measure] = field(default_factory=dict)
    scale: Scale | None = None


def further(
    deposit: Path, turns: int, evaluations: int, large: int, seed: int, say: Callable[[str], None]
) -> Further:
    """Measure everything of this module.

    `evaluations` is the size of the big workbook, `large` a number of dossiers, or 0 to leave large deposits out.
    """
    found = Further(evaluations)
    with tempfile.TemporaryDirectory(prefix="banc-") as name:
        folder = Path(name)
        commands = small_commands(deposit, folder)
        small, big = next(deposit.glob("*.xlsx")), folder / "grand.xlsx"
        big.write_bytes(big_workbook(seed, evaluations))
        for turn in range(turns):
            for command, arguments in commands.items():
                found.commands.setdefault(command, []).append(measured(arguments, _ANY_VERDICT))
            for reader, seconds in (("ours", found.ours), ("calamine", found.calamine)):
                told = measured(python("-m", "benchmarks.reading", reader, str(small), str(big))).output
                seconds.append(float(told.split()[-1]))
            say(f"tour {turn + 1}, commandes courtes et classeur de {number(evaluations)} évaluations")
        for count in (large, 10 * large) if large else ():
            found.scale = _large(folder / f"lot-{count}", count, seed, deposit)
            found.large[count] = found.scale.measure
            say(f"lot de {number(count)} dossiers : {number(found.large[count].wall, 0)} s")
    return found


def small_commands(deposit: Path, folder: Path) -> dict[str, list[str]]:
    """The commands by name, on a dossier of the deposit and on the register of a small import."""
    own, output = folder / "depot", folder / "sortie"
    own.mkdir()
    for path in sorted(deposit.glob("*.xlsx"))[:2]:
        shutil.copy(path, own)
    config = folder / "import.toml"
    # A literal string of TOML, for the sake of the paths of Windows.
    config.write_text(f"depot = '{own}'\nsortie = '{output}'\n", encoding="utf-8")
    where = ["--config", str(config)]
    program = python("-m", "proexp_batch")
    measured([*program, "surveiller", *where, "--une-fois", "--delai", "0"], _ANY_VERDICT)
    one = sorted(deposit.glob("*.xlsx"))[0]
    return {
        HELP: [*program, "--help"],
        VERIFY: [*program, "verifier", "--aujourdhui", str(TODAY), str(one)],
        STATE: [*program, "etat", *where],
        REGISTER: [*program, "registre", *where],
    }


def big_workbook(seed: int, count: int) -> bytes:
    """The workbook of the first dossier with so many evaluations."""
    draft = reference(0, seed)
    sessions = [row for row in draft.evaluations if row["kind"] == "FORMATIVE"]
    needed = range(count - len(draft.evaluations))
    draft.evaluations[:0] = [
        sessions[at % len(sessions)] | {"date": _day(sessions[at % len(sessions)]["date"], at)}
        for at in needed
    ]
    return Stamp(draft).make(draft)


def _day(day: dt.date, position: int) -> dt.date:
    return day + days(position % 40)


def _large(folder: Path, count: int, seed: int, deposit: Path) -> Scale:
    """Make a deposit, take it through the whole job with two processes, and throw both away."""
    dossiers.write(folder / "depot", count, seed=seed)
    try:
        measure = measured(whole_job(folder / "depot", folder / "sortie", workers=2), _ANY_VERDICT[:2])
        sizes = size(folder / "depot"), size(folder / "sortie")
    finally:
        shutil.rmtree(folder)
    return Scale(count, measure, *sizes, register_of(deposit))
