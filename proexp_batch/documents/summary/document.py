"""The summary of a batch, for people."""

from collections.abc import Sequence
from typing import BinaryIO

from proexp_batch.decision.facts import Run
from proexp_batch.documents.document import BatchDocument, DossierDocument, Results


class Summary(BatchDocument):
    """`synthese.xlsx`: a batch in figures, charts and lists."""

    kind = "summary"
    name = "synthese.xlsx"
    words = ("synthèse", "synthèses")

    def write(self, file: BinaryIO, run: Run, results: Results, documents: Sequence[DossierDocument]) -> None:
        """Write the workbook."""
        from proexp_batch.documents.summary.workbook import write_summary

        write_summary(file, run, results, documents)
