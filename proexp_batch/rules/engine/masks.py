"""Expressions over the rows of a batch: a condition becomes a mask, a quantity a column of values."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import singledispatch
from typing import Any

from proexp_batch.model.columns import Column
from proexp_batch.model.expressions import (
    All,
    Alternative,
    Among,
    Arithmetic,
    Comparison,
    Condition,
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
    Shown,
    Today,
)
from proexp_batch.model.kinds.choices import SEPARATOR
from proexp_batch.model.later import pd
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.facts.periods import last_days, months_later

_SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}
_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def mask(condition: Condition, batch: Batch, key: str) -> Series:
    """The rows of a sheet for which a condition holds."""
    found: Series = rendered(condition, batch, key)
    return found


def values(quantity: Quantity, batch: Batch, key: str) -> Series:
    """The values of a quantity over the rows of a sheet, missing where there is none."""
    return _along(rendered(quantity, batch, key), batch, key)


@singledispatch
def rendered(node: Expression, batch: Batch, key: str) -> Any:
    """An expression over the rows of a sheet; constants and today stay what they are."""
    raise TypeError(f"no mask for {type(node).__name__}")


def _along(value: Any, batch: Batch, key: str) -> Series:
    return value if isinstance(value, pd.Series) else pd.Series(value, index=batch[key].index)


@rendered.register
def _(node: Column, batch: Batch, key: str) -> Any:
    return batch.along(key, node)


@rendered.register
def _(node: Constant, batch: Batch, key: str) -> Any:
    return node.value


@rendered.register
def _(node: Today, batch: Batch, key: str) -> Any:
    return batch.today


@rendered.register
def _(node: ParameterOn, batch: Batch, key: str) -> Any:
    return batch.parameters.at(node.name, values(node.day, batch, key))


@rendered.register
def _(node: Arithmetic, batch: Batch, key: str) -> Any:
    left, right = (rendered(side, batch, key) for side in (node.left, node.right))
    if _holds_days(left) and not _holds_days(right):
        right = pd.to_timedelta(right, unit="D")
    result = _OPERATORS[node.operator](left, right)
    if isinstance(result, pd.Series) and result.dtype.kind == "m":
        return result.dt.days.astype("float64")
    return result


def _holds_days(value: Any) -> bool:
    return isinstance(value, pd.Timestamp) or (isinstance(value, pd.Series) and value.dtype.kind == "M")


@rendered.register
def _(node: Alternative, batch: Batch, key: str) -> Any:
    holds = mask(node.condition, batch, key)
    if node.then is None and node.otherwise is not None:
        return values(node.otherwise, batch, key).where(~holds)
    if node.then is None:
        raise TypeError("a choice between nothing and nothing")
    chosen = values(node.then, batch, key)
    return chosen.where(holds, None if node.otherwise is None else values(node.otherwise, batch, key))


@rendered.register
def _(node: MonthsLater, batch: Batch, key: str) -> Any:
    return months_later(values(node.day, batch, key), values(node.months, batch, key))


@rendered.register
def _(node: LastDay, batch: Batch, key: str) -> Any:
    return last_days(values(node.start, batch, key), values(node.months, batch, key))


@rendered.register
def _(node: Comparison, batch: Batch, key: str) -> Any:
    return _SIGNS[node.sign](rendered(node.left, batch, key), rendered(node.right, batch, key))


@rendered.register
def _(node: IsGiven, batch: Batch, key: str) -> Any:
    return batch.filled_along(key, node.column)


@rendered.register
def _(node: Known, batch: Batch, key: str) -> Any:
    return batch.along(key, node.column).notna()


@rendered.register
def _(node: Among, batch: Batch, key: str) -> Any:
    answers = batch.along(key, node.column)
    if isinstance(node.codes[0], bool):
        return answers.eq(node.codes[0]).fillna(False).astype(bool)
    return answers.isin(node.codes)


@rendered.register
def _(node: Includes, batch: Batch, key: str) -> Any:
    holding = [code for code in node.column.kind.values(node.column) if node.code in code.split(SEPARATOR)]
    return batch.along(key, node.column).isin(holding)


@rendered.register
def _(node: OnSunday, batch: Batch, key: str) -> Any:
    return values(node.day, batch, key).dt.day_of_week.eq(6)


@rendered.register
def _(node: All, batch: Batch, key: str) -> Any:
    first, *others = (rendered(part, batch, key) for part in node.parts)
    for other in others:
        first = first & other
    return first


@rendered.register
def _(node: Either, batch: Batch, key: str) -> Any:
    first, *others = (rendered(part, batch, key) for part in node.parts)
    for other in others:
        first = first | other
    return first


@rendered.register
def _(node: Not, batch: Batch, key: str) -> Any:
    return ~rendered(node.part, batch, key)


@rendered.register(NamedQuantity)
@rendered.register(NamedCondition)
def _(node: NamedQuantity | NamedCondition, batch: Batch, key: str) -> Any:
    return batch.worked_out(node, key, lambda: rendered(node.meant, batch, key))


@rendered.register(QuantityFact)
@rendered.register(ConditionFact)
def _(node: QuantityFact | ConditionFact, batch: Batch, key: str) -> Any:
    return node.work_out(batch)


def told(value: Quantity | Shown, batch: Batch, key: str) -> Series:
    """What a sentence shows of a quantity or a parameter, over the rows of a sheet."""
    if isinstance(value, Shown):
        return batch.parameters.shown_at(value.parameter, values(value.day, batch, key))
    return values(value, batch, key)
