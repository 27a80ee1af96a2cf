import datetime as dt
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from proexp_batch.documents.attestations.lines import attestation_lines, evaluation, grouped_siret
from proexp_batch.documents.attestations.sheets import _PAGE_HEIGHT, attestations, page_breaks
from proexp_batch.drawing.sheet_names import sheet_names
from proexp_batch.model.wording import NBSP
from tests.writing.facts import attestation, bloc_of, blocs, competence


def opened(*facts) -> list[Worksheet]:
    return load_workbook(BytesIO(attestations(facts))).worksheets


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_says_who_where_when_and_how_long() -> None:
    (sheet,) = opened(attestation(4))
    said = "\n".join(texts(sheet)).replace(NBSP, " ")
    for part in (
        "Attestation de fin de formation", "N° AFF-7K3M-92QX", "loi n° 2018-771", "article 28, VI", "L6313-7",
        "délivré par le certificateur", "Camille Exemple-Martin", "1er mai 2001", "Atelier Fictif du Rhône",
        "732 829 320 00074", "Opco 2i", "2022-0451", "CDD", "du 1er avril 2022 au 31 mars 2023",
        "Opérateur en fabrication additive (code ROME H2503)", "301,5 h", "non précisée",
        "Fait à Lyon, le 5 avril 2023",
        "Dominique Modèle", "bloc certifiant (RNCP34126BC02)",
    ):  # fmt: skip
        assert part in said


def test_developed_competences_come_first_and_the_others_apart_in_order() -> None:
    (sheet,) = opened(attestation(7))
    said = texts(sheet)
    apart = said.index("Autres compétences abordées")
    codes = [text.split(NBSP)[0] for text in said if text.startswith("C") and f"{NBSP}– " in text]
    assert codes == ["C1", "C2", "C4", "C6", "C3", "C7", "C5"]
    assert said.index("Compétences développées") < apart
    assert said[apart:].count("non évaluée") == 1


def test_nothing_is_judged() -> None:
    (sheet,) = opened(attestation(40))
    said = " ".join(texts(sheet)).lower()
    for word in ("non acquis", "échec", "échoué", "insuffisant", "not_acquired"):
        assert word not in said


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ("ACQUIRED", "acquise le 10/01/2023"),
        ("IN_PROGRESS", "en cours d'acquisition au 10/01/2023"),
        ("NOT_ACQUIRED", "évaluée le 10/01/2023"),
        (None, "non évaluée"),
    ],
)
def test_evaluation_in_words(result: str | None, words: str) -> None:
    assert evaluation(competence(0, result)).replace(NBSP, " ") == words


def test_early_end_tells_both_dates() -> None:
    early = attestation(4, early_end=True, end=dt.date(2022, 11, 14))
    said = "\n".join(texts(opened(early)[0])).replace(NBSP, " ")
    assert "prévu jusqu'au 31 mars 2023, a pris fin le 14 novembre 2022" in said
    assert "a pris fin" not in "\n".join(texts(opened(attestation(4))[0]))


def test_page_is_ready_to_print() -> None:
    (sheet,) = opened(attestation(40, number="A&B"))
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.print_options.horizontalCentered
    assert sheet.print_area == f"'2022-0451'!$A$1:$E${sheet.max_row}"
    assert not sheet.sheet_view.showGridLines
    assert not sheet.protection.sheet
    (repeated,) = [row for row in range(1, sheet.max_row) if sheet.print_title_rows == f"${row}:${row}"]
    assert sheet.cell(repeated, 1).value == "Compétence"
    assert "A&&B" in sheet.oddFooter.left.text
    assert "&P" in (sheet.oddFooter.right.text or "")


def test_signature_is_one_row_with_place_date_and_box() -> None:
    (sheet,) = opened(attestation(40))
    row = sheet[sheet.max_row]
    assert str(row[0].value).startswith("Fait à Lyon")
    assert str(row[2].value).startswith("Signature")
    assert sheet.row_dimensions[sheet.max_row].height > 80


def test_rows_stay_below_excels_limit_and_lose_nothing() -> None:
    words = " ".join(f"mot{index}" for index in range(900))
    (sheet,) = opened(attestation(blocs=(bloc_of(competence(0, title=words, objective=words)),)))
    assert max(row.height or 0 for row in sheet.row_dimensions.values()) <= 409
    assert " ".join(texts(sheet)).split().count("mot899") == 2


def test_the_signature_is_never_alone_on_its_page() -> None:
    words = " ".join(f"mot{index}" for index in range(900))
    for some in (blocs(4), blocs(9), blocs(40), (bloc_of(competence(0, objective=words)),)):
        (sheet,) = opened(attestation(blocs=some))
        last_break = max((int(one.id) for one in sheet.row_breaks.brk), default=0)
        assert last_break < sheet.max_row - 2


def test_a_text_never_becomes_a_formula_or_a_link() -> None:
    odd = attestation(
        contract="=1+1", company="=HYPERLINK(1)", learner="http://exemple.test", signatory="@x", opco="+1",
        blocs=(bloc_of(competence(0, title="=2+2", objective="mailto:a@exemple.test", code="")),),
    )  # fmt: skip
    (sheet,) = opened(odd)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert "=2+2" in texts(sheet)


def test_same_facts_give_the_same_bytes() -> None:
    assert attestations([attestation(12)]) == attestations([attestation(12)])


def test_no_attestation_is_refused() -> None:
    with pytest.raises(ValueError, match="no attestation"):
        attestations([])


def test_a_short_attestation_holds_on_one_page_and_a_long_one_does_not() -> None:
    assert not opened(attestation(4))[0].row_breaks.brk
    assert opened(attestation(40))[0].row_breaks.brk


def test_no_title_is_left_alone_at_the_foot_of_a_page() -> None:
    for count in range(1, 60):
        lines = list(attestation_lines(attestation(blocs=blocs(count))))
        for row in page_breaks(lines, [30.0] * len(lines)):
            assert not lines[row - 1].keep
    assert _PAGE_HEIGHT < 842


def test_siret_is_grouped_only_when_whole() -> None:
    assert grouped_siret("73282932000074") == NBSP.join(("732", "829", "320", "00074"))
    assert grouped_siret("123") == "123"


@given(st.lists(st.text(max_size=50), max_size=12))
def test_any_contract_number_gives_a_valid_unique_sheet_name(numbers: list[str]) -> None:
    names = list(sheet_names(numbers))
    assert len(names) == len(numbers)
    assert len({name.lower() for name in names}) == len(names)
    for name in names:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'") and not name.endswith("'")
        assert name.strip() and name.lower() not in ("history", "historique")


@pytest.mark.parametrize(
    "numbers", [["History", "history", ""], ["a/b", "a:b", "A\\B"], ["'x'", "\ud800", "é" * 40]]
)
def test_awkward_contract_numbers_make_workbooks_that_open(numbers: list[str]) -> None:
    sheets = opened(*(attestation(1, contract=number) for number in numbers))
    assert len(sheets) == len(numbers)
