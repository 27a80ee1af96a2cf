"""Excel workbooks of before 2007: how one is told, and what is near but none."""

from proexp_batch.formats.format import Source
from proexp_batch.formats.refusals import UnreadableFileError, refuse_foreign_bytes
from proexp_batch.formats.strangers.packed import streams, told
from proexp_batch.ooxml.package import OLE

_BEGINNINGS = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
"""The first record of a workbook that stands in no container: Excel 2, 3, 4, 5, and some exports of later ones."""


class Xls:
    """Excel workbooks of before 2007 (BIFF)."""

    endings: tuple[str, ...] = (".xls",)
    rare_endings: tuple[str, ...] = (".xlt",)
    ending_tells = False  # web pages and texts are given this ending too
    takes_marks = False

    def recognises(self, data: bytes) -> bool:
        """Whether a file is a container of streams, or begins as a workbook does."""
        return data.startswith((OLE, *_BEGINNINGS))

    def open(self, data: bytes) -> Source:
        """Open a workbook.

        Raises:
            UnreadableFileError: a password locks it, it is damaged or too big, or the container holds something else.
        """
        from proexp_batch.formats.xls.source import XlsSource

        if data.startswith(OLE):
            names = streams(data)
            if not names:
                raise UnreadableFileError("FIC-003")
            if (stranger := told(names)) is not None:
                raise stranger.refusal()
        refuse_foreign_bytes(data)
        return XlsSource(data)
