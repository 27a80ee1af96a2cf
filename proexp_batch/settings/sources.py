"""Where settings are taken from: a TOML file, the environment, options; each value knows where it stood."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from proexp_batch.model.reasons import why
from proexp_batch.model.wording import typo
from proexp_batch.settings.values import Kind, Setting, converted, from_text

_PAGE = "La liste des réglages est dans docs/configuration.md"
_LIKELY = 0.85
"""Another program's variable is left alone unless it is as near as this to one of ours."""


class ConfigError(Exception):
    """Settings that cannot be used; the message is a French sentence that says where, what, and what to do."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value that was given, and where: the beginning of a sentence that refuses it."""

    value: Any
    where: str

    def fault(self, reason: str) -> ConfigError:
        """The refusal of this value."""
        return ConfigError(typo(f"{self.where} : {reason}."))


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A TOML file of settings."""

    path: Path
    text: str
    tables: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> "SettingsFile":
        """Read it.

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
            return cls(path, text, tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise cls(path, text, {}).fault(*_unreadable(str(error), text)) from None

    def fault(self, reason: str, line: int | None) -> ConfigError:
        """The refusal of what stands on a line."""
        return Given(None, self._where(line)).fault(reason)

    def _where(self, line: int | None) -> str:
        place = f", ligne {line}" if line else ""
        return f"Réglages « {self.path} »{place}"

    def take(
        self, settings: Mapping[str, Setting], table: str | None = None, tables: tuple[str, ...] = ()
    ) -> dict[str, Given]:
        """The values of a table, or of the top of the file, where the `tables` are passed over.

        Raises:
            ConfigError: a key is unknown, or its value cannot be used.
        """
        content = self.tables if table is None else self.tables.get(table, {})
        if not isinstance(content, Mapping):
            reason = (
                f"« {table} » est une section : écrivez [{table}], puis ses réglages, chacun sur une ligne"
            )
            raise self.fault(reason, self._line(None, str(table)))
        taken = {}
        for name, value in content.items():
            if name in tables:
                continue
            line = self._line(table, name)
            if name not in settings:
                raise self.fault(_unknown(name, (*settings, *tables), value), line)
            try:
                found = converted(settings[name], value)
            except ValueError as error:
                raise self.fault(f"« {name} » est refusé : {error}", line) from None
            taken[name] = Given(self._placed(settings[name], name, found), self._where(line))
        return taken

    def _placed(self, setting: Setting, name: str, value: Any) -> Any:
        """Paths of the file start at its folder, wherever the program is started."""
        folder = self.path.absolute().parent
        if setting.kind is Kind.PATH:
            return folder / value
        if name == "regles":
            return tuple(str(folder / one) if one.endswith(".py") else one for one in value)
        return value

    def _line(self, table: str | None, name: str) -> int | None:
        """The line on which a key stands, or else that of its table."""
        wanted = _key_pattern(name)
        dotted = None if table is None else re.compile(rf"\s*{re.escape(table)}\s*\.\s*{wanted}\s*=")
        plain = re.compile(rf"\s*{wanted}\s*[=.]")
        header = re.compile(rf"\s*\[\s*({re.escape(table or name)})\b|\s*({re.escape(table or name)})\s*=")
        here, fallback = None, None
        for number, line in enumerate(self.text.splitlines(), 1):
            if found := re.match(r"\s*\[+\s*([^]]*?)\s*]", line):
                here = found[1]
            if here == table and plain.match(line):
                return number
            if dotted is not None and here is None and dotted.match(line):
                return number
            if fallback is None and header.match(line):
                fallback = number
        return fallback


def from_environment(
    settings: Mapping[str, Setting], prefix: str, environ: Mapping[str, str]
) -> dict[str, Given]:
    """The values that environment variables give; an empty one gives none.

    Raises:
        ConfigError: a value cannot be used.
    """
    taken = {}
    for name, setting in settings.items():
        variable = prefix + name.upper()
        if not environ.get(variable, "").strip():
            continue
        where = f"Variable d'environnement {variable}"
        try:
            taken[name] = Given(from_text(setting, environ[variable]), where)
        except ValueError as error:
            raise Given(None, where).fault(str(error)) from None
    return taken


def refuse_misspelt(environ: Mapping[str, str], prefix: str, known: Mapping[str, object]) -> None:
    """Refuse a variable that was meant to be one of the known ones; others belong to other programs.

    Raises:
        ConfigError: there is one.
    """
    for variable in environ:
        if variable.startswith(prefix) and variable not in known:
            meant = get_close_matches(variable, known, n=1, cutoff=_LIKELY)
            if meant:
                where = f"Variable d'environnement {variable}"
                raise Given(None, where).fault(f"elle n'existe pas ; la plus proche est {meant[0]}")


def from_options(settings: Mapping[str, Setting], options: Mapping[str, object]) -> dict[str, Given]:
    """The values that options give; `None` is an option that was not given.

    Raises:
        ConfigError: a value cannot be used.
    """
    taken = {}
    for name, value in options.items():
        if value is None:
            continue
        where = f"Option --{name.replace('_', '-')}"
        try:
            taken[name] = Given(converted(settings[name], value), where)
        except ValueError as error:
            raise Given(None, where).fault(str(error)) from None
    return taken


def _key_pattern(name: str) -> str:
    return rf"[\"']?{re.escape(name)}[\"']?"


def _unknown(name: str, known: Sequence[str], value: object) -> str:
    what = f"la section [{name}]" if isinstance(value, Mapping) else f"le réglage « {name} »"
    meant = get_close_matches(name.casefold(), known, n=1)
    near = "la plus proche" if isinstance(value, Mapping) else "le plus proche"
    advice = f"{near} est « {meant[0]} »" if meant else f"supprimez cette ligne. {_PAGE}"
    return f"{what} n'existe pas ; {advice}"


def _unreadable(error: str, text: str) -> tuple[str, int | None]:
    """Why a text is not TOML, in the words of people, and on which line."""
    found = re.search(r"at line (\d+)", error)
    line = int(found[1]) if found else max(1, len(text.splitlines()))
    if "overwrite" in error.lower() or "twice" in error.lower():
        return "un réglage y est donné deux fois ; gardez-en un", line
    if "scape" in error or "hex" in error.lower():
        return (
            "dans un chemin Windows, remplacez les guillemets par des apostrophes droites : 'D:\\depot'",
            line,
        )
    return "ce n'est pas du TOML lisible ; écrivez nom = valeur, les textes entre guillemets droits", line
