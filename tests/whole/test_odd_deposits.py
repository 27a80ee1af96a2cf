"""What people and programs leave in a shared folder: nothing of it stops the work, and every dossier has its result."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from proexp_batch.cli import main
from proexp_batch.decision.facts import Status
from proexp_batch.disk.collect import collect
from proexp_batch.register import Register
from proexp_batch.settings.limits import USUAL
from tests.deposit.making import Workbooks
from tests.whole.altering import Cells, altered
from tests.whole.places import RIGHT, ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses most of these names")

DOSSIERS = (
    "dossier.xlsx/dedans.xlsx",
    "é" * 120 + ".xlsx",
    "avec\nligne.xlsx",
    " espaces .xlsx",
    "CON.xlsx",
    "a..xlsx",
    "=cmd|'x'!A1.xlsx",
    "[red]gras[].xlsx",
    "\u202egpj.xlsx",
    os.fsdecode(b"d\xe9p\xf4t.xlsx"),
    "MAJ.XLSX",
    "maj.xlsx",
)
"""Right dossiers under strange names."""

TODAY = ("--aujourdhui", "2026-11-25")

ACCEPTED = (Status.ACCEPTED, Status.ACCEPTED_WITH_WARNINGS)


def put(folder: Path, name: str, data: bytes) -> None:
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def deepen(folder: Path) -> None:
    """Make folders in it so deep that nobody can name the last one."""
    here = Path.cwd()
    os.chdir(folder)
    try:
        for _ in range(25):
            Path("n" * 200).mkdir()
            os.chdir("n" * 200)
        Path("profond.xlsx").write_bytes(b"x")
    finally:
        os.chdir(here)


@pytest.fixture
def deposit(tmp_path: Path) -> Path:
    folder = tmp_path / "depot"
    folder.mkdir()
    workbooks = Workbooks()
    for number, name in enumerate(DOSSIERS):
        put(folder, name, workbooks.make(number))
    os.mkfifo(folder / "tube.xlsx")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(folder)  # the path of a socket must be short
        listening.bind("prise.xlsx")
        os.chdir(here)
    (folder / "boucle").symlink_to(folder)
    (folder / "zéros.xlsx").symlink_to("/dev/zero")
    for name in ("._mac.xlsx", "~$ouvert.xlsx", "Thumbs.db", "desktop.ini", "__MACOSX/x"):
        put(folder, name, b"x")
    deepen(folder)
    yield folder
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def program(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "proexp_batch", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_a_batch_is_brought_to_its_end(deposit: Path, tmp_path: Path) -> None:
    done = program("traiter", str(deposit), "--sortie", str(tmp_path / "sortie"), "--processus", "1")
    assert "Traceback" not in done.stderr
    # One folder could not be read: that is said, after everything else was done.
    assert done.returncode == 3
    assert "ne peut pas être lu" in done.stdout.replace("\u00a0", " ")
    report = json.loads((tmp_path / "sortie" / "rapport.json").read_text("utf-8"))
    told = {one["file"]: one for one in report["dossiers"]}
    right = [one for one in told.values() if one["status"] in ACCEPTED]
    assert len(right) == len(DOSSIERS)
    assert all((tmp_path / "sortie" / one["annotated"]).is_file() for one in right)
    for name in ("tube.xlsx", "prise.xlsx", "zéros.xlsx"):
        assert [finding["code"] for finding in told[name]["findings"]] == ["FIC-009"]


def test_the_import_takes_every_dossier(deposit: Path, tmp_path: Path) -> None:
    output = tmp_path / "sortie"
    done = program("surveiller", str(deposit), "--sortie", str(output), "--une-fois", "--delai", "0.2")
    assert "Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr
    with Register.open(output / "registre.sqlite") as register:
        statuses = [row.status for row in register.deposits()]
    assert len(statuses) == len(DOSSIERS)
    assert set(statuses) <= set(ACCEPTED)
    # Links and the like are no deposits: they stay where they are.
    assert sorted(
        path.name for path in deposit.iterdir() if path.suffix.lower() == ".xlsx" and not path.is_dir()
    ) == [
        "._mac.xlsx",
        "prise.xlsx",
        "tube.xlsx",
        "zéros.xlsx",
        "~$ouvert.xlsx",
    ]


def test_what_waits_may_have_any_name(tmp_path: Path) -> None:
    output = tmp_path / "sortie"
    put(tmp_path / "depot", os.fsdecode(b"coup\xe9.xlsx"), RIGHT.read_bytes()[:-500])
    done = program(
        "surveiller", str(tmp_path / "depot"), "--sortie", str(output), "--une-fois", "--delai", "0"
    )
    assert done.returncode == 0, done.stderr
    with Register.open(output / "registre.sqlite") as register:
        assert [one.file for one in register.waiting()] == ["coup\ufffd.xlsx"]


def test_a_file_bigger_than_any_memory_is_refused_without_being_read_into_it(tmp_path: Path) -> None:
    huge = tmp_path / "depot" / "vidéo.xlsx"
    put(tmp_path / "depot", "vidéo.xlsx", b"PK\x03\x04")
    os.truncate(huge, 12 * USUAL.bytes)
    limit = 4 * USUAL.bytes
    script = (
        "import resource, sys; from proexp_batch.cli import main; import proexp_batch.cli.batch; before = "
        "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; code = main(sys.argv[1:]); grown = "
        f"resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before; sys.exit(code if grown * 1024 < {limit} else 99)"
    )
    command = [sys.executable, "-c", script, "traiter", str(huge), "--sortie", str(tmp_path / "sortie")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1, done.stderr
    report = json.loads((tmp_path / "sortie" / "rapport.json").read_text("utf-8"))
    [finding] = report["dossiers"][0]["findings"]
    assert finding["code"] == "FIC-006"
    assert "480" in finding["message"]


def test_a_folder_that_cannot_be_listed_is_told_and_the_others_are_taken(tmp_path: Path) -> None:
    put(tmp_path / "depot", "a.xlsx", b"x")
    deepen(tmp_path / "depot")
    try:
        collected = collect([tmp_path / "depot"], tmp_path / "sortie")
    finally:
        shutil.rmtree(tmp_path / "depot", ignore_errors=True)
    assert [str(file.file) for file in collected.files] == ["a.xlsx"]
    assert len(collected.closed) == 1


def test_brackets_in_a_cell_or_a_name_are_shown_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cells: Cells = {("Entreprise", "SIRET"): "[/b] 12", ("Apprenants", "Numéro de contrat"): "[/red]"}
    odd = altered(RIGHT, tmp_path / "[b]gras.xlsx", cells)
    assert main(["verifier", str(odd)]) == 1
    said = capsys.readouterr().out
    assert "[/b] 12" in said
    assert "[/RED]" in said
    # As on a terminal, which shows a table.
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    assert main(["traiter", str(odd), "--sortie", str(tmp_path / "[/u]")]) == 1
    assert "[b]gras" in capsys.readouterr().out


@pytest.mark.parametrize("output", ["depot", "depot/resultats", "lien", "depot/sous/.."])
def test_a_deposit_that_takes_the_outputs_is_checked_alike_each_time(
    tmp_path: Path, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    deposit = tmp_path / "depot"
    put(deposit, "Société/dossier.xlsx", RIGHT.read_bytes())
    (deposit / "sous").mkdir()
    (tmp_path / "lien").symlink_to(deposit)
    for _ in range(3):
        assert main(["traiter", str(deposit), "--sortie", str(tmp_path / output), *TODAY]) == 0
        report = json.loads((tmp_path / output / "rapport.json").read_text("utf-8"))
        assert [one["file"] for one in report["dossiers"]] == ["Société/dossier.xlsx"]
    said = capsys.readouterr().out.replace("\u00a0", " ").replace("\n", " ")
    if output != "depot/resultats":
        assert "4 résultats d'un traitement précédent laissés de côté (liste dans la synthèse)." in said
    # A workbook that was given back, corrected and deposited again is a deposit; another output folder changes nothing.
    annotated = tmp_path / output / "dossiers" / "Société" / "dossier" / "annote.xlsx"
    put(deposit, "Société/dossier - annote.xlsx", annotated.read_bytes())
    main(["traiter", str(deposit), "--sortie", str(tmp_path / "autre"), *TODAY])
    report = json.loads((tmp_path / "autre" / "rapport.json").read_text("utf-8"))
    assert [one["file"] for one in report["dossiers"]] == [
        "Société/dossier - annote.xlsx",
        "Société/dossier.xlsx",
    ]


def test_what_a_killed_run_left_is_removed_by_the_next_one(tmp_path: Path) -> None:
    put(tmp_path / "depot", "dossier.xlsx", RIGHT.read_bytes())
    output = tmp_path / "sortie"
    killed = (
        "import os, signal, sys, proexp_batch.pipeline.way as way\n"
        "from proexp_batch.disk import files\n"
        "files.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from proexp_batch.cli import main\n"
        "main(sys.argv[1:])"
    )
    arguments = ["traiter", str(tmp_path / "depot"), "--sortie", str(output), *TODAY]
    done = subprocess.run(
        [sys.executable, "-c", killed, *arguments], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode < 0
    assert list(output.rglob(".proexp-*"))
    assert main(arguments) == 0
    assert list(output.rglob(".proexp-*")) == []
