"""The référentiel métier in PDF: from a deposited workbook to the text on the pages."""

import pytest

from proexp_batch.documents.papers.referential import Referential
from tests.making.correct import correct
from tests.making.draft import Draft
from tests.making.plain import plain
from tests.papers.conformity import faults
from tests.papers.dossiers import checked, decided, large, made, packed, said, texts, unmade

PAPER = Referential()


def told(draft: Draft) -> str:
    """The text of the référentiel of a draft."""
    [decision] = checked(draft)
    return texts(PAPER, decision)[""]


@pytest.mark.parametrize(
    ("step", "state"),
    [
        (1, "étape 1 – Formaliser le besoin"),
        (2, "étape 2 – Construire le parcours"),
        (3, "étape 3 – Valider le contrat"),
        (6, "étape 6 – Bilan et attestation"),
    ],
)
def test_a_deposited_dossier_has_its_referential_at_every_step(step: int, state: str) -> None:
    draft = plain(step, company={"rome": "H2503", "facilitator": "Conseil Est", "facilitator_hours": 14.0})
    if step == 1:
        draft.rows |= {"learners": [], "modules": [], "documents": []}
    decision = decided(draft)
    assert PAPER.is_due(decision)
    text = texts(PAPER, decision)[""]
    for words in (
        "Référentiel métier",
        "loi n° 2018-771 du 5 septembre 2018, article 28, VI",
        "Entreprise Atelier Martin",
        "SIRET 999 123 458 00013",
        "Métier préparé Chef d'atelier (code ROME H2503)",
        "Opco Opco 2i",
        "Tiers facilitateur Conseil Est (14 h d'accompagnement)",
        f"État du dossier : {state}",
        "1 compétence en 1 bloc.",
        "Production – bloc non certifiant",
        "C1 – Régler une imprimante 3D",
        "Obtenir une pièce conforme, seul, en une heure",
        "Trois pièces de suite dans la tolérance",
    ):
        assert packed(words) in packed(text)
    assert "projet" not in text.casefold()


def test_blocking_findings_make_it_a_draft() -> None:
    draft = plain(1)
    draft.rows |= {"learners": [], "modules": [], "documents": []}
    draft.company["siret"] = None
    text = told(draft)
    assert "PROJET" in text
    assert "des points bloquants restent à corriger" in text
    assert packed("SIRET non renseigné") in packed(text)


def test_blocs_tell_whether_they_are_certifying() -> None:
    draft = plain(3)
    first = draft.competences[0]
    more = [
        {"code": "C2", "bloc": "Entier", "certifying": True, "certification": "RNCP34126BC01"},
        {"code": "C3", "bloc": "Entier", "certifying": True, "certification": "RNCP34126BC01"},
        {"code": "C4", "bloc": "Partagé", "certifying": True, "certification": "RS5801"},
        {"code": "C5", "bloc": "Partagé", "certifying": False},
        {"code": "C6", "bloc": "Sans code", "certifying": True},
        {"code": "C7", "bloc": "Muet", "certifying": None},
    ]
    draft.competences.extend(first | row for row in more)
    text = packed(told(draft))
    for words in (
        "7 compétences en 5 blocs, dont 3 certifiants",
        "Production – bloc non certifiant",
        "Entier – bloc certifiant (RNCP34126BC01)",
        "Partagé – bloc en partie certifiant (RS5801)",
        "certifiante (RS5801)",
        "non certifiante",
        "Sans code – bloc certifiant (code RNCP ou RS non renseigné)",
        "Muet – caractère certifiant non renseigné",
    ):
        assert packed(words) in text


def test_sixty_competences_and_the_longest_texts_are_all_there() -> None:
    for draft in (large(60), large(8, words=12)):
        text = packed(told(draft))
        for row in draft.competences:
            # A page may end within the longest texts, and the head of the table then stands in between.
            for field in ("title", "objective", "criterion"):
                assert packed(row[field][:50]) in text


def test_without_competences_there_is_none_and_a_sentence_says_why() -> None:
    draft = plain(1)
    draft.rows |= {"competences": [], "learners": [], "modules": [], "documents": []}
    [decision] = checked(draft)
    assert unmade(PAPER, decision) == [
        "Le référentiel métier n'est pas établi, car aucune compétence ne peut être lue. Remplissez la feuille "
        "«\u00a0Compétences\u00a0»."
    ]


@pytest.mark.parametrize("seed", range(20))
def test_every_competence_stands_in_it(seed: int) -> None:
    draft = correct(seed)
    text = packed(told(draft))
    for row in draft.competences:
        for field in ("code", "title", "objective", "criterion", "bloc"):
            assert packed(row[field]) in text
        assert packed(row["certification"] or "") in text


def test_the_same_facts_give_the_same_bytes_on_any_day() -> None:
    [first], [again] = checked(plain(3)), checked(plain(3))
    assert made(PAPER, first) == made(PAPER, again)
    [decision] = checked(plain(3))
    assert said(made(PAPER, decision)[""]) == told(plain(3))


def test_the_file_keeps_to_pdf_a_2a_and_pdf_ua_1() -> None:
    draft = plain(1)
    draft.company["siret"] = None
    for one in (correct(11, step=6), large(60), draft):
        [decision] = checked(one)
        assert faults(made(PAPER, decision)[""]) == []
