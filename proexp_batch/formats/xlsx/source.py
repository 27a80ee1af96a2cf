"""Reads the sheets of an Excel workbook of today."""

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from python_calamine import CalamineWorkbook

from proexp_batch.formats.format import Private
from proexp_batch.formats.grid import Grid, repeat_merged
from proexp_batch.formats.parts import Parts
from proexp_batch.formats.refusals import UnreadableFileError, refusing
from proexp_batch.formats.xlsx.private import private_parts
from proexp_batch.formats.xlsx.sheetdata import SheetData, sheet_data
from proexp_batch.formats.xlsx.struck import struck_styles
from proexp_batch.model.cells import is_empty
from proexp_batch.model.privacy import safe_titles
from proexp_batch.ooxml.package import Package
from proexp_batch.ooxml.workbook import SheetPart, Workbook

MAX_TEXT_BYTES = 100_000_000
MAX_CELLS = 20_000_000

_ROOT = (
    b'<Relationships><Relationship Id="r" Type="/relationships/officeDocument" Target="xl/workbook.xml"/>'
    b"</Relationships>"
)
_TEXT_END = re.compile(rb"</(?:\w++:)?si>")
_TEXT_USED = re.compile(rb' t="s"[^<>]*+><v>([0-9]{1,9})<')


class XlsxSource:
    """Reads the sheets of an Excel workbook, several at a time.

    Raises:
        PackageError: the package is no workbook, or is damaged.
    """

    titles: Sequence[str]
    hidden: Collection[str]
    from_1904: bool

    def __init__(self, package: Package) -> None:
        workbook = Workbook(package)
        relations, sheets = workbook.relations(workbook.part), workbook.sheets()
        self._sheets: dict[str, str] = {}
        # A title that is private is told nowhere, and is another one in the workbook that is given back.
        safe = safe_titles(sheet.title for sheet in sheets)
        self.hidden = {safe.get(sheet.title, sheet.title) for sheet in sheets if sheet.is_hidden}
        for sheet in sheets:
            if sheet.is_worksheet:
                self._sheets.setdefault(safe.get(sheet.title, sheet.title), sheet.part)
        self._styles, self._texts = (
            relation.part if (relation := relations.of_kind(kind)) else None
            for kind in ("styles", "sharedStrings")
        )
        self._parts = Parts(package)
        self._parts.check(_written_into(workbook, sheets))
        self._shared: dict[str, bytes] | None = None
        self._cells_left = MAX_CELLS
        self.titles = tuple(self._sheets)
        self.from_1904 = workbook.counts_from_1904

    @refusing()
    def grids(self, titles: Iterable[str], rows: int | None = None) -> dict[str, Grid]:
        """The grids of sheets by title, with their first `rows` rows or all of them.

        Raises:
            UnreadableFileError: a part is missing or damaged, or the sheets are too big.
        """
        struck = struck_styles(self._shared_parts().get("xl/styles.xml", b""))
        sheets = {title: sheet_data(self._parts.xml(self._sheets[title]), struck) for title in titles}
        if not sheets:
            return {}
        _refuse_swelling(self._shared_parts().get("xl/sharedStrings.xml", b""), sheets.values())
        workbook = _plain_workbook(sheets.values(), self._shared_parts(), self.from_1904)
        tables = self._tables(workbook, len(sheets), rows)
        return {
            title: _grid(table, sheet) for (title, sheet), table in zip(sheets.items(), tables, strict=True)
        }

    @refusing()
    def private(self) -> Private:
        """Where social security numbers may stand.

        Raises:
            UnreadableFileError: the file is too big to look.
        """
        return private_parts(self._parts, self._sheets, self._texts)

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
        except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError, UnreadableFileError):
            raise
        except BaseException as error:  # panics of the reader are not `Exception`s
            raise UnreadableFileError("FIC-003") from error
        return tables

    def _shared_parts(self) -> Mapping[str, bytes]:
        if self._shared is None:
            self._shared = {}
            if self._styles is not None:
                self._shared["xl/styles.xml"] = self._parts.xml(self._styles)
            if self._texts is not None:
                # The tag in front hides the one that announces, perhaps falsely, how much memory to reserve.
                self._shared["xl/sharedStrings.xml"] = b"<sst>" + self._parts.xml(self._texts)
        return self._shared


def _written_into(workbook: Workbook, sheets: Iterable[SheetPart]) -> list[str]:
    """The parts that whoever marks a workbook opens, besides those that open with it; relationships are opened here.

    Raises:
        PackageError: the relationships of a sheet are damaged.
    """
    relations = workbook.relations(workbook.part)
    found = [relation.part for kind in ("styles", "sharedStrings") if (relation := relations.of_kind(kind))]
    for sheet in sheets:
        found.append(sheet.part)
        found += [relation.part for relation in workbook.relations(sheet.part) if relation.kind == "comments"]
    return list(dict.fromkeys(part for part in found if part is not None))


def _refuse_swelling(texts: bytes, sheets: Iterable[SheetData]) -> None:
    """Refuse sheets that repeat long shared texts so often that they would fill the memory."""
    sheets = list(sheets)
    if not texts or len(texts) * sum(sheet.xml.count(b' t="s"') for sheet in sheets) <= MAX_TEXT_BYTES:
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
    grid = Grid(rows, sheet.merged, beyond=sorted(beyond), hidden=sheet.hidden, struck=sheet.struck)
    for (row, column), cell in sheet.uncomputed.items():
        grid.put(row, column, cell)
    repeat_merged(grid)
    return grid
