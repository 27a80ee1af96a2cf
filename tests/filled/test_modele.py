"""`modele --prerempli` and `--migrer` as people use them: words, files, exit codes."""

import errno
import shutil
from pathlib import Path

import pytest

from proexp_batch.cli import main
from proexp_batch.model.sheets import TEMPLATE_VERSION
from tests.filled.old import DATA, old, typed
from tests.whole.places import CLOSED, DEPOSIT, LOCKED, RIGHT

Output = pytest.CaptureFixture[str]
LIST = "Raison sociale;SIRET\nAtelier Martin;99912345800013\nFaux;1\n"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("liste.csv").write_text(LIST, encoding="utf-8")
    Path("bonne.csv").write_text(LIST.replace("Faux;1\n", ""), encoding="utf-8")
    Path("ancien.xlsx").write_bytes(old(lambda book: book["Modules"].__setitem__("Z3", "une note")))


def run(capsys: Output, *arguments: str | Path) -> tuple[int, str]:
    code = main(["modele", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, " ".join((captured.out + captured.err).replace("\u00a0", " ").split())


def test_a_template_from_an_earlier_deposit(capsys: Output) -> None:
    code, said = run(capsys, "--prerempli", CLOSED, "nouveau.xlsx")
    assert code == 0
    assert "Modèle prérempli écrit : nouveau.xlsx" in said
    assert "Lignes reprises : Entreprise 1, Compétences" in said
    assert "learners" not in typed(Path("nouveau.xlsx").read_bytes())


def test_templates_from_a_list(capsys: Output) -> None:
    code, said = run(capsys, "--prerempli", "liste.csv", "envoi")
    assert code == 1
    assert "1 modèle prérempli écrit dans envoi ; 1 ligne refusée." in said
    assert "Ligne 3 : SIRET." in said
    assert [path.name for path in Path("envoi").iterdir()] == ["Atelier Martin.xlsx"]
    assert run(capsys, "--prerempli", "bonne.csv")[0] == 0
    assert Path("dossiers_proexp/Atelier Martin.xlsx").exists()


def test_an_old_workbook_is_moved_and_kept(capsys: Output) -> None:
    before = Path("ancien.xlsx").read_bytes()
    code, said = run(capsys, "--migrer", "ancien.xlsx")
    assert code == 0
    assert "Venu de : version 0.9." in said
    assert "1 élément n'a pas de place" in said
    assert "- Modules Z3 : Colonne inconnue du modèle" in said
    assert "une note" not in said
    assert typed(Path(f"ancien (modèle {TEMPLATE_VERSION}).xlsx").read_bytes()) == DATA
    assert Path("ancien.xlsx").read_bytes() == before


def test_a_workbook_of_the_same_version_needs_nothing(capsys: Output) -> None:
    shutil.copy(RIGHT, "actuel.xlsx")
    code, said = run(capsys, "--migrer", "actuel.xlsx", "neuf.xlsx")
    assert code == 0
    assert "il n'y a rien à faire" in said
    assert not Path("neuf.xlsx").exists()
    code, said = run(capsys, "--migrer", "actuel.xlsx", "neuf.xlsx", "--remplacer")
    assert code == 0
    assert typed(Path("neuf.xlsx").read_bytes()) == typed(RIGHT.read_bytes())


@pytest.mark.parametrize(
    "arguments",
    [("--migrer", "ancien.xlsx"), ("--prerempli", CLOSED), ()],
    ids=["migrer", "prerempli", "vide"],
)
def test_nothing_is_written_over_without_remplacer(arguments: tuple[str, ...], capsys: Output) -> None:
    Path("neuf.xlsx").write_bytes(b"un dossier rempli")
    code, said = run(capsys, *arguments, "neuf.xlsx")
    assert code == 2
    assert "existe déjà" in said
    assert Path("neuf.xlsx").read_bytes() == b"un dossier rempli"
    assert run(capsys, *arguments, "neuf.xlsx", "--remplacer")[0] == 0
    assert Path("neuf.xlsx").read_bytes().startswith(b"PK")


def test_a_list_writes_over_nothing_either(capsys: Output) -> None:
    Path("envoi").mkdir()
    Path("envoi/Atelier Martin.xlsx").write_bytes(b"un dossier rempli")
    code, said = run(capsys, "--prerempli", "bonne.csv", "envoi")
    assert code == 1
    assert "Ligne 2 :" in said
    assert "existe déjà" in said
    assert Path("envoi/Atelier Martin.xlsx").read_bytes() == b"un dossier rempli"
    assert run(capsys, "--prerempli", "bonne.csv", "envoi", "--remplacer")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--migrer", "absent.xlsx"), "« absent.xlsx » n'existe pas."),
        (("--prerempli", "absent.csv"), "« absent.csv » n'existe pas."),
        (("--migrer", "liste.csv"), "--migrer attend un fichier .xlsx ou .xlsm"),
        (("--prerempli", "dossier.pdf"), "--prerempli attend un fichier .xlsx ou .xlsm ou .csv"),
        (("--prerempli", "a.csv", "--migrer", "b.xlsx"), "ne vont pas ensemble"),
        (("--migrer", "ancien.xlsx", "ancien.xlsx", "--remplacer"), "est l'ancien classeur, qui doit rester"),
        (("--migrer", "ancien.xlsx", "neuf.xlsm"), "doit se terminer par .xlsx"),
        (("--prerempli", "liste.csv", "bonne.csv"), "n'est pas un dossier"),
    ],
)
def test_wrong_use_is_code_2(arguments: tuple[str, ...], sentence: str, capsys: Output) -> None:
    code, said = run(capsys, *arguments)
    assert (code, sentence in said) == (2, True), said


@pytest.mark.parametrize("option", ["--prerempli", "--migrer"])
@pytest.mark.parametrize(
    ("file", "sentence"), [(LOCKED, "mot de passe"), (DEPOSIT / "Classeur1.xlsx", "n'est pas le modèle")]
)
def test_files_that_cannot_be_used_are_code_1(option: str, file: Path, sentence: str, capsys: Output) -> None:
    code, said = run(capsys, option, file, "neuf.xlsx")
    assert (code, sentence in said) == (1, True), said
    assert not Path("neuf.xlsx").exists()


@pytest.mark.parametrize(
    ("arguments", "target"),
    [
        (("--migrer", "ancien.xlsx"), "neuf.xlsx"),
        (("--prerempli", "ancien.xlsx"), "neuf.xlsx"),
        (("--prerempli", "bonne.csv"), "envoi"),
        ((), "neuf.xlsx"),
    ],
)
def test_what_cannot_be_written_is_code_3(
    arguments: tuple[str, ...], target: str, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, data: bytes) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("proexp_batch.cli.templates.write_whole", refuse)
    code, said = run(capsys, *arguments, target)
    assert code == 3
    assert "n'a pas pu être écrit : l'accès est refusé" in said


def test_a_name_without_ending_gets_one_and_a_folder_the_usual_name(capsys: Output) -> None:
    assert run(capsys, "mon dossier v1.2")[0] == 0
    assert Path("mon dossier v1.2.xlsx").exists()
    Path("ici").mkdir()
    assert run(capsys, "--migrer", "ancien.xlsx", "ici")[0] == 0
    assert Path(f"ici/ancien (modèle {TEMPLATE_VERSION}).xlsx").exists()
