"""The values and the rows of frames as plain Python has them.

pandas takes each text out of its array by itself: over many rows that takes longer than what is asked about them.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def values_of(column: pd.Series[Any]) -> list[Any]:
    """The values of a column, as its iteration gives them: NaN or NaT where one is missing, a day as `Timestamp`."""
    values: list[Any] = column.to_numpy(dtype=object).tolist()
    return values


def rows_of(frame: pd.DataFrame, mask: pd.Series[Any] | None = None) -> Iterator[Any]:
    """The rows of a frame, where a mask holds if there is one, as named tuples: `Index`, then the columns."""
    shown = frame if mask is None else frame[mask]
    row = namedtuple("row", ["Index", *shown.columns])  # type: ignore[misc]
    return map(row._make, zip(shown.index, *(values_of(shown[name]) for name in shown.columns), strict=True))
