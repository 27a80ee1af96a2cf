"""What a very large batch would take, worked out from what a large one took here."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Measure, measured, python
from proexp_batch.model.wording import number

MANY = 1_000_000
THREADS = 32
_ANY_VERDICT = (0, 1, 3)
_MEGABYTE, _GIGABYTE = 1e6, 1e9
_HOUR = 3600


@dataclass(frozen=True)
class Scale:
    """One batch with two processes: its measure, bytes deposited and given back, bytes of a register for each dossier."""

    dossiers: int
    measure: Measure
    deposited: int
    given_back: int
    register: float


def size(folder: Path) -> int:
    """The bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def register_of(deposit: Path) -> float:
    """The bytes that the register of an import takes for each dossier of a deposit."""
    with tempfile.TemporaryDirectory(prefix="banc-") as name:
        folder = Path(name)
        shutil.copytree(deposit, folder / "depot")
        count = sum(1 for _ in (folder / "depot").iterdir())
        where = [str(folder / "depot"), "--sortie", str(folder / "sortie"), "--une-fois", "--delai", "0"]
        measured(python("-m", "proexp_batch", "surveiller", *where), _ANY_VERDICT)
        return (folder / "sortie" / "registre.sqlite").stat().st_size / count


def rows(scale: Scale) -> list[Sequence[str]]:
    """What a million dossiers take: a label, what one dossier takes, and what all of them do."""
    here, everywhere = scale.measure.first_cpu or 0.0, scale.measure.cpu or 0.0
    there = (everywhere - here) / scale.dossiers
    own = here / scale.dossiers
    hours = MANY * there / _HOUR
    read, written = scale.deposited / scale.dossiers, scale.given_back / scale.dossiers
    length = hours / THREADS + MANY * own / _HOUR
    flow = MANY * (2 * read + written) / _MEGABYTE / (length * _HOUR)
    return [
        (
            "calcul sur les travailleurs",
            f"{number(1000 * there, 0)} ms",
            f"{number(hours, 1)} h de processeur",
        ),
        (
            "calcul sur la machine qui lance",
            f"{number(1000 * own, 1)} ms",
            f"{number(MANY * own / _HOUR, 1)} h",
        ),
        (f"durée avec {THREADS} fils", "", f"{number(length, 1)} h"),
        ("dépôt", f"{number(read / 1000, 0)} ko", f"{number(MANY * read / _GIGABYTE, 0)} Go"),
        ("sortie", f"{number(written / 1000, 0)} ko", f"{number(MANY * written / _GIGABYTE, 0)} Go"),
        ("débit moyen du partage", "lu deux fois, écrit une fois", f"{number(flow, 0)} Mo/s"),
        (
            "registre (`surveiller`)",
            f"{number(scale.register / 1000, 1)} ko",
            f"{number(MANY * scale.register / _GIGABYTE, 1)} Go",
        ),
    ]
