"""The looks of the template: one font, one palette, one format per kind of cell."""

from textwrap import wrap
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from proexp_batch.model.kinds import CellKind

FONT = {"font_name": "Arial", "font_size": 10}
"""Arial has a twin of the same widths on every system, so that the columns look the same everywhere."""

LINE_HEIGHT = 13.5
"""Height of a line of text in points."""

INK = "#222B36"
DEEP = "#1F3A5F"
PALE = "#DCE4EE"
LINE = "#D5DAE1"
QUIET = "#5B6673"
EXAMPLE_GROUND = "#F3F5F8"
STEP_COLOURS = ("#152A47", "#1F3A5F", "#3E5C84", "#6883A6", "#98ACC6", "#C6D2E1")
"""Tab colour of a sheet, by the step from which it is filled in."""

SEVERITY_COLOURS = {"blocking": "#F9C9CC", "warning": "#FDE6B2", "info": "#CFE3F8"}
"""Grounds that the legend shows, a shade off those of marked cells, which are known by their exact colour."""

_CELL = {"valign": "vcenter", "text_wrap": True, "border": 1, "border_color": LINE, "font_color": INK}
_EXAMPLE = {"italic": True, "font_color": QUIET, "bg_color": EXAMPLE_GROUND}
_HEADER = {
    "bold": True,
    "valign": "vcenter",
    "text_wrap": True,
    "border": 1,
    "border_color": "#FFFFFF",
    "indent": 1,
}


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **properties: Any) -> Format:
        """The format with these XlsxWriter properties, in the font of the template."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({**FONT, **properties})
        return self._made[key]

    def header(self, *, required: bool) -> Format:
        """A header: dark where the column is required, pale where it is not."""
        colours = (
            {"bg_color": DEEP, "font_color": "#FFFFFF"} if required else {"bg_color": PALE, "font_color": INK}
        )
        return self.of(**_HEADER, **colours)

    def entry(
        self, kind: CellKind, *, example: bool = False, form: bool = False, shown_as: str | None = None
    ) -> Format:
        """A cell to fill in, or its example; a form keeps all its cells to the left, one under the other.

        `shown_as` is another Excel format than that of the kind, for a value that the column does not expect.
        """
        shape: dict[str, Any] = dict(_CELL)
        align = "left" if form else kind.align
        shape["align"] = align
        if align != "center":
            shape["indent"] = 1
        number_format = shown_as or kind.number_format
        if number_format is not None:
            shape["num_format"] = number_format
        return self.of(**(shape | _EXAMPLE if example else shape))

    def title(self) -> Format:
        """The first line of a sheet."""
        return self.of(font_size=16, bold=True, font_color=DEEP, valign="vcenter")

    def intro(self) -> Format:
        """The sentence after the title."""
        return self.of(font_color=QUIET, valign="vcenter")

    def text(self, **properties: Any) -> Format:
        """Running text on the first sheet."""
        return self.of(**({"text_wrap": True, "valign": "vcenter", "font_color": INK} | properties))


def lines_of(text: str, width: int) -> int:
    """Lines that `text` takes in a cell of this width; letters are narrower than Excel's unit, a digit."""
    return max(1, len(wrap(text, int(width * 1.12))))
