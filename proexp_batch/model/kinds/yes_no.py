"""Yes or no, and the usual other words for it."""

from typing import TYPE_CHECKING, Any

from proexp_batch.model.cells import Parsed, as_text, fold, shown
from proexp_batch.model.kinds.kind import DropDown, PlainKind, Spelling
from proexp_batch.model.ticks import has_boxes, ticked

if TYPE_CHECKING:
    from proexp_batch.model.columns import Column

_YES = {"oui", "o", "yes", "y", "vrai", "true", "x", "1", "ok"}
_NO = {"non", "n", "no", "faux", "false", "0"}
_TICKS = frozenset({"✓", "✔", "☑", "✔\ufe0f", "☑\ufe0f"})
_LONGEST = 120
_LABELS = ("Oui", "Non")


class YesNo(PlainKind):
    """An answer, `True` for yes."""

    key = "yes_no"
    dtype = "boolean"
    align = "center"
    spelling = Spelling("Oui ou non", "Oui", ("x", "o", "vrai", "1", "ok"), "Pour non : n, faux, 0.")

    def read(self, raw: Any) -> Parsed:
        """Read an answer; any other word than « oui » and « non » is noted."""
        if isinstance(raw, bool):
            return Parsed(raw)
        text = as_text(raw)
        if len(text) <= _LONGEST:
            boxed = text not in _TICKS and has_boxes(text)
            folded = "oui" if text in _TICKS else fold((ticked(text) or "") if boxed else text)
            if folded in _YES or folded in _NO:
                read = folded in _YES
                if not boxed and fold(text) in ("oui", "non"):
                    return Parsed(read)
                return Parsed(read, "LEC-105", {"shown": text, "read": _label(read)})
        return Parsed(None, "LEC-005", {"shown": shown(raw)})

    def written(self, column: "Column", value: Any) -> Any:
        """`Oui` or `Non`."""
        return _label(value) if isinstance(value, bool) else value

    def drop_down(self, column: "Column") -> DropDown:
        """The two answers, one list for all columns."""
        return DropDown("oui_non", "Oui ou non", _LABELS)

    def hint(self, column: "Column") -> str:
        """The two answers."""
        return "Oui ou Non."


def _label(answer: bool) -> str:
    return _LABELS[0] if answer else _LABELS[1]
