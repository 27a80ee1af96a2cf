"""Dated parameters: the values that a law, a decree or an Opco may change, read from TOML."""

import datetime as dt
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from proexp_batch.model import wording
from proexp_batch.model.later import np, pd
from proexp_batch.model.nearest import nearest

ALWAYS = dt.date(1900, 1, 1)
"""The day given to values that hold as far back as any contract goes."""

REGIMES = ("open", "warning", "blocking")
"""What the parameter `regime` can say: the scheme is open, only tolerated, or has no legal base."""


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
        """The value in words: `15 %`, `11,52 €`, `150 h`, or the note that goes with it."""
        value = self.values[index]
        if isinstance(value, str) or self.notes[index]:
            return self.notes[index]
        if self.unit == "%":
            return wording.percent(value)
        if self.unit == "€":
            return wording.euros(value)
        return wording.typo(f"{wording.number(value)} {self.unit}".rstrip())

    def told(self, index: int) -> str:
        """The value in words with the day from which it holds, where that is known: `11,52 € depuis le 01/05/2023`."""
        if isinstance(self.values[index], str) or self.starts[index] <= ALWAYS:
            return self.shown(index)
        return f"{self.shown(index)} depuis le {wording.date(self.starts[index])}"


class Parameters:
    """All the parameters, looked up by name and day."""

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        self._parameters = dict(parameters)
        self._tables: dict[tuple[str, str], Any] = {}

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
        return self._looked_up(name, days, self._table(name, "values"))

    def shown_at(self, name: str, days: "pd.Series[Any]") -> "pd.Series[Any]":
        """As `at`, but the values in words, with the day from which they hold."""
        return self._looked_up(name, days, self._table(name, "told"))

    def notes_at(self, name: str, days: "pd.Series[Any]") -> "pd.Series[Any]":
        """As `at`, but the notes that go with the values."""
        return self._looked_up(name, days, self._table(name, "notes"))

    def _table(self, name: str, what: str) -> Any:
        """What is told of each value of a parameter as an array, whose last element stands for no value."""
        if (name, what) not in self._tables:
            parameter = self._parameters[name]
            told = (
                [parameter.told(i) for i in range(len(parameter.values))]
                if what == "told"
                else getattr(parameter, what)
            )
            numeric = all(isinstance(value, int | float) for value in told)
            self._tables[name, what] = np.array([*told, np.nan], dtype="float64" if numeric else object)
        return self._tables[name, what]

    def _looked_up(self, name: str, days: "pd.Series[Any]", table: Any) -> "pd.Series[Any]":
        starts = np.array(self._parameters[name].starts, dtype="datetime64[ns]")
        positions = np.searchsorted(starts, days.to_numpy("datetime64[ns]"), side="right") - 1
        positions[days.isna().to_numpy()] = -1
        return pd.Series(table[positions], index=days.index)


class ParameterError(Exception):
    """A file of parameters that cannot be used; the message is a French sentence with the line and the reason."""


@cache
def standard_parameters() -> Parameters:
    """The parameters that the project ships."""
    text = resources.files("proexp_batch.model").joinpath("parameters.toml").read_text("utf-8")
    return Parameters({name: _parameter(name, table) for name, table in tomllib.loads(text).items()})


def with_overrides(text: str) -> Parameters:
    """The parameters that the project ships, those named in a TOML text replaced by what it says.

    Each table names a known parameter and gives its `values`, each with the day `from` which it holds; `label` and
    `source` may be given too. An Opco's file replaces all the values of a parameter it names.

    Raises:
        ParameterError: the text is not TOML, names an unknown parameter, or gives a value that cannot be one.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise ParameterError(
            _at(int(line[1]) if line else None, "le fichier n'est pas du TOML lisible")
        ) from None
    known = {parameter.name: parameter for parameter in standard_parameters()}
    replaced = {name: _override(name, table, known, text) for name, table in tables.items()}
    return Parameters({**known, **replaced})


def _override(name: str, table: Any, known: Mapping[str, Parameter], text: str) -> Parameter:
    line = _line_of(name, text)
    if name not in known:
        meant = nearest(name, known)
        hint = f" ; le plus proche est « {meant} »" if meant else ""
        raise ParameterError(_at(line, f"le paramètre « {name} » n'existe pas{hint}"))
    standard = known[name]
    if not isinstance(table, Mapping) or not isinstance(table.get("values"), list) or not table["values"]:
        raise ParameterError(_at(line, f"« {name} » doit avoir une liste « values » qui n'est pas vide"))
    unexpected = sorted(set(table) - {"label", "unit", "source", "values"})
    if unexpected:
        raise ParameterError(_at(line, f"« {name} » a une clé inconnue : « {unexpected[0]} »"))
    for entry in table["values"]:
        _check_value(name, entry, standard, line)
    merged = {"label": standard.label, "source": "paramètre de l'Opco", **table, "unit": standard.unit}
    return _parameter(name, merged)


def _check_value(name: str, entry: Any, standard: Parameter, line: int | None) -> None:
    if not isinstance(entry, Mapping) or "from" not in entry or "value" not in entry:
        raise ParameterError(
            _at(line, f"chaque valeur de « {name} » a une date « from » et une valeur « value »")
        )
    if not isinstance(entry["from"], dt.date) or isinstance(entry["from"], dt.datetime):
        raise ParameterError(_at(line, f"« from » de « {name} » doit être une date de la forme AAAA-MM-JJ"))
    value, usual = entry["value"], standard.values[0]
    if isinstance(usual, str):
        if value not in REGIMES:
            raise ParameterError(
                _at(line, f"« value » de « {name} » doit être l'un de : {', '.join(REGIMES)}")
            )
    elif (
        isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0
    ):
        raise ParameterError(_at(line, f"« value » de « {name} » doit être un nombre positif"))
    elif standard.unit == "%" and value > 1:
        raise ParameterError(_at(line, f"« value » de « {name} » est une part entre 0 et 1 : 0.15 pour 15 %"))


def _line_of(name: str, text: str) -> int | None:
    pattern = re.compile(rf"\s*(\[\s*[\"']?{re.escape(name)}[\"']?\s*\]|{re.escape(name)}\s*[.=])")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), None)


def _at(line: int | None, reason: str) -> str:
    return wording.typo(f"ligne {line} : {reason}." if line else f"{reason}.")


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
