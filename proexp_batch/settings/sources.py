"""Where settings are taken from: a TOML file, the environment, options; each value knows where it stood."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from proexp_batch.model.nearest import Nearness, nearest
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import typo
from proexp_batch.settings.kinds import kind_of
from proexp_batch.settings.watch import MailConfig, WatchConfig

Key = tuple[str, ...]
"""The names that lead to a setting: `("delai",)`, `("courriel", "port")`."""

MAIL = "courriel"
_PREFIX = "PROEXP"
_YES = frozenset(("oui", "true", "vrai", "1"))
_NO = frozenset(("non", "false", "faux", "0"))

SETTINGS: Mapping[Key, FieldInfo] = {
    **{(name,): field for name, field in WatchConfig.model_fields.items() if name != MAIL},
    **{(MAIL, name): field for name, field in MailConfig.model_fields.items()},
}
"""Every setting that a person can give, with its declaration."""


class ConfigError(Exception):
    """Settings that cannot be used; the message is a French sentence that says where, what, and what to do."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value that was given, and where: the beginning of a sentence about it; `name` where that does not name it."""

    value: Any
    where: str
    name: str = ""

    def fault(self, reason: str) -> ConfigError:
        """What is wrong here."""
        return ConfigError(typo(f"{self.where} : {reason}."))

    def refusal(self, reason: str) -> ConfigError:
        """The refusal of this value."""
        return self.fault(f"« {self.name} » est refusé : {reason}" if self.name else reason)


def from_file(path: Path) -> dict[Key, Given]:
    """The values of a TOML file, whatever they are; relative paths start at its folder.

    Raises:
        ConfigError: it cannot be read, or is not TOML.
    """
    try:
        # Notepad puts a byte order mark, which TOML does not know.
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise ConfigError(typo(f"Réglages « {path} » refusés : {why(error)}.")) from None
    except UnicodeDecodeError:
        reason = "le fichier n'est pas écrit en UTF-8 ; enregistrez-le de nouveau avec ce codage"
        raise ConfigError(typo(f"Réglages « {path} » refusés : {reason}.")) from None
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, line = _unreadable(str(error), text)
        raise Given(None, _at(path, line)).fault(reason) from None
    folder = path.absolute().parent
    return {
        key: Given(_placed(key, value, folder), _at(path, _line(text, key)), key[-1])
        for key, value in _flat(content)
    }


def _at(path: Path, line: int | None) -> str:
    return f"Réglages « {path} », ligne {line}" if line else f"Réglages « {path} »"


def _flat(content: Mapping[str, Any]) -> Iterable[tuple[Key, Any]]:
    for name, value in content.items():
        if name == MAIL and isinstance(value, Mapping):
            yield from (((MAIL, inner), found) for inner, found in value.items())
        else:
            yield (name,), value


def _placed(key: Key, value: Any, folder: Path) -> Any:
    """Paths of the file start at its folder, wherever the program is started."""
    if key == ("regles",) and isinstance(value, list):
        return [str(folder / one) if isinstance(one, str) and one.endswith(".py") else one for one in value]
    is_path = key in SETTINGS and kind_of(SETTINGS[key]) is Path
    usable = isinstance(value, str) and value.strip() and value.isprintable()
    return folder / value if is_path and usable else value


def _line(text: str, key: Key) -> int | None:
    """The line on which a key stands, or else that of its table."""
    table, name = key[:-1], key[-1]
    first = re.escape(key[0])
    wanted = rf"[\"']?{re.escape(name)}[\"']?"
    dotted = re.compile(rf"\s*{first}\s*\.\s*{wanted}\s*=")
    plain = re.compile(rf"\s*{wanted}\s*[=.]")
    header = re.compile(rf"\s*\[+\s*{first}\b|\s*{first}\s*=")
    here: Key = ()
    fallback = None
    for number, line in enumerate(text.splitlines(), 1):
        if found := re.match(r"\s*\[+\s*([^]]*?)\s*]", line):
            here = (found[1],)
        if here == table and plain.match(line):
            return number
        if table and not here and dotted.match(line):
            return number
        if fallback is None and header.match(line):
            fallback = number
    return fallback


def _unreadable(error: str, text: str) -> tuple[str, int]:
    """Why a text is not TOML, in the words of people, and on which line."""
    found = re.search(r"at line (\d+)", error)
    line = int(found[1]) if found else max(1, len(text.splitlines()))
    if "overwrite" in error.lower() or "twice" in error.lower():
        return "un réglage y est donné deux fois ; gardez-en un", line
    if "scape" in error or "hex" in error.lower():
        reason = "dans un chemin Windows, remplacez les guillemets par des apostrophes droites : 'D:\\depot'"
        return reason, line
    return "ce n'est pas du TOML lisible ; écrivez nom = valeur, les textes entre guillemets droits", line


def variable_of(key: Key) -> str:
    """The environment variable that gives a setting."""
    return "_".join((_PREFIX, *key)).upper()


def from_environment(environ: Mapping[str, str]) -> dict[Key, Given]:
    """The values that environment variables give; an empty one gives none.

    Raises:
        ConfigError: a variable says neither yes nor no where it should.
    """
    given = {}
    for key, field in SETTINGS.items():
        variable = variable_of(key)
        if bare := environ.get(variable, "").strip():
            where = Given(bare, f"Variable d'environnement {variable}")
            given[key] = Given(_meant(where, field), where.where)
    return given


def _meant(given: Given, field: FieldInfo) -> object:
    """What the text of a variable means: lists are parted by `;`, yes and no are in words.

    What is no number stays a text, and is refused with all that is none.
    """
    text: str = given.value
    kind = kind_of(field)
    if kind is bool:
        if text.casefold() not in _YES | _NO:
            raise given.fault("il faut oui ou non")
        return text.casefold() in _YES
    if kind is tuple:
        return [one.strip() for one in text.split(";") if one.strip()]
    try:
        return int(text) if kind is int else float(text.replace(",", ".")) if kind is float else text
    except ValueError:
        return text


def refuse_misspelt(environ: Iterable[str]) -> None:
    """Refuse a variable that was meant to be one of ours; others belong to other programs.

    Raises:
        ConfigError: there is one.
    """
    known = [variable_of(key) for key in SETTINGS]
    for variable in environ:
        if variable.startswith(f"{_PREFIX}_") and variable not in known:
            meant = nearest(variable, known, Nearness.SLIP)
            if meant:
                where = Given(None, f"Variable d'environnement {variable}")
                raise where.fault(f"elle n'existe pas ; la plus proche est {meant}")


def from_options(options: Mapping[str, object]) -> dict[Key, Given]:
    """The values that options give; `None` is an option that was not given."""
    return {
        (name,): Given(value, f"Option --{name.replace('_', '-')}")
        for name, value in options.items()
        if value is not None
    }
