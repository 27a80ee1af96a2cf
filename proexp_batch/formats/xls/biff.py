"""What the records of an .xls say and the reader of values does not tell: password, origin of dates, errors."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from proexp_batch.formats.refusals import UnreadableFileError
from proexp_batch.model.cells import Uncomputed

_FORMULA, _EOF, _DATE_1904, _PASSWORD, _SHEET, _BOOLEAN_OR_ERROR = 0x06, 0x0A, 0x22, 0x2F, 0x85, 0x205
_BEGIN = (0x09, 0x209, 0x409, 0x809)
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_HIDDEN = 0x03
_OTHER_ERROR = "#ERREUR"
_IS_ERROR = b"\xff\xff"
_ERROR_RESULT = 2


@dataclass(slots=True)
class Facts:
    """The facts of a workbook, and of each of its sheets in their order: cells in error, formulas, whether it is hidden."""

    from_1904: bool = False
    errors: list[dict[tuple[int, int], Uncomputed]] = field(default_factory=list)
    formulas: list[set[tuple[int, int]]] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)


def facts(stream: bytes) -> Facts:
    """Look through the records of a workbook.

    Raises:
        UnreadableFileError: a password locks it, or it is damaged.
    """
    found = Facts()
    starts = []
    try:
        for kind, at, size in _records(stream, 0):
            if kind == _PASSWORD:
                raise UnreadableFileError("FIC-002")
            if kind == _DATE_1904 and size >= 2:
                found.from_1904 = stream[at] == 1
            elif kind == _SHEET:
                starts.append(struct.unpack_from("<I", stream, at)[0])
                found.hidden.append(bool(stream[at + 4] & _HIDDEN))
        for start in starts:
            errors, formulas = _cells(stream, start)
            found.errors.append(errors)
            found.formulas.append(formulas)
    except (struct.error, IndexError):
        raise UnreadableFileError("FIC-003") from None
    return found


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """The kind of each record of a part, where its content begins, and its size; charts within it count too."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<2H", stream, at)
        if kind in _BEGIN:
            depth += 1
        elif kind == _EOF:
            depth -= 1
        if depth <= 0:
            return
        yield kind, at + 4, size
        at += 4 + size
    raise UnreadableFileError("FIC-003")


def _cells(stream: bytes, start: int) -> tuple[dict[tuple[int, int], Uncomputed], set[tuple[int, int]]]:
    errors: dict[tuple[int, int], Uncomputed] = {}
    formulas: set[tuple[int, int]] = set()
    for kind, at, size in _records(stream, start):
        code = None
        if kind == _BOOLEAN_OR_ERROR and size >= 8 and stream[at + 7]:
            code = stream[at + 6]
        elif kind == _FORMULA and size >= 14:
            formulas.add(struct.unpack_from("<2H", stream, at))
            if stream[at + 12 : at + 14] == _IS_ERROR and stream[at + 6] == _ERROR_RESULT:
                code = stream[at + 8]
        if code is not None:
            errors[struct.unpack_from("<2H", stream, at)] = Uncomputed(_ERRORS.get(code, _OTHER_ERROR))
    return errors, formulas
