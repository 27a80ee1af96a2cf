"""How much room a text takes: Excel fits no height to merged cells, so it is estimated here.

The widths are those of Arial (and of the fonts drawn to its metrics), in thousandths of the size of the font.
"""

import math
import unicodedata
from functools import lru_cache

FONT_NAME = "Arial"
"""It has a twin of the same widths on every system, so that all that is made looks the same everywhere."""

FONT_SIZE = 10

_SIGNS_BY_WIDTH = {
    191: "'",
    222: "ijl’‘`|",
    278: " \u00a0!,./:;I[]\\ft·",
    333: "()-r\u2011°",
    355: '"',
    389: "*",
    500: "ckvxyszJ",
    556: "0123456789abdeghnopqu#$?_L«»–€",
    584: "+<=>~×",
    611: "FTZ",
    667: "ABEKPSVXY&",
    722: "CDHNRUw",
    778: "GOQ",
    833: "mM",
    889: "%",
    944: "Wœ",
    1000: "—…@ŒÆæ",
}
_WIDTHS = {sign: width for width, signs in _SIGNS_BY_WIDTH.items() for sign in signs}
_BOLD = 1.08
# Screens and printers round each sign; what is a little too wide here never gets cut there.
_SAFETY = 1.02
_CELL_PADDING = 6


@lru_cache(maxsize=4096)
def _sign_width(sign: str) -> int:
    base = unicodedata.normalize("NFD", sign)[0]
    return _WIDTHS.get(sign) or _WIDTHS.get(base) or (1000 if ord(base) > 0x2E7F else 700)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Estimate the width of a text on one line, in pixels of 1/96 inch; `size` is in points."""
    units = sum(map(_sign_width, text))
    return units / 1000 * size * 96 / 72 * _SAFETY * (_BOLD if bold else 1)


@lru_cache(maxsize=16384)
def wrapped(text: str, pixels: int, size: float, bold: bool = False) -> tuple[str, ...]:
    """Cut a text into the lines it takes in a cell `pixels` wide, as Excel's "wrap text" does."""
    room = pixels - _CELL_PADDING
    space = text_width(" ", size, bold)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, taken = "", 0.0
        for word in paragraph.split(" "):
            width = text_width(word, size, bold)
            if line and taken + space + width <= room:
                line, taken = f"{line} {word}", taken + space + width
                continue
            if line:
                lines.append(line)
            *full, line = [word] if width <= room else _broken(word, room, size, bold)
            lines.extend(full)
            taken = text_width(line, size, bold)
        lines.append(line)
    return tuple(lines)


def column_pixels(width: float) -> int:
    """How wide a column is, in pixels, whose width is given in Excel's unit: digits of the usual font."""
    return int(7 * width) + 5


def _broken(word: str, room: float, size: float, bold: bool) -> list[str]:
    """Cut a word that is wider than a whole line."""
    parts = [""]
    for sign in word:
        if parts[-1] and text_width(parts[-1] + sign, size, bold) > room:
            parts.append("")
        parts[-1] += sign
    return parts


def line_height(size: float) -> float:
    """The height of one line, in points."""
    return math.ceil(size * 1.28)
