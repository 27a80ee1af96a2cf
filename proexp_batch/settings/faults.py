"""Says in French what pydantic finds wrong with settings: one sentence by kind of error."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from proexp_batch.model.nearest import nearest
from proexp_batch.model.wording import typo
from proexp_batch.settings.engine import SCHEDULER
from proexp_batch.settings.kinds import bounds, choices, wanted
from proexp_batch.settings.sources import ConfigError, Given, Key, variable_of
from proexp_batch.settings.watch import MailConfig, WatchConfig

_PAGE = "La liste des réglages est dans docs/configuration.md"

NOT_YET = frozenset(("missing", "default_factory_not_called", "together"))
"""Kinds of errors that mean nothing before all settings are together."""


def _wanted(field: FieldInfo, error: ErrorDetails) -> str:
    return f"il faut {wanted(field)}"


def _bounded(field: FieldInfo, error: ErrorDetails) -> str:
    return f"il faut un nombre {bounds(field)}"


def _unprintable(field: FieldInfo, error: ErrorDetails) -> str:
    return "il contient un retour à la ligne ou un caractère invisible"


_REASONS: Mapping[str, Callable[[FieldInfo, ErrorDetails], str]] = {
    "blank": _wanted,
    "bool_type": _wanted,
    "float_type": _wanted,
    "int_type": _wanted,
    "path_type": _wanted,
    "string_type": _wanted,
    "tuple_type": _wanted,
    "finite_number": _bounded,
    "greater_than_equal": _bounded,
    "less_than_equal": _bounded,
    "literal_error": lambda field, error: (
        "il faut l'un de : " + ", ".join(f"« {choice} »" for choice in choices(field))
    ),
    "unprintable": _unprintable,
    "string_unicode": _unprintable,
    "too_short": lambda field, error: "la liste est vide ; donnez au moins une adresse",
    "address": lambda field, error: f"« {error['input']} » n'est pas une adresse de la forme nom@domaine",
    "scheduler": lambda field, error: f"il faut {SCHEDULER}",
    "string_pattern_mismatch": lambda field, error: (
        "c'est le nom d'une variable d'environnement, jamais le mot de passe lui-même"
    ),
}
"""The end of the sentence that refuses one value, by kind of error."""


def first_fault(errors: Sequence[ErrorDetails], given: Mapping[Key, Given], together: str) -> ConfigError:
    """The refusal of the first error in the order in which the values were given; what is missing comes last.

    `together` names the settings as a whole, for a sentence about what nobody gave.
    """
    order = {key: number for number, key in enumerate(given)}
    first = min(errors, key=lambda one: (order.get(_key_of(one), len(order)), -len(one["loc"])))
    return _fault(first, given, together)


def _fault(error: ErrorDetails, given: Mapping[Key, Given], together: str) -> ConfigError:
    key = _key_of(error)
    model, field = _declared(key)
    match error["type"]:
        case "missing":
            assert field is not None
            return _missing(key, field, together)
        case "together":
            context: dict[str, Any] = error["ctx"]
            blamed = [found for name in context["blamed"] if (found := given.get((*key, name)))]
            return (blamed[0] if blamed else Given(None, together)).fault(context["sentence"])
        case "extra_forbidden":
            return given[key].fault(_unknown(key[-1], list(model.model_fields), error["input"]))
        case "model_type":
            return given[key].fault(
                f"« {key[0]} » est une section : écrivez [{key[0]}], puis ses réglages, chacun sur une ligne"
            )
        case kind:
            assert field is not None
            return given[key].refusal(_REASONS[kind](field, error))


def _key_of(error: ErrorDetails) -> Key:
    """The setting that an error is about; empty for the settings together."""
    return tuple(step for step in error["loc"] if isinstance(step, str))


def _declared(key: Key) -> tuple[type[BaseModel], FieldInfo | None]:
    """The model that a setting belongs to, and its declaration, `None` where it has none."""
    model: type[BaseModel] = WatchConfig if len(key) < 2 else MailConfig
    return model, model.model_fields.get(key[-1]) if key else None


def _missing(key: Key, field: FieldInfo, together: str) -> ConfigError:
    variable = variable_of(key)
    if len(key) > 1:
        where, how = f"Section [{key[0]}]", f"donnez-le dans cette section ou par {variable}"
    else:
        where, how = together, f"donnez-le par une option, par {variable} ou dans le fichier"
    return ConfigError(typo(f"{where} : il manque « {key[-1]} » ({field.description}) ; {how}."))


def _unknown(name: str, known: list[str], value: object) -> str:
    section = isinstance(value, Mapping)
    what = f"la section [{name}]" if section else f"le réglage « {name} »"
    meant = nearest(name.casefold(), known)
    near = "la plus proche" if section else "le plus proche"
    advice = f"{near} est « {meant} »" if meant else f"supprimez cette ligne. {_PAGE}"
    return f"{what} n'existe pas ; {advice}"
