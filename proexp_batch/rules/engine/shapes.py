"""The shapes that most rules have: a rule of one of them is its words and one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proexp_batch.model.columns import Column
from proexp_batch.model.expressions import TODAY, Comparison, Condition, ConditionFact, Quantity, parameter
from proexp_batch.model.later import pd
from proexp_batch.model.sheets import SHEETS
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.excel import Cells, both, folded, is_plain_list, not_among, token, tokens
from proexp_batch.rules.engine.frames import rows_of
from proexp_batch.rules.engine.rule import Hits, Shape, hits
from proexp_batch.rules.facts.listed import surely_unknown
from proexp_batch.rules.facts.nearest import meant_codes, suggestion


def earlier(day: Quantity, than: Quantity) -> Comparison:
    """Two days in the wrong order."""
    return day < than


def in_the_future(day: Quantity) -> Comparison:
    """A day after the day of processing."""
    return day > TODAY


def above(value: Quantity, limit: str, day: Quantity = TODAY) -> Comparison:
    """A number above a dated parameter."""
    return value > parameter(limit, day)


def below(value: Quantity, limit: str, day: Quantity = TODAY) -> Comparison:
    """A number below a dated parameter."""
    return value < parameter(limit, day)


def without(column: Column, when: Condition) -> Condition:
    """A cell that is empty although a condition asks for it."""
    return when & column.empty


def same_as_before(*columns: Column) -> ConditionFact:
    """An earlier row of the same dossier has the same values, all of them there; names are compared as people read."""
    first = columns[0]
    cells = Cells(first.sheet)

    def repeats(b: Batch) -> Series:
        keys = {column.field: b.keys(column.sheet, column.field) for column in columns}
        frame = pd.DataFrame({"dossier": b[first.sheet]["dossier"], **keys})
        return frame.notna().all(axis=1) & frame.duplicated()

    given = ",".join(cells.given(column.field) for column in columns)
    return ConditionFact(repeats, f"AND({given},{cells.twice(*(column.field for column in columns))})")


def unique(column: Column) -> ConditionFact:
    """A value of a column that no two rows may share stands on an earlier row already."""
    assert column.unique, column.place
    return same_as_before(column)


def refers_to(column: Column) -> Shape:
    """A name that is surely not in the column it must stand in; one wrong name on many rows is one fact."""
    assert column.refers_to is not None, column.place
    return stands_in(column, column.refers_to)


def stands_in(column: Column, target: Column) -> Shape:
    """As `refers_to`, of a column whose declaration cannot say what it refers to: that sheet refers to its own."""
    reduce = folded if SHEETS[target.sheet].columns[target.field].kind.free_text else token

    def test(b: Batch) -> Hits:
        frame = b[column.sheet]
        found = b.match(column.sheet, column.field, target.sheet, target.field)
        mask = surely_unknown(b, target.sheet, frame["dossier"], b[column], found)
        unknown = ((row.Index, row.dossier, getattr(row, column.field)) for row in rows_of(frame, mask))
        meant = meant_codes(b, unknown, target.sheet, frame.index)
        # A name in people's own words is proposed, but not put right: « grille-C1.pdf » is not « grille-C2.pdf ».
        certain = None if reduce is folded else meant
        group, proposed = b.keys(column.sheet, column.field), suggestion(b[column], meant)
        return hits(mask, group=group, suggestion=proposed, meant=certain)

    def live(cells: Cells, field: str) -> str:
        there = Cells(target.sheet)
        unknown = not_among(cells(field), there.all(target.field), reduce)
        plain = [f'NOT(ISNUMBER(FIND("{sign}",{cells(field)})))' for sign in column.kind.path_signs]
        return f"IF({both(cells.given(field), there.name('complet'), *plain)},{unknown},FALSE)"

    return Shape(test, live)


def each_refers_to(column: Column) -> Shape:
    """One of several codes in a cell is surely not in the column that each must stand in."""
    target = column.refers_to
    assert target is not None, column.place
    key = target.sheet

    def test(b: Batch) -> Hits:
        return _unknown_codes(b, column, key)

    def live(cells: Cells, field: str) -> str:
        there = Cells(key)
        # Each code between two spaces of its own, so that one cannot take its neighbour's: known ones must fill the list.
        apart = f'(" "&SUBSTITUTE({tokens(cells(field))}," ","  ")&" ")'
        known = there.used(there.sheet.identifier)
        one = f'" "&{token(known)}&" "'
        taken = f'(LEN({apart})-LEN(SUBSTITUTE({apart},{one},"")))*(TRIM({known})<>"")'
        sure = both(cells.given(field), there.name("complet"), is_plain_list(cells(field)))
        return f"IF({sure},SUMPRODUCT({taken})<LEN({apart}),FALSE)"

    return Shape(test, live)


def _unknown_codes(b: Batch, column: Column, target: str) -> Hits:
    """Rows whose codes name nothing in `target`, with those codes and the one that was meant."""
    codes = b.matched_codes(column.sheet, column.field, target).reset_index(drop=True)
    astray = codes[surely_unknown(b, target, codes["dossier"], codes["name"], codes["found"])]
    names = astray.groupby("at")["name"].agg(lambda found: list(dict.fromkeys(found)))
    dossiers: Any = b[column.sheet]["dossier"]
    single = {at: found[0] for at, found in names.items() if len(found) == 1}
    index = dossiers.index
    meant = meant_codes(b, ((at, dossiers[at], code) for at, code in single.items()), target, index)
    return hits(
        pd.Series(index.isin(names.index), index=index),
        unknown=names.reindex(index),
        suggestion=suggestion(pd.Series(single, dtype=object), meant),
        meant=_with_code_replaced(b[column], single, meant),
    )


def _with_code_replaced(lists: Series, unknown: Mapping[Any, str], meant: Series) -> Series:
    """The lists of codes with the unknown one replaced by the one meant; missing where none was."""
    replaced = {
        at: " ; ".join(meant[at] if code == unknown[at] else code for code in str(lists[at]).split(";"))
        for at in unknown
        if isinstance(meant[at], str)
    }
    return pd.Series(replaced, dtype=object).reindex(lists.index)
