"""Sheet `Apprenants`: one row per contract."""

import datetime as dt
from collections.abc import Mapping

from proexp_batch.model.columns import Column, Kind, column, sheet
from proexp_batch.model.expressions import TODAY, Alternative, NamedCondition, NamedQuantity, parameter
from proexp_batch.model.sheets import choices
from proexp_batch.model.sheets.competences import Competences
from proexp_batch.model.sheets.tutors import Tutors


class Learners:
    """One row per contract; the columns stand by the step in which they are filled in."""

    contract = column(
        "Numéro de contrat",
        Kind.CODE,
        "Donné par l'Opco ou le service de dépôt. À défaut, un numéro à vous, unique dans le classeur.",
        "EXEMPLE-001",
        required_from=3,
        aliases=(
            "N° de contrat",
            "Contrat",
            "N° contrat",
            "Numéro du contrat",
            "Numéro DECA",
            "Réf. contrat",
        ),
        width=18,
        unique=True,
        pattern=r"[0-9A-Z][0-9A-Z ._/\-°]{0,39}",
    )
    last_name = column(
        "Nom",
        Kind.NAME,
        "Nom d'usage de l'apprenant.",
        "Martin",
        required_from=3,
        aliases=("Nom de l'apprenant", "Nom de famille", "Nom d'usage", "Nom du salarié"),
    )
    first_name = column(
        "Prénom",
        Kind.NAME,
        "Prénom de l'apprenant.",
        "Camille",
        required_from=3,
        aliases=("Prénom de l'apprenant", "Prénoms", "Prénom du salarié"),
    )
    birth_date = column(
        "Date de naissance",
        Kind.DATE,
        "JJ/MM/AAAA. L'âge décide du public et de la rémunération minimale.",
        dt.date(2002, 5, 14),
        required_from=3,
        aliases=("Né le", "Née le", "Né(e) le", "Naissance", "Date naissance"),
    )
    public = column(
        "Public",
        Kind.CHOICE,
        "À quel titre la personne peut signer ce contrat (code du travail, art. L6325-1).",
        "Jeune de 16 à 25 ans",
        required_from=3,
        choices=choices.PUBLICS,
        aliases=("Catégorie de public", "Type de public", "Statut avant le contrat"),
        width=34,
    )
    priority = column(
        "Public prioritaire",
        Kind.CHOICE,
        "Ce qui rend le public prioritaire (art. L6325-1-1) : il permet jusqu'à 36 mois.",
        "Non prioritaire",
        choices=choices.PRIORITIES,
        aliases=("Motif de priorité", "Prioritaire", "Public prioritaire (motif)"),
        width=34,
    )
    level = column(
        "Niveau de formation",
        Kind.CHOICE,
        "Le plus haut diplôme ou titre obtenu avant le contrat.",
        "Baccalauréat général",
        required_from=3,
        choices=choices.LEVELS,
        aliases=("Niveau", "Diplôme", "Niveau de diplôme", "Niveau initial"),
        width=34,
    )
    contract_kind = column(
        "Nature du contrat",
        Kind.CHOICE,
        "CDI ou CDD.",
        "CDI",
        required_from=3,
        choices=choices.CONTRACT_KINDS,
        aliases=("Type de contrat", "CDI ou CDD", "CDI/CDD"),
        width=12,
    )
    renewals = column(
        "Renouvellements",
        Kind.NUMBER,
        "Combien de fois ce contrat à durée déterminée a été renouvelé ; 0 ou vide pour un premier contrat.",
        0,
        aliases=("Nombre de renouvellements", "Renouvellement", "Contrat renouvelé"),
        width=18,
        minimum=0,
        maximum=20,
    )
    renewal_ground = column(
        "Motif du renouvellement",
        Kind.CHOICE,
        "Pour un contrat renouvelé : pourquoi il l'a été (art. L6325-7).",
        None,
        choices=choices.RENEWAL_GROUNDS,
        aliases=("Raison du renouvellement",),
        width=34,
    )
    signed = column(
        "Date de signature",
        Kind.DATE,
        "Le jour où le contrat a été signé.",
        dt.date(2023, 1, 2),
        required_from=3,
        aliases=("Signature", "Signé le", "Date de signature du contrat"),
    )
    start = column(
        "Début de l'action",
        Kind.DATE,
        "Premier jour du contrat en CDD, ou de l'action de professionnalisation en CDI.",
        dt.date(2023, 1, 9),
        required_from=3,
        aliases=(
            "Date de début",
            "Début",
            "Début du contrat",
            "Date début",
            "Début de l'action de professionnalisation",
        ),
    )
    end = column(
        "Fin de l'action",
        Kind.DATE,
        "Dernier jour du contrat en CDD, ou de l'action de professionnalisation en CDI.",
        dt.date(2024, 1, 8),
        required_from=3,
        aliases=(
            "Date de fin",
            "Fin",
            "Fin du contrat",
            "Date fin",
            "Fin de l'action de professionnalisation",
        ),
    )
    weekly_hours = column(
        "Heures par semaine",
        Kind.WEEKLY_HOURS,
        "Durée hebdomadaire de travail, formation comprise.",
        35,
        required_from=3,
        aliases=("Durée hebdomadaire", "Heures hebdomadaires", "Horaire hebdomadaire", "Durée hebdo"),
        width=12,
        minimum=0,
        maximum=168,
    )
    hours_planned = column(
        "Heures de formation prévues",
        Kind.HOURS,
        "Positionnement, évaluation, accompagnement et enseignements : au moins 150 h et entre 15 % et 25 % "
        "de la durée totale.",
        320,
        required_from=3,
        aliases=("Heures prévues", "Durée de formation prévue", "Heures de formation"),
        width=14,
        minimum=0,
        maximum=20_000,
    )
    monthly_pay = column(
        "Salaire brut mensuel",
        Kind.MONEY,
        "Rémunération brute mensuelle au début du contrat, en euros.",
        1250.00,
        required_from=3,
        aliases=("Salaire mensuel brut", "Rémunération brute mensuelle", "Salaire brut", "Rémunération"),
        width=14,
        minimum=0,
        maximum=100_000,
    )
    branch_minimum_pay = column(
        "Minimum de branche mensuel",
        Kind.MONEY,
        "Pour une personne de 26 ans ou plus : le minimum de la convention collective pour ce poste, en euros.",
        None,
        aliases=("Minimum conventionnel", "Salaire minimum de branche", "Minimum de branche"),
        width=14,
        minimum=0,
        maximum=100_000,
    )
    days_abroad = column(
        "Jours à l'étranger",
        Kind.NUMBER,
        "Mobilité à l'étranger pendant le contrat : nombre de jours de calendrier, en tout.",
        0,
        aliases=("Mobilité à l'étranger", "Jours de mobilité à l'étranger", "Durée à l'étranger (jours)"),
        width=14,
        minimum=0,
        maximum=2000,
    )
    prior_experience = column(
        "Déjà acquises par expérience",
        Kind.CODES,
        "Codes des compétences que l'expérience a déjà données à l'apprenant, avant le parcours : C1;C4. Elles n'ont pas "
        "besoin de module ; les heures de formation restent au moins égales au minimum légal.",
        None,
        aliases=(
            "Compétences déjà acquises par expérience",
            "Acquises par expérience",
            "Acquis de l'expérience",
        ),
        width=18,
        refers_to=Competences.code,
    )
    prior_certification = column(
        "Déjà acquises par certification",
        Kind.CODES,
        "Codes des compétences qu'un diplôme, un titre, un bloc ou un certificat atteste déjà, avant le parcours.",
        None,
        aliases=(
            "Compétences déjà acquises par certification",
            "Acquises par certification",
            "Acquises par diplôme",
        ),
        width=18,
        refers_to=Competences.code,
    )
    prior_positioning = column(
        "Déjà acquises au positionnement",
        Kind.CODES,
        "Codes des compétences que le positionnement a montrées déjà acquises ; donnez sa date, ou inscrivez-le dans la "
        "feuille Évaluations.",
        None,
        aliases=(
            "Compétences déjà acquises au positionnement",
            "Acquises au positionnement",
            "Déjà acquises par positionnement",
        ),
        width=18,
        refers_to=Competences.code,
    )
    tutor = column(
        "Tuteur",
        Kind.PERSON,
        "Nom et prénom, écrits comme dans la feuille Tuteurs.",
        "EXEMPLE Dominique Leroy",
        required_from=4,
        aliases=("Nom du tuteur", "Tuteur désigné", "Tutrice"),
        width=24,
        refers_to=Tutors.name,
    )
    sent_to_opco = column(
        "Envoi du contrat à l'Opco",
        Kind.DATE,
        "Au plus tard 5 jours après le début du contrat.",
        dt.date(2023, 1, 10),
        required_from=4,
        due=lambda: SENT_BY_NOW,
        aliases=(
            "Date d'envoi à l'Opco",
            "Envoyé à l'Opco le",
            "Transmis à l'Opco le",
            "Date de transmission",
        ),
    )
    positioning = column(
        "Date du positionnement",
        Kind.DATE,
        "Examen du programme au regard des acquis, dans les 2 mois qui suivent le début.",
        dt.date(2023, 1, 20),
        aliases=("Positionnement", "Positionnement le", "Date de positionnement"),
        filled_from=5,
    )
    early_end = column(
        "Rupture anticipée le",
        Kind.DATE,
        "Seulement si le contrat a été rompu avant sa fin.",
        None,
        aliases=("Rupture", "Date de rupture", "Rupture anticipée", "Fin anticipée"),
        filled_from=5,
    )
    early_end_reported = column(
        "Rupture signalée le",
        Kind.DATE,
        "Le signalement à l'Opco se fait dans les 30 jours qui suivent la rupture.",
        None,
        aliases=("Date de signalement de la rupture", "Signalement de la rupture"),
        filled_from=5,
    )
    hours_done = column(
        "Heures de formation réalisées",
        Kind.HOURS,
        "À remplir à la fin : les heures effectivement suivies.",
        312,
        required_from=6,
        due=lambda: IS_OVER,
        aliases=("Heures réalisées", "Heures effectuées", "Durée de formation réalisée"),
        width=14,
        minimum=0,
        maximum=20_000,
    )
    review = column(
        "Date du bilan final",
        Kind.DATE,
        "Le jour du bilan fait avec l'apprenant à la fin du parcours.",
        dt.date(2024, 1, 5),
        required_from=6,
        due=lambda: IS_OVER,
        aliases=("Bilan", "Date du bilan", "Bilan final", "Bilan le"),
    )
    review_outcome = column(
        "Le parcours a-t-il répondu au besoin ?",
        Kind.CHOICE,
        "L'avis de l'entreprise au moment du bilan.",
        "Oui",
        choices=choices.ANSWERS,
        aliases=("Avis du bilan", "Résultat du bilan", "Le dispositif a-t-il répondu au besoin"),
        width=18,
        filled_from=6,
    )
    signatory = column(
        "Signataire de l'attestation",
        Kind.TEXT,
        "Nom et fonction de la personne qui signe l'attestation.",
        "Sacha Petit, gérante",
        required_from=6,
        due=lambda: IS_OVER,
        aliases=("Signataire",),
        width=24,
    )
    place = column(
        "Lieu de l'attestation",
        Kind.TEXT,
        "La ville où l'attestation est signée.",
        "Strasbourg",
        required_from=6,
        due=lambda: IS_OVER,
        aliases=("Fait à", "Lieu", "Ville de l'attestation"),
    )
    attestation_date = column(
        "Date de l'attestation",
        Kind.DATE,
        "Le jour de la signature de l'attestation. Vide : il s'écrit à la main.",
        None,
        aliases=("Attestation du", "Attestation le", "Date de signature de l'attestation"),
        filled_from=6,
    )


PRIOR_LEARNING: Mapping[str, Column] = {
    "EXPERIENCE": Learners.prior_experience,
    "CERTIFICATION": Learners.prior_certification,
    "POSITIONING": Learners.prior_positioning,
}
"""The columns of the competences that a learner already has when the path begins, by the ground on which it is said."""

_LAST = Alternative(Learners.early_end.given, Learners.early_end, Learners.end)
# An empty end would count as 0 in a formula.
_HAS_NO_LAST = Learners.early_end.empty & ~Learners.end.known

REAL_END: NamedQuantity = NamedQuantity(
    "fin_reelle", _LAST.unless(_HAS_NO_LAST | (Learners.start > _LAST) | (Learners.early_end >= Learners.end))
)
"""The last day of a contract: its early end if there is one, else its planned end.

Missing where it cannot be read, precedes the start, or is an early end that is not early: a rule of its own says so, and
nothing else can be told from it.
"""

IS_OVER: NamedCondition = NamedCondition("contrat_fini", REAL_END <= TODAY, "une fois le contrat terminé")
"""The contract has ended: others of the same workbook may still run."""

LATEST_SENDING = Learners.start + parameter("days_to_send", Learners.start)
"""The last day on which the contract may be sent to the Opco (D6325-1)."""

SENT_BY_NOW: NamedCondition = NamedCondition(
    "envoi_attendu",
    LATEST_SENDING < TODAY,
    "une fois passé le délai d'envoi",
)
"""The contract must have been sent to the Opco (D6325-1)."""


LEARNERS = sheet(
    Learners,
    "Apprenants",
    intro="Une ligne par contrat. Ni numéro de sécurité sociale, ni adresse : ils ne sont pas nécessaires.",
    identifier=Learners.contract,
    required_from=3,
    aliases=("Apprenant", "Contrats", "Salariés", "Alternants", "Apprenants et contrats"),
)
