"""Our notes beside those of the company, in a comments part (ECMA-376 Part 1, §18.7)."""

from __future__ import annotations

import re
from collections.abc import Container, Set

from lxml import etree

from proexp_batch.marking.answers import AUTHOR, MAX_LENGTH, SEPARATOR, LineKey, holds_ours, theirs
from proexp_batch.marking.threads import Thread
from proexp_batch.ooxml.addresses import Place, address, place_or_none
from proexp_batch.ooxml.content import fill_text
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

ANSWERED = "Réponse au contrôle"
"""Author of what is left of a note of ours once only what the company wrote into it stays."""

_THREADED = re.compile(r"tc=\{?[0-9A-Fa-f-]{36}")
# What a program writes above a thread for those that know none, in any language; some of them lose its author.
_INTRODUCED = re.compile(r"\[[^\]\n]+\]\n\n[^\n]+\n\n[^\n]+\n {4}")
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

    @property
    def places(self) -> Set[Place]:
        """The cells that have a note."""
        return self._by_place.keys()

    def is_own_box(self, where: Place) -> bool:
        """Whether the box of the note was made by us, for us or for an answer."""
        comment = self._by_place.get(where)
        return comment is None or self._author(comment) in (AUTHOR, ANSWERED)

    def is_threaded(self, where: Place) -> bool:
        """Whether the note is the shadow of a threaded comment, which must say what the thread says."""
        comment = self._by_place.get(where)
        return comment is not None and self._is_shadow(comment)

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

    def _number_of(self, name: str) -> str:
        """The number of an author, who is added if need be."""
        if name not in self._names:
            author = make(self._authors, "author")
            author.text = name
            self._authors.append(author)
            self._names.append(name)
        return str(self._names.index(name))

    def _new_text(self, where: Place, comment: etree._Element | None) -> etree._Element:
        if comment is None:
            comment = make(self._list, "comment", ref=address(*where), authorId=self._number_of(AUTHOR))
            self._list.append(comment)
            self._by_place[where] = comment
        text = make(comment, "text")
        comment.insert(0, text)
        return text

    def remove_ours(self, known: Set[LineKey], threads: Container[Place] = ()) -> None:
        """Take our text out of every note, and every note that held nothing else.

        What somebody has written below or between our lines (`known`) stays, as a note of the company's. Notes that
        stand for the `threads` are left to :meth:`follow`.
        """
        for where, comment in list(self._by_place.items()):
            text = child(comment, "text")
            if text is None or where in threads:
                continue
            content = _content(text)
            start = self._start_of_ours(comment, content, known)
            if start is None:
                continue
            # Where no line is remembered, what was added behind our words is told by its run.
            below = content[start:] if known else _content(text, "\n")[start:]
            answer = theirs(below, known)
            # Of a thread that is gone only its note is left: what introduces it is the words of the program.
            is_introduced = _INTRODUCED.fullmatch(content, 0, start) is not None
            _cut(text, 0 if is_introduced or self._is_shadow(comment) else start)
            self._answer(comment, text, answer)
            if not _content(text).strip():
                self._remove(where)
        self._forget_authors()

    def _start_of_ours(self, comment: etree._Element, content: str, known: Set[LineKey]) -> int | None:
        """Where our text begins in a note, even where somebody has taken out our heading."""
        start = content.find(SEPARATOR)
        if start >= 0:
            return start
        return 0 if self._author(comment) == AUTHOR and holds_ours(content, known) else None

    def _answer(self, comment: etree._Element, text: etree._Element, answer: str) -> None:
        if not answer:
            return
        if _content(text).strip():
            _open_for_runs(text)
            answer = "\n" + answer
        elif self._author(comment) == AUTHOR or self._is_shadow(comment):
            comment.set("authorId", self._number_of(ANSWERED))
        text.append(_run(text, answer, bold=False))

    def follow(self, where: Place, thread: Thread) -> None:
        """Let the note that stands for a thread say what is left of it."""
        comment = self._by_place.get(where)
        text = None if comment is None else child(comment, "text")
        if comment is None or text is None:
            return
        if not thread.texts:
            self._remove(where)
            return
        said = _told(_content(text), thread)
        fill_text(text, escape_lookalikes(plain_text(said)))
        comment.set("authorId", self._number_of(f"tc={thread.identifier}"))

    def _remove(self, where: Place) -> None:
        self._list.remove(self._by_place.pop(where))

    def _is_shadow(self, comment: etree._Element) -> bool:
        return _THREADED.match(self._author(comment)) is not None

    def _forget_authors(self) -> None:
        """Our names, and those of threads, go from the end, where no other author would be renumbered."""
        authors = list(children(self._authors, "author"))
        used = {number(item, "authorId") for item in children(self._list, "comment")}
        while authors and len(authors) - 1 not in used and _is_passing(authors[-1].text or ""):
            self._authors.remove(authors.pop())
            self._names.pop()


def _is_passing(author: str) -> bool:
    return author in (AUTHOR, ANSWERED) or _THREADED.match(author) is not None


_INTRODUCTION = (
    "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment; however, any edits to it "
    "will get removed if the file is opened in a newer version of Excel. Learn more: "
    "https://go.microsoft.com/fwlink/?linkid=870924\n\nComment:\n    "
)
_REPLY = "\nReply:\n    "


def _told(content: str, thread: Thread) -> str:
    """What the note beside a thread says of it, in the words and the language that it had."""
    start = content.find(thread.before[0])
    introduction = content[:start] if start > 0 else _INTRODUCTION
    reply = _REPLY
    if start > 0 and len(thread.before) > 1:
        first_end = start + len(thread.before[0])
        second = content.find(thread.before[1], first_end)
        reply = content[first_end:second] if second > 0 else _REPLY
    return introduction + reply.join(thread.texts)


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


def _content(text: etree._Element, between: str = "") -> str:
    """The text of a note, with something `between` what stands below our heading in several runs."""
    texts = [item.text or "" for item in _texts(text)]
    ours = next((number for number, one in enumerate(texts) if SEPARATOR in one), len(texts))
    return "".join(texts[: ours + 1]) + "".join(between + one for one in texts[ours + 1 :])


def _cut(text: etree._Element, start: int) -> None:
    """Remove what stands from a place on, and the line break before it."""
    if _content(text)[:start].endswith("\n"):
        start -= 1
    for item in _texts(text):
        content = item.text or ""
        item.text = content[:start]
        start = max(0, start - len(content))
        if not item.text:
            run = item.getparent()
            text.remove(item if run is None or run is text else run)
