"""Where in the package of a workbook social security numbers may stand, its cells or something beside them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from proexp_batch.formats.format import Private
from proexp_batch.formats.parts import Parts
from proexp_batch.model.privacy import hide_nir, numbers_in
from proexp_batch.ooxml.errors import PackageError, TooBigError
from proexp_batch.ooxml.markup import local
from proexp_batch.ooxml.texts import passages_of
from proexp_batch.ooxml.unread import replaced_unread

_CELL = re.compile("[A-Z]{1,3}[0-9]{1,7}")
_NOTES = ("xl/comments", "xl/threadedcomments")
_UNNAMED = "une partie cachée du classeur"
_PLACES = {
    "docprops/": "les propriétés du fichier",
    "xl/drawings/": "une forme ou une zone de texte",
    "xl/worksheets/_rels/": "l'adresse d'un lien",
    "xl/worksheets/": "l'en-tête, le pied de page ou une consigne d'une feuille",
    "xl/workbook.xml": "le titre d'une feuille ou un nom défini",
}
_COPIES = {
    "xl/charts/": "les données gardées d'un graphique",
    "xl/pivotcache/": "les données gardées d'un tableau croisé dynamique",
    "xl/externallinks/": "les données gardées d'un autre classeur",
    "xl/tables/": "les titres d'un tableau",
}
"""Parts that mostly say again what stands in cells: who clears the cells is told nothing more."""


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
        for unit, note in _found(part, data):
            if part == texts:
                titles.update(sheets)
            elif part in by_part and unit == "row":
                titles.add(by_part[part])
            else:
                name = part.lower()
                found = copies if name.startswith(tuple(_COPIES)) else elsewhere
                found[note or _place(name)] = None
    return Private(titles, tuple(elsewhere if titles else elsewhere | copies), sure=bool(titles))


def _found(part: str, data: bytes) -> Iterator[tuple[str, str | None]]:
    """For each number: in which kind of element it stands, and in which note."""
    try:
        for passage, unit in passages_of(data, part):
            if passage.holds(numbers_in):
                name = "" if unit is None else local(unit)
                yield name, _note(unit) if part.lower().startswith(_NOTES) else None
    except TooBigError:
        raise
    except PackageError:
        if replaced_unread(data, hide_nir) != data:
            yield "", "une note" if part.lower().startswith(_NOTES) else None


def _note(unit: Any) -> str:
    cell = None if unit is None else _CELL.fullmatch(unit.get("ref", ""))
    return f"la note de la cellule {cell[0]}" if cell else "une note"


def _place(part: str) -> str:
    return next((place for start, place in (_PLACES | _COPIES).items() if part.startswith(start)), _UNNAMED)
