"""The command line as people use it: real processes, French words, exit codes."""

import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from proexp_batch.cli import main
from tests.whole.places import CLOSED, DEPOSIT, FAULTY, LOCKED, RIGHT, ROOT

DAY = ["--aujourdhui", "2026-11-24"]
Output = pytest.CaptureFixture[str]


def said(capsys: Output) -> str:
    captured = capsys.readouterr()
    return " ".join((captured.out + captured.err).replace("\u00a0", " ").split())


def test_a_batch_as_a_child_process(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "proexp_batch", "traiter", str(DEPOSIT), "--sortie", str(tmp_path), *DAY],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "Delmotte remorques - étape 3.xlsx : accepté" in done.stdout.replace("\u00a0", " ")
    assert done.stderr.splitlines()[-1].replace("\u00a0", " ") == "100 %"
    assert (tmp_path / "synthese.xlsx").exists()


@pytest.mark.parametrize(
    ("file", "code"), [(RIGHT, 0), (CLOSED, 0), (FAULTY, 1), (LOCKED, 1)], ids=lambda value: str(value)[-20:]
)
def test_exit_codes_of_traiter_and_verifier(file: Path, code: int, tmp_path: Path, capsys: Output) -> None:
    assert main(["traiter", str(file), "--sortie", str(tmp_path), *DAY]) == code
    assert main(["verifier", str(file), *DAY]) == code


def test_verifier_writes_nothing(tmp_path: Path, capsys: Output) -> None:
    shutil.copy(FAULTY, tmp_path / "dossier.xlsx")
    assert main(["verifier", str(tmp_path / "dossier.xlsx"), *DAY]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["dossier.xlsx"]
    assert "APP-030" in said(capsys)


def test_an_output_that_cannot_be_written_is_code_3(tmp_path: Path, capsys: Output) -> None:
    (tmp_path / "dossiers").write_text("un fichier à la place du dossier")
    assert main(["traiter", str(RIGHT), "--sortie", str(tmp_path), *DAY]) == 3
    assert "Écriture impossible" in said(capsys)


def test_a_summary_that_cannot_be_written_is_code_3(tmp_path: Path, capsys: Output) -> None:
    (tmp_path / "synthese.xlsx" / "ouvert").mkdir(parents=True)
    assert main(["traiter", str(RIGHT), "--sortie", str(tmp_path), *DAY]) == 3
    assert "Le lot n'a pas pu être terminé" in said(capsys)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["traitr"], "Commande inconnue : traitr."),
        (["traiter"], "Indiquez le dossier ou le fichier à contrôler."),
        (["traiter", "absent", "--sortie", "x"], "« absent » n'existe pas."),
        (["traiter", "--inconnu"], "Option inconnue : --inconnu."),
        (["traiter", ".", "--sortie", "x", "--aujourdhui", "24/11/2026"], "n'est pas une date de la forme"),
        (["verifier", "absent.xlsx"], "n'est pas un fichier"),
        (["expliquer", "XXX-999"], "Règle inconnue : XXX-999."),
        (["regles", "--feuille", "Budget"], "Feuille inconnue : Budget."),
        (["regles", "--gravite", "grave"], "Gravité inconnue : grave."),
    ],
)
def test_wrong_use_is_code_2_with_a_french_sentence(
    arguments: list[str], sentence: str, capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert sentence in said(capsys)
    assert not list(tmp_path.iterdir())


def test_help_speaks_french(capsys: Output) -> None:
    for arguments in (["--help"], ["traiter", "--help"], ["modele", "--help"]):
        assert main(arguments) == 0
        text = said(capsys)
        assert "Utilisation :" in text
        assert "Affiche cette aide." in text
        for word in ("Usage", "Show this message", "Commands", "required", "default"):
            assert word not in text


def test_modele_writes_the_template_and_never_over_a_file(tmp_path: Path, capsys: Output) -> None:
    target = tmp_path / "mon dossier.xlsx"
    assert main(["modele", str(target)]) == 0
    assert "Apprenants" in openpyxl.load_workbook(target).sheetnames
    target.write_bytes(b"un dossier rempli")
    assert main(["modele", str(target)]) == 2
    assert "existe déjà" in said(capsys)
    assert target.read_bytes() == b"un dossier rempli"
    assert main(["modele", str(target), "--remplacer"]) == 0


def test_regles_and_expliquer(capsys: Output) -> None:
    assert main(["regles", "--etape", "1", "--gravite", "bloquant"]) == 0
    text = said(capsys)
    assert "ENT-002" in text
    assert "APP-004" not in text
    assert main(["expliquer", "app-040"]) == 0
    text = said(capsys)
    assert "D6325-15" in text
    assert "11,52 €" in text
