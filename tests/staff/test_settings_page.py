"""`docs/configuration.md` and the example file say what the declarations say."""

import re
import tomllib
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo

from proexp_batch.model.wording import typo
from proexp_batch.settings.kinds import bounds, choices, label
from proexp_batch.settings.load import load
from proexp_batch.settings.sources import MAIL
from proexp_batch.settings.watch import MailConfig, WatchConfig
from tests.whole.places import ROOT

PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "docs" / "exploitation" / "proexp.toml"


def table(part: type[WatchConfig] | type[MailConfig]) -> str:
    """The table of a part's settings, as it stands in the page."""
    lines = ["| Réglage | Valeur | Par défaut | Bornes ou choix | Sens |", "| --- | --- | --- | --- | --- |"]
    for name, field in part.model_fields.items():
        if name == MAIL:
            continue
        limits = bounds(field) or ", ".join(f"`{choice}`" for choice in choices(field))
        cells = (f"`{name}`", label(field), shown_default(field), limits, field.description)
        lines.append(typo(f"| {' | '.join(cells)} |"))
    return "\n".join(lines)


def shown_default(field: FieldInfo) -> str:
    """The default of a setting as it is written in the file: `10.0`, `"sortie"`, `false`."""
    if field.is_required():
        return "obligatoire"
    value = field.get_default(call_default_factory=True, validated_data={"sortie": Path("sortie")})
    if value is None or value == ():
        return "aucun" if value is None else "`[]`"
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if isinstance(value, Path):
        return f"`{value.as_posix()}`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value:g}`"


@pytest.mark.parametrize("part", [WatchConfig, MailConfig])
def test_the_tables_are_those_of_the_declarations(part: type[WatchConfig] | type[MailConfig]) -> None:
    made = table(part)
    if made not in PAGE:
        pytest.fail(f"docs/configuration.md ne dit plus ce que dit le code ; le tableau doit être :\n{made}")


def test_the_example_loads_and_shows_the_defaults(tmp_path: Path) -> None:
    config = load(EXAMPLE)
    plain = WatchConfig(depot=config.depot, sortie=config.sortie)
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
    assert set(told) == set(WatchConfig.model_fields)
    assert set(told["courriel"]) == set(MailConfig.model_fields)
    assert config.courriel is not None
    assert config.courriel.securite == "starttls"


def test_every_variable_is_explained() -> None:
    for name in ("PROEXP_DELAI", "PROEXP_COURRIEL_SERVEUR", "PROEXP_REGLES"):
        assert name in PAGE
