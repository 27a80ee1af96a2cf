"""pandas and numpy, loaded when they are first used: whoever only looks into the catalogue does not wait for them."""

import importlib
from typing import TYPE_CHECKING, Any

__all__ = ["np", "pd"]


class _Later:
    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(importlib.import_module(self._name), attribute)
        setattr(self, attribute, value)
        return value


if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
else:
    np, pd = _Later("numpy"), _Later("pandas")
