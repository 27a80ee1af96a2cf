"""The shapes that most rules have: a rule of one of them is its words and one line."""

from __future__ import annotations

from proexp_batch.model.columns import Column
from proexp_batch.model.expressions import TODAY, Comparison, Condition, ConditionFact, Quantity, parameter
from proexp_batch.model.later import pd
from proexp_batch.model.sheets import SHEETS
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.excel import Cells, folded, not_among, token
from proexp_batch.rules.engine.rule import Hits, Shape, hits
from proexp_batch.rules.facts.listed import surely_unknown
from proexp_batch.rules.facts.nearest import meant_codes, rows_of, suggestion


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


def refers_to(column: Column, *, suggested: bool = True) -> Shape:
    """A name that is surely not in the column it must stand in; one wrong name on many rows is one fact."""
    target = column.refers_to
    assert target is not None, column.place
    reduce = folded if SHEETS[target.sheet].columns[target.field].kind.free_text else token

    def test(b: Batch) -> Hits:
        frame = b[column.sheet]
        found = b.match(column.sheet, column.field, target.sheet, target.field)
        mask = surely_unknown(b, target.sheet, frame["dossier"], b[column], found)
        if not suggested:
            return hits(mask, group=b.keys(column.sheet, column.field))
        unknown = ((row.Index, row.dossier, getattr(row, column.field)) for row in rows_of(frame, mask))
        meant = meant_codes(b, unknown, target.sheet, frame.index)
        return hits(mask, group=b.keys(column.sheet, column.field), suggestion=suggestion(meant), meant=meant)

    def live(cells: Cells, field: str) -> str:
        there = Cells(target.sheet)
        unknown = not_among(cells(field), there.all(target.field), reduce)
        return f"IF(AND({cells.given(field)},{there.name('complet')}),{unknown},FALSE)"

    return Shape(test, live)
