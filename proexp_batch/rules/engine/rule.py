"""How a rule is declared; the check, the notes, the catalogue and the documentation are derived from here."""

import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from proexp_batch.model import wording
from proexp_batch.model.columns import Column as ColumnDeclaration
from proexp_batch.model.columns import Sheet
from proexp_batch.model.findings import Severity
from proexp_batch.rules.engine.batch import Batch, Column

BLOCKING, WARNING, INFO = Severity.BLOCKING, Severity.WARNING, Severity.INFO


@dataclass(frozen=True, slots=True)
class Hits:
    """Where a rule is met: `mask` over the rows of its sheet, and the values its sentences need, by row.

    `where` puts the finding on another sheet as a whole, for what is missing there. `group` names the fact that
    explains several rows: rows of one dossier with the same group become one finding.
    """

    mask: Column
    values: Mapping[str, Any] = field(default_factory=dict)
    where: str | None = None
    group: Column | None = None


Test = Callable[[Batch, Sheet, ColumnDeclaration], Hits]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue.

    It applies to dossiers from `step` on. `places` are the sheet and field pairs it looks at, none for what only
    the reader of the files can notice (then `test` is `None`). `message` says what is wrong without any value of a
    cell, `detail` shows the values, `fix` says what to do; placeholders in them are filled from the hits, formats
    are those of `Sentence`. `sources` are articles or documents, `parameters` names of dated parameters.
    """

    code: str
    title: str
    severity: Severity
    step: int
    places: tuple[tuple[str, str], ...]
    message: str
    detail: str
    fix: str
    why: str
    wrong: str
    right: str
    sources: tuple[str, ...]
    parameters: tuple[str, ...]
    test: Test | None


class Catalogue:
    """The rules by code, in the order of their declaration."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}

    def add(self, rule: Rule) -> None:
        """Register a rule; raises `ValueError` if its code is taken."""
        if rule.code in self._rules:
            raise ValueError(f"the rule code {rule.code} is declared twice")
        self._rules[rule.code] = rule

    def __getitem__(self, code: str) -> Rule:
        return self._rules[code]

    def __contains__(self, code: str) -> bool:
        return code in self._rules

    def __iter__(self) -> Any:
        return iter(self._rules.values())

    def __len__(self) -> int:
        return len(self._rules)


class Sentence(string.Formatter):
    """Fills the sentences of the rules; the formats are `date`, `hours`, `years`, `euros`, `percent`, `number`, `list`."""

    _FORMATS: Mapping[str, Callable[[Any], str]] = {
        "date": wording.date,
        "hours": wording.hours,
        "years": wording.years,
        "euros": wording.euros,
        "percent": wording.percent,
        "number": wording.number,
        "list": wording.listing,
    }

    def format_field(self, value: Any, format_spec: str) -> str:
        """Show one value; a missing one is shown as a dash."""
        if value is None or (not isinstance(value, list) and pd.isna(value)):
            return "–"
        if format_spec in self._FORMATS:
            return self._FORMATS[format_spec](value)
        return wording.number(value) if isinstance(value, float) else str(value)


SENTENCE = Sentence()


def placeholders(text: str) -> set[str]:
    """The names that a sentence wants filled."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


CATALOGUE = Catalogue()


def hits(mask: Column, *, where: str | None = None, group: Column | None = None, **values: Any) -> Hits:
    """Shorten `Hits`: values by keyword, each one a series over the rows of the sheet or one value for all."""
    return Hits(mask, values, where, group)


def _places(at: str | Iterable[str]) -> tuple[tuple[str, str], ...]:
    names = [at] if isinstance(at, str) else list(at)
    return tuple((sheet, field) for sheet, field in (name.split(".") for name in names))


def column_rule(
    code: str,
    title: str,
    severity: Severity,
    step: int,
    at: str | Iterable[str] = (),
    *,
    message: str,
    fix: str,
    why: str,
    wrong: str,
    right: str,
    detail: str = "",
    sources: tuple[str, ...] = (),
    parameters: tuple[str, ...] = (),
) -> Callable[[Test | None], Test | None]:
    """Declare a rule whose test is asked about each of several columns; see `Rule`.

    `at` names the columns (`"learners.birth_date"`). The decorator takes the test, or `None` for what only the
    reader of the files notices.
    """

    def with_test(test: Test | None) -> Test | None:
        CATALOGUE.add(
            Rule(
                code,
                wording.typo(title),
                severity,
                step,
                _places(at),
                message=wording.typo(message),
                detail=wording.typo(detail),
                fix=wording.typo(fix),
                why=wording.typo(why),
                wrong=wording.typo(wrong),
                right=wording.typo(right),
                sources=sources,
                parameters=parameters,
                test=test,
            )
        )
        return test

    return with_test


def rule(
    code: str, title: str, severity: Severity, step: int, at: str, **words: Any
) -> Callable[[Callable[[Batch], Hits]], Callable[[Batch], Hits]]:
    """Declare a rule about one column, whose test takes the batch alone; see `column_rule` for the words."""

    def with_test(test: Callable[[Batch], Hits]) -> Callable[[Batch], Hits]:
        column_rule(code, title, severity, step, at, **words)(lambda batch, sheet, column: test(batch))
        return test

    return with_test


def noticed(code: str, title: str, severity: Severity, **words: Any) -> None:
    """Declare what the reader of the files notices by itself, at any step; see `column_rule` for the words."""
    column_rule(code, title, severity, 1, **words)(None)
