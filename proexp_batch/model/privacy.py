"""Social security numbers (NIR): recognised wherever they stand, so that none is ever written out (RGPD, art. 5).

A number is 15 digits: sex, year, month, department, commune, order and key, in groups of 1, 2, 2, 2, 3, 3 and 2 (code de
la sécurité sociale, R. 115-1 and arrêté of 29 December 1993 on its composition); the key is 97 less the remainder of the
first 13 divided by 97, the departments 2A and 2B counting as 19 and 18.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from heapq import merge
from typing import Final

HIDDEN = "[numéro retiré]"
"""What stands in a returned workbook where a social security number was."""

DIGITS = 15

# Three signs between two groups are "084 - 91"; the words before are what people write against a number.
_BEFORE = r"(?<![^\W_])(?:nir|nss|ss|secu|no?|num)?"
_AFTER = r"(?![^\W_])"
_GROUPS = (
    "[1-478]",
    "[0-9]{2}",
    "(?:0[1-9]|1[0-2]|[235-9][0-9]|4[0-2])",
    "(?:2[AB]|[0-9]{2})",
    "[0-9]{3}",
    "(?!000)[0-9]{3}",
    "[0-9]{2}",
)
_BETWEEN = r"[\W_]{0,3}"
_IN_GROUPS = re.compile(rf"{_BEFORE}(?=({_BETWEEN.join(_GROUPS)}){_AFTER})", re.IGNORECASE)
_BLANK = r"[\s\-\u00ad\u2010-\u2015\u2212\ufeff\u200b-\u200f\u2060]"
_OTHERWISE = re.compile(rf"{_BEFORE}(?=([1-478](?:{_BLANK}?[0-9AB]){{14}}){_AFTER})", re.IGNORECASE)
_SHAPE = re.compile("".join(_GROUPS))
_SHAPE_ANYWHERE = re.compile(f"(?=({''.join(_GROUPS)}))", re.IGNORECASE)
_SIGN = re.compile(r"[\W_]+")
_LONGEST_CELL = 32_767
_MANY_DIGITS = re.compile("(?:[^0-9]*+[0-9]){14}")
"""As many as a number has, but for the letter of the departments 2A and 2B."""
_BOUNDS: Final = frozenset({1, 3, 5, 7, 10, 13})
_POINTS: Final = frozenset({".", ","})
_WHOLE_PART = re.compile(r"(?<![0-9])[0-9]{1,12}[.,]\Z")
_FRACTION = re.compile(r"[.,][0-9]{1,12}(?![0-9])")
_WIDE: Final = {ord("０") + digit: str(digit) for digit in range(10)}
_FALSE_KEPT = 65_536


def numbers_in(text: str) -> list[tuple[int, int]]:
    """Where the social security numbers of a text begin and end, in order; none touches another.

    Whatever signs stand between the groups, they count as separators. Elsewhere only blanks or hyphens do, all alike and
    no more of them than a number has groups, unless each digit stands alone; and only in what a cell may hold, since a
    longer text is written by programs. A decimal is none.
    """
    if len(text) < DIGITS:
        return []
    text = text if text.isascii() else text.translate(_WIDE)
    if _MANY_DIGITS.match(text) is None:
        return []
    matches: Iterable[re.Match[str]] = _IN_GROUPS.finditer(text)
    if len(text) <= _LONGEST_CELL:
        matches = merge(matches, _OTHERWISE.finditer(text), key=_begin)
    found: list[tuple[int, int]] = []
    for match in matches:
        begin, end = match.span(1)
        if (
            (not found or begin >= found[-1][1])
            and _is_number(match[1])
            and not _is_decimal(text, begin, end)
        ):
            found.append((begin, end))
    return found


def may_hold_number(text: str) -> bool:
    """Whether a text out of which all signs were taken may hold a number, whatever stands around its digits."""
    return any(_has_its_key(match[1].upper()) for match in _SHAPE_ANYWHERE.finditer(text))


def _begin(match: re.Match[str]) -> int:
    return match.start(1)


def hide_nir(text: str, instead: str = HIDDEN) -> str:
    """The text with each social security number (15 digits, its key right) replaced."""
    for begin, end in reversed(numbers_in(text)):
        text = text[:begin] + instead + text[end:]
    return text


def is_nir(text: str) -> bool:
    """Whether a text is a social security number with its key, however it is spaced."""
    return numbers_in(text) == [(0, len(text))]


def is_whole_nir(value: float) -> bool:
    """Whether a number, typed as one, is a social security number: a whole one of 15 digits, its key right."""
    return 1e14 <= value < 1e15 and value.is_integer() and is_nir(str(int(value)))


def safe_titles(titles: Iterable[str]) -> dict[str, str]:
    """What stands for each title of a sheet that holds a number: as long as a title may be, and borne by no other."""
    titles = list(titles)
    taken = {title.casefold() for title in titles}
    safe: dict[str, str] = {}
    for title in titles:
        wanted = hide_nir(title, "numéro retiré")
        if wanted == title or title in safe:
            continue
        free, count = wanted, 1
        while free.casefold() in taken:
            count += 1
            ending = f" ({count})"
            free = wanted[: _LONGEST_TITLE - len(ending)] + ending
        taken.add(free.casefold())
        safe[title] = free
    return safe


_LONGEST_TITLE = 31


@lru_cache(_FALSE_KEPT)
def _is_number(candidate: str) -> bool:
    digits = _SIGN.sub("", candidate).upper()
    if not _SHAPE.fullmatch(digits) or not _has_its_key(digits):
        return False
    return digits == candidate or _is_spaced_like_one(candidate)


def _has_its_key(digits: str) -> bool:
    as_number = digits.replace("2A", "19", 1).replace("2B", "18", 1) if not digits.isdecimal() else digits
    return 97 - int(as_number[:13]) % 97 == int(as_number[13:])


def _is_spaced_like_one(candidate: str) -> bool:
    gaps, before, end = {}, 0, 0
    for sign in _SIGN.finditer(candidate):
        before += sign.start() - end
        gaps[before] = sign[0]
        end = sign.end()
    kinds = set(gaps.values())
    if gaps.keys() <= _BOUNDS:
        return len(gaps) > 1 or not kinds <= _POINTS
    return len(kinds) == 1 and len(gaps) in (*range(1, len(_BOUNDS) + 1), DIGITS - 1)


def _is_decimal(text: str, begin: int, end: int) -> bool:
    """Whether what stands before or behind makes it a part of a decimal, not one of a list."""
    if _FRACTION.match(text, end):
        return True
    return text[max(0, begin - 1) : begin] in _POINTS and bool(
        _WHOLE_PART.search(text, max(0, begin - 14), begin)
    )
