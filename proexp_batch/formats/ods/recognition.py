"""OpenDocument spreadsheets: how one is told."""

import re

from proexp_batch.formats.format import Source
from proexp_batch.formats.refusals import refuse_foreign_bytes, refusing
from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.package import Package

_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_MIMETYPE, _MANIFEST, _CONTENT = "mimetype", "META-INF/manifest.xml", "content.xml"
# The end of the tag comes first: a tag that never ends would be gone through again from each path in it.
_WHOLE = re.compile(rb"<(?=[^<>]*+>)[^<>]*\bfull-path=[\"']/[\"'][^<>]*+>")
_MEDIA_TYPE = re.compile(rb"\bmedia-type=[\"']([^\"'<>]*)[\"']")


def _kind(package: Package) -> bytes:
    """What a package says to be; some programs leave out the member that says it first."""
    if (mimetype := package.find(_MIMETYPE)) is not None:
        return package.read(mimetype).strip()
    if (manifest := package.find(_MANIFEST)) is not None and (whole := _WHOLE.search(package.read(manifest))):
        media_type = _MEDIA_TYPE.search(whole.group())
        return media_type.group(1) if media_type else b""
    content = package.find(_CONTENT)
    return _SPREADSHEET if content is not None and b"<office:spreadsheet" in package.read(content) else b""


class Ods:
    """Spreadsheets of LibreOffice and its like (OpenDocument)."""

    endings: tuple[str, ...] = (".ods",)
    rare_endings: tuple[str, ...] = (".ots",)
    ending_tells = True
    takes_marks = False

    def recognises(self, data: bytes) -> bool:
        """Whether a file is a zip that says what it is: in its member `mimetype`, or else in its list of parts."""
        if not data.startswith(b"PK") or not any(name.encode() in data for name in (_MIMETYPE, _CONTENT)):
            return False
        try:
            package = Package.open(data)
            return _kind(package).startswith(_SPREADSHEET)
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
