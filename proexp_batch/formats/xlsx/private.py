"""Where in the package of a workbook social security numbers may stand, its cells or something beside them."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from proexp_batch.formats.xlsx.package import Package
from proexp_batch.formats.xlsx.parts import Parts
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


@dataclass(frozen=True, slots=True)
class Private:
    """Where social security numbers may stand: titles of sheets, and other places in the words of people."""

    titles: Collection[str]
    elsewhere: Sequence[str] = ()


def private_parts(package: Package, parts: Parts) -> Private:
    """Look through all the texts of a package.

    Raises:
        UnreadableFileError: they are too big.
    """
    by_part = {package.member(name): title for title, name in parts.sheets.items()}
    texts = package.member(parts.texts) if parts.texts is not None else None
    titles: set[str] = set()
    elsewhere: dict[str, None] = {}
    copies: dict[str, None] = {}
    for name, data in package.markup():
        if name.startswith(_LEFT_OUT) or hide_in_markup(data) == data:
            continue
        if name == texts:
            titles.update(parts.sheets)
            continue
        around = data
        if name in by_part:
            titles.add(by_part[name])
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
