"""Damages the records of an .xls, and what is left when nobody knows the form: bytes."""

import io
import random
import struct

import olefile

_BOF = 0x809
_INTERESTING = (
    0x00FC,
    0x003C,
    0x00FD,
    0x0203,
    0x027E,
    0x0006,
    0x0085,
    0x0200,
    0x0208,
    0x0042,
    0x00E0,
    0x041E,
    0xFFFF,
    0,
)


def records_changed(data: bytes, chance: random.Random) -> bytes:
    """Some records of the workbook say another kind, another length or something else; the container stays."""
    stream, at = _stream(data)
    if not stream:
        return data
    places = _records(stream)
    changed = bytearray(stream)
    for _ in range(chance.choice((1, 1, 3, 20))):
        place = chance.choice(places)
        _, length = struct.unpack_from("<2H", changed, place)
        match chance.randrange(4):
            case 0:
                struct.pack_into("<H", changed, place, chance.choice(_INTERESTING))
            case 1:
                wrong = chance.choice((0, 1, length + 1, max(0, length - 1), 8224, 0xFFFF))
                struct.pack_into("<H", changed, place + 2, wrong)
            case 2 if place + 4 < len(changed):
                some = chance.randrange(max(1, min(length, len(changed) - place - 4)))
                changed[place + 4 + some] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
            case _:
                other = chance.choice(places)
                piece = bytes(changed[other : other + length + 4])
                changed[place : place + len(piece)] = piece
    return data[:at] + bytes(changed[: len(stream)]) + data[at + len(stream) :]


def _stream(data: bytes) -> tuple[bytes, int]:
    """The stream of the workbook, as far as it stands in one piece, and where it stands."""
    with olefile.OleFileIO(io.BytesIO(data)) as container:
        names = [name for name in ("Workbook", "Book") if container.exists(name)]
        stream = container.openstream(names[0]).read() if names else b""
    at = data.find(stream[:512])
    together = (
        next((n for n in range(len(stream), 0, -512) if data[at : at + n] == stream[:n]), 0) if at >= 0 else 0
    )
    return stream[:together], at


def _records(stream: bytes) -> list[int]:
    places, at = [], 0
    while at + 4 <= len(stream):
        places.append(at)
        at += 4 + struct.unpack_from("<H", stream, at + 2)[0]
    return places
