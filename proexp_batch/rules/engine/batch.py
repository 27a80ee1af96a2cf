"""The sheets of many dossiers as one frame each: what the rules look at."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, overload

from proexp_batch.model.columns import Column, Layout, Sheet
from proexp_batch.model.dossier import Dossier
from proexp_batch.model.later import np, pd
from proexp_batch.model.parameters import Parameters
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.steps import EVIDENCE
from proexp_batch.rules.engine.frames import values_of

if TYPE_CHECKING:
    Series: TypeAlias = pd.Series[Any]
    """A column of a frame; what it holds is not told."""
else:
    Series = Any

T = TypeVar("T")


class Batch:
    """Dossiers side by side.

    `read[key]` has one line per row of a sheet as it was read, with the columns `dossier` (position in the batch,
    0-based) and `row` (row in Excel, 1-based) before the declared fields; `read["company"]` has exactly one line per
    dossier, at the index of the dossier. `filled[key]` has the same index and says which cells hold anything, readable
    or not. `batch[key]` is the frame that rules look at: as it was read, but that a number out of the bounds of its
    column is missing, since nothing else can be told from it. `batch[learners.end]` is one column of it.

    `needs` says of each rule that was tried, by its code and the place where it would be told, which columns its test
    looked at the values of: where one of their cells says nothing, the rule could not be judged.
    """

    def __init__(self, dossiers: Sequence[Dossier], parameters: Parameters, today: dt.date) -> None:
        self.dossiers = dossiers
        self.parameters = parameters
        self.today = pd.Timestamp(today)
        self.read: dict[str, pd.DataFrame] = {}
        self.filled: dict[str, pd.DataFrame] = {}
        for key, sheet in SHEETS.items():
            self.read[key], self.filled[key] = _frames(dossiers, sheet)
        self._frames = {key: _within_bounds(frame, SHEETS[key]) for key, frame in self.read.items()}
        self.needs: dict[tuple[str, str], frozenset[Column]] = {}
        self._noted: list[set[Column]] = []
        self._facts: dict[Any, tuple[Any, frozenset[Column]]] = {}
        self._columns: dict[Column, Series] = {}
        self._reached: dict[tuple[str, int], Series] = {}
        self._keys: dict[tuple[str, str], Series] = {}
        self._matches: dict[tuple[str, str, str, str], Series] = {}
        self._matched: dict[tuple[str, str, str], Series] = {}
        self._exploded: dict[tuple[str, str], pd.DataFrame] = {}

    @overload
    def __getitem__(self, key: str) -> pd.DataFrame: ...

    @overload
    def __getitem__(self, key: Column) -> Series: ...

    def __getitem__(self, key: str | Column) -> Any:
        if isinstance(key, str):
            return self._frames[key]
        self.note(key)
        if key not in self._columns:
            self._columns[key] = self._frames[key.sheet][key.field]
        return self._columns[key]

    def apart(self) -> Batch:
        """The same batch for a rule that may not be trusted: what it does to the frames concerns nobody else."""
        other = copy.copy(self)
        for name in ("read", "filled", "_frames"):
            frames: dict[str, pd.DataFrame] = getattr(self, name)
            setattr(other, name, {key: frame.copy(deep=False) for key, frame in frames.items()})
        other._columns = {}
        return other

    @contextmanager
    def noting(self) -> Iterator[set[Column]]:
        """Note which columns are looked at in the meantime, whether their values or what was kept of them."""
        noted: set[Column] = set()
        self._noted.append(noted)
        try:
            yield noted
        finally:
            self._noted.pop()

    def note(self, *columns: Column) -> None:
        """Note that the values of columns are looked at; for what takes them from a frame by their names."""
        for noted in self._noted:
            noted.update(columns)

    def once(self, key: Any, work_out: Callable[[], T]) -> T:
        """Something about the batch, worked out once; whoever asks later has looked at the same columns."""
        if key not in self._facts:
            with self.noting() as noted:
                found = work_out()
            self._facts[key] = (found, frozenset(noted))
        kept, columns = self._facts[key]
        self.note(*columns)
        return kept  # type: ignore[no-any-return]

    def is_filled(self, column: Column) -> Series:
        """Which cells of a column hold anything, readable or not."""
        return self.filled[column.sheet][column.field]

    def is_formed(self, column: Column) -> Series:
        """Which codes of a column have the form that it declares."""
        return self[column].str.fullmatch(column.pattern).fillna(False).astype(bool)

    def along(self, key: str, column: Column) -> Series:
        """A column over the rows of a sheet: its own, or that of `Entreprise`, repeated on each of them."""
        return self._repeated(key, column, self[column])

    def filled_along(self, key: str, column: Column) -> Series:
        """As `is_filled`, over the rows of a sheet."""
        return self._repeated(key, column, self.is_filled(column))

    def _repeated(self, key: str, column: Column, found: Series) -> Series:
        if column.sheet == key:
            return found
        if column.sheet != "company":
            raise ValueError(f"{column.place} has no single value in a row of {key}")
        return self.spread(key, found)

    def worked_out(self, about: object, key: str, work_out: Callable[[], T]) -> T:
        """What an expression means over the rows of a sheet, worked out once."""
        return self.once((id(about), key), work_out)

    @cached_property
    def step(self) -> Series:
        """The step of each dossier: what the company says, or what is filled in shows."""
        stated = pd.to_numeric(self._frames["company"]["step"]).astype("float64")
        return stated.fillna(self.shown_step["step"]).astype("int64")

    def has_come_to(self, step: int, key: str) -> Series:
        """The rows of a sheet whose dossier has come to a step."""
        if (key, step) not in self._reached:
            self._reached[key, step] = self.spread(key, self.step >= step)
        return self._reached[key, step]

    @cached_property
    def last_step(self) -> int:
        """The last step that any of the dossiers has come to."""
        return int(self.step.max())

    @cached_property
    def shown_step(self) -> pd.DataFrame:
        """The last step that what is filled in shows (`EVIDENCE`), one line per dossier: `step`, `filled`, `asked`.

        The counts are of cells; both are 0 where only the first step is shown.
        """
        shown = pd.DataFrame({"step": 1, "filled": 0, "asked": 0}, index=range(len(self.dossiers)))
        for step, columns in EVIDENCE.items():
            key = columns[0].sheet
            marks = self.filled[key][[column.field for column in columns]].sum(axis=1)
            begun = marks[marks > 0].groupby(self.read[key]["dossier"])
            counts = pd.DataFrame({"filled": begun.sum(), "asked": begun.size() * len(columns)})
            reached = counts[2 * counts["filled"] > counts["asked"]]
            shown.loc[reached.index, ["filled", "asked"]] = reached
            shown.loc[reached.index, "step"] = step
        return shown

    def spread(self, key: str, per_dossier: Series) -> Series:
        """A value per dossier, repeated on each row of a sheet."""
        taken = per_dossier.reindex(self[key]["dossier"])
        return taken.set_axis(self[key].index)

    def company(self, key: str, field: str) -> Series:
        """A field of `Entreprise`, repeated on each row of a sheet."""
        return self.spread(key, self[SHEETS["company"].columns[field]])

    def keys(self, key: str, field: str) -> Series:
        """What the values of a field are compared by, as its kind says: codes as they were read."""
        column = SHEETS[key].columns[field]
        self.note(column)
        if (key, field) not in self._keys:
            values = self[column]
            if column.kind.free_text:
                values = values.map(column.kind.compared, na_action="ignore").astype("str")
            self._keys[key, field] = values
        return self._keys[key, field]

    def match(self, key: str, field: str, target: str, target_field: str | None = None) -> Series:
        """For each row of a sheet, the index in `target` of the first row of the same dossier it names; else -1."""
        target_field = target_field or SHEETS[target].identifier
        self.note(SHEETS[key].columns[field], SHEETS[target].columns[target_field])
        found = self._matches.get((key, field, target, target_field))
        if found is None:
            found = self._positions(self[key]["dossier"], self.keys(key, field), target, target_field)
            self._matches[key, field, target, target_field] = found
        return found

    def _positions(self, dossier: Series, names: Series, target: str, target_field: str) -> Series:
        known: dict[tuple[int, Any], int] = {}
        rows = self[target]
        names_there = self.keys(target, target_field)
        for at, of, name in zip(rows.index, values_of(rows["dossier"]), values_of(names_there), strict=True):
            if isinstance(name, str):
                known.setdefault((of, name), at)
        asked = zip(values_of(dossier), values_of(names), strict=True)
        positions = [known.get(pair, -1) for pair in asked]
        return pd.Series(positions, index=names.index, dtype="int64")

    def fetch(self, positions: Series, target: str, field: str) -> Series:
        """The field of the rows of `target` found by `match`; missing where nothing was found."""
        column = self[SHEETS[target].columns[field]]
        return column.reindex(positions.where(positions >= 0, -1)).set_axis(positions.index)

    def codes(self, key: str, field: str) -> pd.DataFrame:
        """The codes of a field that holds several, one line each: `at` (index of the row), `dossier`, `name`."""
        self.note(SHEETS[key].columns[field])
        if (key, field) not in self._exploded:
            frame = self[key]
            lists = frame[field].dropna().astype(object).map(lambda text: text.split(";"))
            names = lists.explode()
            self._exploded[key, field] = pd.DataFrame(
                {
                    "at": names.index,
                    "dossier": frame["dossier"].reindex(names.index).to_numpy(),
                    "name": names.astype("str").to_numpy(),
                }
            )
        return self._exploded[key, field]

    def matched_codes(self, key: str, field: str, target: str) -> pd.DataFrame:
        """As `codes`, with `found`: the index in `target` of the row each code names, -1 where there is none."""
        codes, identifier = self.codes(key, field), SHEETS[target].columns[SHEETS[target].identifier]
        self.note(identifier)
        found = self._matched.get((key, field, target))
        if found is None:
            found = self._positions(codes["dossier"], codes["name"], target, identifier.field)
            self._matched[key, field, target] = found
        return codes.assign(found=found)

    @property
    def module_contracts(self) -> pd.DataFrame:
        """Which module concerns which contract, one line a pair: `module`, `learner` (indices).

        A module without contracts concerns every contract of its dossier.
        """
        return self.once("module_contracts", self._module_contracts)

    def _module_contracts(self) -> pd.DataFrame:
        named = self.matched_codes("modules", "contracts", "learners")
        pairs = named.loc[named["found"] >= 0, ["at", "found"]].set_axis(["module", "learner"], axis=1)
        modules = self["modules"]
        for_all = modules.loc[~self.filled["modules"]["contracts"], ["dossier"]].reset_index(names="module")
        learners = self["learners"][["dossier"]].reset_index(names="learner")
        everyone = for_all.merge(learners, on="dossier")[["module", "learner"]]
        return pd.concat([pairs, everyone], ignore_index=True).drop_duplicates(ignore_index=True)

    @property
    def module_competences(self) -> pd.DataFrame:
        """Which module aims at which competence, one line a pair: `module`, `competence` (indices)."""
        return self.once("module_competences", self._module_competences)

    def _module_competences(self) -> pd.DataFrame:
        named = self.matched_codes("modules", "competences", "competences")
        return (
            named.loc[named["found"] >= 0, ["at", "found"]]
            .set_axis(["module", "competence"], axis=1)
            .drop_duplicates(ignore_index=True)
        )


def _within_bounds(frame: pd.DataFrame, sheet: Sheet) -> pd.DataFrame:
    """The frame without the numbers that are out of the bounds of their columns."""
    bounded = [one for one in sheet.columns.values() if one.minimum is not None or one.maximum is not None]
    refused = {
        one.field: outside
        for one in bounded
        if (outside := out_of_bounds(frame[one.field], one.minimum, one.maximum)).any()
    }
    return frame.assign(**{field: frame[field].mask(outside) for field, outside in refused.items()})


def out_of_bounds(values: Series, minimum: float | None, maximum: float | None) -> Series:
    """Numbers below the lower bound or above the upper one, where there is one."""
    low = -np.inf if minimum is None else minimum
    high = np.inf if maximum is None else maximum
    return (values < low) | (values > high)


def _frames(dossiers: Sequence[Dossier], sheet: Sheet) -> tuple[pd.DataFrame, pd.DataFrame]:
    numbers: list[int] = []
    rows: list[int] = []
    values: dict[str, list[Any]] = {field: [] for field in sheet.columns}
    filled: dict[str, list[bool]] = {field: [] for field in sheet.columns}
    for number, dossier in enumerate(dossiers):
        read = dossier.sheets.get(sheet.key)
        count = len(read.rows) if read else 0
        if sheet.layout is Layout.FORM and count == 0:
            count = 1
            rows.append(1)
        elif read:
            rows.extend(read.rows)
        numbers.extend([number] * count)
        for field in sheet.columns:
            here = read.values.get(field) if read else None
            values[field].extend(here if here is not None else [None] * count)
            full = read.filled.get(field) if read else None
            filled[field].extend(full if full is not None else [False] * count)
    origin = {"dossier": np.array(numbers, dtype="int64"), "row": np.array(rows, dtype="int64")}
    data = {field: _typed(values[field], column.kind.dtype) for field, column in sheet.columns.items()}
    index = pd.RangeIndex(len(numbers))
    return (
        pd.DataFrame({**origin, **data}, index=index),
        pd.DataFrame({field: np.array(marks, dtype=bool) for field, marks in filled.items()}, index=index),
    )


def _typed(values: list[Any], dtype: str) -> Any:
    made: Any = pd.api.types.pandas_dtype(dtype)
    return np.array(values, dtype=made) if isinstance(made, np.dtype) else pd.array(values, dtype=made)
