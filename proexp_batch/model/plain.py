"""How values that msgspec does not know are written as plain data."""

from pathlib import PurePosixPath
from typing import Any


def to_plain(value: Any) -> str:
    """A path as text.

    Raises:
        NotImplementedError: the value is no path.
    """
    if isinstance(value, PurePosixPath):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} is no plain data")


def from_plain(kind: type, value: Any) -> Any:
    """What `to_plain` wrote.

    Raises:
        ValueError: it is not that.
    """
    if kind is PurePosixPath and isinstance(value, str):
        return PurePosixPath(value)
    raise ValueError(f"no {kind.__name__}")
