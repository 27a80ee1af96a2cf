"""NDA: the number under which a training provider is declared."""

import re
from typing import Any

from proexp_batch.model.cells import Parsed, as_text
from proexp_batch.model.kinds.code import DIGITS, Code, bare, before_title, tidied

_FORM = re.compile(r"(?=.{11}\Z)(?:[0-9]{11}|[0-9]{0,3}2[AB][0-9]{6,9})")


class Nda(Code):
    """The declaration number of a training provider."""

    key = "nda"

    def read(self, raw: Any) -> Parsed:
        """Read a provider's number; a number of ten digits has lost its zero."""
        compact = bare(raw)
        if isinstance(raw, int | float) and DIGITS.fullmatch(compact) and len(compact) == 10:
            return tidied(raw, compact.zfill(11))
        if _FORM.fullmatch(compact):
            return Parsed(compact)
        number = before_title(raw, _FORM)
        return Parsed(as_text(raw)) if number is None else tidied(raw, number)
