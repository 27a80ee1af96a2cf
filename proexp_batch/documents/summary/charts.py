"""Native bar charts in the one look of the summary."""

from collections.abc import Sequence
from typing import Any

from proexp_batch.drawing import palette
from proexp_batch.drawing.styles import Book
from proexp_batch.drawing.text_size import FONT_NAME


def bar_chart(
    book: Book,
    title: str,
    source: tuple[str, int, int],
    columns: tuple[int, int],
    size: tuple[int, int],
    colours: Sequence[str] = (),
) -> Any:
    """Make a chart of horizontal bars, the first row on top.

    Args:
        book: The workbook the chart belongs to.
        title: The title over the chart.
        source: Name of the sheet, first and last row (zero-based) of the data.
        columns: The zero-based columns of the names and of the numbers.
        size: Width and height in pixels.
        colours: One colour per bar; all bars are blue without.
    """
    sheet, first, last = source
    names, numbers = columns
    font = {"name": FONT_NAME, "size": 9, "color": palette.INK}
    chart = book.workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": title,
            "categories": [sheet, first, names, last, names],
            "values": [sheet, first, numbers, last, numbers],
            "fill": {"color": palette.NAVY},
            "points": [{"fill": {"color": colour}} for colour in colours],
            "gap": 45,
            "data_labels": {"value": True, "font": font, "num_format": "#,##0"},
        }
    )
    chart.set_title({"name": title, "name_font": {**font, "size": 11, "bold": True, "color": palette.NAVY}})
    chart.set_legend({"none": True})
    # Bars start at the bottom of the axis; reversed, they read like the table.
    chart.set_y_axis(
        {"reverse": True, "num_font": font, "line": {"color": palette.RULE}, "major_tick_mark": "none"}
    )
    chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    chart.set_chartarea({"border": {"color": palette.RULE}})
    chart.set_size({"width": size[0], "height": size[1]})
    return chart
