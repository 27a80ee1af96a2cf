"""Titles above the form `Entreprise` that are spelled as one of its labels, and lines that come twice."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from tests.reading.whole import checked, said


def titled(title: str, cell: str = "A1") -> Any:
    def change(workbook: Workbook) -> None:
        workbook["Entreprise"][cell] = title

    return change


@pytest.mark.parametrize("title", ["Entreprise", "ENTREPRISE :", "Société", "Employeur", "Raison sociale"])
def test_a_title_is_no_line_of_the_form(title: str, tmp_path: Path) -> None:
    assert not said(checked(tmp_path, titled(title)))


def renamed(*labels: str) -> Any:
    """The line of the name, once for each label: the last one holds the answer."""

    def change(workbook: Workbook) -> None:
        page = workbook["Entreprise"]
        row = next(row for row in range(1, 30) if str(page.cell(row, 1).value).startswith("Raison sociale"))
        answer = page.cell(row, 2).value
        page.cell(row, 1, labels[0])
        page.cell(row, 2).value = None
        page.cell(40, 1, labels[1])
        page.cell(40, 2, answer)

    return change


@pytest.mark.parametrize("labels", [("Raison sociale", "Nom de l'entreprise"), ("Société", "Employeur")])
def test_the_filled_line_is_read_and_the_empty_one_is_no_second(
    labels: tuple[str, str], tmp_path: Path
) -> None:
    assert not said(checked(tmp_path, renamed(*labels)))


def test_two_filled_lines_are_told(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        workbook["Entreprise"].cell(40, 1, "Nom de l'entreprise")
        workbook["Entreprise"].cell(40, 2, "Autre Société")

    assert said(checked(tmp_path, change)) == [("LEC-008", "Entreprise", "A40")]
