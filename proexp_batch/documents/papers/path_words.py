"""What a parcours de formation says, word by word: the document that D6325-11 wants annexed to the contract.

D6325-11 asks for objectives, programme, and how the training is organised, evaluated and sanctioned. What D6353-1 and
L6353-8 ask of conventions with providers stands there too: period and duration, share of the teaching at a distance, means,
names of the trainers, hours of the day; and what D6313-3-1 and D6313-3-2 ask of training at a distance and at work.
"""

from typing import Annotated

import msgspec

from proexp_batch.documents.papers.common import BlocWords
from proexp_batch.documents.phrases import Pair


class PriorWords(msgspec.Struct, frozen=True, rename={"grounds": "motif"}):
    """A competence that the learner has already."""

    competence: Annotated[str, msgspec.Meta(description="Le code et l'intitulé.")]
    grounds: Annotated[str, msgspec.Meta(description="À quel titre elle est déjà acquise.")]


class PriorLearningWords(msgspec.Struct, frozen=True, rename={"rows": "lignes", "spared": "allegement"}):
    """What the learner has already, and what of the path falls away with it."""

    rows: Annotated[tuple[PriorWords, ...], msgspec.Meta(description="Les compétences déjà acquises.")]
    spared: Annotated[str, msgspec.Meta(description="Ce que le parcours ne comprend pas pour cette raison.")]


class ModuleWords(
    msgspec.Struct,
    frozen=True,
    rename={
        "name": "module",
        "aims": "competences",
        "hours": "heures",
        "modality": "modalite",
        "givers": "dispense_par",
        "trainer": "formateur",
    },
):
    """A module: what it aims at, how long it lasts, who gives it and how."""

    name: Annotated[str, msgspec.Meta(description="Le code et l'intitulé.")]
    aims: Annotated[tuple[str, ...], msgspec.Meta(description="Les compétences visées, code et intitulé.")]
    hours: Annotated[str, msgspec.Meta(description="La durée par apprenant.")]
    modality: Annotated[str, msgspec.Meta(description="La modalité : interne, externe, AFEST ou FOAD.")]
    givers: Annotated[str, msgspec.Meta(description="L'entreprise ou l'organisme, et ce qu'on en sait.")]
    trainer: Annotated[str, msgspec.Meta(description="La personne qui forme.")]


class HoursRow(
    msgspec.Struct, frozen=True, rename={"modality": "modalite", "hours": "heures", "share": "part"}
):
    """The hours of one modality, or of all."""

    modality: Annotated[str, msgspec.Meta(description="La modalité, ou « Total des modules ».")]
    hours: Annotated[str, msgspec.Meta(description="Les heures prévues.")]
    share: Annotated[str, msgspec.Meta(description="Leur part dans les heures des modules.")]


class HoursWords(msgspec.Struct, frozen=True, rename={"rows": "lignes", "sentence": "phrase"}):
    """How long the training lasts."""

    sentence: Annotated[
        str, msgspec.Meta(description="Les heures de formation et leur part de la durée totale.")
    ]
    rows: Annotated[tuple[HoursRow, ...], msgspec.Meta(description="Les heures des modules par modalité.")]
    total: Annotated[HoursRow, msgspec.Meta(description="Les heures de tous les modules.")]


class CalendarRow(msgspec.Struct, frozen=True, rename={"day": "date", "what": "etape", "hours": "heures"}):
    """What happens when."""

    day: Annotated[str, msgspec.Meta(description="Le jour, ou le premier et le dernier.")]
    what: Annotated[str, msgspec.Meta(description="Le module, ou l'étape du contrat.")]
    hours: Annotated[str, msgspec.Meta(description="Les heures du module, vide pour une étape.")]


class ConditionsRow(msgspec.Struct, frozen=True, rename={"name": "module", "answers": "reponses"}):
    """What the company answers for one module."""

    name: Annotated[str, msgspec.Meta(description="Le code et l'intitulé du module.")]
    answers: Annotated[
        tuple[str, ...], msgspec.Meta(description="« oui », « non » ou « non renseigné », une par question.")
    ]


class ConditionsWords(msgspec.Struct, frozen=True, rename={"title": "titre", "rows": "lignes"}):
    """The conditions that the law sets for a modality."""

    title: Annotated[str, msgspec.Meta(description="La modalité et l'article qui la règle.")]
    questions: Annotated[tuple[str, ...], msgspec.Meta(description="Les conditions, une par colonne.")]
    rows: Annotated[tuple[ConditionsRow, ...], msgspec.Meta(description="Une ligne par module.")]


class SignatureWords(msgspec.Struct, frozen=True, rename={"role": "qualite", "name": "nom"}):
    """A box to sign in."""

    role: Annotated[str, msgspec.Meta(description="À quel titre la personne signe.")]
    name: Annotated[str, msgspec.Meta(description="Qui signe, ou des points pour l'écrire.")]


class PathWords(
    msgspec.Struct,
    frozen=True,
    rename={
        "title": "titre",
        "mark": "repere",
        "legal": "mention_legale",
        "identity": "identite",
        "objective": "objectif",
        "prior": "acquis",
        "hours": "heures",
        "calendar": "calendrier",
        "made": "fait",
    },
):
    """All the words of a parcours de formation, in the order in which they are read."""

    title: Annotated[str, msgspec.Meta(description="Le titre de la pièce.")]
    mark: Annotated[str, msgspec.Meta(description="Le contrat, rappelé au pied de chaque page.")]
    legal: Annotated[str, msgspec.Meta(description="Ce qu'est la pièce, avec l'article qui la demande.")]
    reserve: Annotated[
        str | None, msgspec.Meta(description="Pourquoi la pièce ne compte pas encore, si c'est un projet.")
    ]
    identity: Annotated[tuple[Pair, ...], msgspec.Meta(description="L'entreprise, l'apprenant, le contrat.")]
    objective: Annotated[str, msgspec.Meta(description="L'objectif de la formation, en une phrase.")]
    blocs: Annotated[tuple[BlocWords, ...], msgspec.Meta(description="Les compétences visées, par bloc.")]
    prior: Annotated[
        PriorLearningWords | None,
        msgspec.Meta(description="Ce qui est déjà acquis ; absent s'il n'y a rien."),
    ]
    modules: Annotated[tuple[ModuleWords, ...], msgspec.Meta(description="Le programme, module par module.")]
    hours: Annotated[HoursWords, msgspec.Meta(description="La durée de la formation.")]
    organisation: Annotated[tuple[Pair, ...], msgspec.Meta(description="Qui accompagne, où et avec quoi.")]
    conditions: Annotated[
        tuple[ConditionsWords, ...],
        msgspec.Meta(
            description="Ce que la loi demande des modules en AFEST et en FOAD ; vide s'il n'y en a pas."
        ),
    ]
    calendar: Annotated[tuple[CalendarRow, ...], msgspec.Meta(description="Les étapes, par date.")]
    evaluation: Annotated[
        tuple[Pair, ...], msgspec.Meta(description="Comment les compétences sont évaluées.")
    ]
    sanction: Annotated[tuple[str, ...], msgspec.Meta(description="Ce qui sanctionne la formation.")]
    made: Annotated[str, msgspec.Meta(description="Le lieu et le jour, à écrire à la main.")]
    signatures: Annotated[tuple[SignatureWords, ...], msgspec.Meta(description="Les cadres à signer.")]
