"""run.py, started as a user starts it: as a child process, in a copy of the project with a stub package."""

import ast
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
RUN = ROOT / "run.py"
LISTS = ("run.txt", "paquet.txt", "dask.txt", "tests.txt", "bench.txt")
LOCKS = [ROOT / "requirements" / name for name in LISTS]

STUB_CLI = """
import json, os, sys, time
from pathlib import Path


def main():
    facts = json.dumps({"argv": sys.argv[1:], "cwd": os.getcwd(), "package": __file__})
    if "dormir" in sys.argv:
        try:
            print(facts, flush=True)
            time.sleep(60)
        except KeyboardInterrupt:
            # Longer than the quarter of a second that subprocess.call would grant.
            time.sleep(0.6)
            Path("rangé").touch()
            return 130
    print(facts)
    return int(os.environ.get("STUB_CODE", "0"))
"""

# Stands for ruff, mypy and pytest: prints its name, fails when told to.
STUB_TOOL = """
import os, sys
name = os.path.splitext(os.path.basename(__file__))[0]
print("outil", name, *sys.argv[1:], flush=True)
sys.exit(name in os.environ.get("STUB_FAILING", "").split())
"""


class Outcome(NamedTuple):
    code: int
    output: str
    messages: str


class Project(NamedTuple):
    """A copy of the project whose lock files are empty, so that its set-up downloads nothing."""

    folder: Path

    @property
    def venv(self) -> Path:
        return self.folder / ".venv"

    @property
    def stamp(self) -> Path:
        return self.venv / "run-stamp.txt"

    def popen(self, *arguments: str, cwd: Path | None = None, **variables: str) -> subprocess.Popen[str]:
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "PYTEST"))
        }
        for name in ("PROEXP_VENV", "PYTHONPATH"):
            environment.pop(name, None)
        environment |= {"PIP_CONFIG_FILE": os.devnull, "PYTHONUTF8": "1", **variables}
        return subprocess.Popen(
            [sys.executable, str(self.folder / "run.py"), *arguments],
            cwd=cwd or self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, *arguments: str, cwd: Path | None = None, **variables: str) -> Outcome:
        return outcome(self.popen(*arguments, cwd=cwd, **variables))


def outcome(process: subprocess.Popen[str]) -> Outcome:
    output, messages = process.communicate(timeout=120)
    return Outcome(process.returncode, output, messages)


def make_project(folder: Path) -> Project:
    package = folder / "proexp_batch"
    (package / "cli").mkdir(parents=True)
    (folder / "requirements").mkdir()
    shutil.copy(RUN, folder)
    for name in ("__init__.py", "__main__.py"):
        shutil.copy(ROOT / "proexp_batch" / name, package)
    (package / "cli" / "__init__.py").write_text(STUB_CLI, encoding="utf-8")
    for lock in LOCKS:
        (folder / "requirements" / lock.name).write_text("# vide\n", encoding="utf-8")
    (folder / "bundle").mkdir()
    for tool in ("ruff", "mypy", "pytest", "benchmarks", "bundle/build"):
        (folder / f"{tool}.py").write_text(STUB_TOOL, encoding="utf-8")
    return Project(folder)


def load_run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_under_test", RUN)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bare(tmp_path: Path) -> Project:
    return make_project(tmp_path / "projet")


@pytest.fixture(scope="module")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Outcome]:
    project = make_project(tmp_path_factory.mktemp("mes dossiers d’été") / "projet")
    return project, project.run("regles", STUB_CODE="7")


@pytest.fixture
def ready(first_start: tuple[Project, Outcome]) -> Project:
    return first_start[0]


def test_first_start_prepares_then_runs_the_command(first_start: tuple[Project, Outcome]) -> None:
    project, result = first_start
    assert result.code == 7
    assert json.loads(result.output)["argv"] == ["regles"]
    assert "Préparation de l’environnement" in result.messages
    assert "Environnement prêt en " in result.messages
    assert project.stamp.exists()


def test_second_start_does_no_set_up(ready: Project) -> None:
    before = ready.stamp.stat().st_mtime_ns
    result = ready.run("regles")
    assert (result.code, result.messages) == (0, "")
    assert ready.stamp.stat().st_mtime_ns == before


def test_arguments_folder_and_exit_code_pass_through(ready: Project, tmp_path: Path) -> None:
    # A file of the user's folder with the name of a library must not be imported in its place.
    (tmp_path / "json.py").write_text("raise SystemExit('mauvais json')", encoding="utf-8")
    arguments = ["traiter", "mon dossier", "", "--sortie=été", "*.xlsx"]
    result = ready.run(*arguments, cwd=tmp_path, STUB_CODE="3")
    seen = json.loads(result.output)
    assert result.code == 3
    assert seen["argv"] == arguments
    assert Path(seen["cwd"]) == tmp_path.resolve()
    assert Path(seen["package"]).is_relative_to(ready.folder.resolve())


@pytest.mark.parametrize(("batch", "expected"), [(0, 0), (1, 0), (2, 2), (5, 5)])
def test_demonstration_takes_refused_dossiers_for_a_success(
    ready: Project, tmp_path: Path, batch: int, expected: int
) -> None:
    result = ready.run(cwd=tmp_path, STUB_CODE=str(batch))
    folder = ready.folder.resolve()
    assert result.code == expected
    assert json.loads(result.output)["argv"] == [
        "traiter",
        str(folder / "samples" / "depot"),
        "--sortie",
        str(folder / "sortie"),
    ]
    assert ("erreurs placées exprès" in result.messages) == (batch == 1)


def test_changed_lock_renews_without_starting_afresh(ready: Project) -> None:
    witness = ready.venv / "témoin"
    witness.touch()
    lock = ready.folder / "requirements" / "run.txt"
    lock.write_text("# vide, autrement\n", encoding="utf-8")
    result = ready.run("regles")
    assert result.code == 0
    assert "Mise à jour de l’environnement" in result.messages
    assert witness.exists()
    assert ready.run("regles").messages == ""


def test_other_python_starts_afresh(ready: Project) -> None:
    module = load_run()
    environment = module.Environment(ready.venv)
    lines = ready.stamp.read_text(encoding="utf-8").splitlines()
    assert environment.usable(lines)
    assert not environment.usable(["python 3.10 plan9 vax", *lines[1:]])


def test_tests_command_names_what_failed_and_ends_with_pytest(ready: Project) -> None:
    result = ready.run("tests", "-k", "un test", STUB_FAILING="mypy")
    assert result.code == 1
    assert result.output.splitlines() == [
        "outil ruff check .",
        "outil ruff format --check .",
        "outil mypy",
        "outil pytest -k un test",
    ]
    assert "En échec avant pytest\u00a0: mypy." in result.messages
    assert ready.run("tests").code == 0
    assert ready.run("tests", STUB_FAILING="pytest").code == 1
    # The tests' environment contains the other one.
    assert ready.run("regles").messages == ""


def test_benchmark_passes_its_arguments_and_its_exit_code(ready: Project, tmp_path: Path) -> None:
    result = ready.run("banc", "--tours", "3", cwd=tmp_path, STUB_FAILING="benchmarks")
    assert result.code == 1
    assert result.output.splitlines() == ["outil benchmarks --tours 3"]
    # Its environment contains the others.
    assert ready.run("tests").code == 0
    assert "environnement" not in ready.run("tests").messages


def test_the_program_for_a_desk_is_made_with_what_it_takes(bare: Project) -> None:
    result = bare.run("paquet", "--dans", "ici")
    assert (result.code, result.output) == (0, "outil build --dans ici\n")
    # The tests' environment contains that one, and that one the other.
    lock = bare.folder / "requirements" / "tests.txt"
    assert [bare.run(command).messages for command in ("regles", "paquet")] == ["", ""]
    lock.write_text("# vide, autrement\n", encoding="utf-8")
    assert "Mise à jour de l’environnement" in bare.run("tests").messages
    assert bare.run("paquet").messages == ""


@pytest.mark.skipif(os.name == "nt", reason="a console's Ctrl-C cannot be sent to one process there")
@pytest.mark.skipif(
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN, reason="run in the background, where Ctrl-C is ignored"
)
@pytest.mark.parametrize("whole_group", [True, False])
def test_interruption_lets_the_command_end_in_its_own_time(
    ready: Project, tmp_path: Path, whole_group: bool
) -> None:
    process = ready.popen("dormir", cwd=tmp_path)
    assert process.stdout
    process.stdout.readline()
    child = children(process.pid)
    # A terminal sends Ctrl-C to both; a supervisor ends run.py alone, and must not leave a command behind.
    if whole_group:
        process.send_signal(signal.SIGINT)
        os.kill(child, signal.SIGINT)
        assert outcome(process)[::2] == (130, "")
        assert (tmp_path / "rangé").exists()
    else:
        process.terminate()
        assert outcome(process).code == 128 + signal.SIGTERM


def children(parent: int) -> int:
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    if not listed.exists():
        pytest.skip("the system does not tell a process's children")
    return int(listed.read_text().split()[0])


def test_no_network(ready: Project) -> None:
    lock = ready.folder / "requirements" / "run.txt"
    before = lock.read_text(encoding="utf-8")
    lock.write_text(f"absent==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    # Port 9 refuses every connection, as a machine without network would.
    result = ready.run("regles", PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="1")
    assert (result.code, result.output) == (2, "")
    expected = "Préparation impossible\u00a0: le serveur de paquets Python est injoignable."
    assert last_line(result).startswith(expected)
    assert "Traceback" not in result.messages
    # What was not replaced goes on working.
    lock.write_text(before, encoding="utf-8")
    assert ready.run("regles").messages == ""


def test_interrupted_set_up_repairs_itself_even_when_started_twice(ready: Project) -> None:
    ready.stamp.unlink()
    remains = ready.venv / "reste"
    remains.mkdir()
    both = [outcome(process) for process in [ready.popen("un"), ready.popen("deux")]]
    assert [result.code for result in both] == [0, 0]
    assert sum("Environnement prêt" in result.messages for result in both) == 1
    assert sum("Une autre commande prépare déjà" in result.messages for result in both) == 1
    assert not remains.exists()


def last_line(result: Outcome) -> str:
    return result.messages.splitlines()[-1]


def test_folder_that_cannot_be_written(bare: Project, tmp_path: Path) -> None:
    # Permissions do not bind root; nobody can make a folder below a regular file.
    obstacle = tmp_path / "fichier"
    obstacle.touch()
    result = bare.run("regles", PROEXP_VENV=str(obstacle / "venv"))
    assert result.code == 2
    assert result.messages.count("\n") == 1
    assert "impossible d’écrire" in result.messages
    assert "PROEXP_VENV" in result.messages


def test_folder_of_somebody_else_is_left_alone(bare: Project, tmp_path: Path) -> None:
    precious = tmp_path / "documents" / "précieux.xlsx"
    precious.parent.mkdir()
    precious.touch()
    result = bare.run("regles", PROEXP_VENV=str(precious.parent))
    assert result.code == 2
    assert "n’a pas été créé par run.py" in result.messages
    assert list(precious.parent.iterdir()) == [precious]


def test_missing_venv_module(bare: Project) -> None:
    result = pretend(bare, "import importlib.util; importlib.util.find_spec = lambda name: None")
    assert result.code == 2
    assert "sudo apt install python3-venv" in last_line(result)


def pretend(project: Project, statements: str) -> Outcome:
    """Start run.py in a Python that the statements have altered."""
    script = str(project.folder / "run.py")
    code = f"{statements}; import runpy; runpy.run_path({script!r}, run_name='__main__')"
    environment = {**os.environ, "PROEXP_VENV": str(project.venv), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, "regles"],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    ("pip_says", "expected"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "disque est plein",
        ),
        (
            "SSLError(SSLCertVerificationError(1, '[SSL: X] certificate verify failed",
            "PIP_CERT",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "empreinte"),
        ("ERROR: No matching distribution found for pandas==3.1.1", "Python 3.11 à 3.14"),
        ("ERROR: something new", "pip a échoué\u00a0: ERROR: something new"),
    ],
)
def test_pip_trouble_becomes_a_french_line(pip_says: str, expected: str) -> None:
    assert expected in load_run().explain(["Collecting pandas", pip_says])


def test_old_python_gets_one_line(bare: Project) -> None:
    result = pretend(bare, "import sys; sys.version_info = (3, 8, 18, 'final', 0)")
    assert (result.code, result.output) == (2, "")
    assert result.messages.count("\n") == 1
    expected = "Python 3.11 ou plus récent est nécessaire (version trouvée\u00a0: 3.8). "
    assert result.messages.startswith(expected)
    assert not bare.venv.exists()


@pytest.mark.parametrize(
    ("version", "accepted"), [((3, 6, 15), False), ((3, 10, 13), False), ((3, 11, 0), True)]
)
def test_version_check(version: tuple[int, int, int], accepted: bool) -> None:
    assert (load_run().outdated(version) == "") == accepted


def test_old_python_can_parse_the_file() -> None:
    tree = ast.parse(RUN.read_text(encoding="utf-8"), feature_version=(3, 7))
    for node in ast.walk(tree):
        assert not isinstance(node, ast.Match | ast.NamedExpr | ast.JoinedStr)
        # An old Python evaluates these, and knows neither list[str] nor X | Y.
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            assert not isinstance(annotation, ast.Subscript | ast.BinOp), ast.dump(node)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_file_names_no_host_and_hashes_everything(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"://|--index|--find-links|@ file", text)
    for entry in re.split(r"\n(?=[a-z])", text)[1:]:
        assert re.match(r"[a-z0-9.-]+==\S+", entry)
        assert "--hash=sha256:" in entry


def test_lock_files_agree_with_each_other_and_with_the_declaration() -> None:
    pins = [dict(re.findall(r"(?m)^([a-z0-9-]+)==(\S+)", lock.read_text(encoding="utf-8"))) for lock in LOCKS]
    run, paquet, dask, tests, bench = pins
    assert run.items() <= paquet.items() <= tests.items() <= bench.items()
    assert run.items() <= dask.items() <= tests.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for declared, pinned in (
        (project["dependencies"], run),
        (project["optional-dependencies"]["paquet"], paquet),
        (project["optional-dependencies"]["dask"], dask),
        (project["optional-dependencies"]["dev"], tests),
        (project["optional-dependencies"]["bench"], bench),
    ):
        names = {re.split(r"[\[<>=;]", requirement)[0].strip() for requirement in declared}
        assert names <= pinned.keys()
