"""Copies a dossier that is no Excel workbook of today into the template, so that it can be given back with its findings."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from proexp_batch.decision.facts import DossierDecision, Status
from proexp_batch.formats.format import Source
from proexp_batch.formats.grid import Grid
from proexp_batch.formats.registry import recognised
from proexp_batch.migrate.carrying import Carried, carried
from proexp_batch.migrate.leftovers import leftovers
from proexp_batch.migrate.old_workbook import OldCell, OldWorkbook
from proexp_batch.model.cells import Uncomputed, is_empty
from proexp_batch.model.dossier import Dossier, Rows
from proexp_batch.model.findings import Finding, Where
from proexp_batch.model.pages import CALCULATIONS_TITLE, LISTS_TITLE, READ_ME_TITLE
from proexp_batch.model.sheets import SHEETS, TEMPLATE_VERSION
from proexp_batch.ooxml.addresses import address, address_at, position, split_cell
from proexp_batch.reading.dossier import read_sheets
from proexp_batch.reading.notes import Notes
from proexp_batch.template.filled import Leftover, filled, header_place, place
from proexp_batch.template.filled_leftovers import LEFTOVERS_TITLE, leftover_place

_COPIED = "Votre fichier {format} a été recopié dans le modèle Excel : {next}."
_TO_CORRECT = "corrigez ce classeur-ci et déposez-le"
_TO_KEEP = "c'est ce classeur-ci qui servira la prochaine fois"
_NO_RESULT = "#VALEUR!"
"""Stands for a formula without result: read again, the cell must not be taken for an empty one."""

_FORMULA = "="
"""Stands for any formula: what matters is that there is one, where the template has its own."""

_OWN_PAGES = frozenset((READ_ME_TITLE, LISTS_TITLE))
"""The pages that the template has had in each of its versions: who kept both filled the template in."""

_FIRST_CALCULATION = "Jour du contrôle"
_BEYOND = "Ligne trop loin dans la feuille"


@dataclass(frozen=True, slots=True)
class Copy:
    """A dossier in the template: the workbook, the decision with the places in it, and what to say about it."""

    content: bytes
    decision: DossierDecision
    notice: str


def copied(data: bytes, decision: DossierDecision) -> Copy | None:
    """Copy a deposited file into the template; `None` where it is an Excel workbook, which is given back itself.

    Values that the reader understands are written in their plain form, the others as they were typed. What has no
    place goes to the sheet « Sans place ». Notes, links and formulas stay in the company's own file.

    Raises:
        UnreadableFileError: the file cannot be read.
    """
    format_ = recognised(data, decision.file)
    if format_.takes_marks:
        return None
    source = format_.open(data)
    dossier = Dossier(decision.file, decision.sha256, sheets=read_sheets(source, Notes(0)))
    old, beyond = _cells(source)
    found = carried(dossier, old)
    for title, places in found.places.items():
        for where in places:
            # The result is there in its place; what computed it stays in the company's own file.
            old.sheets[title][where].formula = None
    left = [*leftovers(old, dossier.sheets, found.places), *beyond]
    rows = {key: given for key, given in found.rows.items() if any(given)}
    moved = _moved(dossier, found, left)
    titles = {sheet.title: SHEETS[key].title for key, sheet in dossier.sheets.items()}
    next_ = _TO_KEEP if decision.status is Status.ACCEPTED else _TO_CORRECT
    notice = _COPIED.format(format=format_.endings[0], next=next_)
    return Copy(filled(rows, left), _with_places(decision, moved, titles), notice)


def _cells(source: Source) -> tuple[OldWorkbook, list[Leftover]]:
    """Every filled cell of a workbook, and the places of those that are too far away to be read."""
    from_template = set(source.titles) >= _OWN_PAGES
    old = OldWorkbook(TEMPLATE_VERSION if from_template else None)
    beyond = []
    for title, grid in source.grids(source.titles).items():
        if from_template and _holds_our_calculations(title, grid):
            continue
        old.sheets[title] = {
            (row, column): OldCell(
                (cell.error or _NO_RESULT) if isinstance(cell, Uncomputed) else cell,
                _FORMULA if (row, column) in grid.formulas else None,
            )
            for row, column, cell in _filled(grid)
        }
        beyond += [Leftover(title, address_at(far), "", None, _BEYOND) for far in grid.beyond]
    return old, beyond


def _holds_our_calculations(title: str, grid: Grid) -> bool:
    """Whether a sheet is the hidden one that the template computes with, which the new workbook has again."""
    return title == CALCULATIONS_TITLE and grid.at(1, 0) == _FIRST_CALCULATION


def _filled(grid: Grid) -> Iterator[tuple[int, int, Any]]:
    for row, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            # What a merged block says again stands once, in its first cell.
            if not is_empty(cell) and (row, column) not in grid.repeated:
                yield row, column, cell


def _moved(dossier: Dossier, found: Carried, left: Sequence[Leftover]) -> dict[Where, Where]:
    """Where in the new workbook each cell of the old one stands, headers and labels included."""
    moved: dict[Where, Where] = {}
    under: dict[Where, Where] = {}
    for number, leftover in enumerate(left):
        there = leftover_place(number)
        moved.setdefault((leftover.sheet, leftover.cell), there)
        under.setdefault((leftover.sheet, split_cell(leftover.cell)[0]), there)
    for key, rows in dossier.sheets.items():
        if any(found.rows[key]):
            for index, row in enumerate(rows.rows):
                for name in rows.values:
                    moved[rows.title, str(rows.cell(row, name))] = place(key, index, name)
        moved.update(_headers(key, rows))
        if rows.columns:
            # A column without place: its header leads to the first of its values.
            for (title, letters), there in under.items():
                if title == rows.title:
                    moved.setdefault((title, f"{letters}{rows.header_row}"), there)
    return moved


def _headers(key: str, rows: Rows) -> Iterator[tuple[Where, Where]]:
    for name, column in rows.columns.items():
        yield (rows.title, address(rows.header_row, column + 1)), header_place(key, name)
    for name, cell in rows.lines.items():
        row, column = position(cell)
        for before in range(column):
            yield (rows.title, address_at((row, before))), header_place(key, name)


def _with_places(
    decision: DossierDecision, moved: Mapping[Where, Where], titles: Mapping[str, str]
) -> DossierDecision:
    """The same decision, told with the places of the new workbook; the report keeps those of the company's file."""
    placed = [(at, new) for at, old in enumerate(decision.findings) for new in _placed(old, moved, titles)]
    since = decision.since
    if since is not None:
        new = tuple(now for now, (at, _) in enumerate(placed) if at in since.are_new)
        wider = tuple(now for now, (at, _) in enumerate(placed) if at in since.are_wider)
        since = dataclasses.replace(since, are_new=new, are_wider=wider)
    repairs = [
        dataclasses.replace(repair, sheet=there[0], cell=there[1])
        for repair in decision.repairs
        if (there := moved.get((repair.sheet, repair.cell))) is not None and there[0] != LEFTOVERS_TITLE
    ]
    findings = tuple(finding for _, finding in placed)
    return dataclasses.replace(decision, findings=findings, repairs=tuple(repairs), since=since)


def _placed(finding: Finding, moved: Mapping[Where, Where], titles: Mapping[str, str]) -> Iterator[Finding]:
    """A finding with its cells in the new workbook: one for each sheet in which they stand now."""
    sheet = titles.get(finding.sheet or "", finding.sheet)
    cells: dict[str | None, list[str]] = {}
    for cell in finding.cells:
        there = moved.get((str(finding.sheet), cell))
        if there is not None:
            cells.setdefault(there[0], []).append(there[1])
    for title, addresses in (cells or {sheet: []}).items():
        yield dataclasses.replace(finding, sheet=title, cells=tuple(dict.fromkeys(addresses)))
