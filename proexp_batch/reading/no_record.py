"""Which rows of a table are no records: totals, titles, remarks, headers again, rows that only zeros or defaults fill."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from proexp_batch.formats.grid import Grid
from proexp_batch.model.cells import Uncomputed, fold, is_empty, shown
from proexp_batch.model.columns import Sheet
from proexp_batch.model.pages import REVIEW_HEADER
from proexp_batch.model.wording import listing, typo
from proexp_batch.reading.cell_roles import Field, Filled, Role, filled_cells
from proexp_batch.reading.headers import Header
from proexp_batch.reading.headings import begins_another, hints, may_be_header, numbers_columns, repeats
from proexp_batch.reading.sums import Sums, is_sum_of, number_in

TOTAL_OR_REMARK, HEADING, EMPTY_RECORD = "LEC-106", "LEC-115", "LEC-116"
INCOMPLETE, OTHER_TABLE = "LEC-025", "LEC-026"

_TOTAL = re.compile(
    r"(?:s |sous |grand )?(?:total|totaux)(?: (?:general|generaux|heures|des heures|h|ttc|parcours|contrats))*"
)
_TOTAL_OF = re.compile(r"(?:s |sous |grand )?(?:total|totaux)\b")
_SUMMED = re.compile(
    r"\b(?:total|totale|totales|totaux|somme|cumul|ensemble|recapitulatif|recap|moyenne|bilan|soit)\b"
)
_REMARK = re.compile(
    r"(?:nb|n b|ps|p s|note|notes|remarque|remarques|attention|important|rappel|legende|source|sources|fait|mis a jour|maj|"
    r"merci|voir|cf|vu|a completer|a confirmer|a revoir|a verifier|export|exporte|extrait|imprime|edite|redige)\b"
)
_SECTION = re.compile(
    r"(?:promotion|promo|phase|bloc|annee|groupe|semestre|trimestre|periode|partie|section|session|cohorte|classe|etape|lot|"
    r"domaine|axe|theme|thematique|parcours|cycle|rentree|site|agence|service|equipe|niveau|sequence|chapitre|unite|"
    r"liste des|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b.*"
)
_DIGIT = re.compile("[0-9]")
_MAY_SUM = re.compile("tota|somme|cumul|ensemble|r[eé]cap|moyenne|bilan|soit|^0|#|ex", re.IGNORECASE)
_PLAIN = 2
_FILE_ENDING = re.compile(r"\.\w{2,4}\s*$")
_WORD = re.compile(r"[^\W\d_]{3,}")
_WORDS_OF_A_SENTENCE = 7
_MERGED_REMARK = 3
_LONGEST = 80
_ALIKE = 3
_MOST_BELOW = 500
_MOST_NAMED = 8


class Left(NamedTuple):
    """A row that is not read: the code that says why, the column of the cell that shows it, what is said."""

    code: str
    at: int
    values: dict[str, Any]


@lru_cache(maxsize=1024)
def _is_name(text: str) -> bool:
    """Whether a text has digits and nothing of what rows of totals say."""
    return _DIGIT.search(text) is not None and _MAY_SUM.search(text) is None


class NoRecords:
    """Tells which rows of one table are no records; it is asked about them from top to bottom."""

    def __init__(self, sheet: Sheet, grid: Grid, header: Header, fields: Sequence[Field]) -> None:
        self._sheet = sheet
        self._grid = grid
        self._header = header
        self._fields = fields
        self._sums = Sums(fields)
        self._identifier = next((one for one in fields if one.column.field == sheet.identifier), None)
        self._reviewed = {
            at
            for at, cell in header.texts.items()
            if isinstance(cell, str) and fold(cell[:_LONGEST]) == fold(REVIEW_HEADER)
        }
        self._wide = {
            (first, left) for first, left, _, right in grid.merged if right - left + 1 >= _MERGED_REMARK
        }
        self._under_header = True
        self._doubtful: list[tuple[int, list[Filled]]] = []
        self._last_record = -1

    def take(self, row: int, values: Sequence[Any]) -> None:
        """Take a row for a record."""
        self._under_header = False
        self._last_record = row
        self._sums.add(values)

    def is_plain(self, name: Any, raws: Sequence[Any]) -> bool:
        """Whether a row surely is a record, and nothing more need be asked: a name with digits, and not only numbers."""
        if self._under_header or type(name) is not str or not _is_name(name):
            return False
        count = 0
        for raw in raws:
            if type(raw) is not float and raw != "" and raw is not None:
                count += 1
                if count > _PLAIN:
                    return True
        return False

    def filled(self, raws: Sequence[Any]) -> list[Filled]:
        """The filled cells of a row, each with its role: what else is asked about the row takes them."""
        return filled_cells(self._fields, raws)

    def left(self, row: int, cells: Sequence[Any], filled: list[Filled]) -> Left | None:
        """Why a row with something in it is not read; `None` if it is, or if only those below will tell: see `at_last`."""
        others = [cell for at, cell in enumerate(cells) if at not in self._reviewed and not is_empty(cell)]
        found = self._heading(others, cells, filled) or self._total(row, cells, filled)
        if found is None and len(others) == 1 and filled[0].text and self._speaks(row, filled[0]):
            found = _said(filled[0])
        if found is not None:
            self._sums.begin()
        return found

    def is_doubtful(self, row: int, filled: list[Filled]) -> bool:
        """Whether nothing in a row that was not left identifies a record; it is not read, and told with the others."""
        telling = [one for one in filled if one.role is Role.TELLING]
        named = any(one.field is self._identifier for one in telling)
        doubtful = not named and not self._is_half_filled(filled) and self._says_too_little(filled, telling)
        if doubtful:
            self._doubtful.append((row, filled))
        return doubtful

    def at_last(self) -> Iterator[tuple[int, Left]]:
        """What is told, once all rows are read, of those in which nothing identifies a record."""
        alike: dict[tuple[Any, ...], int] = {}
        for _, filled in self._doubtful:
            alike[_looks(filled)] = alike.get(_looks(filled), 0) + 1
        for row, filled in self._doubtful:
            if self._holds_nothing(row, filled) or (
                alike[_looks(filled)] >= _ALIKE and _are_defaults(filled)
            ):
                yield row, _said(filled[0], EMPTY_RECORD)
            else:
                yield row, self._incomplete(filled)

    def _heading(self, others: list[Any], cells: Sequence[Any], filled: list[Filled]) -> Left | None:
        if self._under_header and (numbers_columns(others) or hints(filled)):
            return _said(filled[0], HEADING)
        if may_be_header(filled):
            if repeats(self._header, cells, filled, self._sheet):
                self._under_header = True
                return _said(filled[0], HEADING)
            if begins_another(cells, self._sheet):
                return _said(filled[0], OTHER_TABLE)
        return None

    def _total(self, row: int, cells: Sequence[Any], filled: list[Filled]) -> Left | None:
        """A row of totals: it says so, or nothing in it but numbers that add up."""
        labels = [one for one in filled if one.text and _SUMMED.search(one.folded)]
        label = labels[0] if labels else None
        rest = [one for one in filled if one is not label]
        named = any(one.field is self._identifier and one.role is Role.TELLING for one in rest)
        telling = [one for one in rest if one.role is Role.TELLING]
        if label is not None and not named and self._says_total(label, rest, telling):
            return _said(label)
        sections = [one for one in telling if _SECTION.fullmatch(one.folded) and one.text]
        numbers = [one for one in rest if one not in sections]
        texts = [
            one for one in numbers if one.text and number_in(one) is None and one.role is not Role.NOTHING
        ]
        adds_up = not texts and len(sections) <= 1 and self._sums.are_in(numbers)
        if not adds_up and sections and not texts:
            adds_up = len(sections) == 1 and self._adds_up_below(row, numbers)
        if adds_up and (label is not None or sections or not named or len(numbers) > 1):
            return _said(label or (sections or numbers)[0])
        return self._total_beside(cells, filled)

    def _says_total(self, label: Filled, rest: Sequence[Filled], telling: Sequence[Filled]) -> bool:
        texts = [one for one in telling if one.text]
        if _TOTAL.fullmatch(label.folded):
            return label.field is self._identifier or len(texts) <= 1
        if _TOTAL_OF.match(label.folded) and not any(
            one.text for one in rest if one.role is not Role.NOTHING
        ):
            return label.field is self._identifier or not telling
        numbers = [one for one in rest if one.role is not Role.TELLING or not one.text]
        return len(texts) <= 1 and self._sums.are_in(numbers, said=True)

    def _total_beside(self, cells: Sequence[Any], filled: list[Filled]) -> Left | None:
        """A total whose label stands in a column of the company's own."""
        if any(one.role is Role.TELLING for one in filled):
            return None
        own = {field.at for field in self._fields} | self._reviewed
        for at, cell in enumerate(cells):
            if at not in own and isinstance(cell, str) and _TOTAL_OF.match(fold(cell[:_LONGEST])):
                return Left(TOTAL_OR_REMARK, at, {"shown": shown(cell)})
        return None

    def _adds_up_below(self, row: int, numbers: Sequence[Filled]) -> bool:
        """Whether the numbers beside the title of a section are sums of those under it."""
        counted = [one for one in numbers if one.role is not Role.NOTHING]
        for one in counted:
            number = number_in(one)
            below = (self._grid.at(at, one.field.at) for at in range(row + 1, row + 1 + _MOST_BELOW))
            values = (float(cell) for cell in below if isinstance(cell, int | float))
            if number is None or not is_sum_of(number, values):
                return False
        return bool(counted)

    def _speaks(self, row: int, only: Filled) -> bool:
        """Whether the only text of a row speaks of the rows around it instead of being one."""
        column, text = only.field.column, only.text.strip()
        if (row, only.field.at) in self._wide or text.lstrip("( ").startswith(("*", "←", "↑")):
            return True
        if _FILE_ENDING.search(text):
            return False
        if only.folded.startswith(f"{fold(self._sheet.title)} "):
            return True
        if _SECTION.fullmatch(only.folded) and not self._is_like_others(only):
            return True
        if only.field is self._identifier and column.kind.is_one_word and " " in text and _WORD.search(text):
            return not self._is_like_others(only)
        if _REMARK.match(only.folded):
            return True
        words = len(text[:_LONGEST].split())
        if words >= _WORDS_OF_A_SENTENCE and not column.kind.prose:
            return True
        return words > 1 and text.isupper() and self._is_a_title(only)

    def _is_a_title(self, only: Filled) -> bool:
        """Whether nobody writes in capitals in the column but for this text; a name may be the only one that is."""
        return not (only.field.column.kind.names_a_person or only.field.at in self._in_capitals)

    @cached_property
    def _in_capitals(self) -> set[int]:
        rows = (cells for cells in self._grid.rows[self._header.row + 1 :] if _is_more_than_one(cells))
        return {
            at for cells in rows for at, cell in enumerate(cells) if isinstance(cell, str) and cell.isupper()
        }

    def _is_like_others(self, only: Filled) -> bool:
        """Whether the names of other rows are made as this text is: « Contrat 5 » among « Contrat 1 », « Contrat 2 »."""
        return only.field is self._identifier and self._shapes.get(_shape(only.raw), 0) > 1

    @cached_property
    def _shapes(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        at = self._identifier.at if self._identifier is not None else -1
        for cells in self._grid.rows[self._header.row + 1 :]:
            if 0 <= at < len(cells) and isinstance(cells[at], str) and _is_more_than_one(cells):
                counts[_shape(cells[at])] = counts.get(_shape(cells[at]), 1) + 1
        return counts

    def _is_half_filled(self, filled: Sequence[Filled]) -> bool:
        asked = sum(field.is_asked for field in self._fields)
        given = sum(one.field.is_asked and one.role in (Role.TELLING, Role.MEASURE) for one in filled)
        return bool(given) and 2 * given >= asked

    def _says_too_little(self, filled: Sequence[Filled], telling: Sequence[Filled]) -> bool:
        if any(type(one.raw) is str and not one.text.strip() for one in filled):
            return False
        measures = sum(one.role is Role.MEASURE for one in filled)
        if not telling:
            return bool(measures) or any(one.role is Role.ERROR or not _is_sign(one) for one in filled)
        return len(telling) == 1 and not measures

    def _holds_nothing(self, row: int, filled: Sequence[Filled]) -> bool:
        """Whether a row only has zeros, « Non » and signs; errors too, under the last record, where links were dragged."""
        roles = {one.role for one in filled}
        if roles <= {Role.NOTHING}:
            return True
        dragged = roles <= {Role.NOTHING, Role.ERROR} and -1 < self._last_record < row
        asked = sum(field.is_asked for field in self._fields)
        return dragged and 2 * sum(one.role is Role.ERROR and one.field.is_asked for one in filled) < asked

    def _incomplete(self, filled: Sequence[Filled]) -> Left:
        given = {one.field for one in filled if one.role is not Role.NOTHING}
        missing = [one for one in self._fields if one.is_asked and one not in given]
        told = [field for field in self._fields if field in given]
        values = {"given": _labels(told), "missing": _labels(missing)}
        return Left(INCOMPLETE, filled[0].field.at, values)


def _is_more_than_one(cells: Sequence[Any]) -> bool:
    return sum(not is_empty(one) for one in cells) > 1


def _said(cell: Filled, code: str = TOTAL_OR_REMARK) -> Left:
    raw = cell.raw.error if isinstance(cell.raw, Uncomputed) else cell.raw
    return Left(code, cell.field.at, {"shown": shown(raw)})


def _labels(fields: Sequence[Field]) -> str:
    return typo(listing([f"« {field.column.label} »" for field in fields], limit=_MOST_NAMED))


def _shape(text: str) -> str:
    return re.sub("[a-z]+", "a", re.sub("[0-9]+", "9", fold(text[:_LONGEST])))


def _looks(filled: Sequence[Filled]) -> tuple[Any, ...]:
    return tuple((one.field.at, str(one.raw)) for one in filled)


def _are_defaults(filled: Sequence[Filled]) -> bool:
    """Whether a row could have been dragged down with its neighbours: choices and answers, but no hours of training."""
    return all(one.role in (Role.MEASURE, Role.NOTHING) for one in filled) and not any(
        one.field.column.kind.adds_up and one.role is Role.MEASURE for one in filled
    )


def _is_sign(one: Filled) -> bool:
    column = one.field.column
    return bool(one.text) and column.kind.says_nothing(column, one.text.strip())
