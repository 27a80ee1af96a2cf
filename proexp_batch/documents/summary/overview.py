"""The first sheet of the summary: the key figures, the counts and the two charts, on two pages."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from proexp_batch.decision.facts import Run, Status, TutoringHelp
from proexp_batch.documents.summary.charts import bar_chart
from proexp_batch.documents.summary.colours import STATUSES
from proexp_batch.documents.summary.figures import Figures, RuleCount
from proexp_batch.documents.summary.list_page import FIRST_ROW
from proexp_batch.documents.summary.lists import (
    CONTRACT_ATTESTATION,
    CONTRACT_STATUS,
    DOSSIER_STATUS,
    DOSSIER_STEP,
    FINDING_SEVERITY,
    STEP_LABELS,
)
from proexp_batch.documents.summary.small_table import LABEL_COLUMNS, Count, CountRow, small_table
from proexp_batch.drawing import palette
from proexp_batch.drawing.styles import Book, Worksheet, put, xl_range_abs, xl_rowcol_to_cell
from proexp_batch.drawing.text_size import line_height, wrapped
from proexp_batch.model import wording
from proexp_batch.model.findings import Severity
from proexp_batch.model.wording import typo

NAME = "Synthèse"

_COLUMNS = 12
_COLUMN_WIDTH = 86
_CHART_COLUMN = 6
_CHART_WIDTH = (_COLUMNS - _CHART_COLUMN) * _COLUMN_WIDTH
_TILE_ROW = 3
_STATUS_ROW = 7
_SEVERITY_ROW = _STATUS_ROW + len(Status) + 3
_TUTORING_ROW = _SEVERITY_ROW + len(Severity) + 4
_STEP_ROW = _SEVERITY_ROW
_RULE_ROW = _STEP_ROW + len(STEP_LABELS) + 4
_TOP_RULES = 10


def write_overview(
    book: Book, sheet: Worksheet, run: Run, counted: Figures, complete: Collection[str]
) -> None:
    """Draw the sheet; `complete` names the sheets that hold all of their list, where formulas count them."""
    sheet.set_column_pixels(0, _COLUMNS - 1, _COLUMN_WIDTH)
    _title(book, sheet, run)
    _tiles(book, sheet, counted, complete)
    _statuses(book, sheet, counted, complete)
    _severities(book, sheet, counted, complete)
    _tutoring(book, sheet, counted.tutoring)
    _rules(book, sheet, counted.rules[:_TOP_RULES])
    _steps(book, sheet, counted, complete)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.set_h_pagebreaks([_RULE_ROW])
    sheet.set_footer(f"&L&8{NAME}&R&8Page &P sur &N", {"margin": 0.3})


def _title(book: Book, sheet: Worksheet, run: Run) -> None:
    style = book.style(font_size=18, bold=True, font_color=palette.NAVY)
    put(sheet, 0, 0, "Synthèse du contrôle des dossiers", style)
    sheet.set_row(0, 32)
    text = (
        f"Contrats de professionnalisation expérimentaux, situation au {wording.long_date(run.today)}. "
        f"Traitement du {_moment(run.started)} au {_moment(run.finished)} (temps universel)."
    )
    put(sheet, 1, 0, typo(text), book.style(font_color=palette.GREY_TEXT))


def _moment(moment: dt.datetime) -> str:
    utc = moment if moment.tzinfo is None else moment.astimezone(dt.UTC)
    return f"{wording.date(utc)} à {utc:%H:%M:%S}"


@dataclass(frozen=True, slots=True)
class _Tile:
    """One key figure; a `formula` gives it again from other cells."""

    label: str
    value: float | None
    formula: str | None = None
    number_format: str = "#,##0"


def _tiles(book: Book, sheet: Worksheet, counted: Figures, complete: Collection[str]) -> None:
    contracts = sum(counted.contracts.values())
    last = FIRST_ROW + max(contracts, 1) - 1
    attested = xl_range_abs(FIRST_ROW, CONTRACT_ATTESTATION, last, CONTRACT_ATTESTATION)
    total = _STATUS_ROW + len(Status) + 1
    blocking = xl_rowcol_to_cell(_SEVERITY_ROW + 1, LABEL_COLUMNS)
    tiles = (
        _Tile("Dossiers", sum(counted.dossiers.values()), f"={xl_rowcol_to_cell(total, LABEL_COLUMNS)}"),
        _Tile("Contrats", contracts, f"={xl_rowcol_to_cell(total, LABEL_COLUMNS + 1)}"),
        _Tile(
            "Attestations établies",
            counted.attestations,
            f'=COUNTIF(Contrats!{attested},"oui")' if "Contrats" in complete else None,
        ),
        _Tile("Constats bloquants", counted.findings[Severity.BLOCKING], f"={blocking}"),
        _Tile("Compétences acquises *", _share(counted.acquired, counted.competences), None, "0\u00a0%"),
        _Tile("Heures réalisées *", _share(counted.hours_done, counted.hours_planned), None, "0\u00a0%"),
    )
    for index, tile in enumerate(tiles):
        _tile(book, sheet, 2 * index, tile)
    sheet.set_row(_TILE_ROW, 22)
    sheet.set_row(_TILE_ROW + 1, 36)
    acquired = wording.plural(counted.acquired, "compétence acquise", "compétences acquises")
    note = (
        f"* Sur les contrats attestés : {acquired} sur {wording.number(counted.competences, 0)}, "
        f"{wording.hours(counted.hours_done)} de formation réalisées sur "
        f"{wording.hours(counted.hours_planned)} prévues."
    )
    put(sheet, _TILE_ROW + 2, 0, typo(note), book.style(font_size=8, font_color=palette.GREY_TEXT))


def _tile(book: Book, sheet: Worksheet, column: int, tile: _Tile) -> None:
    # The white edge keeps the tiles apart.
    look = {"bg_color": palette.PALE, "align": "center", "left": 5, "left_color": palette.WHITE}
    name = book.style(**look, font_size=9, font_color=palette.GREY_TEXT)
    figure = book.style(
        **look, font_size=20, bold=True, font_color=palette.NAVY, num_format=tile.number_format
    )
    sheet.merge_range(_TILE_ROW, column, _TILE_ROW, column + 1, "", name)
    put(sheet, _TILE_ROW, column, tile.label, name)
    row = _TILE_ROW + 1
    sheet.merge_range(row, column, row, column + 1, "", figure)
    if tile.value is None:
        put(sheet, row, column, "–", figure)
    elif tile.formula is None:
        sheet.write_number(row, column, tile.value, figure)
    else:
        sheet.write_formula(row, column, tile.formula, figure, tile.value)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _counted(where: tuple[str, int, int], label: str, value: int, complete: Collection[str]) -> Count:
    """Count the rows that hold what the cell `label` of this sheet holds, if all of them are there.

    `where` is the name of a list's sheet, the column and the number of rows.
    """
    sheet, column, rows = where
    if sheet not in complete:
        return Count(value)
    last = FIRST_ROW + max(rows, 1) - 1
    cells = xl_range_abs(FIRST_ROW, column, last, column)
    return Count(value, f"=COUNTIF({sheet}!{cells},{label})")


def _statuses(book: Book, sheet: Worksheet, counted: Figures, complete: Collection[str]) -> None:
    of_dossiers = ("Dossiers", DOSSIER_STATUS, sum(counted.dossiers.values()))
    of_contracts = ("Contrats", CONTRACT_STATUS, sum(counted.contracts.values()))
    rows = [
        CountRow(
            status.label,
            STATUSES[status].ground,
            (
                _counted(of_dossiers, f"$A{row}", counted.dossiers[status], complete),
                _counted(of_contracts, f"$A{row}", counted.contracts[status], complete),
            ),
        )
        for row, status in enumerate(Status, start=_STATUS_ROW + 2)
    ]
    small_table(book, sheet, (_STATUS_ROW, 0), ("Statut", "Dossiers", "Contrats"), rows, summed=2)
    source = (NAME, _STATUS_ROW + 1, _STATUS_ROW + len(Status))
    colours = [STATUSES[status].strong for status in Status]
    size = (_CHART_WIDTH, 172)
    chart = bar_chart(book, "Dossiers par statut", source, (0, LABEL_COLUMNS), size, colours)
    sheet.insert_chart(_STATUS_ROW, _CHART_COLUMN, chart, {"object_position": 3})


def _severities(book: Book, sheet: Worksheet, counted: Figures, complete: Collection[str]) -> None:
    findings = sum(counted.findings.values())
    rows = []
    for row, severity in enumerate(Severity, start=_SEVERITY_ROW + 2):
        number = counted.findings[severity]
        where = ("Constats", FINDING_SEVERITY, findings)
        found = _counted(where, f"$A{row}", number, complete)
        fill = palette.SEVERITIES[severity].ground
        rows.append(CountRow(severity.label, fill, (found, Count(counted.concerned[severity]))))
    # A dossier with findings of two kinds is in two rows: a total of dossiers would count it twice.
    small_table(
        book, sheet, (_SEVERITY_ROW, 0), ("Gravité des constats", "Constats", "Dossiers"), rows, summed=1
    )


def _tutoring(book: Book, sheet: Worksheet, due: TutoringHelp) -> None:
    """Say in two lines what the Opco may pay for tutors; a sheet of its own tells it by dossier."""
    head = book.style(bold=True, font_color=palette.NAVY)
    put(sheet, _TUTORING_ROW, 0, typo(f"Aides au tutorat, au plus : {wording.euros(due.total)}"), head)
    text = (
        f"{wording.hours(due.hours)} de formation de tuteurs ({wording.euros(due.training)}), "
        f"{wording.number(due.months, 0)} mois de tutorat ({wording.euros(due.tutoring)})."
    )
    put(sheet, _TUTORING_ROW + 1, 0, typo(text), book.style(font_size=8, font_color=palette.GREY_TEXT))


def _steps(book: Book, sheet: Worksheet, counted: Figures, complete: Collection[str]) -> None:
    where = ("Dossiers", DOSSIER_STEP, sum(counted.dossiers.values()))
    rows = [
        CountRow(label, None, (_counted(where, f"$G{row}", counted.steps[step], complete),))
        for row, (step, label) in enumerate(STEP_LABELS.items(), start=_STEP_ROW + 2)
    ]
    rows.append(CountRow("sans étape (illisible, doublon)", None, (Count(counted.steps[None]),)))
    small_table(book, sheet, (_STEP_ROW, _CHART_COLUMN), ("Étape", "Dossiers"), rows, summed=1)


def _rules(book: Book, sheet: Worksheet, rules: tuple[RuleCount, ...]) -> None:
    """Write the most frequent rules in words beside their chart, whose bars bear the codes."""
    head = {"bold": True, "indent": 1, "font_color": palette.WHITE, "bg_color": palette.NAVY}
    cell = {"font_size": 9, "bottom": 1, "bottom_color": palette.RULE}
    words = book.style(**cell, text_wrap=True, align="left", indent=1)
    put(sheet, _RULE_ROW, 0, "Code", book.style(**head))
    sheet.merge_range(_RULE_ROW, 1, _RULE_ROW, 3, "", book.style(**head))
    put(sheet, _RULE_ROW, 1, "Règles les plus fréquentes", book.style(**head))
    put(sheet, _RULE_ROW, 4, "Constats", book.style(**head, align="right"))
    sheet.set_row(_RULE_ROW, 20)
    for row, rule in enumerate(rules, start=_RULE_ROW + 1):
        put(sheet, row, 0, rule.code, book.style(**cell, indent=1))
        sheet.merge_range(row, 1, row, 3, "", words)
        put(sheet, row, 1, rule.message, words)
        sheet.write_number(
            row, 4, rule.findings, book.style(**cell, indent=1, align="right", num_format="#,##0")
        )
        sheet.set_row(row, len(wrapped(rule.message, 3 * _COLUMN_WIDTH - 9, 9)) * line_height(9) + 4)
    if rules:
        source = (NAME, _RULE_ROW + 1, _RULE_ROW + len(rules))
        chart = bar_chart(book, "Règles les plus fréquentes", source, (0, 4), (_CHART_WIDTH, 420))
        # A border on the page break would be printed on both pages.
        sheet.insert_chart(_RULE_ROW, _CHART_COLUMN, chart, {"object_position": 3, "y_offset": 3})
    else:
        put(sheet, _RULE_ROW + 1, 0, "Aucun constat.", book.style())
