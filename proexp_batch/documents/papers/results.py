"""The competences of a contract, bloc by bloc, in the words that its attestation has for them."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import msgspec

from proexp_batch.decision.results import BlocResult, CompetenceResult
from proexp_batch.documents import phrases
from proexp_batch.documents.attestations.words import evaluation
from proexp_batch.documents.papers.timeline import SIGNS
from proexp_batch.model import wording
from proexp_batch.model.wording import NBSP


class ResultRow(msgspec.Struct, frozen=True, rename={"name": "competence", "sign": "signe"}):
    """A competence, and where the learner stands."""

    name: Annotated[
        str, msgspec.Meta(description="Le code et l'intitulé ; le bloc, là où il ne fait pas groupe.")
    ]
    sign: Annotated[
        str, msgspec.Meta(description="« acquise », « en_cours », « evaluee », ou vide sans évaluation.")
    ]
    evaluation: Annotated[
        str, msgspec.Meta(description="Où en est la personne, quel jour et par quel type d'évaluation.")
    ]


class BlocProgress(
    msgspec.Struct,
    frozen=True,
    rename={
        "title": "titre",
        "kind": "nature",
        "told": "part",
        "share": "acquis",
        "before": "deja",
        "rows": "lignes",
    },
):
    """A bloc: what of it is acquired, and its competences."""

    title: Annotated[str, msgspec.Meta(description="Le titre du bloc.")]
    kind: Annotated[str, msgspec.Meta(description="S'il est certifiant, et ses codes RNCP ou RS.")]
    told: Annotated[str, msgspec.Meta(description="Combien de ses compétences sont acquises.")]
    share: Annotated[
        float, msgspec.Meta(description="La part de ses compétences acquise pendant le parcours, de 0 à 1.")
    ]
    before: Annotated[
        float, msgspec.Meta(description="La part de ses compétences acquise avant le parcours, de 0 à 1.")
    ]
    rows: Annotated[
        tuple[ResultRow, ...],
        msgspec.Meta(description="Ses compétences, sauf celles qui étaient déjà acquises avant le parcours."),
    ]


def blocs(results: Sequence[BlocResult]) -> tuple[BlocProgress, ...]:
    """The blocs of a contract."""
    return tuple(_bloc(one) for one in results)


def had_before(results: Sequence[BlocResult]) -> tuple[ResultRow, ...]:
    """The competences that the learner had before the path."""
    return tuple(
        _row(one, f"{one.title} ({bloc.title})") for bloc in results for one in bloc.competences if one.prior
    )


def _bloc(bloc: BlocResult) -> BlocProgress:
    before = sum(bool(one.prior) for one in bloc.competences)
    return BlocProgress(
        title=bloc.title,
        kind=phrases.bloc_kind(bloc.certifications, bloc.partly_certifying),
        told=", ".join(_told(bloc, before)),
        share=_share(len(bloc.acquired), bloc.size),
        before=_share(before, bloc.size),
        rows=tuple(_row(one, one.title) for one in bloc.competences if not one.prior),
    )


def _told(bloc: BlocResult, before: int) -> Iterator[str]:
    acquired = len(bloc.acquired)
    yield f"{wording.plural(acquired, 'compétence acquise', 'compétences acquises')} sur {bloc.size}"
    if before:
        yield f"{wording.plural(before, 'déjà acquise', 'déjà acquises')} avant le parcours"
    outside = bloc.size - len(bloc.competences)
    if outside > 0:
        yield f"{wording.plural(outside, 'autre')} hors de ce parcours"


def _share(part: int, whole: int) -> float:
    return round(min(part / whole, 1.0), 4) if whole else 0.0


def _row(one: CompetenceResult, title: str) -> ResultRow:
    sign = "" if one.result is None else SIGNS[one.result]
    return ResultRow(f"{one.code}{NBSP}– {title}", sign, evaluation(one))
