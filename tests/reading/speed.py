"""Prints how long one dossier takes to read: `python -m tests.reading.speed`.

It is one of the usual size - 5 contracts, 15 competences, 20 modules, 100 evaluations - written in the template.
"""

import datetime as dt
import io
import time

import openpyxl

from proexp_batch.model.columns import Column, Kind, Layout
from proexp_batch.model.sheets import SHEETS
from proexp_batch.template.workbook import template
from tests.reading.workbooks import opened

ROWS = {"learners": 5, "competences": 15, "modules": 20, "evaluations": 100, "tutors": 2, "documents": 10}
ROUNDS, TIMES = 10, 20


def typed(column: Column, row: int) -> object:
    """What a company would type in a cell; texts differ from row to row."""
    match column.kind:
        case Kind.CHOICE:
            return column.choices[row % len(column.choices)].label
        case Kind.YES_NO:
            return "Oui" if row % 2 else "Non"
        case Kind.DATE:
            return dt.date(2023, 1, 9) + dt.timedelta(days=row)
        case Kind.HOURS | Kind.MONEY | Kind.NUMBER:
            return 14 + row
        case Kind.CODE | Kind.CODES:
            return f"C{row % 15 + 1}"
        case _:
            return f"{column.label} numéro {row}"


def dossier() -> bytes:
    """The workbook that is read."""
    workbook = openpyxl.load_workbook(io.BytesIO(template()))
    for sheet in SHEETS.values():
        page = workbook[sheet.title]
        for at, column in enumerate(sheet.columns.values()):
            if sheet.layout is Layout.FORM:
                page.cell(3 + at, 2).value = typed(column, 0)
            for row in range(ROWS.get(sheet.key, 0)):
                page.cell(3 + row, at + 1).value = typed(column, row)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def main() -> None:
    """Print the best of several rounds, in milliseconds of processor time."""
    package = dossier()
    assert {key: len(rows.rows) for key, rows in opened(package).sheets.items()} == {"company": 1, **ROWS}
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(TIMES):
            opened(package)
        rounds.append((time.process_time() - started) / TIMES)
    print(f"{min(rounds) * 1000:.1f} ms ({len(package) // 1000} ko)")


if __name__ == "__main__":
    main()
