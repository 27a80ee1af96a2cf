"""The fills of marked cells."""

from collections.abc import Mapping

from proexp_batch.marking.marks import Tone

MARKING: Mapping[Tone, str] = {
    Tone.BLOCKING: "F9C9CB",
    Tone.WARNING: "FDE6B1",
    Tone.INFO: "CFE3F7",
    Tone.REPAIRED: "D3EFD5",
}
"""Fill of a marked cell. Odd values on purpose: a fill of exactly this colour is taken to be ours."""

_MARKING_BYTES = [colour.encode() for colour in MARKING.values()]


def mentions_marking(styles: bytes) -> bool:
    """Whether a stylesheet may hold one of our fills: a test on the bytes, which spares parsing."""
    capitals = styles.upper()
    return any(colour in capitals for colour in _MARKING_BYTES)
