"""Commands that judge nothing do not wait for what judges: `sys.modules` at the end of the real program says so."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from proexp_batch.register import Register
from tests.whole.places import ROOT

HEAVY = ("numpy", "pandas", "pandera")
SPY = """
import json, sys
from proexp_batch.cli import main
code = main(sys.argv[1:])
print(json.dumps([code, sorted(sys.modules)]))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An import that has begun: a deposit, an output with a register."""
    folder = tmp_path_factory.mktemp("import")
    for name in ("depot", "sortie"):
        (folder / name).mkdir()
    with Register.open(folder / "sortie" / "registre.sqlite"):
        pass
    return folder


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["--help"], {0}),
        (["etat", "--depot", "{folder}/depot", "--sortie", "{folder}/sortie"], {0, 1, 3}),
        (["registre", "--sortie", "{folder}/sortie"], {0}),
        (["registre", "--sortie", "{folder}/sortie", "--format", "json"], {0}),
        (["purger", "--sortie", "{folder}/sortie", "--avant", "2020-01-01"], {0}),
        (["purger", "--sortie", "{folder}/sortie", "--avant", "2020-01-01", "--confirmer"], {0}),
        (["revoquer-attestation", "AFF-1", "--motif", "x", "--sortie", "{folder}/sortie"], {2}),
        (["regles"], {0}),
        (["regles", "--format", "json"], {0}),
        (["expliquer", "APP-004"], {0}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_light_commands_import_nothing_heavy(arguments: list[str], codes: set[int], folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SPY, *(one.format(folder=folder) for one in arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    code, modules = json.loads(done.stdout.splitlines()[-1])
    assert code in codes, done.stderr
    assert [name for name in HEAVY if name in modules] == []
