"""Compares the files of a batch with each other and with what is known from before, as many at a time as touch."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from proexp_batch.model.parameters import Parameters
from proexp_batch.pipeline.compared import NOTHING_MORE, Compared
from proexp_batch.pipeline.earlier import Earlier, sender
from proexp_batch.pipeline.ledger import Ledger
from proexp_batch.rules.across import across


def compare(ledger: Ledger, parameters: Parameters, today: dt.date, earlier: Earlier) -> None:
    """Record in the ledger what else says of each of its files.

    Raises:
        OSError: the ledger cannot be written.
    """
    compared = _repeated(ledger, earlier)
    # A copy says the same once more, without contradiction.
    copies = {at for at, one in compared.items() if one.copy is not None}
    own = [at for at in ledger.linked() if at not in copies]
    related = earlier.related_to(ledger.links_at(own))
    for group in _touching(ledger, own, alone=related is not None):
        links = list(ledger.links_at(group))
        known = related(links) if related is not None else ()
        found = across(links, parameters, today, known)
        for at, link in zip(group, links, strict=True):
            if link.file in found:
                compared[at] = replace(compared.get(at, NOTHING_MORE), more=tuple(found[link.file]))
    for at, link in zip(own, ledger.links_at(own), strict=True):
        if (before := earlier.version_before(link)) is not None:
            compared[at] = replace(compared.get(at, NOTHING_MORE), before=before)
    ledger.set_compared(compared)


def _repeated(ledger: Ledger, earlier: Earlier) -> dict[int, Compared]:
    """The files that repeat another one, of the same sender, to the letter, by position.

    What could not be read is judged each time for what it is.
    """
    several = ledger.repeated_contents()
    first: dict[tuple[str, PurePosixPath | None], PurePosixPath] = {}
    found = {}
    for one in ledger.read_files():
        content = (one.sha256, sender(one.file, one.is_linked))
        if one.sha256 in several and first.setdefault(content, one.file) != one.file:
            found[one.position] = Compared(copy=first[content])
        elif (known := earlier.taken_with(one.sha256, one.file, content[1])) is not None:
            found[one.position] = Compared(known=known)
    return found


def _touching(ledger: Ledger, own: list[int], *, alone: bool) -> Iterator[list[int]]:
    """Those positions in groups: two that have something in common are in one; `alone` asks for groups of one too."""
    above = {at: at for at in own}

    def top(at: int) -> int:
        while above[at] != at:
            above[at] = above[above[at]]
            at = above[at]
        return at

    for several in ledger.shared():
        members = [at for at in several if at in above]
        for one in members[1:]:
            above[top(one)] = top(members[0])
    groups: dict[int, list[int]] = {}
    for at in own:
        groups.setdefault(top(at), []).append(at)
    for group in groups.values():
        if alone or len(group) > 1:
            yield group
