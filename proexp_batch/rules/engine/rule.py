"""How a rule is declared; the check, the notes, the catalogue, the live template and the documentation follow from it."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import Any, TypeAlias

from proexp_batch.model import wording
from proexp_batch.model.columns import Column, Sheet
from proexp_batch.model.expressions import Condition, Quantity, Shown
from proexp_batch.model.findings import Severity
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.excel import Cells
from proexp_batch.rules.engine.failing import CodeTakenError
from proexp_batch.rules.engine.formulas import on_a_row

BLOCKING, WARNING, INFO = Severity.BLOCKING, Severity.WARNING, Severity.INFO


@dataclass(frozen=True, slots=True)
class Hits:
    """Where a rule is met: `mask` over the rows of its sheet, and the values its sentences need, by row.

    `as_a_whole` tells the finding of the sheet instead of the row, for a column that is missing. `group` names the
    fact that explains several rows: rows of one dossier with the same group become one finding.
    """

    mask: Series
    values: Mapping[str, Any] = field(default_factory=dict)
    as_a_whole: bool = False
    group: Series | None = None


Test: TypeAlias = "Callable[[Batch, Sheet, Column], Hits]"
Live: TypeAlias = Callable[[Cells, str], str]
"""The formula of a rule on a row of the template, from the cells of its sheet and the field asked about."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a rule of a named shape looks at: its test over the batch, and its formula on a row of the template."""

    test: Callable[[Batch], Hits]
    live: Live | None


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule of the catalogue.

    It applies to dossiers from `step` on. `places` are the sheet and field pairs that it is told at, none for what only
    the reader of the files can notice; a pair without a field is a sheet as a whole. `message` says what is wrong
    without any value of a cell, `detail` shows the values, `fix` says what to do; placeholders in them are filled from
    the hits, formats are those of `Sentence`.
    `sources` are articles or documents, `parameters` names of dated parameters.

    How it is met is a `test` over the batch, or `checked`: the name of the check that its column itself declares
    (`in_range`, `str_matches`). `live` is its formula in the template; `silent` says why it has none.
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
    checked: str | None = None
    live: Live | None = None
    silent: str = ""

    @property
    def is_tested(self) -> bool:
        """Whether it is looked for in the batch; what only the reader can notice is not."""
        return self.test is not None or self.checked is not None

    def asked_of(self, key: str) -> tuple[str, ...]:
        """The fields of a sheet whose rows it is asked about; the empty one for what it asks of each dossier.

        A sheet as a whole may have no row: then the line that each dossier has in `Entreprise` is asked about.
        """
        return tuple(name for sheet, name in self.places if (sheet if name else "company") == key)


class Catalogue:
    """The rules by code, in the order of their declaration."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}

    def add(self, rule: Rule) -> None:
        """Register a rule; raises `CodeTakenError` if its code is taken."""
        if rule.code in self._rules:
            raise CodeTakenError(rule.code)
        self._rules[rule.code] = rule

    def __getitem__(self, code: str) -> Rule:
        return self._rules[code]

    def __contains__(self, code: str) -> bool:
        return code in self._rules

    def __iter__(self) -> Iterator[Rule]:
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

    _KINDS: Mapping[str, Any] = {"date": dt.date, "list": Sequence}
    """What a format shows, where it is no number: a text of digits, such as a SIRET, is none either."""

    @classmethod
    def formats(cls) -> frozenset[str]:
        """The formats that there are."""
        return frozenset(cls._FORMATS)

    def format_field(self, value: Any, format_spec: str) -> str:
        """Show one value; a missing one (`None`, NaN, NaT, which are not themselves) is shown as a dash.

        Raises:
            TypeError: the format shows values of another kind.
        """
        if value is None or (not isinstance(value, list) and value != value):
            return "–"
        if format_spec in self._FORMATS:
            if not isinstance(value, self._KINDS.get(format_spec, Real)):
                raise TypeError(format_spec)
            return self._FORMATS[format_spec](value)
        return wording.number(value) if isinstance(value, float) else str(value)


SENTENCE = Sentence()


def placeholders(text: str) -> set[str]:
    """The names that a sentence wants filled."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


CATALOGUE = Catalogue()


def hits(mask: Series, *, as_a_whole: bool = False, group: Series | None = None, **values: Any) -> Hits:
    """Shorten `Hits`: values by keyword, each one a series over the rows of the sheet or one value for all."""
    return Hits(mask, values, as_a_whole, group)


At: TypeAlias = str | Column | Iterable[str | Column]
"""One or several columns, by their declaration or their name (`learners.birth_date`); a sheet by its key."""


def _places(at: At) -> tuple[tuple[str, str], ...]:
    some = [at] if isinstance(at, str | Column) else list(at)
    names = [one.place if isinstance(one, Column) else one for one in some]
    return tuple((sheet, field) for sheet, _, field in (name.partition(".") for name in names))


def column_rule(
    code: str,
    title: str,
    severity: Severity,
    step: int,
    at: At = (),
    *,
    message: str,
    fix: str,
    why: str,
    wrong: str,
    right: str,
    detail: str = "",
    sources: tuple[str, ...] = (),
    parameters: tuple[str, ...] = (),
    checked: str | None = None,
    live: Live | None = None,
    silent: str = "",
) -> Callable[[Test | None], Test | None]:
    """Declare a rule whose test is asked about each of several columns; see `Rule`.

    The decorator takes the test, or `None` for what only the reader of the files notices or the column itself checks.
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
                checked=checked,
                live=live,
                silent=silent,
            )
        )
        return test

    return with_test


def rule(
    code: str, title: str, severity: Severity, step: int, at: str | Column, **words: Any
) -> Callable[[Callable[[Batch], Hits]], Callable[[Batch], Hits]]:
    """Declare a rule about one column, whose test takes the batch alone; see `column_rule` for the words."""

    def with_test(test: Callable[[Batch], Hits]) -> Callable[[Batch], Hits]:
        column_rule(code, title, severity, step, at, **words)(lambda batch, sheet, column: test(batch))
        return test

    return with_test


def sheet_rule(
    code: str, title: str, severity: Severity, step: int, key: str, **words: Any
) -> Callable[[Callable[[Batch], Hits]], Callable[[Batch], Hits]]:
    """Declare a rule told of a sheet as a whole, for what is missing there; see `column_rule` for the words.

    Its test gives a mask over the dossiers: the rows of `Entreprise`.
    """
    return rule(code, title, severity, step, key, **words)


def row_rule(
    code: str,
    title: str,
    severity: Severity,
    step: int,
    at: Column,
    what: Condition | Shape,
    *,
    values: Mapping[str, Quantity | Shown] | None = None,
    **words: Any,
) -> None:
    """Declare a rule that one condition on a row, or a check of a named shape, says whole; see `column_rule`.

    `values` are what its sentences show besides the fields of the row.
    """
    if isinstance(what, Shape):
        rule(code, title, severity, step, at, live=what.live, **words)(what.test)
        return
    shown = dict(values or {})

    def test(batch: Batch) -> Hits:
        found = masks.mask(what, batch, at.sheet)
        told = {name: masks.told(value, batch, at.sheet) for name, value in shown.items()}
        return Hits(found, told)

    def formula(cells: Cells, field: str) -> str:
        return on_a_row(what)

    rule(code, title, severity, step, at, live=formula, **words)(test)


def form_rule(
    code: str,
    title: str,
    severity: Severity,
    step: int,
    at: Column,
    *,
    live: Live | None = None,
    **words: Any,
) -> None:
    """Declare a rule on the form of a code, which its column declares as a pattern; see `column_rule` for the words."""
    if not at.pattern:
        raise ValueError(f"{at.place} declares no form")
    column_rule(code, title, severity, step, at, checked="str_matches", live=live, **words)(None)


def noticed(code: str, title: str, severity: Severity, **words: Any) -> None:
    """Declare what the reader of the files notices by itself, at any step; see `column_rule` for the words."""
    column_rule(code, title, severity, 1, **words)(None)
