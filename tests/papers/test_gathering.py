"""What dossiers hold, gathered from the rows of a batch: all of it, of the right contract, and never a failure."""

import datetime as dt
from pathlib import Path, PurePosixPath

import pytest

from proexp_batch.decision.contents import Contents
from proexp_batch.disk.collect import DepositedFile
from proexp_batch.model.sheets import SHEETS
from proexp_batch.pipeline.exchange import decode, encode
from proexp_batch.pipeline.first_half import check_dossiers
from proexp_batch.settings.run import settings
from tests.making.checking import check_files
from tests.making.correct import correct
from tests.making.draft import TODAY, Draft, codes, listed
from tests.making.plain import D, plain
from tests.making.prior import has, with_prior_learning
from tests.making.workbooks import xlsx
from tests.papers.dossiers import checked, with_papers


def held(draft: Draft) -> Contents:
    [decision] = checked(draft)
    assert decision.contents is not None
    return decision.contents


def test_a_deposited_workbook_tells_what_stands_in_it(tmp_path: Path) -> None:
    draft = plain(6)
    file = tmp_path / "dossier.xlsx"
    file.write_bytes(xlsx(draft))
    [facts], _ = check_files(
        [DepositedFile(file, PurePosixPath(file.name), PurePosixPath(file.name))], with_papers()
    )
    found = facts.contents
    assert found is not None
    assert (found.company, found.siret, found.opco, found.today) == (
        "Atelier Martin",
        "99912345800013",
        "Opco 2i",
        TODAY,
    )
    [competence], [module], [contract], [tutor] = (
        found.competences,
        found.modules,
        found.contracts,
        found.tutors,
    )
    assert (competence.code, competence.bloc, competence.certifying) == ("C1", "Production", False)
    assert competence.criterion == "Trois pièces de suite dans la tolérance"
    assert (module.modality, module.competences, module.hours) == ("EXTERNAL", ("C1",), 365.0)
    assert (contract.number, contract.learner) == ("2023-0001", "Camille Martin1")
    assert (contract.start, contract.end) == (D(2023, 1, 9), D(2024, 1, 8))
    assert contract.modules == (0,)
    assert contract.total_hours == pytest.approx(35 * 365 / 7)
    assert contract.training_share == pytest.approx(contract.hours_planned / (35 * 365 / 7))  # type: ignore[operator]
    assert contract.evaluations[-1].kind == "FINAL"
    assert (tutor.name, tutor.function) == ("Dominique Keller", "Responsable de production")
    assert {piece.kind for piece in found.pieces} >= {"REFERENTIAL", "PATH", "CONVENTION", "CERFA", "REVIEW"}


def test_a_run_that_makes_only_attestations_gathers_nothing() -> None:
    [facts], _ = check_dossiers([plain(3).dossier()], settings(TODAY))
    assert facts.contents is None


def test_a_batch_gives_what_each_dossier_gives_by_itself() -> None:
    drafts = [with_prior_learning(correct(seed), seed) for seed in range(25)]
    together = [decision.contents for decision in checked(*drafts)]
    assert together == [held(draft) for draft in drafts]


@pytest.mark.parametrize("seed", range(25))
def test_every_row_is_there_and_belongs_to_its_contract(seed: int) -> None:
    draft = with_prior_learning(correct(seed), seed)
    found = held(draft)
    assert [one.title for one in found.competences] == [row["title"] for row in draft.competences]
    assert [(one.title, one.hours) for one in found.modules] == [
        (row["title"], row["hours"]) for row in draft.modules
    ]
    assert [one.number for one in found.contracts] == [row["contract"] for row in draft.learners]
    assert len(found.tutors) == len(draft.tutors)
    assert len(found.pieces) == len(draft.documents)
    for contract, row in zip(found.contracts, draft.learners, strict=True):
        assert {found.modules[place].code for place in contract.modules} == {
            module["code"]
            for module in draft.modules
            if not module["contracts"] or row["contract"] in listed(module["contracts"])
        }
        assert {one.competence for one in contract.prior} == has(row)
        assert sorted((one.competence, one.date) for one in contract.evaluations) == sorted(
            (one["competence"], one["date"])
            for one in draft.evaluations
            if one["contract"] == row["contract"]
        )
        assert [one.date for one in contract.evaluations] == sorted(one.date for one in contract.evaluations)


def test_prior_learning_that_the_positionnement_contradicts_is_left_aside() -> None:
    draft = plain(5)
    [row] = draft.learners
    row["prior_experience"] = codes("C1")
    assert [one.grounds for one in held(draft).contracts[0].prior] == [("EXPERIENCE",)]
    evaluation = dict(draft.evaluations[0])
    draft.evaluations.append(
        evaluation | {"kind": "POSITIONING", "date": row["start"], "result": "NOT_ACQUIRED"}
    )
    assert held(draft).contracts[0].prior == ()


def test_evaluations_of_one_day_stand_in_the_order_in_which_they_count() -> None:
    draft = plain(6)
    [row] = draft.learners
    day = row["start"] + dt.timedelta(days=40)
    one = dict(draft.evaluations[0]) | {"date": day}
    draft.rows["evaluations"] = [
        one | {"kind": kind} for kind in ("FINAL", "SUMMATIVE", "POSITIONING", "FORMATIVE")
    ]
    order = [one.kind for one in held(draft).contracts[0].evaluations]
    assert order == ["POSITIONING", "FORMATIVE", "SUMMATIVE", "FINAL"]


def test_an_evaluation_of_an_unknown_competence_keeps_the_code_that_was_written() -> None:
    draft = plain(5)
    draft.evaluations[0]["competence"] = "C9"
    assert "C9" in {one.competence for one in held(draft).contracts[0].evaluations}


def test_one_bloc_spelled_in_two_ways_has_one_title() -> None:
    draft = plain(3)
    draft.competences.append(draft.competences[0] | {"code": "C2", "bloc": "PRODUCTION"})
    assert {one.bloc for one in held(draft).competences} == {"Production"}


@pytest.mark.parametrize("absent", [*SHEETS, None])
def test_nothing_that_is_missing_makes_it_fail(absent: str | None) -> None:
    draft = correct(11, step=6)
    draft.absent = {absent} if absent else set(SHEETS)
    found = held(draft)
    if absent in (None, "modules"):
        assert found.modules == ()
    if absent == "company":
        assert (found.company, found.opco, found.training_service) == ("–", None, None)


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_empty_cell_makes_it_fail(sheet: str) -> None:
    draft = correct(11, step=6)
    for name in SHEETS[sheet].columns:
        poorer = draft.copy()
        for row in poorer.rows[sheet]:
            row[name] = None
        assert len(getattr(held(poorer), _parts(sheet))) == len(getattr(held(draft), _parts(sheet)))


def _parts(sheet: str) -> str:
    others = {
        "company": "competences",
        "learners": "contracts",
        "documents": "pieces",
        "evaluations": "contracts",
    }
    return others.get(sheet, sheet)


def test_it_is_kept_on_the_way_to_the_second_half() -> None:
    facts, _ = check_dossiers([correct(11, step=6).dossier()], with_papers())
    assert facts[0].contents is not None
    assert decode(encode(facts)) == facts
