"""The seal of a sheet as texts of cells below what is printed: the seal, then what is stated, in pieces."""

from __future__ import annotations

from collections.abc import Sequence

from proexp_batch.seal.marks import Marks
from proexp_batch.seal.statement import MARK, Seal, Statement, read_seal, unpacked

_STATED = f"{MARK}S:"
_PIECE = 16_000
"""How many signs of the packed statement one cell takes: Excel allows 32,767, sheets made row by row half of them."""


def seal_cells(marks: Marks) -> list[str]:
    """The texts, one cell each, in order."""
    packed = marks.statement.packed()
    pieces = (packed[start : start + _PIECE] for start in range(0, len(packed), _PIECE))
    return [str(marks.seal), *(f"{_STATED}{piece}" for piece in pieces)]


def is_of_seal(text: str) -> bool:
    """Whether a text is one of them."""
    return text.startswith((f"{MARK}:", _STATED))


def read_cells(texts: Sequence[str]) -> tuple[Seal, Statement] | None:
    """The seal and what it is said to state; `None` where they are damaged, or not the only ones."""
    seals = [text for text in texts if not text.startswith(_STATED)]
    seal = read_seal(seals[0]) if len(seals) == 1 else None
    statement = unpacked("".join(text[len(_STATED) :] for text in texts if text.startswith(_STATED)))
    return None if seal is None or statement is None else (seal, statement)
