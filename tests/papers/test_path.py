"""The parcours de formation in PDF: what D6325-11 asks for, contract by contract."""

import dataclasses
from typing import Any

import pytest

from proexp_batch.decision.contents import Contents
from proexp_batch.documents.papers.path import TrainingPath
from proexp_batch.model.wording import hours
from tests.making.correct import correct
from tests.making.draft import Draft, codes, listed
from tests.making.plain import D, plain
from tests.making.prior import with_prior_learning
from tests.papers.conformity import faults
from tests.papers.dossiers import checked, decided, large, made, packed, pages, texts, unmade

PAPER = TrainingPath()


def told(draft: Draft) -> dict[str, str]:
    """The text of each parcours of a draft, without blanks, by its label."""
    [decision] = checked(draft)
    return {label: packed(text) for label, text in texts(PAPER, decision).items()}


def only(draft: Draft) -> str:
    """The text of the only parcours of a draft."""
    [text] = told(draft).values()
    return text


def assert_said(text: str, *words: str) -> None:
    missing = [one for one in words if packed(one) not in text]
    assert missing == []


def assert_unsaid(text: str, *words: str) -> None:
    assert [one for one in words if packed(one) in text] == []


def without_contracts(step: int = 2) -> Draft:
    draft = plain(step)
    draft.rows |= {"learners": [], "documents": [], "evaluations": []}
    draft.modules[0]["contracts"] = None
    return draft


def test_the_deposited_dossier_of_a_signed_contract_has_all_that_the_law_asks() -> None:
    draft = plain(6)
    draft.modules[0] |= {"trainer": "Alix Roth"}
    text = packed(texts(PAPER, decided(draft))["2023-0001"])
    assert_said(
        text,
        "Parcours de formation",
        "Document annexé au contrat de professionnalisation n° 2023-0001 (code du travail, article D6325-11)",
        "Entreprise Atelier Martin",
        "Apprenant Camille Martin1",
        "Période du contrat du 9 janvier 2023 au 8 janvier 2024",
        "Durée du travail 35 h par semaine",
        "Objectifs Exercer le métier préparé en développant 1 compétence en 1 bloc.",
        "C1 – Régler une imprimante 3D",
        "Obtenir une pièce conforme, seul, en une heure",
        "Trois pièces de suite dans la tolérance",
        "Programme",
        "365 h de formation prévues au contrat, soit 20 % de la durée totale du contrat (1 825 h).",
        "Formation externe, par un organisme 365 h 100 %",
        "Tuteur Dominique Keller, Responsable de production",
        "Une avec chaque organisme (article D6325-12) : convention.pdf",
        "Lieux, horaires et moyens Non renseignés dans le classeur, à préciser",
        "certifié Qualiopi",
        "Alix Roth",
        "Calendrier",
        "09/01/2023 Début du contrat",
        "du 09/01/2023 au 08/01/2024",
        "08/01/2024 Fin du contrat",
        "Évaluation",
        "Examen du programme au regard des acquis de l'apprenant (article D6325-13)",
        "« Acquis », « En cours d'acquisition » et « Non acquis »",
        "Sanction",
        "attestation de fin de formation",
        "L'employeur Atelier Martin",
        "L'apprenant Camille Martin1",
    )
    assert_unsaid(text, "projet")


def test_before_there_are_contracts_the_dossier_has_one() -> None:
    texts_ = told(without_contracts())
    assert list(texts_) == [""]
    assert_said(
        texts_[""],
        "Document à annexer à chaque contrat de professionnalisation",
        "Les modules durent 365 h par apprenant.",
        "C1 – Régler une imprimante 3D",
        "L'apprenant ………",
    )
    assert_unsaid(texts_[""], "projet", "Tuteur")


def test_at_the_first_step_there_is_none() -> None:
    [decision] = checked(plain(1))
    assert not PAPER.is_due(decision)
    assert PAPER.why_none(decision) == (
        "Le dossier est à l'étape 1\u00a0; le parcours de formation se prépare à l'étape 2."
    )


def test_contracts_noted_in_advance_are_drafts() -> None:
    [text] = told(plain(2)).values()
    assert_said(text, "PROJET", "à l'étape 2, les contrats ne sont pas encore contrôlés")


def test_only_the_contract_that_is_wrong_is_a_draft() -> None:
    draft = plain(3, learners=[{}, {"hours_planned": 100.0}])
    first, second = told(draft).values()
    assert_unsaid(first, "projet")
    assert_said(second, "PROJET", "des points bloquants restent à corriger")


def test_a_finding_about_the_dossier_makes_all_drafts() -> None:
    draft = plain(3, learners=[{}, {}], company={"siret": None})
    for text in told(draft).values():
        assert_said(text, "PROJET")


def test_contracts_with_different_modules_say_their_own_and_no_other() -> None:
    draft = large(6)
    draft.learners.append(
        draft.learners[0] | {"contract": "2023-0002", "last_name": "Roth", "first_name": "Lou"}
    )
    [one, other] = draft.modules
    one["contracts"], other["contracts"] = "2023-0001", "2023-0002"
    texts_ = told(draft)
    assert_said(texts_["2023-0001"], "Camille Martin1", one["title"], "C1 –", "C3 –", hours(one["hours"]))
    assert_unsaid(texts_["2023-0001"], "Lou Roth", other["title"], "C4 –", "C6 –")
    assert_said(texts_["2023-0002"], "Lou Roth", other["title"], "C4 –", "C6 –", hours(other["hours"]))
    assert_unsaid(texts_["2023-0002"], "Camille Martin1", one["title"], "C1 –", "C3 –")


def test_modalities_have_their_hours_and_their_conditions() -> None:
    draft = large(12, words=1)
    work, distant, inside, outside = draft.modules
    work |= {"modality": "AFEST", "provider": None, "nda": None, "qualiopi": None, "trainer": "Alix Roth"}
    work |= {"afest_analysis": True, "afest_trainer": True, "afest_reflection": False}
    distant |= {"modality": "FOAD", "foad_assistance": True, "qualiopi": None, "nda": None}
    inside |= {"modality": "INTERNAL", "provider": None, "nda": None, "qualiopi": None}
    outside |= {"qualiopi": None, "deemed_certified": True}
    draft.company["training_service"] = True
    for row, length in zip(draft.modules, (100.0, 65.0, 120.0, 80.0), strict=True):
        row["hours"] = length
    assert_said(
        only(draft),
        "Formation interne, par l'entreprise 120 h 32,9 %",
        "Formation externe, par un organisme 80 h 21,9 %",
        "Action de formation en situation de travail (AFEST) 100 h 27,4 %",
        "Formation ouverte et à distance (FOAD) 65 h 17,8 %",
        "Total des modules 365 h 100 %",
        "Service de formation oui",
        "Formation en situation de travail (article D6313-3-2)",
        f"{work['code']} – {work['title']} oui oui non non renseigné",
        "Formation à distance (article D6313-3-1)",
        f"{distant['code']} – {distant['title']} oui non renseigné non renseigné",
        "(déclaration d'activité non renseignée), certification Qualiopi non renseignée",
        "réputé certifié Qualiopi",
        "AFEST L'entreprise Alix Roth",
    )


def test_what_is_known_already_is_told_apart_with_what_falls_away() -> None:
    draft = large(6)
    draft.learners.append(
        draft.learners[0] | {"contract": "2023-0002", "last_name": "Roth", "first_name": "Lou"}
    )
    draft.learners[0] |= {"prior_experience": codes("C1", "C2", "C3"), "prior_certification": codes("C4")}
    first = draft.modules[0]
    first["contracts"] = "2023-0002"
    texts_ = told(draft)
    title = draft.competences[0]["title"]
    assert_said(
        texts_["2023-0001"],
        "Compétences déjà acquises avant le parcours",
        f"C1 – {title} expérience",
        "C4 – " + draft.competences[3]["title"] + " certification",
        "en développant 2 compétences en 1 bloc",
        f"que ce contrat ne comprend pas : {first['code']} – {first['title']} ({hours(first['hours'])}).",
        "C4 – " + draft.competences[3]["title"] + " (déjà acquise)",
    )
    assert_unsaid(texts_["2023-0002"], "déjà acquise", "ne comprend pas")


def test_the_calendar_goes_by_the_days_and_ends_with_what_has_none() -> None:
    draft = large(9, 5)
    late, early, never = draft.modules
    early |= {"start": D(2023, 2, 1), "end": D(2023, 3, 1)}
    late |= {"start": D(2023, 9, 1), "end": D(2023, 10, 1)}
    never |= {"start": None, "end": None}
    text = only(draft)
    calendar = text[text.index("Calendrier") : text.index("Sanction")]
    places = [
        calendar.index(packed(words))
        for words in (
            "09/01/2023 Début du contrat",
            f"du 01/02/2023 au 01/03/2023 {early['code']}",
            f"du 01/09/2023 au 01/10/2023 {late['code']}",
            "08/01/2024 Fin du contrat",
            f"non renseigné {never['code']}",
        )
    ]
    assert places == sorted(places)


def test_what_the_workbook_does_not_say_is_seen() -> None:
    draft = plain(4)
    draft.modules[0] |= {"provider": None, "nda": None, "qualiopi": None, "hours": None, "competences": None}
    draft.learners[0] |= {"tutor": None, "signed": None, "weekly_hours": None}
    draft.rows["documents"] = []
    assert_said(
        only(draft),
        "Organisme non renseigné",
        "Tuteur non renseigné",
        "Signé le non renseigné",
        "Durée du travail non renseigné",
        "leur part de la durée totale n'est pas calculée",
        "Total des modules (sans 1 module dont la durée est non renseignée)",
        "compétences visées non renseignées",
        "(article D6325-12) : non renseignées",
        "Formateur",
        "non renseigné",
    )


@pytest.mark.parametrize("sheet", ["company", "tutors", "documents", "evaluations", "competences"])
def test_a_sheet_that_is_not_there_makes_nothing_fail(sheet: str) -> None:
    draft = correct(11, step=6)
    draft.absent = {sheet}
    [decision] = checked(draft)
    assert len(made(PAPER, decision)) == len(draft.learners)


def test_a_code_that_stands_there_twice_means_the_first_competence() -> None:
    draft = plain(3)
    draft.competences.append(draft.competences[0] | {"title": "Ranger le poste"})
    text = only(draft)
    assert_said(text, "PROJET", "C1 – Régler une imprimante 3D")
    assert_unsaid(text, "Ranger le poste")


def test_without_modules_or_numbers_sentences_say_what_to_do() -> None:
    draft = plain(3)
    draft.rows["modules"] = []
    [decision] = checked(draft)
    [sentence] = unmade(PAPER, decision)
    assert sentence.endswith("Remplissez la feuille «\u00a0Modules\u00a0».")
    draft = plain(3, learners=[{}, {}, {"contract": None}])
    draft.modules[0]["contracts"] = draft.modules[1]["contracts"] = draft.modules[2]["contracts"] = (
        "2023-0001"
    )
    [decision] = checked(draft)
    first, second = unmade(PAPER, decision)
    assert first.startswith("Contrat 2023-0002\u00a0: ")
    assert "colonne «\u00a0Contrats concernés\u00a0»" in first
    assert second.startswith("Un contrat n'a pas de numéro (en position 3 dans la feuille")
    draft = plain(3, learners=[{}, {"contract": "2023-0001"}])
    [decision] = checked(draft)
    assert len(unmade(PAPER, decision)) == 2


def test_sixty_competences_and_the_longest_texts_fill_pages_that_repeat_their_heads() -> None:
    for draft in (large(60), large(8, words=12)):
        [decision] = checked(draft)
        [content] = made(PAPER, decision).values()
        sheets = pages(content)
        assert all("Page " in page for page in sheets)
        assert sum("Compétence Objectif pédagogique" in page for page in sheets) > 1
        # The box to sign is never cut: who signs stands where the place and the day do.
        assert "Fait à" in sheets[-1]
        assert "L'apprenant" in sheets[-1]


@pytest.mark.parametrize("seed", range(30))
def test_every_module_and_every_hour_of_a_contract_stands_in_it(seed: int) -> None:
    draft = with_prior_learning(correct(seed), seed)
    if draft.step < 2:
        return
    texts_ = told(draft)
    aims = {row["code"]: row for row in draft.competences}
    for row in draft.learners or [None]:
        number = row["contract"] if row else ""
        text = texts_[number]
        for module in draft.modules:
            if row is None or not module["contracts"] or number in listed(module["contracts"]):
                assert_said(text, f"{module['code']} – {module['title']}", hours(module["hours"]))
                assert_said(text, *(aims[code]["title"] for code in listed(module["competences"])))
        if row:
            assert_said(text, f"{hours(row['hours_planned'])} de formation prévues au contrat")
            assert_said(text, row["last_name"], row["first_name"])


def test_the_same_facts_give_the_same_bytes_on_any_day() -> None:
    [decision], [again] = checked(plain(6)), checked(plain(6))
    assert made(PAPER, decision) == made(PAPER, again)
    later: Contents = dataclasses.replace(decision.contents, today=D(2030, 1, 1))  # type: ignore[type-var]
    changed: Any = dataclasses.replace(decision, contents=later)
    assert made(PAPER, decision) == made(PAPER, changed)


def test_the_file_keeps_to_pdf_a_2a_and_pdf_ua_1() -> None:
    rich = with_prior_learning(correct(11, step=6), 11)
    for draft in (rich, large(60), plain(2), without_contracts()):
        [decision] = checked(draft)
        for content in made(PAPER, decision).values():
            assert faults(content) == []
