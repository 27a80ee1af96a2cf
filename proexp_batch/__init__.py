"""Batch checking of the Excel dossiers of experimental professionalisation contracts."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proexp_batch.api import check, process

__version__ = "0.1.0"
__all__ = ["__version__", "check", "process"]


def __getattr__(name: str) -> object:
    """The functions of `api`, imported when they are asked for: pandas takes its time."""
    if name in ("check", "process"):
        from proexp_batch import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
