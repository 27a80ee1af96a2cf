"""Excel workbooks of today: how one is told, and what is near but none."""

from proexp_batch.formats.format import Source
from proexp_batch.formats.refusals import refusing
from proexp_batch.formats.strangers.zipped import told, told_locked
from proexp_batch.ooxml.errors import LockedError
from proexp_batch.ooxml.package import Package


class Xlsx:
    """Excel workbooks since 2007 (Office Open XML)."""

    endings: tuple[str, ...] = (".xlsx", ".xlsm")
    rare_endings: tuple[str, ...] = (".xltx", ".xltm")
    ending_tells = True
    takes_marks = True

    def recognises(self, data: bytes) -> bool:
        """Whether a file is a zip."""
        return data.startswith(b"PK")

    @refusing()
    def open(self, data: bytes) -> Source:
        """Open a workbook.

        Raises:
            UnreadableFileError: it is locked, damaged or too big, or another package.
        """
        from proexp_batch.formats.xlsx.source import XlsxSource

        try:
            package = Package.open(data)
        except LockedError:
            if (stranger := told_locked(data)) is not None:
                raise stranger.refusal() from None
            raise
        if (stranger := told(package)) is not None:
            raise stranger.refusal()
        return XlsxSource(package)
