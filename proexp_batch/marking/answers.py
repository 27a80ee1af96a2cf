"""What a company has written among our words, in a note of ours or in the thread that it was made into.

Where our words end can only be told by the words themselves: each of their lines is known again by its length and its
checksum, which the `Contrôle` sheet remembers.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Set
from typing import TypeAlias

from proexp_batch.ooxml.markup import plain_text

AUTHOR = "Contrôle du dossier"
"""Author of our notes, by which they are known again."""

SEPARATOR = f"— {AUTHOR} —"
"""First line of what we write into a note, below the company's own text if there is some."""

MAX_LENGTH = 8_000
"""Characters of one note; a longer one cannot be read in its box, and the `Contrôle` sheet has it all."""

TO_DO, REPAIRED = "À faire", "Réparé"
"""How the last line of a remark begins: what stands below is not ours, even where no line is known again."""

LineKey: TypeAlias = tuple[int, int]
"""Length and checksum of a line of ours, its blanks made alike."""

_LEAST_BEGINNING = 20  # signs: a shorter line of ours may by chance begin one of theirs


def line_keys(notes: Iterable[str]) -> Iterator[LineKey]:
    """The keys of the lines of these texts, as they are written into notes."""
    for note in notes:
        for line in plain_text(note, MAX_LENGTH).split("\n"):
            if bare := _bare(line):
                yield _key(bare)


def theirs(text: str, known: Set[LineKey]) -> str:
    """What is left of a text, which begins with `SEPARATOR` or with the line below it, once our lines are out of it.

    A line that begins with one of ours keeps what was added to it. Where no line is known again, ours are those down
    to the last that says what to do: the words of a rule change with the versions of this program.
    """
    lines = [line.rstrip() for line in text.replace("_x000D_", "").split("\n")]
    own = [_rest(line, known) for line in lines]
    if not _knows(lines, own):
        ends = [number for number, line in enumerate(lines, 1) if _bare(line).startswith((TO_DO, REPAIRED))]
        own = lines[ends[-1] :] if ends else []
    return "\n".join(own).strip()


def holds_ours(text: str, known: Set[LineKey]) -> bool:
    """Whether a line of ours is known again in a text."""
    return any(_key(bare) in known for line in text.split("\n") if (bare := _bare(line)))


def _knows(lines: list[str], own: list[str]) -> bool:
    """Whether a line but the heading was known again."""
    return any(
        line.strip() and kept != line and _bare(line) != SEPARATOR
        for line, kept in zip(lines, own, strict=True)
    )


def _rest(line: str, known: Set[LineKey]) -> str:
    """What of a line is not ours."""
    bare = _bare(line)
    if bare == SEPARATOR or _key(bare) in known:
        return ""
    sum_, end = 0, 0
    for length, sign in enumerate(bare, 1):
        sum_ = zlib.crc32(sign.encode("utf-8", "replace"), sum_)
        if length >= _LEAST_BEGINNING and (length, sum_) in known:
            end = length
    return bare[end:].strip() if end else line


def _bare(line: str) -> str:
    return " ".join(line.split())


def _key(bare: str) -> LineKey:
    return len(bare), zlib.crc32(bare.encode("utf-8", "replace"))
