"""What only the other dossiers of a batch can show."""

import datetime as dt
import itertools
import os
import shutil
from pathlib import Path

import pytest

from proexp_batch.engines.processes import Processes
from proexp_batch.model.findings import Finding
from proexp_batch.pipeline.way import process
from proexp_batch.settings.run import settings
from tests.whole.altering import Cells, altered
from tests.whole.places import CLOSED, DEPOSIT, RIGHT, TODAY

SEVERAL = DEPOSIT / "Opco Atlas" / "Pixelande - 5 contrats.xlsx"
OTHER_SIRET = "99912345800013"


def findings(folder: Path, output: Path) -> dict[str, list[Finding]]:
    outcome = process([folder], output, settings(TODAY), Processes(1), lambda done, total: None)
    return {
        str(decision.file): [finding for finding in decision.findings if finding.code.startswith("DOS")]
        for decision in outcome.decisions
    }


def codes(folder: Path, output: Path) -> dict[str, list[str]]:
    return {file: [finding.code for finding in found] for file, found in findings(folder, output).items()}


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    (tmp_path / "depot").mkdir()
    shutil.copy(RIGHT, tmp_path / "depot" / "a.xlsx")
    return tmp_path / "depot"


def add(depot: Path, name: str, cells: Cells, source: Path = RIGHT) -> None:
    altered(source, depot / name, cells)


def numbered(depot: Path, number: str) -> None:
    """One contract number in the dossiers of two companies."""
    cells: Cells = {("Apprenants", "Numéro de contrat"): number}
    add(depot, "a.xlsx", cells)
    add(
        depot,
        "b.xlsx",
        {**cells, ("Entreprise", "SIRET"): OTHER_SIRET, ("Apprenants", "Nom"): "Autre"},
    )


@pytest.mark.parametrize("number", ["075202301000123", "75202301000123", "AKTO-1234567"])
def test_one_official_number_in_two_companies(depot: Path, tmp_path: Path, number: str) -> None:
    numbered(depot, number)
    found = findings(depot, tmp_path / "sortie")
    assert {file: [finding.code for finding in list_] for file, list_ in found.items()} == {
        "a.xlsx": ["DOS-001"],
        "b.xlsx": ["DOS-001"],
    }
    for file, other in (("a.xlsx", "b.xlsx"), ("b.xlsx", "a.xlsx")):
        finding = found[file][0]
        assert (finding.sheet, finding.cell) == ("Apprenants", "A4")
        assert other not in finding.message + finding.detail  # no company learns the name of another


@pytest.mark.parametrize("number", ["001", "2023-0041", "PE-2023-0117", "20230109001"])
def test_companies_may_give_the_same_number(depot: Path, tmp_path: Path, number: str) -> None:
    numbered(depot, number)
    found = findings(depot, tmp_path / "sortie")
    assert {(finding.code, finding.severity.value) for list_ in found.values() for finding in list_} == {
        ("DOS-006", "info")
    }


def test_two_versions_of_one_dossier(depot: Path, tmp_path: Path) -> None:
    add(depot, "b.xlsx", {("Apprenants", "Heures de formation prévues"): 321})
    os.utime(depot / "b.xlsx", (1_000_000_000, 1_000_000_000))
    found = findings(depot, tmp_path / "sortie")
    assert {file: [finding.code for finding in list_] for file, list_ in found.items()} == {
        "a.xlsx": ["DOS-002"],
        "b.xlsx": ["DOS-002"],
    }
    assert "Autre dossier : « b.xlsx » ; le plus récent des deux : « a.xlsx »." in plain_spaces(
        found["a.xlsx"][0].detail
    )
    assert "Autre dossier : « a.xlsx » ; le plus récent des deux : « a.xlsx »." in plain_spaces(
        found["b.xlsx"][0].detail
    )


def test_two_versions_of_several_contracts_are_told_of_once(tmp_path: Path) -> None:
    depot = tmp_path / "depot"
    depot.mkdir()
    shutil.copy(SEVERAL, depot / "a.xlsx")
    add(depot, "b.xlsx", {("Apprenants", "Heures de formation prévues"): 321}, source=SEVERAL)
    found = findings(depot, tmp_path / "sortie")
    for file in ("a.xlsx", "b.xlsx"):
        [finding] = found[file]
        assert (finding.code, len(finding.cells)) == ("DOS-002", len(finding.contracts))
        assert len(finding.contracts) > 1


def plain_spaces(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_copy_to_the_letter_is_a_duplicate_and_nothing_more(depot: Path, tmp_path: Path) -> None:
    shutil.copy(RIGHT, depot / "b.xlsx")
    assert codes(depot, tmp_path / "sortie") == {"a.xlsx": [], "b.xlsx": []}


def test_one_person_in_two_contracts_at_once(depot: Path, tmp_path: Path) -> None:
    other = {("Entreprise", "SIRET"): OTHER_SIRET, ("Apprenants", "Numéro de contrat"): "AUTRE-1"}
    add(depot, "b.xlsx", other)
    found = codes(depot, tmp_path / "sortie")
    assert found == {"a.xlsx": ["DOS-003"], "b.xlsx": ["DOS-003"]}


def test_contracts_that_follow_one_another_are_right(tmp_path: Path) -> None:
    depot = tmp_path / "depot"
    first = {
        ("Apprenants", "Début de l'action"): dt.date(2023, 1, 9),
        ("Apprenants", "Fin de l'action"): dt.date(2023, 7, 8),
    }
    second = {
        ("Apprenants", "Numéro de contrat"): "AUTRE-1",
        ("Apprenants", "Début de l'action"): dt.date(2023, 7, 9),
        ("Apprenants", "Fin de l'action"): dt.date(2024, 1, 8),
    }
    add(depot, "a.xlsx", first)
    add(depot, "b.xlsx", second)
    assert codes(depot, tmp_path / "sortie") == {"a.xlsx": [], "b.xlsx": []}


def test_a_tutor_over_the_limit_with_the_dossiers_of_the_company_together(tmp_path: Path) -> None:
    depot = tmp_path / "depot"
    for number in range(4):
        cells = {
            ("Tuteurs", "Est l'employeur"): "Non",
            ("Apprenants", "Numéro de contrat"): f"PE-{number}",
            ("Apprenants", "Nom"): f"Nom{'abcd'[number]}",
        }
        add(depot, f"{number}.xlsx", cells, source=CLOSED)
    found = codes(depot, tmp_path / "sortie")
    assert found == {f"{number}.xlsx": ["DOS-004"] for number in range(4)}
    (depot / "3.xlsx").unlink()
    assert set(itertools.chain(*codes(depot, tmp_path / "sortie").values())) == set()


def test_the_employer_as_tutor_has_a_limit_of_his_own(tmp_path: Path) -> None:
    """The tutor of the sample is the employer."""
    depot = tmp_path / "depot"
    for number in range(3):
        cells = {
            ("Apprenants", "Numéro de contrat"): f"PE-{number}",
            ("Apprenants", "Nom"): f"Nom{'abc'[number]}",
        }
        add(depot, f"{number}.xlsx", cells, source=CLOSED)
    found = codes(depot, tmp_path / "sortie")
    assert found == {f"{number}.xlsx": ["DOS-004"] for number in range(3)}


def test_dossiers_of_one_establishment_that_contradict_each_other(depot: Path, tmp_path: Path) -> None:
    add(
        depot,
        "b.xlsx",
        {
            ("Entreprise", "IDCC"): "0044",
            ("Apprenants", "Numéro de contrat"): "AUTRE-1",
            ("Apprenants", "Nom"): "Autre",
        },
    )
    found = findings(depot, tmp_path / "sortie")
    for file in ("a.xlsx", "b.xlsx"):
        assert [finding.code for finding in found[file]] == ["DOS-005"]
        assert found[file][0].column == "IDCC"


def test_the_order_of_the_dossiers_does_not_matter(depot: Path, tmp_path: Path) -> None:
    add(depot, "b.xlsx", {("Entreprise", "SIRET"): OTHER_SIRET})
    add(depot, "c.xlsx", {("Entreprise", "IDCC"): "0044", ("Apprenants", "Nom"): "Autre"})
    forward = codes(depot, tmp_path / "sortie")
    (tmp_path / "inverse").mkdir()
    for name, other in zip("abc", "cba", strict=True):
        shutil.copy(depot / f"{name}.xlsx", tmp_path / "inverse" / f"{other}.xlsx")
    backward = codes(tmp_path / "inverse", tmp_path / "sortie2")
    assert [forward[f"{name}.xlsx"] for name in "abc"] == [backward[f"{name}.xlsx"] for name in "cba"]
