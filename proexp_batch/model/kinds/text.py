"""Texts in people's own words: running text, names of things and people, names of files."""

from typing import Any

from proexp_batch.model.cells import Parsed, as_text
from proexp_batch.model.kinds.kind import PlainKind
from proexp_batch.model.people import person
from proexp_batch.model.wording import fold


class FreeText(PlainKind):
    """What people write in words of their own."""

    free_text = True
    takes_any_text = True

    def compared(self, value: str) -> str:
        """The words, whatever their case, accents and punctuation."""
        return fold(value)


class Name(FreeText):
    """A name, on one line."""

    key = "name"

    def read(self, raw: Any) -> Parsed:
        """Read a text without line breaks and repeated blanks."""
        return Parsed(as_text(raw))


class Person(Name):
    """The full name of somebody."""

    key = "person"

    def compared(self, value: str) -> str:
        """The person, in whatever order and with whatever civility the name is written."""
        return person(value)


class File(Name):
    """The name of a file."""

    key = "file"


class Text(FreeText):
    """Running text, with its line breaks."""

    key = "text"
    prose = True

    def read(self, raw: Any) -> Parsed:
        """Read a text as it was typed."""
        return Parsed(raw.strip() if isinstance(raw, str) else as_text(raw))
