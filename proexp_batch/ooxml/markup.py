"""Reading and writing the XML of a part without ever trusting it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from lxml import etree

from proexp_batch.ooxml.encoding import utf8
from proexp_batch.ooxml.errors import Excess, PackageError, TooBigError

# The bytes Excel writes: a part of its making differs from ours only where it was changed.
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'

MAX_TAGS = 4_000_000
"""A part with more is not parsed: as elements in memory they take a hundred times their bytes."""

_LONGEST_NUMBER = 20  # digits: no attribute has more, and those of thousands take time

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def parse(data: bytes, part: str) -> etree._Element:
    """The root element of a part.

    Raises:
        TooBigError: it has more than `MAX_TAGS` tags.
        PackageError: the part is not well-formed, or declares a DTD, which ECMA-376 Part 2 forbids.
    """
    if (tags := data.count(b"<")) > MAX_TAGS:
        raise TooBigError(Excess.TAGS, tags, f"part {part}")
    try:
        root = etree.fromstring(utf8(data), _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PackageError(f"part {part} is not well-formed XML: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise PackageError(f"part {part} declares a DTD")
    return root


def check_well_formed(data: bytes, part: str) -> None:
    """Make sure that :func:`parse` takes a part, in a tenth of its time; `data` is in UTF-8, see :func:`utf8`.

    Raises:
        PackageError: as for `parse`.
    """
    parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise PackageError(f"part {part} is not well-formed XML: {error}") from error


def _refuse_doctype(*declared: object) -> None:
    raise PackageError("a part declares a DTD")


def serialise(root: etree._Element) -> bytes:
    """The bytes of a part, with the comments and instructions that stand beside its root."""
    body: bytes = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=False)
    return _DECLARATION + body


def local(element: etree._Element) -> str:
    """Name without namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: etree._Element) -> str:
    """Namespace of an element, empty if it has none."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Children with that local name in the parent's own namespace."""
    yield from parent.iterchildren(f"{{{namespace(parent)}}}{name}")


def child(parent: etree._Element, name: str) -> etree._Element | None:
    """First child with that local name in the parent's own namespace."""
    return parent.find(f"{{{namespace(parent)}}}{name}")


def make(parent: etree._Element, name: str, /, **attributes: str) -> etree._Element:
    """A new element in the namespace (and with the prefix) of `parent`, not attached to it."""
    element = parent.makeelement(f"{{{namespace(parent)}}}{name}")
    for key, value in attributes.items():
        element.set(key, value)
    return element


def make_related(
    parent: etree._Element, name: str, relations: str, identifier: str, /, **attributes: str
) -> etree._Element:
    """A new element with an ``r:id``, under the usual prefix where `parent` knows none for `relations`."""
    element = parent.makeelement(f"{{{namespace(parent)}}}{name}", nsmap={"r": relations})
    for key, value in (*attributes.items(), (f"{{{relations}}}id", identifier)):
        element.set(key, value)
    return element


def number(element: etree._Element, attribute: str, default: int = 0) -> int:
    """A whole number in an attribute; what is none counts as absent, as it does for the reader of values."""
    digits = element.get(attribute, "").strip()
    # The digits of other scripts are decimals for Python.
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_NUMBER):
        return default
    return int(digits)


def unset(element: etree._Element, name: str) -> None:
    """Remove an attribute, if it is there."""
    if name in element.attrib:
        del element.attrib[name]


def attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Names and values of the attributes."""
    for key, value in element.attrib.items():
        yield str(key), str(value)


def related(element: etree._Element) -> str:
    """The identifier of a relationship (``r:id``), in whichever of the namespaces it is written; empty for none."""
    return next((value for key, value in attributes(element) if key.endswith("}id")), "")


def insert_ordered(parent: etree._Element, element: etree._Element, order: tuple[str, ...]) -> None:
    """Put `element` where the schema's sequence `order` wants it.

    It goes behind the last child that must precede it, so that unknown children (extensions,
    mc:AlternateContent) stay where they are.
    """
    before = set(order[: order.index(local(element)) + 1])
    position = 0
    for index, sibling in enumerate(parent):
        if local(sibling) in before:
            position = index + 1
    parent.insert(position, element)


def plain_text(text: str, limit: int = 32_767) -> str:
    """`text` without what XML forbids, within Excel's limit for a cell or a note."""
    text = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def escape_lookalikes(text: str) -> str:
    """Protect ``_x0041_``, which programs read as one character (ST_Xstring, Part 1 §22.9.2.19)."""
    return _ESCAPE_LOOKALIKE.sub("_x005F_", text)


def escape(text: str) -> str:
    """`text` for element content and for attributes in double quotes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
