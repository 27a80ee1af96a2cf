"""`etat`: each thing that can be wrong is seen, in words and in the exit code; nothing is changed by looking."""

import datetime as dt
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from proexp_batch.cli import main
from proexp_batch.model.wording import NBSP
from proexp_batch.register import Register
from proexp_batch.settings.watch import WatchConfig
from proexp_batch.watch.claims import CLAIMS
from proexp_batch.watch.health import NAMES, Check, Level, Limits, examine, worst
from proexp_batch.watch.lease import LOCK, Holder
from proexp_batch.watch.progress import PROGRESS, Progress, Teller
from tests.deposit.running import configured, until
from tests.staff.filled import run
from tests.whole.places import RIGHT, ROOT


def before(**ago: float) -> dt.datetime:
    """The moment that is so long ago, as seen from this test and not from the start of the suite."""
    return dt.datetime.now(dt.UTC) - dt.timedelta(**ago)


@pytest.fixture
def config(tmp_path: Path) -> WatchConfig:
    """An import that ended well a minute ago."""
    made = WatchConfig(depot=tmp_path / "depot", sortie=tmp_path / "sortie", espace_libre=0)
    made.depot.mkdir()
    made.sortie.mkdir()
    ended(made, 60)
    return made


def ended(config: WatchConfig, ago: float, failures: int = 0, problem: str | None = None) -> None:
    moment = before(seconds=ago)
    with Register.open(config.registre) as register:
        number = register.begin_run("serveur-1", moment)
        register.end_run(number, moment, 3, failures, problem)


@contextmanager
def held(config: WatchConfig, silence: float = 0.0, **more: Any) -> Iterator[None]:
    holder = replace(Holder.here(config.bail), **more)
    path = config.sortie / LOCK
    path.write_bytes(holder.to_bytes())
    os.utime(path, (time.time() - silence, time.time() - silence))
    yield
    path.unlink()


def check(config: WatchConfig, name: str, limits: Limits | None = None) -> Check:
    (found,) = [one for one in examine(config, limits or Limits()) if one.name == name]
    return found


def said(one: Check) -> str:
    return one.message.replace(NBSP, " ")


def test_all_is_well_after_a_run_that_ended_well(config: WatchConfig) -> None:
    checks = examine(config, Limits())
    assert tuple(one.name for one in checks) == NAMES
    assert worst(checks) is Level.WELL


def test_looking_changes_nothing(config: WatchConfig) -> None:
    (config.depot / "a.xlsx").write_bytes(b"x")
    before = sorted(path for path in config.sortie.parent.rglob("*"))
    examine(config, Limits())
    assert sorted(path for path in config.sortie.parent.rglob("*")) == before


@pytest.mark.parametrize(
    ("ago", "level"), [(86_000, Level.WELL), (87_000, Level.LOOK), (3 * 86_400 + 60, Level.BROKEN)]
)
def test_a_last_run_that_is_too_old(config: WatchConfig, ago: float, level: Level) -> None:
    with closing(sqlite3.connect(config.registre)) as connection, connection:
        connection.execute("DELETE FROM run")
    ended(config, ago)
    assert check(config, "passage").level is level
    with held(config):
        assert check(config, "passage").level is Level.WELL


def test_a_last_run_that_failed(config: WatchConfig) -> None:
    ended(config, 30, failures=2)
    found = check(config, "passage")
    assert (found.level, found.values["failures"]) == (Level.LOOK, 2)
    assert "2 échecs" in said(found)
    ended(config, 20, problem="Le disque de « Dupont » est plein.")
    found = check(config, "passage")
    assert found.level is Level.BROKEN
    assert "Dupont" not in found.message + json.dumps(found.values)
    assert "Dupont" in found.details[0]


def test_a_run_that_did_not_end(config: WatchConfig) -> None:
    with Register.open(config.registre) as register:
        register.begin_run("serveur-1", before())
    assert "interrompu" in check(config, "passage").message
    with held(config):
        assert check(config, "passage").level is Level.WELL


def test_who_holds_the_lock(config: WatchConfig) -> None:
    with held(config):
        found = check(config, "verrou")
    assert (found.level, found.values["pid"]) == (Level.WELL, os.getpid())
    assert said(found).startswith("traitement en cours : machine « ")
    with held(config, pid=2**22 + 1):
        assert "arrêté sans rendre le verrou" in check(config, "verrou").message
    with held(config, silence=10_000, host="autre", space="autre"):
        found = check(config, "verrou")
        assert (found.level, found.values["host"]) == (Level.LOOK, "autre")
    with held(config, silence=10, host="autre", space="autre"):
        assert check(config, "verrou").level is Level.WELL
    (config.sortie / LOCK).write_bytes(b"{")
    assert check(config, "verrou").level is Level.LOOK


def test_the_backlog_counts_what_waits_and_what_is_taken(config: WatchConfig) -> None:
    for number in range(3):
        (config.depot / f"{number}.xlsx").write_bytes(b"x")
    taken = config.depot / CLAIMS / "serveur-1-12" / "lot"
    taken.mkdir(parents=True)
    for name in ("plan.json", "0001 a.xlsx", "0002 b.xlsx"):
        (taken / name).write_bytes(b"x")
    found = check(config, "attente", Limits(backlog=5))
    assert (found.level, found.values["count"], found.values["taken"]) == (Level.WELL, 5, 2)
    assert check(config, "attente", Limits(backlog=4)).level is Level.LOOK


def test_files_that_never_become_complete_are_named_to_people_alone(config: WatchConfig) -> None:
    with Register.open(config.registre) as register:
        register.see_waiting({"Dupont.xlsx": "cut"}, before(days=2))
        register.see_waiting({"Dupont.xlsx": "cut", "b.xlsx": "changing"}, before())
    found = check(config, "incomplets")
    assert (found.level, found.values) == (Level.LOOK, {"count": 1})
    assert "Dupont" not in found.message
    assert found.details[0].replace(NBSP, " ") == "Dupont.xlsx : la fin du fichier manque"


def test_folders_that_are_away(config: WatchConfig) -> None:
    away = config.model_copy(update={"depot": config.depot / "absent"})
    assert check(away, "depot").level is Level.BROKEN
    assert "il n'existe pas" in check(away, "depot").message
    away = config.model_copy(update={"sortie": config.sortie / "absente"})
    assert check(away, "sortie").level is Level.BROKEN
    away = config.model_copy(update={"registre": config.sortie / "absent.sqlite"})
    assert check(away, "registre").level is Level.LOOK
    for given_back in ("dossiers", "lots", "archive", "quarantaine"):
        (config.sortie / given_back).mkdir()
        assert check(away, "registre").level is Level.BROKEN
        (config.sortie / given_back).rmdir()


def test_before_the_first_pass_somebody_is_to_look_and_told_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "depot").mkdir()
    config = configured(tmp_path)
    for _ in range(2):
        assert main(["etat", "--config", str(config)]) == 1
        shown = capsys.readouterr().out.replace(NBSP, " ")
        assert "État : à regarder." in shown
        assert "en panne" not in shown
        assert "aucun passage n'a encore eu lieu : lancez « proexp-batch surveiller »" in shown
        assert "n'est pas encore là : le premier passage le crée" in shown
        (tmp_path / "sortie").mkdir(exist_ok=True)
    assert main(["surveiller", "--une-fois", "--config", str(config)]) == 0
    capsys.readouterr()
    assert main(["etat", "--config", str(config)]) == 0
    capsys.readouterr()
    (tmp_path / "sortie" / "registre.sqlite").unlink()
    assert main(["etat", "--config", str(config)]) == 3


def test_an_output_whose_disk_is_away_is_no_first_pass(config: WatchConfig, tmp_path: Path) -> None:
    away = WatchConfig(depot=config.depot, sortie=tmp_path / "partage" / "sortie", espace_libre=0)
    assert check(away, "sortie").level is Level.BROKEN
    # The register stands on another disk, and knows of passes.
    away = WatchConfig(depot=config.depot, sortie=tmp_path / "absente", registre=config.registre)
    assert check(away, "sortie").level is Level.BROKEN


def test_during_the_first_pass_all_is_well(config: WatchConfig) -> None:
    config.registre.unlink()
    with held(config):
        assert check(config, "registre").level is Level.WELL
        assert said(check(config, "passage")) == "premier passage en cours"


def test_a_register_that_cannot_be_read(config: WatchConfig) -> None:
    config.registre.write_bytes(b"rien d'un registre" * 100)
    assert check(config, "registre").level is Level.BROKEN


@pytest.mark.parametrize(
    ("free", "limit", "level"),
    [
        (499, None, Level.BROKEN),
        (500, None, Level.LOOK),
        (999, None, Level.LOOK),
        (1000, None, Level.WELL),
        (1000, 2000, Level.LOOK),
    ],
)
def test_free_space(
    config: WatchConfig, monkeypatch: pytest.MonkeyPatch, free: int, limit: int | None, level: Level
) -> None:
    usage = shutil.disk_usage(config.sortie)._replace(free=free * 1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    found = check(config.model_copy(update={"espace_libre": 500}), "espace", Limits(free=limit))
    assert (found.level, found.values["free"]) == (level, free)


def test_the_quarantine_is_counted_without_its_texts(config: WatchConfig) -> None:
    config.quarantaine.mkdir()
    for name in ("a.xlsx", "a.xlsx.txt", "b.xls"):
        (config.quarantaine / name).write_bytes(b"x")
    assert check(config, "quarantaine").values == {"count": 2}


def test_the_quarantine_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "depot").mkdir()
    (tmp_path / "depot" / "export.csv").write_bytes(b"a;b")
    config = configured(tmp_path)
    assert main(["surveiller", "--une-fois", "--config", str(config)]) == 1
    capsys.readouterr()
    assert main(["etat", "--config", str(config)]) == 0
    said = capsys.readouterr().out.replace(NBSP, " ")
    assert "export.csv : Le format .csv n'est pas accepté." in said
    assert main(["etat", "--config", str(config), "--format", "json"]) == 0
    assert "export" not in capsys.readouterr().out


def test_a_batch_in_which_nothing_moves(config: WatchConfig) -> None:
    teller = Teller(config.sortie)
    teller.tell(3, 10)
    assert said(check(config, "lot")) == "aucun lot en cours"
    with held(config):
        assert check(config, "lot").level is Level.WELL
        for silence, level in ((40, Level.LOOK), (151, Level.BROKEN)):
            moved = before(seconds=silence).isoformat(timespec="seconds")
            told = Progress(moved, moved, 3, 10)
            (config.sortie / PROGRESS).write_text(json.dumps(asdict(told)), "ascii")
            one = check(config, "lot")
            assert one.level is level
            assert re.search(r"30 % fait ; rien n'avance depuis \d+ secondes$", said(one))
        (config.sortie / PROGRESS).write_text("{", "ascii")
        assert said(check(config, "lot")) == "aucun lot en cours"


def test_formats_and_exit_codes(config: WatchConfig, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["etat", "--depot", str(config.depot), "--sortie", str(config.sortie), "--libre-min", "0"]
    assert main(given) in (0, 3)
    shown = capsys.readouterr().out
    for name in NAMES:
        assert name in shown
    ended(config, 5, failures=1)
    code = main([*given, "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    assert document["level"] == code
    assert [one["name"] for one in document["checks"]] == list(NAMES)
    assert main([*given, "--format", "xml"]) == 2
    assert main(["etat", "--sortie", str(config.sortie)]) == 2
    assert "il manque « depot »" in capsys.readouterr().err.replace(NBSP, " ")


def test_the_page_explains_every_check() -> None:
    page = (ROOT / "docs" / "exploitation.md").read_text(encoding="utf-8")
    explained = re.findall(
        r"^\| `(\w+)` \| .* \| .* \|$", page.partition("## Surveiller l'import")[2], re.MULTILINE
    )
    assert tuple(explained[: len(NAMES)]) == NAMES


def test_the_real_program_over_a_real_import(tmp_path: Path) -> None:
    depot, sortie = tmp_path / "depot", tmp_path / "sortie"
    depot.mkdir()
    (depot / "Dupont.xlsx").write_bytes(RIGHT.read_bytes())
    (depot / "cut.xlsx").write_bytes(RIGHT.read_bytes()[:2000])
    environ = {"PROEXP_ESPACE_LIBRE": "0", "PROEXP_DEPOT": str(depot), "PROEXP_SORTIE": str(sortie)}
    watcher = subprocess.Popen(
        [sys.executable, "-m", "proexp_batch", "surveiller", "--delai", "0.1", "--processus", "1"],
        cwd=ROOT,
        env={**os.environ, **environ, "PROEXP_SCRUTATION": "0.2"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: watcher.poll() is not None or any((sortie / "archive").rglob("*.xlsx")), "the archive")
        assert watcher.poll() is None
        during = run("etat", "--format", "json", environ=environ)
        watcher.kill()
        watcher.wait()
        after = run("etat", environ=environ)
    finally:
        watcher.kill()
        watcher.wait()
    lock = next(one for one in json.loads(during.stdout)["checks"] if one["name"] == "verrou")
    assert (during.returncode, lock["host"], lock["pid"]) == (0, socket.gethostname(), watcher.pid)
    assert "Dupont" not in during.stdout
    assert after.returncode == 1
    assert "arrêté sans rendre le verrou" in after.stdout
