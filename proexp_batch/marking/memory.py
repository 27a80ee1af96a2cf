"""What the `Contrôle` sheet remembers, in hidden cells, so that the next round can undo this one.

It holds two memories. The fills that marked cells had before are kept beside a formula that names the
cells: spreadsheet programs move its references along with the cells, and it survives a save by any of
them. The state holds a patch for each part we changed; it is good only while nobody has saved the file,
but then gives every part back byte for byte.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from proexp_batch.marking.patch import Patch, apply_patch, make_patch
from proexp_batch.ooxml.addresses import Area, area, quoted, span
from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.package import Package

SIGNATURE = "proexp_batch:controle:1"
NAME = "_proexp_controle"
"""Hidden defined name that points at the signature, so that the sheet is found even when renamed."""

_CHUNK = 30_000
_LONGEST_STATE = 1_000_000
_MOST_INFLATED = 64_000_000
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

    def lines(self) -> list[Line]:
        """The hidden rows, the signature first."""
        lines = [Line("signature", SIGNATURE)]
        lines += [Line("fill", fill.xml, fill.formula, fill.value) for fill in self.fills]
        text = "" if self.state is None else _pack(self.state)
        return lines + [Line("state", text[start : start + _CHUNK]) for start in range(0, len(text), _CHUNK)]

    @classmethod
    def read(cls, lines: Sequence[Line]) -> Memory:
        """The memory in these rows; what people have damaged is left out."""
        fills = [fill for line in lines if line.kind == "fill" and (fill := _fill(line)) is not None]
        return cls(fills, _unpack("".join(line.payload for line in lines if line.kind == "state")))


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
    added = [name for name in after.names if name not in set(before.names)]
    patches = {
        name: (before.crc(name), make_patch(after.read(name), before.read(name)))
        for name in before.names
        if not before.same(name, after)
    }
    return State(_seal(after, control), added, patches)


def rewind(package: Package, state: State, control: str) -> Package | None:
    """The package as it was before, or None if anybody has saved the file since."""
    if _seal(package, control) != state.seal:
        return None
    before = package.copy()
    try:
        for name in [*state.added, control]:
            before.remove(name)
        for name, (crc, patch) in state.patches.items():
            data = apply_patch(package.read(name), patch)
            if zlib.crc32(data) != crc:
                return None
            before.write(name, data)
    except (ValueError, TypeError, AttributeError):
        return None
    return before


def _seal(package: Package, control: str) -> int:
    listing = sorted(f"{name} {package.crc(name)}" for name in package.names if name != control)
    return zlib.crc32("\n".join(listing).encode())


def _fill(line: Line) -> Fill | None:
    match = _FORMULA.fullmatch(line.formula.strip())
    if match is None:
        return None
    title = match[1].replace("''", "'") if match[1] is not None else match[2]
    try:
        return Fill(title, area(match[3]), line.payload)
    except PackageError:
        return None


def _pack(state: State) -> str:
    text = json.dumps([state.seal, state.added, state.patches], separators=(",", ":"))
    packed = base64.b64encode(zlib.compress(text.encode(), 6)).decode()
    return packed if len(packed) <= _LONGEST_STATE else ""


def _unpack(text: str) -> State | None:
    if not text:
        return None
    try:
        inflater = zlib.decompressobj()
        data = inflater.decompress(base64.b64decode(text, validate=True), _MOST_INFLATED)
        seal, added, patches = json.loads(data)
        return State(seal, added, {name: (crc, patch) for name, (crc, patch) in patches.items()})
    except (ValueError, TypeError, AttributeError, RecursionError, zlib.error):
        return None
