"""Addresses are taken apart and put together the same way, whoever counts from 0 or from 1."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proexp_batch.ooxml.addresses import (
    MAX_COLUMN,
    MAX_ROW,
    address,
    address_at,
    area,
    parsed,
    place,
    position,
    span,
    split_cell,
)
from proexp_batch.ooxml.errors import PackageError


@given(st.integers(1, MAX_ROW), st.integers(1, MAX_COLUMN))
def test_there_and_back(row: int, column: int) -> None:
    text = address(row, column)
    assert place(text) == parsed(text) == (row, column)
    assert position(text) == (row - 1, column - 1)
    assert address_at((row - 1, column - 1)) == text
    assert split_cell(text)[1] == row
    assert area(span((row, column, row, column))) == (row, column, row, column)


@pytest.mark.parametrize(
    ("text", "found"), [("$AB$12", (12, 28)), ("b5", (5, 2)), ("XFD1048576", (MAX_ROW, MAX_COLUMN))]
)
def test_other_ways_to_write_one(text: str, found: tuple[int, int]) -> None:
    assert place(text) == found


@pytest.mark.parametrize("text", ["", "A", "5", "A0", "B-1", "ABCD1", "A1:B2", "Feuil1!A1", "É1", "A٣"])
def test_what_is_none(text: str) -> None:
    assert parsed(text) is None
    with pytest.raises(PackageError):
        place(text)


@pytest.mark.parametrize("text", ["A1048577", "XFE1"])
def test_one_that_no_sheet_has(text: str) -> None:
    assert parsed(text) is not None
    with pytest.raises(PackageError):
        place(text)
