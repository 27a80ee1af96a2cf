"""What people see in a terminal of any width: whole words, the names of files first, how long it will still take."""

import io
import json
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console
from rich.text import Text

from proexp_batch.cli import main
from proexp_batch.cli.fitting import Column, fitted
from proexp_batch.cli.progress import duration, in_log, on_terminal
from tests.deposit.running import configured
from tests.whole.places import CLOSED, DEPOSIT, FAULTY, LOCKED, ROOT

if sys.platform != "win32":
    import fcntl
    import os
    import pty
    import struct
    import termios

DAY = ["--aujourdhui", "2026-11-24"]
NAME = "Chaudronnerie du Val - dossier v2.xlsx"
COLUMNS = (
    Column("Fichier"),
    Column("Statut"),
    Column("Étape", right=True, last_out=1),
    Column("Bloquants", right=True, last_out=2),
    Column("Avertiss.", right=True, first_out=3),
    Column("Infos", right=True, first_out=1),
    Column("Contrats", right=True, first_out=2),
)
COUNTS = ["accepté avec avertissements", "5", "22", "5", "0", "3"]
Output = pytest.CaptureFixture[str]


def lines_of(names: Sequence[str], width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    rows = [[Text(text) for text in (name, *COUNTS)] for name in names]
    console.print(fitted(COLUMNS, rows, "Fichier", width))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def headings(lines: list[str]) -> list[str]:
    return re.findall(r"[^\W\d]+\.?", lines[1])


@pytest.mark.parametrize("width", [60, 70, 80, 100, 120, 200])
def test_no_line_is_too_long_and_no_word_is_cut(width: int) -> None:
    names = [NAME, "Opco Mobilités/Copie de Delmotte remorques - étape 3.xlsx", "x.xlsx"]
    lines = lines_of(names, width)
    assert {len(line) for line in lines} == {len(lines[0])}
    assert len(lines[0]) <= width
    words = set(re.split(r"[\s│┃]+", "\n".join(lines)))
    assert words >= {word for text in (*names, *COUNTS[:3]) for word in text.split()}
    assert headings(lines)[:2] == ["Fichier", "Statut"]


def test_columns_go_one_by_one_until_the_name_stands_whole() -> None:
    gone = []
    for width in range(130, 40, -1):
        lines = lines_of([NAME], width)
        shown = headings(lines)
        gone += [column.title for column in COLUMNS if column.title not in (*shown, *gone)]
        if len(gone) < 3:
            assert any(NAME in line for line in lines)
    assert gone == ["Infos", "Contrats", "Avertiss.", "Étape", "Bloquants"]


def test_a_name_that_fits_nowhere_takes_no_column_from_the_others() -> None:
    long = f"{'un dossier ' * 20}.xlsx"
    assert headings(lines_of([long], 200)) == [column.title for column in COLUMNS]
    one_word = lines_of(["x" * 200], 60)
    assert headings(one_word) == ["Fichier", "Statut"]
    assert "".join(one_word).count("x") == 200
    assert lines_of([NAME], 12)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are those of POSIX")
@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_table_of_a_batch_in_a_real_terminal(width: int, tmp_path: Path) -> None:
    code, shown = in_terminal(["traiter", str(DEPOSIT), "--sortie", str(tmp_path), *DAY], width)
    assert code == 1
    table = [line for line in shown.splitlines() if line.startswith(tuple("┏┃┡│└"))]
    assert table
    assert max(map(len, table)) <= width
    assert headings(table)[:2] == ["Fichier", "Statut"]
    names = {path.name for path in DEPOSIT.rglob("*.xls*")}
    words = set(re.split(r"[\s│┃/]+", "\n".join(table)))
    assert words >= {word for name in names for word in name.split()}
    assert {"accepté", "corriger", "illisible", "avertissements", "doublon"} <= words
    assert "Contrôle : " in shown
    assert "Écriture : 15/15 dossiers" in shown


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are those of POSIX")
@pytest.mark.parametrize("width", [60, 80])
def test_the_tables_of_the_register_and_the_rules_cut_no_word(width: int, tmp_path: Path) -> None:
    (tmp_path / "depot").mkdir()
    shutil.copy(FAULTY, tmp_path / "depot" / NAME)
    shutil.copy(CLOSED, tmp_path / "depot")
    assert main(["surveiller", "--une-fois", "--config", str(configured(tmp_path)), *DAY]) == 1
    _, shown = in_terminal(["registre", "--sortie", str(tmp_path / "sortie")], width)
    assert max(map(len, shown.splitlines())) <= width
    words = set(re.split(r"[\s│┃]+", shown))
    assert words >= {*NAME.split(), *CLOSED.name.split(), "corriger", "Fichier", "Statut"}
    _, shown = in_terminal(["regles", "--etape", "1"], width)
    assert max(map(len, shown.splitlines()[:-1])) <= width
    assert {"avertissement", "bloquant", "confidentialité"} <= set(re.split(r"[\s│┃]+", shown))


def in_terminal(arguments: list[str], width: int) -> tuple[int, str]:
    """Run the program in a terminal; its exit code and what it shows, without colours and moves of the cursor."""
    environ = {
        name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")
    }
    child, handle = pty.fork()
    if not child:
        os.chdir(ROOT)
        # The width must be there before the program asks for it.
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
        command = [sys.executable, "-m", "proexp_batch", *arguments]
        os.execve(sys.executable, command, {**environ, "TERM": "xterm-256color"})
    shown = b""
    while True:
        try:
            more = os.read(handle, 65_536)
        except OSError:
            break
        if not more:
            break
        shown += more
    os.close(handle)
    _, status = os.waitpid(child, 0)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode().replace("\r\n", "\n").replace("\r", "\n"))
    return os.waitstatus_to_exitcode(status), text.replace("\u00a0", " ")


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are those of POSIX")
@pytest.mark.parametrize("width", [60, 80, 120])
def test_findings_are_paragraphs_in_a_real_terminal(width: int) -> None:
    code, shown = in_terminal(["verifier", str(FAULTY), *DAY], width)
    assert code == 1
    assert not set("│┃━") & set(shown)
    assert max(map(len, shown.splitlines())) <= width
    assert "  bloquant APP-030 : O4, « Heures de formation prévues »" in shown
    said = " ".join(shown.split())
    assert "Prévu : 120 h. À faire : Ajoutez des modules au parcours" in said


def said(arguments: list[str], capsys: Output) -> str:
    main(arguments)
    return capsys.readouterr().out.replace("\u00a0", " ")


def test_findings_are_counted_first_and_stand_sheet_by_sheet(capsys: Output) -> None:
    lines = said(["verifier", str(FAULTY), *DAY], capsys).splitlines()
    assert lines[0] == "Dossier à corriger, étape 5 : 22 points bloquants, 5 avertissements."
    heads = [found for line in lines if (found := re.fullmatch(r"(\w+) : (\d+ points? bloquants?.*)", line))]
    sheets = [found[1] for found in heads]
    assert len(set(sheets)) == len(sheets) > 3
    assert sum(int(found[2].split()[0]) for found in heads) == 22
    at = lines.index("Apprenants : 6 points bloquants, 1 avertissement")
    assert lines[at + 1] == "  bloquant LEC-003 : K3, « Date de signature »"
    assert lines[at + 2].startswith("    La date « Date de signature » ne peut pas être lue. Lu : ")
    assert lines[at + 3].startswith("    À faire : ")
    left = lines.index("Ce qui n'est pas encore contrôlé :")
    assert lines[left + 1].startswith("  Non contrôlé : âge, public")
    assert lines[-1].startswith("Contrats PE-2023-0201, ")


def test_a_workbook_that_cannot_be_read_says_why_once(capsys: Output) -> None:
    lines = said(["verifier", str(LOCKED), *DAY], capsys).splitlines()
    assert lines[0] == "Dossier illisible."
    assert "mot de passe" in lines[1]
    assert len(lines) == 2
    assert "rien à signaler." in said(["verifier", str(CLOSED), *DAY], capsys)


@pytest.mark.parametrize("file", [FAULTY, LOCKED, CLOSED], ids=lambda path: path.stem)
def test_the_json_of_a_check_is_a_dossier_of_the_report(file: Path, tmp_path: Path, capsys: Output) -> None:
    found = json.loads(said(["verifier", str(file), *DAY, "--format", "json"], capsys))
    schema = json.loads((ROOT / "docs" / "rapport.schema.json").read_text("utf-8"))
    jsonschema.validate(found, {**schema["$defs"]["dossier"], "$defs": schema["$defs"]})
    main(["traiter", str(file), "--sortie", str(tmp_path), *DAY])
    capsys.readouterr()
    report = json.loads((tmp_path / "rapport.json").read_text("utf-8"))
    (dossier,) = report["dossiers"]
    assert found.keys() == dossier.keys()
    same = {"file", "sha256", "status", "step", "findings"}
    plain = json.loads(json.dumps(dossier, ensure_ascii=False).replace("\u00a0", " "))
    assert {name: found[name] for name in same} == {name: plain[name] for name in same}
    assert (found["annotated"], found["attestations"], found["papers"]) == (None, None, {})
    assert [one["number"] for one in found["contracts"]] == [one["number"] for one in plain["contracts"]]


def test_an_unknown_format_is_wrong_use(capsys: Output) -> None:
    assert main(["verifier", str(FAULTY), "--format", "xml"]) == 2
    assert "Les formats sont : texte, json." in capsys.readouterr().err.replace("\u00a0", " ")


def test_progress_tells_dossiers_rate_and_time_left() -> None:
    now = 0.0
    console = Console(file=io.StringIO(), width=80, force_terminal=True, color_system=None)
    with on_terminal(console, lambda: now) as tell:
        for done in range(0, 301, 10):
            tell(done, 400)
            now += 5.0
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue().replace("\u00a0", " ")
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown).replace("\r", "\n")
    last = [line for line in plain.splitlines() if line.strip()][-1]
    assert last.startswith("Écriture : 100/200 dossiers")
    assert "2/s" in last
    assert "reste 50 s" in last
    assert max(map(len, plain.splitlines())) <= 80


def test_in_a_log_progress_is_a_line_for_each_tenth() -> None:
    stream = io.StringIO()
    tell = in_log(stream)
    for done in range(401):
        tell(done, 400)
    lines = stream.getvalue().replace("\u00a0", " ").splitlines()
    assert lines == [f"{tenth} %" for tenth in range(0, 101, 10)]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.6, "1 min 00 s"), (185, "3 min 05 s"), (7_500, "2 h 05 min")],
)
def test_how_long_it_takes_in_words(seconds: float, words: str) -> None:
    assert duration(seconds).replace("\u00a0", " ") == words
