"""Tells a file that is still being copied from one that is complete, by watching it; no disk, no clock."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """What watching a file has shown so far."""

    WAITING = "waiting"
    READY = "ready"
    STUCK = "stuck"


@dataclass(slots=True)
class _Seen:
    size: int
    mtime_ns: int
    first: float
    since: float
    last: float


class StabilityTracker:
    """Watches files: `delay` seconds without a change make one ready, `limit` seconds without that make it stuck.

    Times are seconds of any clock. Only the time between two looks counts, and a look that comes before the last
    one counts for nothing: a clock that jumps back makes a file wait longer, never be taken too early.
    """

    def __init__(self, delay: float, limit: float) -> None:
        self._delay = delay
        self._limit = limit
        self._seen: dict[str, _Seen] = {}

    def observe(self, path: str, size: int, mtime_ns: int, now: float) -> State:
        """Say the state of a file that is seen now."""
        seen = self._seen.get(path)
        if seen is None:
            seen = self._seen[path] = _Seen(size, mtime_ns, now, now, now)
        elif now < seen.last:
            back = seen.last - now
            seen.first, seen.since = seen.first - back, seen.since - back
        if (size, mtime_ns) != (seen.size, seen.mtime_ns):
            seen.size, seen.mtime_ns, seen.since = size, mtime_ns, now
        seen.last = now
        return State.READY if now - seen.since >= self._delay else self.refuse(path)

    def refuse(self, path: str) -> State:
        """Say the state of a file that cannot be complete, whatever watching it shows."""
        seen = self._seen[path]
        return State.STUCK if seen.last - seen.first >= self._limit else State.WAITING

    def keep_only(self, paths: Collection[str]) -> None:
        """Forget the files that are not there any more."""
        for path in self._seen.keys() - set(paths):
            del self._seen[path]

    def forget(self, path: str) -> None:
        """Forget a file: the next one of that name is a new one."""
        self._seen.pop(path, None)
