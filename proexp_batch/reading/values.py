"""What a cell means: one parser for each kind of column. What is certain is repaired, what is not is refused."""

import datetime as dt
import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from stdnum import luhn
from stdnum.fr import nir

from proexp_batch.dossier import wording
from proexp_batch.dossier.columns import Column, Kind
from proexp_batch.dossier.wording import fold

ALL = "*"
"""What a cell of several codes holds where the company wrote « tous »."""

_EXCEL_EPOCH = dt.date(1899, 12, 30)
_PLAUSIBLE_DAYS = range(7_000, 73_051)
_PLAUSIBLE_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Parsed:
    """The value of a cell, or `None` with the rule that says why; or a value with the rule that says what was repaired."""

    value: Any
    code: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def is_empty(raw: Any) -> bool:
    """Whether a cell holds nothing, or nothing but blanks."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def parse(column: Column, raw: Any) -> Parsed:
    """Read a cell that is not empty as its column asks."""
    return _PARSERS[column.kind](column, raw)


def as_text(raw: Any) -> str:
    """A cell as a person would copy it: whole numbers without decimals, dates day first."""
    if isinstance(raw, bool):
        return "VRAI" if raw else "FAUX"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, dt.datetime) and (raw.hour or raw.minute):
        return f"{raw:%d/%m/%Y %H:%M}"
    if isinstance(raw, dt.date):
        return wording.date(raw)
    return " ".join(str(raw).split())


def looks_like_nir(raw: Any) -> bool:
    """Whether a cell holds a social security number with its right key (15 digits)."""
    if isinstance(raw, float) and raw >= 1e14 and raw.is_integer():
        raw = str(int(raw))
    if not isinstance(raw, str) or len(raw) < 15 or len(raw) > 30:
        return False
    digits = re.sub(r"[\s.\-]", "", raw)
    return len(digits) == 15 and digits[0] in "1234" and bool(nir.is_valid(digits))


def _text(column: Column, raw: Any) -> Parsed:
    return Parsed(raw.strip() if isinstance(raw, str) else as_text(raw))


def _name(column: Column, raw: Any) -> Parsed:
    return Parsed(as_text(raw))


def _code(column: Column, raw: Any) -> Parsed:
    if isinstance(raw, dt.date | dt.time | dt.timedelta):
        return Parsed(None, "LEC-007", {"shown": as_text(raw)})
    return Parsed(as_text(raw).upper())


_RANGE = re.compile(r"([A-Z][A-Z\-_.]*)(\d+)\s*(?:À|A|->|\.\.\.?|…)\s*\1(\d+)")


def _codes(column: Column, raw: Any) -> Parsed:
    if isinstance(raw, dt.date | dt.time | dt.timedelta):
        return Parsed(None, "LEC-007", {"shown": as_text(raw)})
    if not isinstance(raw, str):
        return Parsed(as_text(raw).upper())
    if fold(raw) in ("tous", "toutes", "tous les contrats", "toutes les competences"):
        return Parsed(ALL)
    found: list[str] = []
    repaired = False
    for piece in re.split(r"[;,\n]+", raw):
        code = " ".join(piece.split()).upper()
        span = _RANGE.fullmatch(code)
        if span and int(span[2]) < int(span[3]) <= int(span[2]) + 99:
            width = len(span[2]) if span[2].startswith("0") else 0
            found.extend(f"{span[1]}{number:0{width}d}" for number in range(int(span[2]), int(span[3]) + 1))
            repaired = True
        elif code:
            found.append(code)
    value = ";".join(dict.fromkeys(found))
    if not value:
        return Parsed(
            None,
            "LEC-006",
            {"shown": as_text(raw), "choices": "des codes séparés par des points-virgules", "suggestion": ""},
        )
    if repaired:
        return Parsed(value, "LEC-105", {"shown": as_text(raw), "read": value.replace(";", " ; ")})
    return Parsed(value)


_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_IN_WORDS = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?:er)? ([a-z]{3,9}) (\d{4}|\d{2})")
_TIME = re.compile(r"[T ]\d{1,2}[:h]\d{2}.*$")


def _date(column: Column, raw: Any) -> Parsed:
    if isinstance(raw, dt.datetime):
        raw = raw.date()
    if isinstance(raw, dt.date):
        return Parsed(raw) if raw.year in _PLAUSIBLE_YEARS else _no_date(raw)
    shown = as_text(raw)
    found = _date_of_number(raw) if isinstance(raw, int | float) else _date_of_text(shown)
    if found is None:
        return _no_date(raw)
    return Parsed(found, "LEC-101", {"shown": shown, "read": wording.date(found)})


def _no_date(raw: Any) -> Parsed:
    return Parsed(None, "LEC-003", {"shown": as_text(raw)})


def _date_of_number(number: float) -> dt.date | None:
    if isinstance(number, bool) or number != number:
        return None
    if int(number) in _PLAUSIBLE_DAYS:
        return _EXCEL_EPOCH + dt.timedelta(days=int(number))
    return _date_of_text(str(int(number)))


@lru_cache(maxsize=4096)
def _date_of_text(text: str) -> dt.date | None:
    text = _TIME.sub("", text.strip())
    if match := _DAY_FIRST.fullmatch(text):
        return _made(match[3], match[2], match[1])
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _made(*match.groups())
    if match := _IN_WORDS.fullmatch(fold(text)):
        month = _month(match[2])
        return _made(match[3], str(month), match[1]) if month else None
    return None


def _month(word: str) -> int | None:
    numbers = {number for name, number in wording.MONTH_NUMBERS.items() if fold(name).startswith(word)}
    return numbers.pop() if len(numbers) == 1 else None


def _made(year: str, month: str, day: str) -> dt.date | None:
    whole = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 40 else 1900)
    try:
        made = dt.date(whole, int(month), int(day))
    except ValueError:
        return None
    return made if made.year in _PLAUSIBLE_YEARS else None


_UNITS = re.compile(r"\s*(?:heures?|hrs?|h|euros?|eur|€|ans?|années?)\.?\s*(?:bruts?)?\s*$", re.IGNORECASE)
_HOURS_MINUTES = re.compile(r"(\d+)\s*[hH:]\s*([0-5]\d)(?::[0-5]\d)?")
_PLAIN_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_GROUPED_NUMBER = re.compile(r"-?\d{1,3}(?:[ .'’]\d{3})+(?:,\d+)?")
_UNCERTAIN_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")


def _number(column: Column, raw: Any) -> Parsed:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return Parsed(float(raw)) if raw == raw and abs(raw) != float("inf") else _no_number(raw)
    if column.kind is Kind.HOURS and isinstance(raw, dt.timedelta):
        return _read_number(raw, raw.total_seconds() / 3600)
    if column.kind is Kind.HOURS and isinstance(raw, dt.time):
        return _read_number(raw, raw.hour + raw.minute / 60)
    if not isinstance(raw, str):
        return _no_number(raw)
    text = " ".join(raw.split())
    if column.kind is Kind.HOURS and (match := _HOURS_MINUTES.fullmatch(text)):
        return _read_number(raw, int(match[1]) + int(match[2]) / 60)
    text = _UNITS.sub("", text).strip()
    if column.kind is Kind.MONEY and _UNCERTAIN_THOUSANDS.fullmatch(text):
        return _no_number(raw)
    if _PLAIN_NUMBER.fullmatch(text):
        return _read_number(raw, float(text.replace(",", ".")))
    if _GROUPED_NUMBER.fullmatch(text):
        return _read_number(raw, float(re.sub(r"[ .'’]", "", text).replace(",", ".")))
    return _no_number(raw)


def _read_number(raw: Any, value: float) -> Parsed:
    return Parsed(value, "LEC-102", {"shown": as_text(raw), "read": wording.number(value)})


def _no_number(raw: Any) -> Parsed:
    return Parsed(None, "LEC-004", {"shown": as_text(raw)})


_YES = {"oui", "o", "yes", "y", "vrai", "true", "x", "1", "ok"}
_NO = {"non", "n", "no", "faux", "false", "0"}


def _yes_no(column: Column, raw: Any) -> Parsed:
    if isinstance(raw, bool):
        return Parsed(raw)
    text = fold(as_text(raw))
    if text in ("oui", "non"):
        return Parsed(text == "oui")
    if text in _YES or text in _NO:
        read = text in _YES
        return Parsed(read, "LEC-105", {"shown": as_text(raw), "read": "Oui" if read else "Non"})
    return Parsed(None, "LEC-005", {"shown": as_text(raw)})


def _choice(column: Column, raw: Any) -> Parsed:
    text = as_text(raw)
    code, certain = _choice_of(column, fold(text))
    if code is not None and certain:
        return Parsed(code)
    if code is not None:
        return Parsed(code, "LEC-105", {"shown": text, "read": column.label_of(code)})
    labels = [choice.label for choice in column.choices]
    close = difflib.get_close_matches(text, labels, n=1, cutoff=0.6)
    suggestion = f" Vouliez-vous dire « {close[0]} » ?" if close else ""
    return Parsed(None, "LEC-006", {"shown": text, "suggestion": suggestion, "choices": ", ".join(labels)})


@lru_cache(maxsize=4096)
def _choice_of(column: Column, folded: str) -> tuple[str | None, bool]:
    """The code of a choice, and whether it was written as the list has it."""
    labels = {fold(text): choice.code for choice in column.choices for text in (choice.label, choice.code)}
    if folded in labels:
        return labels[folded], True
    aliases = {fold(text): choice.code for choice in column.choices for text in choice.aliases}
    if folded in aliases:
        return aliases[folded], False
    # A slip of the keyboard is certain only in a long word, with the same numbers in it.
    known = {**aliases, **labels}
    close = difflib.get_close_matches(folded, known, n=3, cutoff=0.86) if len(folded) >= 6 else []
    same_numbers = [name for name in close if re.findall(r"\d+", name) == re.findall(r"\d+", folded)]
    codes = {known[name] for name in same_numbers}
    return (codes.pop(), False) if len(codes) == 1 else (None, False)


def _bare(raw: Any) -> str:
    return re.sub(r"[\s.\-\u00a0\u202f]", "", as_text(raw)).upper()


def _repaired(raw: Any, value: str) -> Parsed:
    return Parsed(value, "LEC-103", {"shown": as_text(raw), "read": value})


def _siret(column: Column, raw: Any) -> Parsed:
    digits = _bare(raw)
    whole = digits.zfill(14)
    if digits.isdigit() and len(digits) in (12, 13) and luhn.is_valid(whole) and luhn.is_valid(whole[:9]):
        return _repaired(raw, whole)
    return Parsed(digits if digits.isdigit() else as_text(raw))


def _nda(column: Column, raw: Any) -> Parsed:
    digits = _bare(raw)
    if isinstance(raw, int | float) and digits.isdigit() and len(digits) == 10:
        return _repaired(raw, digits.zfill(11))
    return Parsed(digits or as_text(raw))


def _naf(column: Column, raw: Any) -> Parsed:
    match = re.fullmatch(r"(\d{2})(\d{2})([A-Z])", _bare(raw))
    return Parsed(f"{match[1]}.{match[2]}{match[3]}" if match else as_text(raw))


def _idcc(column: Column, raw: Any) -> Parsed:
    digits = _bare(raw).removeprefix("IDCC").removeprefix("N°").removeprefix(":")
    if digits.isdigit() and len(digits) < 4:
        return _repaired(raw, digits.zfill(4))
    return Parsed(digits if digits.isdigit() else as_text(raw))


def _upper(column: Column, raw: Any) -> Parsed:
    return Parsed(_bare(raw) or as_text(raw))


_PARSERS: Mapping[Kind, Callable[[Column, Any], Parsed]] = {
    Kind.TEXT: _text,
    Kind.NAME: _name,
    Kind.FILE: _name,
    Kind.CODE: _code,
    Kind.CODES: _codes,
    Kind.DATE: _date,
    Kind.HOURS: _number,
    Kind.MONEY: _number,
    Kind.NUMBER: _number,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.SIRET: _siret,
    Kind.NDA: _nda,
    Kind.NAF: _naf,
    Kind.IDCC: _idcc,
    Kind.ROME: _upper,
    Kind.CERTIFICATION: _upper,
}
