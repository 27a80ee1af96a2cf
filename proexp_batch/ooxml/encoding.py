"""The XML of a part in the one encoding that all that reads it here expects."""

import codecs
import re

from proexp_batch.ooxml.errors import PackageError

# Both only ever match at the start: searched for anywhere, they would take quadratic time on forged input.
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*?\?>")
_ENCODING = re.compile(rb"""encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._\-]{1,40})["']""")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_DOCUMENTS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape"})
"""Codecs of Python in which no document is written; one of them takes quadratic time."""


def utf8(data: bytes) -> bytes:
    """The XML of a part in UTF-8, without byte order mark and declaration, in a time linear in its size.

    Raises:
        PackageError: it is not in the encoding that it declares, or that is unknown.
    """
    if data.startswith(_UTF16_MARKS):
        return _split(_recoded(data, "utf-16"))[1]
    declaration, data = _split(data.removeprefix(codecs.BOM_UTF8))
    encoding = _ENCODING.search(declaration, 0, 300)
    if encoding is None or encoding[1].lower() in (b"utf-8", b"us-ascii", b"ascii"):
        return data
    return _recoded(data, encoding[1].decode())


def _split(data: bytes) -> tuple[bytes, bytes]:
    """The declaration of a document, empty where there is none, and what follows it."""
    declaration = _DECLARATION.match(data)
    return (b"", data) if declaration is None else (declaration[0], data[declaration.end() :])


def _recoded(data: bytes, encoding: str) -> bytes:
    try:
        if codecs.lookup(encoding).name.replace("_", "-") in _NO_DOCUMENTS:
            raise LookupError(encoding)
        return data.decode(encoding).encode("utf-8", "replace")
    except (LookupError, ValueError) as error:
        raise PackageError(f"not in the encoding {encoding}") from error
