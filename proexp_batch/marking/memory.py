"""What the `Contrôle` sheet remembers, in hidden cells, so that the next round can undo this one.

It holds three memories. The fills that marked cells had before are kept beside a formula that names the
cells: spreadsheet programs move its references along with the cells, and it survives a save by any of
them. The lines of our notes tell our words from those that somebody writes below them. The state holds a
patch for each part we changed; it is good only while nobody has saved the file, but then gives every part
back byte for byte.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from proexp_batch.marking.answers import LineKey
from proexp_batch.marking.patch import Patch, apply_patch, make_patch
from proexp_batch.ooxml.addresses import Area, area, quoted, span
from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.package import MAX_PART_BYTES, Package

SIGNATURE = "proexp_batch:controle:1"
NAME = "_proexp_controle"
"""Hidden defined name that points at the signature, so that the sheet is found even when renamed."""

_CHUNK = 30_000
# What a memory may hold, when it is written and when it is read back from a file that anybody may have edited.
_LONGEST_STATE = 1_000_000
_MOST_INFLATED = 16_000_000
_MOST_VALUES = 1_000_000
_MOST_LISTS = 100_000
_MOST_REBUILT = 100_000_000  # bytes of all parts together
_MOST_FILLS = 100_000
_LONGEST_FILL = 4_000
_MOST_NOTE_LINES = 200_000
_LINE_KEY = re.compile(r"([0-9]{1,5})\.([0-9]{1,10})")
_STRING = re.compile(r'"(?:[^"\\]++|\\.?+)*+"?', re.DOTALL)
_FORMULA = re.compile(r"=?ROWS\((?:'((?:[^']|'')+)'|([^'!(),]+))!([$A-Z0-9]+(?::[$A-Z0-9]+)?)\)")


@dataclass(frozen=True, slots=True)
class Fill:
    """Cells one below the other that all had the same fill before they were marked."""

    sheet: str
    cells: Area
    xml: str

    @property
    def formula(self) -> str:
        """A formula that spreadsheet programs keep in step with the cells."""
        return f"ROWS({quoted(self.sheet)}!{span(self.cells)})"

    @property
    def value(self) -> int:
        """What the formula yields."""
        return self.cells[2] - self.cells[0] + 1


@dataclass(frozen=True, slots=True)
class Line:
    """One hidden row: kind and payload as texts, and perhaps a formula with its value."""

    kind: str
    payload: str = ""
    formula: str = ""
    value: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """How to rebuild the package from before.

    Args:
        seal: checksum over all members but the `Contrôle` sheet, as annotated.
        added: members that were not there.
        patches: checksum of the old content and the way back to it, by member.
    """

    seal: int
    added: list[str]
    patches: dict[str, tuple[int, Patch]]


@dataclass(slots=True)
class Memory:
    """All that is remembered."""

    fills: list[Fill] = field(default_factory=list)
    state: State | None = None
    notes: frozenset[LineKey] = frozenset()

    def lines(self) -> list[Line]:
        """The hidden rows, the signature first."""
        lines = [Line("signature", SIGNATURE)]
        lines += [Line("fill", fill.xml, fill.formula, fill.value) for fill in self.fills]
        words = " ".join(f"{length}.{sum_}" for length, sum_ in sorted(self.notes))
        text = "" if self.state is None else _pack(self.state)
        return [*lines, *_chunks("notes", words), *_chunks("state", text)]

    @classmethod
    def read(cls, lines: Sequence[Line]) -> Memory:
        """The memory in these rows; what people have damaged is left out."""
        remembered = islice((line for line in lines if line.kind == "fill"), _MOST_FILLS)
        fills = [fill for line in remembered if (fill := _fill(line)) is not None]
        notes = islice(_LINE_KEY.finditer(_joined(lines, "notes")), _MOST_NOTE_LINES)
        return cls(
            fills, _unpack(_joined(lines, "state")), frozenset((int(key[1]), int(key[2])) for key in notes)
        )


def _chunks(kind: str, text: str) -> list[Line]:
    return [Line(kind, text[start : start + _CHUNK]) for start in range(0, len(text), _CHUNK)]


def _joined(lines: Sequence[Line], kind: str) -> str:
    """What stands in the lines of a kind, or nothing where it is longer than ours ever are."""
    texts = [line.payload for line in lines if line.kind == kind]
    # Many lines may share one long string: their sum is looked at before they are joined.
    return "".join(texts) if sum(map(len, texts)) <= _LONGEST_STATE else ""


def grouped(fills: Iterable[tuple[str, int, int, str]]) -> list[Fill]:
    """Join (sheet, row, column, fill) entries that lie one below the other."""
    groups: list[Fill] = []
    for sheet, column, row, xml in sorted((s, column, row, xml) for s, row, column, xml in fills):
        last = groups[-1] if groups else None
        if last and (last.sheet, last.xml, last.cells[1], last.cells[2]) == (sheet, xml, column, row - 1):
            groups[-1] = Fill(sheet, (last.cells[0], column, row, column), xml)
        else:
            groups.append(Fill(sheet, (row, column, row, column), xml))
    return groups


def record(before: Package, after: Package, control: str) -> State:
    """The state that leads from `after` back to `before`; the part `control` is left out."""
    known = frozenset(before.names)
    added = [name for name in after.names if name not in known]
    patches = {
        name: (before.crc(name), make_patch(after.read(name), before.read(name)))
        for name in before.names
        if not before.same(name, after)
    }
    return State(_seal(after, control), added, patches)


def rewind(package: Package, state: State, control: str) -> Package | None:
    """The package as it was before, or None if anybody has saved the file since, or forged the state."""
    if _seal(package, control) != state.seal:
        return None
    before, rebuilt = package.copy(), 0
    try:
        for name in [*state.added, control]:
            before.remove(name)
        for name, (crc, patch) in state.patches.items():
            data = apply_patch(package.read(name), patch)
            rebuilt += len(data)
            if zlib.crc32(data) != crc or len(data) > MAX_PART_BYTES or rebuilt > _MOST_REBUILT:
                return None
            before.write(name, data)
    except (ValueError, TypeError, AttributeError, PackageError):
        return None
    return before


def _seal(package: Package, control: str) -> int:
    listing = sorted(f"{name} {package.crc(name)}" for name in package.names if name != control)
    return zlib.crc32("\n".join(listing).encode())


def _fill(line: Line) -> Fill | None:
    match = _FORMULA.fullmatch(line.formula.strip())
    if match is None or len(line.payload) > _LONGEST_FILL:
        return None
    title = match[1].replace("''", "'") if match[1] is not None else match[2]
    try:
        return Fill(title, area(match[3]), line.payload)
    except PackageError:
        return None


def _pack(state: State) -> str:
    text = json.dumps([state.seal, state.added, state.patches], separators=(",", ":"))
    if not _is_moderate(text):
        return ""
    packed = base64.b64encode(zlib.compress(text.encode(), 6)).decode()
    return packed if len(packed) <= _LONGEST_STATE else ""


def _is_moderate(text: str) -> bool:
    """Whether a JSON text becomes a moderate number of objects: each takes many times its two or three characters."""
    if len(text) > _MOST_INFLATED:
        return False
    # What stands in its strings makes no objects, but seldom is it so much that it has to be left out to see that.
    return _has_few_values(text) or _has_few_values(_STRING.sub("", text))


def _has_few_values(text: str) -> bool:
    return text.count(",") <= _MOST_VALUES and text.count("[") + text.count("{") <= _MOST_LISTS


def _unpack(text: str) -> State | None:
    if not text:
        return None
    try:
        inflater = zlib.decompressobj()
        data = inflater.decompress(base64.b64decode(text, validate=True), _MOST_INFLATED).decode()
        if not _is_moderate(data):
            return None
        seal, added, patches = json.loads(data)
        return State(seal, added, {name: (crc, patch) for name, (crc, patch) in patches.items()})
    except (ValueError, TypeError, AttributeError, RecursionError, zlib.error):
        return None
