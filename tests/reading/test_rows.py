"""Rows that are no data - examples, totals, remarks - and numbers that must never be read."""

import datetime as dt
from typing import Any

import pytest

from proexp_batch.model.columns import Kind
from proexp_batch.model.sheets import SHEETS
from tests.reading.workbooks import Formula, book, changed, column, opened, told

HEADER = ["Numéro de contrat", "Nom", "Prénom", "Date de naissance", "Heures par semaine"]
CAMILLE = ["PE-1", "Martin", "Camille", dt.date(2002, 5, 14), 35]
SACHA = ["PE-2", "Petit", "Sacha", dt.date(2001, 5, 14), 35]


def read_rows(*rows: list[Any]) -> tuple[list[Any], list[tuple[str, str | None]]]:
    """The contracts read from rows under the header, and what was noticed."""
    dossier = opened(book({"Apprenants": [HEADER, *rows]}))
    return column(dossier, "learners.contract"), told(dossier)


@pytest.mark.parametrize("key", [key for key in SHEETS if key != "company"])
def test_example_row_of_the_template_is_not_read(key: str) -> None:
    sheet = SHEETS[key]
    columns = list(sheet.columns.values())
    example = [
        column.label_of(column.example) if column.kind is Kind.CHOICE else column.example
        for column in columns
    ]
    own = {"code": "X1", "contract": "X1", "name": "Camille Martin", "file": "a.pdf"}
    real = [own.get(column.field) for column in columns]
    dossier = opened(book({sheet.title: [[column.header for column in columns], example, real]}))
    assert len(dossier.sheets[key].rows) == 1
    assert dossier.hits == []


def test_example_row_that_was_emptied_in_part_is_still_the_example() -> None:
    example = ["EXEMPLE-001", "Martin", None, None, 35]
    assert read_rows(example, SACHA) == (["PE-2"], [])


@pytest.mark.parametrize("name", ["EXEMPLE-001", "exemple 1", "« EXEMPLE »"])
def test_example_row_half_changed_is_told(name: str) -> None:
    changed_row = [name, "Durand", "Camille", dt.date(2002, 5, 14), 35]
    assert read_rows(changed_row, SACHA) == (["PE-2"], [("LEC-009", "A2")])


@pytest.mark.parametrize(
    "total",
    [
        ["Total", None, None, None, 70],
        ["TOTAL :", None, None, None, Formula("=SUM(E2:E3)", 70)],
        [None, "Total général", None, None, 70],
        [None, None, "Total heures", None, 70],
        ["Sous-total", 2, None, None, 70],
    ],
)
def test_total_row_is_not_read(total: list[Any]) -> None:
    names, noted = read_rows(CAMILLE, SACHA, total)
    assert (names, [code for code, _ in noted]) == (["PE-1", "PE-2"], ["LEC-106"])


def test_contract_that_begins_like_a_total_is_read() -> None:
    assert read_rows(["TOTAL-2023-1", *CAMILLE[1:]]) == (["TOTAL-2023-1"], [])


@pytest.mark.parametrize(
    "remark",
    [
        "* champs obligatoires",
        "(*) à remplir",
        "NB : les dates sont celles du contrat",
        "Remarque : voir le service RH",
        "Mis à jour le 3 mai",
        "Ne pas remplir sous cette ligne avant la fin du contrat",
    ],
)
def test_remark_under_the_table_is_told_and_not_read(remark: str) -> None:
    assert read_rows(CAMILLE, [], [remark]) == (["PE-1"], [("LEC-106", "A4")])


@pytest.mark.parametrize(
    "row",
    [
        ["PE-2"],
        [None, "Petit", "Sacha"],
        [None, "de La Rochefoucauld-Montbel", None, None, 35],
        ["* PE-2", "Petit"],
        ["Note", "Petit"],
        [None, "Petit", None, dt.date(2001, 5, 14)],
    ],
)
def test_row_that_was_begun_is_read(row: list[Any]) -> None:
    contracts, noticed = read_rows(CAMILLE, row)
    assert len(contracts) == 2
    assert noticed == []


def test_title_of_a_competence_alone_is_a_competence() -> None:
    rows = [
        ["Code de la compétence", "Intitulé de la compétence"],
        ["C1", "Régler"],
        [None, "Régler une imprimante 3D selon le dossier de fabrication"],
    ]
    dossier = opened(book({"Compétences": rows}))
    assert column(dossier, "competences.code") == ["C1", None]


def test_heading_merged_across_the_table_is_a_remark() -> None:
    headers = ["Code de la compétence", "Bloc de compétences", "Intitulé de la compétence"]
    package = changed(
        book({"Compétences": [headers, ["Bloc 1"], ["C1", "b", "t"]]}),
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace(
            "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A2:C2"/></mergeCells>'
        ),
    )
    dossier = opened(package)
    assert column(dossier, "competences.code") == ["C1"]
    assert told(dossier) == [("LEC-106", "A2")]


def nir_with_key(stem: str) -> str:
    """A social security number with the key of its thirteen digits."""
    digits = stem.replace("2A", "19").replace("2B", "18")
    return f"{stem}{97 - int(digits) % 97:02d}"


NIRS = [
    nir_with_key("1850578006084"),
    float(nir_with_key("1850578006084")),
    nir_with_key("185052A006084"),
    "{0[0]} {0[1]}{0[2]} {0[3]}{0[4]} {0[5]}{0[6]} {0[7]}{0[8]}{0[9]} {0[10]}{0[11]}{0[12]} {0[13]}{0[14]}".format(
        nir_with_key("2850578006084")
    ),
    nir_with_key("1850578006084").replace("0578", "05\u00a078\u202f"),
    f"Camille, NIR {nir_with_key('1850578006084')}",
]


@pytest.mark.parametrize("number", NIRS)
def test_social_security_number_is_refused_and_never_read(number: Any) -> None:
    for at, header in enumerate(HEADER[:3]):
        row = list(CAMILLE)
        row[at] = number
        dossier = opened(book({"Apprenants": [HEADER, row]}))
        assert told(dossier) == [("LEC-010", "ABC"[at] + "2")]
        values = [values[0] for values in dossier.sheets["learners"].values.values()]
        assert values.count(None) == 1, header
        assert "0578" not in repr(dossier).replace(dossier.sha256, "").replace("\u00a0", "")


@pytest.mark.parametrize(
    "number",
    [
        "185057800608400",
        "0." + nir_with_key("1850578006084"),
        "X" + nir_with_key("1850578006084"),
        "385057800608436",
        "99912345800013",
        "123456789012345678",
    ],
)
def test_other_numbers_are_no_social_security_numbers(number: str) -> None:
    assert read_rows([number, "Petit"]) == ([number], [])


@pytest.mark.parametrize(
    "header", ["NIR", "N° de sécurité sociale", "Numéro SS", "n° sécu", "Numéro de Sécurité Sociale (NIR)"]
)
def test_column_that_asks_for_it_is_refused_whatever_it_holds(header: str) -> None:
    dossier = opened(
        book({"Apprenants": [[*HEADER, header], [*CAMILLE, "1850578006084"], [*SACHA, "inconnu"]]})
    )
    assert told(dossier) == [("LEC-010", "F1"), ("LEC-010", "F2"), ("LEC-010", "F3")]
    assert opened(book({"Apprenants": [[*HEADER, header], CAMILLE]})).hits == []


def test_it_is_found_beside_the_table_and_in_the_form() -> None:
    number = nir_with_key("1850578006084")
    rows = [["Suivi", number], HEADER, [*CAMILLE, None, "tél. " + number], ["EXEMPLE-001", number]]
    form = [["Raison sociale", "Atelier"], ["SIRET", "9"], ["Contact", number], ["NIR", "oui"]]
    dossier = opened(book({"Apprenants": rows, "Entreprise": form}))
    assert told(dossier, "LEC-009") == [
        ("LEC-010", "A4"),
        ("LEC-010", "B4"),
        ("LEC-010", "B3"),
        ("LEC-010", "B1"),
        ("LEC-010", "G3"),
        ("LEC-010", "B4"),
    ]
    assert number not in repr(dossier)


@pytest.mark.parametrize("result", ["Martin", 12, True, dt.date(2023, 4, 5)])
def test_formula_with_its_result_is_read(result: Any) -> None:
    shown = (result - dt.date(1899, 12, 30)).days if isinstance(result, dt.date) else result
    contracts, noticed = read_rows([Formula("=Z1", shown), "Martin"])
    assert noticed == []
    assert contracts != [None]
