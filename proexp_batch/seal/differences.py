"""Says in words how texts differ: what was stated, and what stands there instead."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

from proexp_batch.model.wording import plural, typo

_TOLD = 12
"""So many differences are told one by one; more are counted."""
_MOST_SIGNS = 2_000_000
_SHOWN = 160
_MOST_WORDS = 20_000
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
    """The texts that were stated and cannot be read any more, each as often as it was stated, with what stands instead.

    `shown` is all that is read, in any order and with any breaks between its words: only signs count.
    """
    shown = shown[:_MOST_SIGNS]
    left, lost = _bare(shown).replace(_TAKEN, "\ufffd"), Counter[str]()
    # Longest first: a short text is part of longer ones, and would be found in them.
    for text in sorted(stated, key=len, reverse=True):
        wanted = _bare(text)
        at = left.find(wanted)
        if at < 0:
            lost[text] += 1
        else:
            left = left[:at] + _TAKEN * len(wanted) + left[at + len(wanted) :]
    if not lost:
        return []
    aligned = _Aligned(stated, shown)
    changes: list[tuple[int, Change]] = []
    for text, count in lost.items():
        instead = [(place, aligned.instead_of(place)) for place, one in enumerate(stated) if one == text]
        # Of a text that stands there several times, those places count where something else is read.
        instead.sort(key=lambda one: _bare(one[1] or "") == _bare(text))
        changes += [(place, Change(text, after)) for place, after in instead[:count]]
    return [change for _, change in sorted(changes, key=lambda one: one[0])]


class _Aligned:
    """The words of texts beside those that are read, as far as they go on in the same order."""

    def __init__(self, stated: Sequence[str], shown: str) -> None:
        words = [text.split() for text in stated]
        self._starts = [0, *accumulate(map(len, words))]
        self._shown = shown.split()
        self._pairs: dict[int, int] = {}
        every = [word for of_text in words for word in of_text]
        if max(len(every), len(self._shown)) <= _MOST_WORDS:
            blocks = SequenceMatcher(None, every, self._shown, autojunk=False).get_matching_blocks()
            self._pairs = {old + step: new + step for old, new, size in blocks for step in range(size)}
        self._known = sorted(self._pairs)

    def instead_of(self, place: int) -> str | None:
        """What is read between the words before a text and those behind it; `None` where that tells nothing."""
        first, end = self._starts[place], self._starts[place + 1]
        before = bisect_left(self._known, first + 1) - 1
        behind = bisect_left(self._known, end - 1)
        begin = 0 if before < 0 else self._pairs[self._known[before]] + (self._known[before] != first)
        stop = len(self._shown)
        if behind < len(self._known):
            stop = self._pairs[self._known[behind]] + (self._known[behind] == end - 1)
        # More words than a change makes: what stood there was taken away, and this is something else.
        if not begin < stop <= begin + 2 * (end - first) + 12:
            return None
        return " ".join(self._shown[begin:stop])


def _bare(text: str) -> str:
    return "".join(text.split())
