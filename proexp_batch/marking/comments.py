"""Our notes beside those of the company, in a comments part (ECMA-376 Part 1, §18.7)."""

from __future__ import annotations

import re

from lxml import etree

from proexp_batch.ooxml.addresses import Place, address, place_or_none
from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.markup import (
    child,
    children,
    escape_lookalikes,
    make,
    number,
    parse,
    plain_text,
    serialise,
)
from proexp_batch.ooxml.names import Dialect

AUTHOR = "Contrôle du dossier"
"""Author of our notes, by which they are known again."""

SEPARATOR = f"— {AUTHOR} —"
"""First line of what we write into a note, below the company's own text if there is some."""

MAX_LENGTH = 8_000
"""Characters of one note; a longer one cannot be read in its box, and the `Contrôle` sheet has it all."""

_THREADED = re.compile(r"tc=\{?[0-9A-Fa-f-]{36}")
_OURS = b"le du dossier"  # what is left of our name where a program writes accents as character references
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Comments:
    """A comments part, changed in place.

    Raises:
        PackageError: the part holds no comments.
    """

    def __init__(self, data: bytes, part: str) -> None:
        self._root = parse(data, part)
        authors, comments = child(self._root, "authors"), child(self._root, "commentList")
        if authors is None or comments is None:
            raise PackageError(f"part {part} is no comments part")
        self._authors: etree._Element = authors
        self._names = [author.text or "" for author in children(authors, "author")]
        self._ours: int | None = None
        self._list: etree._Element = comments
        placed = ((place_or_none(item.get("ref", "")), item) for item in children(self._list, "comment"))
        self._by_place = {where: item for where, item in placed if where is not None}

    @staticmethod
    def blank(dialect: Dialect) -> bytes:
        """A part without comments."""
        return f'<comments xmlns="{dialect.main}"><authors/><commentList/></comments>'.encode()

    @staticmethod
    def mentions_ours(data: bytes) -> bool:
        """Whether the part may hold something of ours: a test on the bytes, which spares parsing."""
        return _OURS in data

    def serialise(self) -> bytes:
        """The bytes of the part."""
        return serialise(self._root)

    def __len__(self) -> int:
        return len(self._by_place)

    def __contains__(self, where: Place) -> bool:
        return where in self._by_place

    def is_threaded(self, where: Place) -> bool:
        """Whether the note is the shadow of a threaded comment, which must say what the thread says."""
        comment = self._by_place.get(where)
        return comment is not None and _THREADED.match(self._author(comment)) is not None

    def _author(self, comment: etree._Element) -> str:
        index = number(comment, "authorId")
        return self._names[index] if index < len(self._names) else ""

    def write(self, where: Place, note: str) -> str:
        """Write a note, below the company's own text if the cell has one; returns all of the text."""
        note = plain_text(note, MAX_LENGTH)
        comment = self._by_place.get(where)
        text = None if comment is None else child(comment, "text")
        if text is None:
            heading, text = SEPARATOR, self._new_text(where, comment)
        else:
            heading = "\n" + SEPARATOR
            _open_for_runs(text)
        text.append(_run(text, heading + "\n", bold=True))
        text.append(_run(text, note, bold=False))
        return _content(text)

    def _our_author(self) -> int:
        if self._ours is None:
            self._ours = self._names.index(AUTHOR) if AUTHOR in self._names else len(self._names)
            if self._ours == len(self._names):
                author = make(self._authors, "author")
                author.text = AUTHOR
                self._authors.append(author)
                self._names.append(AUTHOR)
        return self._ours

    def _new_text(self, where: Place, comment: etree._Element | None) -> etree._Element:
        if comment is None:
            comment = make(self._list, "comment", ref=address(*where), authorId=str(self._our_author()))
            self._list.append(comment)
            self._by_place[where] = comment
        text = make(comment, "text")
        comment.insert(0, text)
        return text

    def remove_ours(self) -> list[Place]:
        """Take our text out of every note; returns the places of the notes that held nothing else."""
        emptied = []
        for where, comment in list(self._by_place.items()):
            text = child(comment, "text")
            if text is not None and _cut(text) and not _content(text).strip():
                self._list.remove(comment)
                del self._by_place[where]
                emptied.append(where)
        self._forget_author()
        return emptied

    def _forget_author(self) -> None:
        """Our name goes, if nobody uses it and no other author would be renumbered."""
        authors = list(children(self._authors, "author"))
        last = len(authors) - 1
        used = {number(item, "authorId") for item in self._by_place.values()}
        if authors and authors[last].text == AUTHOR and last not in used:
            self._authors.remove(authors[last])


def _open_for_runs(text: etree._Element) -> None:
    """Plain text becomes a run: the schema allows both, but programs show only one of them."""
    plain = child(text, "t")
    if plain is not None:
        run = make(text, "r")
        text.replace(plain, run)
        run.append(plain)


def _run(parent: etree._Element, content: str, bold: bool) -> etree._Element:
    run = make(parent, "r")
    properties = make(run, "rPr")
    if bold:
        properties.append(make(properties, "b"))
    for name, value in (("sz", "9"), ("color", "81"), ("rFont", "Tahoma"), ("family", "2")):
        properties.append(make(properties, name, **{"indexed" if name == "color" else "val": value}))
    run.append(properties)
    text = make(run, "t")
    text.text = escape_lookalikes(content)
    text.set(_SPACE, "preserve")
    run.append(text)
    return run


def _texts(text: etree._Element) -> list[etree._Element]:
    runs = [item for run in children(text, "r") for item in children(run, "t")]
    return [*children(text, "t"), *runs]


def _content(text: etree._Element) -> str:
    return "".join(item.text or "" for item in _texts(text))


def _cut(text: etree._Element) -> bool:
    """Remove our separator and all behind it; False if it is not there."""
    start = _content(text).find(SEPARATOR)
    if start < 0:
        return False
    if _content(text)[:start].endswith("\n"):
        start -= 1
    for item in _texts(text):
        content = item.text or ""
        item.text = content[:start]
        start = max(0, start - len(content))
        if not item.text:
            run = item.getparent()
            text.remove(item if run is None or run is text else run)
    return True
