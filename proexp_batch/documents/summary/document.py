"""The summary of a batch, for people."""

from collections.abc import Sequence

from proexp_batch.decision.facts import DossierDecision, Run, Written
from proexp_batch.documents.document import BatchDocument, DossierDocument


class Summary(BatchDocument):
    """`synthese.xlsx`: a batch in figures, charts and lists."""

    kind = "summary"
    name = "synthese.xlsx"
    words = ("synthèse", "synthèses")

    def content(
        self,
        run: Run,
        decisions: Sequence[DossierDecision],
        written: Sequence[Written],
        documents: Sequence[DossierDocument],
    ) -> bytes:
        """The workbook."""
        from proexp_batch.documents.summary.workbook import summary

        return summary(run, decisions, written, documents)
