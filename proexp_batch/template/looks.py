"""The looks of the template: one font, one format per kind of cell."""

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from proexp_batch.drawing.palette import GREY_TEXT, INK, MIST, NAVY, PALE, RULE, STEP_COLOURS, WHITE
from proexp_batch.drawing.text_size import FONT_NAME, FONT_SIZE, column_pixels, line_height, wrapped
from proexp_batch.model.kinds import CellKind

FONT = {"font_name": FONT_NAME, "font_size": FONT_SIZE}

LINE_HEIGHT = line_height(FONT_SIZE)
"""Height of a line of text in points."""

_PALE_FROM = 5
"""The step from which the colours of steps are too pale for white letters."""

_CELL = {"valign": "vcenter", "text_wrap": True, "border": 1, "border_color": RULE, "font_color": INK}
_EXAMPLE = {"italic": True, "font_color": GREY_TEXT, "bg_color": PALE}
_HEADER = {
    "bold": True,
    "valign": "vcenter",
    "text_wrap": True,
    "border": 1,
    "border_color": WHITE,
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
            {"bg_color": NAVY, "font_color": WHITE} if required else {"bg_color": MIST, "font_color": INK}
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
        if not (form and example):
            shape["locked"] = False
        return self.of(**(shape | _EXAMPLE if example else shape))

    def band(self, step: int) -> Format:
        """The line above the headers of the columns that are filled in from a step on."""
        colours = {"bg_color": STEP_COLOURS[step - 1], "font_color": WHITE if step < _PALE_FROM else INK}
        return self.of(bold=True, valign="vcenter", indent=1, **colours)

    def title(self) -> Format:
        """The first line of a sheet."""
        return self.of(font_size=16, bold=True, font_color=NAVY, valign="vcenter")

    def intro(self) -> Format:
        """The sentence after the title."""
        return self.of(font_color=GREY_TEXT, valign="vcenter")

    def text(self, **properties: Any) -> Format:
        """Running text on the first sheet."""
        return self.of(**({"text_wrap": True, "valign": "vcenter", "font_color": INK} | properties))


def lines_of(text: str, width: float) -> int:
    """Lines that `text` takes in a column of this width."""
    return len(wrapped(text, column_pixels(width), FONT_SIZE))
