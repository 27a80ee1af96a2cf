"""Reads .ods: the cells of its sheets, from its XML.

The reader of values used for the other formats is not asked: in this one it does not tell errors, formulas without
result nor merged blocks, gives long durations as texts, and writes every repeated row out. Whoever looks for all
that must read each cell anyway.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from proexp_batch.formats.format import Private
from proexp_batch.formats.grid import FARTHEST_COLUMN, FARTHEST_ROW, MAX_CELLS, MAX_TEXT, Grid, repeat_merged
from proexp_batch.formats.ods.cells import OdsCell
from proexp_batch.formats.ods.styles import OdsStyles
from proexp_batch.formats.parts import Parts
from proexp_batch.formats.refusals import UnreadableFileError
from proexp_batch.model.cells import is_empty
from proexp_batch.model.privacy import safe_titles
from proexp_batch.ooxml.errors import LockedError
from proexp_batch.ooxml.package import Package
from proexp_batch.ooxml.scanning import scan

_MANIFEST, _CONTENT = "META-INF/manifest.xml", "content.xml"
_CELLS = ("table-cell", "covered-table-cell")
_FROM_1904 = "1904-01-01"
_VISIBLE = "visible"
_MOST_REPEATED = 2_000_000


class OdsSource:
    """The sheets of an .ods.

    Raises:
        PackageError: a password locks it, or it is damaged or too big.
        UnreadableFileError: its cells take too much memory.
    """

    titles: Sequence[str]
    hidden: Collection[str]
    from_1904: bool

    def __init__(self, package: Package) -> None:
        parts = Parts(package)
        if _MANIFEST in parts and b"encryption-data" in parts.xml(_MANIFEST):
            raise LockedError("a password is needed")
        content = _Content(parts.xml(_CONTENT))
        self._safe = safe_titles(content.grids)
        self._grids = {self._safe.get(title, title): grid for title, grid in content.grids.items()}
        self.titles = tuple(self._grids)
        self.hidden = {self._safe.get(title, title) for title in content.hidden}
        self.from_1904 = content.from_1904

    def grids(self, titles: Iterable[str], rows: int | None = None) -> dict[str, Grid]:
        """The grids of sheets by title, with their first `rows` rows or all of them."""
        return {title: self._grids[title].head(rows) for title in titles}

    def private(self) -> Private:
        """Any sheet may hold social security numbers; what else there is in the file is never given back."""
        return Private(self.titles, ("le titre d'une feuille",) if self._safe else ())


class _Budget:
    """How much more may be read: what is repeated takes few bytes in the file and many in memory."""

    def __init__(self) -> None:
        self._cells, self._text = MAX_CELLS, MAX_TEXT

    def spend(self, cells: int, text: int) -> None:
        """Take the room of some cells, and of the text in them."""
        self._cells -= cells
        self._text -= text
        if self._cells < 0:
            raise UnreadableFileError("FIC-006", size=f"plus de {MAX_CELLS // 1_000_000} million de cellules")
        if self._text < 0:
            raise UnreadableFileError("FIC-006", size=f"plus de {MAX_TEXT // 1_000_000} Mo de texte")


class _Content:
    """The sheets of a document, gathered while its XML goes by."""

    def __init__(self, xml: bytes) -> None:
        self.grids: dict[str, Grid] = {}
        self.from_1904 = False
        self.hidden: set[str] = set()
        self._styles = OdsStyles()
        self._depth = 0
        self._title = ""
        self._budget = _Budget()
        self._sheet = _Sheet(self._budget, self._styles)
        self._cell: OdsCell | None = None
        scan(xml, self._start, self._end, self._text)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._cell is not None:
            self._cell.start(name, attributes)
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self._title, self._sheet = (
                    attributes.get("table:name", ""),
                    _Sheet(self._budget, self._styles),
                )
                if attributes.get("table:style-name") in self._styles.hidden:
                    self.hidden.add(self._title)
        elif name == "null-date":
            self.from_1904 = attributes.get("table:date-value") == _FROM_1904
        elif self._depth == 1 and self._cell is None:
            if name == "table-row":
                hidden = attributes.get("table:visibility", _VISIBLE) != _VISIBLE
                self._sheet.start_row(_repeated(attributes, "table:number-rows-repeated"), hidden)
            elif name in _CELLS:
                self._cell = OdsCell(attributes, covered=name != _CELLS[0])
        elif self._depth == 0:
            self._styles.start(name, attributes)

    def _text(self, text: str) -> None:
        if self._cell is not None:
            self._cell.text(text)

    def _end(self, name: str) -> None:
        if name == "table":
            self._depth -= 1
            if self._depth == 0:
                repeat_merged(self._sheet.grid)
                self.grids.setdefault(self._title, self._sheet.grid)
        elif self._depth == 1:
            if self._cell is not None and name in _CELLS:
                self._sheet.add(self._cell)
                self._cell = None
            elif self._cell is not None:
                self._cell.end(name)
            elif name == "table-row":
                self._sheet.end_row()


class _Sheet:
    """One sheet: where its next cell stands, and what was found before it."""

    def __init__(self, budget: _Budget, styles: OdsStyles) -> None:
        self.grid = Grid()
        self._budget, self._styles = budget, styles
        self._row = self._column = 0
        self._row_repeats = 1
        self._hidden = False
        self._struck: list[int] = []
        self._cells: list[tuple[int, int, Any]] = []
        self._formulas: list[int] = []

    def start_row(self, repeats: int, hidden: bool) -> None:
        """Begin a row that stands for so many; `hidden` if nobody sees it."""
        self._row_repeats, self._column, self._cells, self._formulas = repeats, 0, [], []
        self._hidden, self._struck = hidden, []

    def add(self, cell: OdsCell) -> None:
        """Take the next cell of the row, as often as it is repeated."""
        value = cell.value()
        repeats = _repeated(cell.attributes, "table:number-columns-repeated")
        end = min(self._column + repeats, FARTHEST_COLUMN)
        if end > self._column and (not isinstance(value, str) or not is_empty(value)):
            self._cells.append((self._column, end, value))
            if cell.is_formula:
                self._formulas += range(self._column, end)
            if cell.attributes.get("table:style-name") in self._styles.struck:
                self._struck += range(self._column, end)
        if cell.rows_spanned > 1 or cell.columns_spanned > 1:
            last = (self._row + cell.rows_spanned - 1, self._column + cell.columns_spanned - 1)
            self.grid.merged.append((self._row, self._column, *last))
        self._column += repeats

    def end_row(self) -> None:
        """Take the row, as often as it is repeated."""
        within = max(0, min(self._row_repeats, FARTHEST_ROW - self._row))
        if self._cells and within:
            width, blank = self._cells[-1][1], self._row - len(self.grid.rows)
            text = sum(
                len(value) * (end - start) for start, end, value in self._cells if isinstance(value, str)
            )
            self._budget.spend(blank + (width + 1) * within, text * within)
            row: list[Any] = [""] * width
            for start, end, value in self._cells:
                row[start:end] = [value] * (end - start)
            self.grid.rows.extend([] for _ in range(blank))
            self.grid.rows.extend(row.copy() for _ in range(within))
            rows = range(self._row, self._row + within)
            self.grid.formulas.update((at, column) for at in rows for column in self._formulas)
            self.grid.struck.update((at, column) for at in rows for column in self._struck)
            self.grid.hidden.update(rows if self._hidden else ())
        if self._cells and within < self._row_repeats:
            self._keep_beyond(max(self._row, FARTHEST_ROW))
        self._row += self._row_repeats

    def _keep_beyond(self, row: int) -> None:
        known = {column for _, column in self.grid.beyond}
        for start, end, _ in self._cells:
            self.grid.beyond.extend((row, column) for column in range(start, end) if column not in known)


def _repeated(attributes: Mapping[str, str], name: str) -> int:
    """How often something is repeated: once, where nothing that makes sense is said."""
    text = attributes.get(name, "")
    return max(1, min(int(text[:9]), _MOST_REPEATED)) if text.isascii() and text.isdigit() else 1
