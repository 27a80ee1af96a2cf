"""Codes that a company gives, and what all codes share: they are texts, also where they look like numbers."""

import datetime as dt
import re
from typing import Any

from proexp_batch.model.cells import Parsed, as_text, shown
from proexp_batch.model.kinds.kind import PlainKind

DIGITS = re.compile(r"[0-9]+")

_TIMES = (dt.date, dt.time, dt.timedelta)


class Code(PlainKind):
    """A code of one's own: of a module, a competence, a contract."""

    key = "code"
    number_format = "@"

    def read(self, raw: Any) -> Parsed:
        """Read a code in capitals; one that Excel took for a date is lost."""
        if isinstance(raw, _TIMES):
            return Parsed(None, "LEC-007", {"shown": shown(raw)})
        return Parsed(as_text(raw).upper())


class CompactCode(Code):
    """An official code of letters and digits, without what people put between them."""

    def read(self, raw: Any) -> Parsed:
        """Read a code in capitals, without blanks, points, hyphens and « N° »."""
        return Parsed(bare(raw).replace("N°", "") or as_text(raw))


def bare(raw: Any) -> str:
    """A cell in capitals, without blanks, points, hyphens and apostrophes."""
    return re.sub(r"[\s.\-'’]", "", as_text(raw)).upper()


def tidied(raw: Any, value: str) -> Parsed:
    """A code that was not written like this, with the rule that says so."""
    return Parsed(value, "LEC-103", {"shown": shown(raw), "read": value})
