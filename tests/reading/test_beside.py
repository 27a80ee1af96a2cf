"""The form `Entreprise` with answers where they are not read: said once, with nothing else beside it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from proexp_batch.model.sheets import SHEETS
from tests.reading.whole import blocks, checked, said

ROWS = range(3, 3 + len(SHEETS["company"].columns))
REVIEW, EXAMPLES = 3, 4


def moved(column: int) -> Any:
    def change(workbook: Workbook) -> None:
        page = workbook["Entreprise"]
        for row in ROWS:
            page.cell(row, column).value = page.cell(row, 2).value
            page.cell(row, 2).value = None

    return change


def moved_to_the_examples_of_old(workbook: Workbook) -> None:
    """Up to version 1.1 of the template the examples stood beside the answers."""
    workbook["Entreprise"].delete_cols(REVIEW)
    moved(REVIEW)(workbook)


def side_by_side(workbook: Workbook) -> None:
    page = workbook["Entreprise"]
    lines = [(page.cell(row, 1).value, page.cell(row, 2).value) for row in ROWS]
    page.delete_rows(2, 30)
    for column, (label, value) in enumerate(lines, start=1):
        page.cell(2, column, label)
        page.cell(3, column, value)


def second_column(header: str | None, values: Sequence[Any]) -> Any:
    def change(workbook: Workbook) -> None:
        page = workbook["Entreprise"]
        for row in ROWS:
            page.cell(row, 3).value = None
        page["C2"] = header
        for row, value in values:
            page.cell(row, 3, value)

    return change


SECOND = [(4, "Autre SARL"), (5, "99912345800013"), (8, "Opco 2i"), (11, 39), (14, "Non")]


@pytest.mark.parametrize("change", [moved(EXAMPLES), moved_to_the_examples_of_old])
def test_answers_in_the_column_of_the_examples_are_one_finding(tmp_path: Path, change: Any) -> None:
    facts = checked(tmp_path, change)
    assert [code for code, *_ in said(facts)] == ["LEC-016"]
    assert blocks(facts)


def test_labels_in_a_row_are_one_finding(tmp_path: Path) -> None:
    facts = checked(tmp_path, side_by_side)
    assert said(facts) == [("LEC-017", "Entreprise", "A2")]
    assert blocks(facts)


@pytest.mark.parametrize("header", ["Établissement 2", None, "2024"])
def test_a_second_company_beside_the_first_is_one_finding(tmp_path: Path, header: str | None) -> None:
    facts = checked(tmp_path, second_column(header, SECOND))
    assert said(facts) == [("LEC-016", "Entreprise", "C4")]
    assert blocks(facts)


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Commentaire", [(5, "voir Kbis"), (8, "à confirmer"), (13, "libellé de la branche")]),
        ("Vérifié", [(row, "Oui") for row in ROWS]),
        (None, [(5, "99910003500016"), (11, 35)]),
        ("Remarques", SECOND),
        ("Exemple", SECOND),
        ("À revoir", [(5, "SIRET dont la clé est fausse"), (6, "Code NAF mal formé")]),
        (None, []),
    ],
)
def test_what_else_people_write_beside_the_answers_is_not_accused(
    tmp_path: Path, header: str | None, values: Sequence[Any]
) -> None:
    assert said(checked(tmp_path, second_column(header, values))) == []
