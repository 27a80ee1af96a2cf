"""SIRET: the zeros that Excel took away come back where the check digits prove it."""

import re
from typing import Any

from stdnum import luhn

from proexp_batch.model.cells import Parsed, as_text
from proexp_batch.model.kinds.code import DIGITS, Code, bare, before_title, tidied
from proexp_batch.model.kinds.kind import Spelling

_FORM = re.compile(r"[0-9]{14}")


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
