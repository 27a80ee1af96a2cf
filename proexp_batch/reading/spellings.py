"""What a header or a label says, whatever stands around it: a number, a unit, a remark in brackets, a second line."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from proexp_batch.model.cells import fold
from proexp_batch.model.columns import Column, Sheet
from proexp_batch.model.nearest import Nearness, nearest
from proexp_batch.model.signs import visible

_LONGEST = 100
_LONGEST_WITH_REMARK = 300
_SHORTEST_GUESSED = 5

_NUMBERING = re.compile(
    r"\s*(?:[(\[]?\d{1,2}(?:\.\d{1,2})*\s*[.)\]°:/–—-]+|\d{1,2}(?=\s)|[(\[]?[A-Za-z][.)\]](?!\s*[A-Za-z][.)]))\s*"
)
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_SEPARATED = re.compile(r"\s*(?::|\s[-–—/|]\s|,\s|\n)\s*")
_FOOTNOTES = re.compile("[\u00b9\u00b2\u00b3\u2070-\u2079]+")
_UNIT_AT_THE_END = re.compile(
    r" (?:en )?(?:h|hrs?|heures?|euros?|eur|jj mm aa(?:aa)?|dd mm yy(?:yy)?|oui non|oui ou non)$"
)
_JOINING = re.compile(r"^(?:et|ou|en|nb|nombre|format|au format|de preference)\b(?: d\b| de\b)? ?")
_SMALL_WORDS = frozenset(
    (
        "de", "du", "des", "d", "la", "le", "les", "l", "a", "au", "aux", "en", "et", "un", "une", "par",
    )
)  # fmt: skip

_UNITS: Final[Mapping[str, frozenset[str]]] = {
    "hours": frozenset({"h", "hr", "hrs", "heure", "heures"}),
    "weekly_hours": frozenset(
        {"h", "hr", "hrs", "heure", "heures", "h semaine", "heures semaine", "h sem", "semaine"}
    ),
    "money": frozenset({"euro", "euros", "eur", "brut"}),
    "date": frozenset({"jj mm aaaa", "jj mm aa", "jjmmaaaa", "dd mm yyyy", "date"}),
    "yes_no": frozenset({"oui non", "o n", "oui ou non"}),
}
_MEANS_NOTHING: Final = frozenset(
    {
        "", "s", "e", "es", "obligatoire", "facultatif", "facultative", "requis", "liste", "liste deroulante", "texte",
        "a remplir", "a completer", "a renseigner", "a choisir dans la liste", "choisir dans la liste", "voir note",
    }
)  # fmt: skip
"""Remarks, folded, that change nothing in what a header means, besides the unit of its column."""

_OTHER_MEASURES = frozenset(
    (
        "h", "hr", "hrs", "heure", "heures", "minute", "minutes", "min", "jour", "jours", "semaine",
        "semaines", "mois", "annee", "annees", "an", "ans", "trimestre", "euro", "euros", "eur", "k", "ke",
        "pourcentage", "pourcent", "taux", "horaire", "annuel", "annuelle", "annuels", "hebdomadaire",
        "mensuel", "net", "nette", "hors", "sans",
    )
)  # fmt: skip
_OTHER_SUBJECTS = frozenset(
    (
        "tuteur", "tutrice", "formateur", "formatrice", "employeur", "entreprise", "societe", "opco",
        "organisme", "of", "cfa", "representant", "signataire", "parent", "parents", "mere", "pere",
        "responsable", "dirigeant", "conseiller", "evaluateur", "evaluatrice", "contact", "urgence",
    )
)  # fmt: skip
_CHANGES_THE_MEANING = _OTHER_MEASURES | _OTHER_SUBJECTS


class Meaning(NamedTuple):
    """The field that a header names; `certain` unless something was left out that may matter."""

    field: str
    certain: bool


def spelling(cell: Any) -> str:
    """A header or a label as known ones are compared with it; empty for what is none."""
    if not isinstance(cell, str) or not 1 < len(cell) <= _LONGEST:
        return ""
    folded = fold(visible(cell))
    for mark in (" obligatoire", " facultatif"):
        folded = folded.removesuffix(mark)
    return folded


def named(cell: Any, sheet: Sheet) -> str | None:
    """The field whose label or alias a cell is, to the letter but for case, accents and signs."""
    field = sheet.spellings.get(spelling(cell))
    return None if field is None or _has_sign_of_another(sheet.columns[field], cell) else field


def is_of_another(sheet: Sheet, field: str, group: str) -> bool:
    """Whether the group over a column says that its names are those of somebody else: « Tuteur » over « Nom »."""
    if not sheet.columns[field].kind.names_a_person:
        return False
    return bool((set(fold(group).split()) - _own_words(sheet, field)) & _OTHER_SUBJECTS)


def meaning(cell: Any, sheet: Sheet) -> Meaning | None:
    """The field that a cell names once what stands around the name is left out."""
    readable = isinstance(cell, str) and 1 < len(cell) <= _LONGEST_WITH_REMARK
    return _meaning(cell, sheet) if readable else None


@lru_cache(maxsize=8192)
def _meaning(text: str, sheet: Sheet) -> Meaning | None:
    field = named(text, sheet)
    if field is not None:
        return Meaning(field, certain=True)
    for kept, left_out in _readings(text):
        field = sheet.spellings.get(kept)
        if field is None or _has_sign_of_another(sheet.columns[field], text):
            continue
        if not _means_another(sheet, field, left_out):
            return Meaning(field, all(_changes_nothing(sheet.columns[field], one) for one in left_out))
    return None


def same_words(cell: Any, sheet: Sheet) -> str | None:
    """The field whose label or alias has the words of a cell, small ones apart, in whatever order."""
    readable = isinstance(cell, str) and 1 < len(cell) <= _LONGEST
    return _same_words(cell, sheet) if readable else None


@lru_cache(maxsize=2048)
def _same_words(text: str, sheet: Sheet) -> str | None:
    words = _words(spelling(text))
    if not words:
        return None
    for known, field in sheet.spellings.items():
        theirs = _words(known)
        ignored = {"date"} if sheet.columns[field].kind.is_date else set()
        if theirs - ignored and words - ignored == theirs - ignored:
            return None if _has_sign_of_another(sheet.columns[field], text) else field
    return None


def nearly(cell: Any, sheet: Sheet, found: Mapping[str, Any]) -> str | None:
    """The field, of those not yet `found`, that a header or a label nearly names."""
    missing = {name: field for name, field in sheet.spellings.items() if field not in found}
    meant = meaning(cell, sheet)
    field = same_words(cell, sheet) if meant is None else meant.field
    if field is not None:
        return field if field not in found else None
    for kept, left_out in [(spelling(cell), ()), *_readings(cell)]:
        name = nearest(kept, missing, Nearness.TAKEN) if len(kept) >= _SHORTEST_GUESSED else None
        if name is not None:
            added = " ".join(_words(kept) - _words(name))
            column = sheet.columns[missing[name]]
            another = _has_sign_of_another(column, cell) or _means_another(
                sheet, column.field, (added, *left_out)
            )
            if not another:
                return missing[name]
    return None


def _readings(cell: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What a header is without what stands around it, folded, and what was left out; the least left out first."""
    if not isinstance(cell, str) or not 1 < len(cell) <= _LONGEST_WITH_REMARK:
        return ()
    return _readings_of(visible(cell))


@lru_cache(maxsize=8192)
def _readings_of(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    bare = _FOOTNOTES.sub("", _NUMBERING.sub("", text, count=1) if _NUMBERING.match(text) else text)
    found: dict[str, tuple[str, ...]] = {}
    for kept, left_out in _without_remarks(bare.strip()):
        folded = spelling(kept)
        unit = _UNIT_AT_THE_END.search(folded)
        for name, more in ((folded, ()), *(((folded[: unit.start()], (unit[0],)),) if unit else ())):
            if name:
                found.setdefault(name, (*left_out, *more))
    return tuple(found.items())


def _without_remarks(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield text, ()
    inside = tuple(_BRACKETS.findall(text))
    outside = _BRACKETS.sub(" ", text).strip() if inside else text
    if inside:
        yield outside, inside
    pieces = [piece for piece in _SEPARATED.split(outside) if piece]
    if len(pieces) > 1:
        yield pieces[0], (*inside, *pieces[1:])
        if "\n" in outside:
            yield pieces[-1], (*inside, *pieces[:-1])


def _changes_nothing(column: Column, left_out: str) -> bool:
    """Whether a remark only repeats what the column is: its unit, its form, that it is required, a footnote."""
    folded = _JOINING.sub("", fold(left_out)).strip()
    if folded in _MEANS_NOTHING or folded.isdigit():
        return True
    return folded in _UNITS.get(column.kind.key, ())


def _means_another(sheet: Sheet, field: str, left_out: tuple[str, ...]) -> bool:
    """Whether a remark speaks of another field, unit or person than the header without it."""
    column = sheet.columns[field]
    own = _own_words(sheet, field)
    for text in left_out:
        folded = _JOINING.sub("", fold(text)).strip()
        if _changes_nothing(column, text):
            continue
        if sheet.spellings.get(folded, field) != field or (set(folded.split()) - own) & _CHANGES_THE_MEANING:
            return True
    return False


def _has_sign_of_another(column: Column, header: str) -> bool:
    """Whether a header bears the sign of a unit that its column does not have; folding takes it away."""
    names = " ".join((column.label, *column.aliases))
    percent = "%" in header and "%" not in names
    return percent or ("€" in header and "€" not in names and column.kind.unit != "euros")


def _own_words(sheet: Sheet, field: str) -> set[str]:
    return {word for name, of in sheet.spellings.items() if of == field for word in name.split()}


@lru_cache(maxsize=8192)
def _words(folded: str) -> frozenset[str]:
    return frozenset(folded.split()) - _SMALL_WORDS
