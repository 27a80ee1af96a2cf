"""What was found of parts that come again in one dossier after another, as what the template brings along does."""

from collections.abc import Hashable

_MOST = 4_096


class Known:
    """The latest parts of which the same was found, told by what stands for their content: see `Package.token`."""

    def __init__(self) -> None:
        self._tokens: dict[Hashable, None] = {}

    def __contains__(self, token: Hashable) -> bool:
        return token in self._tokens

    def add(self, token: Hashable) -> None:
        """Take in one more; the one that was taken in first goes once there are too many."""
        self._tokens[token] = None
        if len(self._tokens) > _MOST:
            del self._tokens[next(iter(self._tokens))]
