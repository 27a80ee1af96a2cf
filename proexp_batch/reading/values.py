"""What reads the cells of each column, as its kind says."""

from collections.abc import Mapping
from functools import lru_cache

from proexp_batch.model.columns import Sheet
from proexp_batch.model.kinds.kind import Parser


@lru_cache(maxsize=64)
def parsers(sheet: Sheet, from_1904: bool) -> Mapping[str, Parser]:
    """The parser of each column of a sheet, by field; it takes a cell that is not empty.

    `from_1904` says from which of Excel's two origins the workbook counts its days.
    """
    return {field: column.kind.parser(column, from_1904) for field, column in sheet.columns.items()}
