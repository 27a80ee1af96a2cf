"""What a cell means: one parser for each kind of column. What is certain is repaired, what is not is refused."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any

from proexp_batch.model.cells import Parsed, as_text
from proexp_batch.model.columns import Column, Kind, Sheet
from proexp_batch.reading.choices import Choices, read_yes_no
from proexp_batch.reading.dates import read_date
from proexp_batch.reading.identifiers import (
    read_code,
    read_codes,
    read_idcc,
    read_naf,
    read_nda,
    read_siret,
    read_upper,
)
from proexp_batch.reading.numbers import read_number

Parser = Callable[[Any], Parsed]


@lru_cache(maxsize=64)
def parsers(sheet: Sheet, from_1904: bool) -> Mapping[str, Parser]:
    """The parser of each column of a sheet, by field; it takes a cell that is not empty.

    `from_1904` says from which of Excel's two origins the workbook counts its days.
    """
    return {field: _parser(column, from_1904) for field, column in sheet.columns.items()}


def parse(column: Column, raw: Any, from_1904: bool = False) -> Parsed:
    """Read one cell that is not empty as its column asks; for those of a whole sheet, `parsers` is faster."""
    return _parser(column, from_1904)(raw)


def _parser(column: Column, from_1904: bool) -> Parser:
    if column.kind is Kind.DATE:
        return partial(read_date, from_1904=from_1904)
    if column.kind is Kind.CHOICE:
        return Choices(column).read
    return partial(read_number, kind=column.kind) if column.kind.is_number else _SIMPLE[column.kind]


def _text(raw: Any) -> Parsed:
    return Parsed(raw.strip() if isinstance(raw, str) else as_text(raw))


def _name(raw: Any) -> Parsed:
    return Parsed(as_text(raw))


_SIMPLE: Mapping[Kind, Parser] = {
    Kind.TEXT: _text,
    Kind.NAME: _name,
    Kind.FILE: _name,
    Kind.CODE: read_code,
    Kind.CODES: read_codes,
    Kind.YES_NO: read_yes_no,
    Kind.SIRET: read_siret,
    Kind.NDA: read_nda,
    Kind.NAF: read_naf,
    Kind.IDCC: read_idcc,
    Kind.ROME: read_upper,
    Kind.CERTIFICATION: read_upper,
}
