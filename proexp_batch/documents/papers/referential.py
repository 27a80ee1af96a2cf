"""The référentiel métier of a dossier as PDF: the competences to be acquired (loi n° 2018-771, art. 28, VI)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import msgspec

from proexp_batch.decision.contents import Contents
from proexp_batch.decision.facts import DossierDecision
from proexp_batch.documents.document import Unmade
from proexp_batch.documents.papers.common import (
    BlocWords,
    blocs_of,
    company_pairs,
    count_of,
    draft_of,
    draft_reason,
    first_day,
    step_words,
)
from proexp_batch.documents.papers.paper import Paper, Sheet
from proexp_batch.documents.phrases import Pair
from proexp_batch.model import wording
from proexp_batch.model.wording import NBSP, typo

if TYPE_CHECKING:
    from proexp_batch.settings.run import Settings


class ReferentialWords(
    msgspec.Struct,
    frozen=True,
    rename={
        "title": "titre",
        "legal": "mention_legale",
        "identity": "identite",
        "state": "etat",
        "count": "synthese",
    },
):
    """All the words of a référentiel métier, in the order in which they are read."""

    title: Annotated[str, msgspec.Meta(description="Le titre de la pièce.")]
    legal: Annotated[str, msgspec.Meta(description="Ce qu'est la pièce, avec les textes de loi.")]
    reserve: Annotated[
        str | None, msgspec.Meta(description="Pourquoi la pièce ne compte pas encore, si c'est un projet.")
    ]
    identity: Annotated[tuple[Pair, ...], msgspec.Meta(description="L'entreprise, le métier, l'Opco.")]
    state: Annotated[str, msgspec.Meta(description="L'étape à laquelle le dossier en est.")]
    count: Annotated[str, msgspec.Meta(description="Combien de compétences et de blocs.")]
    blocs: Annotated[tuple[BlocWords, ...], msgspec.Meta(description="Les blocs et leurs compétences.")]


class Referential(Paper):
    """`referentiel.pdf`, one for each dossier that has competences."""

    kind = "referential"
    has_labels = False
    paper = "referentiel"
    name = "referentiel.pdf"
    words = ("référentiel métier", "référentiels métier")
    heading = "Référentiel métier"
    column = "referentiel"
    failure = "Le référentiel métier n'a pas pu être établi."
    has_labels = False

    def is_due(self, decision: DossierDecision) -> bool:
        """Whether anything is known of the dossier."""
        return decision.contents is not None

    def why_none(self, decision: DossierDecision) -> str:
        """Nothing could be read, or there is no competence."""
        return typo(
            "Le référentiel métier n'est pas établi, car aucune compétence ne peut être lue. Remplissez la feuille "
            "« Compétences »."
        )

    def sheets(self, decision: DossierDecision, settings: Settings) -> Iterator[Sheet | Unmade]:
        """The référentiel, or why there is none."""
        contents = decision.contents
        assert contents is not None
        if not contents.competences:
            yield Unmade(self.why_none(decision))
            return
        draft = draft_of(decision)
        yield Sheet("", referential_words(contents, decision.step, draft), first_day(contents), draft)


def referential_words(contents: Contents, step: int | None, draft: str | None) -> ReferentialWords:
    """All that the référentiel of a dossier says."""
    blocs = blocs_of(contents.competences, contents.competences)
    return ReferentialWords(
        title="Référentiel métier",
        legal=typo(
            "Compétences à acquérir dans le cadre d'un contrat de professionnalisation expérimental, définies par "
            f"l'entreprise et l'opérateur de compétences, en accord avec le salarié (loi n°{NBSP}2018-771 du 5 septembre "
            f"2018, article 28, VI ; décret n°{NBSP}2018-1263 du 26 décembre 2018, article 2)."
        ),
        reserve=draft_reason(draft),
        identity=(*company_pairs(contents), *_facilitator(contents)),
        state=typo(f"État du dossier : {step_words(step)}"),
        count=count_of(blocs, contents.competences),
        blocs=blocs,
    )


def _facilitator(contents: Contents) -> Iterator[Pair]:
    if contents.facilitator:
        spent = contents.facilitator_hours
        hours = f" ({wording.hours(spent)} d'accompagnement)" if spent else ""
        yield Pair("Tiers facilitateur", contents.facilitator + hours)
