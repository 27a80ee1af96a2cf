"""Expressions as formulas of the template: on the row of the cell that uses them, or over whole columns.

On a row, a formula is written as Excel reads it, with AND and OR. Over columns, these would reduce everything to one
answer: conditions are then multiplied and added. Either way the guards come by themselves: a comparison asks first that
both sides are numbers or dates, so that what is missing, or written as a text, is left to the deposit's check.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch

from proexp_batch.model.columns import Column
from proexp_batch.model.expressions import (
    All,
    Alternative,
    Among,
    Arithmetic,
    Comparison,
    ConditionFact,
    Constant,
    Either,
    Expression,
    Includes,
    IsGiven,
    Known,
    LastDay,
    MonthsLater,
    NamedCondition,
    NamedQuantity,
    Not,
    OnSunday,
    ParameterOn,
    Quantity,
    QuantityFact,
    Today,
)
from proexp_batch.rules.engine.excel import TODAY, Cells, choice_name, last_day, parameter

NEVER = "FALSE"
"""The formula of what a template never holds."""

_USED: dict[str, NamedQuantity | NamedCondition] = {}
"""The named expressions that formulas on a row use, by name."""

_HELPERS: dict[str, str] = {}
"""Formulas on a row that others use by name, and that are no expression: texts, and what is looked up."""


def helper(name: str, formula: str) -> str:
    """Declare a formula on a row that others use, and give the name to use for it."""
    _HELPERS[name] = formula
    return name


class OnRow:
    """Formulas about the row of the cell that uses them."""

    def cell(self, column: Column) -> str:
        """The cell of a column in the same row."""
        return Cells(column.sheet)(column.field)

    def both(self, *parts: str) -> str:
        """All of several conditions."""
        return parts[0] if len(parts) == 1 else f"AND({','.join(parts)})"

    def either(self, *parts: str) -> str:
        """At least one of several conditions."""
        return f"OR({','.join(parts)})"

    def no(self, part: str) -> str:
        """The contrary of a condition."""
        return f"NOT({part})"

    def guarded(self, guards: tuple[str, ...], test: str) -> str:
        """A test that is only looked at where its guards hold."""
        return f"IF({self.both(*guards)},{test},FALSE)" if guards else test

    def named(self, node: NamedQuantity | NamedCondition) -> str:
        """What is worked out under a name of the template."""
        _USED[node.name] = node
        return node.name


class OverColumns(OnRow):
    """Formulas about each row of a sheet, as arrays."""

    def cell(self, column: Column) -> str:
        """The whole column; the one cell of a form."""
        cells = Cells(column.sheet)
        return cells(column.field) if column.sheet == "company" else cells.all(column.field)

    def both(self, *parts: str) -> str:
        """All of several conditions."""
        return "*".join(f"({part})" for part in parts)

    def either(self, *parts: str) -> str:
        """At least one of several conditions."""
        return f"(({'+'.join(f'({part})' for part in parts)})>0)"

    def no(self, part: str) -> str:
        """The contrary of a condition."""
        return f"(1-({part}))"

    def guarded(self, guards: tuple[str, ...], test: str) -> str:
        """A test that is only looked at where its guards hold."""
        # An error in one row would take the whole sum with it.
        return self.both(*guards, f"IFERROR({test},FALSE)")

    def named(self, node: NamedQuantity | NamedCondition) -> str:
        """What a name means: the name itself speaks of one row."""
        return text(node.meant, self)


_ON_ROW, _OVER_COLUMNS = OnRow(), OverColumns()


def on_a_row(expression: Expression) -> str:
    """An expression as a formula on a row."""
    return text(expression, _ON_ROW)


def over_columns(expression: Expression) -> str:
    """An expression as an array formula, one value for each row of its sheet."""
    return text(expression, _OVER_COLUMNS)


def named_formulas() -> dict[str, str]:
    """The formula of each name that formulas on a row use, those included that these in turn use."""
    found = dict(_HELPERS)
    while waiting := _USED.keys() - found.keys():
        for name in sorted(waiting):
            found[name] = _meant(_USED[name].meant)
    return dict(sorted(found.items()))


def _meant(node: Expression) -> str:
    formula = text(node, _ON_ROW)
    if isinstance(node, Arithmetic | LastDay | MonthsLater):
        # An empty cell would count as 0: where a part is missing, so is the whole.
        return f'IF({_ON_ROW.both(*_guards(_ON_ROW, node))},{formula},"")'
    return formula


@singledispatch
def text(node: Expression, form: OnRow) -> str:
    """An expression as a formula without its leading sign."""
    raise TypeError(f"no formula for {type(node).__name__}")


@text.register
def _(node: Column, form: OnRow) -> str:
    return form.cell(node)


@text.register
def _(node: Constant, form: OnRow) -> str:
    return f"{node.value:g}"


@text.register
def _(node: Today, form: OnRow) -> str:
    return TODAY


@text.register
def _(node: ParameterOn, form: OnRow) -> str:
    return parameter(node.name, text(node.day, form))


@text.register
def _(node: Arithmetic, form: OnRow) -> str:
    return f"({text(node.left, form)}{node.operator}{text(node.right, form)})"


@text.register
def _(node: Alternative, form: OnRow) -> str:
    then, otherwise = ('""' if side is None else text(side, form) for side in (node.then, node.otherwise))
    return f"IF({text(node.condition, form)},{then},{otherwise})"


@text.register
def _(node: MonthsLater, form: OnRow) -> str:
    return f"EDATE({text(node.day, form)},{text(node.months, form)})"


@text.register
def _(node: LastDay, form: OnRow) -> str:
    return last_day(text(node.start, form), text(node.months, form))


@text.register
def _(node: Comparison, form: OnRow) -> str:
    return form.guarded(*_compared(node, form))


def _compared(node: Comparison, form: OnRow) -> tuple[tuple[str, ...], str]:
    """The guards of a comparison, and the comparison itself.

    Programs put all that a name means in its place, and limit what a formula then holds: on a row each name is written
    once, without a guard of its own where it can be done without. What is missing is the empty text, for Excel equal to
    no number and greater than any.
    """
    sides = (node.left, node.right)
    needed: list[str] = []
    texts = [text(side, form) for side in sides]
    for at, (one, other) in enumerate((sides, sides[::-1])):
        is_lesser = node.sign.startswith("<" if at == 0 else ">")
        is_greater = node.sign.startswith(">" if at == 0 else "<")
        if isinstance(one, Column):
            needed.extend(_is_there(one, form, lowest=not is_greater, highest=not is_lesser))
        elif not isinstance(one, NamedQuantity) or isinstance(form, OverColumns):
            needed.extend(guards(one, form))
        elif is_greater and _is_positive(other):
            texts[at] = f"N({texts[at]})"
        elif is_greater or not (is_lesser or isinstance(other, Constant)):
            needed.extend(guards(one, form))
    return tuple(dict.fromkeys(needed)), node.sign.join(texts)


def _is_there(column: Column, form: OnRow, *, lowest: bool = True, highest: bool = True) -> Iterator[str]:
    """A cell holds a number or a date within the bounds of its column; the lesser side is not asked for the highest."""
    cell = form.cell(column)
    yield f"ISNUMBER({cell})"
    if lowest and column.minimum is not None:
        yield f"{cell}>={column.minimum:g}"
    if highest and column.maximum is not None:
        yield f"{cell}<={column.maximum:g}"


def _is_positive(node: Quantity) -> bool:
    """A quantity that is never 0 or less where it is there."""
    if isinstance(node, Arithmetic):
        return node.operator == "+" and _is_positive(node.left) and _is_positive(node.right)
    if isinstance(node, Constant):
        return node.value > 0
    if isinstance(node, Column):
        return node.kind.is_date
    return isinstance(node, Today | ParameterOn | LastDay | MonthsLater)


@text.register
def _(node: IsGiven, form: OnRow) -> str:
    return f'TRIM({form.cell(node.column)})<>""'


@text.register
def _(node: Known, form: OnRow) -> str:
    column = node.column
    if column.choices:
        return Cells(column.sheet).known_choice(column.field)
    if column.kind.drop_down(column).labels:
        return text(column.yes | column.no, form)
    measured = column.kind.is_date or column.kind.is_number
    return form.both(*guards(column, form)) if measured else text(column.given, form)


@text.register
def _(node: Among, form: OnRow) -> str:
    cell = form.cell(node.column)
    tests = [f"{cell}={_answer(node.column, code)}" for code in node.codes]
    return tests[0] if len(tests) == 1 else form.either(*tests)


def _answer(column: Column, code: str | bool) -> str:
    if isinstance(code, bool):
        return '"Oui"' if code else '"Non"'
    return choice_name(column.sheet, column.field, code)


@text.register
def _(node: Includes, form: OnRow) -> str:
    cell = form.cell(node.column)
    # Only what the list offers is sure to be understood.
    understood = f"ISNUMBER(MATCH({cell},{_answer(node.column, '')},0))"
    return form.both(understood, f"ISNUMBER(SEARCH({_answer(node.column, node.code)},{cell}))")


@text.register
def _(node: OnSunday, form: OnRow) -> str:
    return form.guarded(_guards(form, node.day), f"WEEKDAY({text(node.day, form)})=1")


@text.register
def _(node: All, form: OnRow) -> str:
    pairs = [
        _compared(part, form) if isinstance(part, Comparison) else ((), text(part, form))
        for part in node.parts
    ]
    needed = dict.fromkeys(guard for some, _ in pairs for guard in some)
    return form.guarded(tuple(needed), form.both(*(test for _, test in pairs)))


@text.register
def _(node: Either, form: OnRow) -> str:
    parts = [one for part in node.parts if (one := text(part, form)) != NEVER]
    return parts[0] if len(parts) == 1 else form.either(*parts)


@text.register
def _(node: Not, form: OnRow) -> str:
    if isinstance(node.part, IsGiven):
        return f'TRIM({form.cell(node.part.column)})=""'
    if isinstance(node.part, Among) and len(node.part.codes) == 1:
        return f"{form.cell(node.part.column)}<>{_answer(node.part.column, node.part.codes[0])}"
    return form.no(text(node.part, form))


@text.register(NamedQuantity)
@text.register(NamedCondition)
def _(node: NamedQuantity | NamedCondition, form: OnRow) -> str:
    return form.named(node)


@text.register(QuantityFact)
@text.register(ConditionFact)
def _(node: QuantityFact | ConditionFact, form: OnRow) -> str:
    if isinstance(form, OverColumns) or not node.formula:
        raise TypeError("what a function works out has no such formula")
    return node.formula


def _guards(form: OnRow, *quantities: Quantity) -> tuple[str, ...]:
    """Tests that quantities are there, each once."""
    return tuple(dict.fromkeys(guard for one in quantities for guard in guards(one, form)))


@singledispatch
def guards(node: Quantity, form: OnRow) -> Iterator[str]:
    """Tests that a quantity is there: that its parts are numbers or dates."""
    yield f"ISNUMBER({text(node, form)})"


@guards.register
def _(node: Column, form: OnRow) -> Iterator[str]:
    yield from _is_there(node, form)


@guards.register
def _(node: NamedQuantity, form: OnRow) -> Iterator[str]:
    short = node.meant.there if isinstance(node.meant, QuantityFact) else ""
    yield short or f"ISNUMBER({text(node, form)})"


@guards.register(Constant)
@guards.register(Today)
def _(node: Constant | Today, form: OnRow) -> Iterator[str]:
    yield from ()


@guards.register
def _(node: ParameterOn, form: OnRow) -> Iterator[str]:
    yield from guards(node.day, form)


@guards.register
def _(node: Alternative, form: OnRow) -> Iterator[str]:
    then, otherwise = (side and tuple(guards(side, form)) for side in (node.then, node.otherwise))
    yield from then if then and then == otherwise else (f"ISNUMBER({text(node, form)})",)


@guards.register
def _(node: Arithmetic, form: OnRow) -> Iterator[str]:
    yield from (*guards(node.left, form), *guards(node.right, form))


@guards.register
def _(node: MonthsLater, form: OnRow) -> Iterator[str]:
    yield from (*guards(node.day, form), *guards(node.months, form))


@guards.register
def _(node: LastDay, form: OnRow) -> Iterator[str]:
    yield from (*guards(node.start, form), *guards(node.months, form))
