"""The law of reading: whatever people do to a right dossier, a value is used, or put right and said, or reported."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from proexp_batch.model.columns import Column, Layout
from proexp_batch.model.dossier import Dossier, Rows
from proexp_batch.model.findings import Finding, Severity
from proexp_batch.model.parameters import standard_parameters
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import fold
from proexp_batch.ooxml.addresses import address_at
from proexp_batch.reading.dossier import read
from proexp_batch.rules.catalogue import RULES
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.findings import findings
from proexp_batch.rules.engine.schema import check
from tests.making.correct import correct
from tests.making.draft import TODAY, Draft
from tests.making.workbooks import xlsx

FILE = PurePosixPath("dossier.xlsx")
MANY = 12
"""Cells that are written otherwise in one dossier."""

few = settings(max_examples=4, deadline=None, database=None, phases=[Phase.generate])
Written = Callable[[random.Random, Column, Any], Any]
"""How somebody writes the value of a column otherwise; `None` where that habit has nothing to do with it."""


def _text(column: Column, value: Any) -> str | None:
    """What a text cell of the column says; `None` for dates, numbers and answers of a list."""
    return value if isinstance(value, str) and not column.choices else None


def invisible(chance: random.Random, column: Column, value: Any) -> Any:
    text = column.kind.written(column, value) if column.choices else value
    if not isinstance(text, str):
        return None
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice("\u200b\u200e\u2060\ufeff\xad") + text[at:]


def apostrophe(_: random.Random, column: Column, value: Any) -> Any:
    if isinstance(value, dt.date):
        return f"'{value:%d/%m/%Y}"
    if isinstance(value, float):
        return f"'{value:g}".replace(".", ",")
    # In people's own words, it is what they see and may mean.
    return None if column.kind.free_text or _text(column, value) is None else f"'{value}"


def other_dash(chance: random.Random, column: Column, value: Any) -> Any:
    text = _text(column, value)
    return text.replace("-", chance.choice("–‑—−")) if text and "-" in text else None


def letter_for_zero(_: random.Random, column: Column, value: Any) -> Any:
    text = _text(column, value)
    # What a company numbers itself may well have an O.
    official = not (column.kind.free_text or column.unique or column.refers_to)
    return text.replace("0", "O") if text and "0" in text and official else None


def date_as_text(chance: random.Random, _: Column, value: Any) -> Any:
    if not isinstance(value, dt.date):
        return None
    serial = (value - dt.date(1899, 12, 30)).days
    days = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
    return chance.choice(
        (
            f"{value:%d/%m/%Y}",
            f"{value:%d / %m / %Y}",
            f"{value:%d.%m.%Y}",
            f"{value:%Y-%m-%d}",
            f"{value:%m/%d/%Y}",
            f"{days[value.weekday()]} {value:%d/%m/%Y}",
            f"{value:%d/%m/%y}",
            str(serial),
            serial,
        )
    )


def exported_date(chance: random.Random, _: Column, value: Any) -> Any:
    if not isinstance(value, dt.date):
        return None
    before = value - dt.timedelta(days=1)
    return chance.choice(
        (
            f"{before:%Y-%m-%d}T23:00:00Z",
            f"{before:%Y-%m-%d}T22:00:00.000Z",
            dt.datetime.combine(before, dt.time(23, 50, 39)),
            dt.datetime.combine(before, dt.time(22, 0)),
            dt.datetime.combine(value, dt.time(14, 30)),
        )
    )


def number_as_text(chance: random.Random, column: Column, value: Any) -> Any:
    if not isinstance(value, float):
        return None
    plain = f"{value:g}".replace(".", ",")
    written = [
        plain,
        f" {plain} ",
        f"{plain} h",
        f"{plain} €",
        f"€ {plain}",
        f"{plain} h/semaine",
        f"{plain}O",
    ]
    written += [f"environ {plain}", f"{value:,.2f}", f"{value:g}"]
    return chance.choice([*written, dt.timedelta(hours=value)])


def answer_otherwise(chance: random.Random, column: Column, value: Any) -> Any:
    if isinstance(value, bool):
        words = ("oui", "O", "X", "☒ Oui", "VRAI", "1") if value else ("non", "N", "☐", "FAUX", "0")
        return chance.choice((*words, "peut-être"))
    if not column.choices:
        return None
    label = column.label_of(value)
    return chance.choice((label.upper(), label.lower(), f" {label} ", label[:-2], f"{label} ?", "autre"))


def list_otherwise(chance: random.Random, column: Column, value: Any) -> Any:
    text = _text(column, value)
    if not text or ";" not in text or column.refers_to is None:
        return None
    codes = [code.strip() for code in text.split(";")]
    return chance.choice(("/", " | ", " et ", "\n", ",", " - ", " + ")).join(codes)


def nothing_to_say(chance: random.Random, _: Column, __: Any) -> Any:
    return chance.choice(("-", "/", "N/A", "néant", "NC", "sans objet", "…", "idem", '"', "#N/A", "#REF!"))


HABITS: tuple[Written, ...] = (
    invisible, apostrophe, other_dash, letter_for_zero, date_as_text, exported_date, number_as_text,
    answer_otherwise, list_otherwise, nothing_to_say,
)  # fmt: skip


@dataclass(frozen=True)
class Typed:
    """What was typed over a cell that held a value."""

    key: str
    field: str
    row: int
    value: Any
    typed: Any


def otherwise(draft: Draft, habit: Written, chance: random.Random) -> list[Typed]:
    """Some filled cells of a dossier, each with what the habit makes of it."""
    cells = [
        (key, field, at, row[field])
        for key, rows in draft.rows.items()
        for at, row in enumerate(rows)
        for field in SHEETS[key].columns
        if row.get(field) not in (None, "")
    ]
    chance.shuffle(cells)
    made = []
    for key, field, at, value in cells:
        typed = habit(chance, SHEETS[key].columns[field], value)
        if typed is not None and len(made) < MANY:
            made.append(Typed(key, field, at, value, typed))
    return made


def opened(draft: Draft) -> Workbook:
    return openpyxl.load_workbook(BytesIO(xlsx(draft)))


def judged(book: Workbook) -> tuple[Dossier, tuple[Finding, ...]]:
    """What is read of a workbook, and everything that is found."""
    content = BytesIO()
    book.save(content)
    dossier = read(content.getvalue(), FILE, 0)
    if not dossier.readable:
        return dossier, findings(dossier, dossier.hits)
    hits = [*dossier.hits, *check(Batch([dossier], standard_parameters(), TODAY), RULES)]
    return dossier, findings(dossier, hits)


def place(draft: Draft, key: str, field: str, row: int) -> tuple[int, int]:
    """The place, from 0, of a cell of the template."""
    position = list(SHEETS[key].columns).index(field)
    if SHEETS[key].layout is Layout.FORM:
        return int(draft.cell(key, field).lstrip("B")) - 1, 1
    return draft.first_row - 1 + row, position


def silent(draft: Draft, one: Typed, dossier: Dossier, found: tuple[Finding, ...]) -> str | None:
    """What was read wrongly without a word, or nothing."""
    title, at = SHEETS[one.key].title, place(draft, one.key, one.field, one.row)
    about = [finding for finding in found if finding.sheet == title and address_at(at) in finding.cells]
    rows = dossier.sheets.get(one.key)
    got = value_at(rows, one.field, at[0] + 1)
    told = f"{title} {address_at(at)}: {one.value!r} typed as {one.typed!r}, read as {got!r}"
    if same(got, one.value) or any(finding.severity is not Severity.INFO for finding in about):
        return None
    if about and got is not None:
        return None  # « … » a été lu comme « … »
    if any(finding.code == "LEC-120" for finding in about):
        return None
    lines = {cell for finding in found if finding.sheet == title for cell in finding.cells}
    beside = any(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(at[0] + 1) for cell in lines)
    unread = rows is None or at[0] + 1 not in rows.rows
    return None if unread and beside else told


def value_at(rows: Rows | None, field: str, row: int) -> Any:
    if rows is None or field not in rows.values:
        return None
    if SHEETS[rows.sheet].layout is Layout.FORM:
        return rows.values[field][0]
    return rows.values[field][rows.rows.index(row)] if row in rows.rows else None


def same(got: Any, value: Any) -> bool:
    """Whether it is the same value; of words, whatever their signs, as all that compares them sees it."""
    return fold(got) == fold(value) if isinstance(got, str) and isinstance(value, str) else bool(got == value)


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.__name__)
@few
@given(seed=st.integers(0, 10_000))
def test_a_value_is_read_or_said(habit: Written, seed: int) -> None:
    chance = random.Random(seed)
    draft = correct(seed % 400, step=chance.randint(3, 6))
    typed = otherwise(draft, habit, chance)
    book = opened(draft)
    for one in typed:
        row, column = place(draft, one.key, one.field, one.row)
        book[SHEETS[one.key].title].cell(row + 1, column + 1).value = one.typed
    dossier, found = judged(book)
    left = [told for one in typed if (told := silent(draft, one, dossier, found))]
    assert not left, "\n".join(left)


def _rows(page: Worksheet) -> list[int]:
    return [row for row in range(3, page.max_row + 1) if page.cell(row, 1).value is not None]


def _filled_table(book: Workbook, chance: random.Random) -> str:
    tables = [sheet.title for sheet in SHEETS.values() if sheet.layout is Layout.TABLE]
    return chance.choice([title for title in tables if _rows(book[title])])


def _more_rows(book: Workbook, chance: random.Random) -> str:
    """A line more under a table: part of another one, numbers alone, or a text alone."""
    title = chance.choice([sheet.title for sheet in SHEETS.values() if sheet.layout is Layout.TABLE])
    page = book[title]
    filled = _rows(page)
    if not filled:
        return title
    like, at = chance.choice(filled), filled[-1] + chance.randint(1, 3)
    cells = [(cell.column, cell.value) for cell in page[like] if cell.value is not None]
    cells = [(column, value) for column, value in cells if not str(value).startswith("=")]
    match chance.randrange(4):
        case 0:
            cells = chance.sample(cells, chance.randint(1, len(cells)))
        case 1:
            cells = [(column, 120.0) for column, value in cells if isinstance(value, int | float)]
        case 2:
            cells = [chance.choice(cells)]
        case _:
            cells = [(column, page.cell(2, column).value) for column, _ in cells]
    for column, value in cells:
        page.cell(at, column).value = value
    return title


def _another_sheet(book: Workbook, chance: random.Random) -> str:
    """A sheet of the same kind more, with the same rows, part of them or other ones, seen or hidden."""
    title = _filled_table(book, chance)
    copy = book.copy_worksheet(book[title])
    copy.title = chance.choice((f"{title} (2)", f"Copie de {title}", f"{title} 2024", "Suite"))
    for row in range(3, copy.max_row + 1):
        if copy.cell(row, 1).value is not None and chance.random() < 0.6:
            copy.cell(row, 1).value = f"Z{row}"
    if chance.random() < 0.3:
        copy.sheet_state = "hidden"
    elif chance.random() < 0.3:
        book[title].sheet_state = "hidden"
    return copy.title


def _beside(book: Workbook, chance: random.Random) -> str:
    """The rows of a table once more, at its right."""
    title = _filled_table(book, chance)
    page = book[title]
    right = page.max_column + chance.randint(1, 2)
    for row in page.iter_rows(min_row=2, max_row=page.max_row):
        for cell in row:
            value = f"Z{cell.row}" if cell.column == 1 and cell.row > 2 and cell.value else cell.value
            if not str(value).startswith("="):
                page.cell(cell.row, right + cell.column).value = value
    return title


@pytest.mark.parametrize("change", [_more_rows, _another_sheet], ids=lambda change: change.__name__)
@few
@given(seed=st.integers(0, 10_000))
def test_a_cell_of_a_table_is_read_or_said(
    change: Callable[[Workbook, random.Random], str], seed: int
) -> None:
    chance = random.Random(seed)
    book = opened(correct(seed % 400, step=chance.randint(3, 6)))
    before = dict(_filled(book))
    title = change(book, chance)
    dossier, found = judged(book)
    added = [(sheet, at) for (sheet, at), value in _filled(book) if before.get((sheet, at)) != value]
    left = [f"{sheet} {address_at(at)}" for sheet, at in added if not _known(sheet, at, dossier, found)]
    assert not left, f"{title}: {left[:5]} {[(one.code, one.sheet, one.cells) for one in found]}"


@few
@given(seed=st.integers(0, 10_000))
def test_a_second_table_beside_is_said(seed: int) -> None:
    chance = random.Random(seed)
    book = opened(correct(seed % 400, step=chance.randint(3, 6)))
    title = _beside(book, chance)
    _, found = judged(book)
    assert [one.code for one in found if one.sheet == title and one.severity is Severity.BLOCKING] == [
        "LEC-014"
    ]


def _filled(book: Workbook) -> Iterator[tuple[tuple[str, tuple[int, int]], Any]]:
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                if cell.value is not None and not str(cell.value).startswith("="):
                    yield (page.title, (cell.row - 1, cell.column - 1)), cell.value


def _known(title: str, at: tuple[int, int], dossier: Dossier, found: tuple[Finding, ...]) -> bool:
    """Whether a cell was read, or something is said of it, of its line or of its sheet."""
    read_there = [rows for rows in dossier.sheets.values() if rows.title == title]
    for rows in read_there:
        fields = [field for field, column in rows.columns.items() if column == at[1]]
        if not fields or at[0] + 1 <= rows.header_row:
            return True  # a column of the company's own
        if at[0] + 1 in rows.rows:
            return rows.filled[fields[0]][rows.rows.index(at[0] + 1)]
    about = [finding for finding in found if finding.sheet == title]
    lines = {cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for finding in about for cell in finding.cells}
    return str(at[0] + 1) in lines or any(not finding.cells for finding in about)
