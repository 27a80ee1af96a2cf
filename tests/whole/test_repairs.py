"""`--reparer`: what is certain is put right in the returned workbook, and nothing else."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from proexp_batch.cli import main
from proexp_batch.marking.fills import MARKING
from proexp_batch.marking.marks import Tone
from tests.whole.altering import Cells, altered, first_row, same
from tests.whole.places import CLOSED, DEPOSIT, RIGHT

DAY = ["--aujourdhui", "2026-11-24"]


def repaired(folder: Path, cells: Cells, source: Path = RIGHT) -> openpyxl.Workbook:
    deposit = altered(source, folder / "depot" / "a.xlsx", cells)
    main(["traiter", str(deposit), "--sortie", str(folder / "sortie"), "--reparer", *DAY])
    return openpyxl.load_workbook(folder / "sortie" / "dossiers" / "a" / "annote.xlsx")


def cell_of(workbook: openpyxl.Workbook, title: str, header: str) -> openpyxl.cell.Cell:
    sheet = workbook[title]
    if title == "Entreprise":
        return next(row[1] for row in sheet.iter_rows() if same(row[0].value, header))
    column = next(cell.column for cell in sheet[2] if same(cell.value, header))
    cell: openpyxl.cell.Cell = sheet.cell(first_row(sheet), column)
    return cell


@pytest.mark.parametrize(
    ("title", "header", "written", "right"),
    [
        ("Apprenants", "Date de signature", "5 décembre 2022", dt.datetime(2022, 12, 5)),
        ("Apprenants", "Heures par semaine", "35 h", 35),
        ("Apprenants", "Nature du contrat", "contrat à durée indéterminée", "CDI"),
        ("Entreprise", "IDCC", 44, "0044"),
        ("Entreprise", "Service de formation interne", "x", "Oui"),
    ],
)
def test_what_is_certain_is_put_right(
    title: str, header: str, written: object, right: object, tmp_path: Path
) -> None:
    cell = cell_of(repaired(tmp_path, {(title, header): written}), title, header)
    assert cell.value == right
    assert cell.fill.fgColor.rgb == "FF" + MARKING[Tone.REPAIRED]
    assert f"« {written} »" in cell.comment.text.replace("\u00a0", " ")


def _written(cell: Any) -> Any:
    """The value or formula of a cell; openpyxl gives an array formula as an object of its own."""
    return getattr(cell.value, "text", cell.value)


def test_nothing_else_changes(tmp_path: Path) -> None:
    cells = {("Apprenants", "Date de signature"): "5 décembre 2022", ("Apprenants", "Nom"): "  DUPONT  "}
    after = repaired(tmp_path, cells)
    before = openpyxl.load_workbook(tmp_path / "depot" / "a.xlsx")
    changed = {
        (sheet.title, cell.coordinate)
        for sheet in before
        for row in sheet.iter_rows()
        for cell in row
        if _written(after[sheet.title][cell.coordinate]) != _written(cell)
    }
    assert changed == {("Apprenants", cell_of(after, "Apprenants", "Date de signature").coordinate)}


def test_without_the_option_nothing_is_repaired(tmp_path: Path) -> None:
    main(["traiter", str(DEPOSIT / "Menuiserie Ostreval.xlsx"), "--sortie", str(tmp_path), *DAY])
    returned = openpyxl.load_workbook(tmp_path / "dossiers" / "Menuiserie Ostreval" / "annote.xlsx")
    deposited = openpyxl.load_workbook(DEPOSIT / "Menuiserie Ostreval.xlsx")
    for sheet in deposited:
        for row in sheet.iter_rows():
            for cell in row:
                assert returned[sheet.title][cell.coordinate].value == cell.value


def test_a_repaired_workbook_has_nothing_left_to_repair(tmp_path: Path) -> None:
    source = DEPOSIT / "Menuiserie Ostreval.xlsx"
    main(["traiter", str(source), "--sortie", str(tmp_path / "un"), "--reparer", *DAY])
    returned = tmp_path / "un" / "dossiers" / "Menuiserie Ostreval" / "annote.xlsx"
    assert main(["traiter", str(returned), "--sortie", str(tmp_path / "deux"), *DAY]) == 0
    report = json.loads((tmp_path / "deux" / "rapport.json").read_text("utf-8"))
    assert report["dossiers"][0]["status"] == "accepted"
    assert report["dossiers"][0]["findings"] == []


@pytest.mark.parametrize(
    ("title", "header", "written", "right"),
    [
        ("Évaluations", "Code de la compétence", "C-1", "C1"),
        ("Évaluations", "Numéro de contrat", "PE 2022 1107", "PE-2022-1107"),
        ("Modules", "Compétences visées", "C-1", "C1"),
    ],
)
def test_a_code_that_can_only_mean_one_is_put_right(
    title: str, header: str, written: str, right: str, tmp_path: Path
) -> None:
    cell = cell_of(repaired(tmp_path, {(title, header): written}, source=CLOSED), title, header)
    assert cell.value == right
    assert cell.fill.fgColor.rgb == "FF" + MARKING[Tone.REPAIRED]


def test_a_code_that_may_mean_several_is_left_as_it_is(tmp_path: Path) -> None:
    place = ("Évaluations", "Code de la compétence")
    cell = cell_of(repaired(tmp_path, {place: "C99"}, source=CLOSED), *place)
    assert cell.value == "C99"
    assert cell.fill.fgColor.rgb == "FF" + MARKING[Tone.BLOCKING]
