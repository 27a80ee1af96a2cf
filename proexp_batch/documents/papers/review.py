"""The bilan of each contract as PDF: what was learnt, in how many hours, and what remains to be learnt.

The scheme ends with an evaluation of what was acquired (loi n° 2018-771, art. 28, VI); the law gives the bilan no form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import msgspec

from proexp_batch.decision.contents import Contents, Contract
from proexp_batch.decision.facts import ContractDecision, DossierDecision
from proexp_batch.documents.document import Unmade
from proexp_batch.documents.papers.common import UNSAID, company_pairs, draft_of, draft_reason, numbered
from proexp_batch.documents.papers.evidence import PieceRow, pieces
from proexp_batch.documents.papers.hours import Hours, hours
from proexp_batch.documents.papers.paper import Paper, Sheet
from proexp_batch.documents.papers.results import BlocProgress, ResultRow, blocs, had_before
from proexp_batch.documents.papers.timeline import LEGEND, LegendEntry, Picture, pictures
from proexp_batch.documents.phrases import Pair
from proexp_batch.model import wording
from proexp_batch.model.people import person
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import NBSP, typo

if TYPE_CHECKING:
    from proexp_batch.settings.run import Settings

_STEPS = (5, 6)

PROVISIONAL = "provisoire"
"""The word across the bilan of a contract that is not over."""


class ReviewWords(
    msgspec.Struct,
    frozen=True,
    rename={
        "title": "titre",
        "mark": "repere",
        "legal": "mention_legale",
        "state": "etat",
        "identity": "identite",
        "following": "suivi",
        "early_end": "fin_anticipee",
        "hours": "heures",
        "summary": "synthese",
        "had_before": "deja_acquises",
        "pictures": "images",
        "legend": "legende",
    },
):
    """All the words of a bilan, in the order in which they are read."""

    title: Annotated[str, msgspec.Meta(description="Le titre de la pièce.")]
    mark: Annotated[str, msgspec.Meta(description="Le contrat, rappelé au pied de chaque page.")]
    legal: Annotated[str, msgspec.Meta(description="Ce qu'est la pièce, avec les textes de loi.")]
    reserve: Annotated[
        str | None, msgspec.Meta(description="Pourquoi la pièce ne compte pas encore, si c'est un projet.")
    ]
    state: Annotated[str, msgspec.Meta(description="Si le contrat court ou est terminé, et depuis quand.")]
    identity: Annotated[tuple[Pair, ...], msgspec.Meta(description="La personne, l'employeur, le contrat.")]
    following: Annotated[
        tuple[Pair, ...],
        msgspec.Meta(description="Le tuteur, le positionnement, le bilan, l'avis de l'entreprise."),
    ]
    early_end: Annotated[
        str | None, msgspec.Meta(description="Ce qu'il en est d'un contrat rompu avant sa fin.")
    ]
    hours: Annotated[Hours, msgspec.Meta(description="Les heures prévues et réalisées, par modalité.")]
    summary: Annotated[str, msgspec.Meta(description="Combien de compétences sont acquises, en tout.")]
    blocs: Annotated[tuple[BlocProgress, ...], msgspec.Meta(description="Les compétences, par bloc.")]
    had_before: Annotated[
        tuple[ResultRow, ...], msgspec.Meta(description="Les compétences déjà acquises avant le parcours.")
    ]
    pictures: Annotated[
        tuple[Picture, ...],
        msgspec.Meta(description="Les évaluations au fil du temps ; vide s'il n'y en a pas."),
    ]
    legend: Annotated[tuple[LegendEntry, ...], msgspec.Meta(description="Ce que veulent dire les signes.")]
    pieces: Annotated[tuple[PieceRow, ...], msgspec.Meta(description="Les pièces d'évaluation.")]
    signatures: Annotated[tuple[str, ...], msgspec.Meta(description="Qui signe : le titre de chaque cadre.")]


class Review(Paper):
    """`bilan.pdf`, one for each contract at steps 5 and 6."""

    kind = "review"
    paper = "bilan"
    name = "bilan.pdf"
    words = ("bilan", "bilans")
    heading = "Bilan"
    column = "bilan"
    failure = "Le bilan n'a pas pu être établi."

    def is_due(self, decision: DossierDecision) -> bool:
        """Whether the dossier is at a step at which learners are evaluated, and has contracts."""
        return decision.contents is not None and decision.step in _STEPS and bool(decision.contents.contracts)

    def why_none(self, decision: DossierDecision) -> str:
        """The dossier is at an earlier step, or has no contract."""
        if decision.step not in _STEPS:
            return typo(
                f"Le bilan n'est pas établi : le dossier est à l'étape {decision.step}, et le bilan se prépare à partir de "
                f"l'étape {_STEPS[0]}."
            )
        return typo(
            "Le bilan n'est pas établi, car aucun contrat ne peut être lu. Remplissez la feuille « Apprenants »."
        )

    def sheets(self, decision: DossierDecision, settings: Settings) -> Iterator[Sheet | Unmade]:
        """The bilan of each contract, or why there is none."""
        contents = decision.contents
        assert contents is not None
        for one in numbered(contents, "le bilan"):
            if isinstance(one, Unmade):
                yield one
                continue
            label, contract = one
            end = end_of(decision.contracts, contract)
            is_over = end is not None and end <= contents.today
            draft = draft_of(decision, contract.number)
            words = review_words(contents, contract, end, draft)
            made = end if end is not None and is_over else contents.today
            yield Sheet(label, words, made, draft or (None if is_over else PROVISIONAL))


def end_of(decisions: Sequence[ContractDecision], contract: Contract) -> dt.date | None:
    """The day on which a contract really ends, as it was decided."""
    return next((one.end for one in decisions if one.number == contract.number), None)


def review_words(
    contents: Contents, contract: Contract, end: dt.date | None, draft: str | None
) -> ReviewWords:
    """All that the bilan of a contract says; `end` is the day on which it really ends, `draft` as for `draft_reason`."""
    is_over = end is not None and end <= contents.today
    days = [contract.start, end if is_over else contents.today]
    every = [one for bloc in contract.progress.blocs for one in bloc.competences]
    acquired = sum(len(bloc.acquired) for bloc in contract.progress.blocs)
    return ReviewWords(
        title="Bilan du parcours",
        mark=f"contrat n°{NBSP}{contract.number}",
        legal=typo(
            "Bilan d'un parcours suivi dans le cadre d'un contrat de professionnalisation expérimental (loi "
            f"n°{NBSP}2018-771 du 5 septembre 2018, article 28, VI). Il réunit ce que l'entreprise a inscrit au dossier ; "
            "il ne délivre aucune certification."
        ),
        reserve=draft_reason(draft),
        state=_state(contents, contract, end),
        identity=tuple(_identity(contents, contract, end)),
        following=tuple(_following(contents, contract)),
        early_end=_early_end(contract) if is_over else None,
        hours=hours(contract, contents.modules, is_over),
        summary=_summary(acquired, len(every), sum(bool(one.prior) for one in every)),
        blocs=blocs(contract.progress.blocs),
        had_before=had_before(contract.progress.blocs),
        pictures=pictures(contract.evaluations, contract.progress.blocs, filter(None, days)),
        legend=LEGEND,
        pieces=pieces(contents, contract),
        signatures=("Pour l'entreprise", "La personne formée", "Le tuteur"),
    )


def _state(contents: Contents, contract: Contract, end: dt.date | None) -> str:
    what = "L'action de professionnalisation" if contract.kind == "CDI" else "Le contrat"
    ended = "terminée" if contract.kind == "CDI" else "terminé"
    if end is None:
        return typo(
            f"Situation au {wording.long_date(contents.today)} : la fin n'est pas connue, ou ses dates se contredisent. "
            "Bilan provisoire."
        )
    if end > contents.today:
        return typo(
            f"Situation au {wording.long_date(contents.today)} : {what[0].lower()}{what[1:]} court jusqu'au "
            f"{wording.long_date(end)}. Bilan provisoire."
        )
    return f"{what} est {ended} depuis le {wording.long_date(end)}."


def _identity(contents: Contents, contract: Contract, end: dt.date | None) -> Iterator[Pair]:
    yield Pair("Personne formée", contract.learner)
    yield Pair("Contrat n°", contract.number)
    yield from company_pairs(contents)
    yield Pair("Nature du contrat", contract.kind or UNSAID)
    period = UNSAID
    if contract.start and end:
        period = f"du {wording.long_date(contract.start)} au {wording.long_date(end)}"
    yield Pair("Période de l'action" if contract.kind == "CDI" else "Période du contrat", period)


def _following(contents: Contents, contract: Contract) -> Iterator[Pair]:
    yield Pair("Tuteur", _tutor(contents, contract))
    yield Pair("Positionnement", _positioning(contract))
    review = UNSAID
    if contract.review is not None:
        planned = "prévu le " if contract.review > contents.today else ""
        review = planned + wording.long_date(contract.review)
    yield Pair("Bilan final", review)
    column = SHEETS["learners"].columns["review_outcome"]
    outcome = contract.review_outcome
    answer = column.label_of(outcome).lower() if outcome else UNSAID
    yield Pair("Avis de l'entreprise", typo(f"{column.label} {answer[0].upper()}{answer[1:]}"))


def _tutor(contents: Contents, contract: Contract) -> str:
    if contract.tutor is None:
        return UNSAID
    found = [one for one in contents.tutors if person(one.name) == person(contract.tutor) and one.function]
    return f"{contract.tutor}, {found[0].function}" if found else contract.tutor


def _positioning(contract: Contract) -> str:
    days = [one.date for one in contract.evaluations if one.kind == "POSITIONING"]
    if contract.positioning is not None:
        days = [contract.positioning]
    return wording.long_date(min(days)) if days else UNSAID


def _early_end(contract: Contract) -> str | None:
    if contract.early_end is None:
        return None
    subject = "L'action de professionnalisation" if contract.kind == "CDI" else "Le contrat"
    until = f", {'prévue' if contract.kind == 'CDI' else 'prévu'} jusqu'au " if contract.end else ""
    planned = f"{until}{wording.long_date(contract.end)}," if contract.end else ""
    return (
        f"{subject}{planned} a pris fin le {wording.long_date(contract.early_end)}. Les heures et les compétences "
        "ci-dessous sont arrêtées à cette date."
    )


def _summary(acquired: int, count: int, before: int) -> str:
    if not count:
        return typo("Aucune compétence n'est rattachée à ce contrat.")
    told = f"{wording.plural(acquired, 'compétence acquise', 'compétences acquises')} sur {count}"
    had = wording.plural(before, "déjà acquise", "déjà acquises")
    return f"{told}, et {had} avant le parcours." if before else f"{told}."
