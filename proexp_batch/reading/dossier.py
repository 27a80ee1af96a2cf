"""Reads one deposited workbook into a dossier."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from proexp_batch.formats.format import Source
from proexp_batch.formats.grid import Grid
from proexp_batch.formats.refusals import UnreadableFileError
from proexp_batch.formats.registry import opened
from proexp_batch.model.cells import is_empty
from proexp_batch.model.columns import Layout, Sheet
from proexp_batch.model.dossier import Dossier, Rows
from proexp_batch.model.findings import Hit
from proexp_batch.model.kinds.codes import ALL
from proexp_batch.model.sheets import SHEETS
from proexp_batch.reading.cellreader import Context
from proexp_batch.reading.forms import Lines, find_lines, read_form
from proexp_batch.reading.headers import FARTHEST_HEADER, Header, find_header, likeness, match_titles
from proexp_batch.reading.notes import Notes
from proexp_batch.reading.private import look_elsewhere, private_cells
from proexp_batch.reading.tables import read_table

_FEWEST_LINES = 2
_LINES_OF_A_FORM = 5
_ROWS_OF_A_TITLE = 3
_MOST_UNKNOWN = 1_000
MOST_TOGETHER = 200_000
"""Pairs of a contract, a module or a competence; a dossier of a hundred contracts has a few thousand."""


def read(data: bytes, file: PurePosixPath, number: int) -> Dossier:
    """Read a deposited file; `number` is its position in the batch. What cannot be read is said in its hits."""
    dossier = Dossier(file=file, sha256=hashlib.sha256(data).hexdigest())
    notes = Notes(number)
    try:
        source = opened(data, file)
        dossier.sheets = read_sheets(source, notes)
        look_elsewhere(source, [rows.title for rows in dossier.sheets.values()], notes)
        dossier.hits = notes.hits
    except UnreadableFileError as reason:
        _refuse(dossier, Hit(reason.code, number, None, values=reason.values))
    except Exception:  # whatever a file contains, the others of the batch must go on
        _refuse(dossier, Hit("FIC-008", number, None))
    return dossier


def _refuse(dossier: Dossier, hit: Hit) -> None:
    dossier.sheets = {}
    dossier.hits = [hit]
    dossier.readable = False


def read_sheets(source: Source, notes: Notes) -> dict[str, Rows]:
    """The declared sheets of a workbook by key.

    Raises:
        UnreadableFileError: they are damaged or too big, or there is none, or nothing in them.
    """
    found = _Sheets(source)
    sheets: dict[str, Rows] = {}
    for key, sheet in SHEETS.items():
        rows = found.read(sheet, notes, source.from_1904, _names_known(sheet, sheets))
        if rows is not None:
            sheets[key] = rows
    if not sheets:
        raise UnreadableFileError("FIC-001")
    if not any(any(marks) for rows in sheets.values() for marks in rows.filled.values()):
        raise UnreadableFileError("FIC-005")
    _write_out_all(sheets)
    _refuse_too_many(sheets)
    return sheets


def _names_known(sheet: Sheet, read: Mapping[str, Rows]) -> dict[str, Collection[str]]:
    """The names that the cells of a sheet may give to rows of sheets that were read before it, by field."""
    return {
        column.field: {name for name in read[target.sheet].values.get(target.field, ()) if name}
        for column in sheet.columns.values()
        if (target := column.refers_to) is not None and target.sheet in read
    }


def _refuse_too_many(sheets: dict[str, Rows]) -> None:
    """Refuse what would take minutes to judge: everything that goes together, each with each."""
    learners, modules, competences = (
        len(sheets[key].rows) if key in sheets else 0 for key in ("learners", "modules", "competences")
    )
    together = learners * competences
    for field, all_of_them in (("contracts", learners), ("competences", 0)):
        lists = sheets["modules"].values.get(field) if modules else None
        together += sum(
            text.count(";") + 1 if isinstance(text, str) else all_of_them
            for text in (lists or [None] * modules)
        )
    if together > MOST_TOGETHER:
        counts = {"learners": learners, "modules": modules, "competences": competences}
        raise UnreadableFileError("FIC-010", **counts)


class _Sheets:
    """The declared sheets that a workbook holds, found by their titles, or by what stands in them.

    A sheet whose title is right but whose headers say nothing is `unknown`: there may be a better one.
    """

    def __init__(self, workbook: Source) -> None:
        titles = list(workbook.titles)
        matched = match_titles(titles, SHEETS.values())
        self._grids = workbook.grids(matched.values())
        self._found: dict[str, tuple[str, Header | Lines]] = {}
        self._unknown: dict[str, str] = {}
        for key, title in matched.items():
            layout = _layout(SHEETS[key], self._grids[title], _FEWEST_LINES)
            if layout is not None:
                self._found[key] = (title, layout)
            else:
                self._unknown[key] = title
        if len(self._found) < len(SHEETS):
            taken = {title for title, _ in self._found.values()}
            self._recognise(workbook, [title for title in titles if title not in taken][:_MOST_UNKNOWN])

    def _recognise(self, workbook: Source, titles: list[str]) -> None:
        """Find the sheets that were renamed; the likeliest first, in the order of the workbook."""
        grids = workbook.grids((title for title in titles if title not in self._grids), FARTHEST_HEADER)
        grids |= {title: self._grids[title] for title in titles if title in self._grids}
        candidates = []
        for key, sheet in SHEETS.items():
            for title in titles if key not in self._found else ():
                layout = _layout(sheet, grids[title], _LINES_OF_A_FORM)
                if layout is not None:
                    score = likeness(layout, sheet) if isinstance(layout, Header) else 1.0
                    if score:
                        candidates.append((score, key, title, layout))
        candidates.sort(key=lambda candidate: -candidate[0])
        taken = set()
        for _, key, title, layout in candidates:
            if key not in self._found and title not in taken:
                self._found[key] = (title, layout)
                taken.add(title)
        self._grids |= workbook.grids(title for title in taken if title not in self._grids)

    def read(
        self, sheet: Sheet, notes: Notes, from_1904: bool, known: Mapping[str, Collection[str]]
    ) -> Rows | None:
        """The rows of a declared sheet, `None` where the workbook has none; `known` are the codes it may name."""
        if sheet.key not in self._found:
            title = self._unknown.get(sheet.key)
            if title is not None and _holds_a_table(self._grids[title]):
                notes.of_sheet("LEC-012", sheet.key, title=title)
            return None
        title, layout = self._found[sheet.key]
        grid = self._grids[title]
        private = set()
        last_header = layout.row if isinstance(layout, Header) else len(grid.rows)
        for place in private_cells(grid, last_header):
            private.add(place)
            notes.of_cell("LEC-010", sheet.key, place)
        context = Context(private, known=known)
        if isinstance(layout, Lines):
            return read_form(sheet, title, grid, layout, notes, context, from_1904)
        return read_table(sheet, title, grid, layout, notes, context, from_1904)


def _layout(sheet: Sheet, grid: Grid, fewest_lines: int) -> Header | Lines | None:
    """Where the columns or the lines of a sheet stand; `None` where they are not found."""
    if sheet.layout is Layout.TABLE:
        return find_header(grid, sheet)
    lines = find_lines(grid, sheet)
    return lines if len(lines.labels) >= fewest_lines else None


def _holds_a_table(grid: Grid) -> bool:
    """Whether there is more in a sheet than a title above an empty page."""
    counts = [sum(not is_empty(cell) for cell in cells) for cells in grid.rows]
    return sum(count > 1 for count in counts) > 1 or sum(count > 0 for count in counts) > _ROWS_OF_A_TITLE


def _write_out_all(sheets: dict[str, Rows]) -> None:
    """Replace « tous » by every code of the sheet it speaks of; without that sheet it says nothing."""
    for key, rows in sheets.items():
        for name, values in rows.values.items():
            target = SHEETS[key].columns[name].refers_to
            if target is None or ALL not in values:
                continue
            named = sheets.get(target.sheet)
            everything = _codes_of(named.values.get(target.field, ())) if named else None
            for position, value in enumerate(values):
                if value == ALL:
                    values[position] = everything
                    rows.filled[name][position] = everything is not None


def _codes_of(codes: Iterable[Any]) -> str | None:
    return ";".join(dict.fromkeys(str(code) for code in codes if code)) or None
