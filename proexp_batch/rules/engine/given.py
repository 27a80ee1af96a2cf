"""Whether what the test of a rule gives can be used: a mask over the rows of its sheet, and values for its sentences."""

from collections.abc import Hashable
from typing import Any

from proexp_batch.model.later import np, pd
from proexp_batch.rules.engine.rule import Hits

MEANT = "meant"
"""The value that is proposed in the place of that of the cell."""


def unusable(found: object, index: Any) -> str:
    """Why it cannot be used, as the end of a French sentence; empty if it can. `index` is that of the rows."""
    if not isinstance(found, Hits):
        return "sa fonction ne rend pas « hits(masque) »"
    mask: object = found.mask
    if not isinstance(mask, pd.Series):
        return "son masque n'est pas une colonne pandas (« Series »)"
    if not mask.index.equals(index):
        return "son masque n'a pas une ligne pour chaque ligne de la feuille où elle se pose"
    if not _is_truth(mask):
        return "son masque contient autre chose que vrai ou faux"
    for name, value in found.values.items():
        if wrong := _of_value(value, index):
            return f"sa valeur « {name} » {wrong}"
    meant = found.values.get(MEANT)
    if (
        isinstance(meant, pd.Series)
        and not meant.map(lambda one: one is None or one != one or isinstance(one, str)).all()
    ):
        return f"sa valeur « {MEANT} », qui est mise à la place de celle de la cellule, n'est pas un texte"
    if found.group is not None:
        return _of_group(found.group, index)
    return ""


def _is_truth(mask: Any) -> bool:
    # What says nothing of any row may be of any type.
    return pd.api.types.is_bool_dtype(mask) or all(one in (True, False) for one in mask.dropna())


def _of_value(value: Any, index: Any) -> str:
    if isinstance(value, pd.Series):
        return (
            ""
            if index.isin(value.index).all() and value.index.is_unique
            else "n'a pas une ligne pour chaque ligne"
        )
    if isinstance(value, np.ndarray | pd.Index | pd.DataFrame) or callable(value):
        return "n'est ni une colonne pandas (« Series »), ni une seule valeur"
    return ""


def _of_group(group: Any, index: Any) -> str:
    if not isinstance(group, pd.Series) or _of_value(group, index):
        return "son groupe (« group ») n'a pas une ligne pour chaque ligne"
    if not isinstance(group.dtype, pd.StringDtype) and not all(isinstance(one, Hashable) for one in group):
        return "son groupe (« group ») contient des listes"
    return ""
