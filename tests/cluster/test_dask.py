"""The Dask engine, with a real scheduler and real workers: what one machine gives comes out, or a French sentence."""

import json
import re
import shutil
import socket
import zipfile
from pathlib import Path

import pytest

from proexp_batch.cli import main
from proexp_batch.model.wording import NBSP
from proexp_batch.pipeline import chunks
from proexp_batch.register import Register
from tests.cluster.cluster import Cluster, running
from tests.cluster.hanging import Meanwhile, check_hanging, write_hanging
from tests.deposit.making import Workbooks
from tests.deposit.running import configured
from tests.whole.altering import altered
from tests.whole.places import DEPOSIT, FAULTY, TODAY
from tests.whole.test_containment import check_hostile, write_hostile

Output = pytest.CaptureFixture[str]


@pytest.fixture
def deposit(tmp_path: Path) -> Path:
    """Four good dossiers."""
    workbooks, folder = Workbooks(), tmp_path / "depot"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.xlsx").write_bytes(workbooks.make(number))
    return folder


def run(deposit: Path, output: Path, *options: str) -> int:
    return main(
        ["traiter", str(deposit), "--sortie", str(output), "--aujourdhui", TODAY.isoformat(), *options]
    )


def on(address: str) -> tuple[str, ...]:
    return ("--moteur", "dask", "--ordonnanceur", address)


def said(capsys: Output) -> str:
    return capsys.readouterr().err.replace(NBSP, " ")


TIMES = re.compile(r"Traitement du [^<]*")


def contents(output: Path) -> dict[str, object]:
    """What stands in an output folder, but for the moment of the run."""
    files: dict[str, object] = {}
    for path in sorted(path for path in output.rglob("*") if path.is_file()):
        data: object = path.read_bytes()
        if path.name == "rapport.json":
            data = re.sub(r'"(started|finished)": "[^"]*"', "", path.read_text("utf-8"))
        elif path.name == "synthese.html":
            data = TIMES.sub("", path.read_text("utf-8"))
        elif path.name == "synthese.xlsx":
            data = parts(path)
        files[path.relative_to(output).as_posix()] = data
    return files


def parts(workbook: Path) -> dict[str, bytes]:
    """The parts of a workbook, but for the moment at which it was made."""
    with zipfile.ZipFile(workbook) as package:
        return {
            name: re.sub(
                rb"\d\d/\d\d/\d{4}[^<]*\d\d:\d\d[^<]*|\d{4}-\d\d-\d\dT[^<]*", b"", package.read(name)
            )
            for name in package.namelist()
        }


def test_the_outputs_are_those_of_one_machine(cluster: Cluster, tmp_path: Path, capsys: Output) -> None:
    here, there = tmp_path / "ici", tmp_path / "grappe"
    assert run(DEPOSIT, here) == 1
    first = capsys.readouterr()
    assert run(DEPOSIT, there, *on(cluster.address)) == 1
    second = capsys.readouterr()
    assert second.out == first.out.replace(str(here), str(there))
    assert second.err.splitlines()[-1] == first.err.splitlines()[-1]
    assert contents(there) == contents(here)


@pytest.mark.parametrize("half", ["read", "write"])
def test_a_worker_that_is_killed_changes_nothing(
    cluster: Cluster, half: str, deposit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(deposit, tmp_path / "ici") == 0
    if half == "read":
        monkeypatch.setattr(chunks, "_check", check_hanging)
    else:
        monkeypatch.setattr(chunks, "_write", write_hanging)
    with Meanwhile(tmp_path, cluster.kill_worker):
        assert run(deposit, tmp_path / "grappe", *on(cluster.address)) == 0
    cluster.work(threads=2)
    assert contents(tmp_path / "grappe") == contents(tmp_path / "ici")


def test_a_scheduler_that_is_killed_leaves_nothing_half_written_and_the_batch_goes_on_from_there(
    deposit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    (tmp_path / "dask").mkdir()
    with monkeypatch.context() as patch, running(tmp_path / "dask") as own:
        patch.setattr(chunks, "_write", write_hanging)
        with Meanwhile(tmp_path, lambda pid: own.kill_scheduler()):
            assert run(deposit, tmp_path / "sortie", *on(own.address)) == 3
        sentence = said(capsys)
        assert f"L'ordonnanceur Dask « {own.address} » ne répond plus." in sentence
        assert (
            "Ce qui est fait est gardé : pour continuer, relancez la même commande avec --reprendre."
            in sentence
        )
        assert "Traceback" not in sentence
    left = [path for path in (tmp_path / "sortie" / "dossiers").rglob("*") if path.is_file()]
    assert left
    for path in left:
        with zipfile.ZipFile(path) as package:
            assert package.testzip() is None
    assert run(deposit, tmp_path / "sortie", "--reprendre") == run(deposit, tmp_path / "ici") == 0
    assert "Traitement repris" in capsys.readouterr().out.replace(NBSP, " ")
    assert contents(tmp_path / "sortie") == contents(tmp_path / "ici")


def test_nobody_at_the_address(deposit: Path, tmp_path: Path, capsys: Output) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        import dask

        with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
            assert run(deposit, tmp_path / "sortie", *on(address)) == 3
    sentence = said(capsys)
    assert f"Aucun ordonnanceur Dask ne répond à « {address} »." in sentence
    assert "--reprendre" not in sentence
    assert not (tmp_path / "sortie").exists()


def test_the_limits_of_a_file_hold_there(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deposit: Path
) -> None:
    for name in ("boucle", "tombe"):
        (deposit / f"{name}.xlsx").write_bytes(Workbooks().make(len(name)))
    limits = ("--temps-par-fichier", "1", "--memoire-par-fichier", "200")
    for half, hostile in (("_check", check_hostile), ("_write", write_hostile)):
        with monkeypatch.context() as patch:
            patch.setattr(chunks, half, hostile)
            assert run(deposit, tmp_path / half, *limits, *on(cluster.address)) == 1
        dossiers = json.loads((tmp_path / half / "rapport.json").read_text("utf-8"))["dossiers"]
        told = {one["file"]: one["findings"][0]["code"] for one in dossiers if one["status"] == "unreadable"}
        assert told == {"boucle.xlsx": "FIC-017", "tombe.xlsx": "FIC-019"}
        assert len(dossiers) == 6


@pytest.mark.parametrize("returned", ["sortie", "depot"])
def test_the_import_on_a_cluster(cluster: Cluster, deposit: Path, tmp_path: Path, returned: str) -> None:
    more = f'moteur = "dask"\nordonnanceur = "{cluster.address}"\nretour = "{returned}"\n'
    config = configured(tmp_path, more=more)
    config.write_text(config.read_text("utf-8").replace("processus = 1\n", ""), "utf-8")
    assert main(["surveiller", "--une-fois", "--config", str(config)]) == 0
    with Register.open(tmp_path / "sortie" / "registre.sqlite") as register:
        told = [(one.status, one.outputs) for one in register.deposits()]
    assert [status for status, _ in told] == ["accepted_with_warnings"] * 4
    for _, outputs in told:
        for output in outputs.values():
            assert (tmp_path / "sortie" / output).is_file()


def test_the_last_version_is_compared_with_there_as_here(cluster: Cluster, tmp_path: Path) -> None:
    versions = [FAULTY, altered(FAULTY, tmp_path / "v2.xlsx", {("Entreprise", "Opco"): "Opco 2i"})]
    told = []
    for name, more in (("ici", ""), ("grappe", f'moteur = "dask"\nordonnanceur = "{cluster.address}"\n')):
        (tmp_path / name / "depot").mkdir(parents=True)
        config = configured(tmp_path / name, more=more)
        if more:
            config.write_text(config.read_text("utf-8").replace("processus = 1\n", ""), "utf-8")
        for version in versions:
            shutil.copy(version, tmp_path / name / "depot" / "dossier.xlsx")
            assert main(["surveiller", "--une-fois", "--config", str(config)]) == 1
        output = tmp_path / name / "sortie"
        with Register.open(output / "registre.sqlite") as register:
            told.append([one.since for one in register.deposits()])
    here, there = told
    assert here == there
    assert here[1] is None
    assert here[0] is not None
    assert (here[0].version, here[0].corrected) == (1, 1)


def test_an_import_whose_cluster_is_away_leaves_what_is_there_for_the_next_one(
    deposit: Path, tmp_path: Path, capsys: Output
) -> None:
    import dask

    config = configured(tmp_path, more='moteur = "dask"\nordonnanceur = "tcp://127.0.0.1:1"\n')
    config.write_text(config.read_text("utf-8").replace("processus = 1\n", ""), "utf-8")
    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        assert main(["surveiller", "--une-fois", "--config", str(config)]) == 3
    sentence = said(capsys)
    assert "Aucun ordonnanceur Dask ne répond à « tcp://127.0.0.1:1 »." in sentence
    assert "Les dépôts restent en attente." in sentence
    assert main(["surveiller", "--une-fois", "--config", str(configured(tmp_path))]) == 0
    with Register.open(tmp_path / "sortie" / "registre.sqlite") as register:
        assert len(register.deposits()) == 4
