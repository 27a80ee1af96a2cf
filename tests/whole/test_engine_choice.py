"""Which engine people choose: what does not go together is refused in French, before anything is written."""

import sys
from pathlib import Path

import pytest

import proexp_batch
from proexp_batch.cli import main
from proexp_batch.model.wording import NBSP
from proexp_batch.settings.engine import is_scheduler
from tests.deposit.running import configured
from tests.whole.places import RIGHT

Output = pytest.CaptureFixture[str]
ADDRESS = "tcp://127.0.0.1:8786"


def said(capsys: Output) -> str:
    return capsys.readouterr().err.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--moteur", "spark"], "Moteur inconnu : spark. Les moteurs sont : processus, dask."),
        (
            ["--moteur", "dask"],
            "Avec le moteur « dask », donnez --ordonnanceur, l'adresse de « dask scheduler ».",
        ),
        (
            ["--ordonnanceur", ADDRESS],
            "--ordonnanceur ne sert qu'avec le moteur « dask » : choisissez-le par --moteur.",
        ),
        (
            ["--moteur", "dask", "--ordonnanceur", ADDRESS, "--processus", "2"],
            "--processus ne vaut que pour cette machine ; avec le moteur « dask », c'est l'option --nthreads",
        ),
        (
            ["--moteur", "dask", "--ordonnanceur", "tcp://moi:secret@10.0.0.1:8786"],
            "Valeur refusée pour --ordonnanceur : il faut une adresse de la forme tcp://machine:port",
        ),
    ],
)
def test_options_that_do_not_go_together(
    options: list[str], sentence: str, tmp_path: Path, capsys: Output
) -> None:
    assert main(["traiter", str(RIGHT), "--sortie", str(tmp_path / "sortie"), *options]) == 2
    told = said(capsys)
    assert sentence in told
    assert "secret" not in told
    assert not (tmp_path / "sortie").exists()


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            'moteur = "dask"',
            "avec le moteur « dask », donnez « ordonnanceur », l'adresse de « dask scheduler ».",
        ),
        (f'ordonnanceur = "{ADDRESS}"', "« ordonnanceur » ne sert qu'avec le moteur « dask »"),
        (f'moteur = "dask"\nordonnanceur = "{ADDRESS}"', "« processus » ne vaut que pour cette machine"),
        ('moteur = "spark"', "il faut l'un de : « processus », « dask »."),
        ('ordonnanceur = "10.0.0.1"', "« ordonnanceur » est refusé : il faut une adresse de la forme tcp://"),
    ],
)
def test_settings_that_do_not_go_together(lines: str, sentence: str, tmp_path: Path, capsys: Output) -> None:
    config = configured(tmp_path, more=lines + "\n")
    assert main(["surveiller", "--une-fois", "--config", str(config)]) == 2
    assert sentence in said(capsys)


def test_an_option_chooses_the_engine_of_an_import(tmp_path: Path, capsys: Output) -> None:
    config = configured(tmp_path)
    assert main(["surveiller", "--une-fois", "--config", str(config), "--moteur", "dask"]) == 2
    assert "donnez « ordonnanceur »" in said(capsys)


def test_without_dask_it_is_told_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    options = ["--moteur", "dask", "--ordonnanceur", ADDRESS]
    assert main(["traiter", str(RIGHT), "--sortie", str(tmp_path / "sortie"), *options]) == 3
    assert "Le moteur « dask » n'est pas installé." in said(capsys)
    assert not (tmp_path / "sortie").exists()


def test_the_api_refuses_what_is_no_address(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="tcp://machine:port"):
        proexp_batch.process(RIGHT, tmp_path, scheduler="10.0.0.1")
    with pytest.raises(ValueError, match="workers"):
        proexp_batch.process(RIGHT, tmp_path, scheduler=ADDRESS, workers=2)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (ADDRESS, True),
        ("tls://grappe.exemple.fr:8786", True),
        ("tcp://[::1]:8786", True),
        ("tcp://10.0.0.1", False),
        ("http://10.0.0.1:8786", False),
        ("tcp://a b:1", False),
        (f"{ADDRESS}\n", False),
    ],
)
def test_the_form_of_an_address(text: str, right: bool) -> None:
    assert is_scheduler(text) is right
