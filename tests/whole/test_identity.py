"""Values of a frame are numpy's or pandas' own: `row.flag is True` never holds for them, and says nothing."""

import ast
from pathlib import Path

import pytest

from tests.whole.places import ROOT

FILES = sorted((ROOT / "proexp_batch").rglob("*.py"))


def compared_by_identity(tree: ast.AST) -> list[int]:
    """The lines that ask whether something is a truth value, or whether a field of a row is nothing."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and any(isinstance(sign, ast.Is | ast.IsNot | ast.Eq | ast.NotEq) for sign in node.ops)
        and _cannot_be_told(node)
    ]


def _cannot_be_told(node: ast.Compare) -> bool:
    sides = [node.left, *node.comparators]
    constants = [side.value for side in sides if isinstance(side, ast.Constant)]
    if any(isinstance(value, bool) for value in constants):
        return True
    missing = any(isinstance(side, ast.Attribute) and side.attr in ("NA", "NaT", "nan") for side in sides)
    return missing or (None in constants and any(_is_of_a_row(side) for side in sides))


def _is_of_a_row(side: ast.expr) -> bool:
    """A field of a row of `itertuples`, by the name that the house gives to such rows."""
    return isinstance(side, ast.Attribute) and isinstance(side.value, ast.Name) and side.value.id == "row"


def test_nothing_from_a_frame_is_asked_for_its_identity() -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in FILES
        if (lines := compared_by_identity(ast.parse(path.read_text("utf-8"))))
    }
    assert not found


@pytest.mark.parametrize(
    "code",
    [
        "row.certifying is True",
        "x is not False",
        "x == True",
        "row.date is None",
        "value is pd.NaT",
        "True is x",
    ],
)
def test_it_is_found(code: str) -> None:
    assert compared_by_identity(ast.parse(code)) == [1]


@pytest.mark.parametrize("code", ["x is None", "reason is not None", "row.count == 1", "row.name == ''"])
def test_what_can_be_told_is_left(code: str) -> None:
    assert compared_by_identity(ast.parse(code)) == []


def test_the_package_is_looked_at() -> None:
    assert Path("proexp_batch/decision/attesting.py") in {path.relative_to(ROOT) for path in FILES}
