"""The looks of cells that show something else than the text, or nothing of it (ECMA-376 Part 1, §18.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from proexp_batch.drawing.text_size import FONT_NAME
from proexp_batch.ooxml.markup import child, children, local, number, parse
from proexp_batch.seal.cells import truth

_PLAIN_FORMATS = ("general", "standard", "@", "")
_SMALLEST = 6.0
"""Points: ours have eight at least."""
_LEAST_CONTRAST = 2.0
"""Between a text and its ground (WCAG 2.2, "contrast ratio"); ours have more than four."""
_FIXED = {"8": "000000", "9": "FFFFFF", "64": "000000", "65": "FFFFFF"}
_ORIENTATIONS = ("general", "left", "center", "right", "justify", "centerContinuous", "distributed")


@dataclass(frozen=True, slots=True)
class Look:
    """A look: what is wrong with it as the end of a French sentence, else empty; size in points, and whether it wraps."""

    fault: str = ""
    size: float = 10.0
    bold: bool = False
    wraps: bool = False
    indent: int = 0


class Looks:
    """The looks of a stylesheet, by number.

    Raises:
        PackageError: the part is damaged.
    """

    def __init__(self, data: bytes, part: str) -> None:
        self._root = parse(data, part)
        self._known: dict[int, Look] = {}

    def look(self, style: int) -> Look:
        """A look by its number."""
        if style not in self._known:
            self._known[style] = self._made(style)
        return self._known[style]

    def _made(self, style: int) -> Look:
        form = _at(self._group("cellXfs"), style)
        if form is None:
            return Look("sa mise en forme n'existe pas")
        font = _at(self._group("fonts"), number(form, "fontId"))
        fill = _at(self._group("fills"), number(form, "fillId"))
        border = _at(self._group("borders"), number(form, "borderId"))
        alignment = child(form, "alignment")
        if font is None:
            return Look("sa police n'existe pas")
        ground = _ground(fill)
        faults = (
            self._format_fault(number(form, "numFmtId")),
            _font_fault(font),
            "son fond n'est pas uni" if ground is None else _contrast_fault(_colour(font), ground),
            "" if border is None else _border_fault(border),
            "" if alignment is None else _alignment_fault(alignment),
        )
        return Look(
            next(filter(None, faults), ""),
            _size(font),
            _is_on(font, "b"),
            alignment is not None and truth(alignment, "wrapText"),
            0 if alignment is None else number(alignment, "indent"),
        )

    def _group(self, name: str) -> Sequence[etree._Element]:
        if name not in self._groups:
            group = child(self._root, name)
            self._groups[name] = [] if group is None else [one for one in group if local(one)]
        return self._groups[name]

    @cached_property
    def _groups(self) -> dict[str, Sequence[etree._Element]]:
        return {}

    def _format_fault(self, number_format: int) -> str:
        if number_format in (0, 49):
            return ""
        group = child(self._root, "numFmts")
        codes = [] if group is None else list(children(group, "numFmt"))
        code = next(
            (one.get("formatCode", "") for one in codes if number(one, "numFmtId", -1) == number_format), None
        )
        if code is None:
            # The built-in formats show a text as it is.
            return "" if number_format < 164 else "son format de nombre n'existe pas"
        if code.strip().lower() in _PLAIN_FORMATS:
            return ""
        return "un format de nombre peut y montrer un autre texte"


def _at(group: Sequence[etree._Element], place: int) -> etree._Element | None:
    return group[place] if 0 <= place < len(group) else None


def _is_on(font: etree._Element, name: str) -> bool:
    element = child(font, name)
    return element is not None and element.get("val", "1").lower() not in ("0", "false", "off")


def _size(font: etree._Element) -> float:
    element = child(font, "sz")
    try:
        return float(element.get("val", "0")) if element is not None else 10.0
    except ValueError:
        return 0.0


def _font_fault(font: etree._Element) -> str:
    name = child(font, "name")
    if _is_on(font, "strike"):
        return "son texte est barré"
    raised = child(font, "vertAlign")
    if raised is not None and raised.get("val") != "baseline":
        return "son texte est en exposant ou en indice"
    if not _size(font) >= _SMALLEST:
        return "son texte est trop petit pour être lu"
    if name is None or name.get("val") != FONT_NAME:
        return f"sa police n'est pas {FONT_NAME} : une autre peut montrer d'autres signes"
    return ""


def _colour(font: etree._Element) -> str | None:
    """The colour of a text; `None` for one that depends on what is not in the font."""
    element = child(font, "color")
    return "000000" if element is None else _rgb(element)


def _rgb(element: etree._Element) -> str | None:
    if truth(element, "auto"):
        return "000000"
    value = element.get("rgb", "") or _FIXED.get(element.get("indexed", ""), "")
    tint = element.get("tint", "0")
    if (
        len(value) not in (6, 8)
        or tint.strip("-0.")
        or not all(sign in "0123456789abcdefABCDEF" for sign in value)
    ):
        return None
    return value[-6:]


def _ground(fill: etree._Element | None) -> str | None:
    """The colour behind a text, white where there is none; `None` for a ground that is not of one plain colour."""
    if fill is None:
        return "FFFFFF"
    pattern = child(fill, "patternFill")
    if pattern is None:
        return None
    kind, colour = pattern.get("patternType", "none"), child(pattern, "fgColor")
    if kind == "none":
        return "FFFFFF"
    return _rgb(colour) if kind == "solid" and colour is not None else None


def _contrast_fault(text: str | None, ground: str) -> str:
    if text is None or _contrast(text, ground) < _LEAST_CONTRAST:
        return "son texte a presque la couleur du fond"
    return ""


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(rgb: str) -> float:
    parts = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _border_fault(border: etree._Element) -> str:
    diagonal = child(border, "diagonal")
    drawn = diagonal is not None and diagonal.get("style", "none") != "none"
    crossed = truth(border, "diagonalUp") or truth(border, "diagonalDown")
    return "un trait la barre" if drawn and crossed else ""


def _alignment_fault(alignment: etree._Element) -> str:
    if alignment.get("textRotation", "0") != "0":
        return "son texte est tourné"
    if truth(alignment, "shrinkToFit"):
        return "son texte est rétréci"
    if alignment.get("horizontal", "general") not in _ORIENTATIONS or alignment.get("readingOrder") == "2":
        return "son texte est disposé autrement"
    return ""
