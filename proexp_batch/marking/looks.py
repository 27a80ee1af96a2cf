"""How the cells of the `Contrôle` sheet look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from proexp_batch.drawing.palette import (
    AMBER,
    BLUE,
    GREEN,
    GREY_TEXT,
    INK,
    LINK,
    NAVY,
    PALE,
    RED,
    RULE,
    WHITE,
    Tint,
    argb,
)
from proexp_batch.drawing.text_size import FONT_NAME
from proexp_batch.marking.fills import MARKING
from proexp_batch.marking.marks import Tone
from proexp_batch.ooxml.styles import Styles, solid


@dataclass(frozen=True, slots=True)
class Look:
    """One style: font, fill, border and alignment of a cell."""

    size: float = 10
    ink: str = INK
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
            f'<font>{flags}<sz val="{self.size:g}"/><color rgb="{argb(self.ink)}"/>'
            f'<name val="{FONT_NAME}"/><family val="2"/></font>',
        )
        fill = styles.add("fills", solid(self.fill.removeprefix("#"))) if self.fill else 0
        border = styles.add("borders", _HAIRLINE) if self.line else 0
        indent = f' indent="{self.indent}"' if self.indent else ""
        wrap = ' wrapText="1"' if self.wrapped else ""
        return styles.add(
            "cellXfs",
            f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyFont="1"'
            f' applyFill="1" applyBorder="1" applyAlignment="1"><alignment horizontal="{self.horizontal}"'
            f' vertical="{self.vertical}"{wrap}{indent}/></xf>',
        )


_EDGE = f'<bottom style="thin"><color rgb="{argb(RULE)}"/></bottom>'
_HAIRLINE = f"<border><left/><right/><top/>{_EDGE}<diagonal/></border>"


def _tone(tone: Tone, tint: Tint) -> Look:
    return Look(fill=MARKING[tone], ink=tint.ink, bold=True)


def _status(tint: Tint) -> Look:
    return Look(size=14, bold=True, fill=tint.ground, ink=tint.ink, line=False, vertical="center", indent=1)


LOOKS: Mapping[str, Look] = {
    "title": Look(size=18, bold=True, ink=NAVY, line=False, vertical="center", wrapped=False),
    "subtitle": Look(size=11, ink=GREY_TEXT, line=False, vertical="center"),
    "text": Look(),
    # A full cell beside another full one: without the space, two sentences would read as one.
    "beside": Look(indent=1),
    "muted": Look(size=9, ink=GREY_TEXT, italic=True, line=False),
    "header": Look(bold=True, ink=WHITE, fill=NAVY, vertical="center"),
    "link": Look(ink=LINK, underlined=True),
    "section": Look(size=12, bold=True, ink=NAVY, vertical="center", fill=PALE),
    "count": Look(bold=True, horizontal="center"),
    "tone_blocking": _tone(Tone.BLOCKING, RED),
    "tone_warning": _tone(Tone.WARNING, AMBER),
    "tone_info": _tone(Tone.INFO, BLUE),
    "tone_repaired": _tone(Tone.REPAIRED, GREEN),
    "status_accepted": _status(GREEN),
    "status_warning": _status(AMBER),
    "status_blocking": _status(RED),
}
"""The styles that a cell of the `Contrôle` sheet can ask for."""
