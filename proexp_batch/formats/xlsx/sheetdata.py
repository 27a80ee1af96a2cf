"""The XML of one sheet, made safe and plain for the reader of values.

Nearly all sheets are plain already and pass as they are. The others are written again: cells that stand absurdly
far away, or whose place is not where the reader looks for it, would make it lose them or take all the memory.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape

from proexp_batch.formats.grid import FARTHEST_COLUMN, FARTHEST_ROW, Block
from proexp_batch.formats.refusals import UnreadableFileError
from proexp_batch.model.cells import Uncomputed
from proexp_batch.ooxml.addresses import Position, address_at, parsed
from proexp_batch.ooxml.scanning import scan

MAX_REWRITTEN_CELLS = 300_000

# What may stand in a plain sheet. Places come first and once, and stay within 20,999 rows and column GZ; a number
# has at most nine digits before the point, since a longer one in a cell of durations brings the reader down.
_CELL = rb'<c r="[A-G]?[A-Z](?:1[0-9]{4}|20[0-9]{3}|[1-9][0-9]{0,3})"(?: [st]="[A-Za-z0-9]++"){0,2}+'
_VALUE = rb"<v>-?[0-9]{1,9}(?:\.[0-9]++)?</v>"
_ROW = rb'<row r="(?:1[0-9]{4}|20[0-9]{3}|[1-9][0-9]{0,3})"(?: (?!r=)[A-Za-z0-9:]++="[^"<&]*+")*+ ?/?>'
_OTHER = rb"<(?:is|t|r|rPr|b|i|u|sz|color|rFont|family|scheme)(?: [^<>]*+)?>"
# The usual cells are taken whole, since this goes through every sheet of every dossier.
_USUAL = rb"(?:<is><t>[^<]*+</t></is></c>|%b</c>)" % _VALUE
_PLAIN = re.compile(
    rb"(?:%b(?:/>|>%b?+)|</row>%b|%b|</|%b|%b|[^<]++)*+" % (_CELL, _USUAL, _ROW, _ROW, _VALUE, _OTHER)
)
# The column of the template that says in words what to review. It is nobody's information, and there are hundreds.
_REVIEW = re.compile(
    rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: (?:s|t|cm)="[A-Za-z0-9]++")*+><f(?: [^<>]*+)?>revue_[a-z_]++</f>'
    rb"(?:<v(?: [^<>]*+)?>[^<]*+</v>|<v ?/>)?</c>"
)
# A row of a plain sheet has its number first; a cell its place, then the number of its format.
_HIDDEN_ROW = re.compile(rb'<row r="([0-9]+)" (?:[^<>]*? )?hidden="(?:1|true)"')
_STYLED_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?: t="[A-Za-z0-9]++")?+ s="([0-9]+)"')
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})" ?/>')
_ANY_MERGED = re.compile(rb"mergeCell\s")
_NUMBER = re.compile(r"[0-9]{1,9}")
_DECIMAL = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]{1,3})?")
_FALSE = ("0", "false", "off")
_TRUE = ("1", "true", "on")
_BIG = 1e9


@dataclass(slots=True)
class SheetData:
    """The cells of a sheet as plain XML, and what that XML does not say.

    `uncomputed` is keyed by zero-based row and column. `merged` are ranges as zero-based, inclusive
    (first row, first column, last row, last column). `far` gives the places of filled cells that stand beyond
    `FARTHEST_ROW`, in columns that are read: they were moved together into the row `far_row`, to be looked at there.
    `hidden` are zero-based rows, `struck` the places of cells with one of the formats that strike out.
    """

    xml: bytes
    uncomputed: dict[Position, Uncomputed] = field(default_factory=dict)
    merged: list[Block] = field(default_factory=list)
    far: dict[int, Position] = field(default_factory=dict)
    far_row: int = 0
    hidden: set[int] = field(default_factory=set)
    struck: set[Position] = field(default_factory=set)


def sheet_data(xml: bytes, struck: Collection[str] = ()) -> SheetData:
    """Take the cells out of the XML of a sheet; `struck` are the numbers of the formats that strike out.

    Raises:
        PackageError: the XML is damaged.
        UnreadableFileError: it holds too many cells, or makes no sense.
    """
    if b">revue_" in xml:
        xml = _REVIEW.sub(b"", xml)
    first, last = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    if 0 <= first < last and b"<!" not in xml[:first] and xml.rstrip().endswith(b"</worksheet>"):
        cells, rest = xml[first + 11 : last], xml[last:]
        merged = _MERGED.findall(rest)
        if len(merged) == len(_ANY_MERGED.findall(rest)) and _is_plain(cells):
            plain = SheetData(b"<worksheet><sheetData>%b</sheetData></worksheet>" % cells)
            plain.merged.extend(_block(*corners) for corners in merged)
            _look(plain, cells, struck)
            return plain
    return _Rewriting(struck).of(xml)


def _look(plain: SheetData, cells: bytes, struck: Collection[str]) -> None:
    """Find what is hidden or struck out in a plain sheet."""
    if b" hidden=" in cells:
        plain.hidden.update(int(row) - 1 for row in _HIDDEN_ROW.findall(cells))
    if struck:
        styled = ((cell, style.decode()) for cell, style in _STYLED_CELL.findall(cells))
        found = (_position(cell.decode()) for cell, style in styled if style in struck)
        plain.struck.update(place for place in found if place is not None)


def _is_plain(cells: bytes) -> bool:
    """Whether the reader of values sees every cell of this XML, and none that is not there or is in error."""
    return _PLAIN.fullmatch(cells) is not None and b' t="e"' not in cells


def _position(reference: str) -> Position | None:
    """What a reference such as `B5` points at; `None` for what is none."""
    place = parsed(reference)
    return None if place is None else (place[0] - 1, place[1] - 1)


def _block(first: bytes, last: bytes) -> Block:
    (top, left), (bottom, right) = _position(first.decode()) or (0, 0), _position(last.decode()) or (0, 0)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


@dataclass(slots=True)
class _Cell:
    row: int
    column: int
    type: str | None
    style: str | None
    formula: bool = False
    value: list[str] | None = None
    text: list[str] | None = None


class _Rewriting:
    """Writes the cells of a sheet again, each with its place."""

    def __init__(self, struck: Collection[str]) -> None:
        self._struck = struck
        self._found = SheetData(b"")
        self._rows: dict[int, list[str]] = {}
        self._far: dict[int, _Cell] = {}
        self._started = self._inside = False
        self._row, self._column = -1, -1
        self._cell: _Cell | None = None
        self._pieces: list[str] | None = None
        self._phonetic = 0
        self._count = 0

    def of(self, xml: bytes) -> SheetData:
        """The cells of a sheet.

        Raises:
            PackageError: the XML is damaged.
        UnreadableFileError: it holds too many cells, or makes no sense.
        """
        scan(xml, self._start, self._end, self._text)
        if not self._started:
            raise UnreadableFileError("FIC-003")
        far_row = self._found.far_row = max(self._rows, default=-1) + 1
        for column, cell in self._far.items():
            self._found.far[column] = (cell.row, column)
            kind = "s" if cell.type == "s" else "str"
            self._write(replace(cell, row=far_row, type=kind, value=cell.value or ["?"]))
        rows = (f'<row r="{row + 1}">{"".join(cells)}</row>' for row, cells in sorted(self._rows.items()))
        cells = "".join(rows).encode("utf-8", "replace")
        self._found.xml = b"<worksheet><sheetData>%b</sheetData></worksheet>" % cells
        return self._found

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._inside:
            if name == "sheetData" and not self._started:
                self._started = self._inside = True
            elif name == "mergeCell":
                first, _, last = attributes.get("ref", "").partition(":")
                if _position(first) and _position(last):
                    self._found.merged.append(_block(first.encode(), last.encode()))
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) - 1 if _NUMBER.fullmatch(number) else self._row + 1
            self._column = -1
            if attributes.get("hidden") in _TRUE:
                self._found.hidden.add(self._row)
        elif name == "c":
            row, column = _position(attributes.get("r", "")) or (max(self._row, 0), self._column + 1)
            self._column = column
            self._cell = _Cell(row, column, attributes.get("t"), attributes.get("s"))
        elif self._cell is not None:
            self._start_in_cell(name, self._cell)

    def _start_in_cell(self, name: str, cell: _Cell) -> None:
        if name == "f":
            cell.formula = True
        elif name == "v":
            self._pieces = cell.value = []
        elif name == "is":
            cell.text = []
        elif name == "rPh":
            self._phonetic += 1
        elif name == "t" and cell.text is not None and not self._phonetic:
            self._pieces = cell.text

    def _text(self, text: str) -> None:
        if self._pieces is not None:
            self._pieces.append(text)

    def _end(self, name: str) -> None:
        if name == "sheetData":
            self._inside = False
        elif name in ("v", "t"):
            self._pieces = None
        elif name == "rPh":
            self._phonetic -= 1
        elif name == "c" and self._cell is not None:
            self._finish(self._cell)
            self._cell = None

    def _finish(self, cell: _Cell) -> None:
        if cell.column >= FARTHEST_COLUMN:
            return
        self._count += 1
        if cell.style in self._struck:
            self._found.struck.add((cell.row, cell.column))
        if self._count > MAX_REWRITTEN_CELLS:
            raise UnreadableFileError("FIC-006", size=f"plus de {MAX_REWRITTEN_CELLS} cellules")
        filled = any(cell.text or ()) or any(cell.value or ())
        uncomputed = cell.formula and not filled and (cell.type != "str" or cell.value is None)
        if cell.row >= FARTHEST_ROW:
            if filled or uncomputed:
                self._far.setdefault(cell.column, cell)
        elif cell.type == "e":
            error = "".join(cell.value or ()).strip() or "#ERREUR"
            self._found.uncomputed[cell.row, cell.column] = Uncomputed(error)
        elif uncomputed:
            self._found.uncomputed[cell.row, cell.column] = Uncomputed(None)
        elif filled:
            self._write(cell)

    def _write(self, cell: _Cell) -> None:
        content = _content(cell)
        # What is no small number needs no format: Excel's dates and durations have no room for it.
        style = (
            f' s="{cell.style}"' if content.startswith("><v>") and _NUMBER.fullmatch(cell.style or "") else ""
        )
        start = f'<c r="{address_at((cell.row, cell.column))}"{style}'
        self._rows.setdefault(cell.row, []).append(f"{start}{content}</c>")


def _content(cell: _Cell) -> str:
    """What stands in a cell, in the form that the reader of values takes."""
    text = "".join(cell.text or cell.value or ())
    if cell.text or cell.type not in (None, "n", "s", "b", "d"):
        return f' t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is>'
    text = text.strip()
    if cell.type == "b":
        return f' t="b"><v>{int(text.lower() not in _FALSE)}</v>'
    if cell.type == "d":
        return f' t="d"><v>{escape(text)}</v>'
    if cell.type == "s":
        if not _NUMBER.fullmatch(text):
            raise UnreadableFileError("FIC-003")
        return f' t="s"><v>{text}</v>'
    if not _DECIMAL.fullmatch(text):
        return f' t="inlineStr"><is><t>{escape(text)}</t></is>'
    return f"><v>{text}</v>" if abs(float(text)) < _BIG else f' t="n"><v>{text}</v>'
