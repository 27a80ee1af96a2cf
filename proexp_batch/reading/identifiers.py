"""Codes and official numbers: the zeros that Excel took away come back where the check digits prove it."""

import datetime as dt
import re
from typing import Any

from stdnum import luhn

from proexp_batch.model.cells import Parsed, as_text, fold, shown

ALL = "*"
"""What a cell of several codes holds where the company wrote « tous »."""

_TIMES = (dt.date, dt.time, dt.timedelta)
_ALL_WORDS = ("tous", "toutes", "tous les contrats", "toutes les competences")
_MOST_IN_RANGE = 99
_RANGE = re.compile(r"((?:[A-Z][A-Z\-_.]*)?)([0-9]{1,9})\s*(?:À|A|->|\.\.\.?|…)\s*\1([0-9]{1,9})")
_AND = re.compile(r"\s+ET\s+|\s*[&+]\s*")
_SHORT_CODES = re.compile(r"([A-Z]{1,3})[0-9]{1,3}(?: \1[0-9]{1,3})+")
_DIGITS = re.compile(r"[0-9]+")
_IDCC_WITH_TITLE = re.compile(r"([0-9]{1,4}) ?[-–:(] ?[^0-9]+")


def read_code(raw: Any) -> Parsed:
    """Read a code in capitals; one that Excel took for a date is lost."""
    if isinstance(raw, _TIMES):
        return Parsed(None, "LEC-007", {"shown": shown(raw)})
    return Parsed(as_text(raw).upper())


def read_codes(raw: Any) -> Parsed:
    """Read a list of codes as `C1;C2`, or as `ALL`; ranges are written out."""
    if not isinstance(raw, str):
        return read_code(raw)
    if len(raw) < 40 and fold(raw) in _ALL_WORDS:
        return Parsed(ALL)
    found: list[str] = []
    repaired = False
    for piece in re.split(r"[;,\n]+", raw):
        code = " ".join(piece.split()).upper()
        if not code:
            continue
        codes = _written_out(code)
        found.extend(codes)
        repaired = repaired or codes != [code]
    value = ";".join(dict.fromkeys(found))
    if not value:
        choices = "des codes séparés par des points-virgules"
        return Parsed(None, "LEC-006", {"shown": shown(raw), "choices": choices, "suggestion": ""})
    if repaired:
        return Parsed(value, "LEC-105", {"shown": shown(raw), "read": shown(value.replace(";", " ; "))})
    return Parsed(value)


def _written_out(text: str) -> list[str]:
    """The codes that stand between two separators: `C1 À C3`, `C1 ET C2`, `C1 C2`, or only one."""
    span = _RANGE.fullmatch(text)
    if span and int(span[2]) < int(span[3]) <= int(span[2]) + _MOST_IN_RANGE:
        width = len(span[2]) if span[2].startswith("0") else 0
        return [f"{span[1]}{number:0{width}d}" for number in range(int(span[2]), int(span[3]) + 1)]
    pieces = [piece for piece in _AND.split(text) if piece]
    if len(pieces) > 1 and all(_DIGITS.search(piece) for piece in pieces):
        return [code for piece in pieces for code in _written_out(piece)]
    return text.split() if _SHORT_CODES.fullmatch(text) else [text]


def _bare(raw: Any) -> str:
    return re.sub(r"[\s.\-'’]", "", as_text(raw)).upper()


def _repaired(raw: Any, value: str) -> Parsed:
    return Parsed(value, "LEC-103", {"shown": shown(raw), "read": value})


def read_siret(raw: Any) -> Parsed:
    """Read a SIRET; what has another form is left for a rule to refuse."""
    bare = _bare(raw)
    digits = re.sub(r"^(?:N°)?SIRET(?:N°)?:?", "", bare)
    if not _DIGITS.fullmatch(digits):
        return Parsed(as_text(raw))
    whole = digits.zfill(14)
    if len(digits) in (12, 13) and luhn.is_valid(whole) and luhn.is_valid(whole[:9]):
        return _repaired(raw, whole)
    return Parsed(digits) if digits == bare else _repaired(raw, digits)


def read_nda(raw: Any) -> Parsed:
    """Read a provider's number; a number of ten digits has lost its zero."""
    bare = _bare(raw)
    if isinstance(raw, int | float) and _DIGITS.fullmatch(bare) and len(bare) == 10:
        return _repaired(raw, bare.zfill(11))
    return Parsed(bare or as_text(raw))


def read_naf(raw: Any) -> Parsed:
    """Read a NAF code as `62.01Z`."""
    match = re.fullmatch(r"([0-9]{2})([0-9]{2})([A-Z])", _bare(raw))
    return Parsed(f"{match[1]}.{match[2]}{match[3]}" if match else as_text(raw))


def read_idcc(raw: Any) -> Parsed:
    """Read an IDCC with its four digits."""
    bare = re.sub(r"^(?:N°)?(?:IDCC)?(?:N°)?:?", "", _bare(raw))
    if not _DIGITS.fullmatch(bare):
        titled = _IDCC_WITH_TITLE.fullmatch(as_text(raw))
        return _repaired(raw, titled[1].zfill(4)) if titled else Parsed(as_text(raw))
    return _repaired(raw, bare.zfill(4)) if len(bare) < 4 else Parsed(bare)


def read_upper(raw: Any) -> Parsed:
    """Read a code of letters and digits without what people put between them."""
    return Parsed(_bare(raw).replace("N°", "") or as_text(raw))
