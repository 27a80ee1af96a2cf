"""Which values of an older workbook go where in the template."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from proexp_batch.migrate.old_workbook import OldCell, OldWorkbook
from proexp_batch.model.cells import as_text, is_empty
from proexp_batch.model.columns import Column
from proexp_batch.model.dossier import Dossier, Rows
from proexp_batch.model.privacy import HIDDEN, hide_nir
from proexp_batch.model.sheets import SHEETS
from proexp_batch.ooxml.addresses import Position, position
from proexp_batch.reading.private import holds_nir


@dataclass(slots=True)
class Carried:
    """Rows for the template, and the places of the old workbook, by title, whose values went into them."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    places: dict[str, set[Position]] = field(default_factory=dict)


def carried(dossier: Dossier, old: OldWorkbook) -> Carried:
    """Carry what the reader recognised: typed values, and as it was typed whatever it could not read."""
    found = Carried()
    for key, rows in dossier.sheets.items():
        cells = old.sheets.get(rows.title, {})
        places = found.places.setdefault(rows.title, set())
        found.rows[key] = []
        for index in range(len(rows.rows)):
            values: dict[str, Any] = {}
            for name, place in places_of(rows, index):
                cell = cells.get(place, OldCell())
                value = _value(SHEETS[key].columns[name], rows.values[name][index], cell)
                if not is_empty(value):
                    values[name] = value
                    places.add(place)
            found.rows[key].append(values)
    return found


def places_of(rows: Rows, index: int) -> Iterator[tuple[str, Position]]:
    """The fields of a row and where each one stands."""
    for name in rows.values:
        cell = rows.cell(rows.rows[index], name)
        if cell is not None:
            yield name, position(cell)


def _value(column: Column, typed: Any, cell: OldCell) -> Any:
    """What goes into the template for a cell."""
    if column.kind.means_all(cell.value):
        # The reader writes « tous » out; in the workbook it must go on meaning those who will be added.
        return str(cell.value).strip()
    return without_nir(cell.value) if typed is None else typed


def without_nir(value: Any) -> Any:
    """A value without social security numbers."""
    if not holds_nir(value):
        return value
    text = hide_nir(as_text(value))
    return HIDDEN if holds_nir(text) else text
