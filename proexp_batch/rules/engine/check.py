"""Checks a batch: one pandera schema for each sheet, all its rules at once, lazily."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
import pandera.errors
import pandera.pandas as pa

from proexp_batch.model.findings import Hit
from proexp_batch.model.sheets import SHEETS
from proexp_batch.rules.engine.batch import Batch, Column
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.engine.rule import Hits, Rule, placeholders


class RuleError(Exception):
    """A rule failed to run; `code` names it. The message may quote a cell."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


def check(batch: Batch, rules: Iterable[Rule]) -> list[Hit]:
    """Find where a batch meets the rules, in the order of sheets, rows and rules.

    Raises:
        RuleError: the test of a rule raised an error, or gave something else than a mask over its sheet.
    """
    rules = [rule for rule in rules if rule.test is not None]
    hits: list[Hit] = []
    for key in SHEETS:
        hits.extend(
            _check_sheet(batch, key, [rule for rule in rules if any(p[0] == key for p in rule.places)])
        )
    return hits


def _check_sheet(batch: Batch, key: str, rules: list[Rule]) -> list[Hit]:
    frame = batch[key]
    if frame.empty or not rules:
        return []
    found: dict[str, tuple[Rule, str, Hits]] = {}
    schema = SHEETS[key].schema
    columns: dict[str, Any] = {}
    for field, declared in schema.columns.items():
        checks = [_as_check(batch, key, field, rule, found) for rule in rules if (key, field) in rule.places]
        columns[field] = pa.Column(declared.dtype, checks=checks, nullable=True)
    try:
        pa.DataFrameSchema(columns).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        return _hits(frame, key, errors.failure_cases, found)
    return []


def _as_check(
    batch: Batch, key: str, field: str, rule: Rule, found: dict[str, tuple[Rule, str, Hits]]
) -> pa.Check:
    name = f"{rule.code}/{field}"

    def passes(_: Any) -> Any:
        assert rule.test is not None
        applies = _steps(batch, key) >= rule.step
        if not applies.any():
            return ~applies
        hits = rule.test(batch, SHEETS[key], SHEETS[key].columns[field])
        mask = hits.mask.eq(True).fillna(False).astype(bool) & applies
        found[name] = (rule, field, hits)
        return ~mask

    return pa.Check(passes, name=name, ignore_na=False)


@once
def _steps(batch: Batch, key: str) -> Column:
    return batch.spread(key, batch.step)


def _hits(
    frame: pd.DataFrame, key: str, failures: pd.DataFrame, found: dict[str, tuple[Rule, str, Hits]]
) -> list[Hit]:
    broken = failures[failures["index"].isna() | ~failures["check"].isin(list(found))]
    if not broken.empty:
        first = broken.iloc[0]
        raise RuleError(str(first["check"]).partition("/")[0], str(first["failure_case"]))
    order = {name: position for position, name in enumerate(found)}
    hits: list[tuple[int, int, Hit]] = []
    for name, failed in failures.groupby("check", sort=False):
        rule, field, result = found[str(name)]
        rows = frame.loc[sorted(failed["index"].astype(int))]
        hits.extend(
            (at, order[str(name)], hit)
            for at, hit in zip(rows.index, _rule_hits(rows, key, rule, field, result), strict=True)
        )
    return [hit for _, _, hit in sorted(hits, key=lambda entry: entry[:2])]


def _rule_hits(rows: pd.DataFrame, key: str, rule: Rule, field: str, result: Hits) -> list[Hit]:
    wanted = placeholders(rule.message) | placeholders(rule.detail) | placeholders(rule.fix)
    wanted |= {"meant"} & set(result.values)
    values: dict[str, list[Any]] = {}
    for name in wanted:
        given = result.values.get(name)
        if isinstance(given, pd.Series):
            values[name] = given.loc[rows.index].tolist()
        elif given is not None:
            values[name] = [given] * len(rows)
        elif name in rows:
            values[name] = rows[name].tolist()
    groups = [None] * len(rows) if result.group is None else result.group.loc[rows.index].tolist()
    elsewhere = result.where is not None
    return [
        Hit(
            code=rule.code,
            dossier=int(dossier),
            sheet=result.where or key,
            row=None if elsewhere else int(row),
            field=None if elsewhere else field,
            values={name: column[position] for name, column in values.items()},
            group=group,
        )
        for position, (dossier, row, group) in enumerate(
            zip(rows["dossier"], rows["row"], groups, strict=True)
        )
    ]
