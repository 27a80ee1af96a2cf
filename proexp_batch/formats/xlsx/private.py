"""Where in the package of a workbook social security numbers may stand, its cells or something beside them."""

import re
from collections.abc import Iterator, Mapping

from proexp_batch.formats.format import Private
from proexp_batch.formats.parts import Parts
from proexp_batch.model.privacy import hide_in_markup

# Each of them goes once over a part, whatever somebody has put into it.
_CELLS_BEGIN, _CELLS_END = re.compile(rb"<(?:\w{1,20}:)?sheetData\b"), b"sheetData>"
_NOTE = re.compile(rb"(?=<(?:\w{1,20}:)?(?:threadedC|c)omment\b)")
_NOTE_CELL = re.compile(rb"\bref=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
_NOTES = ("xl/comments", "xl/threadedcomments")
_PLACES = {
    "docprops/": "les propriétés du fichier",
    "xl/drawings/": "une forme ou une zone de texte",
    "xl/worksheets/": "l'en-tête, le pied de page ou une consigne d'une feuille",
}
_COPIES = {
    "xl/charts/": "les données gardées d'un graphique",
    "xl/pivotcache/": "les données gardées d'un tableau croisé dynamique",
    "xl/externallinks/": "les données gardées d'un autre classeur",
    "xl/tables/": "les titres d'un tableau",
}
"""Parts that mostly say again what stands in cells: who clears the cells is told nothing more."""

_LEFT_OUT = ("[content_types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/theme/")


def private_parts(parts: Parts, sheets: Mapping[str, str], texts: str | None) -> Private:
    """Look through all the texts of a package, whose `sheets` are given by title and whose shared `texts` by part.

    Raises:
        TooBigError: they are too big.
    """
    by_part = {part: title for title, part in sheets.items()}
    titles: set[str] = set()
    elsewhere: dict[str, None] = {}
    copies: dict[str, None] = {}
    for part, data in parts.all():
        name = part.lower()
        if name.startswith(_LEFT_OUT) or hide_in_markup(data) == data:
            continue
        if part == texts:
            titles.update(sheets)
            continue
        around = data
        if part in by_part:
            titles.add(by_part[part])
            around = _around_the_cells(data)
            if hide_in_markup(around) == around:
                continue
        found = copies if name.startswith(tuple(_COPIES)) else elsewhere
        found.update(dict.fromkeys(_places(name, around)))
    return Private(titles, tuple(elsewhere if titles else elsewhere | copies))


def _around_the_cells(data: bytes) -> bytes:
    begin = _CELLS_BEGIN.search(data)
    return data if begin is None else data[: begin.start()] + data[data.rfind(_CELLS_END) :]


def _places(name: str, data: bytes) -> Iterator[str]:
    if not name.startswith(_NOTES):
        places = _PLACES | _COPIES
        yield next(
            (places[start] for start in places if name.startswith(start)), "une partie cachée du classeur"
        )
        return
    for note in _NOTE.split(data):
        if hide_in_markup(note) != note:
            cell = _NOTE_CELL.search(note, 0, 300)
            yield f"la note de la cellule {cell[1].decode()}" if cell else "une note"
