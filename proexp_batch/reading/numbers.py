"""Numbers as people write them: decimal comma, grouped thousands, the unit of the column and no other."""

import datetime as dt
import math
import re
from typing import Any

from proexp_batch.model import wording
from proexp_batch.model.cells import Parsed, as_text, shown
from proexp_batch.model.columns import Kind

_LONGEST = 60
_UNITS = {
    Kind.HOURS: re.compile(r" ?(?:heures?|hrs?|h)\.?$", re.IGNORECASE),
    Kind.MONEY: re.compile(r" ?(?:euros?|eur|€)\.?(?: bruts?)?$", re.IGNORECASE),
    Kind.NUMBER: re.compile(r" ?(?:ans?|années?)\.?$", re.IGNORECASE),
}
_HOURS_MINUTES = re.compile(r"([0-9]{1,5}) ?[hH:] ?([0-5][0-9])(?::[0-5][0-9]| ?(?:min|mn|m)\.?)?")
_PLAIN = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_GROUPED_BY_DOTS = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|-?[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:[ '’][0-9]{3})+(?:[.,][0-9]+)?")
_PERHAPS_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}([.,])[0-9]{3}")


def read_number(raw: Any, kind: Kind) -> Parsed:
    """Read a quantity of a kind; hours may be a duration or a time of day, in hours and minutes."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return Parsed(float(raw)) if math.isfinite(raw) else _no_number(raw)
    value: float | None = None
    if isinstance(raw, str):
        value = _of_text(as_text(raw), kind)
    elif kind is Kind.HOURS and isinstance(raw, dt.timedelta):
        value = raw.total_seconds() / 3600
    elif kind is Kind.HOURS and isinstance(raw, dt.time):
        value = raw.hour + raw.minute / 60
    if value is None:
        return _no_number(raw)
    return Parsed(value, "LEC-102", {"shown": shown(raw), "read": wording.number(value)})


def _no_number(raw: Any) -> Parsed:
    return Parsed(None, "LEC-004", {"shown": shown(raw)})


def _of_text(text: str, kind: Kind) -> float | None:
    if len(text) > _LONGEST:
        return None
    if kind is Kind.HOURS and (match := _HOURS_MINUTES.fullmatch(text)):
        return int(match[1]) + int(match[2]) / 60
    text = _UNITS[kind].sub("", text)
    # 1.250 may be one and a quarter or a thousand and more; so may 1,250 where an amount has two decimals.
    perhaps = _PERHAPS_THOUSANDS.fullmatch(text)
    if perhaps and (perhaps[1] == "." or kind is Kind.MONEY):
        return None
    if _GROUPED_BY_DOTS.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    if _PLAIN.fullmatch(text) or _GROUPED.fullmatch(text):
        return float(re.sub(r"[ '’]", "", text).replace(",", "."))
    return None
