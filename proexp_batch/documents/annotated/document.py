"""The company's own workbook, with its findings in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proexp_batch.decision.facts import DossierDecision, Status
from proexp_batch.documents.document import SingleDocument

if TYPE_CHECKING:
    from proexp_batch.settings.run import Settings


class Annotated(SingleDocument):
    """`annote.xlsx`, for each dossier that could be read and is no copy of another."""

    kind = "annotated"
    name = "annote.xlsx"
    words = ("classeur rendu", "classeurs rendus")
    heading = "Classeur annoté"
    column = "classeur_annote"
    failure = "Le classeur annoté n'a pas pu être fait."

    def is_due(self, decision: DossierDecision) -> bool:
        """Whether there is something to give back."""
        return decision.status not in (Status.UNREADABLE, Status.DUPLICATE)

    def content(self, decision: DossierDecision, original: bytes, settings: Settings) -> bytes:
        """The workbook itself, or where it is of another format a new one with its values; see `annotated`."""
        from proexp_batch.documents.annotated.recopied import copied
        from proexp_batch.documents.annotated.returned import annotated

        copy = copied(original, decision)
        if copy is None:
            return annotated(original, decision, settings.today, settings.repair)
        return annotated(copy.content, copy.decision, settings.today, settings.repair, copy.notice)
