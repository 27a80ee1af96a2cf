"""The live checks: rules that the template shows while it is typed, by formulas.

A check is declared once: the rule whose words it uses, the columns it colours, and the condition as a formula.
Each becomes a defined name; conditional formats and the column « À revoir » use that name, so that colour and
words cannot disagree. Where a formula cannot be sure it is false: nothing is told that the check of the deposit
would not tell.
"""

from collections.abc import Callable
from dataclasses import dataclass

from proexp_batch.drawing.palette import MISSING, RED
from proexp_batch.model.columns import Column, Layout
from proexp_batch.model.findings import Severity
from proexp_batch.rules.catalogue import CATALOGUE
from proexp_batch.rules.engine.rule import Rule
from proexp_batch.template.formulas import STEP, TOTALS, Cells


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """A rule shown while typing: its code, the cell it colours, and the formula that says when.

    `condition` is a formula on the row of the cell; `name` the defined name under which the workbook has it.
    """

    code: str
    sheet: str
    field: str
    condition: str
    name: str

    @property
    def rule(self) -> Rule:
        """The rule of the catalogue whose words are used."""
        return CATALOGUE[self.code]

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

CHECKS: dict[str, LiveCheck] = {}
"""Every live check by its defined name, in the order of declaration."""

HELPERS: dict[str, str] = {}
"""Formulas that several checks share, by defined name; each is about the row of the cell that uses it."""

Condition = Callable[[Cells, str], str]


def live(code: str) -> Callable[[Condition], Condition]:
    """Declare how a rule looks as a formula: a function of the cells of its sheet and of the field asked about."""

    def with_condition(condition: Condition) -> Condition:
        places = CATALOGUE[code].places
        for sheet, field in places:
            name = code.replace("-", "_") + (f"_{field}" if len(places) > 1 else "")
            CHECKS[name] = LiveCheck(code, sheet, field, condition(Cells(sheet), field), name)
        return condition

    return with_condition


def helper(name: str, formula: str) -> str:
    """Declare a formula that checks share, and give the name to use for it."""
    HELPERS[name] = formula
    return name


def checks_of(sheet: str) -> list[LiveCheck]:
    """The checks of a sheet, the gravest first."""
    found = [check for check in CHECKS.values() if check.sheet == sheet]
    return sorted(found, key=lambda check: check.rule.severity.rank)


MISSING_TITLE = CATALOGUE["SAI-001"].title


def row_has_begun(cells: Cells) -> str:
    """Whether a row is one of the company's: something in it, and neither the example nor a total."""
    identifier = f"TRIM({cells(cells.sheet.identifier)})"
    # A cell in error is something too.
    filled = f"IFERROR(SUMPRODUCT(LEN(TRIM({cells.row})))>0,TRUE)"
    other = f'OR(LEFT({identifier},7)="EXEMPLE",ISNUMBER(MATCH({identifier},{TOTALS},0)))'
    return f"IF({filled},IFERROR(NOT({other}),TRUE),FALSE)"


def is_due(cells: Cells, column: Column) -> str:
    """Whether a required cell of the row must be filled in by now; empty where the step alone decides."""
    place = f"{cells.sheet.key}.{column.field}"
    return _DUE.get(place, "")


_DUE: dict[str, str] = {}


def due(place: str, condition: str) -> None:
    """Declare that a required column is asked for only where a condition on the row holds."""
    _DUE[place] = condition


def missing(cells: Cells, column: Column) -> str:
    """Whether a required cell of the row is missing, in a row that has begun."""
    condition = is_due(cells, column)
    empty = _is_empty(cells, column)
    return f"AND({empty},IFERROR({condition},FALSE))" if condition else empty


def first_missing(cells: Cells) -> str:
    """The label of the first required cell of the row that is missing; empty if none is."""
    required = [column for column in cells.sheet.columns.values() if column.required_from is not None]
    by_condition: dict[str, list[Column]] = {}
    for column in required:
        by_condition.setdefault(is_due(cells, column), []).append(column)
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


def to_review(cells: Cells) -> str:
    """What to review in the row, in words: the gravest first, one at a time; empty if nothing is."""
    formula = '""'
    for check in reversed(checks_of(cells.sheet.key)):
        formula = f'IF({check.name},"{check.rule.title}",{formula})'
    lacking = cells.name("manque")
    lead = f'IF({lacking}<>"","{MISSING_TITLE}'
    formula = f'{lead} : "&{lacking},{formula})'
    return f'IFERROR(IF({cells.name("ligne")},{formula},""),"")'


def is_blocking(check: LiveCheck) -> bool:
    """Whether a check colours as what refuses."""
    return check.rule.severity is Severity.BLOCKING
