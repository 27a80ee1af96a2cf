"""The Markdown files: links lead somewhere, commands parse, French typography holds, examples are true."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import typer

from proexp_batch.cli import main
from proexp_batch.cli.app import app
from proexp_batch.decision.facts import Status
from proexp_batch.model.findings import Severity
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.sheets.choices import STEPS
from proexp_batch.model.wording import typo

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FRENCH = [page for page in PAGES if page.name not in ("CONTRIBUTING.md", "api.md")]
BY_HAND = [page for page in PAGES if page.parent.name != "regles" and page.name != "colonnes.md"]
LARGEST_PICTURE = 200_000

_LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)|<img[^>]*\bsrc=\"([^\"]+)\"")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_STARTS = ("python3 run.py", "proexp-batch")
OF_RUN = ("tests", "paquet", "banc")
"""The commands that run.py has itself."""


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def links(page: Path) -> Iterator[str]:
    for match in _LINK.finditer(_CODE.sub("", page.read_text(encoding="utf-8"))):
        yield match[1] or match[2]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the places that show Markdown make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_and_pictures_exist(page: Path) -> None:
    for link in links(page):
        if re.match(r"https?:", link):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def test_every_picture_is_used_and_light() -> None:
    pictures = {path.resolve() for path in (ROOT / "docs" / "images").glob("*.png")}
    used = {(page.parent / link).resolve() for page in PAGES for link in links(page)}
    assert pictures and pictures <= used
    assert all(picture.stat().st_size < LARGEST_PICTURE for picture in pictures)


@pytest.mark.parametrize("page", FRENCH, ids=named)
def test_french_typography(page: Path) -> None:
    for line in _CODE.sub("`", page.read_text(encoding="utf-8")).splitlines():
        assert line == typo(line)


def commands() -> list[str]:
    """The commands quoted in code blocks, each one once."""
    blocks = [_BLOCK.findall(page.read_text(encoding="utf-8")) for page in BY_HAND]
    lines = [line for found in blocks for _, block in found for line in block.splitlines()]
    return list(dict.fromkeys(line for line in lines if line.startswith(_STARTS)))


def arguments_of(command: str) -> list[str]:
    words = shlex.split(command)
    return words[1:] if words[0] == "proexp-batch" else words[2:]


@pytest.mark.parametrize("command", commands())
def test_quoted_commands_parse(command: str) -> None:
    arguments = arguments_of(command)
    if arguments and arguments[0] not in OF_RUN and not arguments[0].startswith("-"):
        # Parsing alone: what a quoted command writes must not be written here.
        name, found, rest = typer.main.get_command(app).resolve_command(None, arguments)  # type: ignore[attr-defined]
        found.make_context(name, rest)


SHOWING = [command for command in commands() if re.search(r" (regles|expliquer|--help)\b", command)]
WITH_FILES = [command for command in SHOWING if re.search(r"\.(py|toml)\b(?<!run\.py)", command)]


@pytest.mark.parametrize("command", [command for command in SHOWING if command not in WITH_FILES])
def test_quoted_commands_that_only_show_succeed(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments_of(command)) == 0
    assert capsys.readouterr().out


def block_of(page: str, language: str) -> str:
    [block] = [block for kind, block in _BLOCK.findall((ROOT / page).read_text("utf-8")) if kind == language]
    return block


@pytest.mark.parametrize("command", WITH_FILES)
def test_examples_of_parameters_and_rules_are_taken(command: str, tmp_path: Path) -> None:
    for name, language in (("regles_branche.py", "python"), ("parametres.toml", "toml")):
        (tmp_path / name).write_text(block_of("docs/regles-propres.md", language), encoding="utf-8")
    # In a process of its own: rules that were loaded once stay.
    done = subprocess.run(
        [sys.executable, "-m", "proexp_batch", *arguments_of(command)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "BRA-100" in done.stdout or "avant l'expérimentation" in done.stdout


def test_there_are_quoted_commands_of_every_kind() -> None:
    quoted = {arguments[0] for command in commands() if (arguments := arguments_of(command))}
    assert set(typer.main.get_command(app).commands) <= quoted  # type: ignore[attr-defined]


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in typer.main.get_command(app).commands:  # type: ignore[attr-defined]
        assert re.search(rf"^\| `{name}\b", readme, re.MULTILINE), name


def test_example_of_the_report_follows_its_schema() -> None:
    schema = json.loads((ROOT / "docs" / "rapport.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(block_of("docs/rapport.md", "json")), schema)


def test_every_field_of_the_report_is_explained() -> None:
    page = (ROOT / "docs" / "rapport.md").read_text(encoding="utf-8")
    schema = json.loads((ROOT / "docs" / "rapport.schema.json").read_text(encoding="utf-8"))
    run = [f"run.{name}" for name in schema["properties"]["run"]["properties"]]
    parts = [schema["$defs"][name]["properties"] for name in ("dossier", "contract", "finding")]
    for name in [*run, *(name for part in parts for name in part)]:
        assert f"`{name}`" in page, name
    for word in [*Severity, *Status]:
        assert f"`{word.value}`" in page


def test_guides_name_what_the_program_names() -> None:
    company = (ROOT / "docs" / "guide-entreprise.md").read_text(encoding="utf-8")
    staff = (ROOT / "docs" / "guide-opco.md").read_text(encoding="utf-8")
    for status in Status:
        assert f"| {status.label} |" in company
        assert f"| {status.label} | `{status.value}` |" in staff
    for step in STEPS:
        assert f"| {step.label} |" in company
    assert f"**{SHEETS['company'].title}**" in company
