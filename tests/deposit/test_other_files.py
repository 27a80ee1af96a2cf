"""What else stands in a deposit: answered where it may be a dossier, counted where it is none, never left unmentioned."""

import os
from pathlib import Path

import pytest

from proexp_batch.cli import main
from proexp_batch.settings.load import load
from proexp_batch.watch.health import Level, Limits, examine
from proexp_batch.watch.journal import OTHERS
from tests.deposit.test_intake import Import
from tests.foreign.test_strangers import ARCHIVE, FLAT, MAIL
from tests.whole.places import RIGHT

Output = pytest.CaptureFixture[str]


@pytest.fixture
def imported(tmp_path: Path) -> Import:
    made = Import(tmp_path)
    made.put("envoi.zip", ARCHIVE)
    made.put("message.eml", MAIL)
    made.put("classeur.fods", FLAT)
    made.put("Société/dossier sans nom", RIGHT)
    made.put("lettre.docx", b"x")
    made.put("Société/pièce.pdf", b"x")
    made.put("Thumbs.db", b"x")
    return made


def test_the_import_answers_or_counts_everything(imported: Import, capsys: Output) -> None:
    assert imported.run() == 1
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "2 fichiers laissés de côté dans le dépôt, qui ne sont pas des classeurs" in said
    assert {row.file: row.status for row in imported.rows()} == {
        "envoi.zip": "unreadable",
        "message.eml": "unreadable",
        "classeur.fods": "unreadable",
        "Société/dossier sans nom": "accepted",
    }
    why = (imported.output / "quarantaine" / "envoi.zip.txt").read_text("utf-8").replace("\u00a0", " ")
    assert "archive zip, avec 1 classeur à l'intérieur" in why
    assert "enregistrez à part le classeur" in why
    left = sorted(path.name for path in imported.deposit.rglob("*") if path.is_file())
    assert left == ["Thumbs.db", "lettre.docx", "pièce.pdf"]


def test_the_state_tells_what_is_left(imported: Import) -> None:
    imported.run()
    config = load(imported.folder / "reglages.toml", {}, {})
    (found,) = [one for one in examine(config, Limits()) if one.name == "depot"]
    assert (found.level, found.values) == (Level.WELL, {"closed": 0, OTHERS: 2})
    assert "2 fichiers laissés de côté" in found.message.replace("\u00a0", " ")
    assert found.details == ("lettre.docx", "Société/pièce.pdf")


def test_a_batch_answers_or_lists_everything(imported: Import, tmp_path: Path, capsys: Output) -> None:
    assert main(["traiter", str(imported.deposit), "--sortie", str(tmp_path / "s"), "--processus", "1"]) == 1
    said = " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())
    assert "4 dossiers" in said
    assert "2 fichiers laissés de côté" in said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system knows no pipes")
def test_a_pipe_and_a_link_are_counted_and_not_followed(tmp_path: Path, capsys: Output) -> None:
    imported = Import(tmp_path)
    imported.put("dossier.xlsx", RIGHT)
    os.mkfifo(imported.deposit / "tuyau.xlsx")
    (tmp_path / "ailleurs").mkdir()
    (imported.deposit / "lien").symlink_to(tmp_path / "ailleurs")
    assert imported.run() == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "2 fichiers laissés de côté dans le dépôt" in said
    assert [row.file for row in imported.rows()] == ["dossier.xlsx"]
