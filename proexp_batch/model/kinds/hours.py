"""Hours: a number, a duration, or a time of day that Excel made of `35:30`."""

import datetime as dt
import re
from typing import Any

from proexp_batch.model.kinds.kind import Spelling
from proexp_batch.model.kinds.quantity import QuantityKind

_HOURS_MINUTES = re.compile(r"([0-9]{1,5}) ?[hH:] ?([0-5][0-9])(?::[0-5][0-9]| ?(?:min|mn|m)\.?)?")


class Hours(QuantityKind):
    """A number of hours, with decimals."""

    key = "hours"
    number_format = "0.0#"
    unit = "heures"
    unit_read = re.compile(r" ?(?:heures?|hrs?|h)\.?$", re.IGNORECASE)
    spelling = Spelling("Heures", "35,5", ("35.5", "35 h 30", "35h30", "35:30", "35,5 h"))

    def of_text(self, text: str) -> float | None:
        """Hours and minutes, or a number of hours."""
        if match := _HOURS_MINUTES.fullmatch(text):
            return int(match[1]) + int(match[2]) / 60
        return super().of_text(text)

    def of_other(self, raw: Any) -> float | None:
        """A duration, or a time of day as hours and minutes."""
        if isinstance(raw, dt.timedelta):
            return raw.total_seconds() / 3600
        return raw.hour + raw.minute / 60 if isinstance(raw, dt.time) else None
