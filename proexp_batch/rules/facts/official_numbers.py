"""Which contract numbers an Opco or the deposit service gave: only these are unique among all companies."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[ ./_\-°]")

_DEPOSIT_SERVICE = r"(?:0?(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])|97[1-8])20\d\d(?:0[1-9]|1[0-2])\d{4,8}"
"""DECA: department (whose zero Excel takes away), year, month, running number: 075 2023 01 000123."""

_OPCO = r"[A-Z]{0,12}(?!(?:19|20)\d\d)(?!\d{4}(?:19|20)\d\d(?!\d))(?=\d{7,12}\Z)0*[1-9]\d{4,}"
"""A running number of a national register, with or without the Opco's letters: seven digits or more, and past 10,000.

No company counts its own contracts so far; a year or a day in front is how people number them by themselves.
"""

_OFFICIAL = re.compile(rf"{_DEPOSIT_SERVICE}|{_OPCO}")


def is_official(number: str) -> bool:
    """Whether a contract number has the form of one that an Opco or the deposit service gives.

    « 001 », « 2023-0041 » and « PE-2023-0117 » are numbers that companies give: two of them may well give the same.
    """
    return _OFFICIAL.fullmatch(_SEPARATORS.sub("", number.upper())) is not None
