"""The bilan of a contract: what it says, what it does not say yet, and that it is read without colours."""

import datetime as dt
import io
from typing import Any

import pikepdf
import pytest

from proexp_batch.decision.contents import Evaluation
from proexp_batch.decision.facts import DossierDecision
from proexp_batch.decision.results import BlocResult, CompetenceResult
from proexp_batch.documents.papers.evidence import pieces
from proexp_batch.documents.papers.paper import Sheet
from proexp_batch.documents.papers.review import Review
from proexp_batch.documents.papers.timeline import Picture, pictures
from proexp_batch.settings.run import settings
from tests.making.draft import TODAY, Draft
from tests.papers.decided import contents_of, decided, files, refusals
from tests.papers.dossiers import said
from tests.papers.drafts import CONTRACT, END, evaluation, followed, with_another

REVIEW = Review()


def only(decision: DossierDecision) -> str:
    [content] = files(REVIEW, decision).values()
    return said(content)


def sheet(decision: DossierDecision) -> Any:
    [one] = REVIEW.sheets(decision, settings(contents_of(decision).today))
    return one


def running(draft: Draft) -> Draft:
    """The same contract on a day before its end: what is later has not happened."""
    draft.today = dt.date(2023, 9, 15)
    draft.company["step"] = "5"
    draft.rows["evaluations"] = [row for row in draft.evaluations if row["date"] <= draft.today]
    for row in draft.modules:
        row["hours_done"] = None
    draft.learners[0].update(hours_done=None, review=None, review_outcome=None)
    return draft


def test_it_says_each_fact() -> None:
    text = only(decided(followed()))
    for fact in (
        "Zoé O'Brien-Lefèvre",
        CONTRACT,
        "Le contrat est terminé depuis le 29 décembre 2023.",
        "du 9 janvier 2023 au 29 décembre 2023",
        "Charlie Klein, Responsable de production",
        "Positionnement 19 janvier 2023",
        "Bilan final 29 décembre 2023",
        "Le parcours a-t-il répondu au besoin ? En partie",
        "Formation externe, par un organisme 140 h 140 h aucun",
        "Total 320 h 320 h aucun",
        "C1 – Régler la machine n° 1 acquise le 29/12/2023 (bilan final)",
        "C4 – Régler la machine n° 4 en cours d'acquisition au 29/12/2023 (bilan final)",
        "Bloc 1 – bloc non certifiant – 3 compétences acquises sur 3",
        "Bloc 2 – bloc non certifiant – 1 compétence acquise sur 2",
        "4 compétences acquises sur 5.",
        "grille-C1.pdf",
        "bilan.pdf",
    ):
        assert fact in text, fact


def test_each_contract_has_its_own() -> None:
    draft = with_another(followed())
    assert set(files(REVIEW, decided(draft))) == {CONTRACT, "2023-0008"}


def test_steps_without_evaluations_have_none() -> None:
    decision = decided(followed(step=3))
    assert not REVIEW.is_due(decision)
    assert "étape 3" in REVIEW.why_none(decision)


def test_gaps_of_hours_are_told() -> None:
    draft = followed()
    draft.modules[0]["hours_done"] = 131.5
    draft.learners[0]["hours_done"] = 311.5
    text = only(decided(draft))
    assert "Formation externe, par un organisme 140 h 131,5 h 8,5 h de moins" in text
    assert "Total 320 h 311,5 h 8,5 h de moins" in text


def test_hours_that_do_not_add_up_are_not_detailed() -> None:
    draft = followed()
    draft.learners[0]["hours_done"] = 300.0
    text = only(decided(draft))
    assert "Formation externe, par un organisme 140 h non détaillée –" in text
    assert "Total 320 h 300 h 20 h de moins" in text


def test_a_running_contract_is_provisional() -> None:
    decision = decided(running(followed()))
    text = only(decision)
    assert sheet(decision).draft == "provisoire"
    assert (
        "Situation au 15 septembre 2023 : le contrat court jusqu'au 29 décembre 2023. Bilan provisoire."
        in text
    )
    assert "Réalisée à ce jour Reste" in text
    assert "Total 320 h non renseigné –" in text


def test_hours_of_a_running_contract_are_those_so_far() -> None:
    draft = running(followed())
    draft.modules[0].update(hours_done=140.0, end=dt.date(2023, 6, 30))
    text = only(decided(draft))
    assert "Formation externe, par un organisme 140 h 140 h aucun" in text
    assert "Formation ouverte et à distance (FOAD) 100 h non renseigné –" in text


def test_blocking_findings_make_a_draft_of_it() -> None:
    draft = followed()
    draft.learners[0]["birth_date"] = None
    decision = decided(draft)
    assert sheet(decision).draft == "projet"
    assert "des points bloquants restent à corriger" in only(decision)


def test_a_finding_about_another_contract_makes_no_draft_of_it() -> None:
    decision = decided(with_another(followed(), birth_date=None))
    words = {
        one.label: one.draft for one in REVIEW.sheets(decision, settings(TODAY)) if isinstance(one, Sheet)
    }
    assert words == {CONTRACT: None, "2023-0008": "projet"}


def test_an_early_end_is_told() -> None:
    draft = followed()
    draft.learners[0].update(early_end=dt.date(2023, 8, 31), early_end_reported=dt.date(2023, 9, 4))
    draft.learners[0].update(review=dt.date(2023, 8, 31), hours_done=200.0)
    draft.rows["evaluations"] = [row for row in draft.evaluations if row["date"] < dt.date(2023, 8, 31)]
    text = only(decided(draft))
    assert "Le contrat, prévu jusqu'au 29 décembre 2023, a pris fin le 31 août 2023." in text
    assert "Le contrat est terminé depuis le 31 août 2023." in text


def test_prior_learning_stands_apart() -> None:
    draft = followed()
    draft.learners[0]["prior_experience"] = "C5"
    draft.rows["evaluations"] = [row for row in draft.evaluations if row["competence"] != "C5"]
    text = only(decided(draft))
    assert (
        "Bloc 2 – bloc non certifiant – 0 compétence acquise sur 2, 1 déjà acquise avant le parcours" in text
    )
    before = text.index("Compétences déjà acquises avant le parcours")
    assert "C5 – Régler la machine n° 5 (Bloc 2) déjà acquise avant le parcours (expérience)" in text[before:]
    assert "3 compétences acquises sur 5, et 1 déjà acquise avant le parcours." in text


def test_results_are_not_judged() -> None:
    draft = followed()
    for row in draft.evaluations:
        row["result"] = "NOT_ACQUIRED"
    text = only(decided(draft)).casefold()
    assert "évaluée le 29/12/2023" in text
    assert "non acqui" not in text and "échec" not in text


def test_a_contract_without_evaluations_says_so() -> None:
    draft = followed(step=5)
    draft.rows["evaluations"] = []
    draft.rows["documents"] = []
    text = only(decided(draft))
    assert "Aucune évaluation n'est inscrite." in text
    assert "Aucune pièce n'est inscrite." in text


@pytest.mark.parametrize(("competences", "each"), [(1, 1), (5, 3), (60, 6)])
def test_the_structure_is_that_of_an_accessible_archive(competences: int, each: int) -> None:
    [content] = files(REVIEW, decided(followed(competences, each, blocs=min(competences, 5)))).values()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        metadata = pdf.open_metadata()
        assert metadata["pdfaid:part"] == "2" and metadata["pdfuaid:part"] == "1"
        assert str(pdf.Root.Lang) == "fr-FR"
        told = [str(one.Alt) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
    assert any(one.startswith("Évaluations au fil du temps.") for one in told)


def test_the_same_facts_give_the_same_bytes() -> None:
    first, second = (files(REVIEW, decided(followed())) for _ in range(2))
    assert first == second


def test_a_later_run_gives_the_same_bytes_once_the_contract_is_over() -> None:
    now, later = followed(), followed()
    later.today = now.today + dt.timedelta(days=30)
    assert files(REVIEW, decided(now)) == files(REVIEW, decided(later))


# The picture.


def bloc(*codes: str, title: str = "Bloc") -> BlocResult:
    some = tuple(CompetenceResult(code, f"Faire {code}", "", None, None, None, True) for code in codes)
    return BlocResult(title, (), some, len(some), False)


def evaluated(code: str, day: dt.date, result: str = "ACQUIRED") -> Evaluation:
    return Evaluation(code, day, None, result, None, None)


def marks(picture: Picture) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(line.name, [(one.sign, one.text) for one in line.marks]) for line in picture.lines]


def test_each_competence_has_a_line_with_a_sign_for_each_evaluation() -> None:
    found = [evaluated("C1", dt.date(2023, 3, 1), "IN_PROGRESS"), evaluated("C1", dt.date(2023, 6, 1))]
    [picture] = pictures(found, [bloc("C1", "C2")], [dt.date(2023, 1, 9)])
    assert marks(picture) == [("Bloc", []), ("C1\u00a0– Faire C1", [("en_cours", ""), ("acquise", "")])]
    assert [month.name for month in picture.months] == ["janv.", "févr.", "mars", "avr.", "mai", "juin"]
    assert "en cours d'acquisition le 01/03/2023, acquise le 01/06/2023" in picture.told


def test_signs_that_would_cover_each_other_are_moved() -> None:
    day = dt.date(2023, 3, 1)
    found = [evaluated("C1", day, "IN_PROGRESS"), evaluated("C1", day)]
    [picture] = pictures(found, [bloc("C1")], [])
    first, second = picture.lines[1].marks
    assert second.place > first.place


def test_many_competences_are_counted_by_bloc_and_month() -> None:
    codes = [f"C{number}" for number in range(40)]
    found = [evaluated(code, dt.date(2023, 3, 1 + number % 20)) for number, code in enumerate(codes)]
    [picture] = pictures(found, [bloc(*codes)], [])
    assert marks(picture) == [("Bloc", []), ("Acquises", [("acquise", "40")])]
    assert "Bloc : 40 acquises en mars 2023" in " ".join(picture.told.split())
    assert picture.note


def test_evaluations_of_unknown_codes_are_not_lost() -> None:
    [picture] = pictures([evaluated("X9", dt.date(2023, 3, 1))], [bloc("C1")], [])
    assert [line.name for line in picture.lines] == ["Codes qui ne sont pas dans le référentiel", "X9"]


def test_every_evaluation_of_any_number_of_blocs_is_on_a_picture_that_fits() -> None:
    codes = [f"C{number}" for number in range(90)]
    found = [evaluated(code, dt.date(2023, 3, 1)) for code in codes]
    drawn = pictures(found, [bloc(code, title=f"Bloc {code}") for code in codes], [])
    assert sum(int(one.text) for each in drawn for line in each.lines for one in line.marks) == 90
    assert all(len(each.lines) <= 30 and not each.lines[-1].is_title for each in drawn)


@pytest.mark.parametrize("first", [dt.date.min, dt.date(1925, 1, 1), dt.date(2023, 12, 31)])
@pytest.mark.parametrize("last", [dt.date(2024, 1, 1), dt.date.max])
def test_no_dates_make_the_axis_long(first: dt.date, last: dt.date) -> None:
    [picture] = pictures([evaluated("C1", first), evaluated("C1", last)], [bloc("C1")], [])
    assert 1 < len(picture.months) <= 13
    assert all(0 <= one.place <= 1 for one in (*picture.months, *picture.lines[1].marks[:1]))


def test_signs_differ_without_colours() -> None:
    """Each result has a shape of its own and a shade of its own in the page."""
    draft = followed(4, 1, blocs=1)
    for row, result in zip(
        draft.evaluations, ("ACQUIRED", "IN_PROGRESS", "NOT_ACQUIRED", "ACQUIRED"), strict=True
    ):
        row["result"] = result
    signs = {row.sign for row in sheet(decided(draft)).words.blocs[0].rows}
    assert signs == {"acquise", "en_cours", "evaluee"}


# Evidence.


def test_files_of_other_contracts_are_left_to_them() -> None:
    draft = with_another(followed())
    for row in draft.evaluations:
        row["evidence"] = None if row["contract"] != CONTRACT else row["evidence"]
    draft.evaluations.append(
        evaluation("C1", 2, 3, 0) | {"contract": "2023-0008", "evidence": "à Petit.pdf", "date": END}
    )
    draft.documents.append({"kind": "EVIDENCE", "file": "à Petit.pdf"})
    contents = contents_of(decided(draft))
    first, second = ({one.file for one in pieces(contents, contract)} for contract in contents.contracts)
    assert "à Petit.pdf" not in first and "grille-C1.pdf" in first
    assert "à Petit.pdf" in second and "grille-C2.pdf" not in second


def test_nothing_is_refused_of_a_right_dossier() -> None:
    assert refusals(REVIEW, decided(followed())) == []
