"""What kind of file this is, and the parts of the package that a workbook is; nothing in it is trusted."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

MAX_FILE_BYTES = 40_000_000
MAX_PART_BYTES = 32_000_000
MAX_READ_BYTES = 64_000_000
MAX_READ_TAGS = 4_000_000
MAX_MARKUP_BYTES = 100_000_000
MAX_MEMBERS = 20_000

MAX_TEXT_BYTES = 300_000
"""What Excel allows in one cell, 32,767 characters, takes less, however it is written."""

_WORTH_COUNTING = 100_000
_LONG_TEXT = re.compile(rb"<[^<]{%d}" % MAX_TEXT_BYTES)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the container of .xls begins, and of workbooks that a password locks."""

_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_MARKUP = (".xml", ".vml")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*?\?>")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._\-]+)["']""")
_ZIPPED_ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".ods")
_OWN_ENDINGS = ("", ".xls", *_ZIPPED_ENDINGS)
# All that zipfile raises on damaged members; RuntimeError is its word for a password, NotImplementedError for an
# unknown way of packing.
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError)


class UnreadableFileError(Exception):
    """A file that cannot be read: `code` of the rule that says why, and the values of its sentences."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Package:
    """The parts of a workbook by name, whatever the case of its letters.

    `is_opendocument` says that it is an .ods, whose parts are not those of Excel.

    Raises:
        UnreadableFileError: the file is empty, locked, damaged, too big, or of another format.
    """

    def __init__(self, data: bytes, file: PurePosixPath) -> None:
        _refuse_other_kinds(data, file)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            members = self._archive.infolist()
        except _BROKEN:
            raise UnreadableFileError("FIC-003") from None
        self._members = {_folded(member.filename): member for member in members}
        self._inflated: dict[str, bytes] = {}
        self._bytes_left = MAX_READ_BYTES
        self._tags_left = MAX_READ_TAGS
        if any(member.flag_bits & 0x1 for member in members):
            raise UnreadableFileError("FIC-002")
        self._refuse_other_packages(file)

    def _refuse_other_packages(self, file: PurePosixPath) -> None:
        kind = self._bytes("mimetype") if "mimetype" in self._members else b""
        self.is_opendocument = kind.startswith(_SPREADSHEET)
        if self.is_opendocument:
            return
        if b"opendocument" in kind:
            raise UnreadableFileError("FIC-004", extension=extension(file, "de ce fichier"))
        if any(name.endswith("workbook.bin") for name in self._members):
            raise UnreadableFileError("FIC-004", extension=extension(file, ".xlsb"))
        if "[content_types].xml" not in self._members:
            raise UnreadableFileError("FIC-001")

    def __contains__(self, part: str) -> bool:
        return self._find(part) is not None

    def xml(self, part: str) -> bytes:
        """The XML of a part, in UTF-8 and without its declaration.

        Raises:
            UnreadableFileError: the part is missing or damaged, or too big, or too much was read before it.
        """
        data = self._bytes(part)
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return _recoded(data, "utf-16")
        data = data.removeprefix(b"\xef\xbb\xbf")
        declaration = _DECLARATION.match(data)
        if declaration is None:
            return data
        encoding = _ENCODING.search(declaration[0])
        data = data[declaration.end() :]
        if encoding is None or encoding[1].lower() in (b"utf-8", b"us-ascii", b"ascii"):
            return data
        return _recoded(data, encoding[1].decode())

    def markup(self) -> Iterator[tuple[str, bytes]]:
        """The parts that hold XML, by name, as they are; those that cannot be read are left out.

        Raises:
            UnreadableFileError: together they are too big.
        """
        left = MAX_MARKUP_BYTES
        for name, member in self._members.items():
            if not name.endswith(_MARKUP) or member.compress_type not in _METHODS:
                continue
            left -= member.file_size
            if member.file_size > MAX_PART_BYTES or left < 0:
                size = f"plus de {(MAX_MARKUP_BYTES - left) // 1_000_000} Mo une fois ouvert"
                raise UnreadableFileError("FIC-006", size=size)
            if name in self._inflated:
                yield name, self._inflated[name]
                continue
            with suppress(*_BROKEN), self._archive.open(member) as content:
                yield name, content.read(member.file_size)

    def member(self, part: str) -> str:
        """The name of a part as `markup` gives it."""
        found = self._find(part)
        return _folded(part if found is None else found.filename)

    def _find(self, part: str) -> zipfile.ZipInfo | None:
        return self._members.get(_folded(part)) or self._members.get(_folded(unquote(part)))

    def _bytes(self, part: str) -> bytes:
        member = self._find(part)
        if member is None or member.compress_type not in _METHODS:
            raise UnreadableFileError("FIC-003")
        self._bytes_left -= member.file_size
        if member.file_size > MAX_PART_BYTES or self._bytes_left < 0:
            raise UnreadableFileError("FIC-006", size=f"{member.file_size // 1_000_000} Mo une fois ouvert")
        try:
            with self._archive.open(member) as content:
                # One byte more than announced shows the announcement to be false; no more is ever inflated.
                data = content.read(member.file_size + 1)
        except _BROKEN:
            raise UnreadableFileError("FIC-003") from None
        if len(data) != member.file_size:
            raise UnreadableFileError("FIC-003")
        if len(data) > _WORTH_COUNTING:
            self._refuse_swollen(data)
        self._inflated[_folded(member.filename)] = data
        return data

    def _refuse_swollen(self, data: bytes) -> None:
        self._tags_left -= data.count(b"<")
        if self._tags_left < 0:
            size = f"plus de {MAX_READ_TAGS // 2_000_000} millions de cellules"
            raise UnreadableFileError("FIC-006", size=size)
        if _LONG_TEXT.search(data):
            raise UnreadableFileError("FIC-006", size=f"un texte de plus de {MAX_TEXT_BYTES // 1000} ko")


def _refuse_other_kinds(data: bytes, file: PurePosixPath) -> None:
    if not data.strip(b"\0 \r\n\t"):
        raise UnreadableFileError("FIC-005")
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableFileError("FIC-006", size=f"{len(data) // 1_000_000} Mo")
    if not data.startswith(b"PK"):
        if file.suffix.lower() in _ZIPPED_ENDINGS:
            raise UnreadableFileError("FIC-003")
        raise UnreadableFileError("FIC-004", extension=extension(file, "de ce fichier"))
    if data.count(b"PK\1\2") > MAX_MEMBERS:
        raise UnreadableFileError("FIC-006", size=f"plus de {MAX_MEMBERS} éléments")


def extension(file: PurePosixPath, usual: str) -> str:
    """The format that a refusal names: the ending of the file, unless that is one of those that are accepted."""
    ending = file.suffix.lower()
    return usual if ending in _OWN_ENDINGS else ending


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _recoded(data: bytes, encoding: str) -> bytes:
    try:
        text = data.decode(encoding)
    except (LookupError, ValueError):
        raise UnreadableFileError("FIC-003") from None
    return _DECLARATION.sub(b"", text.encode("utf-8", "replace"), count=1)
