"""Signs that nobody sees, or that only look like others: what web pages, messages and word processors leave in cells."""

import re
from functools import lru_cache
from typing import Final

# The control signs of Unicode (category Cf) that are met in European texts. A joiner after a pictogram is part of it.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]+"
    "|(?<![\u2190-\U0010ffff])[\u200c\u200d]+"
)
_DASHES: Final = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"), "-")
_SHORT = 300
_QUOTED = re.compile(r"['’‘´`](?=[^'’‘´`])")


def visible(text: str) -> str:
    """A text without its invisible signs."""
    if text.isascii():
        return text
    return _visible(text) if len(text) <= _SHORT else _INVISIBLE.sub("", text)


@lru_cache(maxsize=8192)
def _visible(text: str) -> str:
    return _INVISIBLE.sub("", text)


def seen(text: str) -> str:
    """A text whose invisible signs are named, so that people see what a finding speaks of."""
    return text if text.isascii() else _INVISIBLE.sub("[signe invisible]", text)


def is_blank(text: str) -> bool:
    """Whether a text holds nothing but blanks and invisible signs."""
    return not text[:1].isalnum() and not visible(text).strip()


def with_hyphens(text: str) -> str:
    """A text in which every dash and the minus sign are the hyphen of the keyboard."""
    return text if text.isascii() else text.translate(_DASHES)


def unquoted(text: str) -> str:
    """A text without the apostrophe by which people tell a spreadsheet that it is one."""
    return text[1:] if _QUOTED.match(text) else text
