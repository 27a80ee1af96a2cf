"""Texts in people's own words: running text, names of people and things, names of files."""

from typing import Any

from proexp_batch.model.cells import Parsed, as_text
from proexp_batch.model.kinds.kind import PlainKind


class Name(PlainKind):
    """A name, on one line."""

    key = "name"
    free_text = True

    def read(self, raw: Any) -> Parsed:
        """Read a text without line breaks and repeated blanks."""
        return Parsed(as_text(raw))


class File(Name):
    """The name of a file."""

    key = "file"


class Text(PlainKind):
    """Running text, with its line breaks."""

    key = "text"
    free_text = True
    prose = True

    def read(self, raw: Any) -> Parsed:
        """Read a text as it was typed."""
        return Parsed(raw.strip() if isinstance(raw, str) else as_text(raw))
