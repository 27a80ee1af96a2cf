"""Makes deposits of invented dossiers, all of the reference size: `python -m benchmarks.dossiers FOLDER`.

A share of them has faults of several kinds. With half of the dossiers at fault, three attestations are due for each
dossier on average: five for a dossier without fault, four where a fault concerns one contract, none where it concerns
the whole dossier. Each dossier has a company, people and contracts of its own, so that none says anything of another.
"""

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults import HARMLESS, OF_CONTRACT, OF_DOSSIER
from benchmarks.reference import reference
from benchmarks.sizes import CONTRACTS
from benchmarks.stamping import Stamp
from tests.making.draft import Draft

FAULTY = 0.5
SEED = 1
_ONE_CONTRACT_IN = 4
"""Of so many dossiers with faults, one has them in one contract only."""


@dataclass(frozen=True)
class Made:
    """A dossier, whether something in it must be corrected, and how many attestations are due."""

    draft: Draft
    faulty: bool
    attestations: int


@dataclass(frozen=True)
class Expected:
    """What a check of a deposit must give."""

    dossiers: int
    faulty: int
    attestations: int


def drafts(count: int, faulty: float = FAULTY, seed: int = SEED) -> Iterator[Made]:
    """The dossiers of a deposit, of which a share (0 to 1) has faults; the same seed gives the same ones."""
    so_far = 0
    for number in range(count):
        draft = reference(number, seed)
        if int((number + 1) * faulty) == int(number * faulty):
            yield Made(draft, False, CONTRACTS)
            continue
        so_far += 1
        yield Made(draft, True, _spoil(draft, so_far, random.Random(f"faults {seed} {number}")))


def _spoil(draft: Draft, position: int, rng: random.Random) -> int:
    """Put faults into a dossier and return how many attestations are left."""
    contract = rng.randrange(CONTRACTS)
    one_only = position % _ONE_CONTRACT_IN == 0
    chosen = rng.sample(OF_CONTRACT, 2)
    if not one_only:
        chosen += rng.sample(OF_DOSSIER, 2)
    chosen += rng.sample(HARMLESS, 1)
    for fault in chosen:
        fault(draft, contract)
    return CONTRACTS - 1 if one_only else 0


def write(folder: Path, count: int, faulty: float = FAULTY, seed: int = SEED) -> Expected:
    """Write a deposit into a folder, which is made, and say what its check must give."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = Stamp(reference(0, seed))
    at_fault = attestations = 0
    for made in drafts(count, faulty, seed):
        (folder / f"{made.draft.name}.xlsx").write_bytes(stamp.make(made.draft))
        at_fault += made.faulty
        attestations += made.attestations
    return Expected(count, at_fault, attestations)


def main() -> None:
    """Write the deposit that the arguments ask for."""
    arguments = argparse.ArgumentParser(description="Fabrique un dépôt de dossiers inventés.")
    arguments.add_argument("folder", type=Path, help="dossier où les écrire")
    arguments.add_argument("--dossiers", type=int, default=200, help="leur nombre")
    arguments.add_argument("--fautes", type=float, default=FAULTY, help="part de dossiers fautifs, de 0 à 1")
    arguments.add_argument("--graine", type=int, default=SEED, help="la même graine donne les mêmes dossiers")
    options = arguments.parse_args()
    expected = write(options.folder, options.dossiers, options.fautes, options.graine)
    print(
        f"{expected.dossiers} dossiers, dont {expected.faulty} avec fautes ; {expected.attestations} attestations"
    )


if __name__ == "__main__":
    main()
