"""Which sheets of a workbook are which: by their titles, or by what stands in them, several of one kind included."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress

from proexp_batch.formats.format import Source
from proexp_batch.formats.grid import Grid
from proexp_batch.formats.refusals import UnreadableFileError
from proexp_batch.model.cells import fold, is_empty
from proexp_batch.model.columns import Layout, Sheet
from proexp_batch.model.dossier import Rows
from proexp_batch.model.pages import PAGE_TITLES
from proexp_batch.model.sheets import SHEETS
from proexp_batch.ooxml.addresses import Position
from proexp_batch.reading.cellreader import Context
from proexp_batch.reading.forms import Lines, find_lines, labels_across, read_form, unread_form
from proexp_batch.reading.headers import FARTHEST_HEADER, Header, find_header, likeness, match_titles
from proexp_batch.reading.notes import Notes
from proexp_batch.reading.private import private_cells
from proexp_batch.reading.rivals import Candidate, Rivals
from proexp_batch.reading.tables import read_table

_FEWEST_LINES = 2
_LINES_OF_A_FORM = 5
_ROWS_OF_A_TITLE = 3
_MOST_UNKNOWN = 1_000
_OURS = frozenset(map(fold, PAGE_TITLES))
_MOST_LIKE = 0.9
_MANY_COLUMNS = 8


class Sheets:
    """The declared sheets that a workbook holds, found by their titles, or by what stands in them.

    A sheet whose title is right but whose headers say nothing is `unknown`: there may be a better one. Others of the
    same kind are the `rivals` of the one that was found.
    """

    def __init__(self, workbook: Source) -> None:
        titles = list(workbook.titles)
        matched = match_titles(titles, SHEETS.values())
        self._workbook = workbook
        self._grids = workbook.grids(matched.values())
        self._found: dict[str, tuple[str, Header | Lines]] = {}
        self._unknown: dict[str, str] = {}
        for key, title in matched.items():
            layout = _layout(SHEETS[key], self._grids[title], _FEWEST_LINES)
            if layout is not None and _across(SHEETS[key], self._grids[title]) is None:
                self._found[key] = (title, layout)
            else:
                self._unknown[key] = title
        if len(self._found) < len(SHEETS):
            taken = {title for title, _ in self._found.values()}
            self._recognise([title for title in titles if title not in taken][:_MOST_UNKNOWN])

    def _recognise(self, titles: list[str]) -> None:
        """Find the sheets that were renamed; the likeliest first, in the order of the workbook."""
        grids = self._workbook.grids((title for title in titles if title not in self._grids), FARTHEST_HEADER)
        grids |= {title: self._grids[title] for title in titles if title in self._grids}
        missing = [key for key in SHEETS if key not in self._found]
        candidates = [
            (score, key, title, layout)
            for key in missing
            for title in titles
            for score, layout in _scored(SHEETS[key], grids[title])
        ]
        candidates.sort(key=lambda candidate: -candidate[0])
        taken = set()
        for _, key, title, layout in candidates:
            if key not in self._found and title not in taken:
                self._found[key] = (title, layout)
                taken.add(title)
        self._grids |= self._workbook.grids(title for title in taken if title not in self._grids)

    def read(self, notes: Notes) -> dict[str, Rows]:
        """The rows of the declared sheets by key; what there is to say of others of their kind is noted."""
        rivals = self._rivals()
        read: dict[str, Rows] = {}
        for key, sheet in SHEETS.items():
            if key in self._found:
                known = _names_known(sheet, read)
                alike = [self._found[key], *rivals.get(key, ())]
                candidates = [self._candidate(key, title, layout, notes, known) for title, layout in alike]
                read[key] = Rivals(candidates).settle(notes)
            elif (title := self._unknown.get(key)) is not None:
                grid = self._grids[title]
                across = _across(sheet, grid)
                if across is not None:
                    notes.of_cell("LEC-017", sheet.key, across)
                    read[key] = unread_form(sheet, title, across)
                elif _holds_a_table(grid):
                    notes.of_sheet("LEC-012", sheet.key, title=title)
        return read

    def _rivals(self) -> dict[str, list[tuple[str, Header | Lines]]]:
        """The sheets that look like one that was found, by its key, in the order of the workbook."""
        taken = {title for title, _ in self._found.values()}
        rivals: dict[str, list[tuple[str, Header | Lines]]] = {}
        titles = [title for title in self._workbook.titles if title not in taken and fold(title) not in _OURS]
        for title in titles[:_MOST_UNKNOWN]:
            # A sheet that nobody needs may be as big or as damaged as it likes.
            with suppress(UnreadableFileError):
                grid = self._grids.get(title) or self._workbook.grids([title], FARTHEST_HEADER)[title]
                looks_like = [
                    (score, key, layout)
                    for key in self._found
                    for score, layout in _scored(SHEETS[key], grid)
                ]
                if looks_like:
                    _, key, layout = max(looks_like, key=lambda found: found[0])
                    self._grids |= self._workbook.grids([title])
                    rivals.setdefault(key, []).append((title, layout))
        return rivals

    def _candidate(
        self, key: str, title: str, layout: Header | Lines, notes: Notes, known: Mapping[str, Collection[str]]
    ) -> Candidate:
        own, sheet = notes.of_its_own(), SHEETS[key]
        rows = _read(sheet, title, self._grids[title], layout, own, known, self._workbook.from_1904)
        sure = _names(title, sheet) or isinstance(layout, Lines) or likeness(layout, sheet) >= _MOST_LIKE
        sure = sure or len(rows.columns) >= _MANY_COLUMNS
        return Candidate(rows, own, title in self._workbook.hidden, sure)


def _scored(sheet: Sheet, grid: Grid) -> Iterator[tuple[float, Header | Lines]]:
    """How much a sheet under an unknown title looks like a declared one, and where its columns stand; or nothing."""
    layout = _layout(sheet, grid, _LINES_OF_A_FORM)
    if layout is not None:
        score = likeness(layout, sheet) if isinstance(layout, Header) else 1.0
        if score:
            yield score, layout


def _names(title: str, sheet: Sheet) -> bool:
    """Whether a title says, with something beside it, what a sheet is: « Apprenants (2) », « Copie de Modules »."""
    words = f" {fold(title)} "
    return any(f" {fold(name)} " in words for name in (sheet.title, *sheet.aliases))


def _names_known(sheet: Sheet, read: Mapping[str, Rows]) -> dict[str, Collection[str]]:
    """The names that the cells of a sheet may give to rows of sheets that were read before it, by field."""
    return {
        column.field: {name for name in read[target.sheet].values.get(target.field, ()) if name}
        for column in sheet.columns.values()
        if (target := column.refers_to) is not None and target.sheet in read
    }


def _read(
    sheet: Sheet,
    title: str,
    grid: Grid,
    layout: Header | Lines,
    notes: Notes,
    known: Mapping[str, Collection[str]],
    from_1904: bool,
) -> Rows:
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


def _across(sheet: Sheet, grid: Grid) -> Position | None:
    return labels_across(grid, sheet) if sheet.layout is Layout.FORM else None


def _holds_a_table(grid: Grid) -> bool:
    """Whether there is more in a sheet than a title above an empty page."""
    counts = [sum(not is_empty(cell) for cell in cells) for cells in grid.rows]
    return sum(count > 1 for count in counts) > 1 or sum(count > 0 for count in counts) > _ROWS_OF_A_TITLE
