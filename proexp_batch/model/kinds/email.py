"""E-mail addresses, for what is written to a company."""

import re
from typing import Any

from proexp_batch.model.cells import Parsed, as_text
from proexp_batch.model.kinds.code import tidied
from proexp_batch.model.kinds.kind import PlainKind, Spelling

_LINK = re.compile(r"mailto:\s*", re.IGNORECASE)
_NAMED = re.compile(r"[^<>@]{0,200}<\s*([^<>\s]{1,250})\s*>")
"""As mail programs copy an address: the name of the person, then the address between angle brackets."""

EMAIL_FORM = (
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}){0,8}"
    r"@(?:[^\W_](?:[^\W_]|-){0,62}\.){1,8}[^\W\d_](?:[^\W_]|-){1,62}"
)
"""An address that can be written to (RFC 5321, §4.1.2, without quoted names); its domain may have accents."""


class Email(PlainKind):
    """One address, in the case in which it was typed."""

    key = "email"
    number_format = "@"
    takes_any_text = True
    spelling = Spelling(
        "Courriel",
        "a.morel@atelier.example",
        ("mailto:a.morel@atelier.example", "Alex Morel <a.morel@atelier.example>"),
        "Une seule adresse.",
    )

    def compared(self, value: str) -> str:
        """The address, whatever its case."""
        return value.casefold()

    def read(self, raw: Any) -> Parsed:
        """Read an address; the name in front of it is left out."""
        text = as_text(raw)
        link = _LINK.match(text)
        address = text[link.end() :] if link else text
        if found := _NAMED.fullmatch(address):
            return tidied(raw, found[1])
        return Parsed(address)
