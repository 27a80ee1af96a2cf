"""Which known code was meant by an unknown one, told only when it is nearly certain."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Any

from proexp_batch.model.later import pd
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import fold, typo
from proexp_batch.rules.engine.batch import Batch, Series

_CLOSE = 0.85
_MOST_COMPARED = 50_000


def nearest(unknown: str, known: Sequence[str]) -> str | None:
    """The one code of `known` that `unknown` surely means: the same but for signs, zeros or O, or one slip away."""
    alike = {code for code in known if _skeleton(code) == _skeleton(unknown)}
    if not alike and len(unknown) >= 5:
        alike = set(difflib.get_close_matches(unknown, known, n=2, cutoff=_CLOSE))
    return alike.pop() if len(alike) == 1 else None


def _skeleton(code: str) -> str:
    folded = fold(code).replace(" ", "").replace("o", "0")
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", folded)


def nearest_person(unknown: str, known: Sequence[str]) -> str | None:
    """The one name of `known` with the same words in another order, or whose words the initials or parts fit."""
    words = fold(unknown).split()
    alike = {name for name in known if _fits(words, fold(name).split())}
    if not alike:
        alike = set(difflib.get_close_matches(unknown, known, n=2, cutoff=_CLOSE))
    return alike.pop() if len(alike) == 1 else None


def _fits(words: list[str], others: list[str]) -> bool:
    shared = set(words) & set(others)
    rest = [word for word in words if word not in shared]
    left = [word for word in others if word not in shared]
    return bool(shared) and all(any(other.startswith(word) for other in left) for word in rest)


def rows_of(frame: pd.DataFrame, mask: Series) -> Iterable[Any]:
    """The rows of a frame where a mask holds, as named tuples."""
    return frame[mask].itertuples()


def meant_codes(b: Batch, unknown: Iterable[tuple[Any, int, str]], target: str, index: pd.Index) -> Series:
    """For each unknown code (index of its row, dossier, code), the one that was surely meant; along `index`.

    In a dossier with more wrong codes than anybody mends one by one, the last of them get no suggestion.
    """
    field = SHEETS[target].identifier
    known = b[target].dropna(subset=field).groupby("dossier")[field].agg(list).to_dict()
    find = nearest_person if target == "tutors" else nearest
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


def suggestion(meant: Series) -> Series:
    """A sentence that proposes the code that was meant, an empty text where there is none."""
    return meant.map(lambda code: typo(f" Vouliez-vous dire « {code} » ?") if isinstance(code, str) else "")
