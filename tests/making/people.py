"""Names that no two people of a dossier share."""

import random

_LEARNERS = ("Martin", "Petit", "Durand", "Leroy", "Moreau", "Simon", "Laurent", "Lefèvre", "Garcia", "Roux")
_STAFF = (
    "Keller",
    "Schmitt",
    "Weber",
    "Muller",
    "Schneider",
    "Meyer",
    "Wagner",
    "Klein",
    "Fischer",
    "Becker",
)
_GIVEN = ("Camille", "Dominique", "Sacha", "Claude", "Maxime", "Alix", "Noé", "Élie", "Lou", "Charlie")


class Names:
    """Draws learners and staff, each name once."""

    def __init__(self, rng: random.Random) -> None:
        self._learners = [(last, first) for last in _LEARNERS for first in _GIVEN]
        self._staff = [f"{first} {last}" for last in _STAFF for first in _GIVEN]
        rng.shuffle(self._learners)
        rng.shuffle(self._staff)

    def learner(self) -> tuple[str, str]:
        return self._learners.pop()

    def staff(self) -> str:
        return self._staff.pop()
