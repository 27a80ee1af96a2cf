"""An Opco's own rule that cannot be run stops everything with its code, in French, whatever is wrong with it."""

import itertools
import re
from pathlib import Path

import pytest

import proexp_batch
from proexp_batch.cli import main
from proexp_batch.model.wording import NBSP
from proexp_batch.rules.engine.failing import OwnRulesError, RuleError
from tests.deposit.test_intake import Import
from tests.whole.places import RIGHT, TODAY

Output = pytest.CaptureFixture[str]
DAY = ["--aujourdhui", TODAY.isoformat()]

RULE = """\
import pandas as pd
from proexp_batch.rules.rule import WARNING, hits, rule


@rule("{code}", "Règle", {severity}, {step}, "{place}", message="Message.", detail="{detail}", fix="Corrigez.",
      why="Pourquoi.", wrong="Non", right="Oui", sources={sources})
def test(batch):
    frame = batch["{sheet}"]
    all = frame["dossier"] >= 0
    {body}
"""
_USUAL = {
    "severity": "WARNING",
    "step": "1",
    "place": "company.siret",
    "detail": "Texte.",
    "sources": "('usage',)",
    "sheet": "company",
    "body": "return hits(all)",
}
_ENGLISH = re.compile(r"Error|Exception|\b(?:the|not|is|of|to|unpack|index|must|with|object|missing)\b")

FAILING = {
    "a column that is not there": (
        {"body": "return hits(frame['absente'] > 3)"},
        "n'existe pas (FILE, ligne 10)",
    ),
    "a division": ({"body": "return hits(all, part=1 / 0)"}, "elle divise par zéro (FILE, ligne 10)"),
    "unpacking": ({"body": "one, two = 1, 2, 3"}, "trop ou trop peu (FILE, ligne 10)"),
    "recursion": ({"body": "return test(batch)"}, "elle-même sans fin (FILE, ligne"),
    "an error of its own": (
        {"body": "raise type('Refus', (Exception,), {{}})('the value 123')"},
        "erreur « Refus » (FILE, ligne 10)",
    ),
    "a name": ({"body": "return hits(tout)"}, "défini nulle part (FILE, ligne 10)"),
    "a file": ({"body": "open('/nulle/part')"}, "il n'existe pas (FILE, ligne 10)"),
    "an exit": ({"body": "raise SystemExit(0)"}, "elle arrête le programme"),
    "nothing": ({"body": "pass"}, "ne rend pas « hits(masque) »"),
    "a mask alone": ({"body": "return all"}, "ne rend pas « hits(masque) »"),
    "a list": ({"body": "return hits([True])"}, "n'est pas une colonne pandas"),
    "the mask of another sheet": (
        {"place": "learners.contract", "body": "return hits(pd.Series([True] * 50))"},
        "une ligne pour chaque ligne",
    ),
    "a mask of texts": ({"body": "return hits(all.map({{True: 'oui'}}))"}, "autre chose que vrai ou faux"),
    "a value that is too short": (
        {"detail": "{part}", "body": "return hits(all, part=pd.Series([1.0], index=[77]))"},
        "sa valeur « part » n'a pas une ligne",
    ),
    "a value that is a table": ({"body": "return hits(all, part=frame)"}, "sa valeur « part » n'est ni"),
    "a group of lists": (
        {"body": "return hits(all, group=all.map(lambda one: [1]))"},
        "son groupe (« group ») contient des listes",
    ),
    "a placeholder that is nothing": ({"detail": "{metier}"}, "« metier » n'est ni une colonne"),
    "a format that does not suit": (
        {"detail": "{siret:number}"},
        "« {siret:number} » ne convient pas à la valeur",
    ),
    "another that does not suit": (
        {"detail": "{part:date}", "body": "return hits(all, part='demain')"},
        "« {part:date} » ne convient pas à la valeur",
    ),
    "a value put right that is no text": ({"body": "return hits(all, meant=all)"}, "« meant »"),
}

REFUSED = {
    "a conversion": ({"detail": "{siret!r}"}, "il ne faut qu'un nom"),
    "an attribute": ({"detail": "{siret.foo}"}, "il ne faut qu'un nom"),
    "an index": ({"detail": "{siret[0]}"}, "il ne faut qu'un nom"),
    "a format that is none": ({"detail": "{siret:.2f}"}, "le format « .2f » n'existe pas"),
    "a format within a format": ({"detail": "{siret:{siret}}"}, "n'existe pas"),
    "a severity in words": ({"severity": "'bloquant'"}, "sa gravité n'est ni BLOCKING"),
    "a step in words": ({"step": "'2'"}, "son étape n'est pas un nombre entre 1 et 6"),
    "a step that is none": ({"step": "9"}, "son étape n'est pas un nombre entre 1 et 6"),
    "a sheet that is none": ({"place": "budget.total"}, "la colonne « budget.total » n'existe pas"),
    "sources as a text": ({"sources": "'usage'"}, "ses sources ne sont pas"),
    "a code that is none": ({"code": "branche 1"}, "son code n'a pas trois lettres"),
    "a code that is taken": ({"code": "APP-020"}, "le code APP-020 est déjà pris (FILE, ligne 5)"),
    "an exit": ({"body": "pass\n\nraise SystemExit(0)"}, "elle arrête le programme (FILE, ligne 12)"),
    "a word that is missing": ({"sources": "('usage',), wide=3"}, "(FILE, ligne 5)"),
}

_numbers = itertools.count(100)


def made(folder: Path, change: dict[str, str]) -> tuple[Path, str]:
    """A file with one rule, and the code of this."""
    words = {**_USUAL, "code": f"LOC-{next(_numbers)}", **change}
    words["body"] = words["body"].replace("{{", "{").replace("}}", "}")
    path = folder / f"regles_{words['code'].lower().replace('-', '_').replace(' ', '_')}_{next(_numbers)}.py"
    path.write_text(RULE.format(**words), "utf-8")
    return path, words["code"]


def in_french(text: str, path: Path) -> str:
    text = text.replace(NBSP, " ").replace("\u202f", " ")
    assert not _ENGLISH.search(text.replace(str(path), "").replace(path.name, "")), text
    return text


@pytest.mark.parametrize("kind", FAILING)
def test_a_rule_that_fails_is_named_with_the_reason(kind: str, tmp_path: Path) -> None:
    change, wanted = FAILING[kind]
    path, code = made(tmp_path, change)
    with pytest.raises(RuleError) as raised:
        proexp_batch.check(RIGHT, today=TODAY, rules=[path])
    assert raised.value.code == code
    assert wanted.replace("FILE", path.name) in in_french(raised.value.reason, path)


@pytest.mark.parametrize("kind", REFUSED)
def test_a_rule_that_cannot_be_one_is_refused(kind: str, tmp_path: Path) -> None:
    change, wanted = REFUSED[kind]
    path, code = made(tmp_path, change)
    with pytest.raises(OwnRulesError) as raised:
        proexp_batch.check(RIGHT, today=TODAY, rules=[path])
    text = in_french(str(raised.value), path)
    assert wanted.replace("FILE", path.name) in text
    assert code in text or "FILE" in wanted


@pytest.mark.parametrize("kind", ["a format that does not suit", "recursion", "a value that is too short"])
def test_every_command_stops_and_writes_nothing(kind: str, tmp_path: Path, capsys: Output) -> None:
    path, code = made(tmp_path, FAILING[kind][0])
    own = ["--regles", str(path), *DAY]
    assert main(["verifier", str(RIGHT), *own]) == 3
    assert main(["traiter", str(RIGHT), "--sortie", str(tmp_path / "s"), *own]) == 3
    said = in_french(capsys.readouterr().err, path)
    assert said.count(f"La règle {code} a échoué : ") == 2
    assert [one for one in (tmp_path / "s").rglob("*") if one.is_file()] == []


@pytest.mark.parametrize("kind", ["a format that does not suit", "a conversion"])
def test_the_import_waits_and_its_state_says_so(kind: str, tmp_path: Path, capsys: Output) -> None:
    path, code = made(tmp_path, (FAILING | REFUSED)[kind][0])
    imported = Import(tmp_path)
    imported.put("dossier.xlsx")
    assert imported.run() == 0
    imported.put("autre.xlsx", RIGHT.read_bytes() + b"\0")
    assert imported.run(more=f'regles = ["{path}"]\n') == 3
    capsys.readouterr()
    assert main(["etat", "--config", str(tmp_path / "reglages.toml")]) != 0
    said = capsys.readouterr().out.replace(NBSP, " ")
    assert "en panne" in said
    assert code in said
    assert len(imported.rows()) == 1
    # The rule is mended: what waited is handled.
    assert imported.run() == 0
    assert len(imported.rows()) == 2


def test_a_rule_about_a_sheet_without_rows_finds_nothing(tmp_path: Path) -> None:
    path, _ = made(tmp_path, {"place": "evaluations.date", "sheet": "evaluations"})
    proexp_batch.check(RIGHT, today=TODAY, rules=[path])


def test_a_rule_cannot_change_what_the_others_look_at(tmp_path: Path) -> None:
    body = "frame.drop(columns='siret', inplace=True)\n    frame['dossier'] = 5\n    return hits(all & False)"
    path, _ = made(tmp_path, {"body": body})
    decision = proexp_batch.check(RIGHT, today=TODAY, rules=[path])
    assert decision == proexp_batch.check(RIGHT, today=TODAY)
