"""Dated parameters that an Opco replaces, and rules that it adds."""

import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest

from proexp_batch.cli import main
from proexp_batch.model.parameters import ParameterError, standard_parameters, with_overrides
from tests.whole.altering import altered
from tests.whole.places import RIGHT, ROOT

DAY = ["--aujourdhui", "2026-11-24"]
Output = pytest.CaptureFixture[str]


def said(capsys: Output) -> str:
    captured = capsys.readouterr()
    return " ".join((captured.out + captured.err).replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("day", "smic"),
    [
        ("2017-12-31", None),
        ("2018-01-01", 9.88),
        ("2023-04-30", 11.27),
        ("2023-05-01", 11.52),
        ("2030-01-01", 12.02),
    ],
)
def test_a_value_holds_from_its_day_until_the_next(day: str, smic: float | None) -> None:
    parameters = standard_parameters()
    looked_up = parameters.at("smic_hourly", pd.Series([pd.Timestamp(day), pd.NaT]))
    assert pd.isna(looked_up[1])
    if smic is None:
        assert pd.isna(looked_up[0])
        with pytest.raises(LookupError):
            parameters.value("smic_hourly", dt.date.fromisoformat(day))
    else:
        assert looked_up[0] == smic
        assert parameters.value("smic_hourly", dt.date.fromisoformat(day)) == smic


def test_each_parameter_has_a_label_a_source_and_days_in_order() -> None:
    for parameter in standard_parameters():
        assert parameter.label
        assert parameter.source
        assert list(parameter.starts) == sorted(set(parameter.starts))


def test_an_opco_replaces_one_parameter_and_keeps_the_others() -> None:
    text = "[training_hours_minimum]\nvalues = [{ from = 2020-01-01, value = 140 }]\n"
    parameters = with_overrides(text)
    assert parameters.value("training_hours_minimum", dt.date(2023, 1, 1)) == 140
    assert parameters.value("months_minimum", dt.date(2023, 1, 1)) == 6


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[a\n", "ligne 1 : le fichier n'est pas du TOML lisible"),
        ("# règles\n[smic_horaire]\nvalues = []", "ligne 2 : le paramètre « smic_horaire » n'existe pas"),
        ("[smic_hourl]\nvalues = []", "le plus proche est « smic_hourly »"),
        ("[months_minimum]\nvalues = []", "ligne 1 : « months_minimum » doit avoir une liste"),
        ("[months_minimum]\nvalues = [{ value = 6 }]", "a une date « from »"),
        ("[months_minimum]\nvalues = [{ from = '2020', value = 6 }]", "doit être une date"),
        ("[months_minimum]\nvalues = [{ from = 2020-01-01, value = 'six' }]", "doit être un nombre positif"),
        ("[months_minimum]\nvalues = [{ from = 2020-01-01, value = -6 }]", "doit être un nombre positif"),
        ("[months_minimum]\nvalues = [{ from = 2020-01-01, value = nan }]", "doit être un nombre positif"),
        ("[training_share_minimum]\nvalues = [{ from = 2020-01-01, value = 15 }]", "une part entre 0 et 1"),
        ("[regime]\nvalues = [{ from = 2020-01-01, value = 'ouvert' }]", "doit être l'un de"),
        (
            "[months_minimum]\nvaleurs = 1\nvalues = [{ from = 2020-01-01, value = 6 }]",
            "clé inconnue : « valeurs »",
        ),
        ("months_minimum = 6", "ligne 1 : « months_minimum » doit avoir une liste"),
    ],
)
def test_a_wrong_file_is_refused_with_the_line_and_the_reason(text: str, sentence: str) -> None:
    with pytest.raises(ParameterError) as refused:
        with_overrides(text)
    assert sentence in str(refused.value).replace("\u00a0", " ")


def test_a_new_law_makes_a_contract_of_2025_acceptable(tmp_path: Path, capsys: Output) -> None:
    file = altered(
        RIGHT,
        tmp_path / "depot" / "a.xlsx",
        {("Apprenants", "Date de signature"): dt.date(2025, 2, 1)},
    )
    assert main(["verifier", str(file), *DAY]) == 1
    assert "APP-010" in said(capsys)
    law = tmp_path / "loi.toml"
    law.write_text(
        '[regime]\nsource = "loi nouvelle"\nvalues = ['
        '{ from = 1900-01-01, value = "blocking", note = "pas encore" },'
        '{ from = 2018-12-28, value = "open", note = "ouvert" }]\n',
        "utf-8",
    )
    main(["verifier", str(file), "--parametres", str(law), *DAY])
    assert "APP-010" not in said(capsys)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "refusés : "), (b"\xff\xfe", "UTF-8"), (b"[x]\n", "ligne 1 : le paramètre « x » n'existe pas")],
)
def test_a_file_of_parameters_that_cannot_be_used_is_wrong_use(
    content: bytes | None, sentence: str, tmp_path: Path, capsys: Output
) -> None:
    path = tmp_path / "parametres.toml"
    if content is not None:
        path.write_bytes(content)
    output = tmp_path / "sortie"
    assert main(["traiter", str(RIGHT), "--sortie", str(output), "--parametres", str(path)]) == 2
    assert sentence in said(capsys)
    assert not output.exists()


OWN_RULE = """
from proexp_batch.rules.rule import WARNING, hits, rule


@rule(
    "{code}",
    "Parcours trop long pour notre branche",
    WARNING,
    3,
    "learners.hours_planned",
    message="Notre branche ne finance pas plus de 300 h.",
    detail="Prévu : {{hours_planned:hours}}.",
    fix="Réduisez les heures, ou demandez une dérogation.",
    why="Décision du conseil d'administration.",
    wrong="301 h",
    right="300 h",
    sources=("décision du 12 janvier 2023",),
)
def over_300_hours(batch):
    return hits({test})
"""


def own_rule(folder: Path, code: str, test: str) -> Path:
    path = folder / f"regles_{code.lower().replace('-', '_')}.py"
    path.write_text(OWN_RULE.format(code=code, test=test), "utf-8")
    return path


def test_an_opco_adds_its_own_rule(tmp_path: Path, capsys: Output) -> None:
    rules = own_rule(tmp_path, "BRB-001", 'batch["learners"]["hours_planned"] > 300')
    output = tmp_path / "sortie"
    assert main(["traiter", str(RIGHT), "--sortie", str(output), "--regles", str(rules), *DAY]) == 0
    findings = json.loads((output / "rapport.json").read_text("utf-8"))["dossiers"][0]["findings"]
    assert [(finding["code"], finding["sheet"]) for finding in findings] == [("BRB-001", "Apprenants")]


@pytest.mark.parametrize(
    ("code", "test", "sentence"),
    [
        ("BRA-002", 'batch["learners"]["hours"] > 300', "La règle BRA-002 a échoué"),
        ("BRA-003", "1 / 0", "La règle BRA-003 a échoué"),
        ("APP-004", "batch", "Règles"),
    ],
)
def test_an_own_rule_that_fails_stops_the_run_before_anything_is_written(
    code: str, test: str, sentence: str, tmp_path: Path, capsys: Output
) -> None:
    rules = own_rule(tmp_path, code, test)
    output = tmp_path / "sortie"
    assert main(["traiter", str(RIGHT), "--sortie", str(output), "--regles", str(rules), *DAY]) == 3
    assert sentence in said(capsys)
    assert not list(output.rglob("*.*"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("x = (", "ce n'est pas du Python bien formé"),
        ("import nulle_part", "nulle_part"),
        ("x = 1", "aucune règle n'y est déclarée"),
        (
            OWN_RULE.format(code="BRA-009", test="batch").replace("learners.hours_planned", "learners.age"),
            "learners.age",
        ),
    ],
)
def test_own_rules_that_cannot_be_loaded_are_named(
    content: str, sentence: str, tmp_path: Path, capsys: Output
) -> None:
    path = tmp_path / f"regles_{abs(hash(content))}.py"
    path.write_text(content, "utf-8")
    assert main(["verifier", str(RIGHT), "--regles", str(path)]) == 3
    text = said(capsys)
    assert str(path) in text
    assert sentence in text


def test_the_documented_example_works(tmp_path: Path, capsys: Output) -> None:
    guide = (ROOT / "docs" / "regles-propres.md").read_text("utf-8")
    example = tmp_path / "exemple.py"
    example.write_text(guide.split("```python\n")[1].split("```")[0], "utf-8")
    assert main(["verifier", str(RIGHT), "--regles", str(example), *DAY]) == 0
    assert "BRA-100" in said(capsys)


def test_a_value_is_told_with_the_day_from_which_it_holds(tmp_path: Path, capsys: Output) -> None:
    parameters = standard_parameters()
    days = pd.Series([pd.Timestamp("2023-02-01"), pd.Timestamp("2023-06-01")])
    told = [text.replace("\u00a0", " ") for text in parameters.shown_at("smic_hourly", days)]
    assert told == ["11,27 € depuis le 01/01/2023", "11,52 € depuis le 01/05/2023"]
    always = parameters.shown_at("training_hours_minimum", days)[0]
    assert always.replace("\u00a0", " ") == "150 h"

    low_pay = altered(RIGHT, tmp_path / "a.xlsx", {("Apprenants", "Salaire brut mensuel"): 500})
    assert main(["verifier", str(low_pay), *DAY]) == 1
    assert "depuis le" in said(capsys)
