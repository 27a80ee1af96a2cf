"""The deadlines of all dossiers by day, as far as a list goes: those nearest to today."""

import datetime as dt
import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from proexp_batch.decision.facts import DossierDecision, Written
from proexp_batch.documents.summary.list_page import Filled, Link, ListColumn, ListPage, Value
from proexp_batch.drawing.palette import AMBER, GREY, RED, Tint
from proexp_batch.model.deadlines import Deadline, DeadlineState

COLUMNS = (
    ListColumn("Échéance", 96),
    ListColumn("État", 96),
    ListColumn("Contrat", 130),
    ListColumn("À faire", 330),
    ListColumn("Qui agit", 100),
    ListColumn("Dossier", 300),
    ListColumn("Source", 280),
)

_STATES: Mapping[DeadlineState, Tint] = {
    DeadlineState.LATE: RED,
    DeadlineState.DUE: AMBER,
    DeadlineState.LATER: GREY,
}


@dataclass(frozen=True, slots=True)
class _Kept:
    """A deadline with its dossier, and a link to what was given back of it."""

    deadline: Deadline
    file: PurePosixPath
    link: PurePosixPath | None


class Nearest:
    """The deadlines nearest to a day, never more than `most` of them however many come."""

    def __init__(self, today: dt.date, most: int) -> None:
        self._today, self._most = today, most
        self._heap: list[tuple[int, int, _Kept]] = []
        self.count = 0

    def add(self, decision: DossierDecision, written: Written, link: str) -> None:
        """Take the deadlines of a dossier; `link` is the kind of the output that people open."""
        for deadline in decision.deadlines:
            # The farthest stands first, of two as far the one that came last: counted, two are never compared further.
            far = abs((deadline.day - self._today).days)
            one = (-far, -self.count, _Kept(deadline, decision.file, written.outputs.get(link)))
            self.count += 1
            if len(self._heap) < self._most:
                heapq.heappush(self._heap, one)
            else:
                heapq.heappushpop(self._heap, one)

    def by_day(self) -> Iterator[_Kept]:
        """Those that were kept, the earliest first, of one day in the order in which they came."""
        for *_, kept in sorted(self._heap, key=lambda one: (one[2].deadline.day, -one[1])):
            yield kept


def write_deadlines(page: ListPage, nearest: Nearest) -> None:
    """Write one row per deadline; those that were not kept are only counted."""
    shown = list(nearest.by_day())
    for kept in shown:
        page.add(_row(kept))
    page.count(nearest.count - len(shown))


def _row(kept: _Kept) -> tuple[Value, ...]:
    deadline, file = kept.deadline, str(kept.file)
    return (
        deadline.day,
        Filled(deadline.state.label, _STATES[deadline.state].ground),
        deadline.contract,
        deadline.kind.words,
        deadline.kind.actor.label,
        file if kept.link is None else Link(kept.link, file),
        deadline.source,
    )
