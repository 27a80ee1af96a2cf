"""Facts that many rules ask of the same batch, worked out once."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from proexp_batch.rules.engine.batch import Batch

P = ParamSpec("P")
T = TypeVar("T")


def once(work_out: Callable[Concatenate[Batch, P], T]) -> Callable[Concatenate[Batch, P], T]:
    """Keep what a function says of a batch as long as the batch lives. Nobody may change the result in place."""

    @functools.wraps(work_out)
    def fact(batch: Batch, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (work_out, args, tuple(kwargs.items()))
        return batch.once(key, lambda: work_out(batch, *args, **kwargs))

    return fact
