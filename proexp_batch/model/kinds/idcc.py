"""IDCC: the number of a collective agreement."""

import re
from typing import Any

from proexp_batch.model.cells import Parsed, as_text
from proexp_batch.model.kinds.code import DIGITS, Code, bare, tidied
from proexp_batch.model.kinds.kind import Spelling

_WITH_TITLE = re.compile(r"([0-9]{1,4}) ?[-–:(] ?[^0-9]+")


class Idcc(Code):
    """The collective agreement that a company applies."""

    key = "idcc"
    spelling = Spelling("IDCC", "0044", ("44", "IDCC 0044"), "Les zéros du début sont remis.")

    def read(self, raw: Any) -> Parsed:
        """Read an IDCC with its four digits."""
        digits = re.sub(r"^(?:N°)?(?:IDCC)?(?:N°)?:?", "", bare(raw))
        if not DIGITS.fullmatch(digits):
            titled = _WITH_TITLE.fullmatch(as_text(raw))
            return tidied(raw, titled[1].zfill(4)) if titled else Parsed(as_text(raw))
        return tidied(raw, digits.zfill(4)) if len(digits) < 4 else Parsed(digits)
