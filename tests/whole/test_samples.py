"""The samples from end to end, with what a careful adviser would find in them, listed by hand."""

import io
import json
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import openpyxl
import pytest

from proexp_batch.engines.processes import Processes
from proexp_batch.pipeline.outcome import Outcome
from proexp_batch.pipeline.way import process
from proexp_batch.settings.run import settings
from tests.whole.places import DEPOSIT, ROOT, TODAY
from tests.writing.pages import parsed, words

STATUSES = {
    "Auberge du Lac - référentiel.xlsx": ("accepted", 1),
    "Boulangerie Kervadec (protégé).xlsx": ("unreadable", None),
    "Budget formation 2023.xlsx": ("unreadable", None),
    "Classeur1.xlsx": ("unreadable", None),
    "Delmotte remorques - étape 3.xlsx": ("accepted", 3),
    "Jardins de Brocéane.xls": ("accepted", 3),
    "Menuiserie Ostreval.xlsx": ("accepted", 4),
    "Opco 2i/Chaudronnerie du Val - dossier v2.xlsx": ("to_correct", 5),
    "Opco 2i/Strate et Volume - bilan final.xlsx": ("accepted", 6),
    "Opco Atlas/Pixelande - 5 contrats.xlsx": ("accepted_with_warnings", 5),
    "Opco Mobilités/Copie de Delmotte remorques - étape 3.xlsx": ("duplicate", None),
    "Opco Mobilités/Messagerie Hurtevent - rupture.xlsx": ("accepted", 6),
    "Résidence Les Tamaris - étape 6.xlsx": ("accepted", 6),
    "Salon Alizarine - parcours.xlsx": ("accepted", 2),
    "envoi interrompu.xlsx": ("unreadable", None),
}

UNREADABLE = {
    "Boulangerie Kervadec (protégé).xlsx": "FIC-002",
    "Budget formation 2023.xlsx": "FIC-001",
    "Classeur1.xlsx": "FIC-001",
    "envoi interrompu.xlsx": "FIC-003",
}

OLD_FORMAT = "Jardins de Brocéane.xls"
"""A workbook of Excel 97, which is given back as a new one."""

FAULTS = {
    ("blocking", "ENT-002", "Entreprise", "B5"),
    ("blocking", "SAI-001", "Entreprise", "B8"),
    ("blocking", "SAI-001", "Apprenants", "D3"),
    ("blocking", "LEC-003", "Apprenants", "K3"),
    ("blocking", "APP-030", "Apprenants", "O4"),
    ("blocking", "APP-060", "Apprenants", "V4"),
    ("blocking", "APP-021", "Apprenants", "M5"),
    ("blocking", "LEC-001", "Apprenants", "P5"),
    ("blocking", "SAI-001", "Compétences", "F5"),
    ("blocking", "COM-002", "Compétences", "A7"),
    ("blocking", "MOD-015", "Modules", "Q3"),
    ("warning", "MOD-010", "Modules", "E4"),
    ("blocking", "MOD-012", "Modules", "F4"),
    ("blocking", "MOD-003", "Modules", "M5"),
    ("blocking", "LEC-004", "Modules", "I6"),
    ("blocking", "EVA-002", "Évaluations", "A7"),
    ("blocking", "EVA-008", "Évaluations", "C10"),
    ("blocking", "LEC-006", "Évaluations", "E11"),
    ("blocking", "EVA-007", "Évaluations", "C13"),
    ("blocking", "TUT-003", "Tuteurs", "D3"),
    ("blocking", "TUT-004", "Tuteurs", "E3"),
    ("blocking", "SAI-001", "Pièces", "A3"),
    ("blocking", "SAI-001", "Pièces", "B7"),
    ("warning", "ENT-003", "Entreprise", "B6"),
    ("warning", "APP-050", "Apprenants", "W4"),
    ("warning", "MOD-007", "Modules", "L5"),
    ("warning", "EVA-015", "Évaluations", "G9"),
}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sortie")


@pytest.fixture(scope="module")
def outcome(output: Path) -> Outcome:
    return process([DEPOSIT], output, settings(TODAY), Processes(1), progress=lambda done, total: None)


@pytest.fixture(scope="module")
def report(outcome: Outcome, output: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((output / "rapport.json").read_text("utf-8"))
    return loaded


def dossier(report: dict[str, Any], file: str) -> dict[str, Any]:
    return next(entry for entry in report["dossiers"] if entry["file"] == file)


def found(report: dict[str, Any], file: str) -> set[tuple[str, str, str, str]]:
    findings = dossier(report, file)["findings"]
    return {(f["severity"], f["code"], f["sheet"], f["cell"]) for f in findings}


def test_each_sample_has_its_status_and_step(report: dict[str, Any]) -> None:
    assert {d["file"]: (d["status"], d["step"]) for d in report["dossiers"]} == STATUSES


def test_unreadable_samples_say_why(report: dict[str, Any]) -> None:
    for file, code in UNREADABLE.items():
        assert [finding["code"] for finding in dossier(report, file)["findings"]] == [code]


def test_the_faulty_sample_gives_exactly_its_faults(report: dict[str, Any]) -> None:
    assert found(report, "Opco 2i/Chaudronnerie du Val - dossier v2.xlsx") == FAULTS


@pytest.mark.parametrize("file", [file for file, (status, _) in STATUSES.items() if status == "accepted"])
def test_right_samples_give_nothing_but_information(report: dict[str, Any], file: str) -> None:
    assert {severity for severity, *_ in found(report, file)} <= {"info"}


def test_the_late_contract_is_the_only_warning_of_five(report: dict[str, Any]) -> None:
    assert found(report, "Opco Atlas/Pixelande - 5 contrats.xlsx") == {
        ("warning", "APP-050", "Apprenants", "W8")
    }


def test_the_company_with_its_own_manner_is_understood(report: dict[str, Any]) -> None:
    codes = Counter(finding["code"] for finding in dossier(report, "Menuiserie Ostreval.xlsx")["findings"])
    assert set(codes) == {"LEC-101", "LEC-102", "LEC-105"}


def test_the_copy_points_to_the_first(report: dict[str, Any]) -> None:
    copy = dossier(report, "Opco Mobilités/Copie de Delmotte remorques - étape 3.xlsx")
    assert copy["sha256"] == dossier(report, "Delmotte remorques - étape 3.xlsx")["sha256"]
    assert "Delmotte remorques - étape 3.xlsx" in copy["findings"][0]["message"]
    assert copy["annotated"] is None


def test_attestations_go_to_the_contracts_that_ended(report: dict[str, Any]) -> None:
    attested = {
        contract["number"]
        for entry in report["dossiers"]
        for contract in entry["contracts"]
        if contract["attestation"]
    }
    assert attested == {"PE-2022-1107", "PE-2022-0655", "PE-2021-0302"}
    for entry in report["dossiers"]:
        for contract in entry["contracts"]:
            assert (contract["reason"] is None) == contract["attestation"]


def test_the_report_follows_its_schema(report: dict[str, Any]) -> None:
    schema = json.loads((ROOT / "docs" / "rapport.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(report)


def test_every_path_of_the_report_is_a_file_that_opens(report: dict[str, Any], output: Path) -> None:
    paths = [entry[name] for entry in report["dossiers"] for name in ("annotated", "attestations")]
    assert sum(path is not None for path in paths) == 10 + 3
    for path in filter(None, paths):
        openpyxl.load_workbook(output / path)


def test_the_report_holds_no_value_of_a_cell(report: dict[str, Any], outcome: Outcome) -> None:
    text = json.dumps(report, ensure_ascii=False)
    assert "31/02/2023" not in text  # LEC-003 shows the unreadable date in the workbook only
    assert "Marchegay" not in text  # APP-060 shows the unknown tutor in the workbook only
    for decision in outcome.decisions:
        for contract in decision.contracts:
            assert contract.learner not in text


def test_the_returned_workbook_names_each_fault_at_its_cell(report: dict[str, Any], output: Path) -> None:
    entry = dossier(report, "Opco 2i/Chaudronnerie du Val - dossier v2.xlsx")
    workbook = openpyxl.load_workbook(output / entry["annotated"])
    assert workbook.sheetnames[0] == "Contrôle"
    for _, code, sheet, cell in FAULTS:
        marked = workbook[sheet][cell]
        assert code in marked.comment.text
        assert marked.fill.fill_type == "solid"
    control = workbook["Contrôle"]
    links = {cell.hyperlink.location for row in control.iter_rows() for cell in row if cell.hyperlink}
    assert {f"'{sheet}'!{cell}" for _, _, sheet, cell in FAULTS} <= links
    assert control.page_setup.orientation == "landscape"
    assert control.page_setup.paperSize == 9


def _written(cell: Any) -> Any:
    """The value or formula of a cell; openpyxl gives an array formula as an object of its own."""
    return getattr(cell.value, "text", cell.value)


def test_what_the_company_wrote_stays(report: dict[str, Any], output: Path) -> None:
    for entry in report["dossiers"]:
        if entry["annotated"] is None or entry["file"] == OLD_FORMAT:
            continue
        before = openpyxl.load_workbook(DEPOSIT / entry["file"])
        after = openpyxl.load_workbook(output / entry["annotated"])
        assert after.sheetnames == ["Contrôle", *before.sheetnames]
        for sheet in before:
            for row in sheet.iter_rows():
                for cell in row:
                    assert _written(after[sheet.title][cell.coordinate]) == _written(cell)


def test_the_old_workbook_comes_back_in_the_template(report: dict[str, Any], output: Path) -> None:
    workbook = openpyxl.load_workbook(output / dossier(report, OLD_FORMAT)["annotated"])
    assert workbook.sheetnames[:2] == ["Contrôle", "Lisez-moi"]
    assert "Sans place" not in workbook.sheetnames
    assert workbook["Entreprise"]["B4"].value == "Jardins de Brocéane"
    assert [workbook["Modules"][cell].value for cell in ("A4", "B4", "I4")] == [
        "M2",
        "Devis et relation client",
        90,
    ]


def test_the_returned_workbook_deposited_again_says_the_same(
    report: dict[str, Any], output: Path, tmp_path: Path
) -> None:
    entry = dossier(report, "Opco 2i/Chaudronnerie du Val - dossier v2.xlsx")
    process(
        [output / entry["annotated"]],
        tmp_path,
        settings(TODAY),
        Processes(1),
        progress=lambda done, total: None,
    )
    again = json.loads((tmp_path / "rapport.json").read_text("utf-8"))["dossiers"][0]
    assert again["findings"] == entry["findings"]
    first, second = (
        (folder / path).read_bytes()
        for folder, path in ((output, entry["annotated"]), (tmp_path, again["annotated"]))
    )
    assert openpyxl.load_workbook(io.BytesIO(second)).sheetnames.count("Contrôle") == 1
    assert abs(len(second) - len(first)) < 200


def test_the_attestation_is_ready_to_print(output: Path) -> None:
    path = output / "dossiers" / "Opco 2i" / "Strate et Volume - bilan final" / "attestations.xlsx"
    sheet = openpyxl.load_workbook(path)["PE-2022-1107"]
    texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert "Maëlys Aubrac" in texts
    developed = texts.index("Compétences développées")
    apart = texts.index("Autres compétences abordées")
    assert any(text.startswith("C5") for text in texts[developed:apart])
    assert any(text.startswith("C6") for text in texts[apart:])
    assert not any("non acquis" in text.lower() for text in texts)
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.print_area


def test_the_summary_lists_every_dossier_and_links_to_its_outputs(
    report: dict[str, Any], output: Path
) -> None:
    workbook = openpyxl.load_workbook(output / "synthese.xlsx")
    sheet = workbook["Dossiers"]
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {entry["file"] for entry in report["dossiers"]} <= texts
    links = [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert len(links) == 10 + 3
    assert workbook["Synthèse"]._charts


def test_the_page_says_the_same_and_all_its_links_lead_to_files(report: dict[str, Any], output: Path) -> None:
    page = parsed((output / "synthese.html").read_text("utf-8"))
    rows = page.findall(".//table[@id='t-dossiers']/tbody/tr")
    assert [words(row[0]) for row in rows] == [
        " ".join(entry["file"].split()) for entry in report["dossiers"]
    ]
    workbook = openpyxl.load_workbook(output / "synthese.xlsx")["Dossiers"]
    told = [" ".join(str(workbook.cell(row, 5).value).split()) for row in range(5, 5 + len(rows))]
    assert [words(row[4]) for row in rows] == told
    links = [unquote(link.get("href")) for link in page.iter("a") if link.get("href").startswith("./")]
    assert len(links) > 10
    assert [link for link in links if not (output / link).is_file()] == []
    by_contract = page.findall(".//table[@id='t-contrats']/tbody/tr")
    attested = {words(row[0]): words(row[6]) for row in by_contract if words(row[6])}
    assert set(attested) == {
        contract["number"]
        for entry in report["dossiers"]
        for contract in entry["contracts"]
        if contract["attestation"]
    }
