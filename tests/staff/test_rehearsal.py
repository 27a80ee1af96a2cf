"""`surveiller --aujourdhui`: a day that was or is to come counts as today, for the rules, the report and the register."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from proexp_batch.cli import main
from proexp_batch.model.wording import NBSP
from proexp_batch.register import Register
from tests.deposit.running import configured
from tests.whole.places import RIGHT


def test_the_day_of_a_rehearsal_counts_everywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "depot").mkdir()
    shutil.copy(RIGHT, tmp_path / "depot" / "dossier.xlsx")
    config = configured(tmp_path)
    day = "2026-11-24"
    assert main(["surveiller", "--une-fois", "--config", str(config), "--aujourdhui", day]) == 0
    said = capsys.readouterr().out.replace(NBSP, " ")
    assert "Le jour qui compte comme aujourd'hui : 24 novembre 2026." in said
    assert "1 dépôt traité : 1 accepté." in said
    with Register.open(tmp_path / "sortie" / "registre.sqlite") as register:
        (deposit,) = register.deposits()
        assert deposit.today == day
        # When it was done is another thing.
        processed = dt.datetime.fromisoformat(deposit.processed)
    assert abs(dt.datetime.now(dt.UTC) - processed) < dt.timedelta(hours=1)
    (report,) = (tmp_path / "sortie" / "lots").glob("*/rapport.json")
    assert json.loads(report.read_text("utf-8"))["run"]["today"] == day


def test_without_it_today_is_today(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "depot").mkdir()
    shutil.copy(RIGHT, tmp_path / "depot" / "dossier.xlsx")
    before = dt.date.today()
    main(["surveiller", "--une-fois", "--config", str(configured(tmp_path))])
    assert "compte comme aujourd'hui" not in capsys.readouterr().out
    with Register.open(tmp_path / "sortie" / "registre.sqlite") as register:
        (deposit,) = register.deposits()
    assert before <= dt.date.fromisoformat(deposit.today) <= dt.date.today()


def test_a_day_that_is_none_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "depot").mkdir()
    config = str(configured(tmp_path))
    assert main(["surveiller", "--une-fois", "--config", config, "--aujourdhui", "24/11/2026"]) == 2
    assert "AAAA-MM-JJ" in capsys.readouterr().err
    assert not (tmp_path / "sortie").exists()
