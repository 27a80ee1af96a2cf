"""A pivot table, a slicer and a control on a sheet that gets our marks are still right, once and twice given back."""

from pathlib import Path

import pytest

from tests.reading.workbooks import members
from tests.validation.analysed import analysed
from tests.validation.test_outputs import NOTHING, given_back
from tests.validation.validator import errors, program


def test_what_analyses_a_sheet_is_right_beside_our_marks(tmp_path: Path) -> None:
    if program() is None:
        pytest.skip("the validator is not installed")
    deposit = tmp_path / "depose.xlsx"
    deposit.write_bytes(analysed())
    assert errors(deposit) == NOTHING
    for number in (1, 2):
        given = given_back(deposit, tmp_path / f"{number}")
        assert errors(given) == NOTHING
        deposit = tmp_path / f"retour {number}.xlsx"
        deposit.write_bytes(given.read_bytes())


def test_the_parts_of_analyses_come_back_byte_for_byte(tmp_path: Path) -> None:
    before = members(analysed())
    (tmp_path / "depose.xlsx").write_bytes(analysed())
    after = members(given_back(tmp_path / "depose.xlsx", tmp_path / "s").read_bytes())
    own = [name for name in before if "pivot" in name or "slicer" in name or "ctrlProps" in name]
    assert len(own) == 8
    assert {name: after[name] for name in own} == {name: before[name] for name in own}
    assert after["xl/comments1.xml"] != before["xl/comments1.xml"]
