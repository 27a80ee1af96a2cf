"""SIRET: the zeros that Excel took away come back where the check digits prove it."""

import re
from typing import Any

from stdnum import luhn

from proexp_batch.model.cells import Parsed, as_text
from proexp_batch.model.kinds.code import DIGITS, Code, bare, before_title, tidied
from proexp_batch.model.kinds.kind import Spelling

LA_POSTE = "356000000"
"""The company whose establishments have a key of their own."""

_FORM = re.compile(r"[0-9]{14}")
_MOST_SLIPS = 2


def has_right_key(siret: str) -> bool:
    """Whether fourteen digits may number an establishment: their check digit is right, and they are not zeros."""
    # The key of zeros is right, but they number no company and no establishment.
    if not siret[:9].strip("0") or not siret[9:].strip("0"):
        return False
    if siret.startswith(LA_POSTE):
        return luhn.is_valid(siret) or sum(map(int, siret)) % 5 == 0
    return luhn.is_valid(siret)


def is_slip(one: str, other: str) -> bool:
    """Whether two numbers differ by a slip of the keys: one digit, or two, as when they changed places."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= _MOST_SLIPS


class Siret(Code):
    """The number of an establishment."""

    key = "siret"
    spelling = Spelling(
        "SIRET",
        "99912345800013",
        ("999 123 458 00013", "999.123.458.00013"),
        "Un ou deux zéros perdus au début sont remis si la clé le confirme.",
    )

    def read(self, raw: Any) -> Parsed:
        """Read a SIRET; what has another form is left for a rule to refuse."""
        compact = bare(raw)
        digits = re.sub(r"^(?:N°)?SIRET(?:N°)?:?", "", compact)
        if not DIGITS.fullmatch(digits):
            number = _proven(digits) or before_title(raw, _FORM)
            return (
                Parsed(as_text(raw)) if number is None or not luhn.is_valid(number) else tidied(raw, number)
            )
        whole = digits.zfill(14)
        if len(digits) in (12, 13) and luhn.is_valid(whole) and luhn.is_valid(whole[:9]):
            return tidied(raw, whole)
        return Parsed(digits) if digits == compact else tidied(raw, digits)


def _proven(digits: str) -> str | None:
    """Fourteen digits of which some were typed as the letter O, where the check digits prove it."""
    number = digits.replace("O", "0")
    return number if _FORM.fullmatch(number) and luhn.is_valid(number) and luhn.is_valid(number[:9]) else None
