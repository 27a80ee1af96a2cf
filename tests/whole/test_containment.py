"""Files that hang, swell or crash the process that works on them: each costs only itself, in every command."""

import json
import os
import time
from pathlib import Path

import pytest

import proexp_batch
from proexp_batch.cli import main
from proexp_batch.decision.facts import Status
from proexp_batch.engines.worker import Tell
from proexp_batch.model.wording import NBSP
from proexp_batch.pipeline import chunks, first_half, second_half
from proexp_batch.pipeline.jobs import Checked, CheckJob, Packed, WriteJob
from proexp_batch.register import Register
from proexp_batch.watch.intake import TRIALS
from tests.deposit.making import Workbooks
from tests.deposit.running import configured
from tests.whole.places import CLOSED, RIGHT, TODAY

Output = pytest.CaptureFixture[str]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the system has no such limits")

CODES = {"boucle": "FIC-017", "dort": "FIC-017", "gonfle": "FIC-018", "tombe": "FIC-019"}
"""What a file of such a name does to whoever works on it, and what is told of it then."""


def _do(name: str) -> None:
    kept = []
    while "boucle" in name:
        pass
    while "gonfle" in name:
        kept.append(bytearray(1_000_000))
    if "dort" in name:
        time.sleep(1_000)
    if "tombe" in name:
        os._exit(1)


def check_hostile(job: CheckJob, tell: Tell) -> Checked:
    """The first half of the work, in a worker that is at the mercy of its files."""
    whole = first_half.read_file

    def reads(*given: object) -> object:
        _do(given[0].file.name)
        return whole(*given)

    first_half.read_file = reads
    return first_half.check_chunk(job, tell)


def write_hostile(job: WriteJob, tell: Tell) -> list[Packed]:
    """The second half of the work, in such a worker."""
    whole = second_half._made

    def writes(*given: object) -> object:
        _do(given[2].file.name)
        return whole(*given)

    second_half._made = writes
    return second_half.write_chunk(job, tell)


@pytest.fixture(params=["read", "write"])
def hostile(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "read":
        monkeypatch.setattr(chunks, "_check", check_hostile)
    else:
        monkeypatch.setattr(chunks, "_write", write_hostile)


@pytest.fixture
def deposit(tmp_path: Path) -> Path:
    """A good dossier, then the hostile ones, then two good ones."""
    workbooks, folder = Workbooks(), tmp_path / "depot"
    folder.mkdir()
    for number, name in enumerate(("a", *sorted(CODES), "y", "z")):
        (folder / f"{name}.xlsx").write_bytes(workbooks.make(number))
    return folder


def run(deposit: Path, output: Path, *options: str) -> int:
    limits = ["--temps-par-fichier", "2", "--memoire-par-fichier", "200"]
    arguments = ["traiter", str(deposit), "--sortie", str(output), "--aujourdhui", TODAY.isoformat()]
    return main([*arguments, *limits, *options])


def test_each_costs_only_itself(hostile: None, deposit: Path, tmp_path: Path, capsys: Output) -> None:
    output = tmp_path / "sortie"
    assert run(deposit, output, "--processus", "2") == 1
    dossiers = json.loads((output / "rapport.json").read_text("utf-8"))["dossiers"]
    assert [one["file"] for one in dossiers] == sorted(path.name for path in deposit.iterdir())
    told = {one["file"].removesuffix(".xlsx"): one for one in dossiers}
    for name, code in CODES.items():
        assert (told[name]["status"], told[name]["findings"][0]["code"]) == ("unreadable", code)
        assert told[name]["annotated"] is None
        assert not (output / "dossiers" / name).exists()
    for name in ("a", "y", "z"):
        assert told[name]["status"] == "accepted_with_warnings"
        assert (output / told[name]["annotated"]).is_file()
    said = capsys.readouterr().out.replace(NBSP, " ")
    assert (
        "boucle.xlsx : illisible (Le contrôle de ce fichier a été arrêté : il prenait plus de 2 secondes."
        in said
    )
    assert "7 dossiers : 3 acceptés avec avertissements, 4 illisibles ; 0 attestation." in said


def test_the_import_puts_them_into_the_quarantine(hostile: None, deposit: Path, tmp_path: Path) -> None:
    for name in ("boucle", "dort"):
        (deposit / f"{name}.xlsx").unlink()
    config = configured(tmp_path, more="temps_par_fichier = 10\nmemoire_par_fichier = 200\n")
    assert main(["surveiller", "--une-fois", "--config", str(config)]) == 1
    with Register.open(tmp_path / "sortie" / "registre.sqlite") as register:
        told = {one.file.removesuffix(".xlsx"): one.status for one in register.deposits()}
    lost, kept = ("gonfle", "tombe"), ("a", "y", "z")
    assert told == {**dict.fromkeys(lost, "unreadable"), **dict.fromkeys(kept, "accepted_with_warnings")}
    for name in lost:
        text = (tmp_path / "sortie" / "quarantaine" / f"{name}.xlsx.txt").read_text("utf-8")
        assert "Le contrôle de ce fichier" in text
    assert list((tmp_path / "sortie" / TRIALS).iterdir()) == []
    assert [path for path in deposit.rglob("*") if path.is_file()] == []


def test_a_copy_of_one_that_cannot_be_given_back_is_not_accepted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(chunks, "_write", write_hostile)
    (tmp_path / "depot").mkdir()
    for name in ("tombe.xlsx", "une copie.xlsx"):
        (tmp_path / "depot" / name).write_bytes(CLOSED.read_bytes())
    assert run(tmp_path / "depot", tmp_path / "sortie") == 1
    dossiers = json.loads((tmp_path / "sortie" / "rapport.json").read_text("utf-8"))["dossiers"]
    assert [one["status"] for one in dossiers] == ["unreadable", "unreadable"]


RULE = """
import time
from proexp_batch.rules.rule import WARNING, hits, rule

@rule("{code}", "Règle", WARNING, 1, "company.job_title", message="Message.", fix="Corrigez.", why="Pourquoi.",
      wrong="Non", right="Oui", sources=("usage",))
def test(batch):
    {body}
    return hits(batch["company"]["dossier"] < 0)
"""


@pytest.mark.parametrize(
    ("code", "body", "reason"),
    [
        ("LOC-001", "time.sleep(1000)", "elle prend trop de temps"),
        ("LOC-002", "__import__('os')._exit(1)", "elle arrête le programme"),
        ("LOC-003", "kept = [bytearray(1000000) for _ in range(100000)]", "elle demande trop de mémoire"),
    ],
)
def test_a_rule_of_the_opco_that_does_so_is_named_and_nothing_is_written(
    deposit: Path, tmp_path: Path, code: str, body: str, reason: str, capsys: Output
) -> None:
    own = tmp_path / "regles.py"
    own.write_text(RULE.format(code=code, body=body), "utf-8")
    assert run(deposit, tmp_path / "sortie", "--regles", str(own)) == 3
    assert f"La règle {code} a échoué : {reason}." in capsys.readouterr().err.replace(NBSP, " ")
    assert [path for path in (tmp_path / "sortie").rglob("*") if path.is_file()] == []
    command = ["verifier", str(RIGHT), "--regles", str(own), "--temps-par-fichier", "2"]
    assert main([*command, "--memoire-par-fichier", "200"]) == 3


def test_a_file_bigger_than_the_limit_is_refused(tmp_path: Path, capsys: Output) -> None:
    big = tmp_path / "gros.xlsx"
    big.write_bytes(RIGHT.read_bytes() + bytes(2_000_000))
    assert main(["verifier", str(big), "--taille-par-fichier", "1"]) == 1
    assert "Ce fichier est trop gros pour un dossier (2 Mo)." in capsys.readouterr().out.replace(NBSP, " ")
    assert proexp_batch.check(bytes(41_000_001)).status is Status.UNREADABLE
