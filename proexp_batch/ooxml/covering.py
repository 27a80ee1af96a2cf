"""Which of many ranges covers a number, without asking each range about each number."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import TypeVar

_Item = TypeVar("_Item")


def first_covers(numbers: Iterable[int], ranges: Iterable[tuple[int, int, _Item]]) -> dict[int, _Item]:
    """By number, what the first of the `ranges` (lowest, highest, item) says that covers it.

    Each number is given once and then skipped, so that the work is that of one search for each range and one step
    for each number, however far the ranges reach and however often they overlap.
    """
    ordered = sorted(set(numbers))
    beyond = list(range(len(ordered) + 1))
    found: dict[int, _Item] = {}
    for low, high, item in ranges:
        at = _free(beyond, bisect_left(ordered, low))
        while at < len(ordered) and ordered[at] <= high:
            found[ordered[at]] = item
            beyond[at] = at + 1
            at = _free(beyond, at + 1)
    return found


def _free(beyond: list[int], at: int) -> int:
    """The first place from `at` on that has no item yet; the way there is shortened for the next time."""
    while beyond[at] != at:
        beyond[at] = beyond[beyond[at]]
        at = beyond[at]
    return at
