"""The page on clusters: its units are taken by systemd and start what is installed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from proexp_batch.settings.engine import is_scheduler
from tests.whole.places import ROOT

FOLDER = ROOT / "docs" / "grande-echelle"
PAGE = (ROOT / "docs" / "grande-echelle.md").read_text("utf-8")
UNITS = sorted(FOLDER.glob("*.service"))
TOLD = [PAGE, *(unit.read_text("utf-8") for unit in UNITS)]


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None,
    reason="systemd-analyze, of the package systemd, is not installed",
)
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text("utf-8").replace("/opt/proexp/.venv/bin/dask", "/bin/true")
        (tmp_path / unit.name).write_text(text, "utf-8")
    files = [tmp_path / unit.name for unit in UNITS]
    done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_unit_is_on_the_page() -> None:
    assert UNITS
    for unit in UNITS:
        assert f"(grande-echelle/{unit.name})" in PAGE


@pytest.mark.parametrize("command", ["scheduler", "worker"])
def test_the_options_are_those_of_the_installed_commands(command: str) -> None:
    from importlib import import_module

    known = {
        option
        for parameter in import_module(f"distributed.cli.dask_{command}").main.params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    lines = re.findall(rf"dask {command} [^\n`»]*", "\n".join(TOLD))
    assert lines
    assert {option for line in lines for option in re.findall(r"--[a-z-]+", line)} <= known


def test_the_addresses_are_taken() -> None:
    addresses = re.findall(r"\b(?:tcp|tls)://[0-9][^\s\"`]*", "\n".join(TOLD))
    assert addresses
    assert all(is_scheduler(address) for address in addresses)
