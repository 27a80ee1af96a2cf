"""What stands in a cell before its column is asked what it means."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from proexp_batch.model import signs, wording

_LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Uncomputed:
    """A cell whose value is an error (`#N/A`) or a formula without a result (`error` is `None`)."""

    error: str | None


class Parsed(NamedTuple):
    """The value of a cell, or `None` with the rule that says why; or a value with the rule that says what was repaired."""

    value: Any
    code: str | None = None
    values: Mapping[str, Any] = {}


fold = lru_cache(maxsize=8192)(wording.fold)
"""`wording.fold`, which meets the same headers and choices again and again; not for long texts."""


def is_empty(raw: Any) -> bool:
    """Whether a cell holds nothing, or nothing but blanks and signs that nobody sees."""
    return raw is None or (isinstance(raw, str) and signs.is_blank(raw))


def as_text(raw: Any) -> str:
    """A cell as a person would copy it: whole numbers without decimals, dates day first, durations in hours."""
    if isinstance(raw, str):
        return " ".join(raw.split())
    if isinstance(raw, bool):
        return "VRAI" if raw else "FAUX"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, dt.datetime) and raw.time() != dt.time.min:
        return f"{raw:%d/%m/%Y %H:%M:%S}" if raw.second else f"{raw:%d/%m/%Y %H:%M}"
    if isinstance(raw, dt.date):
        return wording.date(raw)
    if isinstance(raw, dt.timedelta):
        hours, minutes = divmod(round(raw.total_seconds() / 60), 60)
        return f"{hours}:{minutes:02d}"
    return str(raw)


def shown(raw: Any) -> str:
    """A cell as a finding shows it: a very long text is cut, and signs that nobody sees are named."""
    text = signs.seen(as_text(raw))
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
