"""A register that is lost, emptied, another one or locked is noticed, and none is begun anew unless somebody wants it."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from proexp_batch.cli import main
from proexp_batch.register import Register
from proexp_batch.register.begun import NOTED
from tests.whole.places import LOCKED, RIGHT, ROOT

Output = pytest.CaptureFixture[str]


@pytest.fixture
def config(tmp_path: Path) -> str:
    """The settings of an import that has run once, with a copy of its register."""
    (tmp_path / "depot").mkdir()
    path = tmp_path / "reglages.toml"
    path.write_text(
        'depot = "depot"\nsortie = "sortie"\ndelai = 0\nespace_libre = 0\nprocessus = 1\n', "utf-8"
    )
    put(tmp_path, LOCKED)
    assert main(["surveiller", "--une-fois", "--config", str(path)]) == 1
    copy = str(tmp_path / "copie.sqlite")
    assert main(["registre", "--config", str(path), "--sauvegarder", copy]) == 0
    return str(path)


def put(folder: Path, file: Path) -> None:
    target = folder / "depot" / file.name
    shutil.copy(file, target)
    os.utime(target, (1, 1))


def said(capsys: Output) -> str:
    captured = capsys.readouterr()
    return " ".join((captured.out + captured.err).replace("\u00a0", " ").split())


def lose(folder: Path) -> None:
    for path in (folder / "sortie").glob("registre.*"):
        path.unlink()


def emptied(folder: Path) -> None:
    lose(folder)
    (folder / "sortie" / "registre.sqlite").touch()


def replaced(folder: Path) -> None:
    lose(folder)
    Register.open(folder / "sortie" / "registre.sqlite").close()


def cleared(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "sortie" / "registre.sqlite")) as connection, connection:
        connection.execute("DELETE FROM about WHERE name = 'identity'")


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (lose, "n'est plus là"),
        (emptied, "est vide"),
        (replaced, "n'est pas celui avec lequel cette sortie a commencé"),
        (cleared, "n'est pas celui avec lequel cette sortie a commencé"),
    ],
)
def test_every_command_notices_and_takes_nothing(
    loss: object, words: str, config: str, tmp_path: Path, capsys: Output
) -> None:
    assert callable(loss)
    loss(tmp_path)
    put(tmp_path, RIGHT)
    capsys.readouterr()
    for command in (
        ["surveiller", "--une-fois"],
        ["etat"],
        ["registre"],
        ["registre", "--dossier", "1"],
        ["purger", "--avant", "2026-01-01", "--confirmer"],
    ):
        assert main([*command, "--config", config]) == 3, command
        told = said(capsys)
        assert words in told, (command, told)
        assert NOTED in told
    assert (tmp_path / "depot" / RIGHT.name).exists()


def test_the_copy_with_its_key_is_taken_again(config: str, tmp_path: Path, capsys: Output) -> None:
    lose(tmp_path)
    shutil.copy(tmp_path / "copie.sqlite", tmp_path / "sortie" / "registre.sqlite")
    assert main(["surveiller", "--une-fois", "--config", config]) == 3
    assert "clé" in said(capsys)
    shutil.copy(tmp_path / "copie.cle", tmp_path / "sortie" / "registre.cle")
    assert main(["surveiller", "--une-fois", "--config", config]) == 0
    assert main(["registre", "--config", config]) == 0
    assert LOCKED.name in said(capsys)


def test_another_one_is_begun_where_somebody_wants_it(config: str, tmp_path: Path) -> None:
    lose(tmp_path)
    (tmp_path / "sortie" / NOTED).unlink()
    put(tmp_path, RIGHT)
    assert main(["surveiller", "--une-fois", "--config", config]) == 0
    with Register.open(tmp_path / "sortie" / "registre.sqlite") as register:
        assert [one.file for one in register.deposits()] == [RIGHT.name]
        assert (tmp_path / "sortie" / NOTED).read_text().strip() == register.identity


def test_an_output_of_before_takes_the_register_that_is_there(config: str, tmp_path: Path) -> None:
    (tmp_path / "sortie" / NOTED).unlink()
    assert main(["surveiller", "--une-fois", "--config", config]) == 0
    assert (tmp_path / "sortie" / NOTED).exists()


@pytest.mark.parametrize("exclusive", [True, False])
def test_a_locked_register_is_told_by_etat_at_once(
    exclusive: bool, config: str, tmp_path: Path, capsys: Output
) -> None:
    with closing(locked(tmp_path, exclusive)):
        begun = time.monotonic()
        assert main(["etat", "--config", config]) == 1
        assert time.monotonic() - begun < 20
    assert "verrouillé par un autre programme" in said(capsys)
    assert main(["etat", "--config", config]) == 0


def locked(folder: Path, exclusive: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        folder / "sortie" / "registre.sqlite", isolation_level=None, check_same_thread=False
    )
    if exclusive:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("UPDATE run SET host = host")
    return connection


def test_the_import_waits_for_a_locked_register_and_says_so(config: str, tmp_path: Path) -> None:
    put(tmp_path, RIGHT)
    connection = locked(tmp_path, True)
    process = subprocess.Popen(
        [sys.executable, "-m", "proexp_batch", "surveiller", "--une-fois", "--config", config],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    watchdog = threading.Timer(120, process.kill)
    watchdog.start()
    try:
        first = process.stderr.readline().decode().replace("\u00a0", " ")
        assert "verrouillé par un autre programme" in first
    finally:
        connection.close()
    process.communicate()
    watchdog.cancel()
    assert process.returncode == 0
    with Register.open(tmp_path / "sortie" / "registre.sqlite") as register:
        assert RIGHT.name in [one.file for one in register.deposits()]
