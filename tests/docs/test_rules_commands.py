"""`regles` and `expliquer`: what people and programs get of the catalogue."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from proexp_batch.cli import main
from proexp_batch.manual import texts
from proexp_batch.model.parameters import standard_parameters
from proexp_batch.rules.catalogue import CATALOGUE, RULES

SCHEMA = Path(__file__).parent.parent.parent / "docs" / "regles.schema.json"
NBSP = "\u00a0"


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(arguments) == code
    captured = capsys.readouterr()
    return captured.err if code else captured.out


def catalogue(capsys: pytest.CaptureFixture[str], *filters: str) -> list[dict[str, Any]]:
    document = json.loads(said(capsys, "regles", "--format", "json", *filters))
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    rules: list[dict[str, Any]] = document["rules"]
    return rules


def test_json_holds_every_rule_in_a_stable_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert [rule["code"] for rule in catalogue(capsys)] == [rule.code for rule in RULES]


def test_json_of_one_rule(capsys: pytest.CaptureFixture[str]) -> None:
    rule = next(rule for rule in catalogue(capsys) if rule["code"] == "APP-040")
    assert rule["sheets"] == ["Apprenants"]
    assert rule["columns"] == [
        {"sheet": "Apprenants", "label": "Salaire brut mensuel", "field": "learners.monthly_pay"}
    ]
    assert "…" in rule["message"]
    smic = rule["parameters"][0]
    assert smic["name"] == "smic_hourly"
    assert smic["values"][0] == {"from": "2018-01-01", "value": 9.88, "shown": f"9,88{NBSP}€"}


def test_filters_hold_for_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    filters = ("--feuille", "tuteurs", "--gravite", "bloquant", "--etape", "4")
    rules = catalogue(capsys, *filters)
    assert rules and {rule["severity"] for rule in rules} == {"blocking"}
    lines = said(capsys, "regles", "--format", "md", *filters).splitlines()
    assert [line.split(" | ")[0].strip("| ") for line in lines[2:]] == [rule["code"] for rule in rules]
    assert all(rule["code"] in said(capsys, "regles", *filters) for rule in rules)


def test_a_rule_about_a_sheet_as_a_whole_is_found_with_that_sheet(capsys: pytest.CaptureFixture[str]) -> None:
    titles = {"PIE": "Pièces", "APP": "Apprenants", "COM": "Compétences", "ENT": "Entreprise"}
    for code in ("PIE-001", "PIE-002", "PIE-005", "PIE-010", "APP-001", "COM-001", "ENT-012"):
        found = {sheet for sheet in titles.values() if code in said(capsys, "regles", "--feuille", sheet)}
        assert found == {titles[code[:3]]}
        assert f"feuille {titles[code[:3]]}" in said(capsys, "expliquer", code)
        assert "Raison sociale" not in said(capsys, "expliquer", code)


def test_markdown_is_one_table(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "regles", "--format", "md").splitlines()
    assert len(lines) == len(RULES) + 2
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {6}


def test_unknown_format_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Format inconnu" in said(capsys, "regles", "--format", "xml", code=2)


@pytest.mark.parametrize("code", [rule.code for rule in RULES])
def test_explanation_fits_a_narrow_terminal_and_parts_no_unit(code: str) -> None:
    blocks = texts.explained(CATALOGUE[code], standard_parameters(), 80)
    text = "\n".join(part for block in blocks for part in block)
    for line in text.splitlines():
        assert len(line) <= 80, line
        assert not re.match(r"\s*[%€;:!?»]", line), line
    assert "{" not in text
    assert not re.search(r"\d +[%€]", text)


def test_explanation_is_printed_as_it_was_wrapped(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = said(capsys, "expliquer", "app-040")
    blocks = texts.explained(CATALOGUE["APP-040"], standard_parameters(), 80)
    assert shown.splitlines() == "\n\n".join(f"{title}\n{lines}" for title, lines in blocks).splitlines()


def test_articles_are_cited_together() -> None:
    assert texts.cited(("L6325-8", "L6325-9", "RGPD, art. 5")) == (
        f"code du travail, art.{NBSP}L6325-8, L6325-9{NBSP}; RGPD, art.{NBSP}5"
    )
    assert texts.cited(()) == "logique du dossier"


def test_unknown_code_suggests_the_near_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert "APP-040" in said(capsys, "expliquer", "APP-40", code=2)


def test_manual_writes_the_pages(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert str(tmp_path) in said(capsys, "manuel", str(tmp_path))
    assert (tmp_path / "regles" / "etape-1.md").is_file()
    assert (tmp_path / "colonnes.md").is_file()


def test_manual_says_in_french_what_it_cannot_write(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    taken = tmp_path / "fichier"
    taken.touch()
    assert "n'a pas pu être écrit" in said(capsys, "manuel", str(taken), code=3)
