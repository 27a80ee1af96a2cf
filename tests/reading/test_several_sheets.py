"""Several sheets of one kind: none that holds something is ignored without a word, and no honest one accused."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from proexp_batch.model.wording import typo
from tests.reading.whole import blocks, checked, data_rows, said


def copied(workbook: Workbook, title: str, new: str) -> None:
    workbook.copy_worksheet(workbook[title]).title = new


def emptied(workbook: Workbook, title: str) -> None:
    page = workbook[title]
    for row in data_rows(page):
        for column in range(1, page.max_column):
            page.cell(row, column).value = None


def second_cohort(workbook: Workbook, title: str = "Apprenants (2)") -> None:
    copied(workbook, "Apprenants", title)
    for row in data_rows(workbook[title]):
        workbook[title].cell(row, 1).value = f"AUTRE-{row}"


def two_years(workbook: Workbook) -> None:
    second_cohort(workbook, "Apprenants 2024")
    workbook["Apprenants"].title = "Apprenants 2023"


def second_semester(workbook: Workbook) -> None:
    copied(workbook, "Évaluations", "Évaluations S2")
    page = workbook["Évaluations S2"]
    page.cell(data_rows(page)[0], 5).value = "Acquis"


def renamed_cohort(workbook: Workbook) -> None:
    second_cohort(workbook, "Promotion B")


def hidden_second(workbook: Workbook) -> None:
    second_cohort(workbook, "Promotion B")
    workbook["Promotion B"].sheet_state = "hidden"


@pytest.mark.parametrize(
    ("change", "unread"),
    [
        (second_cohort, "Apprenants (2)"),
        (two_years, "Apprenants 2024"),
        (second_semester, "Évaluations S2"),
        (renamed_cohort, "Promotion B"),
        (hidden_second, "Promotion B"),
    ],
)
def test_two_filled_sheets_are_refused_and_both_named(
    tmp_path: Path, change: Callable[[Workbook], None], unread: str
) -> None:
    facts = checked(tmp_path, change)
    assert said(facts) == [("LEC-018", unread, None)]
    assert blocks(facts)
    [found] = [one for one in facts.findings if one.code == "LEC-018"]
    assert typo(f"La feuille « {unread} »") in found.message
    assert ("masquée" in found.message) == (change is hidden_second)


def test_an_emptied_sheet_gives_way_to_its_filled_copy(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        copied(workbook, "Modules", "Modules (2)")
        emptied(workbook, "Modules")

    facts = checked(tmp_path, change)
    assert [code for code, sheet, _ in said(facts) if sheet == "Modules (2)"] == ["LEC-110"]
    assert not blocks(facts)


def test_a_hidden_copy_does_not_win_over_an_empty_sheet(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        copied(workbook, "Modules", "Modules (2)")
        workbook["Modules (2)"].sheet_state = "hidden"
        emptied(workbook, "Modules")

    facts = checked(tmp_path, change)
    assert ("LEC-018", "Modules (2)", None) in said(facts)


def test_an_old_hidden_sheet_with_the_right_title_does_not_win(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        copied(workbook, "Apprenants", "Apprenants - à jour")
        page = workbook["Apprenants"]
        page.cell(data_rows(page)[0], 2).value = "Ancien"
        page.sheet_state = "hidden"

    facts = checked(tmp_path, change)
    assert said(facts) == [("LEC-018", "Apprenants", None)]


@pytest.mark.parametrize("hidden", [False, True])
def test_a_backup_that_says_the_same_is_told_and_no_more(tmp_path: Path, hidden: bool) -> None:
    def change(workbook: Workbook) -> None:
        copied(workbook, "Apprenants", "Sauvegarde")
        workbook["Sauvegarde"].sheet_state = "hidden" if hidden else "visible"

    facts = checked(tmp_path, change)
    assert said(facts) == [("LEC-111", "Sauvegarde", None)]
    assert not blocks(facts)


def test_the_sheet_that_says_everything_is_read(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        copied(workbook, "Tuteurs", "Tuteurs complets")
        page = workbook["Tuteurs"]
        for column in range(1, page.max_column):
            page.cell(data_rows(page)[-1], column).value = None

    assert said(checked(tmp_path, change)) == [("LEC-111", "Tuteurs", None)]


def test_a_hidden_sheet_alone_of_its_kind_is_read_and_told(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        workbook["Tuteurs"].sheet_state = "hidden"

    [(code, sheet, _)] = said(checked(tmp_path, change))
    assert (code, sheet) == ("LEC-112", "Tuteurs")


OWN = {
    "Planning": [
        ["Semaine", "Salle", "Formateur"],
        [1, "B2", "Dominique Leroy"],
    ],
    "Suivi": [
        ["Numéro de contrat", "Nom", "Prénom", "Présence"],
        ["PX-001", "Berthelin", "Robin", "oui"],
    ],
    "Tuteurs 2": [["Téléphone"], ["à demander"]],
}


@pytest.mark.parametrize("title", OWN)
def test_sheets_of_the_company_s_own_are_not_accused(tmp_path: Path, title: str) -> None:
    def change(workbook: Workbook) -> None:
        page = workbook.create_sheet(title)
        for line in OWN[title]:
            page.append(line)

    assert said(checked(tmp_path, change)) == []


def test_an_untouched_copy_of_a_sheet_is_nothing(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        copied(workbook, "Modules", "Modules (2)")
        emptied(workbook, "Modules (2)")

    assert said(checked(tmp_path, change)) == []


def test_a_sheet_that_only_looks_alike_is_told_without_a_reproach(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        page = workbook.create_sheet("Planning")
        page.append(["Code du module", "Intitulé du module", "Modalité", "Heures prévues", "Date de début"])
        page.append(["M99", "Visite du site", "AFEST", 4, None])

    facts = checked(tmp_path, change)
    assert said(facts) == [("LEC-113", "Planning", None)]
    assert not blocks(facts)


def test_a_copy_with_one_more_column_is_the_one_that_is_read(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        copied(workbook, "Tuteurs", "Tuteurs (2)")
        for row in range(1, workbook["Tuteurs"].max_row + 1):
            workbook["Tuteurs"].cell(row, 2).value = None

    assert said(checked(tmp_path, change)) == [("LEC-111", "Tuteurs", None)]


def test_two_halves_of_a_table_are_refused(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        copied(workbook, "Modules", "Modules (2)")
        first, second = data_rows(workbook["Modules"])[:2]
        for column in range(1, 20):
            workbook["Modules"].cell(first, column).value = None
            workbook["Modules (2)"].cell(second, column).value = None

    assert ("LEC-018", "Modules (2)", None) in said(checked(tmp_path, change))


def test_a_second_form_is_refused(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        copied(workbook, "Entreprise", "Entreprise (2)")
        workbook["Entreprise (2)"]["B5"] = "99912345800013"

    assert said(checked(tmp_path, change)) == [("LEC-018", "Entreprise (2)", None)]
