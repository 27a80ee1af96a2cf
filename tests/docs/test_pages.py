"""The pages of `docs/` are the ones that the code makes, and say the truth about the reader."""

import re
from pathlib import Path

import pytest

from proexp_batch.manual.columns import SPELLINGS, Spelling, columns_page
from proexp_batch.manual.pages import COMMAND, pages
from proexp_batch.model.columns import Column, Kind
from proexp_batch.model.parameters import standard_parameters
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.sheets.choices import CONTRACT_KINDS
from proexp_batch.reading.values import parse
from proexp_batch.rules.catalogue import RULES

DOCS = Path(__file__).parent.parent.parent / "docs"
MADE = pages(RULES, standard_parameters())
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


def column_of(spelling: Spelling) -> Column:
    choices = CONTRACT_KINDS if spelling.kind is Kind.CHOICE else ()
    return Column(spelling.label, spelling.kind, "", None, choices=choices)


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda spelling: spelling.kind.value)
def test_spellings_that_the_page_promises_are_read_alike(spelling: Spelling) -> None:
    wanted = parse(column_of(spelling), spelling.plain).value
    assert wanted is not None
    for other in spelling.others:
        assert parse(column_of(spelling), other).value == wanted, other


def test_what_the_remarks_of_the_page_say_is_true() -> None:
    column = {spelling.kind: column_of(spelling) for spelling in SPELLINGS}
    assert parse(column[Kind.MONEY], "1.747").value is None
    assert [parse(column[Kind.YES_NO], text).value for text in ("n", "faux", "0")] == [False] * 3
    assert parse(column[Kind.CODES], "tous").value == "*"
    assert parse(SHEETS["modules"].columns["modality"], "en situation de travai").value == "AFEST"
    assert parse(column[Kind.SIRET], 1234567400019).value == "01234567400019"
    assert parse(column[Kind.DATE], "05/04/2023").value.month == 4


def test_every_kind_that_can_be_written_in_several_ways_is_on_the_page() -> None:
    plain = {Kind.TEXT, Kind.NAME, Kind.FILE, Kind.CODE, Kind.NDA}
    assert {spelling.kind for spelling in SPELLINGS} == set(Kind) - plain


def test_values_of_sentences_are_left_open() -> None:
    for text in MADE.values():
        assert not re.search(r"\{\w+", text)
