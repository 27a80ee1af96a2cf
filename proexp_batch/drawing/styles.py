"""The few habits shared by every workbook that is made new."""

import datetime as dt
import re
from io import BytesIO
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell

from proexp_batch.drawing.palette import INK
from proexp_batch.drawing.text_size import FONT_NAME, FONT_SIZE

__all__ = ["Book", "Format", "Worksheet", "put", "xl_range", "xl_range_abs", "xl_rowcol_to_cell"]

# XlsxWriter ships no types; the two names say at least what is meant.
Format = Any
Worksheet = Any

_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


class Book:
    """A workbook written in memory, whose formats are made once each.

    Args:
        title: The title in the properties of the file.
        created: The creation date in the properties; given, so that the same facts make the same bytes.
        file: Where its bytes go at the end; without, `close` gives them.
    """

    def __init__(self, title: str, created: dt.datetime, file: BinaryIO | None = None) -> None:
        self._buffer = BytesIO() if file is None else file
        self.workbook = Workbook(
            self._buffer,
            {
                "in_memory": True,
                "default_format_properties": {
                    "font_name": FONT_NAME,
                    "font_size": FONT_SIZE,
                    "font_color": INK,
                },
                "default_row_height": 17,
            },
        )
        self.workbook.set_properties({"title": title, "created": created.replace(tzinfo=None)})
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(self, **properties: Any) -> Format:
        """The format with these properties of XlsxWriter, centred vertically unless told otherwise."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format({"valign": "vcenter", **properties})
        return self._formats[key]

    def sheet(self, name: str, kind: type[Worksheet] | None = None) -> Worksheet:
        """Add a sheet for A4 paper, without grid lines; `kind` is a class of sheets other than XlsxWriter's own."""
        sheet = self.workbook.add_worksheet(name, kind)
        sheet.set_paper(9)
        sheet.hide_gridlines(2)
        return sheet

    def close(self) -> bytes:
        """Finish the workbook and give its bytes, none where they went to a file."""
        self.workbook.close()
        return self._buffer.getvalue() if isinstance(self._buffer, BytesIO) else b""


def clean(text: str) -> str:
    """Replace what a workbook's XML cannot hold: one such sign would make the whole file unreadable."""
    text = _NOT_IN_XML.sub("\ufffd", text)
    # XlsxWriter takes such a text for XML of its own and writes it as it stands.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def put(sheet: Worksheet, row: int, column: int, text: str | None, style: Format) -> None:
    """Write a text that stays a text, even one that starts with `=` or looks like an address."""
    if text:
        sheet.write_string(row, column, clean(text), style)
    else:
        sheet.write_blank(row, column, None, style)
