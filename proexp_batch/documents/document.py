"""What an output is, for all that write, record, return, name, link and remove it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
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


@dataclass(frozen=True, slots=True)
class Unmade:
    """A file that cannot be made of what a dossier says; `sentence` tells people which one, why and what to do."""

    sentence: str


class DossierDocument(Document):
    """An output of each dossier for which it is due: one file, or several that a label tells apart.

    `heading` stands above its links in the summary, `column` above its path in the register's CSV. `failure` is the
    French sentence for a dossier of which it cannot be made.
    """

    heading: ClassVar[str]
    column: ClassVar[str]
    failure: ClassVar[str]

    has_labels: ClassVar[bool] = False
    """Whether it may have several files."""
    must_be_made: ClassVar[bool] = True
    """Whether a dossier of which it cannot be made is not accepted."""

    @abstractmethod
    def is_due(self, decision: DossierDecision) -> bool:
        """Whether a dossier gets one."""

    @abstractmethod
    def files(
        self, decision: DossierDecision, original: bytes, settings: Settings
    ) -> Iterator[tuple[str, bytes | Unmade]]:
        """The label and the bytes of each file; `original` are the bytes of the deposited one.

        A label is empty for the only file, else letters, digits and what a name of a file may hold, with a `/` before
        the number of one of several for a contract.

        Raises:
            Exception: nothing can be made of this dossier.
        """

    def key(self, label: str) -> str:
        """What a file is recorded under: the kind, and the label where there is one."""
        return f"{self.kind}/{label}" if label else self.kind

    def file_name(self, label: str) -> str:
        """The name of the file with a label."""
        if not label:
            return self.name
        path = PurePosixPath(self.name)
        return f"{path.stem}-{label.replace('/', '-')}{path.suffix}"

    @property
    def labelled(self) -> tuple[str, str] | None:
        """How the names of files with labels begin and end, `None` where there are none."""
        path = PurePosixPath(self.name)
        return (f"{path.stem}-", path.suffix) if self.has_labels else None


class SingleDocument(DossierDocument):
    """An output of each dossier that is one file."""

    @abstractmethod
    def content(self, decision: DossierDecision, original: bytes, settings: Settings) -> bytes:
        """The bytes of the file; see `files`."""

    def files(
        self, decision: DossierDecision, original: bytes, settings: Settings
    ) -> Iterator[tuple[str, bytes | Unmade]]:
        """The only file; see `DossierDocument.files`."""
        yield "", self.content(decision, original, settings)


Results = Collection[tuple[DossierDecision, Written]]
"""The decision about each dossier of a batch and where its outputs are, in the order of the deposit.

A batch may be larger than the memory: it is gone through, as often as need be, and never held as a whole.
"""


class BatchDocument(Document):
    """An output of each batch, written at the top of the folder that the paths of its results are relative to."""

    @abstractmethod
    def write(self, file: BinaryIO, run: Run, results: Results, documents: Sequence[DossierDocument]) -> None:
        """Write the bytes of the file; `documents` are those that a dossier may have."""
