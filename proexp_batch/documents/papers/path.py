"""The parcours de formation of each contract as PDF, to be annexed to it (D6325-11)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from proexp_batch.decision.contents import Contents, Contract
from proexp_batch.decision.facts import DossierDecision
from proexp_batch.documents.document import Unmade
from proexp_batch.documents.papers.common import CONTRACT_STEP, DRAFT, draft_of, first_day, numbered
from proexp_batch.documents.papers.paper import Paper, Sheet
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import typo

if TYPE_CHECKING:
    from proexp_batch.settings.run import Settings

_FIRST_STEP = SHEETS["modules"].required_from


class TrainingPath(Paper):
    """`parcours.pdf`, one for each contract; before there are contracts, one for the dossier."""

    kind = "path"
    paper = "parcours"
    name = "parcours.pdf"
    words = ("parcours de formation", "parcours de formation")
    heading = "Parcours de formation"
    column = "parcours"
    failure = "Les parcours de formation n'ont pas pu être établis."

    def is_due(self, decision: DossierDecision) -> bool:
        """Whether the dossier has come to the step in which the path is built."""
        return decision.contents is not None and (decision.step or 0) >= _FIRST_STEP

    def why_none(self, decision: DossierDecision) -> str:
        """The dossier has not come that far."""
        return typo(
            f"Le dossier est à l'étape {decision.step or 1} ; le parcours de formation se prépare à l'étape {_FIRST_STEP}."
        )

    def sheets(self, decision: DossierDecision, settings: Settings) -> Iterator[Sheet | Unmade]:
        """The path of each contract, or why there is none."""
        from proexp_batch.documents.papers.path_telling import path_words

        contents = decision.contents
        assert contents is not None
        if not contents.modules:
            yield Unmade(
                typo(
                    "Le parcours de formation n'est pas établi, car aucun module ne peut être lu. Remplissez la feuille "
                    "« Modules »."
                )
            )
            return
        papers = list(numbered(contents, "le parcours de formation"))
        if all(isinstance(one, Unmade) for one in papers) and decision.step == _FIRST_STEP:
            # Contracts are noted in advance, without their numbers: nothing is asked of them yet.
            papers = []
        if not papers:
            draft = draft_of(decision)
            yield Sheet("", path_words(contents, None, draft, decision.step), first_day(contents), draft)
        for one in papers:
            yield one if isinstance(one, Unmade) else _sheet(decision, contents, *one)


def _sheet(decision: DossierDecision, contents: Contents, label: str, contract: Contract) -> Sheet | Unmade:
    if not contract.modules:
        return Unmade(
            typo(
                f"Contrat {contract.number} : le parcours de formation n'est pas établi, car "
                "aucun module ne concerne ce contrat. Indiquez-le dans la colonne « Contrats concernés » de la feuille "
                "« Modules »."
            )
        )
    from proexp_batch.documents.papers.path_telling import path_words

    # Of a contract noted in advance, nothing has been checked yet.
    early = (decision.step or 0) < CONTRACT_STEP
    draft = DRAFT if early else draft_of(decision, contract.number)
    made = contract.signed or contract.start or first_day(contents)
    return Sheet(label, path_words(contents, contract, draft, decision.step), made, draft)
