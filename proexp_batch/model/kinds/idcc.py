"""IDCC: the number of a collective agreement."""

import re
from typing import Any

from proexp_batch.model.cells import Parsed, as_text
from proexp_batch.model.kinds.code import DIGITS, Code, bare, tidied
from proexp_batch.model.kinds.kind import Spelling

_WITH_TITLE = re.compile(r"([0-9]{1,4}) ?[-–:(] ?[^0-9]+")

_AFTER_TITLE = re.compile(r"[^0-9]{2,120}[ (:]([0-9]{4})\)?")


class Idcc(Code):
    """The collective agreement that a company applies."""

    key = "idcc"
    spelling = Spelling("IDCC", "0044", ("44", "IDCC 0044"), "Les zéros du début sont remis.")

    def read(self, raw: Any) -> Parsed:
        """Read an IDCC with its four digits."""
        digits = re.sub(r"^(?:N°)?(?:IDCC)?(?:N°)?:?", "", bare(raw))
        if not DIGITS.fullmatch(digits):
            text = as_text(raw)
            titled = _WITH_TITLE.fullmatch(text) or _AFTER_TITLE.fullmatch(text)
            return tidied(raw, titled[1].zfill(4)) if titled else Parsed(as_text(raw))
        return tidied(raw, digits.zfill(4)) if len(digits) < 4 else Parsed(digits)
