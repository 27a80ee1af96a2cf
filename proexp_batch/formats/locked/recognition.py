"""Workbooks of today that are locked: by Excel's own password, by another one, or by an account with rights."""

from proexp_batch.formats.format import Source
from proexp_batch.formats.refusals import UnreadableFileError
from proexp_batch.formats.strangers.packed import ENCRYPTED, RIGHTS, streams
from proexp_batch.formats.xlsx.recognition import Xlsx
from proexp_batch.ooxml.package import OLE


class Locked:
    """Excel workbooks since 2007, encrypted: those that Excel opens without a question are read."""

    endings: tuple[str, ...] = (".xlsx", ".xlsm")
    rare_endings: tuple[str, ...] = (".xltx", ".xltm")
    ending_tells = False  # the same workbooks, unlocked, bear them
    takes_marks = False

    def recognises(self, data: bytes) -> bool:
        """Whether a file is a container with something locked in it."""
        return data.startswith(OLE) and not RIGHTS.union((ENCRYPTED,)).isdisjoint(streams(data))

    def open(self, data: bytes) -> Source:
        """Open a workbook.

        Raises:
            UnreadableFileError: it takes a password or rights, or is damaged or too big.
        """
        from proexp_batch.formats.xls.sheltered import sheltered

        if not RIGHTS.isdisjoint(streams(data)):
            raise UnreadableFileError("FIC-012")
        plain, known = sheltered(data, "unlock"), Xlsx()
        if not known.recognises(plain):
            raise UnreadableFileError("FIC-002")
        return known.open(plain)
