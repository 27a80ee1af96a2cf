"""Which known code was meant by an unknown one, told only when it is nearly certain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from proexp_batch.model.columns import Column
from proexp_batch.model.later import pd
from proexp_batch.model.nearest import Nearness, likeness, meant_code, meant_person
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import fold, typo
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.frames import values_of

_MOST_COMPARED = 50_000


def meant_codes(b: Batch, unknown: Iterable[tuple[Any, int, str]], target: str, index: pd.Index) -> Series:
    """For each unknown code (index of its row, dossier, code), the one that was surely meant; along `index`.

    In a dossier with more wrong codes than anybody mends one by one, the last of them get no suggestion.
    """
    unknown, field = list(unknown), SHEETS[target].identifier
    if not unknown:
        return pd.Series(None, index=index, dtype=object)
    known: dict[int, list[str]] = {}
    for of, name in zip(values_of(b[target]["dossier"]), values_of(b[target][field]), strict=True):
        if isinstance(name, str):
            known.setdefault(of, []).append(name)
    find = meant_person if target == "tutors" else meant_code
    answers: dict[tuple[int, str], str | None] = {}
    left: dict[int, int] = {}
    found = {}
    for at, dossier, code in unknown:
        if (dossier, code) not in answers:
            codes = known.get(dossier, [])
            left[dossier] = left.get(dossier, _MOST_COMPARED) - len(codes)
            answers[dossier, code] = find(code, codes) if left[dossier] >= 0 else None
        found[at] = answers[dossier, code]
    return pd.Series(found, dtype=object).reindex(index)


def suggestion(unknown: Series, meant: Series) -> Series:
    """A sentence that proposes the code that was meant, an empty text where there is none.

    Where they differ by zeros in front, it also says where these went.
    """
    if meant.isna().all():
        return pd.Series("", index=meant.index, dtype=object)
    pairs = zip(values_of(unknown.reindex(meant.index)), values_of(meant), strict=True)
    sentences = [_proposed(typed, code) if isinstance(code, str) else "" for typed, code in pairs]
    return pd.Series(sentences, index=meant.index, dtype=object)


def _proposed(unknown: Any, code: str) -> str:
    sentence = f" Vouliez-vous dire « {code} » ?"
    if isinstance(unknown, str) and unknown.isdigit() and unknown.lstrip("0") == code.lstrip("0"):
        sentence += " Excel retire les zéros du début d'un nombre : mettez la colonne au format Texte, puis retapez-le."
    return typo(sentence)


def nearest_header(headers: Iterable[str], column: Column) -> str | None:
    """The header that is most like what a column may be called, `None` where none is like it.

    A header that says a name of the column among other words is nearer than one that is only spelled alike.
    """
    names = [fold(name) for name in (column.label, *column.aliases)]
    folded = {fold(header): header for header in headers}
    holding = [one for one in folded if any(f" {name} " in f" {one} " for name in names)]
    if holding:
        return folded[min(holding, key=len)]
    alike = ((likeness(one, name), one) for one in folded for name in names)
    ratio, one = max(alike, default=(0.0, ""))
    return folded[one] if ratio >= Nearness.HINT.value else None
