"""What could let a sheet show something else than the texts of its cells, although they are those that were sealed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from proexp_batch.drawing.text_size import column_pixels, line_height, text_width, wrapped
from proexp_batch.model.wording import listing
from proexp_batch.ooxml.addresses import Area, area_or_none, letters
from proexp_batch.ooxml.markup import child, children, local, namespace, number
from proexp_batch.seal.cells import Cell, Cells, truth
from proexp_batch.seal.looks import Look, Looks
from proexp_batch.seal.statement import Statement, compared

_HARMLESS = frozenset((
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "mergeCells",
    "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "ignoredErrors", "drawing",
))  # fmt: skip
"""What an attestation has, whoever saved it; pictures and headers are looked at on their own."""

_ADDED = {
    "conditionalFormatting": "une mise en forme conditionnelle, qui peut changer ce qu'on lit",
    "legacyDrawing": "une note ou un contrôle",
    "legacyDrawingHF": "une image dans l'en-tête ou le pied de page",
    "picture": "une image de fond",
    "dataValidations": "une validation des données, qui peut afficher un message",
    "hyperlinks": "un lien",
    "autoFilter": "un filtre, qui peut masquer des lignes",
    "tableParts": "un tableau",
    "oleObjects": "un objet",
    "controls": "un contrôle",
    "phoneticPr": "des signes au-dessus du texte",
    "customSheetViews": "une vue personnalisée",
}
_PARTS = {
    "comments": "une note",
    "threadedComment": "un commentaire",
    "table": "un tableau",
}
_BORNE_PARTS = ("drawing", "printerSettings", "vmlDrawing", "hyperlink")
"""Parts that are looked at otherwise, or that nobody sees."""

_MOST_MERGES = 20_000
_DEFAULT_HEIGHT, _DEFAULT_WIDTH = 12.75, 64
_LEAST_ROOM = 0.7
"""Of the room that a text takes by our reckoning; other programs wrap lines and round heights a little otherwise."""
_INDENT_PIXELS = 9
_HEADER_CODE = re.compile(r'&(?:"[^"]{0,200}"|K[0-9A-Fa-f+-]{6}|[0-9]{1,3}|[BIUPNE])')
"""A font, a colour, a size, bold and the like, the number of the page: not the name of the file or of the tab."""
_SECTIONS = re.compile("&[LCR]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it is looked at: its XML, its cells, their looks, the kinds of parts it leads to, what is printed.

    `printed` is the area of print, `None` where all is printed.
    """

    root: etree._Element
    cells: Cells
    looks: Looks
    parts: Sequence[str]
    printed: Area | None


def disguises(sheet: Sheet, cells: Sequence[Cell], statement: Statement) -> list[str]:
    """What could mislead who looks at the sheet, one French sentence each; `cells` are those of what is stated."""
    return [
        *_unsound(sheet),
        *_added(sheet),
        *_of_cells(sheet, cells),
        *_headers(sheet.root, statement),
        *_unprinted(sheet, cells),
    ]


def _unsound(sheet: Sheet) -> Iterator[str]:
    names = [one.tag for one in sheet.root if local(one) in _HARMLESS]
    own = f"{{{namespace(sheet.root)}}}"
    if (
        not sheet.cells.is_sound
        or len(set(names)) != len(names)
        or any(own not in str(name) for name in names)
    ):
        yield "Des lignes ou des cellules y sont écrites deux fois ou dans le désordre."
    if any(truth(view, "rightToLeft") for view in sheet.root.iter("{*}sheetView")):
        yield "Ses colonnes sont affichées de droite à gauche."


def _added(sheet: Sheet) -> Iterator[str]:
    for name in dict.fromkeys(local(one) for one in sheet.root):
        if name and name not in _HARMLESS:
            yield f"On y a ajouté {_ADDED.get(name, f'un élément ({name})')}."
    for kind in dict.fromkeys(sheet.parts):
        if kind not in _BORNE_PARTS and (kind != "comments" or "legacyDrawing" not in map(local, sheet.root)):
            yield f"On y a ajouté {_PARTS.get(kind, f'un élément ({kind})')}."


def _of_cells(sheet: Sheet, cells: Sequence[Cell]) -> Iterator[str]:
    merges = _merges(sheet.root)
    widths = _Widths(sheet.root)
    around = _covering(merges, cells)
    faulty: dict[str, list[str]] = {}
    for cell in cells:
        fault = cell.odd or sheet.looks.look(cell.style).fault or _unseen(sheet, cell, around, widths)
        if fault:
            faulty.setdefault(fault, []).append(cell.address)
    for fault, places in faulty.items():
        yield f"{'Cellule' if len(places) == 1 else 'Cellules'} {listing(places)} : {fault}."


def _unseen(sheet: Sheet, cell: Cell, around: Mapping[Cell, Area], widths: _Widths) -> str:
    row, column = cell.place
    area = around.get(cell, (row, column, row, column))
    if (area[0], area[1]) != cell.place:
        return "elle est cachée sous une fusion de cellules"
    line = sheet.cells.rows.get(row)
    if line is None or line.hidden:
        return "sa ligne est masquée"
    if widths.are_hidden(area[1], area[3]):
        return f"une de ses colonnes ({letters(area[1])} à {letters(area[3])}) est masquée"
    height = sum(_height(sheet, at) for at in range(area[0], min(area[2], area[0] + 100) + 1))
    if not _has_room(cell, sheet.looks.look(cell.style), widths.pixels(area[1], area[3]), height):
        return "elle est trop petite pour montrer tout son texte"
    return ""


def _height(sheet: Sheet, row: int) -> float:
    line = sheet.cells.rows.get(row)
    if line is not None and line.hidden:
        return 0.0
    if line is not None and line.height is not None:
        return line.height
    usual = child(sheet.root, "sheetFormatPr")
    try:
        return _DEFAULT_HEIGHT if usual is None else float(usual.get("defaultRowHeight", _DEFAULT_HEIGHT))
    except ValueError:
        return _DEFAULT_HEIGHT


def _has_room(cell: Cell, look: Look, width: int, height: float) -> bool:
    room = width - _INDENT_PIXELS * look.indent
    if room <= 0:
        return False
    if look.wraps:
        lines = len(wrapped(cell.text, room, look.size, look.bold))
        return lines * line_height(look.size) * _LEAST_ROOM <= height
    needed = max(text_width(line, look.size, look.bold) for line in cell.text.split("\n"))
    return needed * _LEAST_ROOM <= room and line_height(look.size) * _LEAST_ROOM <= height


class _Widths:
    """The widths of the columns of a sheet, in pixels."""

    def __init__(self, root: etree._Element) -> None:
        group, usual = child(root, "cols"), child(root, "sheetFormatPr")
        self._usual = _DEFAULT_WIDTH if usual is None else _pixels(usual.get("defaultColWidth"))
        columns = [] if group is None else list(children(group, "col"))[:1000]
        self._columns = [
            (
                number(one, "min", 1),
                number(one, "max", 1),
                0 if truth(one, "hidden") else _pixels(one.get("width")),
            )
            for one in columns
        ]

    def _one(self, column: int) -> int:
        return next((pixels for low, high, pixels in self._columns if low <= column <= high), self._usual)

    def pixels(self, first: int, last: int) -> int:
        """How wide columns are together."""
        return sum(map(self._one, range(first, min(last, first + 100) + 1)))

    def are_hidden(self, first: int, last: int) -> bool:
        """Whether one of these columns is not to be seen, or hardly."""
        return any(
            self._one(column) < 2 * _INDENT_PIXELS for column in range(first, min(last, first + 100) + 1)
        )


def _pixels(width: str | None) -> int:
    try:
        return column_pixels(min(float(width), 300)) if width else _DEFAULT_WIDTH
    except (ValueError, OverflowError):
        return 0


def _merges(root: etree._Element) -> list[Area]:
    group = child(root, "mergeCells")
    merged = [] if group is None else list(children(group, "mergeCell"))[:_MOST_MERGES]
    found = (area_or_none(one.get("ref", "")) for one in merged)
    return [one for one in found if one is not None]


def _covering(merges: Sequence[Area], cells: Sequence[Cell]) -> dict[Cell, Area]:
    """The merged area that each cell stands in; of several the one that does not show it."""
    by_row: dict[int, list[Area]] = {}
    wanted = {cell.place[0] for cell in cells}
    for area in merges:
        # An attestation merges within a row: an area over all rows of a sheet would be gone through for each.
        for row in range(area[0], area[2] + 1) if area[2] - area[0] < len(wanted) else wanted:
            if row in wanted and area[0] <= row <= area[2]:
                by_row.setdefault(row, []).append(area)
    found: dict[Cell, Area] = {}
    for cell in cells:
        for area in by_row.get(cell.place[0], ()):
            if area[1] <= cell.place[1] <= area[3] and (area[:2] != cell.place or cell not in found):
                found[cell] = area
    return found


def _headers(root: etree._Element, statement: Statement) -> Iterator[str]:
    """What an attestation prints at the foot of each page is its title, its number, and the number of the page."""
    title = statement.texts[0] if statement.texts else ""
    known = {"", "Page", " ".join(f"{title} n° {statement.number[:100]}".split())}
    group = child(root, "headerFooter")
    for element in () if group is None else group:
        for section in _SECTIONS.split(element.text or ""):
            text = _HEADER_CODE.sub("", section.replace("&&", "\0")).replace("\0", "&")
            text = " ".join(compared(text).split())
            if text not in known:
                yield f"On y a ajouté un en-tête ou un pied de page : « {text[:100]} »."


def _unprinted(sheet: Sheet, cells: Sequence[Cell]) -> Iterator[str]:
    if sheet.printed is None:
        return
    top, left, bottom, right = sheet.printed
    outside = [
        cell for cell in cells if not (top <= cell.place[0] <= bottom and left <= cell.place[1] <= right)
    ]
    if outside:
        yield (
            f"La zone d'impression laisse de côté des textes scellés (cellule {outside[0].address} et d'autres)."
            if len(outside) > 1
            else f"La zone d'impression laisse de côté la cellule {outside[0].address}."
        )
