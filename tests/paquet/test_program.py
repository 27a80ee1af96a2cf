"""The program for a desk without Python, built for this machine and started where there is no Python."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from proexp_batch import __version__
from proexp_batch.model.wording import NBSP, typo
from tests.whole.places import CLOSED, DEPOSIT, RIGHT, ROOT

if importlib.util.find_spec("PyInstaller") is None:
    pytest.skip("PyInstaller is not installed", allow_module_level=True)

from bundle import build

DAY = ["--aujourdhui", "2026-11-24"]
RULE = """
import statistics
from proexp_batch.rules.rule import WARNING, hits, rule

@rule("LOC-001", "Règle", WARNING, 1, "company.job_title", message="Message.", fix="Corrigez.", why="Pourquoi.",
      wrong="Non", right="Oui", sources=("usage",))
def test(batch):
    {body}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `run.py paquet` leaves in its folder."""
    folder = tmp_path_factory.mktemp("dist été")
    done = subprocess.run(
        [sys.executable, "-m", "bundle.build", "--dans", str(folder)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Démarrage (--help" in done.stdout
    return folder


@pytest.fixture(scope="module")
def program(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as somebody has it who unpacked the archive elsewhere."""
    [archive] = made.glob("*.zip")
    folder = tmp_path_factory.mktemp("bureau")
    unpack = shutil.which("unzip")
    if unpack:
        subprocess.run([unpack, "-q", str(archive), "-d", str(folder)], check=True)
    else:
        shutil.copytree(made / "proexp-batch", folder / "proexp-batch", symlinks=True)
    return next((folder / "proexp-batch").glob("proexp-batch*"))


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(program: Path, tmp_path: Path) -> Run:
    """Starts the program where no Python is on the way, and nothing of the surroundings helps it."""
    return partial(start, program, tmp_path)


def start(
    program: Path, folder: Path, *arguments: str | Path, **variables: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(program), *map(str, arguments)],
        cwd=folder,
        env={"PATH": str(folder), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> "tuple[Path, subprocess.CompletedProcess[str]]":
    """What Python makes of the samples."""
    folder = tmp_path_factory.mktemp("nu")
    command = [
        sys.executable,
        "-m",
        "proexp_batch",
        "traiter",
        str(DEPOSIT),
        "--sortie",
        "sortie",
        *DAY,
        "--documents",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    return folder / "sortie", done


def test_the_archive_says_what_it_is_and_keeps_what_may_be_run(made: Path) -> None:
    [archive] = made.glob("*.zip")
    assert archive.name.startswith(f"proexp-batch-{__version__}-")
    with zipfile.ZipFile(archive) as file:
        names = file.namelist()
        assert all(name.startswith("proexp-batch/") for name in names)
        assert {"proexp-batch/LISEZ-MOI.txt", "proexp-batch/LICENSE"} <= set(names)
        [program] = [
            name for name in names if name in ("proexp-batch/proexp-batch", "proexp-batch/proexp-batch.exe")
        ]
        assert sys.platform == "win32" or file.getinfo(program).external_attr >> 16 & 0o111


def test_nothing_is_in_it_that_only_tests_need(made: Path) -> None:
    inside = {path.name.partition("-")[0] for path in (made / "proexp-batch" / "_internal").iterdir()}
    assert not inside & {
        "hypothesis",
        "mypy",
        "pytest",
        "PyInstaller",
        "matplotlib",
        "setuptools",
        "tcl",
        "tk",
    }


def test_commands_are_those_of_the_command_line(run: Run) -> None:
    assert run("--version").stdout == f"proexp-batch {__version__}\n"
    assert "Contrôle un dépôt et rend les classeurs annotés" in run("traiter", "--help").stdout
    assert "Dossier accepté" in run("verifier", CLOSED, *DAY).stdout
    done = run()
    assert (done.returncode, done.stdout.startswith("Déposez un dossier")) == (2, True)


@pytest.mark.parametrize("forked", [True, False])
def test_a_deposit_gives_what_python_gives(
    forked: bool, plain: "tuple[Path, subprocess.CompletedProcess[str]]", run: Run, tmp_path: Path
) -> None:
    """With workers that are not forked, as on Windows and macOS, too.

    On Linux it is so where the sockets of the process to fork from have no place.
    """
    distant = tmp_path / ("temporaire" * 12)
    distant.mkdir()
    variables = {} if forked else {"TMPDIR": str(distant)}
    done = run("traiter", DEPOSIT, "--sortie", "sortie", *DAY, "--documents", **variables)
    assert (done.returncode, done.stdout) == (1, plain[1].stdout)
    assert files_of(tmp_path / "sortie") == files_of(plain[0])
    assert report_of(tmp_path / "sortie") == report_of(plain[0])


def files_of(folder: Path) -> dict[str, bytes]:
    """The outputs; of those that tell when they were made, only that they are there."""
    timed = ("rapport.json", "synthese.html", "synthese.xlsx")
    return {
        path.relative_to(folder).as_posix(): b"" if path.name in timed else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def report_of(folder: Path) -> dict[str, object]:
    report: dict[str, object] = json.loads((folder / "rapport.json").read_text("utf-8"))
    assert isinstance(report["run"], dict)
    for moment in ("started", "finished"):
        del report["run"][moment]
    return report


def test_attestations_are_sealed_and_verified(run: Run, tmp_path: Path) -> None:
    assert run("cle", "creer", "sceau.pem").returncode == 0
    assert run("traiter", CLOSED, "--sortie", "sortie", *DAY, "--cle", "sceau.pem").returncode == 0
    for name in ("attestation-PE-2022-1107.pdf", "attestations.xlsx"):
        [file] = (tmp_path / "sortie").rglob(name)
        done = run("verifier-attestation", file, "--cle-publique", "sceau.pem.pub")
        assert (done.returncode, done.stdout.partition(NBSP)[0]) == (0, "Authentique")


def test_what_is_dropped_is_checked(run: Run, tmp_path: Path) -> None:
    deposit = tmp_path / "Dépôt"
    deposit.mkdir()
    for source in (CLOSED, DEPOSIT / "Jardins de Brocéane.xls"):
        shutil.copy(source, deposit)
    done = run(deposit)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, typo("Contrôle de « Dépôt »…"))
    assert {path.name for path in (tmp_path / "Dépôt - résultats").iterdir()} == {
        "dossiers",
        "rapport.json",
        "synthese.html",
        "synthese.xlsx",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="there, a window of one's own cannot be had in a test")
def test_a_window_of_its_own_stays(program: Path, tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    streams = {"stdin": theirs, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([str(program)], encoding="utf-8", start_new_session=True, **streams) as process:
        os.close(theirs)
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(3)]
        assert (lines[-1], process.poll()) == ("Appuyez sur Entrée pour fermer cette fenêtre.\n", None)
        os.write(ours, b"\n")
        assert process.wait(60) == 2
    os.close(ours)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("return hits(batch['rien'])", "une clé qui n'existe pas (règles.py, ligne 8)."),
        ("while True: pass", "elle prend trop de temps."),
        ("kept = [bytearray(1000000) for _ in range(100000)]", "elle demande trop de mémoire."),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="the system has no such limits")
def test_limits_and_reasons_hold(run: Run, tmp_path: Path, body: str, reason: str) -> None:
    (tmp_path / "règles.py").write_text(RULE.format(body=body), "utf-8")
    limits = ["--temps-par-fichier", "1", "--memoire-par-fichier", "200"]
    done = run("traiter", RIGHT, "--sortie", "sortie", "--regles", "règles.py", *limits)
    assert (done.returncode, "La règle LOC-001 a échoué" in done.stderr) == (3, True), done.stderr
    assert reason in done.stderr


def test_rules_of_an_opco_are_taken(run: Run, tmp_path: Path) -> None:
    body = "return hits(batch['company']['dossier'] >= statistics.mean([0]))"
    (tmp_path / "règles.py").write_text(RULE.format(body=body), "utf-8")
    done = run("verifier", RIGHT, "--regles", "règles.py", *DAY)
    assert (done.returncode, "LOC-001" in done.stdout) == (0, True), done.stderr


def test_where_the_system_knows_no_time_zones_the_program_does(run: Run, tmp_path: Path) -> None:
    body = (
        "import zoneinfo; zoneinfo.reset_tzpath([]); "
        "paris = zoneinfo.ZoneInfo.no_cache('Europe/Paris'); return hits(batch['company']['dossier'] < 0)"
    )
    (tmp_path / "règles.py").write_text(RULE.format(body=body), "utf-8")
    done = run("verifier", RIGHT, "--regles", "règles.py", *DAY)
    assert done.returncode == 0, done.stderr


def test_the_template_is_the_same(run: Run, tmp_path: Path) -> None:
    assert run("modele", "modèle.xlsx").returncode == 0
    assert (tmp_path / "modèle.xlsx").read_bytes() == (
        ROOT / "templates" / "dossier_proexp.xlsx"
    ).read_bytes()


def test_an_import_runs(run: Run, tmp_path: Path) -> None:
    (tmp_path / "depot").mkdir()
    shutil.copy(RIGHT, tmp_path / "depot")
    done = run("surveiller", "depot", "--sortie", "sortie", "--une-fois", "--delai", "0")
    assert (done.returncode, "1 dépôt traité" in done.stdout.replace("\u00a0", " ")) == (0, True), done.stderr
    assert run("registre", "--sortie", "sortie").returncode == 0


def test_a_build_that_fails_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(arguments: list[str]) -> None:
        raise SystemExit("un module manque")

    monkeypatch.setattr("PyInstaller.__main__.run", fails)
    with pytest.raises(build.BuildError, match="un module manque"):
        build.build(tmp_path)
