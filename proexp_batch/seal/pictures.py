"""The drawing of a sheet: nothing but the QR code of its seal may stand in it, and only below what is stated."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from lxml import etree

from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.markup import attributes, child, local, parse
from proexp_batch.ooxml.package import Package
from proexp_batch.ooxml.relations import Relations
from proexp_batch.seal.cells import inside
from proexp_batch.seal.marks import PNG

_ANCHORS = ("twoCellAnchor", "oneCellAnchor")
_BORNE = frozenset((
    "from", "to", "ext", "col", "colOff", "row", "rowOff", "pic", "nvPicPr", "cNvPr", "cNvPicPr", "picLocks",
    "blipFill", "blip", "stretch", "fillRect", "spPr", "xfrm", "off", "prstGeom", "avLst", "ln", "noFill", "clientData",
    *_ANCHORS,
))  # fmt: skip
"""What is written of a plain picture, whoever saved it: no effect, no frame, no crop, no other picture in it."""

_BORNE_CHUNKS = (b"IHDR", b"IDAT", b"IEND", b"pHYs")
_MOST_PIXELS = 4_000_000


def picture_faults(package: Package, drawing: str, code: bytes, row: int) -> Iterator[str]:
    """What stands in a drawing besides the QR code, one French sentence each.

    Args:
        package: the workbook.
        drawing: the name of the part.
        code: the QR code of the seal, as PNG.
        row: the first row (from 1) that it may touch.

    Raises:
        PackageError: the drawing is damaged.
    """
    root = parse(package.read(drawing), drawing)
    relations = Relations(package, drawing)
    for anchor in root:
        if not local(anchor):
            continue
        names = {local(one) for one in inside(anchor)}
        if local(anchor) not in _ANCHORS or names - _BORNE or "pic" not in names:
            yield "On y a ajouté un dessin, une forme ou un texte flottant, qui peut couvrir ce qui est scellé."
        elif not _is_code(package, relations, anchor, code):
            yield "On y a ajouté ou remplacé une image, qui n'est pas le code QR de son sceau."
        elif _top(anchor) < row:
            yield "Le code QR y a été déplacé et peut couvrir ce qui est scellé."


def _is_code(package: Package, relations: Relations, anchor: etree._Element, code: bytes) -> bool:
    blips = [one for one in inside(anchor) if local(one) == "blip"]
    if len(blips) != 1 or not code or _is_stretched(anchor):
        return False
    ids = [value for key, value in attributes(blips[0]) if key.endswith("}embed")]
    if len(ids) != 1 or any(key.endswith("}link") and value for key, value in attributes(blips[0])):
        return False
    part = relations.part(ids[0])
    if part is None:
        return False
    try:
        return (found := _pixels(package.read(part))) is not None and found == _pixels(code)
    except PackageError:
        return False


def _is_stretched(anchor: etree._Element) -> bool:
    """Whether a picture is drawn beyond its frame."""
    return any(len(one.attrib) for one in inside(anchor) if local(one) == "fillRect")


def _top(anchor: etree._Element) -> int:
    """The first row, from 1, that a picture touches."""
    start = child(anchor, "from")
    row = None if start is None else child(start, "row")
    offset = None if start is None else child(start, "rowOff")
    if row is None or (offset is not None and (offset.text or "").strip().startswith("-")):
        return 0
    text = (row.text or "").strip()
    return int(text) + 1 if text.isascii() and text.isdecimal() and len(text) < 8 else 0


def _pixels(png: bytes) -> tuple[bytes, bytes] | None:
    """The header and the pixels of a plain PNG, whatever compressed it; `None` for any other picture."""
    if not png.startswith(PNG):
        return None
    header, packed, at = b"", b"", len(PNG)
    while at + 8 <= len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        content = png[at + 8 : at + 8 + length]
        if kind not in _BORNE_CHUNKS:
            return None
        header += content if kind == b"IHDR" else b""
        packed += content if kind == b"IDAT" else b""
        if kind == b"IEND":
            break
        at += 12 + length
    try:
        return header, zlib.decompressobj().decompress(packed, _MOST_PIXELS)
    except zlib.error:
        return None
