"""OpenDocument spreadsheets: how one is told."""

from proexp_batch.formats.format import Source
from proexp_batch.formats.refusals import refuse_foreign_bytes, refusing
from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.package import Package

_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_MIMETYPE = "mimetype"


class Ods:
    """Spreadsheets of LibreOffice and its like (OpenDocument)."""

    endings: tuple[str, ...] = (".ods",)
    rare_endings: tuple[str, ...] = ()
    ending_tells = True
    takes_marks = False

    def recognises(self, data: bytes) -> bool:
        """Whether a file is a zip that says in its member `mimetype` what it is."""
        if not data.startswith(b"PK") or _MIMETYPE.encode() not in data:
            return False
        try:
            package = Package.open(data)
            kind = package.find(_MIMETYPE)
            return kind is not None and package.read(kind).startswith(_SPREADSHEET)
        except PackageError:
            return False

    @refusing()
    def open(self, data: bytes) -> Source:
        """Open a spreadsheet.

        Raises:
            UnreadableFileError: a password locks it, or it is damaged or too big.
        """
        from proexp_batch.formats.ods.source import OdsSource

        refuse_foreign_bytes(data)
        return OdsSource(Package.open(data))
