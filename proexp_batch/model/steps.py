"""What shows that a dossier has come to a step, where the company does not say it."""

from collections.abc import Mapping

from proexp_batch.model.columns import Column
from proexp_batch.model.sheets import SHEETS


def _asked(key: str, step: int) -> tuple[Column, ...]:
    return tuple(one for one in SHEETS[key].columns.values() if one.required_from == step)


EVIDENCE: Mapping[int, tuple[Column, ...]] = {
    2: _asked("modules", 2),
    3: _asked("learners", 3),
    4: _asked("tutors", 4),
    5: _asked("evaluations", 5),
    6: _asked("learners", 6),
}
"""What each step asks for and no step before it, in the one sheet that is filled in for its sake.

A step is reached where more than half of these cells is filled, of the rows in which any of them is: a name noted
in advance is not enough. The last one reached counts, the first where there is none.
"""
