"""NDA: the number under which a training provider is declared."""

from typing import Any

from proexp_batch.model.cells import Parsed, as_text
from proexp_batch.model.kinds.code import DIGITS, Code, bare, tidied


class Nda(Code):
    """The declaration number of a training provider."""

    key = "nda"

    def read(self, raw: Any) -> Parsed:
        """Read a provider's number; a number of ten digits has lost its zero."""
        compact = bare(raw)
        if isinstance(raw, int | float) and DIGITS.fullmatch(compact) and len(compact) == 10:
            return tidied(raw, compact.zfill(11))
        return Parsed(compact or as_text(raw))
