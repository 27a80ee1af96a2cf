"""Codes that a company gives, and what all codes share: they are texts, also where they look like numbers."""

import datetime as dt
import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from proexp_batch.model.cells import Parsed, as_text, shown
from proexp_batch.model.kinds.kind import Parser, PlainKind
from proexp_batch.model.signs import with_hyphens

if TYPE_CHECKING:
    from proexp_batch.model.columns import Column

DIGITS = re.compile(r"[0-9]+")

_TOO_LONG = 1e15
"""Spreadsheets keep fifteen digits of a number and put zeros for the others."""

_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{1,3}|[0-9][.,][0-9]+[eE][0-9]{2,3}")
_CUT = re.compile(r"[ \-:(,;/]+")
_DIGITS_TOGETHER = re.compile(r"[0-9]{2}")
_LONGEST_TITLED = 250
_TIMES = (dt.date, dt.time, dt.timedelta)


class Code(PlainKind):
    """A code of one's own: of a module, a competence, a contract."""

    key = "code"
    is_one_word = True
    number_format = "@"
    takes_any_text = True

    def parser(self, column: "Column", from_1904: bool = False) -> Parser:
        """`read`, but for numbers of which the spreadsheet lost digits: two of them may have become one."""
        return self._read_whole

    def _read_whole(self, raw: Any) -> Parsed:
        kept = digits_left(raw)
        return self.read(raw) if kept is None else Parsed(None, "LEC-024", {"shown": kept})

    def legible(self, text: str) -> str:
        """As of any cell, with the hyphen of the keyboard for every dash."""
        return with_hyphens(super().legible(text))

    def read(self, raw: Any) -> Parsed:
        """Read a code in capitals; one that Excel took for a date is lost."""
        if isinstance(raw, _TIMES):
            return Parsed(None, "LEC-007", {"shown": shown(raw)})
        return Parsed(as_text(raw).upper())


class CompactCode(Code):
    """An official code of letters and digits, without what people put between them."""

    form: ClassVar[re.Pattern[str]]
    """What the code looks like, in capitals, without what people put between its parts."""

    def read(self, raw: Any) -> Parsed:
        """Read a code in capitals, without blanks, points, hyphens and « N° »; a title after it is left out."""
        compact = bare(raw).replace("N°", "")
        if self.form.fullmatch(compact):
            return Parsed(compact)
        code = before_title(raw, self.form)
        return Parsed(as_text(raw).upper()) if code is None else tidied(raw, code)


def bare(raw: Any) -> str:
    """A cell in capitals, without blanks, points, hyphens and apostrophes."""
    return re.sub(r"[\s.\-'’]", "", as_text(raw)).upper()


def before_title(raw: Any, form: re.Pattern[str]) -> str | None:
    """The code of a form, as `bare` gives it, before the title that people copy with it: `M1805 - Études`.

    `None` where there is none, or where what follows may be another code.
    """
    text = as_text(raw)
    if len(text) > _LONGEST_TITLED:
        return None
    for cut in reversed(list(_CUT.finditer(text))):
        code = bare(text[: cut.start()]).replace("N°", "")
        if form.fullmatch(code):
            return None if _DIGITS_TOGETHER.search(text[cut.end() :]) else code
    return None


def digits_left(raw: Any) -> str | None:
    """The digits that are left of a number that was too long for a spreadsheet; `None` for what is none."""
    if isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw):
        return f"{Decimal(str(raw)):f}".removesuffix(".0") if abs(raw) >= _TOO_LONG else None
    return shown(raw) if isinstance(raw, str) and _SCIENTIFIC.fullmatch(as_text(raw)) else None


def tidied(raw: Any, value: str) -> Parsed:
    """A code that was not written like this, with the rule that says so."""
    return Parsed(value, "LEC-103", {"shown": shown(raw), "read": value})
