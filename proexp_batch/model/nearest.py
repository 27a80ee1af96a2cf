"""The known words that somebody may have meant by an unknown one, as near as what is at stake demands."""

import difflib
import re
from collections.abc import Iterable, Sequence
from enum import Enum

from proexp_batch.model.people import fits, person, without_function
from proexp_batch.model.wording import fold

_SHORTEST_WITH_SLIP = 5
_MOST_CLOSE = 20
_LONGEST = (
    200  # no code, name or header is longer, and comparing two long texts takes the product of their lengths
)


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
    if len(word) > _LONGEST:
        return []
    short = [one for one in known if len(one) <= _LONGEST]
    return difflib.get_close_matches(word, short, n=most, cutoff=nearness.value)


def likeness(one: str, other: str) -> float:
    """How alike two words are, as `Nearness` measures it; 0 where one of them is no word but a long text."""
    if max(len(one), len(other)) > _LONGEST:
        return 0.0
    return difflib.SequenceMatcher(None, one, other).ratio()


def meant_code(unknown: str, known: Sequence[str]) -> str | None:
    """The one code of `known` that `unknown` surely means: the same but for signs, zeros or O, or one slip away."""
    alike = {code for code in known if _skeleton(code) == _skeleton(unknown)}
    if not alike and len(unknown) >= _SHORTEST_WITH_SLIP:
        close = near(unknown, known, Nearness.SLIP, _MOST_CLOSE)
        # Where only letters slipped, codes of other numbers are no rivals.
        alike = {code for code in close if _numbers(code) == _numbers(unknown)} or set(close)
    return alike.pop() if len(alike) == 1 else None


def _numbers(code: str) -> list[str]:
    return re.findall("[0-9]+", code)


def _skeleton(code: str) -> str:
    folded = fold(code).replace(" ", "").replace("o", "0")
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", folded)


def meant_person(unknown: str, known: Sequence[str]) -> str | None:
    """The one name of `known` whose words the initials or parts of `unknown` fit, or one slip away.

    What stands after a name, in brackets or behind a comma or a dash, may be a function; not so where it names somebody.
    """
    if len(unknown) > _LONGEST:
        return None
    known = [name for name in known if len(name) <= _LONGEST]
    for text in dict.fromkeys((unknown, without_function(unknown))):
        words = person(text).split()
        alike = {name for name in known if fits(words, person(name).split())}
        if alike:
            break
    if not alike:
        alike = set(near(unknown, known, Nearness.SLIP, most=2))
    return alike.pop() if len(alike) == 1 else None
