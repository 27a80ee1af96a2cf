"""The way of a deposit: one by one or together, again, interrupted, with outputs that cannot be written."""

import datetime as dt
import json
import shutil
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from proexp_batch.engines.processes import Processes
from proexp_batch.engines.worker import Tell
from proexp_batch.model.dossier import Dossier
from proexp_batch.pipeline import assigning, chunks, first_half
from proexp_batch.pipeline.jobs import Checked, CheckJob
from proexp_batch.pipeline.outcome import Outcome
from proexp_batch.pipeline.way import process
from proexp_batch.settings.run import settings
from tests.whole.places import CLOSED, DEPOSIT, FAULTY, RIGHT, TODAY


def run(*deposits: Path, output: Path, workers: int = 1, today: dt.date = TODAY) -> Outcome:
    return process(list(deposits), output, settings(today), Processes(workers), lambda done, total: None)


def report_of(output: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((output / "rapport.json").read_text("utf-8"))
    return report


def without_times(output: Path) -> dict[str, Any]:
    report = report_of(output)
    del report["run"]["started"], report["run"]["finished"]
    return report


def test_one_by_one_or_together_the_findings_are_the_same(tmp_path: Path) -> None:
    together = run(DEPOSIT, output=tmp_path / "ensemble")
    read = [one for one in together.decisions if one.status not in ("duplicate", "unreadable")]
    for decision in read[::2]:
        alone = run(DEPOSIT / decision.file, output=tmp_path / "seul")
        assert alone.decisions[0].findings == decision.findings
        assert alone.decisions[0].contracts == decision.contracts


def test_several_processes_write_the_same_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assigning, "SMALLEST_CHUNK", 4)
    run(DEPOSIT, output=tmp_path / "un", workers=1)
    run(DEPOSIT, output=tmp_path / "deux", workers=2)
    assert without_times(tmp_path / "un") == without_times(tmp_path / "deux")
    for path in (tmp_path / "un" / "dossiers").rglob("*.xlsx"):
        other = tmp_path / "deux" / path.relative_to(tmp_path / "un")
        assert other.read_bytes() == path.read_bytes()


def test_the_same_deposit_again_leaves_the_same_files(tmp_path: Path) -> None:
    def contents() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in (tmp_path / "dossiers").rglob("*.xlsx")}

    run(DEPOSIT, output=tmp_path)
    first = contents()
    run(DEPOSIT, output=tmp_path)
    assert contents() == first
    assert not [path for path in tmp_path.rglob("*") if ".proexp-" in path.name]


def test_an_attestation_that_no_longer_holds_is_removed(tmp_path: Path) -> None:
    deposit = tmp_path / "depot"
    deposit.mkdir()
    shutil.copy(CLOSED, deposit / "dossier.xlsx")
    run(deposit, output=tmp_path / "sortie")
    attestations = tmp_path / "sortie" / "dossiers" / "dossier" / "attestations.xlsx"
    assert attestations.exists()
    shutil.copy(FAULTY, deposit / "dossier.xlsx")
    run(deposit, output=tmp_path / "sortie")
    assert not attestations.exists()


def test_an_attestation_is_never_made_before_the_end_of_the_contract(tmp_path: Path) -> None:
    ended = dt.date(2023, 10, 2)
    before = run(CLOSED, output=tmp_path / "avant", today=ended - dt.timedelta(days=1))
    on_the_day = run(CLOSED, output=tmp_path / "jour", today=ended)
    assert before.decisions[0].contracts[0].attestation is None
    assert on_the_day.decisions[0].contracts[0].attestation is not None


def test_an_attestation_does_not_depend_on_the_day(tmp_path: Path) -> None:
    days = (dt.date(2024, 1, 15), TODAY)
    made = [run(CLOSED, output=tmp_path, today=day).decisions[0].contracts[0].attestation for day in days]
    assert made[0] is not None
    assert made[0] == made[1]


def test_outputs_inside_the_deposit_are_not_deposits(tmp_path: Path) -> None:
    shutil.copy(RIGHT, tmp_path / "dossier.xlsx")
    run(tmp_path, output=tmp_path / "sortie")
    again = run(tmp_path, output=tmp_path / "sortie")
    assert [str(decision.file) for decision in again.decisions] == ["dossier.xlsx"]


def test_an_output_that_cannot_be_written_does_not_stop_the_others(tmp_path: Path) -> None:
    deposit = tmp_path / "depot"
    deposit.mkdir()
    shutil.copy(RIGHT, deposit / "a.xlsx")
    shutil.copy(CLOSED, deposit / "b.xlsx")
    (tmp_path / "sortie" / "dossiers").mkdir(parents=True)
    (tmp_path / "sortie" / "dossiers" / "a").write_text("un fichier à la place du dossier")
    outcome = run(deposit, output=tmp_path / "sortie")
    assert not outcome.complete
    assert outcome.written[0].failure is not None
    assert outcome.written[0].failure.startswith("Écriture impossible")
    assert "annotated" in outcome.written[1].outputs
    assert report_of(tmp_path / "sortie")["dossiers"][0]["annotated"] is None


def test_an_empty_deposit_gives_an_empty_report(tmp_path: Path) -> None:
    (tmp_path / "depot").mkdir()
    (tmp_path / "depot" / "lettre.docx").write_bytes(b"x")
    outcome = run(tmp_path / "depot", output=tmp_path / "sortie")
    assert outcome.accepted
    assert outcome.complete
    assert [str(path) for path in outcome.run.ignored] == ["lettre.docx"]
    assert report_of(tmp_path / "sortie")["dossiers"] == []


def test_progress_reaches_its_end(tmp_path: Path) -> None:
    said: list[tuple[int, int]] = []
    process(
        [DEPOSIT], tmp_path, settings(TODAY), Processes(1), lambda done, total: said.append((done, total))
    )
    assert said[-1] == (30, 30)
    assert [done for done, _ in said] == sorted(done for done, _ in said)


def check_with_a_fault(job: CheckJob, tell: Tell) -> Checked:
    """The first half of the work, in a worker whose reading has a fault of ours."""
    whole = first_half.read

    def fails_on_one(data: bytes, file: PurePosixPath, number: int) -> Dossier:
        dossier = whole(data, file, number)
        if file.name == FAULTY.name:
            dossier.sheets["learners"].values["contract"] = ["une valeur de cellule"]
        return dossier

    first_half.read = fails_on_one
    return first_half.check_chunk(job, tell)


def test_a_fault_of_ours_costs_one_dossier_not_the_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chunks, "_check", check_with_a_fault)
    outcome = run(FAULTY, RIGHT, CLOSED, output=tmp_path)
    assert [decision.status.value for decision in outcome.decisions] == ["unreadable", "accepted", "accepted"]
    assert outcome.decisions[0].findings[0].code == "FIC-008"
    assert "une valeur de cellule" not in capfd.readouterr().err


def test_a_file_that_disappears_is_unreadable_and_said_so(tmp_path: Path) -> None:
    deposit = tmp_path / "depot"
    deposit.mkdir()
    (deposit / "parti.xlsx").symlink_to(tmp_path / "nulle part.xlsx")
    shutil.copy(RIGHT, deposit / "a.xlsx")
    outcome = run(deposit, output=tmp_path / "sortie")
    assert [decision.status.value for decision in outcome.decisions] == ["accepted", "unreadable"]
    assert outcome.decisions[1].findings[0].code == "FIC-009"


def test_no_social_security_number_is_ever_written(tmp_path: Path) -> None:
    number = "185057800608491"  # its key is right; it is nobody's
    book = openpyxl.load_workbook(RIGHT)
    learners = book["Apprenants"]
    learners["AZ2"], learners["AZ4"] = "NIR", 1850578006084
    learners["BB7"] = f"assuré {number}"
    learners["A4"].comment = Comment(f"n° {number}", "Atelier")
    learners.oddHeader.center.text = f"n° {number}"
    book.properties.subject = number
    book.create_sheet("Suivi interne")["C5"] = int(number)
    (tmp_path / "depot").mkdir()
    book.save(tmp_path / "depot" / "a.xlsx")
    outcome = run(tmp_path / "depot", output=tmp_path / "sortie")
    told = outcome.decisions[0].findings
    cells = {(f.sheet, cell) for f in told if f.code == "LEC-010" for cell in f.cells}
    assert cells == {*(("Apprenants", cell) for cell in ("AZ2", "AZ4", "BB7")), ("Suivi interne", "C5")}
    assert len([f for f in told if f.code == "LEC-013"]) == 3
    for path in (tmp_path / "sortie").rglob("*.*"):
        for content in contents_of(path):
            assert b"1850578006084" not in content
    again = run(tmp_path / "sortie" / "dossiers", output=tmp_path / "encore")
    assert not [f for f in again.decisions[0].findings if f.code in ("LEC-010", "LEC-013")]


def contents_of(path: Path) -> list[bytes]:
    if path.suffix != ".xlsx":
        return [path.read_bytes()]
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name) for name in archive.namelist()]
