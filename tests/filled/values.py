"""Random values of each kind, as the reader gives them."""

import datetime as dt
import string
from typing import Any

from hypothesis import strategies as st

from proexp_batch.model.columns import Column, Layout, Sheet
from proexp_batch.model.kinds import CellKind, Kind
from proexp_batch.model.placeholders import SAYS_NOTHING_SHORT, is_ditto, says_nothing
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import fold

TRICKY = (
    "=1+1", "+33 6", "-5 %", "@nom", "=HYPERLINK(\"http://exemple.fr\";\"ici\")", "0012", "1E5", "05/04/2023", "VRAI",
    "deux\nlignes", "été à Nœux-les-Mines", "l'« atelier »", "🙂 emoji 👩‍🏭", "_x0041_", "<b>&amp;</b>", "a" * 3000,
    "'apostrophe", "http://exemple.fr", "{=A1}", "\ttab", "mailto:a@exemple.fr",
)  # fmt: skip
_SIGNS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))


def _is_read(text: str) -> bool:
    """Whether a text names a thing: the reader passes over examples, totals, remarks and errors such as `#NOM?`."""
    words = fold(text)
    nothing = says_nothing(text, SAYS_NOTHING_SHORT) or is_ditto(text)
    passed_over = words.startswith(("exempl", "total", "sous total", "totaux"))
    return bool(text) and text[0] != "#" and not (nothing or passed_over)


TEXTS = (
    st.one_of(st.sampled_from(TRICKY), st.text(_SIGNS, min_size=1, max_size=60))
    .map(str.strip)
    .filter(_is_read)
)
ONE_LINE = TEXTS.map(lambda text: " ".join(text.split())).filter(_is_read)
CODES = st.from_regex(r"[A-Z]{1,3}-[0-9]{1,4}", fullmatch=True)
ZEROS = st.text(string.digits, min_size=4, max_size=4)

_BY_KIND: dict[CellKind, st.SearchStrategy[Any]] = {
    Kind.TEXT: TEXTS,
    Kind.NAME: ONE_LINE,
    Kind.PERSON: ONE_LINE,
    Kind.FILE: ONE_LINE,
    Kind.CODE: CODES,
    Kind.CODES: st.lists(CODES, min_size=1, max_size=4, unique=True).map(";".join),
    Kind.DATE: st.dates(dt.date(1940, 1, 1), dt.date(2060, 12, 31)),
    Kind.YES_NO: st.booleans(),
    Kind.SIRET: st.text(string.digits, min_size=14, max_size=14),
    Kind.NDA: st.text(string.digits, min_size=11, max_size=11),
    Kind.NAF: st.from_regex(r"[0-9]{2}\.[0-9]{2}[A-Z]", fullmatch=True),
    Kind.IDCC: ZEROS,
    Kind.ROME: st.from_regex(r"[A-N][0-9]{4}", fullmatch=True),
    Kind.EMAIL: st.from_regex(r"[a-z]{1,9}(\.[a-z]{1,9})?@[a-z]{1,9}(-[a-z]{1,5})?\.example", fullmatch=True),
    Kind.PHONE: st.from_regex(r"0[1-9]( [0-9]{2}){4}|\+[1-9][0-9]{6,14}", fullmatch=True).filter(
        lambda number: not number.startswith("+33")
    ),
    Kind.CERTIFICATION: st.from_regex(r"RNCP[0-9]{3,5}BC0[0-9]|RS[0-9]{1,4}", fullmatch=True),
}
_NUMBERS = st.one_of(
    st.sampled_from((0.0, -3.0, 0.25, 1820.04, 1e9)), st.decimals(-9999, 99999, places=2).map(float)
)


def values(column: Column) -> st.SearchStrategy[Any]:
    """Values of a column."""
    if column.kind is Kind.CHOICE:
        return st.sampled_from([choice.code for choice in column.choices])
    if column.kind is Kind.CHOICES:
        return st.sampled_from(column.kind.values(column))
    return _NUMBERS if column.kind.is_number else _BY_KIND[column.kind]


def _rows(sheet: Sheet) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows of a sheet; two named things in each, since the reader takes a lone text for a remark."""
    always = [sheet.identifier, next(name for name in sheet.columns if name != sheet.identifier)]
    row = st.fixed_dictionaries(
        {name: values(sheet.columns[name]) for name in always},
        optional={name: values(column) for name, column in sheet.columns.items() if name not in always},
    )
    form = sheet.layout is Layout.FORM
    return st.lists(row, min_size=1, max_size=1 if form else 4)


DOSSIERS = st.fixed_dictionaries({key: _rows(sheet) for key, sheet in SHEETS.items()})
