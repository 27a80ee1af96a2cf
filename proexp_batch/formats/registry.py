"""Which reader a deposited file needs: told by its content, whatever its name."""

from pathlib import PurePosixPath

from proexp_batch.formats.grid import Source, Workbook
from proexp_batch.formats.ods.workbook import OpenDocument
from proexp_batch.formats.xls.compound import Compound
from proexp_batch.formats.xls.workbook import Xls
from proexp_batch.formats.xlsx.package import OLE, Package, UnreadableFileError, extension
from proexp_batch.formats.xlsx.parts import find_parts

MAX_FOREIGN_BYTES = 8_000_000
"""A dossier of some hundred contracts takes less in either format, and nothing else is that big."""

_ENCRYPTED = "EncryptedPackage"
_STREAMS = ("Workbook", "Book")


def opened(data: bytes, file: PurePosixPath) -> Source:
    """Open a deposited file.

    Raises:
        UnreadableFileError: the file is empty, locked, damaged, too big, or of another format.
    """
    if data.startswith(OLE):
        return _opened_compound(data, file)
    package = Package(data, file)
    if package.is_opendocument:
        _refuse_too_big(data)
        return OpenDocument(package)
    return Workbook(package, find_parts(package))


def foreign_format(source: Source) -> str | None:
    """The usual ending of a format that is not Excel's of today, in which nothing can be given back."""
    if isinstance(source, OpenDocument):
        return ".ods"
    return ".xls" if isinstance(source, Xls) else None


def _opened_compound(data: bytes, file: PurePosixPath) -> Source:
    if _ENCRYPTED.encode("utf-16-le") in data:
        # Even where the rest is damaged: without the password nobody could say more.
        raise UnreadableFileError("FIC-002")
    _refuse_too_big(data)
    container = Compound(data)
    for name in _STREAMS:
        if name in container:
            return Xls(data, container.stream(name))
    raise UnreadableFileError("FIC-004", extension=extension(file, "de ce fichier"))


def _refuse_too_big(data: bytes) -> None:
    if len(data) > MAX_FOREIGN_BYTES:
        raise UnreadableFileError("FIC-006", size=f"{len(data) // 1_000_000} Mo")
