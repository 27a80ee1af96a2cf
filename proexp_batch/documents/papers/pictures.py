"""The logo of an Opco, whatever its format, as an SVG text that templates can draw."""

import base64
import struct
from collections.abc import Iterator

from proexp_batch.model.wording import typo

LARGEST = 500_000
"""Bytes: the logo stands in every paper."""

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_SVG = "http://www.w3.org/2000/svg"
_LINK = "{http://www.w3.org/1999/xlink}href"


class PictureError(Exception):
    """A picture that cannot be a logo; the message is a part of a French sentence, without its full stop."""


def as_svg(content: bytes) -> str:
    """The picture as the text of an SVG: as it is, or around the PNG or JPEG.

    Raises:
        PictureError: it is something else, or would not look the same everywhere.
    """
    if len(content) > LARGEST:
        raise PictureError(typo(f"il dépasse {LARGEST // 1000} ko : réduisez-le"))
    if content.startswith(_PNG):
        return _around("png", content, _png_size(content))
    if content.startswith(_JPEG):
        return _around("jpeg", content, _jpeg_size(content))
    return _checked(content)


def _around(kind: str, content: bytes, size: tuple[int, int]) -> str:
    width, height = size
    if not width or not height:
        raise PictureError("l'image est abîmée : exportez-la de nouveau")
    data = base64.b64encode(content).decode()
    return (
        f'<svg xmlns="{_SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" xlink:href="data:image/{kind};base64,{data}"/></svg>'
    )


def _png_size(content: bytes) -> tuple[int, int]:
    if len(content) < 24:
        return 0, 0
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    for marker, segment in _jpeg_segments(content):
        # The frame headers (ITU-T T.81, B.1.1.3); three markers of the same range are other things.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC) and len(segment) >= 5:
            height, width = struct.unpack(">HH", segment[1:5])
            return width, height
    return 0, 0


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        length = struct.unpack(">H", content[at + 2 : at + 4])[0]
        yield content[at + 1], content[at + 4 : at + 2 + length]
        at += 2 + max(length, 2)


def _checked(content: bytes) -> str:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise PictureError("ce n'est pas une image SVG, PNG ou JPEG") from None
    if root.tag != f"{{{_SVG}}}svg":
        raise PictureError("ce n'est pas une image SVG, PNG ou JPEG")
    for one in root.iter(etree.Element):
        if one.tag == f"{{{_SVG}}}text":
            raise PictureError(
                typo(
                    "il contient du texte, qui changerait avec les polices de chaque machine : convertissez-le en tracés"
                )
            )
        link = str(one.get("href") or one.get(_LINK) or "#")
        if one.tag == f"{{{_SVG}}}image" and not link.startswith("data:"):
            raise PictureError(typo("il renvoie à un autre fichier : incorporez l'image dans le SVG"))
    return etree.tostring(root, encoding="unicode")
