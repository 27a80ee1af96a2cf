import datetime as dt
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from proexp_batch.decision.facts import ModalityHours
from proexp_batch.documents.attestations.lines import attestation_lines
from proexp_batch.documents.attestations.sheets import _PAGE_HEIGHT, attestations, page_breaks
from proexp_batch.documents.attestations.words import evaluation
from proexp_batch.documents.phrases import grouped_siret
from proexp_batch.drawing.sheet_names import sheet_names
from proexp_batch.model.sheets import choices
from proexp_batch.model.wording import NBSP
from tests.writing.facts import attestation, bloc, bloc_of, blocs, competence


def opened(*facts) -> list[Worksheet]:
    return load_workbook(BytesIO(attestations(facts))).worksheets


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def codes(said: list[str]) -> list[str]:
    return [text.split(NBSP)[0] for text in said if text.startswith("C") and f"{NBSP}– " in text]


def test_says_who_where_when_and_how_long() -> None:
    (sheet,) = opened(attestation(4))
    said = "\n".join(texts(sheet)).replace(NBSP, " ")
    for part in (
        "Attestation de fin de formation", "N° AFF-7K3M-92QX", "loi n° 2018-771", "article 28, VI", "L6313-7",
        "délivré par le certificateur", "Camille Exemple-Martin", "1er mai 2001", "Atelier Fictif du Rhône",
        "732 829 320 00074", "Opco 2i", "2022-0451", "CDD", "du 1er avril 2022 au 31 mars 2023",
        "Opérateur en fabrication additive (code ROME H2503)", "301,5 h", "non détaillée",
        "L'entreprise Atelier Fictif du Rhône, représentée par Dominique Modèle, atteste que Camille Exemple-Martin "
        "(date de naissance : 1er mai 2001) a suivi", "Période du contrat", "Fait à Lyon, le …",
        "L'entreprise, Institut des procédés (déclaration d'activité n° 44670012367) et Centre du Rhin",
        "Action de formation en situation de travail (AFEST)", "Formation ouverte et à distance (FOAD)",
        "Remise à l'intéressé(e) le …", "Signature :", "bloc certifiant (RNCP34126BC02)",
    ):  # fmt: skip
        assert part in said


def test_developed_competences_come_first_and_the_others_apart_in_order() -> None:
    (sheet,) = opened(attestation(7))
    said = texts(sheet)
    apart = said.index("Autres compétences abordées")
    assert codes(said) == ["C1", "C2", "C4", "C6", "C3", "C7", "C5"]
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
        ("ACQUIRED", "acquise le 10/01/2023 (bilan final)"),
        ("IN_PROGRESS", "en cours d'acquisition au 10/01/2023 (bilan final)"),
        ("NOT_ACQUIRED", "évaluée le 10/01/2023 (bilan final)"),
        (None, "non évaluée"),
    ],
)
def test_evaluation_in_words(result: str | None, words: str) -> None:
    assert evaluation(competence(0, result)).replace(NBSP, " ") == words


@pytest.mark.parametrize("kind", [choice.code for choice in choices.EVALUATION_KINDS])
def test_every_kind_of_evaluation_has_its_words(kind: str) -> None:
    assert evaluation(competence(0, kind=kind)).startswith(f"acquise le{NBSP}10/01/2023 (")


@pytest.mark.parametrize("modality", [choice.code for choice in choices.MODALITIES])
def test_every_modality_has_its_words(modality: str) -> None:
    (sheet,) = opened(attestation(modalities=(ModalityHours(modality, 12.5, 11.0),)))
    row = next(row for row in sheet.iter_rows(values_only=True) if f"12,5{NBSP}h" in row)
    assert str(row[0]).startswith(("Formation ", "Action de formation "))


def test_early_end_tells_both_dates() -> None:
    early = attestation(4, early_end=True, end=dt.date(2022, 11, 14))
    said = "\n".join(texts(opened(early)[0])).replace(NBSP, " ")
    assert "prévu jusqu'au 31 mars 2023, a pris fin le 14 novembre 2022" in said
    assert "Le contrat, prévu" in said and "Fin du contrat" in said
    assert "a pris fin" not in "\n".join(texts(opened(attestation(4))[0]))


def test_of_a_cdi_only_the_action_has_an_end() -> None:
    early = attestation(4, contract_kind="CDI", early_end=True, end=dt.date(2022, 11, 14))
    said = "\n".join(texts(opened(early)[0])).replace(NBSP, " ")
    assert (
        "L'action de professionnalisation, prévue jusqu'au 31 mars 2023, a pris fin le 14 novembre 2022"
        in said
    )
    assert "Période de l'action" in said and "Fin de l'action" in said
    assert "Le contrat" not in said and "du contrat\n" not in said.replace("Nature du contrat\n", "")


def test_a_bloc_says_how_much_of_it_is_acquired() -> None:
    c1, c2, c3 = competence(0), competence(1, "IN_PROGRESS"), competence(2)
    some = (
        bloc("Relation", ("RNCP34126BC02",), (c1, c2)),
        bloc("Production", (), (c3,), size=3),
        bloc("Qualité", ("RS5801",), (competence(3),), partly_certifying=True),
    )
    said = [text.replace(NBSP, " ") for text in texts(opened(attestation(blocs=some))[0])]
    assert "Relation – bloc certifiant (RNCP34126BC02) – 1 compétence sur 2" in said
    assert "Production – bloc non certifiant – 1 compétence sur 3" in said
    assert "Qualité – bloc en partie certifiant (RS5801)" in said


def test_no_heading_stands_over_nothing() -> None:
    said = texts(opened(attestation(blocs=(bloc_of(competence(0, "IN_PROGRESS"), competence(1, None)),)))[0])
    assert "Compétences développées" not in said
    assert codes(said[said.index("Compétences abordées") :]) == ["C1", "C2"]
    assert "compétences développées" not in " ".join(said)
    whole = texts(opened(attestation(blocs=(bloc_of(competence(0)),)))[0])
    assert not {"Autres compétences abordées", "Compétences abordées"} & set(whole)
    none = texts(opened(attestation(blocs=()))[0])
    assert "Compétence" not in none
    assert "Exercer le métier préparé." in none


def test_what_was_never_begun_is_not_called_addressed() -> None:
    never = competence(1, None, addressed=False)
    said = texts(opened(attestation(blocs=(bloc_of(competence(0), never, competence(2, "IN_PROGRESS")),)))[0])
    assert codes(said[said.index("Autres compétences abordées") :]) == ["C3", "C2"]
    assert codes(said[said.index("Compétences prévues et non abordées") :]) == ["C2"]


def test_who_followed_no_hour_is_not_said_to_have_followed_the_training() -> None:
    (sheet,) = opened(attestation(learner="Inès Roussel", hours_done=0.0))
    said = "\n".join(texts(sheet)).replace(NBSP, " ")
    assert "qu'aucune heure de la formation décrite ci-dessous n'a été suivie par Inès Roussel" in said
    assert "a suivi" not in said and "Formation suivie" not in said


def test_the_day_of_the_signature_is_printed_only_if_it_is_given() -> None:
    place = texts(opened(attestation(place="Le Mans"))[0])
    assert any(text.startswith("Fait au Mans, le …") for text in place)
    given = texts(opened(attestation(issued=dt.date(2023, 4, 5)))[0])
    assert any(f"Fait à Lyon, le 5{NBSP}avril{NBSP}2023" in text for text in given)


@pytest.mark.parametrize(
    ("learner", "words"),
    [
        ("Inès Roussel", "atteste qu'Inès Roussel (date de naissance : 22 mars 2001) a suivi"),
        ("Élodie Roussel", "atteste qu'Élodie"), ("ŒDIPE Roussel", "atteste qu'ŒDIPE"),
        ("Yves Roussel", "atteste qu'Yves"), ("Yann Roussel", "atteste que Yann"),
        ("Hugo Roussel", "atteste que Hugo"), ("Maëlle Roussel", "atteste que Maëlle"),
    ],
)  # fmt: skip
def test_que_is_elided_before_a_vowel(learner: str, words: str) -> None:
    (sheet,) = opened(attestation(learner=learner, birth_date=dt.date(2001, 3, 22)))
    assert words in "\n".join(texts(sheet)).replace(NBSP, " ")


def test_nobody_is_addressed_by_a_gender_in_brackets() -> None:
    said = " ".join(texts(opened(attestation(4))[0]))
    for words in ("né(e)", "Né(e)", "soussigné"):
        assert words not in said


def test_page_is_ready_to_print() -> None:
    (sheet,) = opened(attestation(40, number="A&B"))
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.print_options.horizontalCentered
    assert sheet.print_area == f"'2022-0451'!$A$1:$E${sheet.max_row}"
    assert not sheet.sheet_view.showGridLines
    assert sheet.protection.sheet and not sheet.protection.password
    (repeated,) = [row for row in range(1, sheet.max_row) if sheet.print_title_rows == f"${row}:${row}"]
    assert sheet.cell(repeated, 1).value == "Compétence"
    assert "A&&B" in sheet.oddFooter.left.text
    assert "&P" in (sheet.oddFooter.right.text or "")


def test_signature_is_one_row_with_place_date_and_box() -> None:
    (sheet,) = opened(attestation(40))
    row, receipt = sheet[sheet.max_row - 1], sheet[sheet.max_row]
    assert str(row[0].value).startswith("Fait à Lyon")
    assert str(row[2].value).startswith("Signature et cachet")
    assert sheet.row_dimensions[sheet.max_row - 1].height > 80
    assert str(receipt[0].value).startswith("Remise à l'intéressé(e) le")
    assert str(receipt[3].value).startswith("Signature")


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
        assert last_break < sheet.max_row - 3


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


def test_what_was_had_before_is_told_apart_and_on_what_ground() -> None:
    known = competence(0, None, prior=("EXPERIENCE", "POSITIONING"))
    (sheet,) = opened(attestation(blocs=(bloc_of(known, competence(1)),)))
    said = [text.replace(NBSP, " ") for text in texts(sheet)]
    heading = said.index("Compétences déjà acquises avant le parcours")
    assert heading > next(at for at, text in enumerate(said) if text.startswith("C2"))
    assert said[heading + 3] == "déjà acquise avant le parcours (expérience et positionnement)"
    assert not any(text.startswith("Autres compétences") for text in said)
    assert any("en développant 1 compétence en 1 bloc" in text for text in said)
