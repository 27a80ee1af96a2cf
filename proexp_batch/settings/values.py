"""How one setting is declared, and how a value that people wrote for it is checked."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from proexp_batch.model import wording

_YES = frozenset(("oui", "true", "vrai", "1"))
_NO = frozenset(("non", "false", "faux", "0"))
_SETTING = "setting"


class Kind(Enum):
    """What a setting holds, with the words for it in a table and in a sentence."""

    PATH = ("chemin", "un chemin entre guillemets")
    TEXT = ("texte", "un texte entre guillemets")
    TEXTS = ("liste de textes", 'une liste de textes, par exemple ["a", "b"]')
    CHOICE = ("choix", "un texte entre guillemets")
    NUMBER = ("nombre", "un nombre")
    COUNT = ("nombre entier", "un nombre entier")
    YES_NO = ("oui ou non", "true ou false, sans guillemets")

    @property
    def label(self) -> str:
        """The words of the table."""
        return self.value[0]

    @property
    def wanted(self) -> str:
        """What is to be written."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: what it holds, what it is for, and its bounds or choices."""

    kind: Kind
    help: str
    unit: str = ""
    lowest: float = 0
    highest: float = math.inf
    choices: tuple[str, ...] = ()


def declared(kind: Kind, help: str, **more: Any) -> Mapping[str, Setting]:
    """The metadata of a dataclass field that declares a setting."""
    return {_SETTING: Setting(kind, help, **more)}


def setting_of(metadata: Mapping[str, Any]) -> Setting:
    """The setting that a field's metadata declare."""
    found: Setting = metadata[_SETTING]
    return found


def converted(setting: Setting, value: object) -> Any:
    """The value of a setting, from what TOML or an option gave.

    Raises:
        ValueError: it cannot be one; the message is the end of a French sentence.
    """
    match setting.kind, value:
        case Kind.YES_NO, bool():
            return value
        case Kind.COUNT, int(number) if not isinstance(value, bool):
            return _within(setting, number)
        case Kind.NUMBER, (int() | float()) as number if not isinstance(value, bool):
            return _within(setting, number)
        case Kind.PATH, str() | Path() if str(value).strip():
            return _path(str(value))
        case Kind.CHOICE, str():
            return _choice(setting, value)
        case Kind.TEXT, str() if value.strip():
            return _printable(value)
        case Kind.TEXTS, list() | tuple() if all(isinstance(one, str) and one.strip() for one in value):
            return tuple(_printable(one) for one in value)
    raise ValueError(f"il faut {setting.kind.wanted}")


def from_text(setting: Setting, text: str) -> Any:
    """The value of a setting, from an environment variable: lists are parted by `;`, yes and no are in words.

    Raises:
        ValueError: it cannot be one; the message is the end of a French sentence.
    """
    bare = text.strip()
    match setting.kind:
        case Kind.YES_NO:
            if bare.casefold() not in _YES | _NO:
                raise ValueError("il faut oui ou non")
            return bare.casefold() in _YES
        case Kind.TEXTS:
            return converted(setting, [one.strip() for one in bare.split(";") if one.strip()])
        case Kind.COUNT | Kind.NUMBER:
            try:
                value = int(bare) if setting.kind is Kind.COUNT else float(bare.replace(",", "."))
            except ValueError:
                raise ValueError(f"il faut {setting.kind.wanted}") from None
            return _within(setting, value)
    return converted(setting, bare)


def bounds(setting: Setting) -> str:
    """The bounds or the choices in words, empty where there are none."""
    if setting.choices:
        return ", ".join(f"`{choice}`" for choice in setting.choices)
    if setting.kind not in (Kind.NUMBER, Kind.COUNT):
        return ""
    unit = f" {setting.unit}" if setting.unit else ""
    if math.isinf(setting.highest):
        return wording.typo(f"au moins {wording.number(setting.lowest)}{unit}")
    return wording.typo(f"de {wording.number(setting.lowest)} à {wording.number(setting.highest)}{unit}")


def _within(setting: Setting, value: float) -> float:
    if not math.isfinite(value) or not setting.lowest <= value <= setting.highest:
        raise ValueError(
            f"il faut un nombre {bounds(setting)}".replace("nombre au moins", "nombre d'au moins")
        )
    return value if setting.kind is Kind.COUNT else float(value)


def _choice(setting: Setting, value: str) -> str:
    if value.strip() not in setting.choices:
        raise ValueError("il faut l'un de : " + ", ".join(f"« {choice} »" for choice in setting.choices))
    return value.strip()


def _path(text: str) -> Path:
    return Path(_printable(text))


def _printable(text: str) -> str:
    # A line break would end a header of an e-mail, or the name of a file, where nobody looks for it.
    if not text.isprintable():
        raise ValueError("il contient un retour à la ligne ou un caractère invisible")
    return text
