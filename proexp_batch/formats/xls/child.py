"""Reads an .xls from the standard input and writes its cells as JSON, or opens a lock that asks nobody anything.

A process of its own, that may fail. Run as a script, or by a program that holds its own Python, with `cells` and the
rows, columns, cells and characters that are read at most, or with `unlock`. What foreign bytes do to the readers - a
crash, a hang, all the memory - ends here.
Imports nothing of ours, so that it starts fast.
"""

import contextlib
import datetime as dt
import io
import json
import math
import os
import re
import struct
import sys
from collections.abc import Iterator, Sequence
from typing import Any

LOCKED, TOO_BIG, OTHER = 3, 4, 5
"""How the process ends where the file is locked, holds too much, or is no workbook; 0 where it was read, anything else
is damage."""

ASKED = "--lire-un-classeur"
"""The word with which a program that holds its own Python is asked to be this process."""

MAX_MEMORY = 1_000_000_000
MAX_SECONDS = 10
"""Of work, not of waiting for a busy machine."""

DEFAULT_PASSWORD = "VelvetSweatshop"
"""With which Excel locks a workbook whose structure is protected, and which it tries before it asks for one."""

_STREAMS = ("Workbook", "Book")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_NUMBER = "#NUM!"
_FORMULAS = (0x06, 0x206, 0x406)
_END, _PASSWORD, _SHEET = 0x0A, 0x2F, 0x85
_BEGIN = (0x09, 0x209, 0x409, 0x809)
_UNKNOWN = b"\xfe\xff"
_FOR_FORMULAS = (0x17, 0x18, 0x218, 0x23, 0x1AE)
_BESIDE_CELLS = (0x1C, 0x5D, 0x1B0, 0x1B1, 0x1B2, 0x1B6, 0x1B8, 0x1BE, 0x15F, 0x800, 0x872)
_OF_VIEWS = (0x1A, 0x1B, 0x41, 0x92, 0xA0, 0xAB, 0x23E)
_ASIDE = frozenset((*_FOR_FORMULAS, *_BESIDE_CELLS, *_OF_VIEWS))
"""Names and links of formulas, notes, drawings, lists, views: no cell needs them, and the reader stumbles over some."""

_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DAY_SECONDS = 86_400
_FIRST_CERTAIN = 60
_MOST_DAYS = 10_000_000


class TooMuchError(Exception):
    """The sheets hold more than is read."""


class LockedError(Exception):
    """A password is needed."""


class OtherError(Exception):
    """The container holds no workbook."""


def main(arguments: Sequence[str]) -> int:
    """Read, and say how it went."""
    _limit()
    data = sys.stdin.buffer.read()
    asked, *limits = arguments
    try:
        if asked == "unlock":
            content = _unlocked(data)
        else:
            content = json.dumps(_Reader(*map(int, limits)).workbook(_opened(data))).encode(
                "utf-8", "replace"
            )
    except LockedError:
        return LOCKED
    except TooMuchError:
        return TOO_BIG
    except OtherError:
        return OTHER
    sys.stdout.buffer.write(content)
    return 0


def _limit() -> None:
    """Limit memory and time where the system can; the parent watches the clock too."""
    if sys.platform == "win32":
        return
    import resource

    # Where the limit is lower already, or cannot be set, that of the parent remains.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS + 1))


def _opened(data: bytes) -> bytes:
    """The records of a workbook, whatever they are packed in."""
    stream = _stream(data)
    if _is_locked(stream):
        stream = _stream(_unlocked(data))
        if _is_locked(stream):
            raise LockedError
    return stream


def _stream(data: bytes) -> bytes:
    if not data.startswith(_OLE):
        return data
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        for name in _STREAMS:
            if container.exists(name):
                stream: bytes = container.openstream(name).read()
                if len(stream) < container.get_size(name):
                    raise EOFError
                return stream
    raise OtherError


def _is_locked(stream: bytes) -> bool:
    """Whether the records are encrypted."""
    for kind, _, _ in _records(stream, 0):
        if kind in (_PASSWORD, _SHEET):
            return kind == _PASSWORD
    return False


def _unlocked(data: bytes) -> bytes:
    """The file behind Excel's own password."""
    try:
        import msoffcrypto
    except ImportError:
        # There is none for some processors.
        raise LockedError from None
    content = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        file.load_key(password=DEFAULT_PASSWORD)
        file.decrypt(content)
    except MemoryError:
        raise
    except Exception:
        # Another password, another kind of lock, or damage within: without the password nobody could tell.
        raise LockedError from None
    return content.getvalue()


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """The kind of each record of a part, where its content begins, and its size; charts within it count too."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<2H", stream, at)
        if kind in _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
        if depth <= 0:
            return
        yield kind, at + 4, size
        at += 4 + size
    raise EOFError


def _parts(stream: bytes) -> list[int]:
    """Where the sheets begin that hold cells; a workbook of before Excel 5 is one such sheet itself."""
    starts = [
        struct.unpack_from("<I", stream, at)[0]
        for kind, at, _ in _records(stream, 0)
        if kind == _SHEET and stream[at + 5] == 0
    ]
    return starts or [0]


def _bare(stream: bytes, starts: list[int]) -> bytes:
    """The same records in the same places, those that no cell needs made unknown to the reader."""
    bare = bytearray(stream)
    for start in {0, *starts}:
        for kind, at, _ in _records(stream, start):
            if kind in _ASIDE:
                bare[at - 4 : at - 2] = _UNKNOWN
    return bytes(bare)


class _Reader:
    """Gathers the filled cells of sheets, until they are too many."""

    def __init__(self, rows: int, columns: int, cells: int, text: int) -> None:
        self._rows, self._columns = rows, columns
        self._cells_left, self._text_left = cells, text

    def workbook(self, stream: bytes) -> dict[str, Any]:
        """The sheets of a workbook, and where its days are counted from."""
        import xlrd

        starts = _parts(stream)
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - what it has to say, it says while it reads
            book = xlrd.open_workbook(
                file_contents=_bare(stream, starts), logfile=nowhere, formatting_info=True, ragged_rows=True
            )
        if len(starts) != book.nsheets:
            raise EOFError
        self._elapsed = {at for at, xf in enumerate(book.xf_list) if _is_elapsed(book, xf)}
        self._struck = {at for at, xf in enumerate(book.xf_list) if book.font_list[xf.font_index].struck_out}
        self._from_1904 = bool(book.datemode)
        self._errors: dict[int, str] = xlrd.error_text_from_code
        sheets = [
            {**self._sheet(sheet), "formulas": self._formulas(stream, start)}
            for sheet, start in zip(book.sheets(), starts, strict=True)
        ]
        return {"from_1904": self._from_1904, "sheets": sheets}

    def _sheet(self, sheet: Any) -> dict[str, Any]:
        """The rows of a sheet without the empty cells at their ends, filled places beyond them, and what marks them."""
        rows: list[list[Any]] = []
        far: dict[int, int] = {}
        struck: list[tuple[int, int]] = []
        for row in range(sheet.nrows):
            cells = sheet.row_slice(row, 0, self._columns)
            read = [self._cell(cell.ctype, cell.value, cell.xf_index) for cell in cells]
            while read and read[-1] == "":
                read.pop()
            if row >= self._rows:
                for column, cell in enumerate(read):
                    if cell != "":
                        far.setdefault(column, row)
                continue
            self._spend(read)
            rows.append(read)
            if self._struck:
                filled = enumerate(cells[: len(read)])
                struck += ((row, column) for column, cell in filled if cell.xf_index in self._struck)
        return {
            "title": sheet.name,
            "hidden": sheet.visibility != 0,
            "rows": rows,
            "far": [[row, column] for column, row in far.items()],
            "merged": [[top, left, end - 1, right - 1] for top, end, left, right in sheet.merged_cells],
            "hidden_rows": [row for row, info in sheet.rowinfo_map.items() if info.hidden],
            "struck": struck,
        }

    def _spend(self, row: list[Any]) -> None:
        self._cells_left -= len(row) + 1
        self._text_left -= sum(len(cell) for cell in row if isinstance(cell, str))
        if self._cells_left < 0 or self._text_left < 0:
            raise TooMuchError

    def _formulas(self, stream: bytes, start: int) -> list[tuple[int, int]]:
        places = (
            struct.unpack_from("<2H", stream, at)
            for kind, at, size in _records(stream, start)
            if kind in _FORMULAS and size >= 4
        )
        return [(row, column) for row, column in places if row < self._rows and column < self._columns]

    def _cell(self, kind: int, value: Any, form: int) -> Any:
        """A cell as JSON can say it: a number is always a float, what JSON has no word for is a pair of kind and text."""
        match kind:
            case 1:
                return value
            case 2 if form not in self._elapsed:
                return float(value) if math.isfinite(value) else _NO_NUMBER
            case 2 | 3:
                return self._moment(float(value), form in self._elapsed)
            case 4:
                return bool(value)
            case 5:
                return ["error", self._errors.get(value, "#ERREUR")]
        return ""

    def _moment(self, days: float, elapsed: bool) -> Any:
        """What a number shows in a cell for days and hours."""
        if not math.isfinite(days):
            return _NO_NUMBER
        if not -_MOST_DAYS < days < _MOST_DAYS:
            return days
        length = dt.timedelta(milliseconds=round(days * _DAY_SECONDS * 1000))
        if elapsed or days < 0:
            return ["timedelta", length.total_seconds()]
        if length.days == 0:
            return ["time", (dt.datetime.min + length).time().isoformat()]
        # Excel counts a 29 February 1900, which there never was.
        first = (
            dt.datetime(1904, 1, 1)
            if self._from_1904
            else dt.datetime(1899, 12, 30 + (days < _FIRST_CERTAIN))
        )
        try:
            moment = first + length
        except OverflowError:
            return days
        midnight = moment.time() == dt.time()
        return ["date", moment.date().isoformat()] if midnight else ["datetime", moment.isoformat()]


def _is_elapsed(book: Any, xf: Any) -> bool:
    """Whether a format shows how long something lasts, and not when it is."""
    form = book.format_map.get(xf.format_key)
    return form is not None and _ELAPSED.search(form.format_str) is not None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
