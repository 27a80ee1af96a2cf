"""Damages the container of a workbook: its directory, sizes, names, methods, members."""

import random
import struct

from tests.reading.workbooks import members, zipped

_CENTRAL, _LOCAL, _END = b"PK\1\2", b"PK\3\4", b"PK\5\6"
_FIELDS = {"flags": (8, 2), "method": (10, 2), "crc": (16, 4), "packed": (20, 4), "size": (24, 4)}
_NAME_LENGTHS, _OFFSET = (28, 6), (42, 4)
_METHODS = (0, 1, 8, 9, 12, 14, 93, 95, 99, 0xFFFF)
_NUMBERS = (0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE)
_NAMES = (
    "", "/", "..", "../../x.xml", "C:\\x.xml", "x\0.xml", "\u202egnp.xml", "xl", "[Content_Types].xml", "é.xml",
    "_rels/.rels", "a" * 5000, "xl//workbook.xml", "xl/./workbook.xml", "%2e%2e/x.xml",
)  # fmt: skip


def directory(data: bytes, chance: random.Random) -> bytes:
    """A number of the directory is another one: flags, method, checksum, sizes, lengths, offset."""
    changed = bytearray(data)
    entries = _places(data, _CENTRAL)
    for _ in range(chance.choice((1, 1, 3))):
        entry = chance.choice(entries)
        at, length = chance.choice((*_FIELDS.values(), _NAME_LENGTHS, _OFFSET))
        wanted = _METHODS if (at, length) == _FIELDS["method"] else (*_NUMBERS, chance.randrange(1 << 20))
        number = chance.choice(wanted) & ((1 << 8 * length) - 1)
        changed[entry + at : entry + at + length] = number.to_bytes(length, "little")
    return bytes(changed)


def end(data: bytes, chance: random.Random) -> bytes:
    """The record at the end is changed, doubled, cut, or something stands behind it or before everything."""
    at = data.rfind(_END)
    match chance.randrange(6):
        case 0:
            counts = struct.pack("<2H", *[chance.choice((0, 1, 0xFFFF))] * 2)
            return data[: at + 8] + counts + data[at + 12 :]
        case 1:
            return data + data[at:]
        case 2:
            return data[:at]
        case 3:
            return data + chance.randbytes(chance.randrange(1, 70_000))
        case 4:
            return chance.randbytes(chance.randrange(1, 400)) + data
        case _:
            return data[: at + 16] + chance.choice(_NUMBERS).to_bytes(4, "little") + data[at + 20 :]


def cut(data: bytes, chance: random.Random) -> bytes:
    """Only the beginning, or a piece in the middle is missing."""
    start = chance.randrange(len(data))
    return data[:start] + (data[start + chance.randrange(1, 5000) :] if chance.random() < 0.5 else b"")


def named(data: bytes, chance: random.Random) -> bytes:
    """Members have other names: another case, signs of Windows, ways out of the folder, the name of another one."""
    parts = members(data)
    old = chance.choice(list(parts))
    new = chance.choice((old.upper(), old.replace("/", "\\"), f"/{old}", chance.choice(_NAMES), *parts))
    return zipped({(new if name == old else name): part for name, part in parts.items()})


def swapped(data: bytes, chance: random.Random) -> bytes:
    """Two members have each other's content."""
    parts = members(data)
    one, other = chance.sample(list(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return zipped(parts)


def doubled(data: bytes, chance: random.Random) -> bytes:
    """A member stands twice in the directory, perhaps with the data of another."""
    entries, at = _places(data, _CENTRAL), data.rfind(_END)
    entry = chance.choice(entries)
    name, extra, comment = struct.unpack_from("<3H", data, entry + 28)
    record = bytearray(data[entry : entry + 46 + name + extra + comment])
    if chance.random() < 0.5:
        other = chance.choice(entries)
        record[10:28] = data[other + 10 : other + 28]
        record[42:46] = data[other + 42 : other + 46]
    counts = bytearray(data[at:])
    total, size = struct.unpack_from("<HI", counts, 10)
    struct.pack_into("<2HI", counts, 8, total + 1, total + 1, size + len(record))
    return data[:at] + bytes(record) + bytes(counts)


def stored(data: bytes, chance: random.Random) -> bytes:
    """Nothing is compressed, or the local headers say something else than the directory."""
    if chance.random() < 0.3:
        return zipped(members(data), 0)
    changed = bytearray(data)
    for place in _places(data, _LOCAL):
        if chance.random() < 0.3:
            at = chance.choice((4, 6, 8, 14, 18, 22))
            changed[place + at : place + at + 2] = chance.choice(_NUMBERS).to_bytes(4, "little")[:2]
    return bytes(changed)


def _places(data: bytes, mark: bytes) -> list[int]:
    found, at = [], data.find(mark)
    while at >= 0:
        found.append(at)
        at = data.find(mark, at + 1)
    return found
