"""The first sheet of the summary: the key figures, the counts and the two charts, on two pages."""

from collections.abc import Collection

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
)
from proexp_batch.documents.summary.small_table import LABEL_COLUMNS, Count, CountRow, small_table
from proexp_batch.documents.summary.words import (
    NO_STEP,
    STEP_LABELS,
    TITLE,
    KeyFigure,
    circumstances,
    key_figures,
    note_on_shares,
    tutoring,
)
from proexp_batch.drawing import palette
from proexp_batch.drawing.styles import Book, Worksheet, put, xl_range_abs, xl_rowcol_to_cell
from proexp_batch.drawing.text_size import line_height, wrapped
from proexp_batch.model.findings import Severity

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
    put(sheet, 0, 0, TITLE, style)
    sheet.set_row(0, 32)
    put(sheet, 1, 0, circumstances(run), book.style(font_color=palette.GREY_TEXT))


def _tiles(book: Book, sheet: Worksheet, counted: Figures, complete: Collection[str]) -> None:
    last = FIRST_ROW + max(sum(counted.contracts.values()), 1) - 1
    attested = xl_range_abs(FIRST_ROW, CONTRACT_ATTESTATION, last, CONTRACT_ATTESTATION)
    total = _STATUS_ROW + len(Status) + 1
    formulas = (
        f"={xl_rowcol_to_cell(total, LABEL_COLUMNS)}",
        f"={xl_rowcol_to_cell(total, LABEL_COLUMNS + 1)}",
        f'=COUNTIF(Contrats!{attested},"oui")' if "Contrats" in complete else None,
        f"={xl_rowcol_to_cell(_SEVERITY_ROW + 1, LABEL_COLUMNS)}",
        None,
        None,
    )
    for index, (figure, formula) in enumerate(zip(key_figures(counted), formulas, strict=True)):
        _tile(book, sheet, 2 * index, figure, formula)
    sheet.set_row(_TILE_ROW, 22)
    sheet.set_row(_TILE_ROW + 1, 36)
    note = book.style(font_size=8, font_color=palette.GREY_TEXT)
    put(sheet, _TILE_ROW + 2, 0, note_on_shares(counted), note)


def _tile(book: Book, sheet: Worksheet, column: int, tile: KeyFigure, formula: str | None) -> None:
    """Draw a key figure; the formula gives it again from other cells."""
    # The white edge keeps the tiles apart.
    look = {"bg_color": palette.PALE, "align": "center", "left": 5, "left_color": palette.WHITE}
    name = book.style(**look, font_size=9, font_color=palette.GREY_TEXT)
    figure = book.style(
        **look,
        font_size=20,
        bold=True,
        font_color=palette.NAVY,
        num_format="0\u00a0%" if tile.is_share else "#,##0",
    )
    sheet.merge_range(_TILE_ROW, column, _TILE_ROW, column + 1, "", name)
    put(sheet, _TILE_ROW, column, tile.label, name)
    row = _TILE_ROW + 1
    sheet.merge_range(row, column, row, column + 1, "", figure)
    if tile.value is None:
        put(sheet, row, column, "–", figure)
    elif formula is None:
        sheet.write_number(row, column, tile.value, figure)
    else:
        sheet.write_formula(row, column, formula, figure, tile.value)


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
    at_most, what_for = tutoring(due)
    put(sheet, _TUTORING_ROW, 0, at_most, book.style(bold=True, font_color=palette.NAVY))
    put(sheet, _TUTORING_ROW + 1, 0, what_for, book.style(font_size=8, font_color=palette.GREY_TEXT))


def _steps(book: Book, sheet: Worksheet, counted: Figures, complete: Collection[str]) -> None:
    where = ("Dossiers", DOSSIER_STEP, sum(counted.dossiers.values()))
    rows = [
        CountRow(label, None, (_counted(where, f"$G{row}", counted.steps[step], complete),))
        for row, (step, label) in enumerate(STEP_LABELS.items(), start=_STEP_ROW + 2)
    ]
    rows.append(CountRow(NO_STEP, None, (Count(counted.steps[None]),)))
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
