"""What a sheet lists, and so what another one can be said to name without reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from proexp_batch.model.fields import competences, documents
from proexp_batch.model.later import pd
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import fold
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.frames import values_of
from proexp_batch.rules.engine.memo import once

_NOT_YET = {
    fold(text)
    for text in (
        "à compléter", "à définir", "à préciser", "à renseigner", "à remplir", "à saisir", "à venir", "à voir",
        "en attente", "non renseigné", "todo", "tbd",
    )
}  # fmt: skip
_NO_ANSWER = {
    fold(text) for text in ("n/a", "na", "nc", "néant", "rien", "aucun", "sans objet", "idem", "test")
}
_FILLED_UP = re.compile(r"(?:x ?){2,}|(?:0 ?)+")


def says_nothing_yet(texts: Series) -> Series:
    """Texts that hold the place of one still to be written: in words, by signs alone, by `xxx` or zeros."""
    return texts.map(_holds_a_place, na_action="ignore").eq(True)


def says_nothing_in_words(texts: Series) -> Series:
    """As `says_nothing_yet`, of what can only be said in words: those without any, or of one character, too."""
    return texts.map(_is_no_wording, na_action="ignore").eq(True)


@lru_cache(maxsize=16_384)
def _holds_a_place(text: str) -> bool:
    folded = fold(text)
    return folded in _NOT_YET or not _has_any(text, str.isalnum) or bool(_FILLED_UP.fullmatch(folded))


@lru_cache(maxsize=16_384)
def _is_no_wording(text: str) -> bool:
    # Names may be as short as that, a criterion or a title may not.
    signs = "".join(text.split()).casefold()
    same = len(set(signs)) == 1
    return same or not _has_any(text, str.isalpha) or fold(text) in _NO_ANSWER or _holds_a_place(text)


def _has_any(text: str, kind: Callable[[str], bool]) -> bool:
    return any(map(kind, text))


def is_number_for_a_name(names: Series) -> Series:
    """Names of people without any letter, but with digits: a rule of their own refuses them."""
    return names.str.fullmatch(r"[\W\d_]*\d[\W\d_]*").fillna(False).astype(bool)


@once
def listed_twice(b: Batch, key: str) -> Series:
    """Rows of a sheet whose identifier stands on an earlier one; a rule of its own says so."""
    frame, field = b[key], SHEETS[key].identifier
    return frame[field].notna() & frame.duplicated(["dossier", field])


@once
def lists_all(b: Batch, target: str) -> set[int]:
    """Dossiers whose sheet lists everything by a name that can be read, contracts each only once.

    Elsewhere the one that is missing may be the one that another sheet names.
    """
    frame = b[target]
    names = frame[SHEETS[target].identifier]
    wrong = names.isna() | says_nothing_yet(names)
    if target == "learners":
        wrong |= listed_twice(b, target)
    if target == "tutors":
        wrong |= is_number_for_a_name(names)
    if target == "documents":
        kind = b[documents.kind]
        wrong &= kind.isna() | kind.isin(["EVIDENCE", "TUTOR_TRAINING", "OTHER"])
    return set(frame["dossier"]) - set(frame.loc[wrong, "dossier"])


def surely_unknown(b: Batch, target: str, dossier: Series, names: Series, found: Series) -> Series:
    """Names that `found` says are not in `target`, where that is certain."""
    unknown = names.notna() & (found < 0) & dossier.isin(lists_all(b, target))
    if target == "competences":
        meant = _meant_by_twins(b)
        explained = [pair in meant for pair in zip(values_of(dossier), values_of(names), strict=True)]
        unknown &= ~pd.Series(explained, index=unknown.index, dtype=bool)
    return unknown


def _meant_by_twins(b: Batch) -> set[tuple[int, str]]:
    """Codes (with their dossier) that competences listed twice most likely stand for: C4 after C3, C1, C2, C3, C1."""
    dossiers, twin = b["competences"]["dossier"], listed_twice(b, "competences")
    before = b[competences.code].groupby(dossiers).shift()
    meant = set()
    for dossier, code in zip(dossiers[twin], before[twin], strict=True):
        number = re.search(r"\d+$", code) if isinstance(code, str) else None
        if number:
            meant.add((dossier, f"{code[: number.start()]}{int(number[0]) + 1:0{len(number[0])}d}"))
    return meant
