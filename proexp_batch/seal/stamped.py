"""A sealed PDF to which an electronic signature was added afterwards, as PAdES does it: behind its end, as an increment.

What stands behind the end of the sealed file may say everything anew. It is borne only where all that is shown is to the
letter what the sealed file shows, and what was added is a signature that nobody sees.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from proexp_batch.seal.keys import PublicKey
from proexp_batch.seal.pdf import is_untouched

if TYPE_CHECKING:
    from pypdf import PdfReader

_MOST_ENDS = 3
_MOST_OBJECTS = 100_000
_END = re.compile(rb"%%EOF(?:\r\n|\r|\n)?")
# What a signature puts into the catalog: it is on no page, nor is the XMP.
_OF_SIGNATURES = ("/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Perms", "/Type", "/Version")
_HASHES = ("sha256", "sha384", "sha512")


def sealed_before_stamp(pdf: bytes, keys: tuple[PublicKey, ...]) -> bool:
    """Whether a file is one that these keys sealed and, behind it, nothing but a signature of all that is before it."""
    return any(is_untouched(start, keys) and _only_signed(start, pdf) for start in _beginnings(pdf))


def _beginnings(pdf: bytes) -> Iterator[bytes]:
    """The file up to each of its first ends."""
    for count, match in enumerate(_END.finditer(pdf)):
        if count == _MOST_ENDS:
            return
        for end in {match.start() + 5, match.end()}:
            if end < len(pdf):
                yield pdf[:end]


def _only_signed(sealed: bytes, pdf: bytes) -> bool:
    from pypdf import PdfReader

    try:
        old, new = PdfReader(io.BytesIO(sealed)), PdfReader(io.BytesIO(pdf))
        return _covers(new, pdf) and _shown(old) == _shown(new) and _adds_only_signatures(old, new)
    # A file that anybody made brings about faults of every kind in a reader of PDF, too deep a recursion among them.
    except Exception:
        return False


def _covers(reader: PdfReader, pdf: bytes) -> bool:
    """Whether a signature says to be of the whole file, and holds its hash."""
    return any(_is_of_all(field.get("/V"), pdf) for field in _fields(reader))


def _is_of_all(value: Any, pdf: bytes) -> bool:
    signature = _got(value)
    if not isinstance(signature, dict):
        return False
    first, length, second, rest = (int(_got(one)) for one in _got(signature["/ByteRange"]))
    if first or not 0 < length < second or rest < 0 or second + rest != len(pdf):
        return False
    hole = pdf[length:second].strip(b"<>")
    if len(hole) > 400_000 or second - length > 400_000:
        return False
    held, signed = bytes.fromhex(hole.decode("ascii")), pdf[:length] + pdf[second:]
    return any(hashlib.new(name, signed).digest() in held for name in _HASHES)


def _fields(reader: PdfReader) -> Iterator[Any]:
    form = _got(_root(reader).get("/AcroForm"))
    if isinstance(form, dict) and "/XFA" not in form:
        for field in _got(form.get("/Fields")) or ():
            yield _got(field)


def _adds_only_signatures(old: PdfReader, new: PdfReader) -> bool:
    """Whether all that pages bear more than before are signatures that nobody sees."""
    form = _got(_root(new).get("/AcroForm"))
    if isinstance(form, dict) and "/XFA" in form:
        return False
    for before, after in zip(old.pages, new.pages, strict=True):
        known = [_told(one) for one in _got(before.get("/Annots")) or ()]
        for one in _got(after.get("/Annots")) or ():
            if (told := _told(one)) in known:
                known.remove(told)
            elif not _is_unseen_signature(_got(one)):
                return False
        if known:
            return False
    return True


def _is_unseen_signature(annotation: Any) -> bool:
    left, bottom, right, top = (float(_got(one)) for one in _got(annotation["/Rect"]))
    flags = int(_got(annotation.get("/F", 0)))
    unseen = (left == right and bottom == top) or bool(flags & 0b10)
    return bool(annotation.get("/FT") == "/Sig" and annotation.get("/Subtype") == "/Widget" and unseen)


def _shown(reader: PdfReader) -> list[str]:
    """All that the catalog and the pages lead to, but their annotations."""
    root = _root(reader)
    catalog = {str(key): value for key, value in root.items() if key not in _OF_SIGNATURES}
    return [*_walk(catalog), str(len(reader.pages))]


def _told(value: Any) -> list[str]:
    return list(_walk(value))


def _walk(value: Any) -> Iterator[str]:
    """A value and all that it leads to, as texts, each thing once; what it leads back to by its place."""
    from pypdf.generic import IndirectObject, StreamObject

    seen: dict[int, int] = {}
    waiting: list[Any] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                yield f"*{seen[one.idnum]}"
                continue
            if len(seen) > _MOST_OBJECTS:
                raise ValueError("too many objects")
            seen[one.idnum] = len(seen)
            one = one.get_object()
        if isinstance(one, dict):
            if isinstance(one, StreamObject):
                yield hashlib.sha256(one._data).hexdigest()
            is_page = one.get("/Type") == "/Page"
            keys = sorted(str(key) for key in one if not (is_page and key == "/Annots"))
            yield f"<<{keys}"
            waiting += [dict.get(one, key) for key in reversed(keys)]
        elif isinstance(one, list):
            yield f"[{len(one)}"
            waiting += reversed(one)
        else:
            yield f"{type(one).__name__}:{one!r}"


def _root(reader: PdfReader) -> Any:
    return _got(reader.trailer["/Root"])


def _got(value: Any) -> Any:
    from pypdf.generic import IndirectObject

    return value.get_object() if isinstance(value, IndirectObject) else value
