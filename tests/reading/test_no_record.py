"""Rows of a table that are no records: skipped and told once, or one finding that names their columns."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from proexp_batch.model.columns import Kind
from proexp_batch.model.pages import REVIEW_HEADER
from proexp_batch.model.sheets import SHEETS
from tests.reading.whole import blocks, checked, data_rows, said
from tests.reading.workbooks import Formula, book, column, opened, told

Change = Callable[[Workbook], None]
Values = Mapping[str, Any]


OWN = 40
"""A column of the company's own."""


def place(title: str, field: str) -> int:
    """The column of a field in a sheet of the template, from 1."""
    [sheet] = [one for one in SHEETS.values() if one.title == title]
    return OWN if field == "own" else list(sheet.columns).index(field) + 1


def cells(title: str | None, where: str) -> str:
    """`hours 9` or `hours 9:12` as a reference of Excel's."""
    field, rows = where.split()
    letter = get_column_letter(place(title or "", field))
    return ":".join(f"{letter}{row}" for row in rows.split(":"))


def put(page: Worksheet, row: int, values: Values) -> None:
    for field, value in values.items():
        page.cell(row, place(page.title, field), value)


def below(title: str, *rows: Values, gap: int = 1) -> Change:
    """Rows typed under the records of a sheet."""

    def change(workbook: Workbook) -> None:
        page = workbook[title]
        first = data_rows(page)[-1] + 1 + gap
        for row, values in enumerate(rows, start=first):
            put(page, row, values)

    return change


def inside(title: str, row: int, values: Values, *merged: str) -> Change:
    """A row put between the records of a sheet."""

    def change(workbook: Workbook) -> None:
        page = workbook[title]
        page.insert_rows(row)
        put(page, row, values)
        for block in merged:
            page.merge_cells(block)

    return change


def header_again(title: str, row: int, *, other_order: bool = False) -> Change:
    def change(workbook: Workbook) -> None:
        page = workbook[title]
        headers = [cell.value for cell in page[2] if cell.value and cell.value != REVIEW_HEADER]
        if other_order:
            headers = [*headers[5:], *headers[:5]]
        page.insert_rows(row)
        for at, text in enumerate(headers, start=1):
            page.cell(row, at, text)

    return change


TOTALS: list[tuple[str, Change, str]] = [
    ("no label", below("Modules", {"hours": 392}), "hours 9"),
    ("no label, two columns", below("Modules", {"hours": 392, "hours_done": 0}), "hours 9"),
    ("no label, right under", below("Modules", {"hours": 392}, gap=0), "hours 8"),
    ("no label, as a text", below("Modules", {"hours": "392 h"}), "hours 9"),
    ("count and sum", below("Modules", {"code": 4, "hours": 392}), "code 9"),
    ("label beside it", below("Modules", {"trainer": "Total heures", "hours": 392}), "trainer 9"),
    ("label in a choice", below("Modules", {"modality": "TOTAL", "hours": 392}), "modality 9"),
    ("total of the path", below("Modules", {"code": "TOTAL PARCOURS", "hours": 392}), "code 9"),
    ("two texts", below("Modules", {"code": "Total :", "title": "4 modules", "hours": 392}), "code 9"),
    ("total in column B", below("Modules", {"title": "TOTAL", "hours": 392}), "title 9"),
    ("other words", below("Modules", {"title": "Somme des heures", "hours": 392}), "title 9"),
    ("word last", below("Modules", {"title": "Volume horaire total", "hours": 392}), "title 9"),
    ("a mean", below("Modules", {"code": "Moyenne", "hours": 98}), "code 9"),
    ("label in a column of their own", below("Modules", {"own": "Total", "hours": 400}), "own 9"),
    ("a subtotal inside", inside("Modules", 6, {"hours": 147}), "hours 6"),
    ("a section with its hours", inside("Modules", 4, {"title": "Phase 1", "hours": 147}), "title 4"),
    ("learners", below("Apprenants", {"hours_planned": 1960}), "hours_planned 10"),
    (
        "learners, mean pay",
        below("Apprenants", {"last_name": "Ensemble", "hours_planned": 1960, "monthly_pay": 1498}),
        "last_name 10",
    ),
]


@pytest.mark.parametrize(("change", "where"), [case[1:] for case in TOTALS], ids=[case[0] for case in TOTALS])
def test_a_total_is_told_and_counted_nowhere(tmp_path: Path, change: Change, where: str) -> None:
    facts = checked(tmp_path, change)
    [(code, sheet, found)] = said(facts)
    assert (code, found) == ("LEC-106", cells(sheet, where))
    assert not blocks(facts)


SECTIONS: list[tuple[str, Change, str]] = [
    ("learners", inside("Apprenants", 7, {"contract": "Promotion septembre"}), "contract 7"),
    ("a title of their own", inside("Apprenants", 6, {"contract": "Apprentis de Lyon"}), "contract 6"),
    ("column B", inside("Modules", 6, {"title": "PHASE 2"}), "title 6"),
    ("merged", inside("Modules", 6, {"code": "Mise en œuvre"}, "A6:L6"), "code 6"),
    ("evaluations", inside("Évaluations", 10, {"contract": "Bloc 2 - Développer"}), "contract 10"),
    ("name of the sheet", inside("Tuteurs", 4, {"name": "Tuteurs internes"}), "name 4"),
    ("month", inside("Évaluations", 10, {"competence": "Janvier 2023"}), "competence 10"),
]


@pytest.mark.parametrize(
    ("change", "where"), [case[1:] for case in SECTIONS], ids=[case[0] for case in SECTIONS]
)
def test_the_title_of_a_section_is_told(tmp_path: Path, change: Change, where: str) -> None:
    facts = checked(tmp_path, change)
    [(code, sheet, found)] = said(facts)
    assert (code, found) == ("LEC-106", cells(sheet, where))
    assert len(facts.contracts) == 5


HINTS = {
    "contract": "texte",
    "last_name": "texte",
    "birth_date": "jj/mm/aaaa",
    "public": "liste",
    "contract_kind": "CDI/CDD",
    "start": "jj/mm/aaaa",
    "weekly_hours": "heures",
    "monthly_pay": "€",
    "tutor": "texte",
}
MODULE_HINTS = {
    "code": "Code",
    "title": "Texte libre",
    "modality": "AFEST / FOAD / Externe",
    "qualiopi": "Oui/Non",
    "hours": "nombre d'heures",
    "start": "date (JJ/MM/AAAA)",
    "competences": "codes séparés par ;",
}
EXAMPLES = {"contract": "ex. PX-000", "last_name": "ex. Durand", "birth_date": "ex : le 14 mai"}
NUMBERS = {field: at for at, field in enumerate(SHEETS["learners"].columns, start=1)}
HEADINGS: list[tuple[str, Change, str]] = [
    ("header again", header_again("Apprenants", 6), "contract 6"),
    ("header again, at the end", header_again("Modules", 8), "code 8"),
    ("hints", inside("Apprenants", 3, HINTS), "contract 3"),
    ("hints of modules", inside("Modules", 3, MODULE_HINTS), "code 3"),
    ("hints under the example", inside("Apprenants", 4, HINTS), "contract 4"),
    ("examples as hints", inside("Apprenants", 3, EXAMPLES), "contract 3"),
    ("numbers", inside("Apprenants", 3, NUMBERS), "contract 3"),
    (
        "numbers as texts",
        inside("Apprenants", 3, {key: f"({at})" for key, at in NUMBERS.items()}),
        "contract 3",
    ),
    (
        "letters",
        inside("Modules", 3, dict(zip(SHEETS["modules"].columns, "ABCDEFG", strict=False))),
        "code 3",
    ),
]


@pytest.mark.parametrize(
    ("change", "where"), [case[1:] for case in HEADINGS], ids=[case[0] for case in HEADINGS]
)
def test_headers_again_and_hints_are_told(tmp_path: Path, change: Change, where: str) -> None:
    facts = checked(tmp_path, change)
    [(code, sheet, found)] = said(facts)
    assert (code, found) == ("LEC-115", cells(sheet, where))
    assert len(facts.contracts) == 5


def test_a_second_table_below_with_the_same_columns_is_read(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        page = workbook["Apprenants"]
        for at in range(1, len(SHEETS["learners"].columns) + 1):
            page.cell(60, at, page.cell(2, at).value)
            page.cell(61, at, page.cell(8, at).value)
        page["A61"] = "PX-006"

    facts = checked(tmp_path, change)
    assert len(facts.contracts) == 6
    assert ("LEC-115", "Apprenants", "A60") in said(facts)


def test_a_second_table_below_in_another_order_is_refused(tmp_path: Path) -> None:
    facts = checked(tmp_path, header_again("Apprenants", 7, other_order=True))
    assert ("LEC-026", "Apprenants", "A7") in said(facts)
    assert blocks(facts)


def test_a_table_of_another_kind_below_is_refused(tmp_path: Path) -> None:
    names = list(SHEETS["modules"].columns)[:5]
    headers = ["Nom du tuteur", "Fonction", "Tuteur employeur", "Années d'expérience", "Volontaire"]
    rows = [headers, ["Jeanne Petit", "Cheffe", "Non", 4, "Oui"]]
    facts = checked(tmp_path, below("Modules", *(dict(zip(names, row, strict=True)) for row in rows)))
    assert [one for one in said(facts) if one[1] == "Modules"] == [("LEC-026", "Modules", "A9")]


NO = {name: "Non" for name, one in SHEETS["modules"].columns.items() if one.kind is Kind.YES_NO}
EVALUATION = list(SHEETS["evaluations"].columns)
CHOICES = {"priority": "Non prioritaire", "contract_kind": "CDI", "weekly_hours": 35}
EMPTY_RECORDS: list[tuple[str, Change, str]] = [
    ("zeros from links", below("Évaluations", *[{"contract": 0}] * 40, gap=0), "contract 89:128"),
    ("zeros across", below("Évaluations", *[dict.fromkeys(EVALUATION, 0)] * 3, gap=0), "contract 89:91"),
    ("a zero between records", inside("Évaluations", 30, {"contract": 0, "competence": 0}), "contract 30"),
    ("errors from links", below("Évaluations", *[{"contract": "#N/A"}] * 40, gap=0), "contract 89:128"),
    ("answers dragged", below("Modules", *[NO] * 31), "qualiopi 9:39"),
    ("one answer", below("Compétences", {"certifying": "Non"}, gap=0), "certifying 9"),
    ("answers and zeros", below("Modules", {**NO, "hours": 0}, NO), "qualiopi 9:10"),
    ("choices dragged", below("Apprenants", *[CHOICES] * 12), "priority 10:21"),
    ("signs and zeros", below("Tuteurs", {"name": "-", "experience": 0, "volunteer": "Non"}), "name 7"),
]


@pytest.mark.parametrize(
    ("change", "where"), [case[1:] for case in EMPTY_RECORDS], ids=[case[0] for case in EMPTY_RECORDS]
)
def test_rows_that_hold_nothing_are_told_once(tmp_path: Path, change: Change, where: str) -> None:
    facts = checked(tmp_path, change)
    [(code, sheet, found)] = said(facts)
    assert (code, found) == ("LEC-116", cells(sheet, where))


INCOMPLETE: list[tuple[str, Change, str, str]] = [
    ("hours", below("Modules", {"hours": 70}), "hours 9", "Heures prévues"),
    ("the same hours", below("Modules", *[{"hours": 33}] * 4), "hours 9:12", "Heures prévues"),
    ("a choice", below("Apprenants", {"contract_kind": "CDI"}), "contract_kind 10", "Nature du contrat"),
    ("a date", below("Apprenants", {"start": "09/01/2023"}), "start 10", "Début de l'action"),
    ("a name", below("Apprenants", {"last_name": "Petit"}), "last_name 10", "Nom"),
    ("errors across", below("Évaluations", dict.fromkeys(EVALUATION, "#REF!")), "contract 90", "Résultat"),
    ("errors inside", inside("Évaluations", 30, {"contract": "#N/A"}), "contract 30", "Numéro de contrat"),
]


@pytest.mark.parametrize(
    ("change", "where", "label"), [case[1:] for case in INCOMPLETE], ids=[case[0] for case in INCOMPLETE]
)
def test_a_row_that_says_too_little_is_one_finding(
    tmp_path: Path, change: Change, where: str, label: str
) -> None:
    facts = checked(tmp_path, change)
    [(code, sheet, found)] = said(facts)
    assert (code, found) == ("LEC-025", cells(sheet, where))
    [incomplete] = [one for one in facts.findings if one.code == "LEC-025"]
    assert label in incomplete.detail


RECORDS: list[tuple[str, Change, int]] = [
    ("contract only", below("Apprenants", {"contract": "PX-006"}), 13),
    ("name and date", below("Apprenants", {"last_name": "Petit", "birth_date": "14/05/2002"}), 12),
    ("no code", below("Modules", {"title": "Sécurité", "modality": "Externe", "hours": 7}), 4),
    ("half of it", below("Modules", {"code": "M5", "title": "Ensemble", "hours": 392}), 4),
]


@pytest.mark.parametrize(
    ("change", "missing"), [case[1:] for case in RECORDS], ids=[case[0] for case in RECORDS]
)
def test_a_record_that_was_begun_is_asked_for_what_is_missing(
    tmp_path: Path, change: Change, missing: int
) -> None:
    codes = [code for code, _, _ in said(checked(tmp_path, change))]
    assert codes.count("SAI-001") == missing
    assert not {"LEC-025", "LEC-106", "LEC-115", "LEC-116"} & set(codes)


def test_a_group_whose_contract_is_written_once_is_asked_for_the_others(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        page = workbook["Évaluations"]
        seen = set()
        for row in data_rows(page):
            name = page.cell(row, 1).value
            if name in seen:
                page.cell(row, 1).value = None
            seen.add(name)

    [(code, sheet, cells)] = said(checked(tmp_path, change))
    assert (code, sheet, cells[:7] if cells else None) == ("SAI-001", "Évaluations", "A5:A20,")


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        (["C5", "Externe", 70], ["C1", "C2", "C5"]),
        ([None, "Externe", 105], ["C1", "C2", None]),
        ([None, None, Formula("=SUM(C2:C3)", 105)], ["C1", "C2"]),
    ],
)
def test_hours_that_happen_to_add_up_belong_to_a_module_with_a_name(row: list[Any], codes: list[Any]) -> None:
    header = ["Code du module", "Intitulé du module", "Heures prévues"]
    dossier = opened(book({"Modules": [header, ["C1", "Interne", 35], ["C2", "Accueil", 70], row]}))
    assert column(dossier, "modules.code") == codes


def test_names_made_like_the_others_are_no_titles() -> None:
    header = ["Numéro de contrat", "Nom", "Prénom", "Heures par semaine"]
    rows = [[f"Contrat {at}", "Petit", "Sacha", 35] for at in (1, 2)]
    dossier = opened(book({"Apprenants": [header, *rows, ["Contrat 3"]]}))
    assert column(dossier, "learners.contract")[2:] == ["CONTRAT 3"]
    assert told(dossier) == []
