"""Quantities as people write them: decimal comma, grouped thousands, the unit of the column and no other."""

import math
import re
from typing import TYPE_CHECKING, Any, ClassVar

from proexp_batch.model import wording
from proexp_batch.model.cells import Parsed, as_text, shown
from proexp_batch.model.kinds.kind import PlainKind, Validation
from proexp_batch.model.signs import with_hyphens

if TYPE_CHECKING:
    from proexp_batch.model.columns import Column

_LONGEST = 60
_PLAIN = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_GROUPED_BY_DOTS = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|-?[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:[ '’][0-9]{3})+(?:[.,][0-9]+)?")
_O_FOR_ZERO = re.compile(r"(?=.*[0-9])-?[0-9oO][0-9oO .,'’]*")
_PERHAPS_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}([.,])[0-9]{3}")


class QuantityKind(PlainKind):
    """A number with a unit."""

    dtype = "float64"
    align = "right"

    unit_read: ClassVar[re.Pattern[str]]
    """The unit as it is read, where it may stand in a text."""

    two_decimals: ClassVar[bool] = False
    """Whether values have two decimals, so that three after a comma are perhaps thousands."""

    def read(self, raw: Any) -> Parsed:
        """Read a quantity; what is not certain, such as `1.250`, is refused."""
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return Parsed(float(raw)) if math.isfinite(raw) else _no_number(raw)
        if isinstance(raw, str):
            text = as_text(raw)
            value = self.of_text(text) if len(text) <= _LONGEST else None
        else:
            value = self.of_other(raw)
        if value is None:
            return _no_number(raw)
        return Parsed(value, "LEC-102", {"shown": shown(raw), "read": wording.number(value)})

    def of_text(self, text: str) -> float | None:
        """The value of a short text, `None` where it is not certain."""
        text = self.unit_read.sub("", with_hyphens(text)).strip()
        if _O_FOR_ZERO.fullmatch(text):
            text = re.sub("[oO]", "0", text)
        # 1.250 may be one and a quarter or a thousand and more; so may 1,250 where an amount has two decimals.
        perhaps = _PERHAPS_THOUSANDS.fullmatch(text)
        if perhaps and (perhaps[1] == "." or self.two_decimals):
            return None
        if _GROUPED_BY_DOTS.fullmatch(text):
            return float(text.replace(".", "").replace(",", "."))
        if _PLAIN.fullmatch(text) or _GROUPED.fullmatch(text):
            return float(re.sub(r"[ '’]", "", text).replace(",", "."))
        return None

    def of_other(self, raw: Any) -> float | None:
        """The value of a cell that holds neither a number nor a text, `None` where it is no quantity."""
        return None

    def shown(self, column: "Column", value: Any) -> str:
        """With a decimal comma, without the unit."""
        return wording.number(value)

    def validation(self, column: "Column") -> Validation:
        """The bounds of the column; without an upper one, only what is below the lower is questioned."""
        low = column.minimum if column.minimum is not None else 0
        criteria: dict[str, Any]
        if column.maximum is None:
            expected = f"d'au moins {self._measured(low)}"
            criteria = {"criteria": ">=", "value": low}
        else:
            expected = f"entre {wording.number(low)} et {self._measured(column.maximum)}"
            criteria = {"criteria": "between", "minimum": low, "maximum": column.maximum}
        return Validation("decimal", f"Un nombre {expected} est attendu.", criteria)

    def hint(self, column: "Column") -> str:
        """The bounds of the column, where it has both."""
        if column.minimum is None or column.maximum is None:
            return ""
        return f"Attendu entre {wording.number(column.minimum)} et {wording.number(column.maximum)}."

    def _measured(self, value: float) -> str:
        return f"{wording.number(value)} {self.unit}".rstrip(" ")


def _no_number(raw: Any) -> Parsed:
    return Parsed(None, "LEC-004", {"shown": shown(raw)})
