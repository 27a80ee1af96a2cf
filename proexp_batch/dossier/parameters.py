"""Dated parameters: the values that a law, a decree or an Opco may change, read from TOML."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd

from proexp_batch.dossier import wording


@dataclass(frozen=True)
class Parameter:
    """One parameter: `starts[i]` is the day from which `values[i]` applies, until the next one."""

    name: str
    label: str
    unit: str
    source: str
    starts: tuple[dt.date, ...]
    values: tuple[Any, ...]
    notes: tuple[str, ...]

    def position(self, day: dt.date) -> int:
        """Index of the value in force on a day.

        Raises:
            LookupError: the day is before the first known value.
        """
        known = [index for index, start in enumerate(self.starts) if start <= day]
        if not known:
            raise LookupError(f"{self.name} has no value on {day}")
        return known[-1]

    def shown(self, index: int) -> str:
        """The value in words: `15 %`, `11,52 €`, `150 h`."""
        value = self.values[index]
        if isinstance(value, str):
            return self.notes[index]
        if self.unit == "%":
            return wording.percent(value)
        if self.unit == "€":
            return wording.euros(value)
        return wording.typo(f"{wording.number(value)} {self.unit}")


class Parameters:
    """All the parameters, looked up by name and day."""

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        self._parameters = dict(parameters)

    def __getitem__(self, name: str) -> Parameter:
        return self._parameters[name]

    def __iter__(self) -> Any:
        return iter(self._parameters.values())

    def value(self, name: str, day: dt.date) -> Any:
        """The value in force on one day; raises `LookupError` before the first known one."""
        parameter = self._parameters[name]
        return parameter.values[parameter.position(day)]

    def at(self, name: str, days: "pd.Series[Any]") -> "pd.Series[Any]":
        """The values in force on each day of a series; missing before the first known one or without a day."""
        return self._looked_up(name, days, self._parameters[name].values)

    def shown_at(self, name: str, days: "pd.Series[Any]") -> "pd.Series[Any]":
        """As `at`, but the values in words."""
        parameter = self._parameters[name]
        return self._looked_up(name, days, tuple(parameter.shown(i) for i in range(len(parameter.values))))

    def notes_at(self, name: str, days: "pd.Series[Any]") -> "pd.Series[Any]":
        """As `at`, but the notes that go with the values."""
        return self._looked_up(name, days, self._parameters[name].notes)

    def _looked_up(self, name: str, days: "pd.Series[Any]", values: tuple[Any, ...]) -> "pd.Series[Any]":
        starts = np.array(self._parameters[name].starts, dtype="datetime64[ns]")
        positions = np.searchsorted(starts, days.to_numpy("datetime64[ns]"), side="right") - 1
        known = (positions >= 0) & days.notna().to_numpy()
        numeric = all(isinstance(value, int | float) for value in values)
        table = np.array(values, dtype="float64" if numeric else object)
        taken = pd.Series(table[positions.clip(0)], index=days.index)
        return taken.where(known)


def _parameter(name: str, table: Mapping[str, Any]) -> Parameter:
    values = sorted(table["values"], key=lambda entry: entry["from"])
    return Parameter(
        name=name,
        label=table["label"],
        unit=table["unit"],
        source=wording.typo(table["source"]),
        starts=tuple(entry["from"] for entry in values),
        values=tuple(entry["value"] for entry in values),
        notes=tuple(wording.typo(entry.get("note", "")) for entry in values),
    )


@cache
def standard_parameters() -> Parameters:
    """The parameters that the project ships."""
    text = resources.files("proexp_batch.dossier").joinpath("parameters.toml").read_text("utf-8")
    return Parameters({name: _parameter(name, table) for name, table in tomllib.loads(text).items()})
