"""Rows that speak of the columns instead of being in the table: headers again, what to type, numbers of columns."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from proexp_batch.model.cells import fold, is_empty
from proexp_batch.model.columns import Layout, Sheet
from proexp_batch.model.sheets import SHEETS
from proexp_batch.reading.cell_roles import Filled
from proexp_batch.reading.headers import Header, likeness, read_header
from proexp_batch.reading.spellings import meaning, spelling

_FEWEST = 3
_LONGEST = 120
_HINT_WORDS = frozenset(
    (
        "texte", "text", "alphanumerique", "alphabetique", "caracteres", "chaine", "numerique", "nombre",
        "nb", "entier", "chiffres", "chiffre", "decimal", "decimale", "montant", "monetaire", "date",
        "heures", "heure", "h", "euros", "euro", "eur", "liste", "choix", "choisir", "menu", "deroulante",
        "deroulant", "obligatoire", "facultatif", "optionnel", "requis", "libre", "saisie", "saisir",
        "remplir", "renseigner", "indiquer", "preciser", "format", "type", "code", "oui", "non", "jj", "mm",
        "aaaa", "aa", "jjmmaaaa", "dd", "yyyy", "max", "maximum", "min", "en", "de", "du", "des", "la",
        "le", "les", "l", "d", "a", "au", "ou", "et", "dans", "par", "sur", "selon", "si", "voir", "note",
        "ex", "exemple", "x", "o", "n", "champ", "auto", "automatique", "calcule", "nom", "prenom",
        "majuscules", "minuscules", "lettres", "fichier", "pdf", "separes", "point", "virgule", "unite",
        "annees", "ans", "jours", "string", "number", "list", "boolean", "siret", "rncp", "rs", "un", "une",
    )
)  # fmt: skip
"""What says what is to be typed: kinds of value, their forms and the words between them."""

_AN_EXAMPLE = re.compile(r"(?:ex|exemple|p ex|par exemple)\b")
_SEPARATOR = re.compile(r"\s*(?:/|\||;|\bou\b|,)\s*")
_ORDINAL = re.compile(r"[(\[]?\s*(?:col(?:onne)?\.?\s*)?(\d{1,3}|[A-Za-z]{1,2})\s*[)\].°:]?")


def repeats(header: Header, cells: Sequence[Any], filled: Sequence[Filled], sheet: Sheet) -> bool:
    """Whether a row says the headers of the table again, each above its own column."""
    same = 0
    for one in filled:
        if one.text:
            meant = meaning(one.text, sheet)
            own = fold(str(header.texts.get(one.field.at, ""))[:_LONGEST])
            same += (meant is not None and meant.field == one.field.column.field) or (
                bool(own) and fold(one.text[:_LONGEST]) == own
            )
    return same >= min(_FEWEST, len(header.columns)) and 2 * same > len(filled)


def begins_another(cells: Sequence[Any], sheet: Sheet) -> bool:
    """Whether a row is the header of another table: other columns of the same sheet, or those of another one."""
    texts = sum(not is_empty(cell) for cell in cells)
    own = read_header(0, cells, sheet)
    if len(own.columns) >= _FEWEST and 2 * len(own.columns) > texts:
        return True
    others = (one for one in SHEETS.values() if one is not sheet and one.layout is Layout.TABLE)
    headers = ((one, read_header(0, cells, one)) for one in others)
    return any(
        likeness(found, one) > 0 and len(found.columns) >= _FEWEST and 2 * len(found.columns) > texts
        for one, found in headers
    )


def may_be_header(filled: Sequence[Filled]) -> bool:
    """Whether a row begins as a header does; the rest of it is worth a look."""
    texts = [one.text for one in filled[:_FEWEST]]
    return len(texts) > 1 and sum(spelling(text) in _known() for text in texts if text) > 1


@cache
def _known() -> frozenset[str]:
    return frozenset(name for sheet in SHEETS.values() for name in sheet.spellings)


def numbers_columns(cells: Sequence[Any]) -> bool:
    """Whether the cells of a row count its columns: 1, 2, 3 or A, B, C."""
    ordinals = [_ordinal(cell) for cell in cells if not is_empty(cell)]
    if len(ordinals) < _FEWEST or None in ordinals:
        return False
    numbers = [one for one in ordinals if one is not None]
    return all(after == before + 1 for before, after in pairwise(numbers))


def _ordinal(cell: Any) -> int | None:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    found = _ORDINAL.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        return cell if type(cell) is int else None
    if found[1].isdigit():
        return int(found[1])
    number = 0
    for letter in found[1].upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def hints(filled: Sequence[Filled]) -> bool:
    """Whether a row says what is to be typed below: each cell a kind of value, none of them a value."""
    if len(filled) < 2:
        return False
    told = [one for one in filled if _is_hint(one)]
    values = [one for one in filled if one not in told and _is_value(one)]
    return not values and 3 * len(told) >= 2 * len(filled)


def _is_hint(one: Filled) -> bool:
    column, text = one.field.column, one.text
    if not text or len(text) > _LONGEST:
        return bool(text) and fold(text) == fold(column.help)
    folded = fold(text)
    if folded == fold(column.help) or _AN_EXAMPLE.match(folded) or set(folded.split()) <= _HINT_WORDS:
        # An answer is one of its list, or Oui: only several of them say what may be chosen.
        return _names_no_value(one)
    pieces = [fold(piece) for piece in _SEPARATOR.split(text)]
    labels = {fold(name) for choice in column.choices for name in (choice.label, *choice.aliases)}
    return len(pieces) > 1 and set(pieces) <= labels


def _names_no_value(one: Filled) -> bool:
    column = one.field.column
    judged = column.choices or column.kind.is_number or column.kind.is_date or column.kind.dtype == "boolean"
    return not judged or one.field.parse(one.raw).value is None


def _is_value(one: Filled) -> bool:
    """Whether a cell holds what its column asks for, where more than words are asked for."""
    column = one.field.column
    if column.choices or column.kind.is_number or column.kind.is_date or column.kind.dtype == "boolean":
        return one.field.parse(one.raw).value is not None
    return not one.text
