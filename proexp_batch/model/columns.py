"""How a column and a sheet are declared; everything else about them is derived from here."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

import pandera.pandas as pa

from proexp_batch.model.kinds import CellKind
from proexp_batch.model.kinds import Kind as Kind
from proexp_batch.model.wording import fold, typo


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a drop-down list: the code kept in the frames, the French label, other spellings."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet (or one labelled line of `Entreprise`).

    `required_from` is the step (1 to 6) from which the cell must be filled in every row, `None` if it never must.
    `width` is in characters. `minimum` and `maximum` bound what can be typed in the template.
    """

    label: str
    kind: CellKind
    help: str
    example: Any
    field: str = ""
    required_from: int | None = None
    choices: tuple[Choice, ...] = ()
    aliases: tuple[str, ...] = ()
    width: int = 16
    minimum: float | None = None
    maximum: float | None = None

    @property
    def header(self) -> str:
        """The header in the template; a star marks what is required."""
        return self.label if self.required_from is None else f"{self.label} *"

    def label_of(self, code: str) -> str:
        """The French label of a choice's code; the code itself if it is none."""
        return next((choice.label for choice in self.choices if choice.code == code), code)


class Layout(StrEnum):
    """How a sheet is laid out."""

    TABLE = "table"
    FORM = "form"


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook, with the pandera model that declares its columns.

    `identifier` is the field that names a row (a code, a contract number) and starts with `EXEMPLE` in the
    template's example row. `required_from` is the step from which the sheet must hold at least one row.
    """

    key: str
    title: str
    model: type[pa.DataFrameModel]
    layout: Layout
    intro: str
    identifier: str
    required_from: int
    aliases: tuple[str, ...]

    @cached_property
    def schema(self) -> pa.DataFrameSchema:
        """The pandera schema of the columns' types, without the rules."""
        return self.model.to_schema()

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The declared columns by field name, in the order of the template."""
        return {
            name: replace(declared.metadata["column"], field=name)
            for name, declared in self.schema.columns.items()
        }

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
    choices: tuple[Choice, ...] = (),
    aliases: tuple[str, ...] = (),
    width: int = 16,
    minimum: float | None = None,
    maximum: float | None = None,
) -> Any:
    """Declare a column as a field of a pandera model; see `Column` for the arguments."""
    declared = Column(
        label=label,
        kind=kind,
        help=typo(help),
        example=example,
        required_from=required_from,
        choices=choices,
        aliases=aliases,
        width=width,
        minimum=minimum,
        maximum=maximum,
    )
    return pa.Field(nullable=True, metadata={"column": declared})


def sheet(
    key: str,
    title: str,
    model: type[pa.DataFrameModel],
    *,
    intro: str,
    identifier: str,
    required_from: int,
    aliases: tuple[str, ...] = (),
    layout: Layout = Layout.TABLE,
) -> Sheet:
    """Declare a sheet whose columns are the fields of a pandera model; see `Sheet` for the arguments."""
    return Sheet(key, title, model, layout, typo(intro), identifier, required_from, aliases)
