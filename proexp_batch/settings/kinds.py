"""What a setting can hold: the types of the declarations, and the words for each of them."""

import re
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from proexp_batch.disk.files import settled
from proexp_batch.model.wording import number, typo
from proexp_batch.settings.engine import is_scheduler
from proexp_batch.settings.run import settled_rules

_WORDS: dict[object, tuple[str, str]] = {
    Path: ("chemin", "un chemin entre guillemets"),
    str: ("texte", "un texte entre guillemets"),
    tuple: ("liste de textes", 'une liste de textes, par exemple ["a", "b"]'),
    Literal: ("choix", "un texte entre guillemets"),
    float: ("nombre", "un nombre"),
    int: ("nombre entier", "un nombre entier"),
    bool: ("oui ou non", "true ou false, sans guillemets"),
}


def _said(value: object) -> object:
    if isinstance(value, str):
        if not value.strip():
            raise PydanticCustomError("blank", "blank")
        # A line break would end a header of an e-mail, or the name of a file, where nobody looks for it.
        if not value.isprintable():
            raise PydanticCustomError("unprintable", "unprintable")
    return value


def _addressed(value: str) -> str:
    if not re.fullmatch(r"[^\s@,;<>]+@[^\s@,;<>]+", value):
        raise PydanticCustomError("address", "address")
    return value


def _schedules(value: str) -> str:
    if not is_scheduler(value):
        raise PydanticCustomError("scheduler", "scheduler")
    return value


Text = Annotated[str, BeforeValidator(_said)]
Texts = Annotated[tuple[Text, ...], Field(strict=False)]
Rules = Annotated[Texts, AfterValidator(settled_rules)]
Location = Annotated[Path, Field(strict=False), BeforeValidator(_said), AfterValidator(settled)]
Address = Annotated[Text, AfterValidator(_addressed)]
Addresses = Annotated[tuple[Address, ...], Field(strict=False, min_length=1)]
Scheduler = Annotated[Text, AfterValidator(_schedules)]
Variable = Annotated[Text, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


def kind_of(field: FieldInfo) -> object:
    """The plain type that a setting holds: `Path`, `str`, `tuple`, `Literal`, `float`, `int` or `bool`."""
    return _plain(field.annotation)


def _plain(annotation: Any) -> object:
    origin = get_origin(annotation)
    if origin in (Annotated, Union, UnionType):
        return _plain(get_args(annotation)[0])
    return origin or annotation


def label(field: FieldInfo) -> str:
    """What a setting holds, in the words of a table."""
    return _WORDS[kind_of(field)][0]


def wanted(field: FieldInfo) -> str:
    """What is to be written in a file for a setting."""
    return _WORDS[kind_of(field)][1]


def choices(field: FieldInfo) -> tuple[str, ...]:
    """The values of a closed list, none where the setting has no such list."""
    return get_args(field.annotation) if kind_of(field) is Literal else ()


def bounds(field: FieldInfo) -> str:
    """The bounds of a number in words, with its unit; empty where there are none."""
    found = {
        name: getattr(one, name) for one in field.metadata for name in ("ge", "le") if hasattr(one, name)
    }
    if not found:
        return ""
    unit = f" {field.json_schema_extra['unit']}" if isinstance(field.json_schema_extra, dict) else ""
    return typo(f"de {number(found['ge'])} à {number(found['le'])}{unit}")
