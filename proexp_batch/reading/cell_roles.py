"""What the cells of a row contribute: something that identifies a record, a measure of it, or nothing."""

import datetime as dt
import re
from collections.abc import Sequence
from enum import Enum
from typing import Any, NamedTuple

from proexp_batch.model.cells import fold, is_empty
from proexp_batch.model.columns import Column
from proexp_batch.model.kinds.kind import Parser
from proexp_batch.reading.cellreader import is_error

_ZERO = re.compile(r"0+(?: 0+)*(?: h| heures?| euros?)?|00 01 1900")
_LONGEST = 80


class Role(Enum):
    """What a filled cell says of its row."""

    TELLING = "telling"
    """Who or what it is, or when: a name, a code, a date, words."""
    MEASURE = "measure"
    """A number or a choice: true of many rows, and of a total."""
    NOTHING = "nothing"
    """Zero, no, or a sign for nothing: what links to empty cells and dragged defaults leave."""
    ERROR = "error"
    """A formula in error."""


class Field(NamedTuple):
    """A column that is read: its declaration, what reads its cells, where it stands."""

    column: Column
    parse: Parser
    at: int

    @property
    def is_asked(self) -> bool:
        """Whether each record must have it, whatever else it holds."""
        return self.column.required_from is not None and self.column.due_when is None


class Filled(NamedTuple):
    """A filled cell of a row."""

    field: Field
    raw: Any
    role: Role

    @property
    def text(self) -> str:
        """The text in the cell; empty for what is none."""
        return self.raw if isinstance(self.raw, str) else ""

    @property
    def folded(self) -> str:
        """The beginning of its text, folded."""
        return fold(self.text[:_LONGEST])


def filled_cells(fields: Sequence[Field], raws: Sequence[Any]) -> list[Filled]:
    """The filled cells among those of a row, each with its role."""
    return [
        Filled(field, raw, _role(field, raw))
        for field, raw in zip(fields, raws, strict=True)
        if not is_empty(raw)
    ]


def _role(field: Field, raw: Any) -> Role:
    column = field.column
    if is_error(raw):
        return Role.ERROR
    if _is_zero(raw) or _says_no(field, raw):
        return Role.NOTHING
    if column.kind.is_number or column.choices or column.kind.dtype == "boolean":
        return Role.MEASURE
    return Role.TELLING


def _is_zero(raw: Any) -> bool:
    if isinstance(raw, str):
        may_be = len(raw) < _LONGEST and ("0" in raw or not raw.isascii())
        return may_be and _ZERO.fullmatch(fold(raw)) is not None
    if isinstance(raw, dt.date):
        # How zero looks in a cell with the format of a date.
        return raw.year <= 1900
    if isinstance(raw, dt.time):
        return raw == dt.time.min
    return not raw if isinstance(raw, bool | int | float | dt.timedelta) else False


def _says_no(field: Field, raw: Any) -> bool:
    column = field.column
    if not isinstance(raw, str):
        return False
    if column.kind.says_nothing(column, raw.strip()):
        return True
    if column.kind.dtype == "boolean":
        answer = field.parse(raw).value
        return answer is not None and not answer
    optional = column.choices and column.required_from is None
    return bool(optional) and fold(raw[:_LONGEST]).startswith("non")
