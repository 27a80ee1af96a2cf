"""The layers of the house: imports run downwards only, and nothing heavy comes with the front door."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.whole.places import ROOT

PACKAGE = ROOT / "proexp_batch"

ALLOWED = {
    "dossier": set(),
    "rules": {"dossier"},
    "reading": {"dossier"},
    "writing": {"dossier", "rules"},
    "decide": {"dossier", "rules"},
    "repairs": {"dossier"},
    "settings": {"dossier"},
    "deposit": {"dossier", "writing", "register"},
    "engines": set(),
    "register": {"dossier", "rules"},
    "foreign": {"dossier", "reading", "writing", "migrate"},
    "chunks": {
        "dossier",
        "rules",
        "reading",
        "writing",
        "decide",
        "deposit",
        "settings",
        "repairs",
        "foreign",
    },
    "pipeline": {"dossier", "rules", "writing", "deposit", "engines", "chunks", "settings"},
    "intake": {
        "dossier",
        "rules",
        "writing",
        "deposit",
        "register",
        "engines",
        "chunks",
        "pipeline",
        "settings",
    },
    "watcher": {"dossier", "rules", "deposit", "register", "intake"},
    "migrate": {"dossier", "rules", "reading", "writing"},
    "cli": {
        "dossier",
        "rules",
        "reading",
        "writing",
        "decide",
        "deposit",
        "engines",
        "chunks",
        "pipeline",
        "migrate",
        "register",
        "intake",
        "watcher",
        "settings",
    },
    "__main__": {"cli"},
}
"""What each part of the package may import, besides itself."""


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


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_downwards(path: Path) -> None:
    part = part_of(path)
    if part == "__init__":
        assert imported_parts(path) == set()
        return
    assert imported_parts(path) <= ALLOWED[part] | {part}


@pytest.mark.parametrize("arguments", [["-c", "import proexp_batch"], ["-m", "proexp_batch", "--help"]])
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
