"""The styles of a workbook that strike out what stands in a cell (ECMA-376 Part 1, §18.8)."""

from lxml import etree

from proexp_batch.ooxml.markup import child, children, parse

_FALSE = ("0", "false", "off")


def struck_styles(styles: bytes) -> frozenset[str]:
    """The numbers of the cell formats whose font is struck out, as cells name them.

    Raises:
        PackageError: the part is damaged.
    """
    if b"strike" not in styles:
        return frozenset()
    root = parse(styles, "styles")
    fonts, formats = child(root, "fonts"), child(root, "cellXfs")
    if fonts is None or formats is None:
        return frozenset()
    struck = {str(at) for at, font in enumerate(children(fonts, "font")) if _strikes(font)}
    return frozenset(
        str(at) for at, form in enumerate(children(formats, "xf")) if form.get("fontId", "0") in struck
    )


def _strikes(font: etree._Element) -> bool:
    strike = child(font, "strike")
    return strike is not None and strike.get("val", "1") not in _FALSE
