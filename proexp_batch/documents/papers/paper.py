"""What the papers of a path have in common: PDF files, one for the dossier or one for each contract."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, ClassVar

import msgspec

from proexp_batch.decision.facts import DossierDecision
from proexp_batch.disk.names import titled
from proexp_batch.documents.document import DossierDocument, Unmade
from proexp_batch.model.wording import typo

if TYPE_CHECKING:
    from proexp_batch.seal.statement import Statement
    from proexp_batch.settings.run import Settings

_LONGEST_LABEL = 30


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper to be set in type.

    `label` is as in `DossierDocument.files`. `words` is what the template finds as `piece`. `made` is the day that the PDF
    bears as its own: it depends on the facts alone. `draft` is the word printed across every page of a paper that does
    not count yet (« projet »), `None` where it counts. `statement` is what is sealed of it, `None` where nothing is.
    """

    label: str
    words: msgspec.Struct
    made: dt.date
    draft: str | None = None
    statement: Statement | None = None


class Paper(DossierDocument):
    """A document that is set in type from a template of its own, `<paper>.typ`."""

    paper: ClassVar[str]
    has_labels = True
    must_be_made = False

    @abstractmethod
    def sheets(self, decision: DossierDecision, settings: Settings) -> Iterator[Sheet | Unmade]:
        """The papers of a dossier, or why one of them is not made."""

    @abstractmethod
    def why_none(self, decision: DossierDecision) -> str:
        """The French sentence that says why a dossier has none yet."""

    def files(
        self, decision: DossierDecision, original: bytes, settings: Settings
    ) -> Iterator[tuple[str, bytes | Unmade]]:
        """The PDF of each paper; see `DossierDocument.files`."""
        from proexp_batch.documents.papers.faults import TypesettingError
        from proexp_batch.seal.keys import SealError
        from proexp_batch.seal.stamp_key import StampError

        for sheet in self.sheets(decision, settings):
            if isinstance(sheet, Unmade):
                yield "", sheet
                continue
            try:
                yield sheet.label, self._pdf(sheet, settings)
            except (TypesettingError, SealError, StampError) as error:
                yield sheet.label, Unmade(f"{typo(f'{self.file_name(sheet.label)} :')} {error}")

    def _pdf(self, sheet: Sheet, settings: Settings) -> bytes:
        from proexp_batch.documents.papers import sealing
        from proexp_batch.documents.papers.typesetting import typeset

        marks = sealing.marks_of(sheet.statement, settings)
        told = {
            "piece": sheet.words,
            "projet": sheet.draft,
            "sceau": None if marks is None else sealing.words_of(marks),
        }
        pdf = typeset(self.paper, told, sheet.made, settings.papers.templates)
        return pdf if sheet.statement is None else sealing.finished(pdf, self.paper, marks, settings)


def of_contract(outputs: Mapping[str, PurePosixPath], kind: str, label: str) -> list[PurePosixPath]:
    """The files of one kind that are those of the contract with a label, given all files of its dossier by key."""
    key = f"{kind}/{label}"
    return [path for one, path in outputs.items() if one == key or one.startswith(f"{key}/")]


def labels(numbers: Sequence[str]) -> dict[str, str]:
    """What tells the files of contracts apart, by the number of each: the number, as a file may be called."""
    # Before it may stand the name of the workbook; together they are a name that file systems take.
    short = [number[:_LONGEST_LABEL] for number in numbers]
    return dict(zip(numbers, titled(short, "contrat", ""), strict=True))
