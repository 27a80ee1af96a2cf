"""Why a file is not read: the code of the rule that says so, and what its sentences tell."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from proexp_batch.ooxml.errors import Excess, LockedError, NoWorkbookError, PackageError, TooBigError

MAX_FOREIGN_BYTES = 8_000_000
"""A dossier of some hundred contracts takes less in a format that is not Excel's of today, and nothing else is that big."""


class UnreadableFileError(Exception):
    """A file that cannot be read: `code` of the rule that says why, and the values of its sentences."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@contextmanager
def refusing() -> Iterator[None]:
    """Say as an `UnreadableFileError` whatever is wrong with a package; a decorator too."""
    try:
        yield
    except LockedError:
        raise UnreadableFileError("FIC-002") from None
    except NoWorkbookError:
        raise UnreadableFileError("FIC-001") from None
    except TooBigError as error:
        raise UnreadableFileError("FIC-006", size=_size(error)) from error
    except PackageError as error:
        raise UnreadableFileError("FIC-003") from error


def refuse_foreign_bytes(data: bytes) -> None:
    """Refuse a file of a foreign format that is too big.

    Raises:
        UnreadableFileError: it is.
    """
    if len(data) > MAX_FOREIGN_BYTES:
        raise UnreadableFileError("FIC-006", size=f"{len(data) // 1_000_000} Mo")


def _size(error: TooBigError) -> str:
    amount = error.amount
    return {
        Excess.PART: f"{amount // 1_000_000} Mo une fois ouvert",
        Excess.PARTS: f"plus de {amount // 1_000_000} Mo une fois ouvert",
        Excess.MEMBERS: f"plus de {amount} éléments",
        Excess.TAGS: f"plus de {amount // 2_000_000} millions de cellules",
        Excess.TEXT: f"un texte de plus de {amount // 1000} ko",
    }[error.excess]
