"""How a column and a sheet are declared; everything else about them is derived from here."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from proexp_batch.model.expressions import (
    Among,
    Condition,
    Includes,
    IsGiven,
    Known,
    NamedCondition,
    Not,
    OnSunday,
    Quantity,
)
from proexp_batch.model.kinds import CellKind
from proexp_batch.model.kinds import Kind as Kind
from proexp_batch.model.wording import fold, number, typo


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a drop-down list: the code kept in the frames, the French label, other spellings.

    `hints` are words that most likely mean it: they are refused, and the label is proposed.
    """

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Column(Quantity):
    """One column of a sheet (or one labelled line of `Entreprise`), and its value in a row as an expression.

    `required_from` is the step (1 to 6) from which the cell must be filled in every row, `None` if it never must;
    `due` narrows that down to the rows for which it holds. `width` is in characters. A number below `minimum` or
    above `maximum` is refused. `pattern` is the form of a code, as a regular expression. No two rows of a dossier may
    have the same value of a `unique` column. `refers_to` is the column of another sheet in which each value must stand.
    A `starred` column is marked as if it were required, though nothing is refused where it is empty.
    `otherwise` is the code of the choice that words mean which name none of the others.
    `filled_from` is the step in which people fill in a column that never must be, where it is a later one than that of
    its sheet.

    `sheet` and `field` are the key of its sheet and its name there, set by the class that declares it.
    """

    label: str
    kind: CellKind
    help: str
    example: Any
    required_from: int | None = None
    due_when: Callable[[], Condition] | None = None
    choices: tuple[Choice, ...] = ()
    aliases: tuple[str, ...] = ()
    width: int = 16
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    unique: bool = False
    refers_to: Column | None = None
    starred: bool = False
    otherwise: str = ""
    filled_from: int | None = None
    sheet: str = dataclasses.field(default="", init=False)
    field: str = dataclasses.field(default="", init=False)

    def __set_name__(self, owner: type, name: str) -> None:
        object.__setattr__(self, "field", name)
        object.__setattr__(self, "sheet", owner.__name__.lower())

    @property
    def header(self) -> str:
        """The header in the template; a star marks what is required."""
        return f"{self.label} *" if self.starred or self.required_from is not None else self.label

    @property
    def bounds(self) -> str:
        """What a number must be, as the end of a French sentence; empty where anything goes."""
        low, high = (None if one is None else number(one) for one in (self.minimum, self.maximum))
        if low is not None and high is not None:
            return f"entre {low} et {high}"
        return f"d'au moins {low}" if low is not None else f"d'au plus {high}" if high is not None else ""

    @property
    def place(self) -> str:
        """Sheet and field, as people write them in rules: `learners.birth_date`."""
        return f"{self.sheet}.{self.field}"

    @property
    def due(self) -> Condition | None:
        """When the cell of a row must be filled in, besides the step; `None` if the step alone decides."""
        return None if self.due_when is None else self.due_when()

    @property
    def due_in_words(self) -> str:
        """When the cell must be filled in, besides the step, as the end of a French sentence; empty as `due` is."""
        return self.due.words if isinstance(self.due, NamedCondition) else ""

    @property
    def given(self) -> IsGiven:
        """The cell holds something, readable or not."""
        return IsGiven(self)

    @property
    def empty(self) -> Not:
        """The cell holds nothing."""
        return Not(IsGiven(self))

    @property
    def known(self) -> Known:
        """The cell holds something that was understood."""
        return Known(self)

    @property
    def yes(self) -> Among:
        """The answer is yes."""
        return Among(self, (True,))

    @property
    def no(self) -> Among:
        """The answer is no."""
        return Among(self, (False,))

    def among(self, *codes: str) -> Among:
        """The cell holds one of some entries of its list."""
        return Among(self, codes)

    def includes(self, code: str) -> Includes:
        """The cell, which may hold several entries of its list, holds this one."""
        return Includes(self, code)

    @property
    def is_sunday(self) -> OnSunday:
        """The day is a Sunday."""
        return OnSunday(self)

    def label_of(self, code: str) -> str:
        """The French label of a choice's code; the code itself if it is none."""
        return next((choice.label for choice in self.choices if choice.code == code), code)


class Layout(StrEnum):
    """How a sheet is laid out."""

    TABLE = "table"
    FORM = "form"


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet of the workbook, with the class that declares its columns.

    `identifier` is the field that names a row (a code, a contract number) and starts with `EXEMPLE` in the
    template's example row. `required_from` is the step from which the sheet must hold at least one row; `also_in` are
    later steps in which people go on filling it in, besides those that its columns name.
    """

    key: str
    title: str
    declared: type
    layout: Layout
    intro: str
    identifier: str
    required_from: int
    aliases: tuple[str, ...]
    also_in: tuple[int, ...] = ()

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The declared columns by field name, in the order of the template."""
        owners = [vars(owner) for owner in reversed(self.declared.__mro__)]
        return {name: one for owner in owners for name, one in owner.items() if isinstance(one, Column)}

    def step_of(self, column: Column) -> int:
        """The step in which one of its columns is filled in."""
        return column.required_from or column.filled_from or self.required_from

    @cached_property
    def steps(self) -> tuple[int, ...]:
        """The steps in which something is filled in, in order."""
        return tuple(sorted({self.required_from, *self.also_in, *map(self.step_of, self.columns.values())}))

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Folded header spellings (label and aliases) and the field each one means."""
        names: dict[str, str] = {}
        for name, column in self.columns.items():
            for spelling in (column.label, *column.aliases):
                if names.setdefault(fold(spelling), name) != name:
                    raise ValueError(f"{self.title}: the header {spelling!r} means two columns")
        return names


def column(
    label: str,
    kind: CellKind,
    help: str,
    example: Any,
    *,
    required_from: int | None = None,
    due: Callable[[], Condition] | None = None,
    choices: tuple[Choice, ...] = (),
    aliases: tuple[str, ...] = (),
    width: int = 16,
    minimum: float | None = None,
    maximum: float | None = None,
    pattern: str = "",
    unique: bool = False,
    refers_to: Column | None = None,
    starred: bool = False,
    otherwise: str = "",
    filled_from: int | None = None,
) -> Column:
    """Declare a column in the class of its sheet; see `Column` for the arguments.

    `due` is a function, so that the condition may speak of columns that are declared further down.
    """
    return Column(
        label,
        kind,
        typo(help),
        example,
        required_from,
        due,
        choices,
        aliases,
        width,
        minimum,
        maximum,
        pattern,
        unique,
        refers_to,
        starred,
        otherwise,
        filled_from,
    )


def sheet(
    declared: type,
    title: str,
    *,
    intro: str,
    identifier: Column,
    required_from: int,
    aliases: tuple[str, ...] = (),
    layout: Layout = Layout.TABLE,
    also_in: tuple[int, ...] = (),
) -> Sheet:
    """Declare a sheet whose columns are those of a class, its key the name of the class; see `Sheet`."""
    key = declared.__name__.lower()
    return Sheet(key, title, declared, layout, typo(intro), identifier.field, required_from, aliases, also_in)
