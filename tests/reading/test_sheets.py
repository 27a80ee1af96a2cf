"""Sheets and headers as companies change them: the same values come out, each from its true cell."""

import datetime as dt
import io
import random
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from proexp_batch.model.sheets import SHEETS
from tests.reading.workbooks import book, cell_name, changed, column, opened, place, refusal, told

APRIL_5 = dt.date(2023, 4, 5)
LEARNERS = [
    ["Numéro de contrat", "Nom", "Prénom", "Date de naissance"],
    ["PE-1", "Martin", "Camille", APRIL_5],
    ["PE-2", "Petit", "Sacha", "5 avril 2023"],
]


def contracts(*rows: list[Any], **options: Any) -> list[Any]:
    """The contracts of a workbook with these rows in its sheet `Apprenants`."""
    return column(opened(book({"Apprenants": list(rows)}, **options)), "learners.contract")


HEADERS = [
    "Numéro de contrat *",
    "NUMÉRO DE CONTRAT",
    "numero de contrat",
    "  Numéro  de contrat ",
    "Numéro\u00a0de\u00a0contrat\u00a0*",
    "Numéro\nde contrat",
    "Numéro de contrat (obligatoire)",
    "Numéro de contrat :",
    "N° de contrat",
    "N°\u202fcontrat",
    "Réf. contrat",
    "Contrat",
]


@pytest.mark.parametrize("header", HEADERS)
def test_header_however_it_is_written(header: str) -> None:
    dossier = opened(book({"Apprenants": [[header, "Nom"], ["PE-1", "Martin"]]}))
    assert column(dossier, "learners.contract") == ["PE-1"]
    assert dossier.hits == []


@pytest.mark.parametrize("header", ["Numéro de contrta", "Numero du contrats", "Date de naisance"])
def test_header_with_a_slip_is_read_and_told(header: str) -> None:
    dossier = opened(book({"Apprenants": [["Nom", "Prénom", header], ["Martin", "Camille", "x"]]}))
    assert told(dossier, "LEC-003") == [("LEC-104", "C1")]


@pytest.mark.parametrize("header", ["Contract number", "Date of birth", "Nom de jeune fille", "Âge", "Nm"])
def test_header_that_is_another_is_not_taken(header: str) -> None:
    dossier = opened(book({"Apprenants": [["Nom", "Prénom", header], ["Martin", "Camille", "x"]]}))
    assert set(dossier.sheets["learners"].columns) == {"last_name", "first_name"}
    assert dossier.hits == []


def test_two_columns_of_the_same_meaning() -> None:
    rows = [["Contrat", "Nom", "Numéro de contrat"], ["PE-1", "Martin", "PE-9"]]
    dossier = opened(book({"Apprenants": rows}))
    assert column(dossier, "learners.contract") == ["PE-1"]
    assert told(dossier) == [("LEC-008", "C1")]


def test_extra_columns_and_sheets_change_nothing() -> None:
    rows = [["Remarque", *LEARNERS[0], "Âge"], ["vu", *LEARNERS[1], 21], ["", *LEARNERS[2], 22], ["seul"]]
    dossier = opened(book({"Notes": [["a", "b"]], "Apprenants": rows, "Calculs": [[1, 2], [3, 4]]}))
    assert column(dossier, "learners.contract") == ["PE-1", "PE-2"]
    assert dossier.sheets["learners"].rows == [2, 3]


@pytest.mark.parametrize(
    "above",
    [
        [["Menuiserie Ostreval"]],
        [["Menuiserie Ostreval"], [], ["Mis à jour le", APRIL_5], ["Contrat", "de professionnalisation"]],
        [[]] * 30,
        [["a", "b"]] * 15,
    ],
)
def test_rows_above_the_header(above: list[list[Any]]) -> None:
    dossier = opened(book({"Apprenants": [*above, *LEARNERS]}))
    assert column(dossier, "learners.contract") == ["PE-1", "PE-2"]
    assert dossier.sheets["learners"].rows == [len(above) + 2, len(above) + 3]
    assert told(dossier) == [("LEC-101", cell_name(len(above) + 2, 3))]


def test_empty_rows_and_rows_of_blanks_are_passed_over() -> None:
    rows = [*LEARNERS[:2], [], [" ", "\u00a0", "\n"], *LEARNERS[2:]]
    dossier = opened(book({"Apprenants": rows}))
    assert dossier.sheets["learners"].rows == [2, 5]


TITLES = ["Apprenants", "APPRENANTS", " apprenants ", "Apprenant", "Salariés", "Aprenants", "Apprenants !"]


@pytest.mark.parametrize("title", TITLES)
def test_title_however_it_is_written(title: str) -> None:
    assert column(opened(book({title: LEARNERS})), "learners.contract") == ["PE-1", "PE-2"]


@pytest.mark.parametrize("title", ["Feuil1", "Suivi 2023", "L'équipe « Nord » 🚀", "Modules"])
def test_renamed_sheet_is_recognised_by_its_headers(title: str) -> None:
    learners = SHEETS["learners"]
    headers = [column.label for column in learners.columns.values()]
    row = ["PE-1", *[""] * (len(headers) - 1)]
    dossier = opened(book({"Divers": [["a"], ["b"]], title: [headers, row]}))
    assert dossier.sheets["learners"].title == title
    assert column(dossier, "learners.contract") == ["PE-1"]


def test_form_is_recognised_by_its_labels() -> None:
    rows = [[name, "x"] for name in ("Raison sociale", "SIRET", "Code NAF", "IDCC", "Opco", "Code ROME")]
    dossier = opened(book({"Feuil1": rows}))
    assert dossier.sheets["company"].lines["siret"] == "B2"


@pytest.mark.parametrize(
    "rows",
    [
        [["Contract number", "Last name"], ["PE-1", "Martin"]],
        [["PE-1", "Martin"], ["PE-2", "Petit"]],
        [["Numéro de contrat"], ["PE-1"], ["PE-2"], ["PE-3"]],
    ],
)
def test_right_title_over_unknown_headers_is_told(rows: list[list[Any]]) -> None:
    modules = [["Code du module", "Intitulé du module"], ["M1", "Accueil"]]
    dossier = opened(book({"Modules": modules, "Apprenants": rows}))
    assert "learners" not in dossier.sheets
    [hit] = dossier.hits
    assert (hit.code, hit.sheet, hit.values["title"]) == ("LEC-012", "learners", "Apprenants")


def test_title_over_an_empty_page_is_an_empty_sheet() -> None:
    modules = [["Code du module", "Intitulé du module"], ["M1", "Accueil"]]
    pages = {"Apprenants": [["Menuiserie Ostreval"], ["Mis à jour le", APRIL_5]], "Tuteurs": []}
    assert opened(book({"Modules": modules, **pages})).hits == []


def test_title_that_is_taken_by_something_else_yields_to_the_right_headers() -> None:
    headers = [column.label for column in SHEETS["modules"].columns.values()]
    dossier = opened(book({"Modules": [["Salle", "Jour"], ["B2", "lundi"]], "Suite": [headers, ["M1"]]}))
    assert dossier.sheets["modules"].title == "Suite"
    assert dossier.hits == []


def test_hidden_sheets_rows_and_columns_are_read() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        workbook.add_worksheet("Autre")
        for hidden in ("hide", "very_hidden"):
            page = workbook.add_worksheet("Apprenants" if hidden == "hide" else "Modules")
            getattr(page, hidden)()
            names = ("Numéro de contrat", "Nom") if hidden == "hide" else ("Code du module", "Module")
            page.write_row(0, 0, names)
            page.write_row(1, 0, ("X1", "a"))
            page.write_row(2, 0, ("X2", "b"))
            page.set_row(1, None, None, {"hidden": True})
            page.set_column(0, 0, None, None, {"hidden": True})
    dossier = opened(content.getvalue())
    assert column(dossier, "learners.contract") == column(dossier, "modules.code") == ["X1", "X2"]


def merged(headers: list[str], rows: list[list[Any]], *blocks: str, title: str = "Compétences") -> bytes:
    """A workbook with merged blocks; what stands in them is left as it is."""
    package = book({title: [headers, *rows]})
    cells = "".join(f'<mergeCell ref="{block}"/>' for block in blocks)
    return changed(
        package,
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace("</sheetData>", f"</sheetData><mergeCells>{cells}</mergeCells>"),
    )


COMPETENCES = ["Code de la compétence", "Bloc de compétences", "Intitulé de la compétence"]


def test_merged_bloc_counts_for_each_of_its_rows() -> None:
    rows = [["C1", "Conduite", "a"], ["C2", None, "b"], ["C3", None, "c"], ["C4", "Réglage", "d"]]
    dossier = opened(merged(COMPETENCES, rows, "B2:B4"))
    assert column(dossier, "competences.bloc") == ["Conduite", "Conduite", "Conduite", "Réglage"]


def test_merged_bloc_makes_no_rows_of_its_own() -> None:
    rows = [["C1", "Conduite", "a"], ["C2", None, "b"]]
    for block in ("B2:B9", "B2:B20000", "B2:B1048576"):
        dossier = opened(merged(COMPETENCES, rows, block))
        assert dossier.sheets["competences"].rows == [2, 3]


def test_merged_number_counts_once() -> None:
    rows = [["M1", 70, "Externe"], ["M2", None, None]]
    headers = ["Code du module", "Heures prévues", "Modalité"]
    dossier = opened(merged(headers, rows, "B2:B3", "C2:C3", title="Modules"))
    assert column(dossier, "modules.hours") == [70, None]
    assert column(dossier, "modules.modality") == ["EXTERNAL", "EXTERNAL"]


def test_header_merged_over_two_rows() -> None:
    headers = ["Numéro de contrat", "Nom", "Contrat (dates)", None]
    rows = [[None, None, "Date de début", "Date de fin"], ["PE-1", "Martin", APRIL_5, APRIL_5]]
    dossier = opened(merged(headers, rows, "A1:A2", "B1:B2", "C1:D1", title="Apprenants"))
    assert column(dossier, "learners.contract") == ["PE-1"]
    assert column(dossier, "learners.end") == [APRIL_5]


@settings(max_examples=60)
@given(
    top=st.integers(0, 40),
    left=st.integers(0, 25),
    order=st.permutations(range(5)),
    seed=st.integers(0, 2**32),
)
def test_values_and_cells_wherever_the_table_stands(top: int, left: int, order: list[int], seed: int) -> None:
    headers = ["Numéro de contrat", "Nom", "Date de naissance", "Heures par semaine", "Commentaire"]
    fields = ["contract", "last_name", "birth_date", "weekly_hours", None]
    table = [["PE-1", "Martin", "31/02/2023", 35, "a"], ["PE-2", "Petit", APRIL_5, "beaucoup", None]]
    gaps = random.Random(seed)
    rows = [[headers[at] for at in order]]
    places = []
    for values in table:
        rows.extend([[]] * gaps.randrange(3))
        places.append(top + len(rows))
        rows.append([values[at] for at in order])
    dossier = opened(book({"Apprenants": rows}, at=(top, left)))
    read = dossier.sheets["learners"]
    assert read.rows == [row + 1 for row in places]
    assert [read.values[name] for name in fields if name] == [
        ["PE-1", "PE-2"],
        ["Martin", "Petit"],
        [None, APRIL_5],
        [35, None],
    ]
    assert {read.cell(read.rows[1], name) for name in fields if name} == {
        cell_name(places[1], left + order.index(at)) for at in range(4)
    }
    assert told(dossier) == sorted(
        told(dossier), key=lambda entry: int("".join(filter(str.isdigit, str(entry[1]))))
    )
    assert set(told(dossier)) == {
        ("LEC-003", cell_name(places[0], left + order.index(2))),
        ("LEC-004", cell_name(places[1], left + order.index(3))),
    }


FORM = [["Raison sociale", "Atelier Martin"], ["SIRET", "99912345800013"], ["Opco", "Opco 2i"]]
READ = {"name": "Atelier Martin", "siret": "99912345800013", "opco": "OPCO2I"}


def company(rows: list[list[Any]], **options: Any) -> dict[str, Any]:
    """The lines of the form `Entreprise` in a workbook, with what is said about them."""
    dossier = opened(book({"Entreprise": rows}, **options))
    return {name: values[0] for name, values in dossier.sheets["company"].values.items()}


@pytest.mark.parametrize(
    "rows",
    [
        FORM,
        FORM[::-1],
        [[None, *line] for line in FORM],
        [[label, None, value] for label, value in FORM],
        [["Fiche entreprise"], [], *FORM, ["Suivi par", "Mme Petit"], ["Fait à", "Lyon"]],
        [["Rubrique", "Votre réponse", "Exemple"], *[[*line, "EXEMPLE"] for line in FORM]],
        [["Rubrique", "Exemple", "Votre réponse"], *[[label, "EXEMPLE", value] for label, value in FORM]],
        [[FORM[0][0], FORM[0][1], None, *FORM[1]], [*FORM[2], None, "Code NAF", ""]],
        # A value that is spelled as a label is none.
        [*FORM, ["Statut", "Société", "ancien"], ["Forme", "Entreprise", "individuelle"]],
    ],
)
def test_form_however_it_is_laid_out(rows: list[list[Any]]) -> None:
    assert {name: value for name, value in company(rows).items() if value is not None} == READ


@pytest.mark.parametrize(("top", "left"), [(0, 0), (7, 0), (0, 3), (12, 9)])
def test_form_wherever_it_stands(top: int, left: int) -> None:
    dossier = opened(book({"Entreprise": [*FORM, ["IDCC", 44]]}, at=(top, left)))
    assert told(dossier) == [("LEC-103", cell_name(top + 3, left + 1))]
    assert dossier.sheets["company"].lines["opco"] == cell_name(top + 2, left + 1)


def test_form_label_with_a_slip_and_a_label_twice() -> None:
    dossier = opened(book({"Entreprise": [*FORM, ["Intitulé du metiers", "Tourneur"], ["N° SIRET", "9"]]}))
    assert told(dossier) == [("LEC-104", "A4"), ("LEC-008", "A5")]
    assert column(dossier, "company.job_title") == ["Tourneur"]


def test_form_whose_labels_are_merged_over_two_columns() -> None:
    rows = [[label, None, value] for label, value in FORM[1:]]
    package = merged([FORM[0][0], "", FORM[0][1]], rows, "A1:B1", "A2:B2", "A3:B3", title="Entreprise")
    dossier = opened(package)
    assert {name: values[0] for name, values in dossier.sheets["company"].values.items()} == READ
    assert dossier.sheets["company"].lines["siret"] == "C2"


def test_form_with_nothing_but_examples_is_empty() -> None:
    rows = [["Rubrique", "Votre réponse", "Exemple"], *[[label, None, value] for label, value in FORM]]
    assert refusal(book({"Entreprise": rows})) == "FIC-005"


def test_every_hit_names_a_cell() -> None:
    rows = [*LEARNERS, ["x", "#N/A", None, "hier"]]
    dossier = opened(
        book({"Apprenants": rows, "Entreprise": [*FORM, ["Durée hebdomadaire de l'entreprise", "?"]]})
    )
    assert len(dossier.hits) == 4
    assert all(place(dossier, hit) for hit in dossier.hits)
