"""Sheet `Tuteurs`: the people who accompany the learners, one row each: tutors, in-house trainers, AFEST trainers."""

import datetime as dt

from proexp_batch.model.columns import Kind, column, sheet
from proexp_batch.model.expressions import NamedCondition
from proexp_batch.model.sheets import choices


class Tutors:
    """One row per person."""

    name = column(
        "Nom et prénom",
        Kind.PERSON,
        "Écrits comme dans les feuilles Apprenants et Modules.",
        "EXEMPLE Dominique Leroy",
        required_from=4,
        aliases=(
            "Tuteur",
            "Nom",
            "Nom du tuteur",
            "Nom et prénom du tuteur",
            "Nom du tuteur ou du formateur",
        ),
        width=26,
        unique=True,
    )
    function = column(
        "Fonction",
        Kind.TEXT,
        "Le poste de la personne dans l'entreprise.",
        "Responsable de production",
        required_from=4,
        aliases=("Poste", "Fonction du tuteur", "Emploi"),
        width=26,
    )
    is_employer = column(
        "Est l'employeur",
        Kind.YES_NO,
        "Oui si le tuteur est le chef d'entreprise lui-même.",
        "Non",
        required_from=4,
        due=lambda: IS_TUTOR,
        aliases=("Employeur", "Le tuteur est l'employeur", "Chef d'entreprise"),
        width=14,
    )
    experience = column(
        "Années d'expérience",
        Kind.NUMBER,
        "Dans un métier en rapport avec le parcours ; au moins 2 ans pour un tuteur.",
        8,
        required_from=4,
        due=lambda: IS_TUTOR,
        aliases=("Expérience", "Expérience (années)", "Années d'expérience professionnelle"),
        width=15,
        minimum=0,
    )
    volunteer = column(
        "Volontaire",
        Kind.YES_NO,
        "Le tuteur salarié doit être volontaire.",
        "Oui",
        required_from=4,
        due=lambda: IS_TUTOR,
        aliases=("Tuteur volontaire", "Est volontaire"),
        width=14,
    )
    training_date = column(
        "Date de la formation suivie",
        Kind.DATE,
        "Si la personne a été formée ou accompagnée pour ce rôle.",
        dt.date(2022, 12, 5),
        aliases=(
            "Date de la formation de tuteur",
            "Formation tuteur",
            "Date de formation",
            "Formé le",
            "Date de l'accompagnement",
        ),
    )
    training_hours = column(
        "Heures de formation suivies",
        Kind.HOURS,
        "L'Opco prend en charge jusqu'à 40 h pour un tuteur.",
        14,
        aliases=(
            "Heures de formation de tuteur",
            "Heures de formation",
            "Durée de la formation de tuteur",
            "Heures d'accompagnement",
        ),
        width=14,
        minimum=0,
        maximum=500,
    )
    other_learners = column(
        "Autres alternants suivis",
        Kind.NUMBER,
        "Nombre d'alternants suivis en même temps et qui ne sont pas dans ce classeur.",
        0,
        aliases=("Autres apprenants suivis", "Autres alternants", "Alternants déjà suivis"),
        width=14,
        minimum=0,
        maximum=100,
    )
    roles = column(
        "Rôles",
        Kind.CHOICES,
        "Ce que la personne fait auprès des apprenants. Vide : tuteur.",
        "Tuteur",
        choices=choices.ROLES,
        aliases=("Rôle", "Rôle(s)", "Rôle de la personne"),
        width=24,
    )
    senior = column(
        "45 ans ou plus",
        Kind.YES_NO,
        "L'aide au tutorat est majorée si le tuteur a 45 ans ou plus (art. D6332-93) ; sa date de naissance n'est pas "
        "nécessaire.",
        "Non",
        aliases=("Tuteur de 45 ans ou plus", "A 45 ans ou plus"),
        width=12,
    )
    trained_by = column(
        "Formation assurée par",
        Kind.TEXT,
        "Qui a formé ou accompagné la personne : un organisme, l'Opco, le tiers facilitateur, l'entreprise.",
        "Conseil Compétences Est",
        aliases=("Formé par", "Accompagné par", "Organisme de la formation de tuteur"),
        width=24,
    )
    training_document = column(
        "Pièce de la formation",
        Kind.FILE,
        "Le nom du fichier qui l'atteste, inscrit aussi dans la feuille Pièces.",
        "EXEMPLE-formation-tuteur.pdf",
        aliases=("Attestation de formation du tuteur", "Justificatif de formation", "Justificatif"),
        width=28,
    )


IS_TUTOR: NamedCondition = NamedCondition(
    "est_tuteur", Tutors.roles.empty | Tutors.roles.includes("TUTOR"), "si la personne est tuteur"
)
"""The person is a tutor: said so, or no role said, as in the workbooks from before there were roles."""


TUTORS = sheet(
    Tutors,
    "Tuteurs",
    intro="Une ligne par personne qui accompagne : tuteur, formateur interne, formateur en situation de travail. "
    "Un tuteur salarié suit trois personnes au plus en même temps, l'employeur deux.",
    identifier=Tutors.name,
    required_from=4,
    aliases=("Tuteur", "Tutorat", "Tuteurs et formateurs"),
)
