"""The certificat de réalisation as PDF, per contract and per giver of training, ready for the giver to sign.

Since 2019 an Opco pays on an invoice and a certificat de réalisation that whoever gave the training issues (R6332-26 and
arrêté du 21 décembre 2018); since April 2020 all of them take the one model of the ministère du Travail. It replaces sheets
of attendance, which R6313-3 leaves the giver to keep as evidence. What the model holds, as Opco Atlas (« Nouveau : un
certificat de réalisation des actions de formation », 29 April 2020), Ocapiat (« Utilisez le bon modèle de certificat de
réalisation ») and Centre Inffo (« Mentions obligatoires », 26 April 2023) describe it, and as training platforms print it:

- who signs, for which giver of the action;
- the name of the learner and of the employer, the title of the action;
- which of four kinds the action is of: training, bilan de compétences, VAE, apprenticeship;
- from when to when, and the hours really followed;
- the promise to keep the evidence for three years after that of the last payment, longer with European money;
- place, day, stamp and signature of the giver with name and function;
- two notes: a projet de transition professionnelle asks for one a month; at a distance, the hours are those of the
  activities done and of the time that they are reckoned to take.

The declaration number of an outside provider is not part of the model, but of the paper's head that Opcos ask for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import msgspec

from proexp_batch.decision.contents import Contents, Contract
from proexp_batch.decision.facts import DossierDecision
from proexp_batch.documents import phrases
from proexp_batch.documents.document import Unmade
from proexp_batch.documents.papers.common import draft_of, numbered
from proexp_batch.documents.papers.givers import (
    Followed,
    Giver,
    contradiction,
    givers,
    lacking,
    last_day,
    undated,
)
from proexp_batch.documents.papers.paper import Paper, Sheet
from proexp_batch.documents.papers.review import end_of
from proexp_batch.documents.phrases import BY_HAND
from proexp_batch.model import wording
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import NBSP, typo

if TYPE_CHECKING:
    from proexp_batch.settings.run import Settings

_STEPS = (5, 6)

_TRAINING = "action de formation"
_KINDS = (_TRAINING, "bilan de compétences", "action de VAE", "action de formation par apprentissage")

_PROMISE = typo(
    "Sans préjudice des délais imposés par les règles fiscales, comptables ou commerciales, je m'engage à conserver "
    "l'ensemble des pièces justificatives qui ont permis d'établir le présent certificat pendant une durée de 3 ans à "
    "compter de la fin de l'année du dernier paiement. En cas de cofinancement des fonds européens, la durée de "
    "conservation est étendue conformément aux obligations conventionnelles spécifiques."
)

_NOTES = (
    typo(
        "Lorsque l'action est mise en œuvre dans le cadre d'un projet de transition professionnelle, le certificat de "
        "réalisation doit être transmis mensuellement."
    ),
    typo(
        "Dans le cadre des formations à distance, la durée prend en compte la réalisation des activités pédagogiques et le "
        "temps estimé pour les réaliser."
    ),
)


class KindRow(msgspec.Struct, frozen=True, rename={"name": "nom", "is_this": "cochee"}):
    """A kind of action."""

    name: Annotated[str, msgspec.Meta(description="La nature de l'action.")]
    is_this: Annotated[bool, msgspec.Meta(description="Si c'est celle de cette action.")]


class ModuleRow(
    msgspec.Struct,
    frozen=True,
    rename={"name": "module", "modality": "modalite", "period": "periode", "hours": "heures"},
):
    """A module that was followed."""

    name: Annotated[str, msgspec.Meta(description="Le code et l'intitulé.")]
    modality: Annotated[str, msgspec.Meta(description="La modalité.")]
    period: Annotated[str, msgspec.Meta(description="Du premier au dernier jour.")]
    hours: Annotated[str, msgspec.Meta(description="Les heures effectivement suivies.")]


class CertificateWords(
    msgspec.Struct,
    frozen=True,
    rename={
        "title": "titre",
        "mark": "repere",
        "warning": "avertissement",
        "signatory": "signataire",
        "giver": "dispensateur",
        "identified": "identifiant",
        "learner": "personne",
        "employer": "employeur",
        "action": "action",
        "kinds": "natures",
        "period": "periode",
        "hours": "duree",
        "modules": "modules",
        "modalities": "modalites",
        "promise": "engagement",
        "made": "fait",
        "box": "cadre",
        "notes": "notes",
    },
):
    """All the words of a certificat de réalisation, in the order in which they are read."""

    title: Annotated[str, msgspec.Meta(description="Le titre de la pièce.")]
    mark: Annotated[str, msgspec.Meta(description="Le contrat, rappelé au pied de chaque page.")]
    warning: Annotated[
        str, msgspec.Meta(description="Que la pièce ne vaut rien tant que le dispensateur ne l'a pas signée.")
    ]
    signatory: Annotated[
        str, msgspec.Meta(description="Qui signe, ou des points pour l'écrire, et à quel titre.")
    ]
    giver: Annotated[str, msgspec.Meta(description="Le nom de qui a dispensé la formation.")]
    identified: Annotated[
        str,
        msgspec.Meta(description="Sa déclaration d'activité, ou son SIRET si c'est l'entreprise elle-même."),
    ]
    learner: Annotated[str, msgspec.Meta(description="La personne formée.")]
    employer: Annotated[str, msgspec.Meta(description="De quelle entreprise elle est salariée.")]
    action: Annotated[str, msgspec.Meta(description="L'intitulé de l'action.")]
    kinds: Annotated[tuple[KindRow, ...], msgspec.Meta(description="Les natures d'action, une seule cochée.")]
    period: Annotated[str, msgspec.Meta(description="Du premier au dernier jour de la formation.")]
    hours: Annotated[str, msgspec.Meta(description="Les heures effectivement suivies, en tout.")]
    modules: Annotated[tuple[ModuleRow, ...], msgspec.Meta(description="Les modules suivis.")]
    modalities: Annotated[
        tuple[phrases.Pair, ...],
        msgspec.Meta(description="Les heures par modalité ; vide s'il n'y en a qu'une."),
    ]
    promise: Annotated[str, msgspec.Meta(description="L'engagement de conserver les pièces justificatives.")]
    made: Annotated[str, msgspec.Meta(description="Le lieu et le jour, ou des points pour les écrire.")]
    box: Annotated[str, msgspec.Meta(description="Ce qui est écrit dans le cadre de la signature.")]
    notes: Annotated[tuple[str, ...], msgspec.Meta(description="Les deux notes du bas de la page.")]


class Certificate(Paper):
    """`certificat.pdf`, one for each contract and each giver of its training, at steps 5 and 6."""

    kind = "certificate"
    paper = "certificat"
    name = "certificat.pdf"
    words = ("certificat de réalisation", "certificats de réalisation")
    heading = "Certificat de réalisation"
    column = "certificat de réalisation"
    failure = "Les certificats de réalisation n'ont pas pu être établis."

    def is_due(self, decision: DossierDecision) -> bool:
        """Whether the dossier is at a step at which training is given, and has contracts."""
        return decision.contents is not None and decision.step in _STEPS and bool(decision.contents.contracts)

    def why_none(self, decision: DossierDecision) -> str:
        """The dossier is at an earlier step, has no contract, or no training was given."""
        if decision.step not in _STEPS:
            return typo(
                f"Les certificats de réalisation ne sont pas établis : le dossier est à l'étape {decision.step}, et ils "
                f"s'établissent à partir de l'étape {_STEPS[0]}."
            )
        if decision.contents is None or not decision.contents.contracts:
            return typo(
                "Les certificats de réalisation ne sont pas établis, car aucun contrat ne peut être lu. Remplissez "
                f"la feuille « {SHEETS['learners'].title} »."
            )
        return typo(
            "Aucun certificat de réalisation n'est établi, car aucune heure de formation n'a été suivie "
            f"(feuille « {SHEETS['modules'].title} », colonne « {SHEETS['modules'].columns['hours_done'].label} »)."
        )

    def sheets(self, decision: DossierDecision, settings: Settings) -> Iterator[Sheet | Unmade]:
        """The certificates of each contract, or why there is none."""
        contents = decision.contents
        assert contents is not None
        for one in numbered(contents, "le certificat de réalisation"):
            if isinstance(one, Unmade):
                yield one
            elif draft_of(decision, one[1].number):
                yield _unmade(
                    f"Contrat {one[1].number}",
                    "Des points bloquants sont à corriger d'abord (voir le classeur annoté).",
                )
            else:
                yield from _of_contract(contents, *one, end_of(decision.contracts, one[1]))


def _of_contract(
    contents: Contents, label: str, contract: Contract, end: dt.date | None
) -> Iterator[Sheet | Unmade]:
    """The certificates of a contract that really ends on a day."""
    found = givers(contents, contract, end)
    if contract.progress.contradicted and any(giver.modules for giver in found):
        yield _unmade(f"Contrat {contract.number}", contradiction(contract))
        return
    for number, giver in enumerate(found, start=1):
        if giver.modules:
            yield _of_giver(contents, f"{label}/{number}", contract, giver, end)


def _of_giver(
    contents: Contents, label: str, contract: Contract, giver: Giver, end: dt.date | None
) -> Sheet | Unmade:
    which = f"Contrat {contract.number}, {'entreprise' if giver.is_company else 'organisme'} {giver.name}"
    if giver.name is None:
        column = SHEETS["modules"].columns["provider"].label
        codes = wording.listing([one.module.code for one in giver.modules])
        return _unmade(
            f"Contrat {contract.number}, module externe {codes}",
            f"Remplissez « {column} » (feuille « {SHEETS['modules'].title} »).",
        )
    last = last_day(giver, end)
    if last is None:
        return _unmade(which, *undated(giver))
    if last > contents.today:
        return _unmade(
            which, f"La formation s'achève le {wording.date(last)} : il s'établit à partir de ce jour."
        )
    if missing := list(lacking(giver, last, contents, contract)):
        return _unmade(which, *missing)
    return Sheet(label, certificate_words(contents, contract, giver, last), last)


def _unmade(which: str, *reasons: str) -> Unmade:
    return Unmade(typo(f"{which} : le certificat de réalisation n'est pas établi. {' '.join(reasons)}"))


def certificate_words(
    contents: Contents, contract: Contract, giver: Giver, last: dt.date
) -> CertificateWords:
    """All that the certificate of a giver says, whose training ended on a day, where nothing is lacking."""
    assert giver.name is not None
    first = min(one.module.start for one in giver.modules if one.module.start)
    place = wording.at_place(contract.place) if giver.is_company and contract.place else f"à {BY_HAND}"
    return CertificateWords(
        title="Certificat de réalisation",
        mark=f"contrat n°{NBSP}{contract.number}",
        warning=typo(
            f"Préparé d'après ce que l'entreprise {contents.company} a inscrit dans son dossier. À vérifier, dater, "
            f"signer et revêtir de son cachet par {giver.name} : sans cela, ce document ne prouve rien."
        ),
        signatory=_signatory(contract, giver),
        giver=giver.name,
        identified=_identified(contents, giver),
        learner=contract.learner,
        employer=f"salarié(e) de l'entreprise {contents.company}, a suivi l'action",
        action=typo(
            f"Formation au métier {phrases.job(f'« {contents.job_title} »', contents.rome)}, dans le cadre du contrat de "
            f"professionnalisation expérimental n°{NBSP}{contract.number}"
        ),
        kinds=tuple(KindRow(name, name == _TRAINING) for name in _KINDS),
        period=f"qui s'est déroulée du {wording.long_date(first)} au {wording.long_date(last)}",
        hours=f"pour une durée de {wording.hours(giver.hours)} effectivement suivies",
        modules=tuple(_module(one, last) for one in giver.modules),
        modalities=_modalities(giver),
        promise=_PROMISE,
        made=f"Fait {place}, le {BY_HAND}",
        box=typo("Cachet et signature du responsable du dispensateur de formation (nom, prénom, qualité)"),
        notes=_NOTES,
    )


def _signatory(contract: Contract, giver: Giver) -> str:
    who = f"{BY_HAND * 3} (nom, prénom, qualité), représentant légal du"
    if giver.is_company and contract.signatory:
        who = f"{contract.signatory}, pour le"
    return f"Je soussigné(e) {who} dispensateur de l'action concourant au développement des compétences"


def _identified(contents: Contents, giver: Giver) -> str:
    if giver.is_company:
        return f"employeur de la personne formée, SIRET {phrases.grouped_siret(contents.siret)}"
    return f"déclaration d'activité n°{NBSP}{giver.nda}"


def _module(one: Followed, last: dt.date) -> ModuleRow:
    module = one.module
    assert module.start is not None and module.end is not None and module.modality is not None
    return ModuleRow(
        name=f"{module.code}{NBSP}– {module.title}",
        modality=SHEETS["modules"].columns["modality"].label_of(module.modality),
        period=f"du {wording.date(module.start)} au {wording.date(min(module.end, last))}",
        hours=wording.hours(one.done or 0.0),
    )


def _modalities(giver: Giver) -> tuple[phrases.Pair, ...]:
    """The hours of each modality, where there are several."""
    sums: dict[str, float] = {}
    for one in giver.modules:
        if one.module.modality is not None:
            sums[one.module.modality] = sums.get(one.module.modality, 0.0) + (one.done or 0.0)
    if len(sums) < 2:
        return ()
    return tuple(
        phrases.Pair(phrases.MODALITIES[choice.code], wording.hours(sums[choice.code]))
        for choice in SHEETS["modules"].columns["modality"].choices
        if choice.code in sums
    )
