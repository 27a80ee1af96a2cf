"""The pages of `docs/` are the ones that the code makes, and say the truth about the reader."""

import re
from pathlib import Path
from typing import Any

import pytest

from proexp_batch.documents.papers.described import DESCRIBED
from proexp_batch.documents.papers.look import Look
from proexp_batch.manual.columns import columns_page
from proexp_batch.manual.pages import COMMAND, pages
from proexp_batch.model.columns import Column
from proexp_batch.model.kinds import KINDS, CellKind, Kind
from proexp_batch.model.parameters import standard_parameters
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.sheets.choices import CONTRACT_KINDS, ROLES
from proexp_batch.rules.catalogue import RULES

DOCS = Path(__file__).parent.parent.parent / "docs"
MADE = pages(RULES, standard_parameters(), DESCRIBED, Look)
RENEW = f"docs/ ne dit plus ce que dit le code. Dans le dossier du projet, lancez : {COMMAND}"


@pytest.mark.parametrize("name", MADE)
def test_pages_are_what_the_code_makes(name: str) -> None:
    path = DOCS / name
    same = path.is_file() and path.read_text(encoding="utf-8") == MADE[name]
    if not same:
        # Not an assertion on the texts: their difference would bury the sentence that helps.
        pytest.fail(RENEW, pytrace=False)


def test_no_page_of_rules_is_left_over() -> None:
    there = {path.relative_to(DOCS).as_posix() for path in (DOCS / "regles").iterdir()}
    assert there <= set(MADE), RENEW


def test_every_rule_has_its_place_and_the_index_leads_to_it() -> None:
    for rule in RULES:
        page = f"etape-{rule.step}.md"
        assert MADE[f"regles/{page}"].count(f"### {rule.code}\n") == 1
        assert f"[{rule.code}]({page}#{rule.code.lower()})" in MADE["regles/README.md"]


def test_every_column_and_choice_is_on_its_page() -> None:
    page = columns_page().replace("\u00a0", " ").replace("\\", "")
    for sheet in SHEETS.values():
        part = page.split(f"\n## {sheet.title}\n")[1].split("\n## ")[0]
        for column in sheet.columns.values():
            assert f"| {column.label} |" in part
            assert f"`{sheet.key}.{column.field}`" in part
            for choice in column.choices:
                assert f"| {choice.label} |" in part


def column_of(kind: CellKind) -> Column:
    choices = {Kind.CHOICE: CONTRACT_KINDS, Kind.CHOICES: ROLES}.get(kind, ())
    return Column("Titre", kind, "", None, choices=choices)


def read(column: Column, text: object) -> Any:
    return column.kind.parser(column)(text).value


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.spelling], ids=repr)
def test_spellings_that_the_page_promises_are_read_alike(kind: CellKind) -> None:
    assert kind.spelling is not None
    column = column_of(kind)
    wanted = read(column, kind.spelling.plain)
    assert wanted is not None
    for other in kind.spelling.others:
        assert read(column, other) == wanted, other


def test_what_the_remarks_of_the_page_say_is_true() -> None:
    assert read(column_of(Kind.MONEY), "1.747") is None
    assert [read(column_of(Kind.YES_NO), text) for text in ("n", "faux", "0")] == [False] * 3
    assert read(column_of(Kind.CODES), "tous") == "*"
    assert read(SHEETS["modules"].columns["modality"], "en situation de travai") == "AFEST"
    assert read(column_of(Kind.SIRET), 1234567400019) == "01234567400019"
    assert read(column_of(Kind.DATE), "05/04/2023").month == 4


def test_every_kind_that_can_be_written_in_several_ways_is_on_the_page() -> None:
    plain = {Kind.TEXT, Kind.NAME, Kind.PERSON, Kind.FILE, Kind.CODE, Kind.NDA}
    assert {kind for kind in KINDS.values() if not kind.spelling} == plain


def test_values_of_sentences_are_left_open() -> None:
    for text in MADE.values():
        assert not re.search(r"\{\w+", text)
