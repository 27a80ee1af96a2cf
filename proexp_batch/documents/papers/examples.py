"""Words without meaning in the shape of those of a paper, to try a template with."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import inspect

_TEXT = "Texte d'essai : « œuvre, naïveté, 12 € »"
_SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9h-9z"/></svg>'

SEAL = {"code": "AAAA-BBBB-CCCC-DDDD", "qr": _SQUARE, "mots_cles": ["Sceau d'essai"]}
"""What a sealed paper has as `sceau`."""


def example(words: type[msgspec.Struct], full: bool) -> dict[str, Any]:
    """Words of a paper under the names of JSON: all that may be there, some lists twice as long, or only what must be.

    The description of a field may give an example (`msgspec.Meta(examples=[...])`), for a text that has a form.
    """
    found: dict[str, Any] = _of(inspect.type_info(words), full)
    return found


def _of(kind: inspect.Type, full: bool) -> Any:
    if isinstance(kind, inspect.Metadata):
        given = (kind.extra_json_schema or {}).get("examples")
        return given[0] if given and (full or not _may_be_none(kind.type)) else _of(kind.type, full)
    for known, make in _KINDS.items():
        if isinstance(kind, known):
            return make(kind, full)
    raise TypeError(f"no example for {kind}")


def _struct(kind: Any, full: bool) -> dict[str, Any]:
    return {field.encode_name: _of(field.type, full) for field in kind.fields}


def _list(kind: Any, full: bool) -> list[Any]:
    return [_of(kind.item_type, full) for _ in range(max(2 if full else 0, kind.min_length or 0))]


def _union(kind: Any, full: bool) -> Any:
    if not full and _may_be_none(kind):
        return None
    return _of(next(one for one in kind.types if not isinstance(one, inspect.NoneType)), full)


def _may_be_none(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.UnionType) and any(
        isinstance(one, inspect.NoneType) for one in kind.types
    )


_KINDS: Mapping[type[inspect.Type], Callable[[Any, bool], Any]] = {
    inspect.StructType: _struct,
    inspect.VarTupleType: _list,
    inspect.ListType: _list,
    inspect.TupleType: lambda kind, full: [_of(one, full) for one in kind.item_types],
    inspect.UnionType: _union,
    inspect.LiteralType: lambda kind, full: kind.values[0],
    inspect.StrType: lambda kind, full: _TEXT if full else "Texte",
    inspect.BoolType: lambda kind, full: full,
    inspect.IntType: lambda kind, full: 1,
    inspect.FloatType: lambda kind, full: 0.5,
}
