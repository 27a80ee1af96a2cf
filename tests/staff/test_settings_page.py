"""`docs/configuration.md` and the example file say what the declarations say."""

import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest

from proexp_batch.model.wording import typo
from proexp_batch.settings.values import bounds, setting_of
from proexp_batch.settings.watch import MailConfig, WatchConfig, keys, load, shown_default
from tests.whole.places import ROOT

PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "docs" / "exploitation" / "proexp.toml"


def table(part: type[WatchConfig] | type[MailConfig]) -> str:
    """The table of a part's settings, as it stands in the page."""
    lines = ["| Réglage | Valeur | Par défaut | Bornes ou choix | Sens |", "| --- | --- | --- | --- | --- |"]
    for one in fields(part):
        if one.name not in keys(part):
            continue
        setting = setting_of(one.metadata)
        cells = (f"`{one.name}`", setting.kind.label, shown_default(one), bounds(setting), setting.help)
        lines.append(typo(f"| {' | '.join(cells)} |"))
    return "\n".join(lines)


@pytest.mark.parametrize("part", [WatchConfig, MailConfig])
def test_the_tables_are_those_of_the_declarations(part: type[WatchConfig] | type[MailConfig]) -> None:
    made = table(part)
    if made not in PAGE:
        pytest.fail(f"docs/configuration.md ne dit plus ce que dit le code ; le tableau doit être :\n{made}")


def test_the_example_loads_and_shows_the_defaults(tmp_path: Path) -> None:
    config = load(EXAMPLE)
    plain = WatchConfig(config.depot, config.sortie)
    assert config.courriel is None
    told = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    shown = {name: getattr(plain, name) for name in told if name not in ("depot", "sortie")}
    assert {name: getattr(config, name) for name in shown} == shown


def test_every_setting_stands_in_the_example_and_loads_when_it_is_uncommented(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    path = tmp_path / "proexp.toml"
    path.write_text(re.sub(r"^#(?=[a-z_]+ =|\[)", "", text, flags=re.MULTILINE), encoding="utf-8")
    config = load(path)
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(told) == {one.name for one in fields(WatchConfig)}
    assert set(told["courriel"]) == set(keys(MailConfig))
    assert config.courriel is not None
    assert replace(config.courriel, port=0).securite == "starttls"


def test_every_variable_is_explained() -> None:
    for name in ("PROEXP_DELAI", "PROEXP_COURRIEL_SERVEUR", "PROEXP_REGLES"):
        assert name in PAGE
