"""Correct dossiers laid out as people like them: nobody is accused of a title, a total, a note or a sheet of one's own."""

import random
from collections.abc import Callable

import pytest
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from proexp_batch.model.findings import Severity
from tests.making.correct import correct
from tests.reading.test_nothing_in_silence import judged, opened

Habit = Callable[[Workbook, random.Random], None]
TABLES = ("Apprenants", "Compétences", "Modules", "Évaluations")
NOTES = (
    "NB : dates à confirmer",
    "* à revoir avec l'Opco",
    "Fait le 12/01/2023",
    "Source : logiciel RH, export du 12/01/2023",
    "Merci de vérifier les dates de chaque module avant l'envoi.",
)


def rows(page: Worksheet) -> list[int]:
    return [row for row in range(3, page.max_row + 1) if page.cell(row, 1).value is not None]


def a_total(book: Workbook, chance: random.Random) -> None:
    page = book["Modules"]
    filled = rows(page)
    if len(filled) < 2:
        return
    column = next(cell.column for cell in page[2] if str(cell.value).startswith("Heures prévues"))
    at = filled[-1] + chance.randint(1, 2)
    page.cell(at, column).value = sum(page.cell(row, column).value or 0 for row in filled)
    label = chance.choice((None, "Total", "Total général", "Somme", "Ensemble"))
    page.cell(at, chance.choice((1, 2, 3))).value = label


def a_note(book: Workbook, chance: random.Random) -> None:
    page = book[chance.choice(TABLES)]
    if rows(page):
        at = rows(page)[-1] + chance.randint(3, 6)
        page.cell(at, chance.choice((1, 2))).value = chance.choice(NOTES)


def a_title_below(book: Workbook, _: random.Random) -> None:
    page = book["Modules"]
    if rows(page):
        page.cell(rows(page)[-1] + 7, 2).value = "FORMATION INTERNE"


def a_title_above(book: Workbook, chance: random.Random) -> None:
    book[chance.choice(TABLES)]["A1"].value = "Ateliers Réunis - suivi 2023 (confidentiel)"


def hidden_columns(book: Workbook, chance: random.Random) -> None:
    book[chance.choice(TABLES)].column_dimensions["C"].hidden = True


def a_column_of_ones_own(book: Workbook, chance: random.Random) -> None:
    page = book[chance.choice(TABLES)]
    column = page.max_column + 1
    page.cell(2, column).value = chance.choice(("Service", "Commentaire", "Prix", "Vu par"))
    for row in rows(page):
        page.cell(row, column).value = chance.choice(("Atelier", 12, "ok", None))


def a_sheet_of_ones_own(book: Workbook, chance: random.Random) -> None:
    page = book.create_sheet(chance.choice(("Planning", "Budget", "Contacts", "Suivi interne")))
    page.append(["Semaine", "Module", "Formateur", "Heures"])
    for week in range(1, 6):
        page.append([week, f"M{week}", "Jean Petit", 7])


def names_in_capitals(book: Workbook, _: random.Random) -> None:
    page = book["Apprenants"]
    for row in rows(page):
        for column in (2, 3):
            page.cell(row, column).value = str(page.cell(row, column).value).upper()


def remarks(book: Workbook, _: random.Random) -> None:
    page = book["Apprenants"]
    for row in rows(page):
        page.cell(row, 2).comment = Comment("vu avec le service du personnel", "RH")


HABITS: tuple[Habit, ...] = (
    a_total, a_note, a_title_below, a_title_above, hidden_columns, a_column_of_ones_own, a_sheet_of_ones_own,
    names_in_capitals, remarks,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(18))
def test_nobody_is_accused_of_a_harmless_habit(seed: int) -> None:
    chance = random.Random(seed)
    book = opened(correct(3000 + seed, step=chance.randint(2, 6)))
    for habit in chance.sample(HABITS, 4):
        habit(book, chance)
    _, found = judged(book)
    assert not [one for one in found if one.severity is not Severity.INFO]
