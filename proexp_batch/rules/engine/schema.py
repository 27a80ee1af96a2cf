"""Validates a batch with pandera: one model for each sheet, with what its columns declare and every rule about it.

A model can stand alone: given a frame and nothing else, it judges it as a batch of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

import pandas as pd
import pandera.errors
import pandera.pandas as pa

from proexp_batch.model.columns import Column, Layout, Sheet
from proexp_batch.model.dossier import Dossier, Rows
from proexp_batch.model.findings import Hit
from proexp_batch.model.parameters import standard_parameters
from proexp_batch.model.sheets import SHEETS
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.failing import RuleError, reason
from proexp_batch.rules.engine.given import unusable
from proexp_batch.rules.engine.rule import Hits, Rule, placeholders


@dataclass(slots=True)
class _Run:
    """A batch that is being validated, and what its rules have found: by code and field."""

    batch: Batch
    hits: dict[tuple[str, str], Hits] = field(default_factory=dict)
    exhausted: bool = False
    failure: RuleError | None = None


_RUN: ContextVar[_Run | None] = ContextVar("proexp_run", default=None)


def check(batch: Batch, rules: Iterable[Rule]) -> list[Hit]:
    """Find where a batch meets the rules, in the order of sheets, rows and rules.

    Raises:
        RuleError: the test of a rule raised an error, or gave something else than a mask over its sheet and values
            for its sentences.
        MemoryError: one has used up the memory.
        pandera.errors.SchemaError: a frame of the batch is not what its sheet declares.
    """
    rules = [rule for rule in rules if rule.is_tested]
    hits: list[Hit] = []
    for key, sheet in SHEETS.items():
        about = tuple(rule for rule in rules if rule.asked_of(key))
        if not batch.read[key].empty:
            hits.extend(_check_sheet(batch, sheet, about))
    return hits


def _check_sheet(batch: Batch, sheet: Sheet, rules: tuple[Rule, ...]) -> list[Hit]:
    frame = batch.read[sheet.key]
    failed: list[pandera.errors.SchemaError] = []
    with _running(batch) as run:
        try:
            model_of(sheet, rules).validate(frame, lazy=True, inplace=True)
        except pandera.errors.SchemaErrors as errors:
            failed = errors.schema_errors
    if run.exhausted:
        raise MemoryError
    if run.failure is not None:
        raise run.failure
    _check_sentences(run, sheet, rules)
    return _hits(run, sheet, rules, failed)


@contextmanager
def _running(batch: Batch) -> Iterator[_Run]:
    run = _Run(batch)
    token = _RUN.set(run)
    try:
        yield run
    finally:
        _RUN.reset(token)


@lru_cache(maxsize=64)
def model_of(sheet: Sheet, rules: tuple[Rule, ...]) -> type[pa.DataFrameModel]:
    """The pandera model of a sheet: types, bounds, lists and forms of its columns, and a check of the frame for each rule.

    The name of a rule's check is its code and the field that it is told at: `APP-021/end`; of a sheet as a whole,
    `PIE-002/`.
    """
    namespace: dict[str, Any] = {
        "__annotations__": {"dossier": int, "row": int},
        "dossier": pa.Field(ge=0),
        "row": pa.Field(ge=1),
    }
    for column in sheet.columns.values():
        namespace["__annotations__"][column.field] = _TYPES[column.kind.dtype]
        namespace[column.field] = _field(column)
    for number, rule in enumerate(rules):
        for name in rule.asked_of(sheet.key) if rule.test is not None else ():
            namespace[f"check_{number}_{name}"] = _frame_check(sheet, name, rule)
    return type(sheet.declared.__name__, (pa.DataFrameModel,), namespace)


_TYPES = {"str": str, "float64": float, "datetime64[ns]": pd.Timestamp, "boolean": pd.BooleanDtype}


def _field(column: Column) -> Any:
    """What a column declares, as pandera's own checks."""
    return pa.Field(
        nullable=True,
        ge=column.minimum,
        le=column.maximum,
        isin=list(column.kind.values(column)) or None,
        str_matches=rf"(?:{column.pattern})\Z" if column.pattern else None,
    )


def _frame_check(sheet: Sheet, name: str, rule: Rule) -> Any:
    column = sheet.columns[name or sheet.identifier]

    def passes(cls: type, frame: pd.DataFrame) -> Series | bool:
        run = _run_about(sheet, frame)
        try:
            hits = _ask(rule, sheet, column, run.batch)
            if hits is None:
                return True
            run.hits[rule.code, name] = hits
            met = _applied(hits.mask, rule, sheet, run.batch)
            # Most rules are met nowhere; pandera need not look at each row to see it.
            return ~met if met.any() else True
        except MemoryError:
            # pandera would make a failure of the rule of it.
            run.exhausted = True
            raise
        except Exception as error:
            # pandera would keep its English words alone.
            run.failure = run.failure or _failure(rule, error)
            raise

    # One failure is enough for pandera's own account: the mask tells all of them.
    return pa.dataframe_check(name=f"{rule.code}/{name}", n_failure_cases=1)(passes)


def _ask(rule: Rule, sheet: Sheet, column: Column, batch: Batch) -> Hits | None:
    """Where a rule is met; `None` if no dossier has come to its step."""
    assert rule.test is not None
    if batch.last_step < rule.step:
        return None
    with batch.noting() as noted:
        found = rule.test(batch, sheet, column)
    batch.needs[rule.code, column.place] = frozenset(noted)
    wrong = unusable(found, batch[sheet.key].index)
    if wrong:
        raise RuleError(rule.code, wrong)
    return found


def _failure(rule: Rule, error: Exception) -> RuleError:
    return error if isinstance(error, RuleError) else RuleError(rule.code, reason(error))


def _check_sentences(run: _Run, sheet: Sheet, rules: Iterable[Rule]) -> None:
    """Refuse sentences that want something that is neither a field of the row nor given by the test."""
    by_code = {rule.code: rule for rule in rules}
    for (code, _), found in run.hits.items():
        unknown = _wanted(by_code[code]) - set(found.values) - set(sheet.columns)
        if unknown:
            wrong = f"« {min(unknown)} » n'est ni une colonne de sa feuille, ni une valeur de sa fonction"
            raise RuleError(code, wrong)


def _wanted(rule: Rule) -> set[str]:
    return placeholders(rule.message) | placeholders(rule.detail) | placeholders(rule.fix)


def _applied(mask: Series, rule: Rule, sheet: Sheet, batch: Batch) -> Series:
    """A mask where it is sure, in dossiers that have come to the step of the rule."""
    met = mask if mask.dtype == bool else mask.eq(True).fillna(False).astype(bool)
    return met if rule.step == 1 else met & batch.has_come_to(rule.step, sheet.key)


def _run_about(sheet: Sheet, frame: pd.DataFrame) -> _Run:
    """The run whose frame is being validated; of a frame that belongs to none, one of its own."""
    run = _RUN.get()
    if run is not None and run.batch.read[sheet.key] is frame:
        return run
    return _Run(batch_of(sheet, frame))


def batch_of(sheet: Sheet, frame: pd.DataFrame) -> Batch:
    """A batch of nothing but the rows of one sheet, judged by today's date and the standard parameters."""
    dossiers = []
    for number in range(int(frame["dossier"].max()) + 1 if len(frame) else 0):
        rows = frame[frame["dossier"] == number]
        plain = {name: [_plain(value) for value in rows[name]] for name in sheet.columns}
        dossiers.append(
            Dossier(
                PurePosixPath(str(number)),
                "",
                sheets={
                    sheet.key: Rows(
                        sheet.key,
                        sheet.title,
                        1,
                        columns={name: at for at, name in enumerate(sheet.columns)},
                        lines=dict.fromkeys(sheet.columns, "A1") if sheet.layout is Layout.FORM else {},
                        rows=rows["row"].tolist(),
                        values=plain,
                        filled={name: [one is not None for one in values] for name, values in plain.items()},
                    )
                },
            )
        )
    return Batch(dossiers, standard_parameters(), dt.date.today())


def _plain(value: Any) -> Any:
    return None if pd.isna(value) else value


def _hits(
    run: _Run, sheet: Sheet, rules: tuple[Rule, ...], errors: Iterable[pandera.errors.SchemaError]
) -> list[Hit]:
    """The hits that failed checks tell, in the order of rows and rules."""
    by_code = {rule.code: rule for rule in rules}
    declared = {(rule.checked, place[1]): rule for rule in rules if rule.checked for place in rule.places}
    found: dict[tuple[str, str], tuple[Rule, Hits, Series]] = {}
    for error in errors:
        name = str(getattr(error.check, "name", error.check))
        code, _, field_name = name.partition("/")
        rule = by_code.get(code)
        if rule is not None:
            if not isinstance(error.check_output, pd.Series) or (code, field_name) not in run.hits:
                raise RuleError(code, "son masque ne convient pas à sa feuille")
            found[code, field_name] = (rule, run.hits[code, field_name], ~error.check_output.astype(bool))
            continue
        column = str(error.schema.name)
        rule = declared.get((_KINDS.get(name, name), column))
        if rule is None:
            raise error
        passed = error.check_output.reindex(run.batch.read[sheet.key].index, fill_value=True)
        mask = _applied(~passed.astype(bool), rule, sheet, run.batch)
        declaration = sheet.columns[column]
        hits = Hits(mask, _told(declaration, run.batch))
        if (rule.code, column) in found:
            mask = mask | found[rule.code, column][2]
        found[rule.code, column] = (rule, hits, mask)
    return _in_order(run.batch, sheet, rules, found)


_KINDS = {"greater_than_or_equal_to": "in_range", "less_than_or_equal_to": "in_range"}


def _told(column: Column, batch: Batch) -> dict[str, Any]:
    """What the sentence of a rule that a column itself checks shows of it."""
    return {
        "label": column.label,
        "value": batch.read[column.sheet][column.field],
        "bounds": column.bounds,
    }


def _in_order(
    batch: Batch,
    sheet: Sheet,
    rules: tuple[Rule, ...],
    found: dict[tuple[str, str], tuple[Rule, Hits, Series]],
) -> list[Hit]:
    fields = {name: at for at, name in enumerate(sheet.columns)}
    ranks = {rule.code: at for at, rule in enumerate(rules)}
    frame = batch[sheet.key]
    hits: list[tuple[Any, Hit]] = []
    for (code, name), (rule, result, mask) in found.items():
        rows = frame[mask]
        try:
            told = _rule_hits(rows, sheet.key, rule, name, result)
        except Exception as error:
            raise _failure(rule, error) from error
        hits.extend(
            ((at, fields.get(name, -1), ranks[code]), hit) for at, hit in zip(rows.index, told, strict=True)
        )
    return [hit for _, hit in sorted(hits, key=lambda entry: entry[0])]


def _rule_hits(rows: pd.DataFrame, key: str, rule: Rule, name: str, result: Hits) -> list[Hit]:
    wanted = _wanted(rule) | {"meant"} & set(result.values)
    values: dict[str, list[Any]] = {}
    for wish in wanted:
        given = result.values.get(wish)
        if isinstance(given, pd.Series):
            values[wish] = given.loc[rows.index].tolist()
        elif given is not None:
            values[wish] = [given] * len(rows)
        elif wish in rows:
            values[wish] = rows[wish].tolist()
    groups = [None] * len(rows) if result.group is None else result.group.loc[rows.index].tolist()
    as_a_whole = result.as_a_whole or not name
    return [
        Hit(
            code=rule.code,
            dossier=int(dossier),
            sheet=key if name else rule.places[0][0],
            row=None if as_a_whole else int(row),
            field=None if as_a_whole else name,
            values={wish: column[position] for wish, column in values.items()},
            group=group,
        )
        for position, (dossier, row, group) in enumerate(
            zip(rows["dossier"], rows["row"], groups, strict=True)
        )
    ]
