"""Several sheets of one kind in a workbook: which one is read, and what is said about the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from proexp_batch.model.dossier import Rows
from proexp_batch.reading.notes import Notes

_MOST_COMPARED = 1_000_000
"""Pairs of rows; sheets that differ in more of them are not looked at further."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sheet that was read as one of a kind, with what there is to say of its cells.

    `hidden` says that nobody sees it, `sure` that it is of that kind beyond doubt.
    """

    rows: Rows
    notes: Notes
    hidden: bool
    sure: bool

    @property
    def is_filled(self) -> bool:
        """Whether it holds anything to be read."""
        return any(any(marks) for marks in self.rows.filled.values())

    def says_all_of(self, other: "Candidate") -> bool:
        """Whether everything that is filled in another sheet stands in this one too, row for row."""
        filled = [name for name, marks in other.rows.filled.items() if any(marks)]
        if not all(name in self.rows.values for name in filled):
            return False
        own, asked = self._told(filled), other._told(filled)
        if any(None in values and other._is_unread(at, filled) for at, values in enumerate(asked)):
            return False
        known = set(own)
        left = [values for values in asked if values not in known]
        if len(left) * len(own) > _MOST_COMPARED:
            return False
        return all(any(_within(values, row) for row in own) for values in left)

    def _told(self, names: Sequence[str]) -> list[tuple[Any, ...]]:
        return [tuple(self.rows.values[name][at] for name in names) for at in range(len(self.rows.rows))]

    def _is_unread(self, at: int, names: Sequence[str]) -> bool:
        """Whether some cell of a row holds something that could not be read."""
        return any(self.rows.filled[name][at] and self.rows.values[name][at] is None for name in names)


def _within(values: Sequence[Any], row: Sequence[Any]) -> bool:
    return all(value is None or value == there for value, there in zip(values, row, strict=True))


class Rivals:
    """The sheets of one kind, the one with the right title first."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._all = candidates
        self._filled = [one for one in candidates if one.is_filled]

    def settle(self, notes: Notes) -> Rows:
        """The rows of the sheet that is read, whose notes are taken; what becomes of the others is noted.

        An empty sheet gives way to a filled one, unless that one is hidden: it would win without being seen.
        """
        read = self._chosen()
        notes.take(read.notes)
        if read.is_filled and read.hidden:
            notes.of_sheet("LEC-112", read.rows.sheet, title=read.rows.title)
        elif read.is_filled and not self._all[0].is_filled:
            empty = self._all[0].rows.title
            notes.of_sheet("LEC-110", read.rows.sheet, title=read.rows.title, empty=empty)
        for other in self._filled:
            if other is not read:
                self._tell(other, read, notes)
        return read.rows

    def _chosen(self) -> Candidate:
        visible = [one for one in self._filled if not one.hidden]
        possible = visible or [one for one in self._all if not one.hidden] or self._filled or self._all
        if len(possible) == 1:
            return possible[0]
        whole = (one for one in possible if all(one.says_all_of(other) for other in self._filled))
        return next(whole, possible[0])

    def _tell(self, other: Candidate, read: Candidate, notes: Notes) -> None:
        unread = "LEC-018" if other.sure else "LEC-113"
        notes.of_titled_sheet(
            "LEC-111" if read.says_all_of(other) else unread,
            other.rows.title,
            title=other.rows.title,
            hidden=" (masquée)" if other.hidden else "",
            read=read.rows.title,
            count=len(other.rows.rows),
        )
