"""Excel workbooks of before 2007: how one is told, and what is near but none."""

from proexp_batch.formats.format import Source
from proexp_batch.formats.refusals import UnreadableFileError, refuse_foreign_bytes
from proexp_batch.ooxml.package import OLE

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STREAMS = ("Workbook", "Book")


class Xls:
    """Excel workbooks of before 2007 (BIFF)."""

    endings: tuple[str, ...] = (".xls",)
    rare_endings: tuple[str, ...] = ()
    ending_tells = False  # web pages and texts are given this ending too
    takes_marks = False

    def recognises(self, data: bytes) -> bool:
        """Whether a file is a container of streams."""
        return data.startswith(OLE)

    def open(self, data: bytes) -> Source:
        """Open a workbook.

        Raises:
            UnreadableFileError: a password locks it, it is damaged or too big, or the container holds something else.
        """
        from proexp_batch.formats.xls.compound import Compound
        from proexp_batch.formats.xls.source import XlsSource

        if _ENCRYPTED in data:
            # Even where the rest is damaged: without the password nobody could say more.
            raise UnreadableFileError("FIC-002")
        refuse_foreign_bytes(data)
        container = Compound(data)
        for name in _STREAMS:
            if name in container:
                return XlsSource(data, container.stream(name))
        raise UnreadableFileError("FIC-004")
