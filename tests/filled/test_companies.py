"""A list of companies: one template each; a row that cannot be used is told, the others go on."""

from io import BytesIO

import openpyxl
import pytest

from proexp_batch.migrate.companies import CompanyList, file_names, read_companies
from proexp_batch.migrate.problems import SourceError
from proexp_batch.template.filled import place
from tests.filled.old import NIR, typed

HEADERS = "Nom de l'entreprise;N° SIRET;OPCO;Convention collective"
MARTIN = "Atelier Martin;99912345800013;Opco 2i;44"


def listed(*rows: str, encoding: str = "utf-8") -> CompanyList:
    return read_companies("\n".join((HEADERS, *rows)).encode(encoding))


def refused(row: str) -> str:
    found = listed(row)
    assert not found.companies
    [sentence] = found.refused
    return sentence.replace("\u00a0", " ")


def test_a_row_makes_a_workbook() -> None:
    [company] = listed(MARTIN).companies
    assert (company.line, company.file) == (2, "Atelier Martin.xlsx")
    assert typed(company.workbook())["company"] == [
        {"name": "Atelier Martin", "siret": "99912345800013", "opco": "OPCO2I", "idcc": "0044"}
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    text = 'Raison sociale;Métier visé\r\n"Forêt & Fils";Scieur œuvrant à façon\r\n'.replace(";", delimiter)
    [company] = read_companies(text.encode(encoding)).companies
    assert company.values == {"name": "Forêt & Fils", "job_title": "Scieur œuvrant à façon"}


def test_a_line_that_names_the_delimiter_and_empty_lines_are_passed_over() -> None:
    [company] = read_companies(f"sep=;\n{HEADERS}\n;;;\n\n{MARTIN}\n".encode()).companies
    assert company.line == 5


def test_quoted_texts_may_hold_delimiters_and_line_breaks() -> None:
    first, second = listed('"Martin;\nPère et fils";;;', MARTIN).companies
    assert first.values["name"] == "Martin;\nPère et fils"
    assert (first.line, second.line) == (2, 4)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (";99912345800013;;", "Ligne 2 : « Raison sociale » est vide. Écrivez"),
        ("Martin;999123458;;", "Ligne 2 : SIRET. Le SIRET n'a pas 14 chiffres. Lu : « 999123458 ». Recopiez"),
        ("Martin;99912345800014;;", "Ligne 2 : SIRET. Un chiffre du SIRET est faux"),
        (
            "Martin;7,3283E+13;;",
            "Ligne 2 : Excel a pris « SIRET » pour un nombre et en a perdu des chiffres.",
        ),
        (
            "Martin;;Opco Lune;",
            "Ligne 2 : La valeur de « Opco » n'est pas dans la liste. Lu : « Opco Lune ».",
        ),
        ("Martin;;;;un reste", "Ligne 2 : elle a plus de cellules que la ligne d'en-têtes. Mettez"),
        (f"Martin {NIR};;;", "Ligne 2 : Un numéro de sécurité sociale"),
        (f"{'a' * 40_000};;;", "Ligne 2 : le texte de « Raison sociale » est trop long"),
    ],
)
def test_rows_that_cannot_be_used_say_where_what_and_what_to_do(row: str, sentence: str) -> None:
    said = refused(row)
    assert said.startswith(sentence)
    assert NIR not in said


def test_the_other_rows_go_on() -> None:
    found = listed("Faux;1;;", MARTIN, ";;Akto;", "La Poste;35600000000048;;")
    assert [company.line for company in found.companies] == [3, 5]
    assert [sentence.split("\u00a0")[0] for sentence in found.refused] == ["Ligne 2", "Ligne 4"]


def test_a_repeated_row_is_refused_and_a_second_job_of_a_company_is_not() -> None:
    found = listed(MARTIN, MARTIN, MARTIN.replace("44", "1486"))
    assert [company.file for company in found.companies] == ["Atelier Martin.xlsx", "Atelier Martin (2).xlsx"]
    assert "Ligne 3" in found.refused[0]
    assert "répète la ligne 2" in found.refused[0]


def test_columns_that_no_line_has_are_named() -> None:
    text = "Raison sociale;SIRET;Téléphone du gérant\nMartin;;06\n"
    assert read_companies(text.encode()).ignored == ("Téléphone du gérant",)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vide"),
        (b"  \n", "vide"),
        (b"a;b\n1;2\n", "pas reconnus"),
        (b"SIRET;Opco\n1;2\n", "Raison sociale"),
        (HEADERS.encode(), "aucune ligne"),
        (b"PK\x03\x04\x00\x00", "pas un texte"),
        (f'{HEADERS}\n"jamais ferm\u00e9{"x" * 200_000}'.encode(), "guillemet"),
    ],
)
def test_lists_that_cannot_be_used(content: bytes, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        read_companies(content)


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x.fr")', "+33", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0"]
)
def test_no_text_of_a_list_becomes_a_formula(name: str) -> None:
    quoted = name.replace('"', '""')
    [company] = listed(f'"{quoted}";;;').companies
    title, cell = place("company", 0, "name")
    found = openpyxl.load_workbook(BytesIO(company.workbook()))[title][cell]
    assert (found.value, found.data_type) == (name, "s")


@pytest.mark.parametrize(
    ("company", "file"),
    [
        ("Café de l'Étoile", "Café de l'Étoile"),
        ("../../etc/passwd", "etc-passwd"),
        ("A/B\\C:D*E?F", "A-B-C-D-E-F"),
        ("CON", "entreprise CON"),
        ("lpt1.txt", "entreprise lpt1.txt"),
        ("...", "entreprise"),
        ("Fin. ", "Fin"),
        ("deux\nlignes", "deux-lignes"),
        (f"Martin {NIR}", "Martin"),
        ("x" * 300, "x" * 80),
    ],
)
def test_names_of_files_are_safe(company: str, file: str) -> None:
    assert list(file_names([company])) == [f"{file}.xlsx"]


def test_names_of_files_are_unique_whatever_the_case() -> None:
    names = list(file_names(["Martin", "MARTIN", "martin", "Martin (2)"]))
    assert names == ["Martin.xlsx", "MARTIN (2).xlsx", "martin (3).xlsx", "Martin (2) (2).xlsx"]


def test_long_names_of_many_bytes_fit_every_file_system() -> None:
    [name] = file_names(["é🙂" * 200])
    assert len(name.encode()) < 255
