"""Names of people as they are compared: whoever writes them, in whatever order, with or without a civility."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from proexp_batch.model.wording import fold

CIVILITIES = ("m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr", "docteur", "me", "maitre")
"""Words before a name that are none of it, folded."""

_LONG_CIVILITIES = frozenset(word for word in CIVILITIES if len(word) > 2)
# Blanks before a separator are looked at from the first of them only: from each, they would take quadratic time.
_BETWEEN_PEOPLE = re.compile(r"(?:(?<!\s)\s+)?(?:[;,/&+\n]|\bet\b)\s*", re.IGNORECASE)

_FUNCTION = re.compile(r"[(\[,:]|\s[-–—]\s")


@lru_cache(maxsize=16_384)
def person(name: str) -> str:
    """What two spellings of one person share: the folded words of the name in alphabetical order, without civility."""
    words = fold(name).split()
    names = next((at for at, word in enumerate(words) if word not in CIVILITIES), len(words) - 1)
    words = words[names:] if words else words
    # After a name, the short ones may as well be initials: « Leroy M. ».
    kept = [word for word in words if word not in _LONG_CIVILITIES] or words
    return " ".join(sorted(kept)) or name.strip().casefold()


_MOST_PEOPLE = 50


def people(names: str) -> list[str]:
    """Whom a cell may name, as `person` gives them: its whole text, then what stands between « et » or commas."""
    parts = [part for part in _BETWEEN_PEOPLE.split(names, _MOST_PEOPLE)[:_MOST_PEOPLE] if part.strip()]
    return list(dict.fromkeys(person(one) for one in (names, *parts)))


def without_function(name: str) -> str:
    """A name without what is said of the person after it; the whole text where that may be somebody else."""
    found = _FUNCTION.search(name)
    if found is None:
        return name
    said = name[found.end() :].strip(" )]")
    names_somebody = len(said.split()) > 1 and all(word[0].isupper() for word in said.split())
    return name if names_somebody or _BETWEEN_PEOPLE.search(said) else name[: found.start()].strip() or name


def fits(name: Iterable[str], known: Collection[str]) -> bool:
    """Whether words of a name are those of a known one, some of them perhaps as initials or beginnings."""
    words = list(name)
    shared = set(words) & set(known)
    left = [word for word in known if word not in shared]
    rest = [word for word in words if word not in shared]
    return bool(shared) and all(any(other.startswith(word) for other in left) for word in rest)
