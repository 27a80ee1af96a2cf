"""What `docs/securite.md` says of limits is what the code holds, and what is installed comes from locked files."""

import re
import tomllib

import pytest

from proexp_batch.engines.processes import PATIENCE
from proexp_batch.formats import grid, parts, refusals
from proexp_batch.model.wording import number, typo
from proexp_batch.ooxml import markup, package
from proexp_batch.reading import tables
from proexp_batch.rules.catalogue import CATALOGUE
from proexp_batch.settings.limits import MEMORY, SECONDS, SIZE, Bound
from tests.whole.places import ROOT

PAGE = (ROOT / "docs" / "securite.md").read_text("utf-8")


def line(start: str) -> str:
    """The line of a table that begins so."""
    found = re.search(rf"^\| {re.escape(typo(start))}.*$", PAGE, re.MULTILINE)
    assert found is not None, start
    return found[0]


@pytest.mark.parametrize(
    ("start", "bound"),
    [("temps de calcul", SECONDS), ("mémoire, en plus", MEMORY), ("taille du fichier", SIZE)],
)
def test_the_limits_of_a_file(start: str, bound: Bound) -> None:
    told = line(start)
    assert typo(f"{number(bound.usual, 0)} {bound.unit}") in told
    assert f"`{bound.name}`" in told
    assert f"`--{bound.name.replace('_', '-')}`" in told


@pytest.mark.skipif(PATIENCE == 1, reason="Windows counts the time of the clock alone")
def test_the_time_by_the_clock() -> None:
    assert PATIENCE == 4
    assert "quatre fois plus à l'horloge" in line("temps de calcul").replace("’", "'")


@pytest.mark.parametrize(
    ("start", "value"),
    [
        ("éléments d'un classeur", package.MAX_MEMBERS),
        ("un élément, une fois ouvert", package.MAX_PART_BYTES // 1_000_000),
        ("les feuilles lues ensemble", parts.MAX_READ_BYTES // 1_000_000),
        ("balises", markup.MAX_TAGS // 1_000_000),
        ("un texte", parts.MAX_TEXT_BYTES // 1_000),
        ("un `.ods` ou un `.xls`", refusals.MAX_FOREIGN_BYTES // 1_000_000),
        ("lignes lues d'une feuille", grid.FARTHEST_ROW),
        ("lignes lues d'une feuille", tables.MOST_ALIKE),
    ],
)
def test_what_is_refused(start: str, value: int) -> None:
    assert re.search(rf"(?<!\d){number(value, 0)}(?!\d)", line(start))


def test_the_codes_that_it_names_are_rules() -> None:
    codes = set(re.findall(r"`([A-Z]{3}-\d{3})`", PAGE))
    assert codes
    assert codes <= {rule.code for rule in CATALOGUE}


def test_the_build_back_end_is_locked() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    locked = (ROOT / "requirements" / "build.txt").read_text("utf-8")
    for requirement in wanted:
        assert f'"{requirement}"' in locked
        name = requirement.partition(">")[0]
        assert re.search(rf"^{name}==\S+ \\$", locked, re.MULTILINE)
    page = (ROOT / "docs" / "exploitation.md").read_text("utf-8")
    assert "pip install --require-hashes -r requirements/build.txt" in page
    assert "pip install --no-deps --no-build-isolation ." in page
