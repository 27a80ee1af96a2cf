"""The sheet « Sans place »: what an older workbook held and the template has no column for."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.workbook import Workbook

from proexp_batch.drawing.palette import GREY_TEXT, RULE
from proexp_batch.model.wording import typo
from proexp_batch.ooxml.addresses import address
from proexp_batch.template.filled_cells import HIGHEST, plain, put
from proexp_batch.template.looks import LINE_HEIGHT, Styles, lines_of

LEFTOVERS_TITLE = "Sans place"
LEFTOVERS_HEADERS = ("Feuille", "Cellule", "En-tête", "Valeur", "Pourquoi")
"""The headers of the sheet, by which it is known again at the next migration."""

HEADER_ROW = 2
_WIDTHS = (22, 11, 32, 60, 44)
_INTRO = (
    "Ce que l'ancien classeur contenait et qui n'a pas de place dans le modèle. Rien n'est contrôlé ici : recopiez "
    "ce qui vous est utile, puis supprimez cette feuille si vous voulez."
)


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something that found no place: where it stood, under which header, and why it is here."""

    sheet: str
    cell: str
    header: str
    value: Any
    reason: str


def write_leftovers(workbook: Workbook, styles: Styles, leftovers: Sequence[Leftover]) -> None:
    """Add the sheet « Sans place » to a workbook."""
    page = workbook.add_worksheet(LEFTOVERS_TITLE)
    page.hide_gridlines(2)
    page.set_tab_color(GREY_TEXT)
    page.write_string(0, 0, LEFTOVERS_TITLE, styles.title())
    page.write_string(1, 0, typo(_INTRO), styles.intro())
    page.set_row(0, 36)
    for index, (header, width) in enumerate(zip(LEFTOVERS_HEADERS, _WIDTHS, strict=True)):
        page.set_column(index, index, width)
        page.write_string(HEADER_ROW, index, header, styles.header(required=False))
    page.set_row(HEADER_ROW, 24)
    for row, leftover in enumerate(leftovers, start=HEADER_ROW + 1):
        value = plain(leftover.value)
        cells = (leftover.sheet, leftover.cell, plain(leftover.header), value, typo(leftover.reason))
        for index, cell in enumerate(cells):
            put(page, row, index, cell, _style(styles, cell))
        shown = [(str(cell or ""), width - 2) for cell, width in zip(cells, _WIDTHS, strict=True)]
        lines = max(lines_of(text, width) for text, width in shown)
        page.set_row(row, min(HIGHEST, max(20, LINE_HEIGHT * lines + 6)))
    last = HEADER_ROW + len(leftovers)
    page.autofilter(HEADER_ROW, 0, last, len(_WIDTHS) - 1)
    page.freeze_panes(HEADER_ROW + 1, 0)
    page.ignore_errors({"number_stored_as_text": f"A{HEADER_ROW + 2}:E{last + 1}"})
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADER_ROW)


def leftover_place(index: int) -> tuple[str, str]:
    """Where the value of a leftover stands, by its position among them: the title of the sheet and the cell."""
    column = LEFTOVERS_HEADERS.index("Valeur")
    return LEFTOVERS_TITLE, address(HEADER_ROW + 2 + index, column + 1)


def _style(styles: Styles, value: Any) -> Any:
    """Values stand at the left like the texts around them; a date or a duration looks like one."""
    shape: dict[str, Any] = {"align": "left", "indent": 1, "bottom": 1, "bottom_color": RULE}
    if isinstance(value, dt.datetime) and (value.hour or value.minute):
        shape["num_format"] = "dd/mm/yyyy hh:mm"
    elif isinstance(value, dt.date):
        shape["num_format"] = "dd/mm/yyyy"
    elif isinstance(value, dt.time | dt.timedelta):
        shape["num_format"] = "[h]:mm"
    return styles.text(**shape)
