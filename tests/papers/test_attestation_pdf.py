"""The attestation in PDF: the words of the sheet, in its order, on pages that can be handed over and kept."""

import datetime as dt
import io
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pikepdf
import pypdf
import pytest
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from proexp_batch.decision.facts import Attestation, ModalityHours, Provider, Status
from proexp_batch.documents.attestations.lines import attestation_lines
from proexp_batch.documents.papers.attestation import AttestationPaper
from proexp_batch.documents.papers.paper import Sheet
from proexp_batch.documents.papers.typesetting import TypesettingError
from proexp_batch.model.parameters import standard_parameters
from proexp_batch.settings.run import Settings
from tests.papers.conformity import faults
from tests.papers.making import SEAL, attestation_pdf
from tests.papers.reading import elements, read, tight
from tests.writing.facts import attestation, bloc, bloc_of, blocs, competence, contract, dossier

ROOT = Path(__file__).parent.parent.parent

WORDS = " ".join(f"mot{index}" for index in range(900))
LONG = {
    "company": "Société coopérative d'intérêt collectif des ateliers réunis de la vallée de l'Œuf, de "
    "Saint-Étienne-du-Rouvray, de Villeneuve-d'Ascq et des communautés de communes avoisinantes – établissement "
    "secondaire de Châteauneuf-du-Pape",
    "learner": "Marie-Françoise Élisabeth d'Hauteville de La Rochefoucauld-Montbazon-Żółkiewska",
    "signatory": "Jean-Baptiste-Emmanuel de Saint-Aubin d'Évreux, directeur général délégué à la formation",
    "job_title": "Conductrice ou conducteur d'installations automatisées de production de pièces plastiques et composites",
    "number": "AFF-7K3M-92QX-SUITE-2022-0451-ÉTABLISSEMENT-14",
    "contract": "CONTRAT-DE-PROFESSIONNALISATION-2022-0451-BIS-AVENANT-3",
    "providers": tuple(
        Provider(f"Institut national des procédés n° {index}", "44670012367") for index in range(6)
    ),
}
KNOWN_BEFORE = bloc_of(
    competence(0, None, prior=("EXPERIENCE", "POSITIONING")),
    competence(1),
    competence(2, None, addressed=False),
    competence(3, "NOT_ACQUIRED", code="", objective=""),
)
IN_PART = (
    bloc("Relation", ("RNCP34126BC02", "RS5801"), (competence(0), competence(1, "IN_PROGRESS"))),
    bloc("Qualité", ("RS5801",), (competence(3),), partly_certifying=True, size=3),
)

FACTS: dict[str, Attestation] = {
    **{str(count): attestation(count) for count in (0, 1, 5, 8, 20, 60)},
    "longest": attestation(5, **LONG),
    "longest, 60": attestation(60, **LONG),
    "texts over pages": attestation(blocs=(bloc_of(competence(0, title=WORDS, objective=WORDS)),)),
    "a last text over pages": attestation(
        blocs=(bloc_of(competence(0, title=WORDS), competence(1, "IN_PROGRESS", objective=WORDS)),)
    ),
    "a long text without spaces": attestation(blocs=(bloc_of(competence(0, objective="x" * 700)),)),
    "letters": attestation(
        2,
        learner="Nguyễn Thị Ướt Ơn Şükrü İnönü Łucja Żółć Ğ.",
        company="L'Œuvre & Fils « Çà et là »",
        place="Le Mans",
    ),
    "particles": attestation(3, learner="Anne-Sophie d'Arc-L'Étang de la Tour", signatory="Yann O'Connor"),
    "elided": attestation(3, learner="Inès Roussel", issued=dt.date(2023, 5, 1)),
    "no hour": attestation(3, hours_done=0.0, modalities=()),
    "early end": attestation(4, contract_kind="CDI", early_end=True, end=dt.date(2022, 11, 14), rome=None),
    "nobody": attestation(2, providers=(), in_house=False),
    "known before": attestation(blocs=(KNOWN_BEFORE,)),
    "blocs": attestation(blocs=IN_PART),
    "signs of Typst": attestation(
        2,
        company="#panic() *a* _b_ $x$ @y <z> \\ // ~ `c` =d",
        learner="[e] -- --- ... 'f' \"g\"",
        place="= h",
    ),
}


def sheet_words(facts: Attestation) -> str:
    """The texts of the sheet; the heads of competences, which it has once, stand in every table of the PDF."""
    return tight("".join(_sheet_texts(facts)))


def _sheet_texts(facts: Attestation) -> Iterator[str]:
    head = ""
    for line in attestation_lines(facts):
        text = "".join(cell.text for cell in line.cells)
        if line.repeat:
            head = text
        yield text
        if head and line.cells[0].style == "section":
            yield head


def pages(content: bytes) -> list[str]:
    """The text of each page as it is printed."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


@pytest.mark.parametrize("facts", FACTS.values(), ids=FACTS.keys())
def test_the_pdf_says_what_the_sheet_says_in_the_same_order(facts: Attestation) -> None:
    assert read(attestation_pdf(facts)) == sheet_words(facts)


@given(st.lists(st.sampled_from(["ACQUIRED", "IN_PROGRESS", "NOT_ACQUIRED", None]), max_size=30), st.data())
@bounded(max_examples=40)
def test_any_results_and_texts_are_said_alike(results: list[str | None], data: st.DataObject) -> None:
    text = st.text("abc éœŒŁżİş'’«»–-,.;:!?()/&%#*_$@<>~`=[]\\\"\n €", max_size=60)
    some = [
        competence(index, result, title=data.draw(text), objective=data.draw(text))
        for index, result in enumerate(results)
    ]
    facts = attestation(blocs=tuple(bloc_of(*some[at : at + 4]) for at in range(0, len(some), 4)))
    assert read(attestation_pdf(facts)) == sheet_words(facts)


@pytest.mark.parametrize("facts", FACTS.values(), ids=FACTS.keys())
def test_every_pdf_can_be_kept_and_read_by_everybody(facts: Attestation) -> None:
    assert faults(attestation_pdf(facts)) == []


@pytest.mark.parametrize("count", [1, 60])
def test_a_sealed_draft_can_be_kept_too_and_says_no_more_than_its_code(count: int) -> None:
    facts = attestation(count)
    content = attestation_pdf(facts, seal=SEAL, draft="projet")
    assert faults(content) == []
    before, code, after = read(content).partition(tight(f"Code de vérification{SEAL['code']}"))
    assert code and before + after == sheet_words(facts)


def test_the_word_of_a_draft_stands_on_every_page_and_is_decoration() -> None:
    draft, counts = attestation_pdf(attestation(60), draft="projet"), attestation_pdf(attestation(60))
    assert len(pages(draft)) > 1 and all("PROJET" in text for text in pages(draft))
    assert "PROJET" not in read(draft)
    assert not any("PROJET" in text for text in pages(counts))


def test_the_seal_is_in_the_keywords_and_its_picture_has_a_text() -> None:
    content = attestation_pdf(attestation(5), seal=SEAL)
    told = pypdf.PdfReader(io.BytesIO(content)).metadata
    assert told is not None and told["/Keywords"] == SEAL["mots_cles"]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        [figure] = [one for one in elements(pdf.Root.StructTreeRoot) if str(one.S) == "/Figure"]
        assert "QR" in str(figure.Alt)


def test_a_number_too_long_for_a_picture_leaves_the_code_alone() -> None:
    content = attestation_pdf(attestation(5), seal={**SEAL, "qr": ""})
    assert tight(SEAL["code"]) in read(content) and faults(content) == []


@pytest.mark.parametrize("count", range(1, 9))
def test_few_competences_take_one_page_with_and_without_seal(count: int) -> None:
    assert len(pages(attestation_pdf(attestation(count)))) == 1
    assert len(pages(attestation_pdf(attestation(count), seal=SEAL))) == 1


def test_each_page_says_which_it_is_and_of_which_paper() -> None:
    drawn = pages(attestation_pdf(attestation(60)))
    for number, text in enumerate(drawn, start=1):
        assert f"Page {number} sur {len(drawn)}" in text
        assert "AFF-7K3M-92QX" in text


def signed_with(content: bytes) -> str:
    """What stands above the signature on its page, without the heads of tables."""
    last = pages(content)[-1]
    assert "Signature et cachet" in last and "Remise à l'intéressé(e)" in last
    above, _, _ = last.partition("Fait ")
    for head in ("Compétence", "Objectif", "Évaluation"):
        above = above.replace(head, "", 1)
    return tight(above)


@pytest.mark.parametrize("seal", [None, SEAL], ids=["plain", "sealed"])
def test_the_signature_is_never_alone_on_its_page(seal: Mapping[str, str] | None) -> None:
    over = [blocs(count) for count in range(8, 46)]
    over += [
        (bloc_of(competence(0, objective=" ".join(WORDS.split()[:length]))),) for length in range(240, 330, 6)
    ]
    seen = set()
    for some in over:
        content = attestation_pdf(attestation(blocs=some), seal=seal)
        assert len(signed_with(content)) > 20
        seen.add(len(pages(content)))
    assert {1, 2} <= seen


def test_the_same_facts_give_the_same_bytes_in_any_process() -> None:
    made = (
        "import sys; from tests.papers.making import *; from tests.writing.facts import attestation;"
        "sys.stdout.buffer.write(attestation_pdf(attestation(20), seal=SEAL))"
    )
    elsewhere = subprocess.run([sys.executable, "-c", made], cwd=ROOT, capture_output=True, check=True).stdout
    first = attestation_pdf(attestation(20), seal=SEAL)
    attestation_pdf(attestation(7))
    assert first == attestation_pdf(attestation(20), seal=SEAL) == elsewhere


def test_the_pdf_is_of_the_day_of_the_signature_or_else_of_the_end() -> None:
    day = dt.date(2023, 4, 5)
    for facts, wanted in ((attestation(1), attestation(1).end), (attestation(1, issued=day), day)):
        told = pypdf.PdfReader(io.BytesIO(attestation_pdf(facts))).metadata
        assert told is not None and told.creation_date is not None and told.creation_date.date() == wanted
        assert told.title == "Attestation de fin de formation"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("李 小龙", "3 signes sans police : « 李 » (U+674E)"),
        ("Zoé 😀", "1 signe sans police : « 😀 » (U+1F600)"),
        ("a\ue000b", "1 signe qu'un PDF d'archive ne peut pas contenir"),
        ("a\ue000b", ": U+E000."),
    ],
)
def test_a_sign_that_no_font_has_is_told_and_no_template_blamed(text: str, named: str) -> None:
    with pytest.raises(TypesettingError) as told:
        attestation_pdf(attestation(2, learner=text))
    said = str(told.value).replace("\u00a0", " ")
    assert named in said
    assert "gabarit «" not in said and "Typst" not in said


def test_every_letter_of_the_languages_of_europe_and_of_vietnamese_has_a_shape() -> None:
    letters = "".join(chr(code) for code in (*range(0xA1, 0x250), *range(0x1E00, 0x1F00)) if code != 0xAD)
    content = attestation_pdf(attestation(1, company=letters))
    assert letters in read(content)
    assert faults(content) == []


def test_why_a_dossier_has_none_is_told_by_contract() -> None:
    why = AttestationPaper().why_none(dossier(status=Status.TO_CORRECT)).replace("\u00a0", " ")
    assert (
        why == "Aucun contrat n'a encore d'attestation. 2022-0451 : Un constat bloquant concerne ce contrat."
    )


def test_signs_without_shape_are_left_out() -> None:
    odd = attestation(2, company="A\x00B\x0bC\ufeffD\x85E\ud800F\r\nG\tH")
    assert tight("L'entreprise A B C D E \ufffdF G H") in read(attestation_pdf(odd))


def test_each_contract_with_an_attestation_has_a_paper_of_its_own() -> None:
    day = dt.date(2023, 4, 5)
    signed = attestation(3, issued=day, modalities=(ModalityHours("AFEST", 9, 9),))
    given = dossier(
        contracts=(
            contract("2022-0451"),
            contract("2022/0452", Status.TO_CORRECT),
            contract("2022/0453", attestation=signed),
        )
    )
    paper, settings = AttestationPaper(), Settings(dt.date(2026, 11, 26), standard_parameters())
    assert paper.is_due(given) and not paper.is_due(dossier(status=Status.TO_CORRECT))
    sheets = [one for one in paper.sheets(given, settings) if isinstance(one, Sheet)]
    assert [(one.label, one.made) for one in sheets] == [
        ("2022-0451", dt.date(2023, 3, 31)),
        ("2022-0453", day),
    ]
    made = dict(paper.files(given, b"", settings))
    assert [paper.file_name(label) for label in made] == [
        "attestation-2022-0451.pdf",
        "attestation-2022-0453.pdf",
    ]
    for content in made.values():
        assert isinstance(content, bytes) and faults(content) == []
