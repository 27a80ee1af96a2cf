"""What an attestation de fin de formation says, word by word, before anything is drawn: for the sheet and the PDF.

L6313-7 (last paragraph) lets a training end with an attestation; what this one states follows the practice of
the experiment (loi n° 2018-771, art. 28 VI): objectives, nature, duration and results of the training.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated

import msgspec

from proexp_batch.decision.facts import Attestation, BlocResult, CompetenceResult
from proexp_batch.documents.phrases import (
    BY_HAND,
    GROUNDS,
    MODALITIES,
    Pair,
    bloc_kind,
    grouped_siret,
    job,
    provider,
)
from proexp_batch.model import wording
from proexp_batch.model.wording import NBSP, typo

TITLE = "Attestation de fin de formation"

_NATURE = "Action de formation en alternance (code du travail, articles L6313-1 et L6325-2)"

_EVALUATIONS = {
    "POSITIONING": "positionnement",
    "FORMATIVE": "évaluation formative",
    "SUMMATIVE": "évaluation sommative",
    "FINAL": f"bilan{NBSP}final",
}


class Statement(msgspec.Struct, frozen=True, rename={"company": "entreprise", "verb": "atteste",
                                                     "learner": "personne", "rest": "suite"}):  # fmt: skip
    """The sentence of the attestation, in the four parts that a certificate sets apart."""

    company: Annotated[str, msgspec.Meta(description="L'entreprise qui atteste, jusqu'à la virgule.")]
    verb: Annotated[str, msgspec.Meta(description="Son représentant et ce qu'il fait, jusqu'au nom.")]
    learner: Annotated[str, msgspec.Meta(description="Le nom de la personne formée.")]
    rest: Annotated[str, msgspec.Meta(description="La date de naissance et la fin de la phrase.")]

    @property
    def sentence(self) -> str:
        """The parts as one sentence."""
        link = "" if self.verb.endswith("'") else " "
        return f"{self.company} {self.verb}{link}{self.learner} {self.rest}"


class Section(msgspec.Struct, frozen=True, rename={"title": "titre", "rows": "lignes"}):
    """A heading with facts below it."""

    title: Annotated[str, msgspec.Meta(description="Le titre de la partie.")]
    rows: Annotated[
        tuple[Annotated[tuple[Pair, ...], msgspec.Meta(min_length=1)], ...],
        msgspec.Meta(description="Les lignes, chacune de un ou deux libellés avec leur texte.", min_length=1),
    ]


class HoursHead(msgspec.Struct, frozen=True, rename={"modality": "modalite", "planned": "prevue",
                                                     "done": "realisee"}):  # fmt: skip
    """The heads of the columns of the table of hours."""

    modality: Annotated[str, msgspec.Meta(description="L'en-tête de la colonne des modalités.")]
    planned: Annotated[str, msgspec.Meta(description="L'en-tête de la colonne des heures prévues.")]
    done: Annotated[str, msgspec.Meta(description="L'en-tête de la colonne des heures réalisées.")]


class HoursRow(msgspec.Struct, frozen=True, rename={"modality": "modalite", "planned": "prevue",
                                                    "done": "realisee"}):  # fmt: skip
    """A row of the table of hours."""

    modality: Annotated[str, msgspec.Meta(description="La modalité, ou « Total ».")]
    planned: Annotated[str, msgspec.Meta(description="Les heures prévues, avec leur unité.")]
    done: Annotated[str, msgspec.Meta(description="Les heures réalisées, avec leur unité.")]


class Hours(msgspec.Struct, frozen=True, rename={"title": "titre", "head": "entetes", "rows": "lignes"}):
    """The hours by modality, and in all."""

    title: Annotated[str, msgspec.Meta(description="Le titre de la partie.")]
    head: Annotated[HoursHead, msgspec.Meta(description="Les en-têtes du tableau.")]
    rows: Annotated[
        tuple[HoursRow, ...],
        msgspec.Meta(description="Une ligne par modalité ; vide si l'entreprise n'en a pas donné."),
    ]
    total: Annotated[HoursRow, msgspec.Meta(description="La ligne du total.")]


class CompetenceHead(msgspec.Struct, frozen=True, rename={"name": "competence", "objective": "objectif"}):
    """The heads of the columns of the tables of competences."""

    name: Annotated[str, msgspec.Meta(description="L'en-tête de la colonne des compétences.")]
    objective: Annotated[str, msgspec.Meta(description="L'en-tête de la colonne des objectifs.")]
    evaluation: Annotated[str, msgspec.Meta(description="L'en-tête de la colonne des évaluations.")]


class CompetenceRow(msgspec.Struct, frozen=True, rename={"name": "competence", "objective": "objectif"}):
    """A competence."""

    name: Annotated[
        str, msgspec.Meta(description="Le code et l'intitulé ; le bloc, là où il ne fait pas groupe.")
    ]
    objective: Annotated[str, msgspec.Meta(description="L'objectif, dans les mots de l'entreprise.")]
    evaluation: Annotated[
        str, msgspec.Meta(description="Où en est la personne, quel jour et par quel type d'évaluation.")
    ]


class Bloc(msgspec.Struct, frozen=True, rename={"title": "titre", "rows": "lignes"}):
    """Competences that stand together."""

    title: Annotated[
        str | None,
        msgspec.Meta(description="Le bloc, s'il est certifiant, et combien de ses compétences sont là."),
    ]
    rows: Annotated[tuple[CompetenceRow, ...], msgspec.Meta(description="Les compétences.", min_length=1)]


class Group(msgspec.Struct, frozen=True, rename={"title": "titre"}):
    """Competences of which the same can be said."""

    title: Annotated[
        str, msgspec.Meta(description="Le titre du groupe, par exemple « Compétences développées ».")
    ]
    blocs: Annotated[
        tuple[Bloc, ...],
        msgspec.Meta(
            description="Les blocs ; un seul, sans titre, là où les compétences ne sont pas groupées."
        ),
    ]


class Signature(msgspec.Struct, frozen=True, rename={"made": "fait", "signatory": "signataire", "company": "pour",
                                                     "box": "cadre", "receipt": "remise",
                                                     "receipt_box": "remise_signature"}):  # fmt: skip
    """Who signs, where and when, and the receipt of the learner."""

    made: Annotated[str, msgspec.Meta(description="Le lieu et le jour, ou des points pour écrire le jour.")]
    signatory: Annotated[str, msgspec.Meta(description="Le nom de qui signe.")]
    company: Annotated[str, msgspec.Meta(description="Pour quelle entreprise.")]
    box: Annotated[str, msgspec.Meta(description="Ce qui est écrit dans le cadre de la signature.")]
    receipt: Annotated[
        str, msgspec.Meta(description="La remise à la personne, avec des points pour le jour.")
    ]
    receipt_box: Annotated[str, msgspec.Meta(description="Ce qui précède la signature de la personne.")]


class AttestationWords(msgspec.Struct, frozen=True, rename={"title": "titre", "number": "numero",
                                                            "legal": "mention_legale",
                                                            "statement": "declaration", "people": "personne",
                                                            "training": "formation", "hours": "heures",
                                                            "head": "entetes", "groups": "groupes"}):  # fmt: skip
    """All the words of one attestation, in the order in which they are read."""

    title: Annotated[str, msgspec.Meta(description="Le titre de la pièce.")]
    number: Annotated[str, msgspec.Meta(description="Le numéro de l'attestation, avec « N° ».")]
    legal: Annotated[str, msgspec.Meta(description="Ce que l'attestation vaut, avec les textes de loi.")]
    statement: Annotated[Statement, msgspec.Meta(description="La phrase par laquelle l'entreprise atteste.")]
    people: Annotated[Section, msgspec.Meta(description="La personne formée, l'employeur et le contrat.")]
    training: Annotated[
        Section, msgspec.Meta(description="Le métier, la nature, les objectifs, qui a formé.")
    ]
    hours: Annotated[Hours, msgspec.Meta(description="La durée, par modalité et au total.")]
    head: Annotated[CompetenceHead, msgspec.Meta(description="Les en-têtes des tableaux de compétences.")]
    groups: Annotated[
        tuple[Group, ...],
        msgspec.Meta(
            description="Les compétences : d'abord celles qui ont été développées, puis les autres."
        ),
    ]
    signature: Annotated[Signature, msgspec.Meta(description="Ce qui est à signer.")]


def attestation_words(facts: Attestation) -> AttestationWords:
    """All that one attestation says."""
    return AttestationWords(
        title=TITLE,
        number=f"N°{NBSP}{facts.number}",
        legal=_legal_mention(facts),
        statement=_statement(facts),
        people=Section("Personne formée, employeur et contrat", tuple(_people(facts))),
        training=Section("Formation", tuple((pair,) for pair in _training(facts))),
        hours=_hours(facts),
        head=CompetenceHead("Compétence", "Objectif", "Évaluation"),
        groups=tuple(_groups(facts)),
        signature=_signature(facts),
    )


def _legal_mention(facts: Attestation) -> str:
    any_acquired = any(bloc.acquired for bloc in facts.blocs)
    tells = "des compétences développées" if any_acquired else "de la formation et de son évaluation"
    return typo(
        f"Formation {'suivie' if facts.hours_done else 'prévue'} dans le cadre d'un contrat de professionnalisation "
        "expérimental (loi n° 2018-771 du 5 septembre 2018, article 28, VI). Remise au titre du dernier alinéa de "
        f"l'article L6313-7 du code du travail, cette attestation fait état {tells} et son titulaire peut s'en "
        "prévaloir. Elle ne délivre par elle-même aucune certification : le certificat d'un bloc de compétences est "
        "délivré par le certificateur."
    ).replace("n° ", f"n°{NBSP}")


def _statement(facts: Attestation) -> Statement:
    born = f"(date de naissance{NBSP}: {wording.long_date(facts.birth_date)})"
    if facts.hours_done:
        claim = wording.that(facts.learner).removesuffix(facts.learner).rstrip()
        rest = f"{born} a suivi la formation décrite ci-dessous."
    else:
        claim = "qu'aucune heure de la formation décrite ci-dessous n'a été suivie par"
        rest = f"{born}."
    return Statement(
        f"L'entreprise {facts.company},",
        f"représentée par {facts.signatory}, atteste {claim}",
        facts.learner,
        rest,
    )


def _people(facts: Attestation) -> Iterator[tuple[Pair, ...]]:
    yield Pair("Nom", facts.learner), Pair("Employeur", facts.company)
    birth = wording.long_date(facts.birth_date)
    yield Pair("Date de naissance", birth), Pair("SIRET", grouped_siret(facts.siret))
    yield Pair("Contrat n°", facts.contract), Pair("Opco", facts.opco)
    # A CDI has no end: only the action of professionalisation at its beginning has (L6325-11).
    of_what, subject = "du contrat", "Le contrat, prévu"
    if facts.contract_kind == "CDI":
        of_what, subject = "de l'action", "L'action de professionnalisation, prévue"
    yield Pair("Nature du contrat", facts.contract_kind), Pair(f"Période {of_what}", period(facts))
    if facts.early_end:
        text = (
            f"{subject} jusqu'au {wording.long_date(facts.planned_end)}, a pris fin le "
            f"{wording.long_date(facts.end)}. Les durées et les compétences ci-dessous sont arrêtées à "
            "cette date."
        )
        yield (Pair(f"Fin {of_what}", text),)


def _training(facts: Attestation) -> Iterator[Pair]:
    yield Pair("Métier préparé", job(facts.job_title, facts.rome))
    yield Pair("Nature", _NATURE)
    yield Pair("Objectifs", _objectives(facts))
    givers = ["L'entreprise"] * facts.in_house + [provider(one.name, one.nda) for one in facts.providers]
    if givers:
        yield Pair("Dispensée par", wording.listing(givers, limit=len(givers)))


def _objectives(facts: Attestation) -> str:
    blocs = [bloc for bloc in facts.blocs if not all(one.prior for one in bloc.competences)]
    count = sum(not one.prior for bloc in blocs for one in bloc.competences)
    if not count:
        return "Exercer le métier préparé."
    certifying = sum(bool(bloc.certifications) for bloc in blocs)
    share = f", dont {wording.plural(certifying, 'certifiant')}" if certifying else ""
    return (
        f"Exercer le métier préparé en développant {wording.plural(count, 'compétence')} en "
        f"{wording.plural(len(blocs), 'bloc')}{share}. L'objectif de chacune est rappelé plus loin."
    )


def _hours(facts: Attestation) -> Hours:
    rows = tuple(
        HoursRow(
            MODALITIES[modality.modality],
            wording.hours(modality.planned),
            "non détaillée" if modality.done is None else wording.hours(modality.done),
        )
        for modality in facts.modalities
    )
    total = HoursRow("Total", wording.hours(facts.hours_planned), wording.hours(facts.hours_done))
    return Hours("Durée de la formation", HoursHead("Modalité", "Prévue", "Réalisée"), rows, total)


def _groups(facts: Attestation) -> Iterator[Group]:
    """What was developed, what was known before, then the rest apart and without judgement; none that is empty."""
    developed = tuple(_developed(facts))
    known = [(bloc, one) for bloc in facts.blocs for one in bloc.competences]
    others = [pair for pair in known if pair[1].result != "ACQUIRED" and not pair[1].prior]
    order = {"IN_PROGRESS": 0, "NOT_ACQUIRED": 1, None: 2}
    others.sort(key=lambda pair: order.get(pair[1].result, 1))
    addressed = [pair for pair in others if pair[1].addressed]
    planned = [pair for pair in others if not pair[1].addressed]
    groups = (
        ("Compétences développées", developed),
        ("Compétences déjà acquises avant le parcours", _apart([pair for pair in known if pair[1].prior])),
        ("Autres compétences abordées" if developed else "Compétences abordées", _apart(addressed)),
        ("Compétences prévues et non abordées", _apart(planned)),
    )
    yield from (Group(title, blocs) for title, blocs in groups if blocs)


def _developed(facts: Attestation) -> Iterator[Bloc]:
    for bloc in facts.blocs:
        if bloc.acquired:
            yield Bloc(_bloc_title(bloc), tuple(_competence(one, one.title) for one in bloc.acquired))


def _apart(competences: Sequence[tuple[BlocResult, CompetenceResult]]) -> tuple[Bloc, ...]:
    rows = tuple(_competence(one, f"{one.title} ({bloc.title})") for bloc, one in competences)
    return (Bloc(None, rows),) if rows else ()


def _competence(competence: CompetenceResult, title: str) -> CompetenceRow:
    name = f"{competence.code}{NBSP}– {title}" if competence.code else title
    return CompetenceRow(name, competence.objective, evaluation(competence))


def _bloc_title(bloc: BlocResult) -> str:
    title = f"{bloc.title} – {bloc_kind(bloc.certifications, bloc.partly_certifying)}"
    if len(bloc.acquired) < bloc.size:
        title += f" – {wording.plural(len(bloc.acquired), 'compétence')} sur {bloc.size}"
    return title


def _signature(facts: Attestation) -> Signature:
    day = BY_HAND if facts.issued is None else wording.long_date(facts.issued)
    return Signature(
        made=f"Fait {wording.at_place(facts.place)}, le {day}",
        signatory=facts.signatory,
        company=f"Pour l'entreprise {facts.company}",
        box="Signature et cachet de l'entreprise",
        receipt=f"Remise à l'intéressé(e) le {BY_HAND}",
        receipt_box=f"Signature{NBSP}:",
    )


def evaluation(competence: CompetenceResult) -> str:
    """Say in neutral words where a competence stands, since when, and by what kind of evaluation."""
    if competence.prior:
        return _had_already(competence)
    if competence.result is None:
        return "non évaluée"
    words = {"ACQUIRED": "acquise", "IN_PROGRESS": "en cours d'acquisition"}.get(competence.result, "évaluée")
    if competence.date is not None:
        link = "au" if competence.result == "IN_PROGRESS" else "le"
        words = f"{words} {link}{NBSP}{wording.date(competence.date)}"
    return f"{words} ({_EVALUATIONS[competence.kind]})" if competence.kind else words


def _had_already(competence: CompetenceResult) -> str:
    grounds = wording.listing([GROUNDS[ground] for ground in competence.prior])
    confirmed = f", confirmée le{NBSP}{wording.date(competence.date)}" if competence.date else ""
    return f"déjà acquise avant le parcours ({grounds}){confirmed}"


def period(facts: Attestation) -> str:
    """Write the real dates: `du 3 janvier 2022 au 2 janvier 2023`."""
    return f"du {wording.long_date(facts.start)} au {wording.long_date(facts.end)}"
