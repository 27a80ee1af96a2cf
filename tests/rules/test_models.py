"""What pandera validates: each kind of check fails in the model of a sheet alone, and no finding comes without it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pandera.errors
import pandera.pandas as pa
import pytest

from proexp_batch.model.parameters import standard_parameters
from proexp_batch.model.sheets import SHEETS
from proexp_batch.rules.catalogue import RULES
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.rule import Rule
from proexp_batch.rules.engine.schema import check, model_of
from tests.making.draft import TODAY, Draft
from tests.making.plain import plain

Change = Callable[[Draft], object]


def rules_of(key: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if rule.is_tested and rule.asked_of(key))


def frame(key: str, draft: Draft) -> pd.DataFrame:
    return Batch([draft.dossier()], standard_parameters(), TODAY).read[key]


def failed(key: str, wrong: pd.DataFrame) -> set[tuple[str, str]]:
    """The column (or sheet) and the name of each check of the model that fails on a frame, nothing else at hand."""
    try:
        model_of(SHEETS[key], rules_of(key)).validate(wrong, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        return {
            (str(error.schema.name), str(getattr(error.check, "name", error.check)))
            for error in errors.schema_errors
        }
    return set()


def put(sheet: str, field: str, value: Any, row: int = 0) -> Change:
    return lambda draft: draft.rows[sheet][row].update({field: value})


def again(sheet: str) -> Change:
    return lambda draft: draft.rows[sheet].append(dict(draft.rows[sheet][0]))


KINDS: dict[str, tuple[str, Change, tuple[str, str], str]] = {
    "bounds": (
        "tutors",
        put("tutors", "other_learners", -3.0),
        ("other_learners", "greater_than_or_equal_to"),
        "SAI-004",
    ),
    "form of a code": ("company", put("company", "naf", "6201"), ("naf", "str_matches"), "ENT-003"),
    "unique": ("competences", again("competences"), ("Competences", "COM-002/code"), "COM-002"),
    "required": ("tutors", put("tutors", "function", None), ("Tutors", "SAI-001/function"), "SAI-001"),
    "condition on a row": (
        "learners",
        put("learners", "end", dt.date(2020, 1, 1)),
        ("Learners", "APP-021/end"),
        "APP-021",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_alone_fails_for_the_right_reason(kind: str) -> None:
    key, change, reason, _ = KINDS[kind]
    draft = plain(step=4)
    before = failed(key, frame(key, draft))
    change(draft)
    assert failed(key, frame(key, draft)) - before >= {reason}
    assert reason not in before


def test_a_list_and_a_type_belong_to_the_model() -> None:
    learners = frame("learners", plain())
    assert ("public", "isin") in failed("learners", learners.assign(public="ELEVE"))
    assert ("start", "dtype('datetime64[ns]')") in failed("learners", learners.assign(start="02/01/2023"))
    assert ("row", "not_nullable") in failed(
        "learners", learners.assign(row=pd.Series([None], dtype="Int64"))
    )


def test_what_refers_to_another_sheet_is_judged_with_it() -> None:
    draft = plain(step=4)
    put("learners", "tutor", "Quelqu'un Autre")(draft)
    assert "APP-060" in codes_of(draft)


def codes_of(draft: Draft) -> set[str]:
    return {hit.code for hit in check(Batch([draft.dossier()], standard_parameters(), TODAY), RULES)}


@pytest.mark.parametrize("kind", [*KINDS, "refers to"])
def test_without_pandera_there_is_no_finding(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = plain(step=4)
    if kind == "refers to":
        put("learners", "tutor", "Quelqu'un Autre")(draft)
        code = "APP-060"
    else:
        _, change, _, code = KINDS[kind]
        change(draft)
    assert code in codes_of(draft)
    monkeypatch.setattr(pa.DataFrameModel, "validate", classmethod(lambda cls, frame, **options: frame))
    assert codes_of(draft) == set()


@pytest.mark.parametrize("key", SHEETS)
def test_every_number_has_bounds(key: str) -> None:
    for column in SHEETS[key].columns.values():
        assert (column.minimum is not None) == column.kind.is_number, column.place


@pytest.mark.parametrize(
    "column",
    [one for sheet in SHEETS.values() for one in sheet.columns.values() if one.kind.is_number],
    ids=lambda column: column.place,
)
def test_a_number_is_refused_out_of_its_bounds_and_taken_on_them(column: Any) -> None:
    bounds = [column.minimum, column.maximum]
    for bound, step in zip(bounds, (-0.5, 0.5), strict=True):
        if bound is None:
            continue
        told = []
        for value in (bound, bound + step):
            draft = plain(step=4)
            draft.rows[column.sheet][0][column.field] = float(value)
            told.append("SAI-004" in codes_of(draft))
        assert told == [False, True]
