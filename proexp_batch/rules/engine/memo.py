"""Facts that many rules ask of the same batch, worked out once."""

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from proexp_batch.rules.engine.batch import Batch

P = ParamSpec("P")
T = TypeVar("T")

_FACTS: WeakKeyDictionary[Batch, dict[Any, Any]] = WeakKeyDictionary()


def once(work_out: Callable[Concatenate[Batch, P], T]) -> Callable[Concatenate[Batch, P], T]:
    """Keep what a function says of a batch as long as the batch lives. Nobody may change the result in place."""

    @functools.wraps(work_out)
    def fact(batch: Batch, /, *args: P.args, **kwargs: P.kwargs) -> T:
        known = _FACTS.setdefault(batch, {})
        key = (work_out, args, tuple(kwargs.items()))
        if key not in known:
            known[key] = work_out(batch, *args, **kwargs)
        result: T = known[key]
        return result

    return fact
