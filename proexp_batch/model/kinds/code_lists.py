"""Lists of codes whose separators may be signs of the codes themselves: told apart by the codes that are known."""

import re
from collections.abc import Collection, Iterator

_MOST_IN_RANGE = 99
_LONGEST = 400

# The coarser separator first: in « PX-001 / PX-002 » the hyphens belong to the codes.
_SEPARATORS = (r"\s*(?:[/|\\&+]|,|\bET\b|\bOU\b)\s*", r"\s+-+\s+", r"-", r"\s+")
_NUMBERED = re.compile(r"(.*?)([0-9]+)")
_DECIMAL = re.compile(r"([0-9]+),([0-9]+)")


def named(piece: str, known: Collection[str], before: str | None = None) -> list[str] | None:
    """The known codes that a text in capitals names, `None` where a part of it is unknown or not sure.

    `before` is the code that stands in front of it in the list: after `PX-001`, `002` is `PX-002`.
    """
    if len(piece) > _LONGEST:
        return None
    one = _single(piece, known, before)
    if one is not None:
        return [one]
    if decimal := _DECIMAL.fullmatch(piece):
        return _of_decimal(decimal[1], decimal[2], known)
    span = _ends(piece, known)
    if span is not None:
        return _between(*span, known)
    for separator in _SEPARATORS:
        found = _each([part for part in re.split(separator, piece) if part], known)
        if found is not None:
            return found
    return None


def _single(piece: str, known: Collection[str], before: str | None) -> str | None:
    """The one code that a text is, but for a point behind it or the beginning of the code in front of it."""
    for text in (piece, piece.strip(" .:()")):
        if text in known:
            return text
    numbered = _NUMBERED.fullmatch(before) if before else None
    if numbered is None or not re.fullmatch("[0-9]+", piece):
        return None
    meant = {numbered[1] + piece, numbered[1] + piece.zfill(len(numbered[2]))} & set(known)
    return meant.pop() if len(meant) == 1 else None


def _each(parts: list[str], known: Collection[str]) -> list[str] | None:
    if len(parts) < 2:
        return None
    found: list[str] = []
    for part in parts:
        codes = _each_range(part, known) or _single(part, known, found[-1] if found else None)
        if codes is None:
            return None
        found.extend([codes] if isinstance(codes, str) else codes)
    return found


def _each_range(part: str, known: Collection[str]) -> list[str] | None:
    span = _ends(part, known)
    return None if span is None else _between(*span, known)


def _ends(piece: str, known: Collection[str]) -> tuple[str, str] | None:
    """The ends of a range `C1-C4` or `C1-4`: two codes, or a code and a number, joined by one of their hyphens."""
    for cut in _hyphens(piece):
        first = _single(piece[:cut].strip(), known, None)
        last = first and _single(piece[cut + 1 :].strip(" -"), known, first)
        if first and last and _stem(first) == _stem(last):
            return first, last
    return None


def _hyphens(piece: str) -> Iterator[int]:
    return (at for at, sign in enumerate(piece) if sign == "-")


def _stem(code: str) -> str | None:
    numbered = _NUMBERED.fullmatch(code)
    return numbered[1] if numbered else None


def _between(first: str, last: str, known: Collection[str]) -> list[str] | None:
    """The codes from the first to the last one, where every one of them is known."""
    start, end = _NUMBERED.fullmatch(first), _NUMBERED.fullmatch(last)
    if start is None or end is None or not 0 < int(end[2]) - int(start[2]) <= _MOST_IN_RANGE:
        return None
    width = len(start[2]) if start[2].startswith("0") else 0
    codes = [f"{start[1]}{number:0{width}d}" for number in range(int(start[2]), int(end[2]) + 1)]
    return codes if set(codes) <= set(known) else None


def _of_decimal(whole: str, decimals: str, known: Collection[str]) -> list[str] | None:
    """The codes that a spreadsheet took for a number: `1,2`. It drops zeros at the end, so that 1 and 20 give 1,2 too."""
    if f"{whole}.{decimals}" in known:
        return [f"{whole}.{decimals}"]
    possible = [decimals + "0" * zeros for zeros in range(4) if decimals + "0" * zeros in known]
    if whole not in known or len(possible) != 1 or whole == possible[0]:
        return None
    return [whole, possible[0]]
