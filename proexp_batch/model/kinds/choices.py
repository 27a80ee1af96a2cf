"""Several choices of a closed list in one cell, written one after the other."""

import re
from itertools import combinations
from typing import TYPE_CHECKING, Any

from proexp_batch.model.cells import Parsed, as_text, shown
from proexp_batch.model.kinds.choice import ClosedList
from proexp_batch.model.kinds.kind import DropDown, Parser, Spelling

if TYPE_CHECKING:
    from proexp_batch.model.columns import Column

SEPARATOR = ";"
"""What stands between the codes of a cell that holds several."""

_SHOWN = " ; "
# Blanks before a separator are looked at from the first of them only: from each, they would take quadratic time.
_BETWEEN = re.compile(r"(?:(?<!\s)\s+)?(?:[;,/&+|\n]|\bet\b)\s*", re.IGNORECASE)


class ClosedLists(ClosedList):
    """One or several of the choices of the column, kept as their codes in the order of the list: `TUTOR;AFEST`."""

    key = "choices"
    spelling = Spelling(
        "Plusieurs choix d'une liste",
        "Tuteur ; Formateur AFEST",
        ("tuteur, formateur afest", "tuteur et formateur AFEST"),
        "Chaque choix est lu comme s'il était seul ; ils se séparent par des points-virgules.",
    )

    def parser(self, column: "Column", from_1904: bool = False) -> Parser:
        """What reads the cells of a column: each choice as a list of one reads it."""
        read_one = super().parser(column, from_1904)
        order = [choice.code for choice in column.choices]

        def read(raw: Any) -> Parsed:
            pieces = [piece for piece in _BETWEEN.split(as_text(raw)) if piece]
            found = [read_one(piece) for piece in pieces or [raw]]
            refused = next((one for one in found if one.value is None), None)
            if refused is not None:
                return refused
            value = SEPARATOR.join(sorted({one.value for one in found}, key=order.index))
            if any(one.code for one in found):
                return Parsed(value, "LEC-105", {"shown": shown(raw), "read": self.written(column, value)})
            return Parsed(value)

        return read

    def written(self, column: "Column", value: Any) -> Any:
        """The labels of the codes, one after the other."""
        if not isinstance(value, str):
            return value
        return _SHOWN.join(column.label_of(code.strip()) for code in value.split(SEPARATOR))

    def values(self, column: "Column") -> tuple[str, ...]:
        """Each choice, then two of them, and so on."""
        codes = [choice.code for choice in column.choices]
        return tuple(
            SEPARATOR.join(some) for count in range(1, len(codes) + 1) for some in combinations(codes, count)
        )

    def drop_down(self, column: "Column") -> DropDown:
        """Every value: a list of Excel lets people choose a single entry."""
        labels = tuple(str(self.written(column, value)) for value in self.values(column))
        return super().drop_down(column)._replace(labels=labels)

    def hint(self, column: "Column") -> str:
        """That there is a list, and that one choice is not all."""
        return "Un ou plusieurs choix de la liste, séparés par des points-virgules."
