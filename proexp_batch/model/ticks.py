"""Boxes to tick that were copied from a word processor into a cell: « ☒ Oui ☐ Non »."""

import re

_BOX = re.compile(r"([☐☑☒✓✔✗✘□■]\ufe0f?|\[ ?[xX]?\])")
_TICKED = {"☑", "☒", "✓", "✔", "■", "[x]", "[ x]"}


def has_boxes(text: str) -> bool:
    """Whether a text holds a box to tick, or the sign of one."""
    return bool(_BOX.search(text))


def ticked(text: str) -> str | None:
    """The words beside the only ticked box of a text; `None` where none or several are, or where it has no words."""
    first, *rest = (piece.strip(" ,;/") for piece in _BOX.split(text))
    boxes, words = rest[::2], rest[1::2]
    # Boxes stand before their words, or after them if the text begins with words.
    beside = words if not first else [first, *words[:-1]]
    if first and words[-1]:
        return None
    chosen = [
        word for box, word in zip(boxes, beside, strict=True) if box.rstrip("\ufe0f").lower() in _TICKED
    ]
    return chosen[0] if len(chosen) == 1 and chosen[0] else None
