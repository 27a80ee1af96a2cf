"""`synthese.xlsx`: one run in figures, charts and lists, for people."""

from collections.abc import Sequence

from proexp_batch.decision.facts import DossierDecision, Run, Written
from proexp_batch.documents.document import DossierDocument
from proexp_batch.documents.summary.charts import bar_chart
from proexp_batch.documents.summary.figures import figures
from proexp_batch.documents.summary.list_page import FIRST_ROW
from proexp_batch.documents.summary.lists import (
    RULE_CODE,
    RULE_COLUMNS,
    RULE_FINDINGS,
    write_contracts,
    write_dossiers,
    write_findings,
    write_rules,
    write_tutoring,
)
from proexp_batch.documents.summary.overview import NAME, write_overview
from proexp_batch.drawing.styles import Book

_CHART_RULES = 15


def summary(
    run: Run,
    decisions: Sequence[DossierDecision],
    written: Sequence[Written],
    documents: Sequence[DossierDocument],
) -> bytes:
    """Write the summary of one run; `written` runs along `decisions`, `documents` are those with a column of links.

    The links to the other outputs are relative: the workbook belongs at the top of the output folder.
    """
    counted = figures(decisions)
    book = Book("Synthèse du contrôle des dossiers", created=run.finished)
    names = (NAME, "Dossiers", "Contrats", "Constats", "Règles", "Tutorat")
    overview, dossiers, contracts, findings, rules, tutoring = (book.sheet(name) for name in names)
    write_dossiers(book, dossiers, run, list(zip(decisions, written, strict=True)), documents)
    write_contracts(book, contracts, decisions)
    complete = write_findings(book, findings, decisions)
    write_rules(book, rules, counted.rules)
    write_tutoring(book, tutoring, decisions)
    shown = min(len(counted.rules), _CHART_RULES)
    if shown:
        source = ("Règles", FIRST_ROW, FIRST_ROW + shown - 1)
        title = f"Les {shown} règles les plus fréquentes" if shown > 1 else "La seule règle rencontrée"
        chart = bar_chart(book, title, source, (RULE_CODE, RULE_FINDINGS), (560, 460))
        rules.insert_chart(FIRST_ROW - 1, len(RULE_COLUMNS) + 1, chart, {"object_position": 3})
    write_overview(book, overview, run, counted, complete)
    return book.close()
