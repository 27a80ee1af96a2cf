"""What the papers of a path say alike: where the dossier stands, what is not there, blocs, the contracts one by one."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated

import msgspec

from proexp_batch.decision.contents import UNCODED, Competence, Contents, Contract
from proexp_batch.decision.facts import DossierDecision, Status
from proexp_batch.documents import phrases
from proexp_batch.documents.document import Unmade
from proexp_batch.documents.papers.paper import labels
from proexp_batch.documents.phrases import Pair
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import NBSP, fold, plural, typo

DRAFT = "projet"
"""The word across a paper that does not count yet."""

UNSAID = "non renseigné"
"""What stands where the law asks for something that the workbook does not say."""


CONTRACT_STEP = SHEETS["learners"].required_from
"""The step from which contracts are checked."""

_BEGINNING = dt.date(2018, 12, 29)
"""The day on which the scheme came into force (décret n° 2018-1263)."""


class CompetenceWords(
    msgspec.Struct,
    frozen=True,
    rename={"name": "competence", "objective": "objectif", "criterion": "critere"},
):
    """A competence, with what it is learnt for and how it is judged."""

    name: Annotated[str, msgspec.Meta(description="Le code et l'intitulé, dans les mots de l'entreprise.")]
    certification: Annotated[
        str | None,
        msgspec.Meta(
            description="« certifiante » avec le code RNCP ou RS, là où le titre du bloc ne le dit pas."
        ),
    ]
    objective: Annotated[str, msgspec.Meta(description="L'objectif pédagogique.")]
    criterion: Annotated[str, msgspec.Meta(description="Le critère d'évaluation.")]


class BlocWords(msgspec.Struct, frozen=True, rename={"title": "titre", "kind": "nature"}):
    """The competences of a bloc."""

    title: Annotated[str, msgspec.Meta(description="Le titre du bloc.")]
    kind: Annotated[str, msgspec.Meta(description="S'il est certifiant, et ses codes RNCP ou RS.")]
    competences: Annotated[tuple[CompetenceWords, ...], msgspec.Meta(description="Ses compétences.")]


def blocs_of(competences: Sequence[Competence], all_of_them: Sequence[Competence]) -> tuple[BlocWords, ...]:
    """The blocs of some competences, in their order; what kind a bloc is, all its competences in the référentiel say."""
    wholes = _by_bloc(all_of_them)
    return tuple(_bloc(some, wholes[key]) for key, some in _by_bloc(competences).items())


def _by_bloc(competences: Sequence[Competence]) -> dict[str, list[Competence]]:
    found: dict[str, list[Competence]] = {}
    for one in competences:
        found.setdefault(fold(one.bloc), []).append(one)
    return found


def _bloc(some: Sequence[Competence], whole: Sequence[Competence]) -> BlocWords:
    codes = _codes(whole)
    answers = {one.certifying for one in whole}
    alike = len(codes) < 2 and len(answers) == 1
    return BlocWords(
        title=whole[0].bloc,
        kind=bloc_kind(whole),
        competences=tuple(_competence(one, alike) for one in some),
    )


def bloc_kind(whole: Sequence[Competence]) -> str:
    """Whether a bloc is certifying, given all its competences."""
    answers = {one.certifying for one in whole}
    if True not in answers and None in answers:
        return f"caractère certifiant {UNSAID}"
    if True in answers and not _codes(whole):
        return f"bloc certifiant (code RNCP ou RS {UNSAID})"
    return phrases.bloc_kind(_codes(whole), answers != {True})


def _codes(competences: Sequence[Competence]) -> list[str]:
    codes = (one.certification for one in competences if one.certifying)
    return list(dict.fromkeys(filter(None, codes)))


def _competence(one: Competence, alike: bool) -> CompetenceWords:
    certification = None
    if not alike and one.certifying:
        certification = f"certifiante ({one.certification or f'code {UNSAID}'})"
    elif not alike:
        certification = f"caractère certifiant {UNSAID}" if one.certifying is None else "non certifiante"
    return CompetenceWords(
        name=named(one.code, one.title),
        certification=certification,
        objective=told(one.objective),
        criterion=told(one.criterion),
    )


def told(value: str | None) -> str:
    """A fact, or that it is not there."""
    return UNSAID if value in (None, "", UNCODED) else str(value)


def named(code: str, title: str) -> str:
    """A competence or module by its code and its title, as far as they are there."""
    name = f"intitulé {UNSAID}" if title == UNCODED else title
    return name if code == UNCODED else f"{code}{NBSP}– {name}"


def count_of(blocs: Sequence[BlocWords], competences: Sequence[Competence]) -> str:
    """How many competences and blocs, and how many of them certifying: `5 compétences en 2 blocs, dont 1 certifiant`."""
    certifying = {fold(one.bloc) for one in competences if one.certifying}
    share = f", dont {plural(len(certifying), 'certifiant')}" if certifying else ""
    count = sum(len(bloc.competences) for bloc in blocs)
    return f"{plural(count, 'compétence')} en {plural(len(blocs), 'bloc')}{share}"


def company_pairs(contents: Contents) -> Iterator[Pair]:
    """Who wrote a paper, and for which job."""
    job = phrases.job(told(contents.job_title), contents.rome)
    yield Pair("Entreprise", told(contents.company))
    yield Pair("SIRET", told(phrases.grouped_siret(contents.siret)))
    yield Pair("Métier préparé", job)
    yield Pair("Opco", told(contents.opco))


def step_words(step: int | None) -> str:
    """Where a dossier stands: `étape 2 – Construire le parcours`."""
    label = SHEETS["company"].columns["step"].label_of(str(step))
    return f"étape {label.replace(' - ', ' – ')}"


def draft_reason(draft: str | None, step: int | None = None, of_contract: bool = False) -> str | None:
    """What a paper of a dossier, or of one of its contracts, says of itself while it does not count yet."""
    if draft is None:
        return None
    why = "des points bloquants restent à corriger dans le dossier (voir le classeur annoté)"
    if of_contract and (step or 0) < CONTRACT_STEP:
        why = f"à l'étape {step}, les contrats ne sont pas encore contrôlés"
    return typo(
        f"Projet : {why}. Ce document ne compte pas encore ; ce qui n'a pas pu être lu y est « {UNSAID} »."
    )


def first_day(contents: Contents) -> dt.date:
    """The first day that a dossier tells of: it depends on no run."""
    days = [day for one in contents.contracts for day in (one.signed, one.start)]
    return min(filter(None, (*days, *(one.start for one in contents.modules))), default=_BEGINNING)


def draft_of(decision: DossierDecision, contract: str | None = None) -> str | None:
    """The word across a paper of a dossier, or of one of its contracts: blocking findings make it a draft."""
    states = [one.status for one in decision.contracts if one.number == contract]
    return DRAFT if Status.TO_CORRECT in (states or [decision.status]) else None


def numbered(contents: Contents, paper: str) -> Iterator[tuple[str, Contract] | Unmade]:
    """The contracts of a dossier with what tells their files apart, or why there is no `paper` (« le parcours »)."""
    counts = Counter(contract.number for contract in contents.contracts)
    label_of = labels([one.number for one in contents.contracts if one.number != UNCODED])
    # What is said here is read by others than those who may see names.
    for place, contract in enumerate(contents.contracts, start=1):
        number = contract.number
        if number == UNCODED:
            yield Unmade(
                typo(
                    f"Un contrat n'a pas de numéro (en position {place} dans la feuille « Apprenants ») : {paper} n'est "
                    "pas établi. Donnez-lui un numéro."
                )
            )
        elif counts[number] > 1:
            yield Unmade(
                typo(
                    f"Contrat {number} : {paper} n'est pas établi, car plusieurs lignes de la feuille "
                    "« Apprenants » portent ce numéro. Donnez à chaque contrat le sien."
                )
            )
        else:
            yield label_of[number], contract
