"""How the cells of the `Contrôle` sheet look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from proexp_batch.marking.fills import MARKING
from proexp_batch.marking.marks import Tone
from proexp_batch.ooxml.markup import escape
from proexp_batch.ooxml.styles import Styles, solid

_INK, _GREY, _BLUE, _WHITE = "1F2933", "5F6B7A", "1F4E79", "FFFFFF"
_RED, _AMBER, _SKY, _GREEN = "8C1D18", "7A4B00", "1B4F8A", "1E5F2A"


@dataclass(frozen=True, slots=True)
class Look:
    """One style: font, fill, border and alignment of a cell."""

    size: float = 10
    ink: str = _INK
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    fill: str | None = None
    line: bool = True
    horizontal: str = "left"
    vertical: str = "top"
    wrapped: bool = True
    indent: int = 0

    def register(self, styles: Styles) -> int:
        """Index of the cell format with this look, added to the stylesheet if it is not there yet."""
        flags = "<b/>" * self.bold + "<i/>" * self.italic + "<u/>" * self.underlined
        font = styles.add(
            "fonts",
            f'<font>{flags}<sz val="{self.size:g}"/><color rgb="FF{self.ink}"/>'
            f'<name val="{escape(styles.default_font())}"/><family val="2"/></font>',
        )
        fill = styles.add("fills", solid(self.fill)) if self.fill else 0
        border = styles.add("borders", _HAIRLINE) if self.line else 0
        indent = f' indent="{self.indent}"' if self.indent else ""
        wrap = ' wrapText="1"' if self.wrapped else ""
        return styles.add(
            "cellXfs",
            f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyFont="1"'
            f' applyFill="1" applyBorder="1" applyAlignment="1"><alignment horizontal="{self.horizontal}"'
            f' vertical="{self.vertical}"{wrap}{indent}/></xf>',
        )


_EDGE = '<bottom style="thin"><color rgb="FFD5DAE1"/></bottom>'
_HAIRLINE = f"<border><left/><right/><top/>{_EDGE}<diagonal/></border>"


def _tone(tone: Tone, ink: str) -> Look:
    return Look(fill=MARKING[tone], ink=ink, bold=True)


def _status(fill: str, ink: str) -> Look:
    return Look(size=14, bold=True, fill=fill, ink=ink, line=False, vertical="center", indent=1)


LOOKS: Mapping[str, Look] = {
    "title": Look(size=18, bold=True, ink=_BLUE, line=False, vertical="center", wrapped=False),
    "subtitle": Look(size=11, ink=_GREY, line=False, vertical="center"),
    "text": Look(),
    # A full cell beside another full one: without the space, two sentences would read as one.
    "beside": Look(indent=1),
    "muted": Look(size=9, ink=_GREY, italic=True, line=False),
    "header": Look(bold=True, ink=_WHITE, fill=_BLUE, vertical="center"),
    "link": Look(ink="0B5CAD", underlined=True),
    "section": Look(size=12, bold=True, ink=_BLUE, vertical="center", fill="EEF2F7"),
    "count": Look(bold=True, horizontal="center"),
    "tone_blocking": _tone(Tone.BLOCKING, _RED),
    "tone_warning": _tone(Tone.WARNING, _AMBER),
    "tone_info": _tone(Tone.INFO, _SKY),
    "tone_repaired": _tone(Tone.REPAIRED, _GREEN),
    "status_accepted": _status("CDEBD0", _GREEN),
    "status_warning": _status("FBDFA0", _AMBER),
    "status_blocking": _status("F3B6B8", _RED),
}
"""The styles that a cell of the `Contrôle` sheet can ask for."""
