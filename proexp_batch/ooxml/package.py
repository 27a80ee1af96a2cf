"""The zip container: members that nobody changed are copied in their compressed form."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote

from proexp_batch.ooxml.errors import Excess, LockedError, PackageError, TooBigError

MAX_MEMBERS = 20_000
MAX_PART_BYTES = 32_000_000
"""A part that inflates to more is not read: no dossier needs it, a zip bomb does."""
MAX_KEPT_BYTES = 200_000_000
"""Nor are more parts, once those that were read and kept inflate to that together."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the container of .xls begins, and of workbooks that a password locks."""

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_ENCRYPTED, _UTF8 = 0x1, 0x800
_FIRST_DAY = 0x21  # 1 January 1980, the earliest date zip knows: same input, same bytes
_LEVEL = 3  # half the time of the usual one, for files that are a twentieth larger
# All that zipfile raises on a damaged directory.
_BROKEN = (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError, EOFError, struct.error)


@dataclass(frozen=True, slots=True)
class _Member:
    method: int
    crc: int
    size: int
    packed: memoryview | bytes

    @classmethod
    def of(cls, data: bytes) -> _Member:
        squeeze = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
        return cls(
            zipfile.ZIP_DEFLATED, zlib.crc32(data), len(data), squeeze.compress(data) + squeeze.flush()
        )


class Package:
    """Members of an OPC package by name, in their order in the file (ECMA-376 Part 2).

    Names have forward slashes and no first one, however the file spells them; they are found whatever their case and
    whether signs are percent-encoded or not, as the standard says. Of two members of one name the last counts, as for
    every reader of zip files.
    """

    def __init__(self, members: dict[str, _Member]) -> None:
        self._members = members
        self._folded = {name.lower(): name for name in members}
        self._decoded = {unquote(folded): name for folded, name in self._folded.items()}
        self._inflated: dict[str, bytes] = {}
        self._kept = 0

    @classmethod
    def open(cls, data: bytes) -> Self:
        """Read the directory of a zip file; nothing is inflated yet.

        Raises:
            LockedError: a member is encrypted.
            TooBigError: there are too many members.
            PackageError: it is no zip file, or a broken or absurd one.
        """
        if data.startswith(OLE):
            raise PackageError("not a zip package: an encrypted workbook or the old .xls format")
        if (count := data.count(b"PK\1\2")) > MAX_MEMBERS:
            raise TooBigError(Excess.MEMBERS, count)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                entries = archive.infolist()
        except _BROKEN as error:
            raise PackageError(f"not a readable zip package: {error}") from error
        if sum(entry.compress_size for entry in entries) > len(data):
            raise PackageError("the members of the zip package overlap")
        view = memoryview(data)
        found: dict[str, tuple[str, _Member]] = {}
        for entry in entries:
            name = spelled(entry.filename)
            found[name.lower()] = name, _read_member(view, entry)
        return cls(dict(found.values()))

    def copy(self) -> Package:
        """An independent package with the same members; their bytes are shared, and what was inflated of them."""
        copy = Package(dict(self._members))
        copy._inflated, copy._kept = dict(self._inflated), self._kept
        return copy

    @property
    def names(self) -> list[str]:
        """Names of the members, in the order of the file."""
        return list(self._members)

    def find(self, name: str) -> str | None:
        """The name as the package spells it, or None if there is no such member."""
        folded = spelled(name).lower()
        return self._folded.get(folded) or self._decoded.get(unquote(folded))

    def size(self, name: str) -> int:
        """How many bytes a member says to have, known without inflating it."""
        return self._members[name].size

    def crc(self, name: str) -> int:
        """CRC-32 of a member's content, known without inflating it."""
        return self._members[name].crc

    def token(self, name: str) -> Hashable:
        """What stands for a member's content, known without inflating it: who has the same one inflates to the same."""
        member = self._members[name]
        return member.method, member.crc, member.size, hashlib.sha256(member.packed).digest()

    def same(self, name: str, other: Package) -> bool:
        """Whether both packages hold the very same member of that name."""
        return self._members[name] is other._members.get(name)

    def read(self, name: str, *, keep: bool = True) -> bytes:
        """Content of a member, by its name as the package spells it; kept for the next time where `keep` says so.

        Raises:
            TooBigError: it says to inflate to more than `MAX_PART_BYTES`, or all that is kept to `MAX_KEPT_BYTES`.
            PackageError: it is missing, damaged, or inflates to more than it says.
        """
        if name in self._inflated:
            return self._inflated[name]
        if name not in self._members:
            raise PackageError(f"part {name} is missing")
        data = _inflate(self._members[name], name)
        if keep:
            self._kept += len(data)
            if self._kept > MAX_KEPT_BYTES:
                raise TooBigError(Excess.PARTS, self._kept)
            self._inflated[name] = data
        return data

    def peek(self, name: str, length: int) -> bytes:
        """The first bytes of a member."""
        if name in self._inflated or self._members[name].method != zipfile.ZIP_DEFLATED:
            return self.read(name)[:length]
        try:
            return zlib.decompressobj(-15).decompress(self._members[name].packed, length)
        except zlib.error as error:
            raise PackageError(f"part {name} is damaged: {error}") from error

    def write(self, name: str, data: bytes) -> None:
        """Set the content of a member; a new one goes to the end. The same content changes nothing."""
        member = self._members.get(name)
        if member is not None and member.size == len(data) and self.read(name) == data:
            return
        self._members[name] = _Member.of(data)
        self._folded[name.lower()] = name
        self._decoded[unquote(name.lower())] = name
        self._inflated[name] = data

    def remove(self, name: str) -> None:
        """Take a member out; it may be absent already."""
        self._members.pop(name, None)
        self._folded.pop(name.lower(), None)
        if self._decoded.get(unquote(name.lower())) == name:
            del self._decoded[unquote(name.lower())]
        self._inflated.pop(name, None)

    def save(self) -> bytes:
        """The zip file: the same members give the same bytes."""
        out, directory = io.BytesIO(), []
        for name, member in self._members.items():
            raw = name.encode()
            flags = 0 if raw.isascii() else _UTF8
            common = (
                flags,
                member.method,
                0,
                _FIRST_DAY,
                member.crc,
                len(member.packed),
                member.size,
                len(raw),
            )
            directory.append(_CENTRAL.pack(b"PK\1\2", 20, 20, *common, 0, 0, 0, 0, 0, out.tell()) + raw)
            out.write(_LOCAL.pack(b"PK\3\4", 20, *common, 0) + raw)
            out.write(member.packed)
        start, count = out.tell(), len(directory)
        out.writelines(directory)
        out.write(_END.pack(b"PK\5\6", 0, 0, count, count, out.tell() - start, start, 0))
        return out.getvalue()


def spelled(name: str) -> str:
    """The name of a part as this program writes it: forward slashes between its pieces, none in front."""
    return name.replace("\\", "/").lstrip("/")


def _read_member(view: memoryview, entry: zipfile.ZipInfo) -> _Member:
    if entry.flag_bits & _ENCRYPTED:
        raise LockedError(f"member {entry.filename} is encrypted")
    header = view[entry.header_offset : entry.header_offset + _LOCAL.size]
    if len(header) < _LOCAL.size or bytes(header[:4]) != b"PK\3\4":
        raise PackageError(f"member {entry.filename} is damaged: no local header")
    *_, name_length, extra_length = _LOCAL.unpack(header)
    start = entry.header_offset + _LOCAL.size + name_length + extra_length
    packed = view[start : start + entry.compress_size]
    if len(packed) != entry.compress_size:
        raise PackageError(f"member {entry.filename} is cut short")
    return _Member(entry.compress_type, entry.CRC, entry.file_size, packed)


def _inflate(member: _Member, name: str) -> bytes:
    if member.size > MAX_PART_BYTES:
        raise TooBigError(Excess.PART, member.size, f"part {name}")
    if member.method == zipfile.ZIP_STORED:
        data = bytes(member.packed)
    elif member.method == zipfile.ZIP_DEFLATED:
        try:
            # One byte more than announced: enough to notice a header that lies about the size.
            data = zlib.decompressobj(-15).decompress(member.packed, member.size + 1)
        except zlib.error as error:
            raise PackageError(f"part {name} is damaged: {error}") from error
    else:
        raise PackageError(f"part {name} is compressed in an unknown way ({member.method})")
    if len(data) != member.size or zlib.crc32(data) != member.crc:
        raise PackageError(f"part {name} is damaged: its content does not match the directory")
    return data
