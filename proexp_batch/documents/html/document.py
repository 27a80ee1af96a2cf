"""The summary of a batch as one page, for people without a spreadsheet program at hand."""

from collections.abc import Sequence
from typing import BinaryIO

from proexp_batch.decision.facts import Run
from proexp_batch.documents.document import BatchDocument, DossierDocument, Results


class Page(BatchDocument):
    """`synthese.html`: what needs somebody first, the figures of a batch, and its lists."""

    kind = "page"
    name = "synthese.html"
    words = ("page de synthèse", "pages de synthèse")

    def write(self, file: BinaryIO, run: Run, results: Results, documents: Sequence[DossierDocument]) -> None:
        """Write the page as UTF-8."""
        from proexp_batch.documents.html.page import write_page

        write_page(file, run, results, documents)
