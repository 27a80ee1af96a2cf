"""Which known code was meant by an unknown one, told only when it is nearly certain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from proexp_batch.model.later import pd
from proexp_batch.model.nearest import meant_code, meant_person
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import typo
from proexp_batch.rules.engine.batch import Batch, Series

_MOST_COMPARED = 50_000


def rows_of(frame: pd.DataFrame, mask: Series | None = None) -> Iterable[Any]:
    """The rows of a frame, where a mask holds if there is one, as named tuples."""
    return (frame if mask is None else frame[mask]).itertuples()


def meant_codes(b: Batch, unknown: Iterable[tuple[Any, int, str]], target: str, index: pd.Index) -> Series:
    """For each unknown code (index of its row, dossier, code), the one that was surely meant; along `index`.

    In a dossier with more wrong codes than anybody mends one by one, the last of them get no suggestion.
    """
    field = SHEETS[target].identifier
    known = b[target].dropna(subset=field).groupby("dossier")[field].agg(list).to_dict()
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


def suggestion(meant: Series) -> Series:
    """A sentence that proposes the code that was meant, an empty text where there is none."""
    return meant.map(lambda code: typo(f" Vouliez-vous dire « {code} » ?") if isinstance(code, str) else "")
