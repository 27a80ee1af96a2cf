"""What a kind of cell says of itself: to the reader, the check, the template and the documentation."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from proexp_batch.model.cells import Parsed
from proexp_batch.model.placeholders import SAYS_NOTHING, SAYS_NOTHING_SHORT, says_nothing
from proexp_batch.model.signs import unquoted, visible

if TYPE_CHECKING:
    from proexp_batch.model.columns import Column

Parser = Callable[[Any], Parsed]
"""Reads a cell that is not empty: what is certain is repaired, what is not is refused."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """What the documentation promises of a kind: the plain way to write it, and others that are read alike."""

    label: str
    plain: str
    others: tuple[str, ...]
    remark: str = ""


class DropDown(NamedTuple):
    """A list to choose from: its name in the workbook without `liste_`, its title, what it offers."""

    name: str = ""
    title: str = ""
    labels: tuple[str, ...] = ()


class Validation(NamedTuple):
    """What Excel compares a typed cell with: `validate` and `criteria` as XlsxWriter names them, and a sentence."""

    validate: str
    sentence: str
    criteria: Mapping[str, Any] = {}


class CellKind(ABC):
    """What the cells of a column hold; a kind has no state, and what it asks of its column is passed to it."""

    key: ClassVar[str]
    """The name of the kind in the code, unique."""

    dtype: ClassVar[str] = "str"
    """The pandas dtype of a column in a batch; values that could not be read are missing in it."""

    free_text: ClassVar[bool] = False
    """Whether people write it in words of their own: compared folded, and « à compléter » says nothing."""

    prose: ClassVar[bool] = False
    """Whether a whole sentence is at home in the cell, so that it is no remark on the table."""

    takes_any_text: ClassVar[bool] = False
    """Whether any text is a value, so that « néant » must be looked for before the cell is read."""

    names_a_person: ClassVar[bool] = False
    """Whether it is the name of somebody, which « Tuteur » over « Nom » makes another's."""

    is_one_word: ClassVar[bool] = False
    """Whether the value is a code in one word, so that several words are a title."""

    unit: ClassVar[str] = ""
    """The unit of a quantity in sentences, in the plural."""

    adds_up: ClassVar[bool] = False
    """Whether the values of its rows make a total, so that none of them is dragged down."""

    path_signs: ClassVar[tuple[str, ...]] = ()
    """Signs that show a path, of which only a part may be read: no formula can then tell what a cell names."""

    number_format: ClassVar[str | None] = None
    """The number format of Excel, `None` for the general one; `@` keeps Excel from changing what looks like a number."""

    align: ClassVar[str] = "left"
    """The horizontal alignment in a table: `left`, `center` or `right`."""

    spelling: ClassVar[Spelling | None] = None
    """How it is written, for the documentation; `None` where there is nothing to say."""

    @property
    def is_number(self) -> bool:
        """Whether cells hold a quantity."""
        return self.dtype == "float64"

    @property
    def is_date(self) -> bool:
        """Whether cells hold a day."""
        return self.dtype.startswith("datetime64")

    @abstractmethod
    def parser(self, column: "Column", from_1904: bool = False) -> Parser:
        """What reads the cells of a column; `from_1904` says from which of Excel's two origins days are counted."""

    def compared(self, value: str) -> str:
        """What two values that name the same have in common."""
        return value

    def legible(self, text: str) -> str:
        """A text without the signs that do not belong to what it says: invisible ones, an apostrophe in front."""
        return visible(text) if self.free_text else unquoted(visible(text))

    def says_nothing(self, column: "Column", text: str) -> bool:
        """Whether a text, which means nothing else here, says that there is nothing to write: « - », « néant »."""
        words = SAYS_NOTHING if self.names_a_person or column.unique else SAYS_NOTHING_SHORT
        return says_nothing(text, words)

    def settled(self, raw: Any, parsed: Parsed, known: Collection[str]) -> Parsed:
        """What was read of a cell that names rows of another sheet, once their names are known."""
        return parsed

    def written(self, column: "Column", value: Any) -> Any:
        """What a person types for a value that was read; a value that the kind does not expect is left as it is."""
        return value

    def shown(self, column: "Column", value: Any) -> str:
        """A value that was read as the documentation shows it."""
        return str(self.written(column, value))

    def means_all(self, raw: Any) -> bool:
        """Whether a cell names all rows of another sheet, those to come included, instead of some."""
        return False

    def values(self, column: "Column") -> tuple[str, ...]:
        """Every value that a cell can have once it is read; none where they are not counted."""
        return ()

    def drop_down(self, column: "Column") -> DropDown:
        """The list that cells are chosen from; it is empty where they are typed."""
        return DropDown()

    def validation(self, column: "Column") -> Validation | None:
        """What is compared with what is typed; `None` where anything goes. The source of a list is not in it."""
        if not self.drop_down(column).labels:
            return None
        return Validation("list", "Seules les réponses de la liste sont acceptées au contrôle.")

    def hint(self, column: "Column") -> str:
        """What a cell holds as a French sentence, where the help does not say it."""
        return ""

    def __repr__(self) -> str:
        return f"<kind {self.key}>"


class PlainKind(CellKind):
    """A kind that is read alike in every column and workbook."""

    @abstractmethod
    def read(self, raw: Any) -> Parsed:
        """Read a cell that is not empty."""

    def parser(self, column: "Column", from_1904: bool = False) -> Parser:
        """`read`, whatever the column."""
        return self.read
