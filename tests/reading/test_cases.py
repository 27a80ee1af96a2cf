"""Cases that people reported, each with its right answer: from the cells typed over a right dossier to the findings."""

import datetime as dt
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from proexp_batch.model.findings import Finding
from proexp_batch.model.wording import fold
from tests.reading.whole import OF_THE_SAMPLE, checked, said

NUMBERS = ("PX-001", "PX-002", "PX-003", "PX-004", "PX-005")


class Typed(NamedTuple):
    """What is typed under a header of a sheet, from the first row of data down; `looks` is the number format."""

    sheet: str
    header: str
    values: tuple[Any, ...]
    looks: str | None = None


class Renumbered(NamedTuple):
    """Contracts numbered anew in some sheets."""

    numbers: dict[str, Any]
    sheets: tuple[str, ...] = ("Apprenants", "Modules", "Évaluations", "Pièces")


Change = Typed | Renumbered
LEFT = object()
"""A cell that is left as it is."""


def place(page: Worksheet, header: str) -> tuple[int, int]:
    """The first cell of data under a header, or the answer beside a label of the form."""
    if page.title == "Entreprise":
        row = next(
            line[0].row for line in page.iter_rows(max_col=1) if fold(str(line[0].value)) == fold(header)
        )
        return row, 2
    column = next(cell.column for cell in page[2] if fold(str(cell.value)) == fold(header))
    return 4 if str(page.cell(3, 1).value).startswith("EXEMPLE") or page.title == "Pièces" else 3, column


def change(workbook: Workbook, one: Change) -> None:
    if isinstance(one, Renumbered):
        for title in one.sheets:
            for line in workbook[title].iter_rows(min_row=4):
                for cell in line:
                    if cell.value in one.numbers:
                        cell.value = one.numbers[cell.value]
        return
    page = workbook[one.sheet]
    row, column = place(page, one.header)
    for at, value in enumerate(one.values):
        if value is not LEFT:
            cell = page.cell(row + at, column, value)
            cell.number_format = one.looks or cell.number_format


def where(finding: Finding) -> str:
    """The code of a finding, and its first cell."""
    return f"{finding.code} {finding.cells[0]}" if finding.cells else finding.code


def learners(header: str, *values: Any, looks: str | None = None) -> Typed:
    return Typed("Apprenants", header, values, looks)


def company(label: str, value: Any) -> Typed:
    return Typed("Entreprise", label, (value,))


CASES: dict[str, tuple[list[Change], set[str]]] = {
    "apostrophes typed before numbers and codes": (
        [
            company("SIRET", "'99910003500016"),
            company("IDCC", "'1486"),
            learners("Date de signature", "'03/01/2023"),
            learners("Heures de formation prévues", "'392"),
            learners("Salaire brut mensuel", "'1230"),
            learners("Numéro de contrat", LEFT, "'PX-002"),
        ],
        {"LEC-103 B5", "LEC-103 B7", "LEC-101 K4", "LEC-102 O4", "LEC-102 P4", "LEC-103 A5"},
    ),
    "contract numbers of eighteen digits as numbers": (
        [Renumbered({"PX-001": 123456789012345671, "PX-002": 123456789012345672})],
        {"LEC-024 A4", "LEC-024 D7"},
    ),
    "zero lost in all sheets but one": (
        [
            Renumbered({"PX-001": "075202301000011"}, ("Apprenants",)),
            Renumbered({"PX-001": 75202301000011}, ("Évaluations", "Pièces")),
        ],
        {"EVA-002 A4", "PIE-006 D7"},
    ),
    "one number of thirteen digits, as a text here and as a number there": (
        [
            Renumbered({"PX-001": "2023010100001"}, ("Apprenants",)),
            Renumbered({"PX-001": 2023010100001}, ("Évaluations", "Pièces")),
        ],
        set(),
    ),
    "numbers of thirteen digits": (
        [Renumbered({n: 1752301000010 + at for at, n in enumerate(NUMBERS)})],
        set(),
    ),
    "numbers of fifteen digits": (
        [Renumbered({n: f"07520230100001{at}" for at, n in enumerate(NUMBERS)})],
        set(),
    ),
    "hours as times of day and in words": (
        [
            learners("Heures par semaine", *[dt.timedelta(hours=35)] * 5, looks="[h]:mm"),
            learners("Heures de formation prévues", "392 h", "392:00"),
            Typed("Modules", "Heures prévues", (LEFT, "7h30/jour", LEFT, "3 semaines")),
        ],
        {"LEC-102 N4", "LEC-102 O4", "LEC-004 I5", "LEC-004 I7"},
    ),
    "hours of a month, of a year and of a day": (
        [learners("Heures par semaine", 151.67, "151,67", 1607)],
        {"APP-038 N4", "LEC-102 N5", "SAI-004 N6"},
    ),
    "a share, an hourly pay and a year's pay": (
        [learners("Salaire brut mensuel", 0.8, 11.52, "80% du SMIC", "1 560,00 € brut/mois", 22800)],
        {"APP-048 P4", "APP-048 P5", "LEC-004 P6", "LEC-102 P7", "APP-044 P8"},
    ),
    "pay per cent, per hour and in thousands": (
        [learners("Salaire brut mensuel", 0.8, 11.52, 1.3, 156000)],
        {"APP-048 P4", "APP-048 P5", "APP-048 P6", "SAI-004 P7"},
    ),
    "money as people write it": (
        [
            learners(
                "Salaire brut mensuel",
                "€ 1 230,00",
                "1500 €uros",
                "1.300,00 €",
                "1\u202f560,00\xa0€",
                "(1 900,00)",
            )
        ],
        {"LEC-102 P4", "LEC-004 P8"},
    ),
    "the share of the minimum wage that was published": (
        [
            learners("Niveau de formation", LEFT, LEFT, "Baccalauréat général"),
            learners("Salaire brut mensuel", LEFT, LEFT, 940.10),
        ],
        {"APP-042 P6"},
    ),
    "tutors by other spellings": (
        [
            learners(
                "Tuteur",
                "MARCHADOUR Solène",
                "Mme Solène Marchadour",
                "S. Marchadour",
                "Gael Pontarlier",
                "Gaël PONTARLIER (responsable technique)",
            )
        ],
        {"APP-062 V4", "APP-062 V7", "APP-060 V6", "APP-060 V8"},
    ),
    "tutors whose apostrophe is a typographic one": (
        [
            Typed("Tuteurs", "Nom et prénom", ("Solène D'Angelo",)),
            learners("Tuteur", *["Solène D’Angelo"] * 3),
            Typed("Évaluations", "Évaluateur", ("Solène D'Angelo",) * 51),
        ],
        {"APP-062 V4"},
    ),
    "files by their paths": (
        [
            Typed(
                "Évaluations",
                "Pièce justificative",
                (
                    r"C:\Users\marc\Documents\PX-001_2023-01-26.pdf",
                    "PX-001_2023-01-26",
                    "PX-001_2023-01-26.PDF",
                    "file:///D:/Mes%20preuves/PX-001_2023-01-26.pdf",
                    r"\\serveur\preuves\PX-001_2023-01-26.pdf",
                    LEFT,
                    "PX-001_2023-03-16.pdf ; photo.jpg",
                    "https://partage.example/f/PX-001_2023-05-11.pdf",
                ),
            )
        ],
        {"LEC-103 G4", "EVA-015 G5", "EVA-015 G10", "EVA-015 G11"},
    ),
    "codes with their titles, a SIRET that became a number, an Opco by its whole name": (
        [
            company("SIRET", "9,99100035E+13"),
            company("Code NAF", "62.01Z - Programmation informatique"),
            company("IDCC", "Syntec (1486)"),
            company("Opco", "Opco Uniformation"),
            company("Code ROME", "M1805 - Études et développement informatique"),
        ],
        {"LEC-024 B5", "LEC-103 B6", "LEC-103 B7", "LEC-105 B8", "LEC-103 B12"},
    ),
    "dates as the number behind them, and dates that are none": (
        [
            learners("Date de naissance", "10/06/04"),
            learners("Date de signature", "44929", "3/1", "03 janvier 23", "3 1 2023", "2023"),
        ],
        {"LEC-101 D4", "LEC-101 K4", "LEC-003 K5", "LEC-003 K8"},
    ),
    "dashes, letters and blanks in contract numbers": (
        [Renumbered({"PX-001": "PX–001", "PX-002": "PX-OO2", "PX-003": "PX 003"}, ("Apprenants",))],
        {"LEC-103 A4", "EVA-002 A21", "EVA-002 A38", "PIE-006 D8", "PIE-006 D9"},
    ),
    "lists of contracts": (
        [Typed("Modules", "Contrats concernés", ("PX-001 à PX-005", "PX-001, 002, 003, 004 et 005"))],
        {"LEC-105 N4"},
    ),
    "yes as a boolean": ([Typed("Tuteurs", "Volontaire", (True, "TRUE"))], {"LEC-105 E5"}),
    "names of files with times": (
        [
            Typed(
                "Pièces",
                "Nom du fichier",
                ("2023010912345.pdf", "scan_20230109_1530_0001.pdf", "IMG_2023010915300012.jpg"),
            )
        ],
        set(),
    ),
    "hours a week in words": (
        [company("Durée hebdomadaire de travail dans l'entreprise", "35h/semaine")],
        {"LEC-102 B11"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, tmp_path: Path) -> None:
    changes, right = CASES[name]

    def changed(workbook: Workbook) -> None:
        for one in changes:
            change(workbook, one)

    facts = checked(tmp_path, changed)
    assert {where(one) for one in facts.findings if one.code != OF_THE_SAMPLE} == right


def over_the_example(workbook: Workbook) -> None:
    page = workbook["Apprenants"]
    for column in range(2, page.max_column):
        page.cell(3, column).value = page.cell(4, column).value
    page["B3"], page["C3"] = "Nouveau", "Jean"


def test_a_contract_over_the_example_whose_number_was_kept_is_asked_for(tmp_path: Path) -> None:
    assert said(checked(tmp_path, over_the_example)) == [("LEC-009", "Apprenants", "A3")]


def test_a_tutor_over_the_example_whose_word_was_kept_is_asked_for(tmp_path: Path) -> None:
    def changed(workbook: Workbook) -> None:
        workbook["Tuteurs"]["A3"] = "EXEMPLE Jean Nouveau"
        workbook["Tuteurs"]["B3"] = "Chef d'atelier"
        workbook["Apprenants"]["V4"] = "Jean Nouveau"

    assert set(said(checked(tmp_path, changed))) == {
        ("LEC-009", "Tuteurs", "A3"),
        ("APP-060", "Apprenants", "V4"),
    }


def test_what_is_wrong_in_a_hidden_row_is_told_with_the_row(tmp_path: Path) -> None:
    def changed(workbook: Workbook) -> None:
        workbook["Apprenants"]["O6"] = "environ 390"
        workbook["Apprenants"].row_dimensions[6].hidden = True

    assert said(checked(tmp_path, changed)) == [
        ("LEC-004", "Apprenants", "O6"),
        ("LEC-114", "Apprenants", "A6"),
    ]


def test_an_unread_pay_says_why(tmp_path: Path) -> None:
    facts = checked(tmp_path, lambda workbook: change(workbook, learners("Salaire brut mensuel", 0.8)))
    [found] = [one for one in facts.findings if one.column == "Salaire brut mensuel"]
    assert "pourcentage" in found.message


def detail_of(code: str, tmp_path: Path, one: Change) -> str:
    """The detail of the only finding of a code once something is typed, with plain blanks."""
    facts = checked(tmp_path, lambda workbook: change(workbook, one))
    [found] = [finding for finding in facts.findings if finding.code == code]
    return found.detail.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "text", ["Solène Marchadour et Gaël Pontarlier", "Pontarlier Gaël / Mme Solène Marchadour"]
)
def test_a_cell_with_several_tutors_is_told_that_it_has_several(text: str, tmp_path: Path) -> None:
    assert "Plusieurs tuteurs sont nommés" in detail_of("APP-060", tmp_path, learners("Tuteur", text))


@pytest.mark.parametrize(
    "text",
    [
        "Gaël PONTARLIER (responsable technique)",
        "M. Gaël Pontarlier, chef de projet",
        "G. Pontarlier - chef de projet",
    ],
)
def test_a_tutor_with_his_function_is_proposed(text: str, tmp_path: Path) -> None:
    assert "Vouliez-vous dire « Gaël Pontarlier » ?" in detail_of(
        "APP-060", tmp_path, learners("Tuteur", text)
    )


def test_a_tutor_beside_an_unknown_one_is_not_proposed_alone(tmp_path: Path) -> None:
    detail = detail_of("APP-060", tmp_path, learners("Tuteur", "Gaël Pontarlier, Jean Autre"))
    assert "Vouliez-vous dire" not in detail


@pytest.mark.parametrize(
    ("text", "label"),
    [
        *(
            (f"Opco {name}", name)
            for name in ("Afdas", "Akto", "Atlas", "Constructys", "Uniformation", "Ocapiat")
        ),
        ("l'Opcommerce", "L'Opcommerce"),
        ("Opco Commerce", "L'Opcommerce"),
        ("Opco des entreprises de proximité", "Opco EP"),
        ("2i", "Opco 2i"),
        ("Opco interindustriel", "Opco 2i"),
        ("Mobilité", "Opco Mobilités"),
        ("Opco de la santé", "Opco Santé"),
        ("OPCO COHESION SOCIALE", "Uniformation"),
        ("Opco de la construction", "Constructys"),
    ],
)
def test_every_opco_is_known_by_its_usual_names(text: str, label: str, tmp_path: Path) -> None:
    workbook = checked(tmp_path, lambda workbook: change(workbook, company("Opco", text)))
    refused = [one for one in workbook.findings if one.code == "LEC-006"]
    assert not refused
    repaired = [one.detail for one in workbook.findings if one.code == "LEC-105"]
    assert all(f"« {label} »" in detail.replace("\u00a0", " ") for detail in repaired)


@pytest.mark.parametrize(
    ("one", "meant"),
    [
        (learners("Niveau de formation", "Bac pro maintenance"), "Niveau 4 professionnel"),
        (learners("Niveau de formation", "BTS MCO"), "Niveau 5"),
        (Typed("Évaluations", "Résultat", ("OK",)), "Acquis"),
        (Typed("Évaluations", "Résultat", ("KO",)), "Non acquis"),
        (company("Opco", "Opco BTP"), "Constructys"),
        (company("Opco", "Fafiec"), "Atlas"),
        (company("Opco", "Opco Atlas (Fafiec)"), "Atlas"),
        (company("Opco", "Unifaf"), "Opco Santé"),
    ],
)
def test_the_obvious_choice_is_proposed_and_not_applied(one: Change, meant: str, tmp_path: Path) -> None:
    assert f"Vouliez-vous dire « {meant}" in detail_of("LEC-006", tmp_path, one)
