"""The texts of a part, wherever its kind of XML keeps them: what people read, as it reads, and putting something else there.

A text that is parted into runs (ECMA-376 Part 1, §18.4.4 and §21.1.2.3.8) is one text; so is what stands between the
codes of a header (§18.3.1.46). What the standard says is a number, a colour or a place is none.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import quote, unquote

from lxml import etree

from proexp_batch.ooxml.encoding import utf8
from proexp_batch.ooxml.errors import Excess, PackageError, TooBigError
from proexp_batch.ooxml.markup import MAX_TAGS, attributes, child, local

Find = Callable[[str], Sequence[tuple[int, int]]]
"""Gives where in a text something begins and ends, in order."""


class Kind(Enum):
    """What a text is, which says what may stand in its place."""

    TEXT = auto()
    NUMBER = auto()
    FORMULA = auto()
    HEADER = auto()
    TITLE = auto()
    NAME = auto()
    ADDRESS = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """Where a part of a text stands: in an element, behind it, or in one of its attributes."""

    element: etree._Element
    attribute: str | None = None
    behind: bool = False

    @property
    def text(self) -> str:
        """What stands there."""
        if self.attribute is not None:
            return self.element.get(self.attribute, "")
        return (self.element.tail if self.behind else self.element.text) or ""

    def put(self, text: str) -> None:
        """Let something else stand there."""
        if self.attribute is not None:
            self.element.set(self.attribute, text)
        elif self.behind:
            self.element.tail = text
        else:
            self.element.text = text


@dataclass(frozen=True, slots=True)
class Passage:
    """One text, in one or several pieces; `cell` is the cell that holds it."""

    kind: Kind
    pieces: tuple[Piece, ...]
    cell: etree._Element | None = None

    @property
    def text(self) -> str:
        """The whole of it, as it is written."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def is_numeric(self) -> bool:
        """Whether it is a number that is written as one: only another one can stand in its place."""
        return self.kind is Kind.NUMBER and bool(_NUMBER.fullmatch(self.text))

    def holds(self, find: Find) -> bool:
        """Whether something is found in it."""
        return replaced(self.kind, [piece.text for piece in self.pieces], find, "") is not None

    def replace(self, find: Find, instead: str) -> bool:
        """Put something in the place of what is found, and say whether anything was."""
        texts = replaced(self.kind, [piece.text for piece in self.pieces], find, instead)
        for piece, text in zip(self.pieces, texts or (), strict=texts is not None):
            piece.put(text)
        return texts is not None


_HOLDERS = frozenset({"si", "is", "text", "p", "textbox", "rPh", "font"})
_HEADERS = frozenset({"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"})
_FORMULAS = frozenset({"f", "formula", "formula1", "formula2", "definedName"})
_PLACES = frozenset({"Anchor", "col", "row", "colOff", "rowOff", "x", "y", "cx", "cy", "pos", "idx", "order"})
_TYPED = re.compile(r"u?i(?:[1248]|nt)|u?int|r[48]|decimal")
_WORDED = (
    "name", "title", "descr", "display", "tooltip", "prompt", "error", "promptTitle", "errorTitle", "caption",
    "displayName", "uniqueName", "location", "alt", "href", "comment", "description", "statusBar", "help", "tag",
    "text", "string", "author", "userId", "initials", "sheet", "sourceCaption", "dataCaption", "altText",
    "altTextSummary", "rowHeaderCaption", "colHeaderCaption", "formatCode", "Target", "v", "val",
)  # fmt: skip
"""Attributes in which people read a text, also where it is written in digits alone."""

_NAMED = {
    ("sheet", "name"): Kind.TITLE,
    ("definedName", "name"): Kind.NAME,
    ("table", "name"): Kind.NAME,
    ("table", "displayName"): Kind.NAME,
}
_NUMBER = re.compile(r"\s*[-+]?[0-9]*\.?[0-9]*(?:[eE][-+]?[0-9]{1,3})?\s*")
_OF_ADDRESSES = "/:?#[]@!$&'()*+,;=~%"
_SECTION = re.compile("(&[LCR])")
_UNITS = ("row", "si", "comment", "threadedComment", "pt")


def passages_of(data: bytes, part: str) -> Iterator[tuple[Passage, etree._Element | None]]:
    """The texts of a part with the row, string or note that each stands in, never holding the whole part in memory.

    Raises:
        TooBigError: it has more than `MAX_TAGS` tags.
        PackageError: it is not well-formed, or declares a DTD.
    """
    if (tags := data.count(b"<")) > MAX_TAGS:
        raise TooBigError(Excess.TAGS, tags, f"part {part}")
    wanted = [f"{{*}}{name}" for name in _UNITS]
    try:
        events = etree.iterparse(
            io.BytesIO(utf8(data)),
            ("end",),
            tag=wanted,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
        )
        for _, unit in events:
            for passage in passages(unit):
                yield passage, unit
            parent = unit.getparent()
            unit.clear()
            while parent is not None and parent[0] is not unit:
                del parent[0]
        root = events.root
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PackageError(f"part {part} is not well-formed XML: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise PackageError(f"part {part} declares a DTD")
    for passage in passages(root):
        yield passage, None


def passages(root: etree._Element) -> Iterator[Passage]:
    """The texts of an element and of all in it, each once."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        name = local(element)
        if name == "c" and _is_cell(element):
            yield from _of_cell(element)
            continue
        if name not in ("row", "c"):
            yield from _of_attributes(element, name)
        if name in _HOLDERS:
            yield from _of_holder(element, name)
            continue
        if name and element.text and len(element.text) > 1:
            yield from _of_text(element, name)
        for inner in element:
            if inner.tail and len(inner.tail) > 1:
                yield Passage(Kind.TEXT, (Piece(inner, behind=True),))
            waiting.append(inner)


def _is_cell(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and local(parent) == "row"


def _of_cell(cell: etree._Element) -> Iterator[Passage]:
    value, kind = child(cell, "v"), cell.get("t", "n")
    if value is not None and value.text and kind in ("n", "str", "d"):
        of_value = Kind.NUMBER if kind == "n" else Kind.TEXT
        yield Passage(of_value, (Piece(value),), cell)
    formula = child(cell, "f")
    if formula is not None and formula.text:
        yield Passage(Kind.FORMULA, (Piece(formula),), cell)
    inline = child(cell, "is")
    if inline is not None:
        for passage in _of_holder(inline, "is"):
            yield Passage(passage.kind, passage.pieces, cell)


def _of_holder(holder: etree._Element, name: str) -> Iterator[Passage]:
    """What people read in a rich text, and apart from it how it is pronounced."""
    pieces, apart = [Piece(holder)], []
    inside = holder.iterdescendants()
    for element in inside:
        if local(element) == "rPh" and name != "rPh":
            apart.append(element)
        elif not apart or not _is_within(element, apart[-1]):
            yield from _of_attributes(element, local(element))
            if local(element):
                pieces.append(Piece(element))
            if element.tail:
                pieces.append(Piece(element, behind=True))
    yield Passage(Kind.TEXT, tuple(piece for piece in pieces if piece.text.strip()))
    for element in apart:
        yield from _of_holder(element, "rPh")


def _is_within(element: etree._Element, holder: etree._Element) -> bool:
    parent = element.getparent()
    while parent is not None:
        if parent is holder:
            return True
        parent = parent.getparent()
    return False


def _of_text(element: etree._Element, name: str) -> Iterator[Passage]:
    if name in _HEADERS:
        yield Passage(Kind.HEADER, (Piece(element),))
    elif name == "v":
        yield Passage(Kind.NUMBER, (Piece(element),))
    elif name in _FORMULAS:
        yield Passage(Kind.FORMULA, (Piece(element),))
    elif name not in _PLACES and not _TYPED.fullmatch(name):
        yield Passage(Kind.TEXT, (Piece(element),))


def _of_attributes(element: etree._Element, name: str) -> Iterator[Passage]:
    for key, value in attributes(element):
        if len(value) < _SHORTEST:
            continue
        bare = key.rpartition("}")[2]
        number = bool(_NUMBER.fullmatch(value))
        if number and (bare not in _WORDED or (bare == "val" and name not in ("filter", "customFilter"))):
            continue
        kind = _NAMED.get((name, bare), Kind.NUMBER if bare == "v" else Kind.TEXT)
        if name == "Relationship":
            if bare != "Target" or element.get("TargetMode") != "External":
                continue
            kind = Kind.ADDRESS
        yield Passage(kind, (Piece(element, key),))


_SHORTEST = 6
"""What no text worth looking for is shorter than, in an attribute."""


def replaced(kind: Kind, texts: Sequence[str], find: Find, instead: str) -> list[str] | None:
    """The pieces of a text with something in the place of what is found; `None` where nothing is."""
    if kind is Kind.HEADER:
        return _replaced_in_header(texts[0], find, instead)
    if kind is Kind.NUMBER and _NUMBER.fullmatch(texts[0]):
        return [instead] if find(_whole(texts[0])) else None
    spans = find("".join(texts))
    if spans:
        return _put(texts, spans, instead)
    return _replaced_in_address(texts[0], find, instead) if kind is Kind.ADDRESS else None


def _replaced_in_address(text: str, find: Find, instead: str) -> list[str] | None:
    """Signs of an address may be written in digits (RFC 3986, §2.1)."""
    bare = unquote(text)
    spans = find(bare)
    return [quote(_put([bare], spans, instead)[0], safe=_OF_ADDRESSES)] if spans else None


def _whole(number: str) -> str:
    """A number as people would type it, if it is a whole one; empty for the others."""
    try:
        value = float(number)
    except ValueError:
        return ""
    return str(int(value)) if abs(value) < 1e16 and value.is_integer() else ""


def _put(texts: Sequence[str], spans: Sequence[tuple[int, int]], instead: str) -> list[str]:
    """What is found goes out of all the pieces that it stands in; what stands instead goes where it began."""
    result, offset = [], 0
    for text in texts:
        end, kept, at = offset + len(text), [], offset
        for begin, stop in spans:
            if begin < end and stop > offset:
                kept.append(text[at - offset : max(begin, offset) - offset])
                kept.append(instead if begin >= offset else "")
                at = min(stop, end)
        result.append("".join((*kept, text[at - offset :])))
        offset = end
    return result


def _replaced_in_header(text: str, find: Find, instead: str) -> list[str] | None:
    """A size is one to three digits, and nothing says where it ends but what stands behind: each is tried."""
    sections = _SECTION.split(text)
    for digits in (1, 2, 3):
        codes = re.compile(
            f'(&(?:"[^"]*"|K[0-9A-Fa-f]{{2}}[-+][0-9]{{3}}|K[0-9A-Fa-f]{{6}}|[0-9]{{1,{digits}}}|.))'
        )
        for at in range(0, len(sections), 2):
            parted = codes.split(sections[at])
            spans = find("".join(parted[::2]))
            if spans:
                parted[::2] = _put(parted[::2], spans, instead)
                sections[at] = "".join(parted)
    result = "".join(sections)
    return None if result == text else [result]
