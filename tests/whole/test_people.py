"""People in deposited workbooks: known whoever writes their name, told apart by their roles."""

import datetime as dt
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string

from proexp_batch.api import check, process
from proexp_batch.decision.facts import Status, TutoringHelp
from proexp_batch.migrate.migration import migrated
from tests.making.draft import Draft
from tests.making.path import AFEST
from tests.making.plain import D, evaluated_only, plain
from tests.making.workbooks import xlsx

TODAY = dt.date(2026, 11, 24)
START = D(2023, 1, 9)


def told(content: bytes) -> list[tuple[str, str | None]]:
    """Code and cell of what is told of a workbook."""
    return [(finding.code, finding.cell) for finding in check(content, today=TODAY).findings]


@pytest.mark.parametrize(
    "spelling", ["Keller Dominique", "Mme Dominique KELLER", "dominiqué-keller", "Dr. Keller, Dominique"]
)
def test_a_tutor_written_otherwise_is_the_same_person(spelling: str) -> None:
    draft = plain(6, learners=[{"start": START, "tutor": spelling}], tutor={"name": "Dominique Keller"})
    decision = check(xlsx(draft), today=TODAY)
    assert decision.status is Status.ACCEPTED
    assert [(finding.code, finding.contracts) for finding in decision.findings] == [
        ("APP-062", ("2023-0001",))
    ]
    assert decision.contracts[0].attestation is not None


def test_a_finding_about_a_tutor_concerns_the_contracts_that_write_the_name_otherwise() -> None:
    learners = [{"start": START, "tutor": "KELLER Dominique"}, {"start": START, "tutor": "Alix Weber"}]
    draft = plain(4, learners=learners, tutor={"name": "Dominique Keller", "experience": 1.0})
    draft.tutors.append({**draft.tutors[0], "name": "Alix Weber", "experience": 8.0})
    [finding] = [one for one in check(xlsx(draft), today=TODAY).findings if one.code == "TUT-003"]
    assert finding.contracts == ("2023-0001",)


def test_learners_of_one_tutor_count_across_dossiers_however_the_name_is_written(tmp_path: Path) -> None:
    deposit = tmp_path / "depot"
    deposit.mkdir()
    ways = [("Dominique Keller", "Keller Dominique"), ("M. KELLER Dominique", "Dominique Keller")]
    for number, (listed, named) in enumerate(ways):
        learners: list[dict[str, Any]] = [
            {"start": START, "tutor": named, "contract": f"{number}-{at}", "last_name": f"Nom{number}{at}"}
            for at in range(2)
        ]
        draft = plain(4, learners=learners, tutor={"name": listed})
        (deposit / f"{number}.xlsx").write_bytes(xlsx(draft))
    outcome = process(deposit, tmp_path / "sortie", today=TODAY, workers=1)
    for decision in outcome.decisions:
        assert "DOS-004" in {finding.code for finding in decision.findings}


def test_a_review_without_a_final_evaluation_is_told_at_its_date() -> None:
    draft = plain(6, start=START)
    assert told(xlsx(draft)) == []
    days = [row["date"] for row in draft.evaluations if row["kind"] == "FORMATIVE"]
    cell = draft.cell("learners", "review")
    assert told(xlsx(evaluated_only(draft, *days))) == [("APP-082", cell)]


@pytest.mark.parametrize(("kind", "codes"), [("CDI", []), ("CDD", ["EVA-006"])])
def test_nobody_leaves_at_the_end_of_the_action_of_a_cdi(kind: str, codes: list[str]) -> None:
    draft = plain(6, start=START, contract_kind=kind, review=D(2024, 1, 12))
    draft.evaluations[-1]["date"] = D(2024, 1, 12)
    assert [code for code, _ in told(xlsx(draft))] == codes


def in_house(trainer: str, roles: str | None) -> Draft:
    """A module in the work situation that the company gives, its trainer listed with roles."""
    draft = plain(4, start=START, company={"training_service": True})
    draft.modules[0] |= {
        "modality": "AFEST",
        "trainer": trainer,
        "provider": None,
        "nda": None,
        "qualiopi": None,
    }
    draft.modules[0] |= dict.fromkeys(AFEST, True)
    draft.tutors.append({"name": "Alix Weber", "function": "Technicienne", "roles": roles})
    return draft


def test_a_trainer_is_listed_with_a_role_and_owes_nothing_that_tutors_owe() -> None:
    assert told(xlsx(in_house("Mme Weber Alix", "TRAINER;AFEST_TRAINER"))) == []
    [(code, _)] = told(xlsx(in_house("Sacha Petit", "AFEST_TRAINER")))
    assert code == "TUT-016"


@pytest.mark.parametrize(
    "typed", ["Formateur interne ; Formateur AFEST", "formatrice AFEST et formateur interne"]
)
def test_several_roles_are_read_from_one_cell(typed: str) -> None:
    draft = in_house("Alix Weber", None)
    book = openpyxl.load_workbook(BytesIO(xlsx(draft)))
    book["Tuteurs"][draft.cell("tutors", "roles", 1)] = typed
    content = BytesIO()
    book.save(content)
    assert {code for code, _ in told(content.getvalue())} <= {"LEC-105"}


OLD_HEADERS = {
    "name": "Nom et prénom du tuteur *",
    "training_date": "Date de la formation de tuteur",
    "training_hours": "Heures de formation de tuteur",
}


def of_the_old_template(draft: Draft) -> bytes:
    """A workbook as it was when the sheet had tutors alone."""
    book = openpyxl.load_workbook(BytesIO(xlsx(draft)))
    page = book["Tuteurs"]
    for field, header in OLD_HEADERS.items():
        page[f"{draft.cell('tutors', field)[0]}2"] = header
    for field in ("training_document", "trained_by", "senior", "roles"):
        page.delete_cols(column_index_from_string(draft.cell("tutors", field)[0]))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_the_tutors_of_an_old_template_are_tutors_and_migrate() -> None:
    training = {"training_date": D(2022, 12, 5), "training_hours": 14.0, "experience": 1.0}
    draft = in_house("Sacha Petit", None)
    draft.tutors.pop()
    draft.tutors[0] |= training
    draft.documents.append({"kind": "TUTOR_TRAINING", "file": "formation.pdf"})
    old = of_the_old_template(draft)
    assert [code for code, _ in told(old)] == ["TUT-003"]
    page = openpyxl.load_workbook(BytesIO(migrated(old, PurePosixPath("a.xlsx")).content))["Tuteurs"]
    row = {str(cell.value).removesuffix("\u00a0*"): page.cell(3, cell.column).value for cell in page[2]}
    assert row["Nom et prénom"] == "Dominique Keller"
    assert (row["Heures de formation suivies"], row["Rôles"]) == (14, None)


def test_the_help_for_tutoring_is_told_by_dossier() -> None:
    learners = [
        {"start": START},
        {"start": START, "public": "RSA"},
        {"start": START, "early_end": D(2023, 4, 20), "early_end_reported": D(2023, 4, 21)},
    ]
    tutor = {"training_date": D(2022, 12, 5), "training_hours": 50.0, "training_document": "path.pdf"}
    draft = plain(4, learners=learners, tutor=tutor)
    # 40 h of 50; six months, six months raised by half, three whole months.
    assert check(xlsx(draft), today=TODAY).tutoring == TutoringHelp(40.0, 600.0, 15, 230 * (6 + 9 + 3))
    draft.tutors[0]["senior"] = True
    assert check(xlsx(draft), today=TODAY).tutoring == TutoringHelp(40.0, 600.0, 15, 345 * 15)
    draft.tutors[0]["roles"] = "TRAINER"
    assert check(xlsx(draft), today=TODAY).tutoring is None
