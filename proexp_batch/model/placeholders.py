"""What people write in a cell to say that there is nothing to write, or that it is what stands above."""

import re
from typing import Final

from proexp_batch.model.wording import fold

_LONGEST = 30
_SIGNS_ONLY = re.compile(r"[-–—―‐‑−_/\\.…*\s]+")

SAYS_NOTHING: Final = frozenset(
    {
        "n a", "n c", "n d", "s o", "neant", "sans objet", "aucun", "aucune", "vide", "rien", "ras",
        "non applicable", "non concerne", "non concernee", "non communique", "non communiquee",
        "non renseigne", "non renseignee", "pas concerne", "pas concernee", "pas applicable",
    }
)  # fmt: skip
"""Words, folded, that say in any cell that there is nothing."""

SAYS_NOTHING_SHORT: Final = SAYS_NOTHING | {"na", "nc", "nd", "so", "null", "none", "nil"}
"""The same with what may also be somebody's name."""

_DITTO = frozenset({'"', "''", "″", "“", "”", "«", "»", "〃", "idem", "dito", "ditto", "ibid", "même", "id"})


def says_nothing(text: str, words: frozenset[str]) -> bool:
    """Whether a text is nothing but dashes, points and the like, or one of the folded `words`."""
    if len(text) > _LONGEST:
        return False
    return bool(_SIGNS_ONLY.fullmatch(text)) or fold(text) in words


def is_ditto(text: str) -> bool:
    """Whether a text says « what stands above » : a ditto mark or « idem »."""
    return len(text) <= _LONGEST and text.strip(" .-").casefold() in _DITTO
