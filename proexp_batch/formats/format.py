"""What a kind of file must be able to do, and what opening one gives."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from proexp_batch.formats.grid import Grid


@dataclass(frozen=True, slots=True)
class Private:
    """Where social security numbers may stand: titles of sheets, and other places in the words of people.

    `sure` says that there is one, in one of these sheets or in those places.
    """

    titles: Collection[str]
    elsewhere: Sequence[str] = ()
    sure: bool = False


class Source(Protocol):
    """A workbook of any format: the titles of its sheets in order, those that nobody sees, and how they are read."""

    titles: Sequence[str]
    hidden: Collection[str]
    from_1904: bool

    def grids(self, titles: Iterable[str], rows: int | None = None) -> dict[str, Grid]:
        """The grids of sheets by title, with their first `rows` rows or all of them.

        Raises:
            UnreadableFileError: the sheets are damaged or too big.
        """
        ...

    def private(self) -> Private:
        """Where social security numbers may stand.

        Raises:
            UnreadableFileError: the file is too big to look.
        """
        ...


class Format(Protocol):
    """A kind of file.

    `endings` are those of its files, in small letters, the usual one first, as people are told them; `rare_endings`
    are taken as well. `ending_tells` says that nothing else bears them, so that a file which has one and is not
    recognised is damaged. `takes_marks` says that its workbooks are given back themselves, with their findings;
    those of other formats are copied into the template for that.
    """

    endings: tuple[str, ...]
    rare_endings: tuple[str, ...]
    ending_tells: bool
    takes_marks: bool

    def recognises(self, data: bytes) -> bool:
        """Whether a file is of this kind, told by its content; it may be damaged all the same."""
        ...

    def open(self, data: bytes) -> Source:
        """Open a file of this kind.

        Raises:
            UnreadableFileError: it is locked, damaged or too big, or of a near relation of this format after all, whose
                usual ending is then given as `extension`.
        """
        ...
