"""What may be wrong with a package or its parts, in English: who opens one says it in the words of people."""

from enum import StrEnum


class PackageError(Exception):
    """A package or a part that is damaged, or not what it should be; the message says why."""


class LockedError(PackageError):
    """A password is needed."""


class NoWorkbookError(PackageError):
    """A sound package, but no workbook."""


class Excess(StrEnum):
    """What there is too much of."""

    PART = "bytes of a part, once inflated"
    PARTS = "bytes of all the parts together, once inflated"
    MEMBERS = "members"
    TAGS = "tags"
    TEXT = "bytes of a text"


class TooBigError(PackageError):
    """It would take more memory or time than any dossier needs: `amount` of `excess`."""

    def __init__(self, excess: Excess, amount: int, of: str = "the package") -> None:
        super().__init__(f"{of} has {amount} {excess}: no dossier needs so many")
        self.excess = excess
        self.amount = amount
