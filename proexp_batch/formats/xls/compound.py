"""The container of an .xls: streams cut into sectors that tables chain together, as MS-CFB describes them."""

import struct

from proexp_batch.formats.refusals import UnreadableFileError

_HEADER = 512
_ENTRY = 128
_IN_HEADER = 109
_LAST_SECTOR = 0xFFFFFFFA
_STREAM, _ROOT = 2, 5
_SECTOR_SHIFTS = (9, 12)


class Compound:
    """The streams of a container, by name.

    Raises:
        UnreadableFileError: the container is damaged.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._open()
        except (struct.error, IndexError):
            raise UnreadableFileError("FIC-003") from None

    def _open(self) -> None:
        shift, small_shift = struct.unpack_from("<2H", self._data, 30)
        if shift not in _SECTOR_SHIFTS or small_shift != 6:
            raise UnreadableFileError("FIC-003")
        self._size, self._small_size = 1 << shift, 1 << small_shift
        first_entries, _, self._small_below, first_small = struct.unpack_from("<4I", self._data, 48)
        self._next = self._numbers(self._tables())
        self._small_next = self._numbers(self._chain(first_small))
        entries = self._joined(self._chain(first_entries))
        self._streams: dict[str, tuple[int, int]] = {}
        self._small = b""
        for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", entries, at + 64)
            start, size = struct.unpack_from("<2I", entries, at + 116)
            if kind == _STREAM:
                name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                self._streams.setdefault(name, (start, size))
            elif kind == _ROOT:
                self._small = self._joined(self._chain(start))
        if not self._streams:
            # The list of streams often stands at the end, where an interrupted copy lacks it.
            raise UnreadableFileError("FIC-003")

    def __contains__(self, name: str) -> bool:
        return name in self._streams

    def stream(self, name: str) -> bytes:
        """The content of a stream.

        Raises:
            UnreadableFileError: it is cut.
        """
        start, size = self._streams[name]
        if size < self._small_below:
            sectors = _followed(self._small_next, start)
            step = self._small_size
            content = b"".join(self._small[at * step : (at + 1) * step] for at in sectors)
        else:
            content = self._joined(self._chain(start))
        if len(content) < size:
            raise UnreadableFileError("FIC-003")
        return content[:size]

    def _tables(self) -> list[int]:
        """The sectors that hold the table of chains: the first ones stand in the header, the rest in chained sectors."""
        sectors = list(struct.unpack_from(f"<{_IN_HEADER}I", self._data, 76))
        (at,) = struct.unpack_from("<I", self._data, 68)
        seen: set[int] = set()
        while at < _LAST_SECTOR and at not in seen:
            seen.add(at)
            *more, at = self._numbers([at])
            sectors += more
        return [sector for sector in sectors if sector < _LAST_SECTOR]

    def _chain(self, start: int) -> list[int]:
        return _followed(self._next, start)

    def _joined(self, sectors: list[int]) -> bytes:
        return b"".join(self._sector(sector) for sector in sectors)

    def _sector(self, number: int) -> bytes:
        at = max(_HEADER, self._size) + number * self._size
        return self._data[at : at + self._size]

    def _numbers(self, sectors: list[int]) -> list[int]:
        content = self._joined(sectors)
        return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))


def _followed(following: list[int], start: int) -> list[int]:
    """The sectors of a chain; one that leads astray or round in a circle is damaged."""
    sectors: list[int] = []
    at = start
    while at < _LAST_SECTOR:
        if at >= len(following) or len(sectors) > len(following):
            raise UnreadableFileError("FIC-003")
        sectors.append(at)
        at = following[at]
    return sectors
