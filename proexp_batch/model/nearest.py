"""The known words that somebody may have meant by an unknown one, as near as what is at stake demands."""

import difflib
from collections.abc import Iterable
from enum import Enum


class Nearness(Enum):
    """How alike two words must be, as a ratio of `difflib.SequenceMatcher`: 0 for nothing, 1 for everything."""

    HINT = 0.6
    """A sentence asks whether this was meant: a wrong guess costs a look."""
    SLIP = 0.85
    """A sentence says that this was meant: one slip of the keys in a word of seven letters."""
    TAKEN = 0.87
    """The known word is taken for the unknown one, and nobody is asked."""


def nearest(word: str, known: Iterable[str], nearness: Nearness = Nearness.HINT) -> str | None:
    """The known word that is most like this one, `None` if none is near enough."""
    return next(iter(near(word, known, nearness, most=1)), None)


def near(word: str, known: Iterable[str], nearness: Nearness, most: int) -> list[str]:
    """The known words that are near enough, at most so many (one or more), the most alike first."""
    return difflib.get_close_matches(word, known, n=most, cutoff=nearness.value)
