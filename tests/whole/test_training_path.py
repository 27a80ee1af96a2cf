"""Faults of the training path and its conventions, from the deposited workbook to what is told and returned."""

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from proexp_batch.decision.facts import DossierDecision
from proexp_batch.engines.processes import Processes
from proexp_batch.pipeline.way import process
from proexp_batch.settings.run import settings
from tests.making.draft import Draft
from tests.making.plain import D, plain
from tests.making.workbooks import xlsx
from tests.rules.test_boundaries_follow_up import afest, done_by, taught, two_providers, uncertified

START, END = D(2023, 1, 9), D(2024, 1, 8)


def decided(draft: Draft, folder: Path) -> DossierDecision:
    """What is decided of a draft that is typed into the template and deposited."""
    (folder / "depot").mkdir()
    (folder / "depot" / "dossier.xlsx").write_bytes(xlsx(draft))
    outcome = process(
        [folder / "depot"], folder / "sortie", settings(draft.today), Processes(1), lambda done, total: None
    )
    return outcome.decisions[0]


def unwritten(**competence: Any) -> Draft:
    draft = plain(step=3)
    draft.competences[0] = draft.competences[0] | competence
    return draft


CASES = {
    "ends a day too late": (taught(START, D(2024, 1, 9)), {("MOD-007", "Modules", "fin du module")}),
    "begins a day too early": (taught(D(2023, 1, 8), END), {("MOD-007", "Modules", "début du module")}),
    "no Qualiopi in 2021": (uncertified(D(2021, 12, 31)), set()),
    "no Qualiopi in 2022": (uncertified(D(2022, 1, 1)), {("MOD-012", "Modules", "certifié qualiopi")}),
    "deemed certified": (uncertified(D(2022, 1, 1), deemed_certified=True), set()),
    "AFEST without a training service": (afest(False), {("MOD-023", "Modules", "modalité")}),
    "two providers, one convention": (two_providers("convention.pdf"), {("PIE-011", "Pièces", None)}),
    "an hour done unknown": (done_by(END, None), {("MOD-025", "Modules", "heures réalisées")}),
    "zeros as SIRET": (plain(company={"siret": "0" * 14}), {("ENT-002", "Entreprise", "siret")}),
    "a sign as criterion": (unwritten(criterion="?"), {("SAI-003", "Compétences", "critère d'évaluation")}),
    "a letter as objective": (unwritten(objective="x"), {("SAI-003", "Compétences", "objectif pédagogique")}),
    "a bloc of zeros": (
        unwritten(certifying=True, certification="RNCP34126BC00"),
        {("COM-005", "Compétences", "code rncp ou rs")},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_training_path_through_the_whole_program(case: str, tmp_path: Path) -> None:
    draft, expected = CASES[case]
    found = decided(draft, tmp_path).findings
    told = {
        (one.code, one.sheet, one.column and one.column.lower())
        for one in found
        if one.severity.value != "info"
    }
    assert told == expected


def test_without_the_hours_of_a_module_there_is_no_attestation(tmp_path: Path) -> None:
    [contract] = decided(done_by(END, None), tmp_path).contracts
    assert contract.attestation is None


def test_with_the_hours_of_every_module_the_attestation_states_them(tmp_path: Path) -> None:
    [contract] = decided(done_by(END, 92.0), tmp_path).contracts
    assert contract.attestation is not None
    assert [line.done for line in contract.attestation.modalities] == [292.0]


def test_a_second_table_at_the_right_is_told_once_with_its_columns(tmp_path: Path) -> None:
    draft = plain(step=3)
    book = openpyxl.load_workbook(BytesIO(xlsx(draft)))
    page = book["Modules"]
    titles = [cell.value for cell in page[2] if cell.value and cell.value != "À revoir"]
    for at, title in enumerate(titles, start=len(titles) + 3):
        page.cell(2, at).value = title
        page.cell(draft.first_row, at).value = page.cell(draft.first_row, at - len(titles) - 2).value
    content = BytesIO()
    book.save(content)
    (tmp_path / "depot").mkdir()
    (tmp_path / "depot" / "dossier.xlsx").write_bytes(content.getvalue())
    outcome = process(
        [tmp_path / "depot"],
        tmp_path / "sortie",
        settings(D(2024, 3, 1)),
        Processes(1),
        lambda done, total: None,
    )
    [decision] = outcome.decisions
    [told] = [one for one in decision.findings if one.code.startswith("LEC")]
    assert (told.code, told.severity.value, told.sheet) == ("LEC-014", "blocking", "Modules")
    assert "Second tableau" in told.detail
