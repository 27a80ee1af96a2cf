"""`revoquer-attestation`, and what `registre --dossier` then tells: from a deposited file through the real program."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from proexp_batch.cli import main
from proexp_batch.model.wording import NBSP
from proexp_batch.register import Register
from tests.whole.places import CLOSED

Say = Callable[..., str]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of an import of a dossier with an attestation."""
    folder = tmp_path_factory.mktemp("import")
    (folder / "depot").mkdir()
    shutil.copy(CLOSED, folder / "depot")
    arguments = ["surveiller", folder / "depot", "--sortie", folder / "sortie", "--une-fois", "--delai", "0"]
    assert main([*map(str, arguments), "--processus", "1"]) == 0
    return folder / "sortie"


@pytest.fixture
def output(imported: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(imported, tmp_path / "sortie"))


@pytest.fixture
def say(output: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    def said(*arguments: object, code: int = 0) -> str:
        assert main([*map(str, arguments), "--sortie", str(output)]) == code
        captured = capsys.readouterr()
        return (captured.out + captured.err).replace(NBSP, " ")

    return said


@pytest.fixture
def number(say: Say) -> str:
    found = re.findall(r"AFF-[^ ]+", say("registre", "--dossier", CLOSED.name))
    assert found
    return str(found[0])


def test_an_attestation_is_revoked_once_and_taken_back(say: Say, number: str) -> None:
    assert f"Attestation {number} : " in (shown := say("registre", "--dossier", CLOSED.name))
    assert "en vigueur" in shown
    revoked = say("revoquer-attestation", number.lower(), "--motif", "Heures\ninexactes.")
    assert re.search(rf"L'attestation {number} .* est révoquée depuis le \d\d/\d\d/\d{{4}}\.", revoked)
    assert "Motif : Heures inexactes." in revoked
    again = say("revoquer-attestation", number, "--motif", "encore")
    assert again.startswith("Déjà fait.")
    assert "Heures inexactes." in again
    shown = say("registre", "--dossier", CLOSED.name)
    assert re.search(r"révoquée le \d\d/\d\d/\d{4} \(Heures inexactes\.\)", shown)
    (deposit,) = json.loads(say("registre", "--dossier", number, "--format", "json"))["deposits"]
    told = next(one for one in deposit["attested"] if one["number"] == number)
    assert (told["state"], told["reason"], told["by"]) == ("revoked", "Heures inexactes.", None)
    assert "est annulée" in say("revoquer-attestation", number, "--annuler")
    assert "Rien à annuler" in say("revoquer-attestation", number, "--annuler")
    assert "en vigueur" in say("registre", "--dossier", number)


def test_the_code_in_print_names_it_too(say: Say, number: str) -> None:
    (deposit,) = json.loads(say("registre", "--dossier", number, "--format", "json"))["deposits"]
    code = next(one["code"] for one in deposit["attested"] if one["number"] == number)
    assert f"Attestation {number} : code {code}, en vigueur" in say("registre", "--dossier", code.lower())
    assert number in say("revoquer-attestation", code.replace("-", " ").lower(), "--motif", "Erreur")
    assert "révoquée" in say("registre", "--dossier", number)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("AFF-INCONNUE-00000000", "--motif", "x"),
            "ne connaît aucune attestation sous « AFF-INCONNUE-00000000 »",
        ),
        (("AFF-INCONNUE-00000000", "--annuler"), "rien n'est annulé"),
        ((" ", "--motif", "x"), "ne connaît aucune attestation"),
        (("AFF",), "Indiquez --motif TEXTE"),
        (("AFF", "--motif", " \n "), "Indiquez --motif TEXTE"),
        (("AFF", "--motif", "x" * 501), "trop long"),
        (("AFF", "--motif", "x", "--annuler"), "ne vont pas ensemble"),
        ((), "Indiquez le numéro de l'attestation"),
    ],
)
def test_what_cannot_be_revoked_is_said_and_changes_nothing(
    say: Say, output: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert said in say("revoquer-attestation", *arguments, code=2)
    with Register.open(output / "registre.sqlite") as register:
        assert register._rows("SELECT * FROM revoked") == []


def test_no_sign_of_a_reason_steers_the_terminal(say: Say, number: str) -> None:
    shown = say("revoquer-attestation", number, "--motif", "a\x1b[31mb\u202e[bold]c")
    shown += say("registre", "--dossier", number)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold]c" in shown


def test_a_purge_and_a_copy_keep_that_it_is_revoked(
    say: Say, number: str, output: Path, tmp_path: Path
) -> None:
    say("revoquer-attestation", number, "--motif", "Erreur")
    copy = tmp_path / "copie.sqlite"
    say("registre", "--sauvegarder", copy)
    with Register.open(copy) as register:
        assert register._rows("SELECT number FROM revoked")[0]["number"] == number
        register.forget(one.id for one in register.deposits())
    with Register.open(copy) as register:
        found = register.standing(number)
        assert found is not None
        assert (found.state.value, found.reason) == ("revoked", "")


def test_the_journal_says_nothing_of_it(say: Say, number: str, output: Path) -> None:
    say("revoquer-attestation", number, "--motif", "Maëlys Aubrac")
    for path in (output / "journal").glob("*"):
        assert "Maëlys" not in path.read_text(encoding="utf-8")


def test_nothing_is_made_where_there_is_no_register(say: Say, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "sortie")
    (tmp_path / "sortie").mkdir()
    assert "n'existe pas" in say("revoquer-attestation", "AFF-1", "--motif", "x", code=2)
    assert list((tmp_path / "sortie").iterdir()) == []
