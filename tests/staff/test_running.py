"""What `docs/exploitation.md` gives to be copied: units, timers, cron, the task of Windows; and a restore."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from proexp_batch.cli import main
from proexp_batch.register import Register
from proexp_batch.settings.load import load
from proexp_batch.watch.journal import Fields
from tests.staff.filled import YOUNG, Filled, checked
from tests.whole.places import CLOSED, RIGHT, ROOT

FOLDER = ROOT / "docs" / "exploitation"
PAGE = (ROOT / "docs" / "exploitation.md").read_text(encoding="utf-8")
UNITS = sorted([*FOLDER.glob("*.service"), *FOLDER.glob("*.timer")])
PROGRAM = "/opt/proexp/.venv/bin/proexp-batch"
SCHEDULED = re.compile(
    r"(?:proexp-batch(?:\.exe)?|<Arguments>) ?((?:surveiller|registre|etat|purger)\b[^<>\"'\n]*)"
)

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None,
    reason="systemd-analyze, of the package systemd, is not installed",
)


@needs_systemd
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        # The program is not installed where the units expect it.
        text = unit.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    files = [tmp_path / unit.name for unit in UNITS]
    done = subprocess.run(
        ["systemd-analyze", "verify", *files], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_systemd_refuses_what_is_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / "faux.timer"
    wrong.write_text("[Timer]\nOnCalendar=toutes les cinq minutes\n", encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", wrong], capture_output=True, text=True, timeout=60, check=False
    )
    assert "calendar" in done.stderr.lower()


def test_every_timer_has_its_service() -> None:
    timers = {unit.stem for unit in UNITS if unit.suffix == ".timer"}
    assert timers and timers <= {unit.stem for unit in UNITS if unit.suffix == ".service"}


def test_every_file_is_explained_on_the_page() -> None:
    for path in FOLDER.iterdir():
        assert f"(exploitation/{path.name})" in PAGE, path.name


def test_the_task_of_windows_is_well_formed() -> None:
    data = (FOLDER / "proexp-tache.xml").read_bytes()
    assert data.isascii()
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    root = etree.fromstring(data)
    assert root.xpath("string(//t:Repetition/t:Interval)", namespaces=space) == "PT5M"
    assert root.xpath("string(//t:MultipleInstancesPolicy)", namespaces=space) == "IgnoreNew"


def test_the_lines_of_cron_have_their_fields() -> None:
    lines = [
        line
        for line in (FOLDER / "proexp.cron").read_text(encoding="utf-8").splitlines()
        if " proexp " in line
    ]
    assert len(lines) == 2
    for line in lines:
        assert re.match(r"(\S+ ){5}proexp /opt/proexp/", line)
        # cron takes a bare percent sign for the end of the command.
        assert not re.search(r"(?<!\\)%", line)


def test_scheduled_commands_are_those_of_the_program() -> None:
    found = [
        command.split()[0]
        for path in FOLDER.iterdir()
        for command in SCHEDULED.findall(path.read_text(encoding="utf-8"))
    ]
    assert {"surveiller", "registre"} <= set(found)


def test_every_field_of_the_journal_is_explained() -> None:
    for name in Fields.__annotations__:
        assert re.search(rf"^\| [^|]*`{name}`", PAGE, re.MULTILINE), name


def test_the_register_is_restored_as_the_page_says(tmp_path: Path) -> None:
    filled = Filled(tmp_path, checked(RIGHT, CLOSED))
    filled.add(0, YOUNG, "Delmotte")
    register, copy = filled.config.registre, tmp_path / "copie.sqlite"
    assert main(["registre", "--sortie", str(filled.config.sortie), "--sauvegarder", str(copy)]) == 0
    filled.add(1, YOUNG, "Après")
    register.write_bytes(register.read_bytes()[:5000])
    assert main(["registre", "--sortie", str(filled.config.sortie)]) == 3
    for path in filled.config.sortie.glob("registre.sqlite*"):
        path.rename(tmp_path / f"ecarte-{path.name}")
    shutil.copy(copy, register)
    assert main(["registre", "--sortie", str(filled.config.sortie)]) == 0
    with Register.open(register) as restored:
        assert [Path(one.file).stem for one in restored.deposits()] == ["Delmotte"]


def test_the_example_is_what_the_units_read() -> None:
    config = load(FOLDER / "proexp.toml")
    for unit in UNITS:
        if unit.suffix == ".service":
            text = unit.read_text(encoding="utf-8")
            assert "--config /etc/proexp/proexp.toml" in text
            assert config.depot.is_relative_to("/srv/proexp") and "ReadWritePaths=/srv/proexp" in text
