"""The looks of the dashboard: its columns, its cells and the colours of its states."""

from xlsxwriter.worksheet import Worksheet

from proexp_batch.drawing.palette import AMBER, GREEN, GREY_TEXT, INK, MIST, NAVY, RULE, WHITE
from proexp_batch.model.wording import typo
from proexp_batch.template.looks import Styles

TO_DO, UNDER_WAY, READY, LATER, LISTED = "à faire", "en cours", "prêt", "plus tard", "inscrite"
UNREAD = "à contrôler"
"""Nothing is missing or wrong, but something is written so that only the deposit's check can tell what it means."""

MARGIN, WHAT, COUNT, LACKING, REVIEW, TEXT, STATE = range(7)
WIDTHS = (2, 40, 13, 15, 13, 62, 13)


class Board:
    """The sheet being written: cells with their formula and the value it has in an empty template.

    Where the template is not `empty`, formulas have no value yet: programs then compute them on opening.
    """

    def __init__(self, page: Worksheet, styles: Styles, empty: bool) -> None:
        self.page = page
        self.empty = empty
        self.styles = styles
        self._cell = {"bottom": 1, "bottom_color": RULE, "valign": "vcenter", "font_color": INK}

    def heading(self, row: int, texts: dict[int, str]) -> None:
        """A dark line with the titles of the columns."""
        self.page.set_row(row, 46)
        for index in range(WHAT, STATE + 1):
            shape = {"align": "center"} if index in (COUNT, LACKING, REVIEW, STATE) else {"indent": 1}
            style = self.styles.of(
                bold=True, bg_color=NAVY, font_color=WHITE, valign="vcenter", text_wrap=True, **shape
            )
            self.page.write_string(row, index, typo(texts.get(index, "")), style)

    def number(self, row: int, index: int, formula: str, value: int) -> None:
        """A count; zero is shown pale."""
        style = self.styles.of(**self._cell, align="center", num_format='0;-0;"–"')
        self.page.write_formula(row, index, f"={formula}", style, value if self.empty else "")

    def text(self, row: int, index: int, text: str, value: str | None = None, **shape: object) -> None:
        """A text, or a formula that gives one, with its first value."""
        style = self.styles.of(**(self._cell | {"text_wrap": True, "indent": 1} | shape))
        if value is None:
            self.page.write_string(row, index, typo(text), style)
        else:
            self.page.write_formula(row, index, f"={text}", style, value if self.empty else "")

    def state(self, row: int, formula: str, value: str) -> None:
        """One of the states; colours follow it."""
        self.text(row, STATE, formula, value, align="center", indent=0, bold=True)
        self.page.set_row(row, 24)

    def colour_states(self, first: int, last: int) -> None:
        """Colour the states: ready, under way, to do."""
        looks = {
            READY: {"bg_color": GREEN.ground, "font_color": GREEN.ink},
            LISTED: {"bg_color": GREEN.ground, "font_color": GREEN.ink},
            UNDER_WAY: {"bg_color": AMBER.ground, "font_color": AMBER.ink},
            UNREAD: {"bg_color": AMBER.ground, "font_color": AMBER.ink},
            TO_DO: {"bg_color": MIST, "font_color": NAVY},
            LATER: {"font_color": GREY_TEXT},
        }
        for state, look in looks.items():
            criteria = {
                "type": "cell",
                "criteria": "==",
                "value": f'"{state}"',
                "format": self.styles.of(**look),
            }
            self.page.conditional_format(first, STATE, last, STATE, criteria)
