"""Zip files that are no workbook of ours, told by the names of their members; none of them is ever used as a path."""

from proexp_batch.formats.strangers.stranger import DOCUMENT, ELSEWHERE, ENCLOSING, TABLE, Stranger
from proexp_batch.model.wording import plural
from proexp_batch.ooxml.package import Package

_WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".ods", ".ots")
_WORD = Stranger("un document Word", DOCUMENT, (".docx", ".docm", ".dotx"))
_SLIDES = Stranger("une présentation PowerPoint", DOCUMENT, (".pptx", ".pptm", ".ppsx"))
_APPLE = Stranger(
    "un document Numbers, ou d'une autre application d'Apple", ELSEWHERE, (".numbers", ".pages", ".key")
)
_ARCHIVE = Stranger("une archive zip sans classeur", DOCUMENT)
_LOCKED_ARCHIVE = Stranger("une archive zip protégée par un mot de passe", ENCLOSING, (".zip",))
_BINARY = Stranger("un classeur Excel binaire (.xlsb)", TABLE, (".xlsb",))
_OPEN = {
    b"text": Stranger("un document de traitement de texte OpenDocument", DOCUMENT, (".odt", ".ott")),
    b"presentation": Stranger("une présentation OpenDocument", DOCUMENT, (".odp", ".otp")),
    b"graphics": Stranger("un dessin OpenDocument", DOCUMENT, (".odg", ".otg")),
    b"database": Stranger("une base de données OpenDocument", DOCUMENT, (".odb",)),
}
_OPEN_OTHER = Stranger("un document d'un autre logiciel qu'un tableur", DOCUMENT)
_OLD_CALC = b"application/vnd.sun.xml.calc"
_OLD_WORKBOOK = Stranger("un classeur d'OpenOffice 1 (.sxc)", TABLE, (".sxc",))
_KIND = b"application/vnd.oasis.opendocument."
_OURS = "xl/"
_OF_OFFICE = (b"[Content_Types].xml", b"mimetype", b"xl/")
_RESOURCES = "__macosx/"


def told(package: Package) -> Stranger | None:
    """What a zip file is, if it is surely no workbook.

    Raises:
        PackageError: the member that says so is damaged.
    """
    names = [name.lower() for name in package.names]
    mimetype = package.find("mimetype")
    if mimetype is not None:
        return _said(package.read(mimetype).strip())
    if any(name.endswith("workbook.bin") for name in names):
        return _BINARY
    if any(name.startswith(_OURS) for name in names):
        return None
    for folder, known in (("word/", _WORD), ("ppt/", _SLIDES)):
        if any(name.startswith(folder) for name in names):
            return known
    if any(name.endswith((".iwa", "index.zip")) for name in names):
        return _APPLE
    if "[content_types].xml" in names:
        return None
    return _archive(names)


def told_locked(data: bytes) -> Stranger | None:
    """What a zip file is whose members are encrypted, by their names, which are not: `None` for an office document."""
    return None if any(name in data for name in _OF_OFFICE) else _LOCKED_ARCHIVE


def _said(kind: bytes) -> Stranger:
    """What a package is that says so itself; the workbooks among them are read."""
    if kind.startswith(_OLD_CALC):
        return _OLD_WORKBOOK
    return _OPEN.get(kind.removeprefix(_KIND).partition(b"-")[0], _OPEN_OTHER)


def _archive(names: list[str]) -> Stranger:
    count = sum(name.endswith(_WORKBOOKS) and not name.startswith(_RESOURCES) for name in names)
    if not count:
        return _ARCHIVE
    return Stranger(f"une archive zip, avec {plural(count, 'classeur')} à l'intérieur", ENCLOSING, (".zip",))
