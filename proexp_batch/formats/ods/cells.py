"""One cell of an .ods: its value by its type, or what it shows."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from proexp_batch.formats.parts import MAX_TEXT_BYTES
from proexp_batch.model.cells import Uncomputed
from proexp_batch.ooxml.errors import Excess, TooBigError

_DECIMAL = re.compile(r"[-+]?[0-9]{1,300}(?:\.[0-9]*)?(?:[eE][-+]?[0-9]{1,2})?")
_DURATION = re.compile(
    r"(-?)P(?:([0-9]{1,6})D)?T?(?:([0-9]{1,7})H)?(?:([0-9]{1,7})M)?(?:([0-9]{1,9}(?:\.[0-9]+)?)S)?"
)
_OWN_ERROR = re.compile(r"Err:[0-9]{3}")
_ERROR = "#ERREUR"
_MOST_BLANKS = 1_000
_DAY = dt.timedelta(days=1)
# A remark, and whatever is drawn over the cell, is no part of its text.
_BESIDE = ("annotation", "frame", "custom-shape", "control", "rect", "line", "g", "forms", "shapes", "table")


class OdsCell:
    """Gathers what stands in a cell until it is asked for its value."""

    def __init__(self, attributes: Mapping[str, str], covered: bool) -> None:
        self.attributes = attributes
        self.rows_spanned = _span(attributes, "table:number-rows-spanned", covered)
        self.columns_spanned = _span(attributes, "table:number-columns-spanned", covered)
        self.is_formula = "table:formula" in attributes
        self._paragraphs: list[list[str]] = []
        self._length = 0
        self._inside = False
        self._beside = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """A tag within the cell."""
        if name in _BESIDE or self._beside:
            self._beside += 1
        elif name == "p":
            self._paragraphs.append([])
            self._inside = True
        elif self._inside and name == "s":
            count = attributes.get("text:c", "1")
            self.text(" " * (min(int(count[:9]), _MOST_BLANKS) if count.isascii() and count.isdigit() else 1))
        elif self._inside and name == "tab":
            self.text("\t")
        elif self._inside and name == "line-break":
            self.text("\n")

    def end(self, name: str) -> None:
        """The end of a tag within the cell."""
        if self._beside:
            self._beside -= 1
        elif name == "p":
            self._inside = False

    def text(self, text: str) -> None:
        """Some text within the cell.

        Raises:
            TooBigError: it is longer than any cell, be it of blanks that take no room in the file.
        """
        if self._inside and not self._beside:
            self._length += len(text)
            if self._length > MAX_TEXT_BYTES:
                raise TooBigError(Excess.TEXT, self._length)
            self._paragraphs[-1].append(text)

    def value(self) -> Any:
        """What the cell holds, as a grid says it."""
        attributes = self.attributes
        shown = "\n".join("".join(pieces) for pieces in self._paragraphs)
        kind = attributes.get("office:value-type")
        if attributes.get("calcext:value-type") == "error" or (
            self.is_formula and _OWN_ERROR.fullmatch(shown.strip())
        ):
            return Uncomputed(shown.strip() or _ERROR)
        if kind is None and "office:value" not in attributes:
            return Uncomputed(None) if self.is_formula and not self._paragraphs else shown
        if kind == "string":
            return attributes.get("office:string-value") or shown
        if kind == "boolean":
            return attributes.get("office:boolean-value", shown).strip().lower() in ("true", "1")
        if kind == "date":
            return _date(attributes.get("office:date-value", ""), shown)
        if kind == "time":
            return _duration(attributes.get("office:time-value", ""), shown)
        number = attributes.get("office:value", "").strip()
        return float(number) if _DECIMAL.fullmatch(number) else number or shown


def _span(attributes: Mapping[str, str], name: str, covered: bool) -> int:
    text = attributes.get(name, "1")
    return min(int(text[:9]), 2_000_000) if text.isascii() and text.isdigit() and not covered else 1


def _date(text: str, shown: str) -> Any:
    """A date, or a moment; what is none stays as it is written."""
    try:
        moment = dt.datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return text or shown
    return moment.date() if moment.time() == dt.time() else moment


def _duration(text: str, shown: str) -> Any:
    """A time of the day where it may be one, else a duration; what is neither stays as it is written."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(match.groups()[1:]):
        return text or shown
    sign, days, hours, minutes, seconds = match.groups()
    length = dt.timedelta(
        days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0), seconds=float(seconds or 0)
    )
    if sign:
        return -length
    return (dt.datetime.min + length).time() if length < _DAY else length
