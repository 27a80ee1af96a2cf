"""The cells of a sheet as its XML has them, with what makes one show something else than its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from proexp_batch.ooxml.addresses import Place, address, place_or_none
from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.markup import child, children, local, namespace, number, parse
from proexp_batch.seal.statement import compared

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_MOST_CELLS = 500_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something; `place` is row and column from 1, `odd` the end of a French sentence about it."""

    place: Place
    text: str
    style: int
    odd: str = ""

    @property
    def address(self) -> str:
        """Where it is: `E21`."""
        return address(*self.place)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its height in points, `None` for the usual one, and whether nobody sees it."""

    height: float | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Cells:
    """All cells of a sheet that hold something, in reading order, and the rows by number."""

    cells: Sequence[Cell]
    rows: dict[int, Row] = field(default_factory=dict)
    is_sound: bool = True
    """Whether each row and each cell stands once, in order, and holds nothing but what every program reads."""


def shared_texts(data: bytes, part: str) -> list[tuple[str, bool]]:
    """The texts that cells share, each with whether it is written in one piece.

    Raises:
        PackageError: the part is damaged.
    """
    return [_text_of(item) for item in children(parse(data, part), "si")]


def _text_of(holder: etree._Element) -> tuple[str, bool]:
    pieces = [one.text or "" for one in holder.iter() if local(one) == "t"]
    plain = len(holder) == 1 and holder[0].tag == f"{{{namespace(holder)}}}t" and not len(holder[0])
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), "".join(pieces))
    return compared(text), plain or not len(holder)


def cells_of(root: etree._Element, shared: Sequence[tuple[str, bool]]) -> Cells:
    """The cells of a worksheet, given the texts that they share.

    Raises:
        PackageError: it is no worksheet, or has more cells than any attestation.
    """
    data = child(root, "sheetData")
    if data is None:
        raise PackageError("no worksheet")
    found: list[Cell] = []
    rows: dict[int, Row] = {}
    row, column_of = (f"{{{namespace(root)}}}{name}" for name in ("row", "c"))
    sound, last = True, 0
    for line in data:
        at = number(line, "r", last + 1)
        sound = sound and line.tag == row and at > last
        last = at
        rows[at] = Row(_points(line), line.get("hidden") in ("1", "true"))
        column = 0
        for element in line:
            place = place_or_none(element.get("r", "")) or (at, column + 1)
            sound = sound and element.tag == column_of and place[0] == at and place[1] > column
            column = place[1]
            cell = _cell(element, place, shared)
            if cell.text or cell.odd:
                found.append(cell)
        if len(found) > _MOST_CELLS:
            raise PackageError(f"more than {_MOST_CELLS} cells")
    return Cells(found, rows, sound)


def _points(line: etree._Element) -> float | None:
    try:
        return float(line.get("ht", "")) if line.get("ht") else None
    except ValueError:
        return 0.0


def _cell(element: etree._Element, place: Place, shared: Sequence[tuple[str, bool]]) -> Cell:
    kind, style = element.get("t", "n"), number(element, "s")
    value, inline = child(element, "v"), child(element, "is")
    written = "" if value is None else value.text or ""
    odd = _strange(element)
    if kind == "s":
        # Only digits: `int` reads those of other scripts too.
        index = int(written) if written.isascii() and written.isdecimal() and len(written) < 8 else -1
        text, plain = shared[index] if 0 <= index < len(shared) else ("", False)
    elif kind == "inlineStr":
        text, plain = ("", True) if inline is None else _text_of(inline)
    else:
        text, plain = compared(written), True
        if written and kind != "str":
            odd = odd or "ce n'est plus un texte"
    if not plain:
        odd = odd or "une partie de son texte a une mise en forme à elle"
    return Cell(place, text, style, odd)


def _strange(element: etree._Element) -> str:
    names = [local(one) for one in element]
    if "f" in names:
        return "c'est une formule"
    if set(names) - {"v", "is"} or len(names) > 1:
        return "elle contient autre chose qu'un texte"
    return ""


def truth(element: etree._Element, attribute: str) -> bool:
    """Whether an attribute says yes."""
    return element.get(attribute, "").strip().lower() in ("1", "true", "on")


def inside(root: etree._Element) -> Iterator[etree._Element]:
    """The elements of a part, however deep, without comments."""
    return (one for one in root.iter() if local(one))
