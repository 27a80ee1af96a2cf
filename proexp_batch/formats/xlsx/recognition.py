"""Excel workbooks of today: how one is told, and what is near but none."""

from proexp_batch.formats.format import Source
from proexp_batch.formats.refusals import UnreadableFileError, refusing
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

        package = Package.open(data)
        _refuse_relations(package)
        return XlsxSource(package)


def _refuse_relations(package: Package) -> None:
    kind = package.find("mimetype")
    if kind is not None and b"opendocument" in package.read(kind):
        raise UnreadableFileError("FIC-004")
    if any(name.lower().endswith("workbook.bin") for name in package.names):
        raise UnreadableFileError("FIC-004", extension=".xlsb")
