"""Telephone numbers: those of France in pairs of digits, those of other countries with the sign `+`."""

import re
from typing import Any

from proexp_batch.model.cells import Parsed, as_text
from proexp_batch.model.kinds.code import tidied
from proexp_batch.model.kinds.kind import PlainKind, Spelling
from proexp_batch.model.signs import with_hyphens

_LONGEST = 40
_BETWEEN = re.compile(r"[\s.\-/_]+")
_TITLE = re.compile(r"t[ée]l(?:[ée]phone)?\.? ?:? ?(?=[+0(])", re.IGNORECASE)
_FRENCH = re.compile(r"(?:0|(?:\+|00)33(?:\(0\)|0)?)([1-9][0-9]{8})")
_WITHOUT_ZERO = re.compile(r"[1-9][0-9]{8}")
_FOREIGN = re.compile(r"(?:\+|00)([1-9][0-9]{6,14})")

PHONE_FORM = r"0[1-9](?: [0-9]{2}){4}|\+[1-9][0-9]{6,14}"
"""A number as it is read: `03 53 01 00 12`, or `+3221234567` (ITU-T E.164)."""


class Phone(PlainKind):
    """One number; the zero that a spreadsheet took from its beginning comes back."""

    key = "phone"
    number_format = "@"
    takes_any_text = True
    spelling = Spelling(
        "Téléphone",
        "03 53 01 00 12",
        ("03.53.01.00.12", "0353010012", "+33 3 53 01 00 12", "353010012"),
        "Le zéro perdu au début est remis ; un numéro étranger commence par +.",
    )

    def read(self, raw: Any) -> Parsed:
        """Read a number; what is none is left for a rule to tell."""
        text = with_hyphens(as_text(raw))
        if len(text) > _LONGEST:
            return Parsed(as_text(raw))
        compact = _BETWEEN.sub("", _TITLE.sub("", text, count=1))
        if french := _FRENCH.fullmatch(compact):
            return Parsed(_in_pairs(f"0{french[1]}"))
        if _WITHOUT_ZERO.fullmatch(compact):
            return tidied(raw, _in_pairs(f"0{compact}"))
        if foreign := _FOREIGN.fullmatch(compact.replace("(0)", "")):
            return Parsed(f"+{foreign[1]}")
        return Parsed(as_text(raw))


def _in_pairs(digits: str) -> str:
    return " ".join(digits[at : at + 2] for at in range(0, len(digits), 2))
