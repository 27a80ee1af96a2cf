"""Files told by their first bytes, or by their first words."""

import re
from collections.abc import Callable

from proexp_batch.formats.strangers.stranger import DOCUMENT, ELSEWHERE, ENCLOSING, RIGHTS, TABLE, Stranger

_HEAD = 8_192

_IMAGE = Stranger(
    "une image", DOCUMENT, (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic")
)
_SOUND = Stranger("un son ou une vidéo", DOCUMENT, (".mp3", ".mp4", ".m4a", ".mov", ".avi", ".wav", ".ogg"))
_PDF = Stranger("un document PDF", DOCUMENT, (".pdf",))
_MAGIC: tuple[tuple[bytes, Stranger], ...] = (
    (b"%PDF", _PDF),
    (b"%!PS", Stranger("un document à imprimer (PostScript)", DOCUMENT, (".ps", ".eps"))),
    (rb"{\rtf", Stranger("un document de traitement de texte (RTF)", DOCUMENT, (".rtf", ".doc"))),
    *((start, _IMAGE) for start in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")),
    *((start, _SOUND) for start in (b"ID3", b"OggS")),
    (b"Rar!\x1a\x07", Stranger("une archive RAR", ENCLOSING, (".rar",))),
    (b"7z\xbc\xaf\x27\x1c", Stranger("une archive 7-Zip", ENCLOSING, (".7z",))),
    (b"\x1f\x8b", Stranger("une archive gzip", ENCLOSING, (".gz", ".tgz"))),
    (b"BZh", Stranger("une archive bzip2", ENCLOSING, (".bz2",))),
    (b"\xfd7zXZ\0", Stranger("une archive xz", ENCLOSING, (".xz",))),
    (b"\x78\x9f\x3e\x22", Stranger("un message Outlook (winmail.dat)", ENCLOSING, (".dat",))),
    (b".pfile", Stranger("un fichier protégé", RIGHTS)),
    (b"MZ", Stranger("un programme", DOCUMENT, (".exe", ".dll"))),
    (b"SQLite format 3", Stranger("une base de données", DOCUMENT, (".sqlite", ".db"))),
    (b"\0\1\0\0Standard ", Stranger("une base de données Access", DOCUMENT, (".mdb", ".accdb"))),
    (b"L\0\0\0\1\x14\2\0", Stranger("un raccourci de Windows", DOCUMENT, (".lnk",))),
)
_BRANDS_OF_IMAGES = (b"heic", b"heix", b"mif1", b"avif", b"hevc")

_XML_2003 = Stranger("un classeur au format « Feuille de calcul XML 2003 »", TABLE, (".xml",))
_FLAT_ODS = Stranger("un classeur OpenDocument en un seul fichier XML (.fods)", TABLE, (".fods", ".xml"))
_FLAT_ODT = Stranger(
    "un document OpenDocument en un seul fichier XML", DOCUMENT, (".fodt", ".fodp", ".fodg", ".xml")
)
_PAGE = Stranger("une page web (HTML)", TABLE, (".html", ".htm", ".xhtml"))
_PAGE_WHOLE = Stranger("une page web à fichier unique (MHTML)", TABLE, (".mht", ".mhtml"))
_XML = Stranger("un fichier XML", TABLE, (".xml",))
_MESSAGE = Stranger("un message électronique", ENCLOSING, (".eml",))
_LINK = Stranger(
    "un lien vers un document en ligne, sans son contenu", ELSEWHERE, (".gsheet", ".gdoc", ".url", ".webloc")
)
_SYLK = Stranger("un classeur au format SYLK", TABLE, (".slk",))
_JSON = Stranger("un fichier de données JSON", TABLE, (".json",))
_TABLE_AS_TEXT = Stranger("du texte à colonnes (CSV)", TABLE, (".csv", ".tsv", ".tab", ".txt"))
_TEXT = Stranger("du texte", TABLE, (".txt", ".csv", ".md", ".log"))

_FIELD = re.compile(r"([A-Za-z][A-Za-z-]{1,40}):\s")
_FIELDS = frozenset(
    ("received", "return-path", "from", "to", "subject", "date", "message-id", "delivered-to")
)
_SEPARATORS = (";", "\t", ",", "|")
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")


def told(data: bytes) -> Stranger | None:
    """What a file is that is no container of parts; `None` where nothing tells."""
    start = data[:_HEAD]
    bare = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in start[:1_024]:
        return _PDF
    for magic, known in _MAGIC:
        if bare.startswith(magic):
            return known
    if start[:4] == b"RIFF":
        return _IMAGE if start[8:12] == b"WEBP" else _SOUND
    if start[4:8] == b"ftyp":
        return _IMAGE if start[8:12] in _BRANDS_OF_IMAGES else _SOUND
    if start[:2] == b"BM" and start[6:10] == b"\0\0\0\0":
        return _IMAGE
    text = _text(start)
    return None if text is None else next(known for says, known in _TEXTS if says(text))


def _text(start: bytes) -> str | None:
    """The beginning of a file as text; `None` where it is none."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = start[: len(start) // 2 * 2].decode("utf-16", "replace")
    else:
        text = start.decode("utf-8", "replace")
        if text.count("\ufffd") > 1:
            text = start.decode("cp1252", "replace")
    if _NO_TEXT.search(text) or text.count("\ufffd") > 1:
        return None
    return text.lstrip("\ufeff \t\r\n")


def _is_page(text: str) -> bool:
    head = text[:2_000].lower()
    return head.startswith("<") and any(
        tag in head for tag in ("<!doctype html", "<html", "<table", "<body", "<head", "<meta", "<tr")
    )


def _is_message(text: str) -> bool:
    fields = {match.group(1).lower() for line in text.splitlines()[:60] if (match := _FIELD.match(line))}
    return _FIELD.match(text) is not None and len(fields & _FIELDS) > 1


def _is_table(text: str) -> bool:
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    return any(all(separator in line for line in lines[:-1] or lines) for separator in _SEPARATORS)


_TEXTS: tuple[tuple[Callable[[str], bool], Stranger], ...] = (
    (lambda text: text.startswith("<") and "urn:schemas-microsoft-com:office:spreadsheet" in text, _XML_2003),
    (lambda text: "<office:document" in text and "opendocument.spreadsheet" in text, _FLAT_ODS),
    (lambda text: text.startswith("<") and "<office:document" in text, _FLAT_ODT),
    (lambda text: text.startswith("<") and "<svg" in text[:1_000], _IMAGE),
    (lambda text: text.startswith("<?xml") and "<plist" in text and "<key>URL</key>" in text, _LINK),
    (_is_page, _PAGE),
    (lambda text: text.startswith("<?xml"), _XML),
    (lambda text: "x-document-type: workbook" in text[:500].lower() or _is_whole_page(text), _PAGE_WHOLE),
    (_is_message, _MESSAGE),
    (lambda text: text.startswith("{") and ('"doc_id"' in text or "docs.google.com" in text), _LINK),
    (lambda text: text.startswith("[InternetShortcut]"), _LINK),
    (lambda text: text.startswith("ID;P"), _SYLK),
    (lambda text: text.startswith(("{", "[{")), _JSON),
    (_is_table, _TABLE_AS_TEXT),
    (lambda text: True, _TEXT),
)
"""The first that says yes tells what a text is."""


def _is_whole_page(text: str) -> bool:
    head = text[:1_000].lower()
    return "snapshot-content-location:" in head or ("multipart/related" in head and "from: <saved by" in head)
