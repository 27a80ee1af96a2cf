"""Every fault, from all its modules."""

import importlib
from functools import cache

from tests.making.correct import correct
from tests.making.draft import Draft
from tests.rules.faults import FAULTS, At, Fault

for _module in ("entry", "learners", "follow_up", "training", "evidence", "prior_learning"):
    importlib.import_module(f"tests.rules.faults_{_module}")

TRIES = 600


def with_fault(fault: Fault, count: int) -> list[tuple[Draft, list[At]]]:
    """Dossiers of several seeds with a fault, and where it stands; fewer where too few lend themselves to it."""
    made: list[tuple[Draft, list[At]]] = []
    for seed in range(TRIES):
        draft = correct(seed, step=fault.steps[seed % len(fault.steps)], today=fault.today)
        places = fault.inject(draft)
        if places is not None:
            made.append((draft, places if isinstance(places, list) else [places]))
        if len(made) == count:
            break
    return made


@cache
def first_with_fault(fault_name: str) -> Draft:
    """One dossier with a fault; copy it before changing it."""
    fault = next(fault for fault in FAULTS if fault.name == fault_name)
    return with_fault(fault, 1)[0][0]


__all__ = ["FAULTS", "At", "Fault", "first_with_fault", "with_fault"]
