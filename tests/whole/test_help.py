"""Help that a person can read in a window of the usual width, and what is said of words that no command knows."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from proexp_batch.cli import main
from proexp_batch.cli.app import app

Output = pytest.CaptureFixture[str]


def commands(of: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command and group of commands, with the words that lead to it."""
    yield path, of
    for name, one in getattr(of, "commands", {}).items():
        yield from commands(one, (*path, name))


COMMANDS = dict(commands(typer.main.get_command(app)))
EVERY = pytest.mark.parametrize("command", COMMANDS, ids=lambda path: " ".join(path) or "proexp-batch")


def shown(command: tuple[str, ...], width: int, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    assert main([*command, "--help"]) == 0
    return capsys.readouterr().out.replace("\u00a0", " ")


@EVERY
@pytest.mark.parametrize("width", [60, 80, 120])
def test_help_fits_and_names_no_type_of_a_programmer(
    command: tuple[str, ...], width: int, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = shown(command, width, capsys, monkeypatch)
    assert not re.search("[<>{}…]", text)
    assert max(map(len, text.splitlines())) <= width
    words = set(re.split(r"[\s│]+", text))
    for parameter in COMMANDS[command].params:
        assert not {option for option in parameter.opts if option.startswith("--")} - words
        if parameter.metavar:
            assert parameter.metavar in words
        for word in str(getattr(parameter, "help", "") or "").replace("\u00a0", " ").split():
            assert word in words


@EVERY
def test_what_takes_a_value_says_which_in_french(command: tuple[str, ...]) -> None:
    for parameter in COMMANDS[command].params:
        if not getattr(parameter, "is_flag", False):
            assert parameter.metavar, parameter.name
            assert "DIR" not in parameter.metavar


@EVERY
def test_what_must_be_given_is_said_behind_its_help(
    command: tuple[str, ...], capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = shown(command, 400, capsys, monkeypatch)
    wanted = [one for one in COMMANDS[command].params if one.required]
    assert text.count("[obligatoire]") == len(wanted)
    for one in wanted:
        said = " ".join(one.help.replace("\u00a0", " ").split())
        assert f"{said} [obligatoire]" in " ".join(text.split())


def test_bounds_and_defaults_are_said_in_words(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(shown(("traiter",), 400, capsys, monkeypatch).split())
    assert "SECONDES Le travail d'un fichier est arrêté" in text
    assert "sans cette option. [de 1 à 3 600]" in text
    assert "[0 ou plus ; par défaut : 0]" in text
    assert "traiter [OPTIONS] DEPOT..." in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["traitr"], "Commande inconnue : traitr. Voulez-vous dire « traiter » ?"),
        (["Vérifier"], "Commande inconnue : Vérifier. Voulez-vous dire « verifier » ?"),
        (["cle", "creer-"], "Commande inconnue : creer-. Voulez-vous dire « creer » ?"),
        (["budget"], "Commande inconnue : budget. Aide"),
        (["traiter", "x", "--srotie", "y"], "Option inconnue : --srotie. Voulez-vous dire « --sortie » ?"),
        (["traiter", "x", "-sortie", "y"], "Option inconnue : -sortie. Voulez-vous dire « --sortie » ?"),
        (["etat", "--Registre", "y"], "Option inconnue : --Registre. Voulez-vous dire « --registre » ?"),
        (["--versoin"], "Option inconnue : --versoin. Voulez-vous dire « --version » ?"),
        (["traiter", "-h"], "Option inconnue : -h. Voulez-vous dire « --help » ?"),
        (["surv"], "Commande inconnue : surv. Voulez-vous dire « surveiller » ?"),
        (["traiter", "x", "-q"], "Option inconnue : -q. Aide"),
        (["traiter", "x", "--reparer=oui"], "L'option --reparer ne prend pas de valeur."),
        (["traiter", "x", "--sortie"], "L'option --sortie attend une valeur."),
    ],
)
def test_an_unknown_word_is_answered_with_the_nearest_one(
    arguments: list[str], sentence: str, capsys: Output
) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr().err.replace("\u00a0", " ")
    assert sentence in " ".join(said.split())
