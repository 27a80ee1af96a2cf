"""Several codes in one cell: lists, ranges, « tous »."""

import re
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from proexp_batch.model.cells import Parsed, fold, shown
from proexp_batch.model.kinds.code import DIGITS, Code
from proexp_batch.model.kinds.code_lists import named
from proexp_batch.model.kinds.kind import Spelling

if TYPE_CHECKING:
    from proexp_batch.model.columns import Column

ALL = "*"
"""What a cell of several codes holds where the company wrote « tous »."""

_LONGEST_ALL = 40
_ALL_WORDS = re.compile(
    r"tous|toutes|(?:pour )?(?:tous|toutes) (?:les )?"
    r"(?:contrats|apprenants|alternants|salaries|stagiaires|competences)(?: du (?:referentiel|classeur|dossier))?"
)
_MOST_IN_RANGE = 99
_RANGE = re.compile(r"((?:[A-Z][A-Z\-_.]*)?)([0-9]{1,9})\s*(?:À|A|->|\.\.\.?|…)\s*\1([0-9]{1,9})")
_AND = re.compile(r"\s+ET\s+|\s*[&+]\s*")
_SHORT_CODES = re.compile(r"([A-Z]{1,3})[0-9]{1,3}(?: \1[0-9]{1,3})+")


class Codes(Code):
    """Codes of rows of another sheet, joined by semicolons."""

    key = "codes"
    spelling = Spelling(
        "Plusieurs codes",
        "C1;C2;C3",
        ("C1, C2, C3", "c1 ; c2 ; c3", "C1 à C3"),
        "« tous » vaut pour tous les codes.",
    )

    def read(self, raw: Any) -> Parsed:
        """Read a list of codes as `C1;C2`, or as `ALL`; ranges are written out."""
        if not isinstance(raw, str):
            parsed = super().read(raw)
            # A list such as 1,2 that became a number; its people see a comma.
            whole = not isinstance(raw, float) or raw.is_integer() or parsed.value is None
            return parsed if whole else Parsed(parsed.value.replace(".", ","))
        if self.means_all(raw):
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

    def settled(self, raw: Any, parsed: Parsed, known: Collection[str]) -> Parsed:
        """The list with what stands between its separators taken apart, wherever that gives known codes."""
        if not isinstance(parsed.value, str) or parsed.value == ALL:
            return parsed
        pieces = parsed.value.split(";")
        found: list[str] = []
        for piece in pieces:
            found.extend(named(piece, known, found[-1] if found else None) or [piece])
        found = list(dict.fromkeys(found))
        if found == pieces or (found == [parsed.value.replace(",", ".")] and not isinstance(raw, str)):
            return Parsed(";".join(found), parsed.code, parsed.values)
        written = parsed.value if isinstance(raw, float) else raw
        return Parsed(";".join(found), "LEC-105", {"shown": shown(written), "read": shown(" ; ".join(found))})

    def means_all(self, raw: Any) -> bool:
        """Whether a cell says « tous »."""
        return isinstance(raw, str) and len(raw) < _LONGEST_ALL and bool(_ALL_WORDS.fullmatch(fold(raw)))

    def written(self, column: "Column", value: Any) -> Any:
        """The codes joined by ` ; `; they may also be given one by one."""
        pieces = value.split(";") if isinstance(value, str) else value
        if not isinstance(pieces, list | tuple):
            return value
        return " ; ".join(piece.strip() for piece in pieces if piece.strip())


def _written_out(text: str) -> list[str]:
    """The codes that stand between two separators: `C1 À C3`, `C1 ET C2`, `C1 C2`, or only one."""
    span = _RANGE.fullmatch(text)
    if span and int(span[2]) < int(span[3]) <= int(span[2]) + _MOST_IN_RANGE:
        width = len(span[2]) if span[2].startswith("0") else 0
        return [f"{span[1]}{number:0{width}d}" for number in range(int(span[2]), int(span[3]) + 1)]
    pieces = [piece for piece in _AND.split(text) if piece]
    if len(pieces) > 1 and all(DIGITS.search(piece) for piece in pieces):
        return [code for piece in pieces for code in _written_out(piece)]
    return text.split() if _SHORT_CODES.fullmatch(text) else [text]
