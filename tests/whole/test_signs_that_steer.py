"""No sign that steers a terminal, and none that turns writing around, comes out of a deposit: whatever the command."""

import datetime as dt
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from proexp_batch.cli.terminal import clean, cleaning, escaped, json_text
from proexp_batch.settings.watch import WatchConfig
from proexp_batch.watch.journal import RunSummary
from proexp_batch.watch.notify import body
from tests.ooxml.samples import members, zipped
from tests.whole.places import FAULTY, ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows allows no such names")

STEERING = "\x1b[2J\x1b]0;titre\x07\x7f\x85\u009b31m\u202e\u2066\u200f\u061c\u2028\r\x08"
SPELT = "_x001B_[5m_x0007_"
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
RULE = """
from proexp_batch.rules.rule import WARNING, hits, rule

@rule("BRA-100", "Parcours\\x1b[31m court\\u202e", WARNING, 1, "company.job_title", message="Le parcours\\x1b[5m est court.",
      detail="M\\u00e9tier : {job_title}.",
      fix="D\\u00e9coupez\\u202e.", why="Parce que\\x9b31m.", wrong="Quatre", right="Cinq",
      sources=("branche\\x07",))
def short(batch):
    return hits(batch["company"]["dossier"] >= 0)
"""


def steering_workbook() -> bytes:
    """A dossier to correct, with such signs in the number of a contract, the name of the company and a title."""
    book = openpyxl.load_workbook(FAULTY)
    book["Entreprise"]["B4"] = "Société QZQ"
    for row in book["Apprenants"].iter_rows(min_row=4, max_col=1):
        if row[0].value:
            row[0].value = f"{row[0].value} QZQ"
    book.create_sheet("Titre QZQ")["A1"] = "185057800608491"
    stream = io.BytesIO()
    book.save(stream)
    in_xml = "".join(sign for sign in STEERING if sign >= "\x7f") + SPELT
    parts = members(stream.getvalue())
    return zipped({name: data.replace(b"QZQ", in_xml.encode()) for name, data in parts.items()})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signes")
    deposit = folder / "depot" / f"Entreprise {STEERING}".rstrip()
    deposit.mkdir(parents=True)
    (deposit / f"dossier {STEERING}.xlsx").write_bytes(steering_workbook())
    (deposit / f"illisible {STEERING}.xlsx").write_bytes(b"PK\x03\x04")
    (deposit / f"autre {STEERING}.pdf").write_bytes(b"%PDF-1.4")
    (folder / "regles.py").write_text(RULE, "utf-8")
    (folder / "reglages.toml").write_text(
        'depot = "depot"\nsortie = "sortie"\ndelai = 0\nespace_libre = 0\nprocessus = 1\nregles = ["regles.py"]\n'
    )
    for path in (folder / "depot").rglob("*"):
        if path.is_file():
            os.utime(path, (1, 1))
    return folder


def printed(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "proexp_batch", *arguments],
        cwd=ROOT,
        capture_output=True,
        env={**os.environ, "COLUMNS": "100"},
        check=False,
        timeout=120,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return (done.stdout + done.stderr).decode()


def test_no_command_lets_them_through(folder: Path) -> None:
    config = ["--config", str(folder / "reglages.toml")]
    file = next((folder / "depot").rglob("dossier*"))
    rules = ["--regles", str(folder / "regles.py")]
    commands = [
        ["traiter", str(folder / "depot"), "--sortie", str(folder / "lot"), *rules],
        ["verifier", str(file), *rules],
        ["verifier", str(file.with_name(f"absent {STEERING}"))],
        ["modele", str(folder / "a.xlsx"), "--prerempli", str(file)],
        ["modele", str(folder / "b.xlsx"), "--migrer", str(file)],
        ["modele", str(folder / f"c{STEERING}.xlsx"), "--migrer", str(file)],
        ["surveiller", "--une-fois", *config],
        ["etat", *config],
        ["etat", "--format", "json", *config],
        ["registre", *config],
        ["registre", "--format", "json", *config],
        ["registre", "--format", "csv", *config],
        ["registre", "--dossier", "1", *config],
        ["registre", "--dossier", "1", "--format", "json", *config],
        ["registre", "--dossier", f"absent {STEERING}".replace("\x00", ""), *config],
        ["registre", "--texte", "Société", *config],
        ["revoquer-attestation", f"absente {STEERING}".replace("\x00", ""), "--motif", "x", *config],
        ["registre", "--statut", STEERING, *config],
        ["purger", "--avant", "2026-11-26", *config],
        ["purger", "--avant", "2026-11-26", "--confirmer", *config],
        ["regles", *rules],
        ["regles", "--format", "json", *rules],
        ["regles", "--format", "md", *rules],
        ["expliquer", "BRA-100", *rules],
        ["expliquer", STEERING],
        [STEERING],
    ]
    for command in commands:
        said = printed(folder, *command)
        assert said.strip(), command
        found = UNSAFE.search(said)
        assert found is None, (command, said[max(0, found.start() - 80) : found.end() + 20])
    written = [path for name in ("sortie", "lot") for path in (folder / name).rglob("*")]
    assert [str(path) for path in written if UNSAFE.search(str(path.relative_to(folder)))] == []
    journal = "".join(path.read_text("utf-8") for path in (folder / "sortie").rglob("*.jsonl"))
    assert journal
    assert UNSAFE.search(journal) is None


def test_colours_reach_a_terminal_and_nothing_else_does() -> None:
    from rich.console import Console

    screen = io.StringIO()
    console = cleaning(Console(file=screen, force_terminal=True, color_system="standard", width=80))
    console.print("[red]refusé[/]", "\x1b[5mclignote\u202e", highlight=False)
    assert "\x1b[31mrefusé\x1b[0m" in screen.getvalue()
    assert "\ufffd[5mclignote\ufffd" in screen.getvalue()
    assert "\x1b[5m" not in screen.getvalue()


def test_in_json_nothing_is_lost() -> None:
    document = {"fichier": f"é {STEERING}\U000e0001"}
    text = json_text(document)
    assert UNSAFE.search(text) is None
    assert json.loads(text) == document
    assert escaped("é\n") == "é\n"


def test_what_is_readable_stays() -> None:
    assert clean("\ufeffnom;n°\u00a01\n\tœuvre « ici »\n") == "\ufeffnom;n°\u00a01\n\tœuvre « ici »\n"
    assert clean("a\ufeffb\r\n") == "a\ufffdb\ufffd\n"


def test_an_e_mail_holds_none(tmp_path: Path) -> None:
    moment = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
    summary = RunSummary("hôte", moment, moment, {"accepted": 1}, (f"1 fichier : {STEERING}",), STEERING)
    text = body(WatchConfig(depot=tmp_path / "depot", sortie=tmp_path / "sortie"), summary)
    assert UNSAFE.search(text) is None
