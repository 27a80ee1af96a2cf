"""The live checks: rules that the template shows while it is typed, by formulas.

A check is what its rule declares: words, columns and condition. Each becomes a defined name; conditional formats and the
column « À revoir » use that name, so that colour and words cannot disagree. Where a formula cannot be sure it is false:
nothing is told that the check of the deposit would not tell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from proexp_batch.drawing.palette import MISSING, RED
from proexp_batch.model.columns import Column, Layout
from proexp_batch.model.findings import Severity
from proexp_batch.rules.catalogue import CATALOGUE, RULES
from proexp_batch.rules.engine.excel import STEP, TOTALS, Cells
from proexp_batch.rules.engine.formulas import on_a_row
from proexp_batch.rules.engine.rule import Rule


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """A rule shown while typing: the cell it colours, and the formula that says when.

    `condition` is a formula on the row of the cell; `name` the defined name under which the workbook has it.
    """

    rule: Rule
    sheet: str
    field: str
    condition: str
    name: str

    @property
    def code(self) -> str:
        """The code of its rule."""
        return self.rule.code

    @property
    def formula(self) -> str:
        """The formula of its name: from the rule's step on, and never in error."""
        formula = self.condition
        if self.rule.step > 1:
            formula = f"IF({STEP}>={self.rule.step},{formula},FALSE)"
        return f"IFERROR({formula},FALSE)"

    @property
    def colouring(self) -> str:
        """The formula that colours: as its name says, in a row that has begun."""
        cells = Cells(self.sheet)
        in_table = cells.sheet.layout is Layout.TABLE
        return f"IF({cells.name('ligne')},{self.name},FALSE)" if in_table else self.name


REVIEW_ROWS = {
    "learners": 40,
    "competences": 60,
    "modules": 60,
    "evaluations": 150,
    "tutors": 20,
    "documents": 80,
}
"""How many rows say in words what is to be reviewed: each one costs time whenever the workbook is read.

Colours go on to the last row.
"""

MISSING_LOOK = {"bg_color": MISSING, "border": 4, "border_color": RED.strong}
"""How a required cell that is empty looks."""


def _declared() -> Iterator[LiveCheck]:
    """The live checks that rules declare; what only informs is not shown, since nothing is to be corrected."""
    for rule in RULES:
        if rule.live is None or rule.severity is Severity.INFO:
            continue
        for sheet, field in rule.places:
            name = rule.code.replace("-", "_") + (f"_{sheet}_{field}" if len(rule.places) > 1 else "")
            yield LiveCheck(rule, sheet, field, rule.live(Cells(sheet), field), name)


CHECKS: dict[str, LiveCheck] = {check.name: check for check in _declared()}
"""Every live check by its defined name, in the order of the catalogue."""


def checks_of(sheet: str) -> list[LiveCheck]:
    """The checks of a sheet, the gravest first."""
    found = [check for check in CHECKS.values() if check.sheet == sheet]
    return sorted(found, key=lambda check: check.rule.severity.rank)


MISSING_TITLE = CATALOGUE["SAI-001"].title


def row_has_begun(cells: Cells) -> str:
    """Whether a row is one of the company's: more than « Non » and zeros in it, and neither the example nor a total."""
    identifier = f"TRIM({cells(cells.sheet.identifier)})"
    label = f'IF({identifier}="",TRIM({cells(cells.beside_identifier)}),{identifier})'
    # A cell in error is something too.
    nothing = f'3*COUNTIF({cells.row},"Non")+COUNTIF({cells.row},0)'
    filled = f"IFERROR(LEN({cells.row_text})>{nothing},TRUE)"
    other = f'OR(LEFT({identifier},7)="EXEMPLE",ISNUMBER(MATCH({label},{TOTALS},0)))'
    return f"IF({filled},IFERROR(NOT({other}),TRUE),FALSE)"


def is_due(column: Column) -> str:
    """Whether a required cell of the row must be filled in by now; empty where the step alone decides."""
    return "" if column.due is None else on_a_row(column.due)


def missing(cells: Cells, column: Column) -> str:
    """Whether a required cell of the row is missing, in a row that has begun."""
    condition = is_due(column)
    empty = _is_empty(cells, column)
    return f"AND({empty},IFERROR({condition},FALSE))" if condition else empty


def first_missing(cells: Cells) -> str:
    """The label of the first required cell of the row that is missing; empty if none is."""
    required = [column for column in cells.sheet.columns.values() if column.required_from is not None]
    by_condition: dict[str, list[Column]] = {}
    for column in required:
        by_condition.setdefault(is_due(column), []).append(column)
    formula = '""'
    # What is asked for under a condition comes last, the condition once: LibreOffice limits what a formula holds.
    for condition, columns in sorted(by_condition.items(), key=lambda entry: entry[0], reverse=True):
        asked = formula
        for column in reversed(columns):
            asked = f'IF({_is_empty(cells, column)},"{column.label}",{asked})'
        formula = f"IF(IFERROR({condition},FALSE),{asked},{formula})" if condition else asked
    return formula


def _is_empty(cells: Cells, column: Column) -> str:
    return f'AND({STEP}>={column.required_from},TRIM(IFERROR({cells(column.field)},"x"))="")'


def to_review(cells: Cells, doubts: str) -> str:
    """What to review in the row, in words: what is missing, what refuses, then the `doubts` of its cell elsewhere.

    Programs put all that names mean in the place of the names, and limit what one cell then holds: so the words come
    from two cells.
    """
    lacking = cells.name("manque")
    refused = _told(cells, [check for check in checks_of(cells.sheet.key) if is_blocking(check)], doubts)
    formula = f'IF({lacking}<>"","{MISSING_TITLE} : "&{lacking},{refused})'
    return f'IFERROR(IF({cells.name("ligne")},{formula},""),"")'


def to_check(cells: Cells) -> str:
    """What to look at in the row, in words, where nothing refuses: one at a time; empty if nothing is."""
    doubtful = _told(cells, [check for check in checks_of(cells.sheet.key) if not is_blocking(check)], '""')
    return f'IFERROR(IF({cells.name("ligne")},{doubtful},""),"")'


def _told(cells: Cells, checks: Sequence[LiveCheck], otherwise: str) -> str:
    formula = otherwise
    for check in reversed(checks):
        formula = f'IF({check.name},"{check.rule.title}",{formula})'
    return formula


def is_blocking(check: LiveCheck) -> bool:
    """Whether a check colours as what refuses."""
    return check.rule.severity is Severity.BLOCKING
