"""The one palette of all that is made: colours as `#RRGGBB`, named for what they are used for.

The exact grounds of marked cells stand in `ooxml.styles`, where returned marks are known by them: no colour here is
one of those, so that nothing else is ever taken for a mark.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from proexp_batch.model.findings import Severity

INK = "#222B36"
GREY_TEXT = "#5B6673"
NAVY = "#1F3A5F"
LINK = "#2A5DA8"
RULE = "#D5DAE1"
PALE = "#F3F5F8"
MIST = "#DCE4EE"
WHITE = "#FFFFFF"
STEP_COLOURS = ("#152A47", NAVY, "#3E5C84", "#6883A6", "#98ACC6", "#C6D2E1")
"""From dark to light, by the step from which something is filled in."""


@dataclass(frozen=True, slots=True)
class Tint:
    """One hue: `ground` below dark text, `strong` for bars and lines on white, `ink` for text on its ground."""

    ground: str
    strong: str
    ink: str


RED = Tint("#F9C9CC", "#C0504D", "#8C1D18")
AMBER = Tint("#FDE6B2", "#E5B93C", "#7A4B00")
GREEN = Tint("#DDF0E0", "#7FB069", "#1E5F2A")
BLUE = Tint("#CFE3F8", "#6F9BD1", "#1B4F8A")
GREY = Tint("#E7EAEE", "#B9C1CB", GREY_TEXT)
DARK_GREY = Tint("#D9D9D9", "#8A929C", INK)

NOTE = "#FBFCEB"
MISSING = "#FCEDEE"
"""The ground of a cell that is still to be filled in, between lines of strong red."""

SEVERITIES: Mapping[Severity, Tint] = {
    Severity.BLOCKING: RED,
    Severity.WARNING: AMBER,
    Severity.INFO: BLUE,
}


def argb(colour: str) -> str:
    """A colour as the parts of a workbook name it: opaque, `FFRRGGBB`."""
    return f"FF{colour[1:]}"
