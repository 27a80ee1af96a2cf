"""Headers with a unit, a bracket, a number, a second line, over two rows: found; the others are named."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from proexp_batch.model.columns import Sheet
from proexp_batch.model.sheets import SHEETS
from tests.reading.whole import blocks, checked, said
from tests.reading.workbooks import book, opened, told

Change = Callable[[Workbook], None]
LEARNERS, MODULES = SHEETS["learners"], SHEETS["modules"]


def columns(sheet: Sheet, *headers: str) -> dict[str, int]:
    """The fields that headers are read as, beside two that are known in any case."""
    known = [sheet.columns[sheet.identifier].label, list(sheet.columns.values())[2].label]
    rows: list[list[Any]] = [[*known, *headers], ["X1"]]
    read = opened(book({sheet.title: rows})).sheets[sheet.key].columns
    return {field: at - 2 for field, at in read.items() if at > 1}


CERTAIN = [
    (LEARNERS, "weekly_hours", "Heures par semaine (h)"),
    (LEARNERS, "weekly_hours", "Heures par semaine (en h)"),
    (LEARNERS, "monthly_pay", "Salaire brut mensuel [€]"),
    (LEARNERS, "monthly_pay", "Salaire brut mensuel en euros"),
    (LEARNERS, "birth_date", "Date de naissance (jj/mm/aaaa)"),
    (LEARNERS, "birth_date", "Date de naissance\n(JJ/MM/AAAA)"),
    (LEARNERS, "birth_date", "4. Date de naissance"),
    (LEARNERS, "birth_date", "4 - Date de naissance *"),
    (LEARNERS, "birth_date", "(4) Date de\nnaissance"),
    (LEARNERS, "birth_date", "1.4) Date de naissance"),
    (LEARNERS, "birth_date", "d) Date de naissance"),
    (LEARNERS, "birth_date", "Date de naissance (1)"),
    (LEARNERS, "birth_date", "Date de naissance ²"),
    (LEARNERS, "birth_date", "Date de nais\u00adsance"),
    (LEARNERS, "public", "Pu\u200bblic"),
    (LEARNERS, "last_name", "No\u200bm"),
    (LEARNERS, "public", "Public (liste déroulante)"),
    (MODULES, "hours", "Heures prévues (en heures)"),
    (MODULES, "qualiopi", "Certifié Qualiopi (Oui/Non)"),
]


@pytest.mark.parametrize(("sheet", "field", "header"), CERTAIN)
def test_header_with_its_unit_or_number_is_found(sheet: Sheet, field: str, header: str) -> None:
    assert columns(sheet, header) == {field: 0}
    known = [sheet.columns[sheet.identifier].label, header]
    assert not [code for code, _ in told(opened(book({sheet.title: [known, ["X1"]]})))]


TOLD = [
    (LEARNERS, "monthly_pay", "Salaire brut mensuel (primes comprises)"),
    (LEARNERS, "hours_planned", "Heures de formation prévues (total)"),
    (LEARNERS, "tutor", "Tuteur / maître de stage"),
    (LEARNERS, "tutor", "Nom (tuteur)"),
    (LEARNERS, "start", "Date de début de contrat"),
    (LEARNERS, "end", "Date de fin du contrat"),
    (LEARNERS, "contract_kind", "8. Nature du contrat : à choisir"),
    (MODULES, "hours", "2) Heures prévues (présentiel + distanciel)"),
]


@pytest.mark.parametrize(("sheet", "field", "header"), TOLD)
def test_header_with_a_remark_is_found_and_told(sheet: Sheet, field: str, header: str) -> None:
    assert columns(sheet, header) == {field: 0}
    known = [*(one.label for one in list(sheet.columns.values())[:3:2]), header]
    assert told(opened(book({sheet.title: [known, ["X1"]]}))) == [("LEC-104", "C1")]


@pytest.mark.parametrize(
    ("sheet", "header"),
    [
        (MODULES, "Durée (jours)"),
        (MODULES, "Heures prévues (%)"),
        (LEARNERS, "Heures de formation prévues (jours)"),
        (LEARNERS, "Salaire brut mensuel (net)"),
        (LEARNERS, "Heures par semaine (€)"),
        (LEARNERS, "Prénom (tuteur)"),
        (LEARNERS, "Nom / Prénom"),
        (LEARNERS, "Nom et prénom"),
        (LEARNERS, "Début / fin"),
    ],
)
def test_header_that_a_remark_makes_another_is_not_taken(sheet: Sheet, header: str) -> None:
    assert columns(sheet, header) == {}


def test_exact_header_wins_over_one_with_a_remark() -> None:
    assert columns(LEARNERS, "Nom (usage)", "Nom", "Nom (naissance)") == {"last_name": 1}


def test_whole_sheet_with_numbers_and_units_is_recognised(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        for title in ("Apprenants", "Modules", "Entreprise"):
            page = workbook[title]
            form = title == "Entreprise"
            cells = [row[0] for row in page.iter_rows(min_row=3, max_col=1)] if form else page[2]
            for at, cell in enumerate((one for one in cells if one.value), start=1):
                cell.value = f"{at}. {str(cell.value).removesuffix('*').strip()} (1)"

    facts = checked(tmp_path, change)
    assert said(facts) == []
    assert len(facts.contracts) == 5


def over_two_rows(*, merged: bool) -> Change:
    def change(workbook: Workbook) -> None:
        page = workbook["Apprenants"]
        page.insert_rows(3)
        at = list(LEARNERS.columns).index("signed") + 1
        for column, text in enumerate(("Signature", "Début", "Fin"), start=at):
            page.cell(2, column).value = None
            page.cell(3, column, text)
        page.cell(2, at, "Dates du contrat")
        if merged:
            page.merge_cells(start_row=2, end_row=2, start_column=at, end_column=at + 2)
            page.merge_cells(start_row=2, end_row=3, start_column=1, end_column=1)

    return change


def groups_above(workbook: Workbook) -> None:
    page = workbook["Apprenants"]
    page.insert_rows(2)
    for at, text in ((1, "Contrat"), (2, "Apprenant"), (9, "Dates"), (12, "Heures")):
        page.cell(2, at, text)


def heads_above(workbook: Workbook) -> None:
    """Most names stand in the lower row, those of single columns in the upper one."""
    page = workbook["Apprenants"]
    page.insert_rows(2)
    for at, text in ((1, "Numéro de contrat"), (2, "Apprenant")):
        page.cell(2, at, text)
    page.cell(3, 1).value = None
    page.cell(3, 2, "Nom")
    for name, text in (("hours_planned", "prévues"), ("hours_done", "réalisées")):
        at = list(LEARNERS.columns).index(name) + 1
        page.cell(2, at, "Heures de formation")
        page.cell(3, at, text)


@pytest.mark.parametrize(
    "change", [over_two_rows(merged=True), over_two_rows(merged=False), groups_above, heads_above]
)
def test_header_over_two_rows(tmp_path: Path, change: Change) -> None:
    facts = checked(tmp_path, change)
    assert said(facts) == []
    assert len(facts.contracts) == 5


def test_each_name_is_short_under_its_group() -> None:
    rows: list[list[Any]] = [
        ["Identité", None, "Contrat", None, None],
        ["Nom", "Prénom", "N°", "Début", "Fin"],
        ["Martin", "Camille", "PE-1", "09/01/2023", "08/01/2024"],
    ]
    dossier = opened(book({"Apprenants": rows}))
    assert dossier.sheets["learners"].values["contract"] == ["PE-1"]


def test_group_of_somebody_else_is_not_the_learner() -> None:
    rows: list[list[Any]] = [
        ["Numéro de contrat", "Apprenant", None, "Tuteur", None],
        [None, "Nom", "Prénom", "Nom", "Prénom"],
        ["PE-1", "Martin", "Camille", "Petit", "Sacha"],
    ]
    dossier = opened(book({"Apprenants": rows}))
    assert dossier.sheets["learners"].columns == {"contract": 0, "last_name": 1, "first_name": 2, "tutor": 3}
    assert dossier.sheets["learners"].values["contract"] == ["PE-1"]


def renamed(field: str, header: str) -> Change:
    def change(workbook: Workbook) -> None:
        page = workbook["Apprenants"]
        page.cell(2, list(LEARNERS.columns).index(field) + 1, header)
        page.cell(2, 40, "Sexe")

    return change


@pytest.mark.parametrize(
    ("field", "header"),
    [
        ("level", "Niveau de formation à l'entrée"),
        ("last_name", "Nom et prénom"),
        ("birth_date", "Naissance (lieu)"),
    ],
)
def test_missing_column_names_the_unknown_headers_and_the_nearest(
    tmp_path: Path, field: str, header: str
) -> None:
    facts = checked(tmp_path, renamed(field, header))
    [found] = [one for one in facts.findings if one.code == "SAI-002"]
    assert "Sexe" in found.detail
    assert f"Le plus proche : « {header} »" in found.detail.replace("\u00a0", " ")


def test_column_that_was_added_changes_nothing(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        workbook["Apprenants"].cell(2, 40, "Sexe")
        workbook["Apprenants"].cell(4, 40, "F")

    assert said(checked(tmp_path, change)) == []


def transposed(workbook: Workbook) -> None:
    page = workbook["Modules"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2, max_row=7)]
    page.delete_rows(1, page.max_row)
    for column, row in enumerate((rows[0], *rows[2:]), start=1):
        for at, value in enumerate(row, start=1):
            page.cell(at, column, value)


def matrix(workbook: Workbook) -> None:
    page = workbook["Évaluations"]
    page.delete_rows(1, page.max_row)
    page.append(["Numéro de contrat", "C1", "C2", "C3"])
    for at in range(1, 6):
        page.append([f"PX-00{at}", "Acquis", "Acquis", "Acquis"])


@pytest.mark.parametrize(("title", "change"), [("Modules", transposed), ("Évaluations", matrix)])
def test_sheet_laid_out_otherwise_is_refused_in_one_finding(
    tmp_path: Path, title: str, change: Change
) -> None:
    facts = checked(tmp_path, change)
    assert [one for one in said(facts) if one[1] == title] == [("LEC-012", title, None)]
    assert blocks(facts)
