"""The cells of one worksheet part (ECMA-376 Part 1, §18.3)."""

from __future__ import annotations

import re
from bisect import bisect, bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from lxml import etree

from proexp_batch.ooxml.addresses import MAX_COLUMN, Area, Place, address, area_or_none, place_or_none, span
from proexp_batch.ooxml.covering import first_covers
from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.markup import (
    child,
    children,
    insert_ordered,
    local,
    make,
    make_related,
    namespace,
    number,
    parse,
    serialise,
)
from proexp_batch.ooxml.names import Dialect

_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
    "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks",
    "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties",
    "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing",
)  # fmt: skip

_DEFAULT_WIDTH = 64
_DEFAULT_HEIGHT = 20
_FEW_COLUMNS = 64  # of their elements, which are gone through for each column that is asked for
_MOST_MERGES = 100_000
_SPANS = re.compile(r"[0-9]{1,7}:[0-9]{1,7}")


class Worksheet:
    """A worksheet part, changed in place.

    Raises:
        PackageError: the part is no worksheet.
    """

    def __init__(self, data: bytes, part: str, dialect: Dialect) -> None:
        self.root = parse(data, part)
        self._dialect = dialect
        data_element = child(self.root, "sheetData")
        if local(self.root) != "worksheet" or data_element is None:
            raise PackageError(f"part {part} is no worksheet")
        self._data: etree._Element = data_element
        self._prefix = f"{{{namespace(self.root)}}}"
        self._cells: dict[int, tuple[dict[int, etree._Element], list[int]]] = {}

    def serialise(self) -> bytes:
        """The bytes of the part."""
        return serialise(self.root)

    @cached_property
    def _rows(self) -> dict[int, etree._Element]:
        rows: dict[int, etree._Element] = {}
        current, implicit = 0, []
        for row in self._data.iterchildren(f"{self._prefix}row"):
            written = number(row, "r")
            current = written or current + 1
            if not written:
                implicit.append((row, current))
            rows.setdefault(current, row)
        # A row put in between would renumber those that only count on.
        for row, counted in implicit:
            row.set("r", str(counted))
        return rows

    @cached_property
    def _numbers(self) -> list[int]:
        return sorted(self._rows)

    @cached_property
    def _columns(self) -> list[tuple[int, int, etree._Element]]:
        group = child(self.root, "cols")
        found = [] if group is None else list(children(group, "col"))
        return [(number(col, "min", 1), number(col, "max", 1), col) for col in found]

    def _column_at(self, column: int) -> etree._Element | None:
        if len(self._columns) > _FEW_COLUMNS:
            return self._every_column.get(column)
        return next((col for low, high, col in self._columns if low <= column <= high), None)

    @cached_property
    def _every_column(self) -> dict[int, etree._Element]:
        return first_covers(range(1, MAX_COLUMN + 1), self._columns)

    @cached_property
    def _merges(self) -> list[Area]:
        group = child(self.root, "mergeCells")
        merged = [] if group is None else list(children(group, "mergeCell"))
        if len(merged) > _MOST_MERGES:
            raise PackageError(f"a worksheet merges {len(merged)} ranges: no dossier needs so many")
        found = (area_or_none(item.get("ref", "")) for item in merged)
        return [one for one in found if one is not None]

    def anchors(self, places: Iterable[Place]) -> dict[Place, Place]:
        """By place, the cell that shows: the top left one of the merged range around it, or itself."""
        shown = {where: where for where in places}
        rows_asked, columns_asked = (sorted({where[at] for where in shown}) for at in (0, 1))
        merges = [
            one
            for one in self._merges
            if _is_within(rows_asked, one[0], one[2]) and _is_within(columns_asked, one[1], one[3])
        ]
        by_column = defaultdict(list)
        for row, column in shown:
            by_column[column].append(row)
        for column, rows in by_column.items():
            around = (
                (top, bottom, (top, left)) for top, left, bottom, right in merges if left <= column <= right
            )
            shown.update(((row, column), corner) for row, corner in first_covers(rows, around).items())
        return shown

    def cell(self, row: int, column: int) -> etree._Element:
        """The element of a cell, put in at its place with the look of its row or column if need be."""
        line = self._row(row)
        if row not in self._cells:
            self._cells[row] = self._cells_of(line, row)
        cells, columns = self._cells[row]
        if column in cells:
            return cells[column]
        element = make(line, "c", r=address(row, column))
        style = self._default_style(line, column)
        if style:
            element.set("s", str(style))
        position = bisect(columns, column)
        following = cells[columns[position - 1]].getnext() if position else next(iter(line), None)
        if following is None:
            line.append(element)
        else:
            following.addprevious(element)
        cells[column] = element
        columns.insert(position, column)
        self._widen(line, row, column)
        return element

    def _cells_of(self, line: etree._Element, row: int) -> tuple[dict[int, etree._Element], list[int]]:
        """The cells of a row by column, and these columns in order; each gets its place written."""
        cells: dict[int, etree._Element] = {}
        current = 0
        for element in line.iterchildren(f"{self._prefix}c"):
            written = place_or_none(element.get("r", ""))
            current = written[1] if written else current + 1
            if not written:
                element.set("r", address(row, current))
            cells.setdefault(current, element)
        return cells, sorted(cells)

    def _row(self, row: int) -> etree._Element:
        if row not in self._rows:
            element = make(self._data, "row", r=str(row))
            following = self._following_row(row)
            if following is None:
                self._data.append(element)
            else:
                following.addprevious(element)
            self._rows[row] = element
            insort(self._numbers, row)
        return self._rows[row]

    def _following_row(self, row: int) -> etree._Element | None:
        position = bisect(self._numbers, row)
        return self._rows[self._numbers[position]] if position < len(self._numbers) else None

    def _default_style(self, line: etree._Element, column: int) -> int:
        if line.get("customFormat") in ("1", "true"):
            return number(line, "s")
        found = self._column_at(column)
        return 0 if found is None else number(found, "style")

    def _widen(self, line: etree._Element, row: int, column: int) -> None:
        spans = line.get("spans")
        if spans and _SPANS.fullmatch(spans):
            low, high = map(int, spans.split(":"))
            line.set("spans", f"{min(low, column)}:{max(high, column)}")
        dimension = self._dimension
        covered = None if dimension is None else area_or_none(dimension.get("ref", ""))
        if dimension is not None and covered:
            top, left, bottom, right = covered
            corners = min(top, row), min(left, column), max(bottom, row), max(right, column)
            dimension.set("ref", span(corners))

    @cached_property
    def _dimension(self) -> etree._Element | None:
        return child(self.root, "dimension")

    def styled(self) -> Iterator[tuple[etree._Element, str, Place | None]]:
        """Everything that names a cell format: element, attribute, and the place if it is a cell."""
        for _, _, col in self._columns:
            yield col, "style", None
        for row, line in self._rows.items():
            yield line, "s", None
            column = 0
            for element in line.iterchildren(f"{self._prefix}c"):
                written = place_or_none(element.get("r", ""))
                column = written[1] if written else column + 1
                yield element, "s", (row, column)

    def column_pixels(self, column: int) -> int:
        """Width of a column on the screen."""
        col = self._column_at(column)
        if col is None:
            return self._default_width
        if col.get("hidden") in ("1", "true"):
            return 0
        return _pixels(col.get("width"), 7, self._default_width)

    @cached_property
    def _default_width(self) -> int:
        common = child(self.root, "sheetFormatPr")
        return _DEFAULT_WIDTH if common is None else _pixels(common.get("defaultColWidth"), 7, _DEFAULT_WIDTH)

    def row_pixels(self, row: int) -> int:
        """Height of a row on the screen."""
        line = self._rows.get(row)
        if line is None:
            return _DEFAULT_HEIGHT
        if line.get("hidden") in ("1", "true"):
            return 0
        return _pixels(line.get("ht"), 4 / 3, _DEFAULT_HEIGHT)

    def insert(self, element: etree._Element) -> None:
        """Put an element into the worksheet, where the schema wants it: before the others of its name."""
        following = child(self.root, local(element))
        if following is None:
            insert_ordered(self.root, element, _ORDER)
        else:
            following.addprevious(element)

    @property
    def legacy_drawing(self) -> str | None:
        """Relationship of the VML drawing that holds the boxes of the notes, if there is one."""
        element = child(self.root, "legacyDrawing")
        return None if element is None else element.get(f"{{{self._dialect.relations}}}id")

    @legacy_drawing.setter
    def legacy_drawing(self, identifier: str | None) -> None:
        old = child(self.root, "legacyDrawing")
        if old is not None:
            self.root.remove(old)
        if identifier is not None:
            element = make_related(self.root, "legacyDrawing", self._dialect.relations, identifier)
            insert_ordered(self.root, element, _ORDER)


def _is_within(ordered: Sequence[int], low: int, high: int) -> bool:
    """Whether one of these numbers, in order, lies between two others."""
    at = bisect_left(ordered, low)
    return at < len(ordered) and ordered[at] <= high


def _pixels(size: str | None, factor: float, default: int) -> int:
    try:
        return max(0, round(float(size) * factor)) if size else default
    except (ValueError, OverflowError):
        return default


_SELECTED = re.compile(rb'(<(?:\w+:)?sheetView\b[^<>]*?\stabSelected=["\'])(?:1|true)(?=["\'])')
_HEAD = 16_384


def has_selected_tab(head: bytes) -> bool:
    """Whether the first bytes of a sheet say that its tab is selected."""
    return b"tabSelected" in head[:_HEAD] and _SELECTED.search(head, 0, _HEAD) is not None


def deselect_tab(data: bytes) -> bytes:
    """The sheet without its selected tab: two selected tabs would be edited together."""
    return _SELECTED.sub(rb"\g<1>0", data[:_HEAD]) + data[_HEAD:]


_STYLE_NUMBER = re.compile(rb'\s(?:s|style)=["\']([0-9]{1,9})["\']')


def uses_format(data: bytes, formats: frozenset[int]) -> bool:
    """Whether a sheet may use one of these cell formats: a test on the bytes, which spares parsing."""
    return not formats.isdisjoint(map(int, set(_STYLE_NUMBER.findall(data))))
