"""Rows of totals that do not say so: their numbers are what the rows above or below add up to."""

from collections.abc import Iterable, Sequence
from typing import Any

from proexp_batch.reading.cell_roles import Field, Filled, Role

_MOST_COMPARED = 500
_NEAR = 0.011


class Sums:
    """The numbers of the records of a table so far, by column."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._numbers: dict[str, list[float]] = {
            one.column.field: [] for one in fields if one.column.kind.is_number
        }
        self._columns = [(at, one.column.field) for at, one in enumerate(fields) if one.column.kind.is_number]
        # Kept up with each record: added up again for each row, they would take quadratic time.
        self._totals = dict.fromkeys(self._numbers, 0.0)
        self._filled = dict.fromkeys(self._numbers, 0)
        self._count = 0
        self._begin = 0

    def add(self, values: Sequence[Any]) -> None:
        """Take in the values of a record, in the order of the fields."""
        self._count += 1
        for at, field in self._columns:
            value = values[at]
            number = value if isinstance(value, float) else 0.0
            self._numbers[field].append(number)
            self._totals[field] += number
            self._filled[field] += bool(number)

    def begin(self) -> None:
        """Begin a group of rows: something that is no record stands here."""
        self._begin = self._count

    def are_in(self, cells: Iterable[Filled], *, said: bool = False) -> bool:
        """Whether all numbers of a row come from the records above, a sum among them.

        Where the row says what it is, counts and means will do.
        """
        sums = 0
        for cell in cells:
            if cell.role is Role.NOTHING:
                continue
            number = number_in(cell)
            if number is None:
                return False
            if self._is_sum(cell.field.column.field, number):
                sums += 1
            elif self._is_count_or_mean(cell.field.column.field, number):
                sums += said
            else:
                return False
        return sums > 0

    def _is_sum(self, field: str, number: float) -> bool:
        above = self._numbers.get(field, [])
        group = len(above) - (self._begin if self._begin < len(above) else 0)
        total = 0.0
        for count, one in enumerate(reversed(above[-_MOST_COMPARED:]), start=1):
            total += one
            if _near(total, number) and (count > 1 or count in (group, len(above))):
                return True
        return bool(above) and _near(self._totals[field], number)

    def _is_count_or_mean(self, field: str, number: float) -> bool:
        if self._count and number in (self._count, self._count - self._begin):
            return True
        filled = self._filled.get(field, 0)
        return filled > 0 and _near(self._totals[field] / filled, number)


def is_sum_of(number: float, below: Iterable[float]) -> bool:
    """Whether a number is the sum of the first of others, two or more of them."""
    total = 0.0
    for count, one in enumerate(below, start=1):
        total += one
        if count > 1 and _near(total, number):
            return True
    return False


def number_in(cell: Filled) -> float | None:
    """The number in a cell, as its column reads it."""
    raw = cell.raw
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return float(raw)
    value = cell.field.parse(raw).value if cell.field.column.kind.is_number else None
    return value if isinstance(value, float) else None


def _near(one: float, other: float) -> bool:
    return abs(one - other) < _NEAR
