"""The layers of the house: imports run downwards only, and nothing heavy comes with the front door."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.whole.places import ROOT

PACKAGE = ROOT / "proexp_batch"

FLOORS = (
    "ooxml",
    "model",
    "formats",
    "disk",
    "drawing",
    "marking",
    "reading",
    "rules",
    "decision",
    "seal",
    "settings",
    "register",
    "template",
    "manual",
    "migrate",
    "documents",
    "engines",
    "pipeline",
    "api",
    "watch",
    "cli",
    "__main__",
)
"""The parts of the package, the ground floor first: each may import those before it."""


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_parts(path: Path) -> set[str]:
    parts = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
            if node.module == "proexp_batch":
                names = [f"proexp_batch.{alias.name}" for alias in node.names]
        parts |= {name.split(".")[1] for name in names if name.startswith("proexp_batch.")}
    return parts - {"__version__"}


def test_imports_run_downwards() -> None:
    upwards = [
        f"{path.relative_to(PACKAGE)} imports {imported}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if (part := part_of(path)) != "__init__"
        for imported in sorted(imported_parts(path) - {part})
        if FLOORS.index(imported) > FLOORS.index(part)
    ]
    assert upwards == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["-c", "import proexp_batch"],
        ["-c", "import proexp_batch.model.kinds"],
        ["-m", "proexp_batch", "--help"],
    ],
)
def test_nothing_heavy_comes_before_it_is_needed(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert "proexp_batch" in done.stderr
    for heavy in ("pandas", "pandera", "openpyxl", "xlsxwriter", "python_calamine"):
        assert f" {heavy}\n" not in done.stderr


@pytest.mark.parametrize(
    "module", ["register", "watch.health", "watch.purge", "watch.notify", "documents.catalogue"]
)
def test_what_only_speaks_of_dossiers_needs_neither_rules_nor_spreadsheets(module: str) -> None:
    said = "import sys; import proexp_batch.{}; print(*sys.modules)"
    command = [sys.executable, "-c", said.format(module)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    loaded = {".".join(name.split(".")[:2]) for name in done.stdout.split()}
    assert not loaded & {"pandas", "pandera", "openpyxl", "xlsxwriter", "proexp_batch.rules"}
