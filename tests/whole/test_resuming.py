"""A batch that was stopped goes on where it was: what is written and unchanged is not done again."""

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from proexp_batch.engines.processes import Processes
from proexp_batch.pipeline import assigning
from proexp_batch.pipeline.outcome import Outcome
from proexp_batch.pipeline.resuming import StoppedError, can_resume, stopped_in
from proexp_batch.pipeline.way import process
from proexp_batch.settings.run import Settings, settings
from tests.whole.places import DEPOSIT, ROOT, TODAY

TIMES = re.compile(rb'"(started|finished)": "[^"]*"')


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assigning, "LARGEST_CHUNK", 2)
    monkeypatch.setattr(assigning, "SMALLEST_CHUNK", 1)


FIRST, ACCEPTED, LAST = "Copie de Delmotte.xlsx", "Strate et Volume.xlsx", "Pixelande.xlsx"
FILES = {
    FIRST: "Opco Mobilités/Copie de Delmotte remorques - étape 3.xlsx",
    "Delmotte.xlsx": "Delmotte remorques - étape 3.xlsx",
    "Envoi.xlsx": "envoi interrompu.xlsx",
    "Messagerie.xlsx": "Opco Mobilités/Messagerie Hurtevent - rupture.xlsx",
    ACCEPTED: "Opco 2i/Strate et Volume - bilan final.xlsx",
    f"Un sous-dossier/{LAST}": "Opco Atlas/Pixelande - 5 contrats.xlsx",
}


@pytest.fixture
def deposit(tmp_path: Path) -> Path:
    """Three chunks of two files each: a copy, one that cannot be read, three that are accepted, one with warnings."""
    for name, source in FILES.items():
        path = tmp_path / "depot" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(DEPOSIT / source, path)
    return tmp_path / "depot"


def run(
    deposit: Path,
    output: Path,
    *,
    resume: bool = False,
    halves: int | None = None,
    of: Settings | None = None,
) -> Outcome:
    """Run a batch; stop once so many halves of dossiers are done."""
    done = 0

    def progress(now: int, total: int) -> None:
        nonlocal done
        done = now

    return process(
        [deposit],
        output,
        of or settings(TODAY),
        Processes(1),
        progress,
        resume=resume,
        stopping=lambda: halves is not None and done >= halves,
    )


def stopped(deposit: Path, output: Path, halves: int) -> StoppedError:
    with pytest.raises(StoppedError) as caught:
        run(deposit, output, halves=halves)
    assert can_resume(output)
    return caught.value


def contents(output: Path) -> dict[str, bytes]:
    found = {}
    for path in sorted(output.rglob("*")):
        if path.is_file() and path.suffix == ".xlsx" and path.parent != output:
            found[str(path.relative_to(output))] = path.read_bytes()
    found["rapport"] = TIMES.sub(b"", (output / "rapport.json").read_bytes())
    found["page"] = re.sub(rb"Traitement du [^<]*", b"", (output / "synthese.html").read_bytes())
    with ZipFile(output / "synthese.xlsx") as summary:
        for name in summary.namelist():
            if "worksheets" in name:
                found[name] = summary.read(name)
    # The times of the run stand on the first sheet.
    del found["xl/worksheets/sheet1.xml"]
    return found


def written(output: Path) -> dict[str, int]:
    """When each output of a dossier was written."""
    found = (output / "dossiers").rglob("*.xlsx")
    return {str(path.relative_to(output)): path.stat().st_mtime_ns for path in found}


@pytest.mark.parametrize("halves", [1, 6, 9])
def test_in_two_goes_it_gives_what_it_gives_in_one(deposit: Path, tmp_path: Path, halves: int) -> None:
    at_once, in_two = tmp_path / "un", tmp_path / "deux"
    run(deposit, at_once)
    stop = stopped(deposit, in_two, halves)
    before = written(in_two)
    assert (stop.total, stop.written > 0) == (len(FILES), bool(before))
    outcome = run(deposit, in_two, resume=True)
    assert outcome.run.resumed == stop.written
    assert written(in_two).items() >= before.items()
    assert contents(in_two) == contents(at_once)
    assert not list(in_two.glob(".proexp-*"))


def test_what_is_written_and_what_is_not_is_known_of_a_batch_that_was_stopped(
    deposit: Path, tmp_path: Path
) -> None:
    output = tmp_path / "sortie"
    output.mkdir()
    assert stopped_in(output, 5) is None
    stop = stopped(deposit, output, 9)
    found = stopped_in(output, 3)
    assert found is not None
    assert (found.written, found.total) == (stop.written, stop.total) == (4, len(FILES))
    there = {Path(name).parts[1] for name in written(output)}
    assert len(found.others) == 2
    assert not there & {file.stem for file in found.others}
    with_one = stopped_in(output, 1)
    assert with_one is not None
    assert with_one.others == found.others[:1]
    # Looking leaves it for the one that goes on.
    assert run(deposit, output, resume=True).run.resumed == 4
    assert stopped_in(output, 5) is None


def test_chunks_that_were_lost_in_the_middle_are_checked_again_and_nothing_else(
    deposit: Path, tmp_path: Path
) -> None:
    """Several processes end their chunks in any order: one that was begun first may be the one that is lost."""
    output = tmp_path / "sortie"
    stopped(deposit, output, 6)
    [work] = output.glob(".proexp-*")
    kept = {path.name: path.stat().st_mtime_ns for path in work.glob("[0-9]*")}
    (work / min(kept)).unlink()

    def looking(done: int, total: int) -> None:
        for name in kept.keys() - {min(kept)}:
            assert (work / name).stat().st_mtime_ns == kept[name]

    outcome = process([deposit], output, settings(TODAY), Processes(2), looking, resume=True)
    run(deposit, tmp_path / "autre")
    assert outcome.run.resumed == 0
    assert contents(output) == contents(tmp_path / "autre")


def test_without_the_option_everything_is_done_anew(deposit: Path, tmp_path: Path) -> None:
    stopped(deposit, tmp_path / "sortie", 9)
    before = written(tmp_path / "sortie")
    outcome = run(deposit, tmp_path / "sortie")
    assert outcome.run.resumed is None
    assert not before.items() & written(tmp_path / "sortie").items()


def test_with_nothing_to_resume_everything_is_done(deposit: Path, tmp_path: Path) -> None:
    outcome = run(deposit, tmp_path / "sortie", resume=True)
    assert (outcome.run.resumed, len(outcome.decisions)) == (None, len(FILES))


def test_what_changed_meanwhile_is_done_again(deposit: Path, tmp_path: Path) -> None:
    output = tmp_path / "sortie"
    stopped(deposit, output, 9)
    before = written(output)
    assert {Path(name).parts[1] for name in before} == {"Copie de Delmotte", "Messagerie"}
    # An output that somebody changed, a file of another content, one that is gone and one that is new.
    (output / "dossiers" / "Messagerie" / "annote.xlsx").write_bytes(b"")
    shutil.copy(DEPOSIT / "Salon Alizarine - parcours.xlsx", deposit / FIRST)
    (deposit / "Un sous-dossier" / LAST).rename(deposit / LAST)
    run(deposit, output, resume=True)
    assert not before.items() & written(output).items()
    run(deposit, tmp_path / "autre")
    assert contents(output) == contents(tmp_path / "autre")


def test_what_other_dossiers_say_is_said_though_the_dossier_did_not_change(
    deposit: Path, tmp_path: Path
) -> None:
    output = tmp_path / "sortie"
    stopped(deposit, output, 9)
    before = written(output)
    with ZipFile(shutil.copy(DEPOSIT / FILES[FIRST], deposit / "Un même dossier.xlsx"), "a") as archive:
        archive.comment = b"another content"
    outcome = run(deposit, output, resume=True)
    told = {str(one.file): {finding.code for finding in one.findings} for one in outcome.decisions}
    assert "DOS-002" in told[FIRST]
    same = before.items() & written(output).items()
    assert {Path(name).parts[1] for name, _ in same} == {"Messagerie"}
    run(deposit, tmp_path / "autre")
    assert contents(tmp_path / "autre") == contents(output)


@pytest.mark.parametrize("change", ["day", "rules", "repair"])
def test_in_other_circumstances_everything_is_done_anew(deposit: Path, tmp_path: Path, change: str) -> None:
    rules = tmp_path / "regles.py"
    # In one process, a code is declared once.
    text = OWN_RULE.replace("WAI-001", f"WAI-{len(change):03}")
    rules.write_text(text)
    own = settings(TODAY, own_rules=(str(rules),))
    with pytest.raises(StoppedError):
        run(deposit, tmp_path / "sortie", halves=9, of=own)
    if change == "rules":
        rules.write_text(f"{text}# other\n")
    other = {
        "day": settings(TODAY.replace(day=1), own_rules=(str(rules),)),
        "repair": settings(TODAY, own_rules=(str(rules),), repair=True),
        "rules": own,
    }[change]
    assert run(deposit, tmp_path / "sortie", resume=True, of=other).run.resumed is None


OWN_RULE = """
import time
from pathlib import Path
from proexp_batch.rules.rule import INFO, hits, rule

HERE = Path(__file__).parent


@rule(
    "WAI-001",
    "Attend",
    INFO,
    1,
    "company.siret",
    message="Jamais dit.",
    fix="Rien.",
    why="Pour voir.",
    wrong="Rien",
    right="Rien",
)
def waits(batch):
    (HERE / "began").touch()
    while (HERE / "wait").exists():
        time.sleep(0.05)
    return hits(batch["company"]["siret"] == "")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a whole console")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_command_is_taken_up_by_the_same_command(
    deposit: Path, tmp_path: Path, how: signal.Signals
) -> None:
    rules, output = tmp_path / "attente.py", tmp_path / "sortie"
    rules.write_text(OWN_RULE)
    (tmp_path / "wait").touch()
    day = ["--aujourdhui", TODAY.isoformat()]
    command = [sys.executable, "-m", "proexp_batch", "traiter", str(deposit), "--sortie", str(output), *day]
    command += ["--regles", str(rules), "--processus", "1"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as begun:
        until((tmp_path / "began").exists)
        begun.send_signal(how)
        if how == signal.SIGINT:
            assert begun.stderr is not None
            while "Arrêt demandé" not in begun.stderr.readline():
                assert begun.poll() is None
        (tmp_path / "wait").unlink()
        _, said = begun.communicate()
    assert begun.returncode == (130 if how == signal.SIGINT else -signal.SIGKILL)
    if how == signal.SIGINT:
        plain = said.replace("\u00a0", " ")
        assert "Interrompu : 0 dossier écrit sur 6." in plain
        assert f"Pas encore écrits : « {FIRST} », " in plain
        assert " et 1 autre. Ne sont écrits qu'à la fin du lot : " in plain
        assert "rapport (rapport.json)" in plain
        assert "--reprendre" in said
    assert len(list(output.glob(".proexp-*"))) == 1
    done = subprocess.run([*command, "--reprendre"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "Traitement repris" in done.stdout
    assert (output / "synthese.xlsx").is_file()
    assert not list(output.glob(".proexp-*"))


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 300
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
