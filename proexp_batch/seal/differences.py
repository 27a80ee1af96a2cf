"""Says in words how texts differ: what was stated, and what stands there instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from proexp_batch.model.wording import plural, typo

_TOLD = 12
"""So many differences are told one by one; more are counted."""
_LIKE = 0.4
"""From which ratio on a text is taken for what became of another one."""
_MOST_SIGNS = 2_000_000
_SHOWN = 160
_MOST_PIECES = 200
_TAKEN = "\0"


@dataclass(frozen=True, slots=True)
class Change:
    """A text that was stated and what stands in its place, `None` where nothing does, or nothing was stated.

    `where` tells the place, as `cellule E21`.
    """

    before: str | None
    after: str | None
    where: str = ""


def sentences(changes: Sequence[Change]) -> list[str]:
    """The changes, one French sentence each; those past a dozen are counted."""
    told = [typo(_sentence(change)) for change in changes[:_TOLD]]
    if len(changes) > _TOLD:
        told.append(typo(f"Et {plural(len(changes) - _TOLD, 'autre différence', 'autres différences')}."))
    return told


def _sentence(change: Change) -> str:
    where = f" ({change.where})" if change.where else ""
    if change.before is None:
        return f"Ajouté{where} : on lit « {_shown(change.after or '')} », que le sceau ne connaît pas."
    if change.after is None:
        return f"Disparu{where} : « {_shown(change.before)} » ne se lit plus."
    before, after = _turned(change.before, change.after)
    # Two blanks, or two kinds of them, look the same: the words alone would say nothing.
    if before.split() == after.split():
        return f"Modifié{where} : les espaces ou les signes invisibles de « {_shown(change.before)} » ont changé."
    whole = f" dans « {_shown(change.before)} »" if before != change.before else ""
    if not before:
        return f"Modifié{where} : « {_shown(after)} » a été ajouté{whole}."
    if not after:
        return f"Modifié{where} : « {_shown(before)} » a été retiré{whole}."
    return f"Modifié{where} : on lit « {_shown(after)} » au lieu de « {_shown(before)} »{whole}."


def _turned(before: str, after: str) -> tuple[str, str]:
    """The words in which two texts differ, from the first to the last that do."""
    old, new = before.split(), after.split()
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    return " ".join(old[first : len(old) - last]), " ".join(new[first : len(new) - last])


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def placed(stated: Sequence[tuple[str, str]], read: Sequence[tuple[str, str]]) -> list[Change]:
    """How the texts that are read differ from those that were stated; each has the cell that it stands in before it.

    Of a cell that is read twice, both texts count.
    """
    sought = dict(stated)
    changes, found = [], set()
    for place, text in read:
        if place in found or sought.get(place) != text:
            changes.append(Change(None if place in found else sought.get(place), text, f"cellule {place}"))
        found.add(place)
    return changes + [Change(text, None, f"cellule {place}") for place, text in stated if place not in found]


def missing(stated: Sequence[str], shown: str) -> list[Change]:
    """The texts that were stated and cannot be read any more, each as often as it was stated, with what is like them.

    `shown` is all that is read, in any order and with any breaks between its words: only signs count.
    """
    page = _Page(shown[:_MOST_SIGNS])
    # Longest first: a short text is part of longer ones, and would be found in them.
    lost = [text for text in sorted(stated, key=len, reverse=True) if not page.take(text)]
    order = {text: place for place, text in reversed(list(enumerate(stated)))}
    return [Change(text, page.like(text)) for text in sorted(lost, key=lambda text: order[text])]


class _Page:
    """A text from which others are taken, one after the other."""

    def __init__(self, text: str) -> None:
        signs = [(place, sign) for place, sign in enumerate(text) if not sign.isspace()]
        self._text = text
        self._places = [place for place, _ in signs]
        self._left = "".join(sign for _, sign in signs).replace(_TAKEN, "\ufffd")

    def take(self, text: str) -> bool:
        """Whether a text stands there still; it does so once less."""
        wanted = _bare(text)
        at = self._left.find(wanted)
        if at < 0:
            return False
        self._left = self._left[:at] + _TAKEN * len(wanted) + self._left[at + len(wanted) :]
        return True

    def like(self, text: str) -> str | None:
        """What is left that is most like a text, `None` where nothing is."""
        wanted, best, found = _bare(text), _LIKE, None
        for start, end in self._windows(len(wanted)):
            matcher = SequenceMatcher(None, wanted, self._left[start:end], autojunk=False)
            if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
                best, found = matcher.ratio(), (start, end)
        if found is None:
            return None
        start, end = found
        return self._text[self._places[start] : self._places[end - 1] + 1]

    def _windows(self, length: int) -> Iterator[tuple[int, int]]:
        """What is left, piece by piece; of pieces that are much longer than `length`, lines of about that length."""
        for match in islice(re.finditer(f"[^{_TAKEN}]+", self._left), _MOST_PIECES):
            start, end = match.span()
            if end - start <= 2 * length + 20:
                yield start, end
            else:
                yield from self._lines(start, min(end, start + 20_000))

    def _lines(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        first = start
        for place in range(start + 1, end):
            if "\n" in self._text[self._places[place - 1] + 1 : self._places[place]]:
                yield first, place
                first = place
        yield first, end


def _bare(text: str) -> str:
    return "".join(text.split())
