"""An output is declared in one place: a toy one is written, recorded, returned, linked, told of and purged."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from proexp_batch.cli import main
from proexp_batch.decision.facts import DossierDecision, Status
from proexp_batch.documents import catalogue
from proexp_batch.documents.document import SingleDocument
from proexp_batch.engines.worker import Tell
from proexp_batch.model.wording import NBSP
from proexp_batch.pipeline import chunks, second_half
from proexp_batch.pipeline.jobs import Result, WriteJob
from proexp_batch.register import Deposit, Register
from proexp_batch.settings.run import Settings
from tests.deposit.running import configured
from tests.staff.mail_server import mail_server
from tests.whole.places import CLOSED, FAULTY, RIGHT, ROOT, TODAY

Output = pytest.CaptureFixture[str]


class Letter(SingleDocument):
    """What a company is told, as a text."""

    kind = "letter"
    name = "lettre.txt"
    words = ("lettre", "lettres")
    heading = "Lettre"
    column = "lettre"
    failure = "La lettre n'a pas pu être écrite."

    def is_due(self, decision: DossierDecision) -> bool:
        return decision.status is Status.TO_CORRECT

    def content(self, decision: DossierDecision, original: bytes, settings: Settings) -> bytes:
        return f"Votre dossier est {decision.status.label}, {len(original)} octets.".encode()


class Unwritable(Letter):
    def content(self, decision: DossierDecision, original: bytes, settings: Settings) -> bytes:
        raise ValueError


OURS = catalogue.DOCUMENTS


def write_with_letters(job: WriteJob, tell: Tell) -> list[Result]:
    """The second half of the work, in a worker that makes letters too."""
    catalogue.DOCUMENTS = (*OURS, Letter())
    return second_half.write_chunk(job, tell)


def write_without_letters(job: WriteJob, tell: Tell) -> list[Result]:
    """The same, where no letter can be made."""
    catalogue.DOCUMENTS = (Unwritable(), *OURS)
    return second_half.write_chunk(job, tell)


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "DOCUMENTS", (*OURS, Letter()))
    monkeypatch.setattr(chunks, "_write", write_with_letters)


def deposited(folder: Path) -> Path:
    (folder / "depot").mkdir()
    (folder / "depot" / "dossier à corriger.xlsx").write_bytes(FAULTY.read_bytes())
    (folder / "depot" / "un bon.xlsx").write_bytes(RIGHT.read_bytes())
    return folder / "sortie"


def imported(folder: Path, *, more: str = "") -> tuple[Path, list[Deposit]]:
    """The settings and the register after an import of a dossier to correct and a good one."""
    output = deposited(folder)
    config = configured(folder, more=more)
    assert main(["surveiller", "--une-fois", "--config", str(config)]) == 1
    with Register.open(output / "registre.sqlite") as register:
        return config, register.deposits()[::-1]


def purged(config: Path, capsys: Output) -> str:
    """What the purge says when all that was processed here is old."""
    with closing(sqlite3.connect(config.parent / "sortie" / "registre.sqlite")) as register, register:
        register.execute("UPDATE deposit SET processed = '2021-03-05T09:30:00Z'")
    capsys.readouterr()
    assert main(["purger", "--config", str(config), "--avant", "2022-01-01", "--confirmer"]) == 0
    return capsys.readouterr().out.replace(NBSP, " ")


def test_it_is_written_where_it_is_due_and_linked_in_the_summary(letters: None, tmp_path: Path) -> None:
    output = deposited(tmp_path)
    command = ["traiter", str(tmp_path / "depot"), "--sortie", str(output), "--processus", "1"]
    assert main([*command, "--aujourdhui", TODAY.isoformat()]) == 1
    letter = output / "dossiers" / "dossier à corriger" / "lettre.txt"
    assert letter.read_text("utf-8") == f"Votre dossier est à corriger, {FAULTY.stat().st_size} octets."
    assert len(list(output.rglob("lettre.txt"))) == 1

    report = json.loads((output / "rapport.json").read_text("utf-8"))
    assert [one["letter"] for one in report["dossiers"]] == ["dossiers/dossier à corriger/lettre.txt", None]
    jsonschema.validate(report, json.loads((ROOT / "docs" / "rapport.schema.json").read_text("utf-8")))

    sheet = openpyxl.load_workbook(output / "synthese.xlsx")["Dossiers"]
    (column,) = [cell.column for cell in sheet[4] if cell.value == "Lettre"]
    assert (
        sheet.cell(5, column).hyperlink.target.replace("\\", "/")
        == "dossiers/dossier%20à%20corriger/lettre.txt"
    )
    assert sheet.cell(6, column).value is None

    # The next deposit under that name has nothing to correct: its letter goes.
    (tmp_path / "depot" / "dossier à corriger.xlsx").write_bytes(CLOSED.read_bytes())
    assert main([*command, "--aujourdhui", TODAY.isoformat()]) == 0
    assert not letter.exists()


def test_it_is_recorded_shown_and_purged(letters: None, tmp_path: Path, capsys: Output) -> None:
    config, (revised, right) = imported(tmp_path)
    assert revised.outputs["letter"] == "dossiers/dossier à corriger/lettre.txt"
    assert "letter" not in right.outputs
    register = ["registre", "--sortie", str(tmp_path / "sortie")]
    capsys.readouterr()
    assert main([*register, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["deposits"]
    assert [one["letter"] for one in told] == [None, "dossiers/dossier à corriger/lettre.txt"]
    assert main([*register, "--format", "csv"]) == 0
    assert ";attestations;lettre;archive;" in capsys.readouterr().out.splitlines()[0]
    assert main([*register, "--dossier", "dossier à corriger.xlsx"]) == 0
    assert "Lettre : dossiers/dossier à corriger/lettre.txt" in capsys.readouterr().out.replace(NBSP, " ")
    said = purged(config, capsys)
    assert "- 1 lettre\n" in said
    assert "- 2 classeurs rendus\n" in said
    assert not list((tmp_path / "sortie" / "dossiers").rglob("*"))


def test_what_is_made_no_more_is_purged_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Output
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(catalogue, "DOCUMENTS", (*OURS, Letter()))
        patched.setattr(chunks, "_write", write_with_letters)
        config, _ = imported(tmp_path)
    letter = tmp_path / "sortie" / "dossiers" / "dossier à corriger" / "lettre.txt"
    assert letter.is_file()
    assert "- 1 autre fichier rendu\n" in purged(config, capsys)
    assert not letter.exists()


def test_it_goes_back_to_the_company_and_the_purge_finds_it_there(
    letters: None, tmp_path: Path, capsys: Output
) -> None:
    config, (revised, _) = imported(tmp_path, more='retour = "depot"\n')
    letter = tmp_path / "depot" / "retour" / "dossier à corriger - lettre.txt"
    assert Path(revised.outputs["letter"]) == letter
    assert letter.is_file()
    # That of the next version of the dossier takes its place.
    before = letter.stat().st_ino
    (tmp_path / "depot" / "dossier à corriger.xlsx").write_bytes(FAULTY.read_bytes() + b"\0")
    main(["surveiller", "--une-fois", "--config", str(config)])
    assert letter.stat().st_ino != before
    assert not letter.with_name("dossier à corriger (2) - lettre.txt").exists()
    assert "- 1 lettre\n" in purged(config, capsys)
    assert not list((tmp_path / "depot").rglob("*lettre*"))


def test_it_is_told_in_the_e_mail(letters: None, tmp_path: Path) -> None:
    with mail_server() as box:
        mail = f"""
[courriel]
serveur = "localhost"
port = {box.port}
securite = "aucune"
expediteur = "import@exemple.fr"
destinataires = ["opco@exemple.fr"]
"""
        imported(tmp_path, more=mail)
    (got,) = box.received
    told = got.message.get_content().replace(NBSP, " ").replace("\r\n", "\n")
    assert "- lettres : 1\n" in told
    assert "- classeurs rendus : 2\n" in told


def test_a_dossier_of_which_one_cannot_be_made_is_not_judged_and_gets_nothing(
    letters: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Output
) -> None:
    output = deposited(tmp_path)
    command = ["traiter", str(tmp_path / "depot"), "--sortie", str(output), "--processus", "1"]
    for write in (write_with_letters, write_without_letters):
        monkeypatch.setattr(chunks, "_write", write)
        assert main([*command, "--aujourdhui", TODAY.isoformat()]) == 1
    said = capsys.readouterr().out.replace(NBSP, " ")
    assert "dossier à corriger.xlsx : illisible" in said
    assert "La lettre n'a pas pu être écrite." in said
    assert not [path for path in (output / "dossiers" / "dossier à corriger").rglob("*") if path.is_file()]
    refused, right = json.loads((output / "rapport.json").read_text("utf-8"))["dossiers"]
    assert (refused["status"], refused["annotated"]) == ("unreadable", None)
    assert refused["findings"][0]["code"] == "FIC-020"
    assert right["annotated"] == "dossiers/un bon/annote.xlsx"


def test_no_two_outputs_share_a_kind_or_a_name() -> None:
    for names in ([one.kind for one in catalogue.DOCUMENTS], [one.name for one in catalogue.DOCUMENTS]):
        assert len(set(names)) == len(names)
