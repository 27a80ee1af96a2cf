"""What one file may cost: beyond that it is given up, and the others go on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """What a limit is called in settings and options, its unit, and between what values it may be set."""

    name: str
    unit: str
    least: int
    most: int
    usual: int
    description: str


SECONDS = Bound(
    "temps_par_fichier",
    "secondes",
    1,
    3_600,
    30,
    "le travail d'un fichier est arrêté au-delà de ce temps de calcul",
)
MEMORY = Bound(
    "memoire_par_fichier",
    "Mo",
    100,
    100_000,
    1_000,
    "le travail d'un fichier est arrêté au-delà de cette mémoire",
)
SIZE = Bound("taille_par_fichier", "Mo", 1, 500, 40, "un fichier plus gros n'est pas lu")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one file: seconds of work, megabytes of memory beside the program's own, megabytes of the file."""

    seconds: int = SECONDS.usual
    memory: int = MEMORY.usual
    size: int = SIZE.usual

    @property
    def bytes(self) -> int:
        """The largest size of a file, in bytes."""
        return self.size * 1_000_000


USUAL = Limits()
