"""What an output is, for all that write, record, return, name, link and remove it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, BinaryIO, ClassVar

from proexp_batch.decision.facts import DossierDecision, Run, Written

if TYPE_CHECKING:
    from proexp_batch.settings.run import Settings


class Document(ABC):
    """One output, declared once and named in the list of `catalogue`.

    `kind` is its key for programs (report, register, journal): letters, digits and `_`. `name` is its file's name,
    `words` what people call one and several. What makes the bytes is imported when they are made: whoever only
    speaks of outputs needs no spreadsheet library.
    """

    kind: ClassVar[str]
    name: ClassVar[str]
    words: ClassVar[tuple[str, str]]


class DossierDocument(Document):
    """An output of each dossier for which it is due.

    `heading` stands above its links in the summary, `column` above its path in the register's CSV. `failure` is the
    French sentence for a dossier of which it cannot be made.
    """

    heading: ClassVar[str]
    column: ClassVar[str]
    failure: ClassVar[str]

    @abstractmethod
    def is_due(self, decision: DossierDecision) -> bool:
        """Whether a dossier gets one."""

    @abstractmethod
    def content(self, decision: DossierDecision, original: bytes, settings: Settings) -> bytes:
        """The bytes of the file; `original` are those of the deposited one.

        Raises:
            Exception: it cannot be made of this dossier.
        """


Results = Collection[tuple[DossierDecision, Written]]
"""The decision about each dossier of a batch and where its outputs are, in the order of the deposit.

A batch may be larger than the memory: it is gone through, as often as need be, and never held as a whole.
"""


class BatchDocument(Document):
    """An output of each batch, written at the top of the folder that the paths of its results are relative to."""

    @abstractmethod
    def write(self, file: BinaryIO, run: Run, results: Results, documents: Sequence[DossierDocument]) -> None:
        """Write the bytes of the file; `documents` are those that a dossier may have."""
