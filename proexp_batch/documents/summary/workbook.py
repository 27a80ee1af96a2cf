"""`synthese.xlsx`: one run in figures, charts and lists, for people."""

from collections.abc import Sequence
from typing import BinaryIO

from proexp_batch.decision.facts import Run
from proexp_batch.documents.document import DossierDocument, Results
from proexp_batch.documents.summary.charts import bar_chart
from proexp_batch.documents.summary.figures import Counting, RuleCount
from proexp_batch.documents.summary.list_page import FIRST_ROW
from proexp_batch.documents.summary.lists import (
    RULE_COLUMNS,
    RULE_FINDINGS,
    Lists,
    write_rules,
)
from proexp_batch.documents.summary.overview import NAME, write_overview
from proexp_batch.documents.summary.words import MOST_ROWS, TITLE
from proexp_batch.drawing.styles import Book, Worksheet, put

_CHART_RULES = 15
_BAR_NAMES = len(RULE_COLUMNS)


def write_summary(
    file: BinaryIO,
    run: Run,
    results: Results,
    documents: Sequence[DossierDocument],
    most: int = MOST_ROWS,
) -> None:
    """Write the summary of one run; `documents` are those with a column of links, lists end after `most` rows.

    The links to the other outputs are relative: the workbook belongs at the top of the output folder.
    """
    book = Book(TITLE, run.finished, file)
    names = (NAME, "Dossiers", "Contrats", "Échéances", "Constats", "Règles", "Tutorat")
    sheets = {name: book.sheet(name) for name in names}
    counting, lists = Counting(), Lists(book, sheets, documents, run.today, most)
    for decision, written in results:
        counting.add(decision)
        lists.add(decision, written)
    complete = lists.finish(run)
    counted = counting.figures()
    write_rules(book, sheets["Règles"], counted.rules)
    _draw_rules(book, sheets["Règles"], counted.rules[:_CHART_RULES])
    write_overview(book, sheets[NAME], run, counted, complete)
    book.close()


def _draw_rules(book: Book, sheet: Worksheet, rules: Sequence[RuleCount]) -> None:
    if not rules:
        return
    # A chart takes the names of its bars from cells: these are for it alone.
    for row, rule in enumerate(rules, start=FIRST_ROW):
        put(sheet, row, _BAR_NAMES, rule.name, book.style())
    sheet.set_column(_BAR_NAMES, _BAR_NAMES, None, None, {"hidden": True})
    source = ("Règles", FIRST_ROW, FIRST_ROW + len(rules) - 1)
    title = f"Les {len(rules)} règles les plus fréquentes" if len(rules) > 1 else "La seule règle rencontrée"
    chart = bar_chart(book, title, source, (_BAR_NAMES, RULE_FINDINGS), (560, 460))
    chart.show_hidden_data()
    sheet.insert_chart(FIRST_ROW - 1, _BAR_NAMES + 2, chart, {"object_position": 3})
