"""The way back to the exact bytes of a part, as a short text.

A patch rebuilds the old content from the new one. It serves while nobody has saved the file since; then even
the layout of the XML comes back. The comparison is a greedy one over tags: our changes are small and local.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

Patch: TypeAlias = list[int | str]
"""Repeated triples: bytes to copy from the new content, bytes of it to skip, bytes to write (as Latin-1)."""

_REACHES = (4, 64, 50_000)  # most changes are of one tag; a new list of styles may be long
_MOST_DROPPED = 16
_MOST_FAR = 20  # searches of the longest reach
_MOST_CHANGES = 100_000  # beyond, the rest is taken to be one change: what is no more short is of no use
_BLOCK = 256


def make_patch(new: bytes, old: bytes) -> Patch:
    """A patch with ``apply_patch(new, patch) == old``."""
    theirs, ours = old.split(b"<"), new.split(b"<")
    patch: Patch = []
    i = j = far = 0
    while i < len(theirs) or j < len(ours):
        same = _equal_run(theirs, i, ours, j)
        reaches: Sequence[int] = _REACHES if far < _MOST_FAR else _REACHES[:-1]
        if len(patch) >= 3 * _MOST_CHANGES:
            reaches = ()
        dropped, added = _resynchronise(theirs, i + same, ours, j + same, reaches)
        far += added > _REACHES[-2]
        patch += [
            _length(ours, j, j + same),
            _length(ours, j + same, j + same + added),
            b"".join(b"<" + token for token in theirs[i + same : i + same + dropped]).decode("latin-1"),
        ]
        i, j = i + same + dropped, j + same + added
    return patch


def apply_patch(new: bytes, patch: Patch) -> bytes:
    """The old content; garbage in gives garbage out, so compare a checksum.

    The patch comes from a file that anybody may have edited: it only ever goes forward in the new content, so that
    what comes out has at most the bytes of that content and of the patch itself.

    Raises:
        ValueError: the patch is none.
    """
    source, position, out = b"<" + new, 0, []
    for start in range(0, len(patch), 3):
        copied, skipped, literal = patch[start : start + 3]
        if not (isinstance(copied, int) and isinstance(skipped, int) and isinstance(literal, str)):
            raise ValueError("malformed patch")
        if copied < 0 or skipped < 0 or position > len(source):
            raise ValueError("a patch that leads out of the content")
        out += [source[position : position + copied], literal.encode("latin-1")]
        position += copied + skipped
    return b"".join(out)[1:]


def _length(tokens: list[bytes], start: int, end: int) -> int:
    return sum(map(len, tokens[start:end])) + end - start


def _equal_run(a: list[bytes], i: int, b: list[bytes], j: int) -> int:
    start = i
    while i < len(a) and a[i : i + _BLOCK] == b[j : j + _BLOCK]:
        i, j = i + _BLOCK, j + _BLOCK
    while i < len(a) and j < len(b) and a[i] == b[j]:
        i, j = i + 1, j + 1
    return min(i, len(a)) - start


def _resynchronise(a: list[bytes], i: int, b: list[bytes], j: int, reaches: Sequence[int]) -> tuple[int, int]:
    """How many tokens of `a` and of `b` to pass until both go on alike."""
    if i >= len(a) or j >= len(b):
        return max(0, len(a) - i), max(0, len(b) - j)
    for reach in reaches:
        best: tuple[int, int] | None = None
        for dropped in range(min(reach, _MOST_DROPPED, len(a) - i)):
            limit = reach if best is None else sum(best) - dropped
            added = _find(a[i + dropped : i + dropped + 2], b, j, j + limit)
            if added is not None:
                best = dropped, added
        if best is not None:
            return best
    return len(a) - i, len(b) - j


def _find(pair: list[bytes], b: list[bytes], start: int, end: int) -> int | None:
    position = start
    try:
        while True:
            position = b.index(pair[0], position, end)
            if b[position : position + 2] == pair:
                return position - start
            position += 1
    except ValueError:
        return None
