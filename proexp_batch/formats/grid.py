"""The cells of sheets as grids that start at A1."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from python_calamine import CalamineWorkbook

from proexp_batch.formats.xlsx.package import Package, UnreadableFileError
from proexp_batch.formats.xlsx.parts import Parts
from proexp_batch.formats.xlsx.private import Private, private_parts
from proexp_batch.formats.xlsx.sheetdata import FARTHEST_COLUMN, FARTHEST_ROW, Block, SheetData, sheet_data
from proexp_batch.model.cells import is_empty

MAX_TEXT_BYTES = 100_000_000
MAX_CELLS = 20_000_000

_ROOT = (
    b'<Relationships><Relationship Id="r" Type="/relationships/officeDocument" Target="xl/workbook.xml"/>'
    b"</Relationships>"
)
_TEXT_END = re.compile(rb"</(?:\w+:)?si>")
_TEXT_USED = re.compile(rb' t="s"[^>]*><v>([0-9]{1,9})<')


@dataclass(slots=True)
class Grid:
    """The cells of a sheet: `rows[row][column]`, both zero-based; rows may be of different lengths.

    A cell is a text, a number, a date or a duration, empty text, or `Uncomputed`. `repeated` are the cells that say
    again what a merged block over several rows says in its first one. `beyond` are the places of filled cells under
    the last row that is read. `formulas` are the places of formulas, where the format is read for them.
    """

    rows: list[list[Any]] = field(default_factory=list)
    merged: list[Block] = field(default_factory=list)
    repeated: set[tuple[int, int]] = field(default_factory=set)
    beyond: list[tuple[int, int]] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)

    def at(self, row: int, column: int) -> Any:
        """What stands in a cell, wherever it is."""
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else ""

    def put(self, row: int, column: int, cell: Any) -> None:
        """Let something stand in a cell, wherever it is."""
        while len(self.rows) <= row:
            self.rows.append([])
        self.rows[row].extend([""] * (column + 1 - len(self.rows[row])))
        self.rows[row][column] = cell

    def head(self, rows: int | None) -> "Grid":
        """The grid with its first `rows` rows only, or as it is."""
        return self if rows is None else replace(self, rows=self.rows[:rows])


class Source(Protocol):
    """A workbook of any format: the titles of its sheets in order, and how they are read."""

    titles: Sequence[str]
    from_1904: bool

    def grids(self, titles: Iterable[str], rows: int | None = None) -> dict[str, Grid]:
        """The grids of sheets by title, with their first `rows` rows or all of them.

        Raises:
            UnreadableFileError: the sheets are damaged or too big.
        """
        ...

    def private(self) -> Private:
        """Where social security numbers may stand.

        Raises:
            UnreadableFileError: the file is too big to look.
        """
        ...


class Workbook:
    """Reads the sheets of an Excel workbook, several at a time."""

    titles: Sequence[str]
    from_1904: bool

    def __init__(self, package: Package, parts: Parts) -> None:
        self._package = package
        self._parts = parts
        self._shared: dict[str, bytes] | None = None
        self._cells_left = MAX_CELLS
        self.titles = tuple(parts.sheets)
        self.from_1904 = parts.from_1904

    def grids(self, titles: Iterable[str], rows: int | None = None) -> dict[str, Grid]:
        """The grids of sheets by title, with their first `rows` rows or all of them.

        Raises:
            UnreadableFileError: a part is missing or damaged, or the sheets are too big.
        """
        sheets = {title: sheet_data(self._package.xml(self._parts.sheets[title])) for title in titles}
        if not sheets:
            return {}
        _refuse_swelling(self._shared_parts().get("xl/sharedStrings.xml", b""), sheets.values())
        workbook = _plain_workbook(sheets.values(), self._shared_parts(), self._parts.from_1904)
        tables = self._tables(workbook, len(sheets), rows)
        return {
            title: _grid(table, sheet) for (title, sheet), table in zip(sheets.items(), tables, strict=True)
        }

    def private(self) -> Private:
        """Where social security numbers may stand.

        Raises:
            UnreadableFileError: the file is too big to look.
        """
        return private_parts(self._package, self._parts)

    def _tables(self, workbook: bytes, count: int, rows: int | None) -> list[list[list[Any]]]:
        """Run the reader of values: whatever it fails with, panics included, means that the file is unreadable."""
        tables = []
        try:
            reader = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
            for at in range(count):
                sheet = reader.get_sheet_by_index(at)
                self._cells_left -= (sheet.total_height + 1) * (sheet.total_width + 1)
                if self._cells_left < 0:
                    raise UnreadableFileError(
                        "FIC-006", size=f"plus de {MAX_CELLS // 1_000_000} millions de cellules"
                    )
                tables.append(sheet.to_python(skip_empty_area=False, nrows=rows))
        except (KeyboardInterrupt, SystemExit, GeneratorExit, UnreadableFileError):
            raise
        except BaseException as error:  # panics of the reader are not `Exception`s
            raise UnreadableFileError("FIC-003") from error
        return tables

    def _shared_parts(self) -> Mapping[str, bytes]:
        if self._shared is None:
            self._shared = {}
            styles, texts = self._parts.styles, self._parts.texts
            if styles is not None and styles in self._package:
                self._shared["xl/styles.xml"] = self._package.xml(styles)
            if texts is not None and texts in self._package:
                # The tag in front hides the one that announces, perhaps falsely, how much memory to reserve.
                self._shared["xl/sharedStrings.xml"] = b"<sst>" + self._package.xml(texts)
        return self._shared


def _refuse_swelling(texts: bytes, sheets: Iterable[SheetData]) -> None:
    """Refuse sheets that repeat long shared texts so often that they would fill the memory."""
    sheets = list(sheets)
    if len(texts) * sum(sheet.xml.count(b' t="s"') for sheet in sheets) <= MAX_TEXT_BYTES:
        return
    sizes = [len(text) for text in _TEXT_END.split(texts)]
    used = (int(index) for sheet in sheets for index in _TEXT_USED.findall(sheet.xml))
    if sum(sizes[index] for index in used if index < len(sizes)) > MAX_TEXT_BYTES:
        raise UnreadableFileError("FIC-006", size=f"plus de {MAX_TEXT_BYTES // 1_000_000} Mo de texte")


def _plain_workbook(sheets: Iterable[SheetData], shared: Mapping[str, bytes], from_1904: bool) -> bytes:
    """A package with nothing but what was looked at, under the names that the reader of values expects."""
    names, relations = [], []
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for number, sheet in enumerate(sheets):
            archive.writestr(f"xl/{number}.xml", sheet.xml)
            names.append(f'<sheet name="{number}" r:id="r{number}"/>')
            relations.append(f'<Relationship Id="r{number}" Type="/worksheet" Target="{number}.xml"/>')
        archive.writestr("_rels/.rels", _ROOT)
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{''.join(relations)}</Relationships>")
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook><workbookPr date1904="{int(from_1904)}"/><sheets>{"".join(names)}</sheets></workbook>',
        )
        for name, data in shared.items():
            archive.writestr(name, data)
    return content.getvalue()


def _grid(rows: list[list[Any]], sheet: SheetData) -> Grid:
    far = rows.pop(sheet.far_row) if sheet.far and len(rows) > sheet.far_row else []
    beyond = [cell for column, cell in sheet.far.items() if column < len(far) and not is_empty(far[column])]
    grid = Grid(rows, sheet.merged, beyond=sorted(beyond))
    for (row, column), cell in sheet.uncomputed.items():
        grid.put(row, column, cell)
    repeat_merged(grid)
    return grid


def repeat_merged(grid: Grid) -> None:
    """Say the value of a block merged over several rows of one column in each row that holds something itself."""
    blocks = [block for block in grid.merged if block[1] == block[3] and block[0] < block[2]]
    if not blocks:
        return
    filled = [any(not is_empty(cell) for cell in row) for row in grid.rows]
    most = FARTHEST_ROW * FARTHEST_COLUMN
    for first, column, last, _ in blocks:
        value = grid.at(first, column)
        last = min(last, len(grid.rows) - 1)
        most -= max(0, last - first)
        if most < 0:
            raise UnreadableFileError("FIC-003")
        if is_empty(value):
            continue
        for row in range(first + 1, last + 1):
            if filled[row]:
                cells = grid.rows[row]
                cells.extend([""] * (column + 1 - len(cells)))
                if is_empty(cells[column]):
                    cells[column] = value
                    grid.repeated.add((row, column))
