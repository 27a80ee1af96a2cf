"""What can be said of a row, as data: quantities and conditions over its fields, over dated parameters and today.

An expression is written once, beside the rule or the column that it belongs to, and rendered elsewhere: as a mask over
all the rows of a batch, as a formula on one row of the template, as a formula over a whole column of it. What a value
that is missing or cannot be read means is the same everywhere: no comparison with it holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Sign: TypeAlias = Literal["<", "<=", ">", ">=", "="]
Operator: TypeAlias = Literal["+", "-", "*", "/"]


class Quantity:
    """A number or a day that each row has, or has not."""

    def __lt__(self, other: Quantity | float) -> Comparison:
        return Comparison("<", self, quantity(other))

    def __le__(self, other: Quantity | float) -> Comparison:
        return Comparison("<=", self, quantity(other))

    def __gt__(self, other: Quantity | float) -> Comparison:
        return Comparison(">", self, quantity(other))

    def __ge__(self, other: Quantity | float) -> Comparison:
        return Comparison(">=", self, quantity(other))

    def equals(self, other: Quantity | float) -> Comparison:
        """Whether both are there and the same."""
        return Comparison("=", self, quantity(other))

    def __add__(self, other: Quantity | float) -> Arithmetic:
        return Arithmetic("+", self, quantity(other))

    def __sub__(self, other: Quantity | float) -> Arithmetic:
        return Arithmetic("-", self, quantity(other))

    def __mul__(self, other: Quantity | float) -> Arithmetic:
        return Arithmetic("*", self, quantity(other))

    def __truediv__(self, other: Quantity | float) -> Arithmetic:
        return Arithmetic("/", self, quantity(other))

    def unless(self, condition: Condition) -> Alternative:
        """The same, but missing where a condition holds."""
        return Alternative(condition, None, self)


class Condition:
    """What holds of a row, or does not."""

    def __and__(self, other: Condition) -> All:
        return All((*_parts(self, All), *_parts(other, All)))

    def __or__(self, other: Condition) -> Either:
        return Either((*_parts(self, Either), *_parts(other, Either)))

    def __invert__(self) -> Not:
        return Not(self)


@dataclass(frozen=True, slots=True)
class Constant(Quantity):
    """The same number everywhere."""

    value: float


@dataclass(frozen=True, slots=True)
class Today(Quantity):
    """The day that counts as today."""


TODAY = Today()


@dataclass(frozen=True, slots=True, eq=False)
class ParameterOn(Quantity):
    """The value of a dated parameter on a day of the row."""

    name: str
    day: Quantity


@dataclass(frozen=True, slots=True, eq=False)
class Arithmetic(Quantity):
    """A sum, a difference, a product, a quotient; a day and a number give a day, two days the days between them."""

    operator: Operator
    left: Quantity
    right: Quantity


@dataclass(frozen=True, slots=True, eq=False)
class Alternative(Quantity):
    """One of two quantities, as a condition decides; `None` where there is nothing."""

    condition: Condition
    then: Quantity | None
    otherwise: Quantity | None


@dataclass(frozen=True, slots=True, eq=False)
class MonthsLater(Quantity):
    """The same day some months later, or the last day of that month where it is shorter."""

    day: Quantity
    months: Quantity


@dataclass(frozen=True, slots=True, eq=False)
class LastDay(Quantity):
    """The last day of a period of calendar months: from 02/01/2023, six months end on 01/07/2023."""

    start: Quantity
    months: Quantity


@dataclass(frozen=True, slots=True, eq=False)
class Comparison(Condition):
    """How two quantities stand to each other; it does not hold where one of them is missing."""

    sign: Sign
    left: Quantity
    right: Quantity


@dataclass(frozen=True, slots=True, eq=False)
class IsGiven(Condition):
    """The cell of a column holds something, readable or not. `column` is the declaration of the column."""

    column: Any


@dataclass(frozen=True, slots=True, eq=False)
class Known(Condition):
    """The cell of a column holds something that was understood."""

    column: Any


@dataclass(frozen=True, slots=True, eq=False)
class Among(Condition):
    """The answer in the cell of a column is one of some codes; of yes or no, `True` or `False`."""

    column: Any
    codes: tuple[str | bool, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Includes(Condition):
    """The cell of a column, which may hold several entries of its list, holds a certain one."""

    column: Any
    code: str


@dataclass(frozen=True, slots=True, eq=False)
class OnSunday(Condition):
    """A day is a Sunday."""

    day: Quantity


@dataclass(frozen=True, slots=True, eq=False)
class All(Condition):
    """Every one of several conditions."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Either(Condition):
    """At least one of several conditions."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Not(Condition):
    """The contrary of a condition: it holds too where the condition cannot be judged."""

    part: Condition


@dataclass(frozen=True, slots=True, eq=False)
class NamedQuantity(Quantity):
    """A quantity that several expressions use; the template works it out under its name."""

    name: str
    meant: Quantity


@dataclass(frozen=True, slots=True, eq=False)
class NamedCondition(Condition):
    """A condition that several expressions use; the template works it out under its name.

    `words` say in French when it holds, as the end of a sentence.
    """

    name: str
    meant: Condition
    words: str = ""


WorkOut: TypeAlias = Callable[[Any], Any]
"""From a batch to a column of values, or a mask, over the rows of the sheet that the expression is about."""


@dataclass(frozen=True, slots=True, eq=False)
class QuantityFact(Quantity):
    """A quantity that no operator gives: a function over the batch, and the formula on a row of the template if needed.

    `there` is a shorter formula that tells whether there is one.
    """

    work_out: WorkOut
    formula: str = ""
    there: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ConditionFact(Condition):
    """A condition that no operator gives: a function over the batch, and the formula on a row of the template."""

    work_out: WorkOut
    formula: str


Expression: TypeAlias = Quantity | Condition


@dataclass(frozen=True, slots=True)
class Shown:
    """The value of a dated parameter in words, on a day of the row: what a sentence shows of it."""

    parameter: str
    day: Quantity = TODAY


def _parts(condition: Condition, kind: type[All] | type[Either]) -> tuple[Condition, ...]:
    return condition.parts if isinstance(condition, kind) else (condition,)


def quantity(value: Quantity | float) -> Quantity:
    """A number as a quantity; a quantity as it is."""
    return value if isinstance(value, Quantity) else Constant(value)


def parameter(name: str, day: Quantity = TODAY) -> ParameterOn:
    """A dated parameter on a day of the row; today without one."""
    return ParameterOn(name, day)
