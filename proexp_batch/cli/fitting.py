"""A table that fits the terminal: columns are left out before words are cut, the most important one stays whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

_BETWEEN, _EDGE = 3, 1
"""What the frame takes of the width: for each column, and once more."""


class Column(NamedTuple):
    """A column: `first_out` orders those that are left out to keep the chief column whole, the lowest first.

    Those with 0 stay until a word would be cut otherwise, and then go by `last_out`; with 0 there, too, one always stays.
    """

    title: str
    right: bool = False
    first_out: int = 0
    last_out: int = 0


class _Widths(NamedTuple):
    whole: list[int]
    least: list[int]
    """What the longest word of each column takes."""

    def room(self, shown: Sequence[int], chief: int, width: int) -> int:
        """What is left for the chief column."""
        others = sum(self.least[one] for one in shown if one != chief)
        return width - _EDGE - _BETWEEN * len(shown) - others


def fitted(
    columns: Sequence[Column], rows: Sequence[Sequence[Text]], chief: str, width: int, title: str = ""
) -> Table:
    """A table of at most `width` cells, whose `chief` column (its title) is as whole as can be."""
    from rich.table import Table

    at = [column.title for column in columns].index(chief)
    widths = _widths(columns, rows)
    shown = _shown(columns, widths, at, width)
    room = max(1, widths.room(shown, at, width))
    taken = {at: min(room, widths.whole[at])}
    spare = room - taken[at]
    table = Table(title=title or None, title_justify="left", title_style="bold")
    for one in shown:
        if one != at:
            more = min(spare, widths.whole[one] - widths.least[one])
            taken[one], spare = widths.least[one] + more, spare - more
        column = columns[one]
        table.add_column(
            column.title, justify="right" if column.right else "left", width=taken[one], overflow="fold"
        )
    for row in rows:
        table.add_row(*(row[one] for one in shown))
    return table


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[Text]]) -> _Widths:
    from rich.cells import cell_len

    texts = [[column.title, *(row[at].plain for row in rows)] for at, column in enumerate(columns)]
    return _Widths(
        [max(map(cell_len, column)) for column in texts],
        [max(cell_len(word) for text in column for word in text.split() or [""]) for column in texts],
    )


def _shown(columns: Sequence[Column], widths: _Widths, chief: int, width: int) -> list[int]:
    """The columns that stay, in their order."""
    shown = list(range(len(columns)))
    first = sorted((one for one in shown if columns[one].first_out), key=lambda one: columns[one].first_out)
    last = sorted((one for one in shown if columns[one].last_out), key=lambda one: columns[one].last_out)
    most = widths.room([one for one in shown if one not in first], chief, width)
    whole = widths.whole[chief]
    # One name that fits in no case is no reason to leave out what half of the width has place for.
    wanted = whole if whole <= most else max(width // 2, widths.least[chief])
    for order, needed in ((first, wanted), (last, widths.least[chief])):
        for one in order:
            if widths.room(shown, chief, width) < needed:
                shown.remove(one)
    return shown
