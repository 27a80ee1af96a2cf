"""Where in the package of a workbook social security numbers may stand, its cells or something beside them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from proexp_batch.formats.format import Private
from proexp_batch.formats.known import Known
from proexp_batch.formats.parts import Parts
from proexp_batch.model.privacy import DIGITS, hide_nir, may_hold_number, numbers_in
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
_WITHOUT = Known()
"""Parts that surely hold no number."""


def private_parts(parts: Parts, sheets: Mapping[str, str], texts: str | None) -> Private:
    """Look through all the texts of a package, whose `sheets` are given by title and whose shared `texts` by part.

    Raises:
        TooBigError: they are too big.
    """
    by_part = {part: title for title, part in sheets.items()}
    titles: set[str] = set()
    elsewhere: dict[str, None] = {}
    copies: dict[str, None] = {}
    for part, token, data in parts.all(but=_WITHOUT):
        if not _may_hold(data):
            _WITHOUT.add(token)
            continue
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


# Tags within a text.
_WITHIN_TEXTS = re.compile(rb"<(?!/?(?:\w++:)?+(?:c|v|f|row|si|is|p|text|comment)[\s/>])[^<>]*+>")
# The end of a run behind which its text goes on; what nearly all cells end with is told at once.
_PARTED = re.compile(rb"</(?![cvf]>|is>|row>|t></)(?:\w++:)?+(?:[trbiu]|font|span)>(?!\s*+</)")
_CELL_END = b"</c>"
_ENTITY = re.compile(rb"&(?:#(x?[0-9A-Fa-f]{1,9})|[a-z]{2,4});")
_WIDE = re.compile(rb"\xef\xbc[\x90-\x99]")
_ZEROS = re.compile(b"0+")
_HEADERS = (b"Header", b"Footer")
_SIGNS = bytes(byte for byte in range(256) if byte > 0x7E or not (chr(byte).isalnum() or chr(byte) in '<>"'))
_ALIKE = bytes(ord("0") if chr(byte) in "0123456789ABab" else byte for byte in range(256))
_LONG_ENOUGH = b"0" * DIGITS


def _may_hold(data: bytes) -> bool:
    """Whether a part may hold a number: a test on the bytes, which spares reading nearly all of them as XML.

    It errs on one side alone: where it says no, no text has the digits of a number with nothing but signs and tags between.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"encoding" in data[:200].lower().replace(
        b'encoding="utf-8"', b""
    ):
        return True
    marked = b"!" in data
    if (marked and b"<![CDATA" in data) or (not data.isascii() and b"\xef" in data and _WIDE.search(data)):
        return True
    if any(_holds_long(data, header) for header in _HEADERS):
        return True
    if b"&" in data:
        if any(map(_is_digit, {number for number in _ENTITY.findall(data) if number})):
            return True
        data = _ENTITY.sub(b" ", data)
    if any(map(may_hold_number, _long_runs(data))):
        return True
    # Only where a text may be parted.
    anywhere = (
        b"textbox" in data or (marked and b"<!--" in data) or (b"?" in data and data.find(b"<?", 5) >= 0)
    )
    bare = (_WITHIN_TEXTS.sub(b"", one) for one in ((data,) if anywhere else _parted(data)))
    return any(may_hold_number(run) for one in bare for run in _long_runs(one))


def _parted(data: bytes) -> Iterator[bytes]:
    """The texts that are parted into runs, with what stands around them between the ends of two cells."""
    end = 0
    while (found := _PARTED.search(data, end)) is not None:
        begin = max(end, data.rfind(_CELL_END, end, found.start()))
        end = data.find(_CELL_END, found.end())
        end = len(data) if end < 0 else end
        yield data[begin:end]


def _holds_long(data: bytes, header: bytes) -> bool:
    """Whether what stands between an element so called and the next tag has enough digits, be they those of codes."""
    at = data.find(header)
    while at >= 0:
        end = data.find(b"<", at)
        end = len(data) if end < 0 else end
        if end - at > DIGITS and len(_DIGIT.findall(data, at, end)) >= DIGITS:
            return True
        at = data.find(header, end)
    return False


def _is_digit(number: bytes) -> bool:
    """Whether a sign that is written by its number is a digit, the wide ones included."""
    code = int(number[1:], 16) if number.startswith(b"x") else int(number) if number.isdigit() else 0
    return 48 <= code <= 57 or 0xFF10 <= code <= 0xFF19


def _long_runs(data: bytes) -> Iterator[str]:
    """What has enough digits one behind the other, once the signs between them are gone."""
    alike = data.translate(_ALIKE, _SIGNS)
    at = alike.find(_LONG_ENOUGH)
    if at < 0:
        return
    bare = data.translate(None, _SIGNS)
    while at >= 0:
        run = _ZEROS.match(alike, at)
        end = at if run is None else run.end()
        yield bare[at:end].decode("ascii")
        at = alike.find(_LONG_ENOUGH, end)


_DIGIT = re.compile(rb"[0-9]")


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
