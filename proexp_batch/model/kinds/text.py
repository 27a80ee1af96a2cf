"""Texts in people's own words: running text, names of things and people, names of files."""

import re
from typing import Any
from urllib.parse import unquote

from proexp_batch.model.cells import Parsed, as_text
from proexp_batch.model.kinds.code import tidied
from proexp_batch.model.kinds.kind import PlainKind
from proexp_batch.model.people import person
from proexp_batch.model.wording import fold

_PATH = re.compile(r'"?(?:file:|[a-z]:[\\/]|\\\\|/|\.{1,2}[\\/]|~[\\/]|[^/]*\\)', re.IGNORECASE)
"""How the path of a file begins: a drive, a share, a folder; the address of a page on the web is none."""

_BETWEEN_FOLDERS = re.compile(r"[\\/]")
_NAME_OF_A_FILE = re.compile(r"[^;:*?|<>]+\.[A-Za-z0-9]{2,5}")
_ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}(?![A-Za-z0-9])")


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
    names_a_person = True

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
    names_a_person = False
    path_signs = ("\\", "/")

    def read(self, raw: Any) -> Parsed:
        """Read a name; of the whole path that was copied from a computer, its last part."""
        name = _last_part(as_text(raw))
        return super().read(raw) if name is None else tidied(raw, name)


def _last_part(text: str) -> str | None:
    """The name at the end of a path of a computer; `None` where a text is none, or may hold several."""
    if not _PATH.match(text):
        return None
    name = _BETWEEN_FOLDERS.split(text)[-1].strip().strip('"')
    if text.lower().startswith("file:"):
        name = unquote(name)
    return name if _NAME_OF_A_FILE.fullmatch(name) and len(_ENDING.findall(text)) == 1 else None


class Text(FreeText):
    """Running text, with its line breaks."""

    key = "text"
    prose = True

    def read(self, raw: Any) -> Parsed:
        """Read a text as it was typed."""
        return Parsed(raw.strip() if isinstance(raw, str) else as_text(raw))
