"""SIRET: the zeros that Excel took away come back where the check digits prove it."""

import re
from typing import Any

from stdnum import luhn

from proexp_batch.model.cells import Parsed, as_text
from proexp_batch.model.kinds.code import DIGITS, Code, bare, tidied
from proexp_batch.model.kinds.kind import Spelling


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
            return Parsed(as_text(raw))
        whole = digits.zfill(14)
        if len(digits) in (12, 13) and luhn.is_valid(whole) and luhn.is_valid(whole[:9]):
            return tidied(raw, whole)
        return Parsed(digits) if digits == compact else tidied(raw, digits)
