"""Names of sheets that Excel accepts, made from texts that people chose."""

import re
from collections.abc import Iterable, Iterator

_MAX_UNITS = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
# Excel keeps this name, and its French one, for the history of changes.
_RESERVED = {"history", "historique"}


def sheet_names(texts: Iterable[str]) -> Iterator[str]:
    r"""Give each text a name of sheet that Excel accepts and that no earlier one bears.

    Excel wants 1 to 31 UTF-16 units, none of `[]:*?/\`, no apostrophe at either end, and sees no difference
    of case.
    """
    taken = set(_RESERVED)
    for text in texts:
        base = _FORBIDDEN.sub("-", text).strip().strip(" '") or "Contrat"
        name = _shortened(base, _MAX_UNITS)
        counter = 2
        while _key(name) in taken:
            suffix = f" ({counter})"
            name = _shortened(base, _MAX_UNITS - len(suffix)) + suffix
            counter += 1
        taken.add(_key(name))
        yield name


def _shortened(text: str, units: int) -> str:
    """Cut a text to a number of UTF-16 units, never inside a pair nor after an apostrophe."""
    cut = text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
    return cut.rstrip(" '") or "Contrat"


def _key(name: str) -> str:
    return name.lower()
