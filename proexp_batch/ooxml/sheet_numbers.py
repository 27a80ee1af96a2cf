"""A number (`sheetId`) for a new tab that nothing in the workbook names yet, not even as that of a tab which is gone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.package import Package
from proexp_batch.ooxml.relations import Relation

MAX_SHEET_NUMBER = 65_534
"""What Excel takes (MS-OI29500, on the element `sheet`)."""

# The attribute of each kind of part that names tabs by their number.
_NAMED = {
    "calcChain": re.compile(rb"\si=[\"']([0-9]{1,5})[\"']"),
    "slicerCache": re.compile(rb"\stabId=[\"']([0-9]{1,5})[\"']"),
    "timelineCache": re.compile(rb"\stabId=[\"']([0-9]{1,5})[\"']"),
    "revisionHeaders": re.compile(rb"<(?:\w+:)?sheetId\s+val=[\"']([0-9]{1,5})[\"']"),
}


def free_number(package: Package, relations: Iterable[Relation], used: Iterable[int]) -> int:
    """The number behind the highest that is in use, or the lowest free one where there is none behind.

    Args:
        package: where the parts stand.
        relations: those of the workbook part.
        used: the numbers of the tabs there are.
    """
    taken = {*used, *_named(package, relations)}
    behind = max(taken, default=0) + 1
    if behind <= MAX_SHEET_NUMBER:
        return behind
    return next(one for one in range(1, len(taken) + 2) if one not in taken)


def _named(package: Package, relations: Iterable[Relation]) -> Iterator[int]:
    for relation in relations:
        pattern = _NAMED.get(relation.kind)
        if pattern is None or relation.part is None:
            continue
        try:
            yield from map(int, set(pattern.findall(package.read(relation.part))))
        except PackageError:  # a part that nobody can read names nothing
            continue
