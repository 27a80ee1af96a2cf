"""An Opco's own rules as they are run: each says when it begins and when it ends, so that one that hangs can be named."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import cache
from typing import Any

from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.rule import Rule

_TELL: ContextVar[Callable[[str | None], None] | None] = ContextVar("proexp_tell", default=None)


@contextmanager
def announcing(tell: Callable[[str | None], None]) -> Iterator[None]:
    """Tell the code of each announced rule when it begins, and `None` when it ends."""
    token = _TELL.set(tell)
    try:
        yield
    finally:
        _TELL.reset(token)


@cache
def announced(rule: Rule) -> Rule:
    """The rule, with a test that says when it begins and ends, and that cannot change what others look at."""
    whole = rule.test
    if whole is None:
        return rule

    def test(batch: Batch, *asked: Any) -> Any:
        tell = _TELL.get()
        if tell is None:
            return whole(batch.apart(), *asked)
        tell(rule.code)
        found = whole(batch.apart(), *asked)
        tell(None)
        return found

    return replace(rule, test=test)
