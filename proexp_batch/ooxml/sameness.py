"""Which elements of a stylesheet mean the same, however a program writes them (ECMA-376 Part 1, §18.8).

Programs that save a workbook write every default out, leave it out, or put the traits of a font in another order. A
format that is not known again would be added anew each time that the workbook comes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from lxml import etree

from proexp_batch.ooxml.markup import attributes, local

# Attributes with the value that they have where they are not written.
_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "xf": {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0", "quotePrefix": "0", "pivotButton": "0"},
    "alignment": {
        "textRotation": "0", "wrapText": "0", "indent": "0", "relativeIndent": "0", "justifyLastLine": "0",
        "shrinkToFit": "0", "readingOrder": "0", "horizontal": "general", "vertical": "bottom",
    },
    "protection": {"locked": "1", "hidden": "0"},
    "patternFill": {"patternType": "none"},
    "border": {"diagonalUp": "0", "diagonalDown": "0", "outline": "1"},
    "color": {"tint": "0", "auto": "0"},
    "fgColor": {"tint": "0", "auto": "0"},
    "bgColor": {"tint": "0", "auto": "0"},
    **{edge: {"style": "none"} for edge in ("left", "right", "top", "bottom", "diagonal")},
    **{flag: {"val": "1"} for flag in ("b", "i", "strike", "shadow", "condense", "extend")},
    "u": {"val": "single"},
}  # fmt: skip

# Say nothing where nothing is left in them.
_MEANINGLESS_IF_BARE = frozenset(("alignment", "protection", "left", "right", "top", "bottom", "diagonal"))

_UNORDERED = frozenset(("font", "xf", "border", "dxf"))
_WORDS = {"true": "1", "on": "1", "false": "0", "off": "0"}
_LONGEST_NUMBER = 20
_LONGEST_KNOWN = 4_000  # bytes of an element whose meaning is kept


def meaning(element: etree._Element) -> str:
    """A key equal for elements that mean the same.

    The flags ``apply…`` of a format are left out of it: what a cell shows are the traits that its format names.
    """
    written = etree.tostring(element, with_tail=False)
    return _known(written) if len(written) <= _LONGEST_KNOWN else _meaning(element)


@lru_cache(maxsize=4_096)
def _known(written: bytes) -> str:
    """The meaning of an element: workbooks that one program made of one template have nearly all formats in common."""
    return _meaning(etree.fromstring(written))


def _meaning(element: etree._Element) -> str:
    name = local(element)
    written = "".join(f" {key}={value!r}" for key, value in sorted(_said(name, element)))
    inner = [said for item in element if isinstance(item.tag, str) and (said := _meaning(item))]
    if not (written or inner) and name in _MEANINGLESS_IF_BARE:
        return ""
    return f"<{name}{written}>{''.join(sorted(inner) if name in _UNORDERED else inner)}</>"


def _said(name: str, element: etree._Element) -> Iterator[tuple[str, str]]:
    defaults = _DEFAULTS.get(name, {})
    for key, value in attributes(element):
        said = _plain(key, value)
        if said != defaults.get(key) and not (name == "xf" and key.startswith("apply")):
            yield key, said


def _plain(key: str, value: str) -> str:
    value = value.strip()
    if key == "rgb":
        return value.upper()
    value = _WORDS.get(value.lower(), value)
    if len(value) <= _LONGEST_NUMBER and "." in value and value.replace(".", "", 1).lstrip("-").isdecimal():
        return f"{float(value):g}"
    return value
