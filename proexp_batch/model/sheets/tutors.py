"""Sheet `Tuteurs`: one row per tutor."""

import datetime as dt

from proexp_batch.model.columns import Kind, column, sheet


class Tutors:
    """One row per tutor."""

    name = column(
        "Nom et prénom du tuteur",
        Kind.NAME,
        "Écrits comme dans la feuille Apprenants.",
        "EXEMPLE Dominique Leroy",
        required_from=4,
        aliases=("Tuteur", "Nom", "Nom du tuteur", "Nom et prénom"),
        width=26,
        unique=True,
    )
    function = column(
        "Fonction",
        Kind.TEXT,
        "Le poste du tuteur dans l'entreprise.",
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
        aliases=("Employeur", "Le tuteur est l'employeur", "Chef d'entreprise"),
        width=12,
    )
    experience = column(
        "Années d'expérience",
        Kind.NUMBER,
        "Dans un métier en rapport avec le parcours ; au moins 2 ans.",
        8,
        required_from=4,
        aliases=("Expérience", "Expérience (années)", "Années d'expérience professionnelle"),
        width=12,
        minimum=0,
    )
    volunteer = column(
        "Volontaire",
        Kind.YES_NO,
        "Le tuteur salarié doit être volontaire.",
        "Oui",
        required_from=4,
        aliases=("Tuteur volontaire", "Est volontaire"),
        width=12,
    )
    training_date = column(
        "Date de la formation de tuteur",
        Kind.DATE,
        "Si le tuteur a suivi une formation au tutorat.",
        dt.date(2022, 12, 5),
        aliases=("Formation tuteur", "Date de formation", "Formé le"),
    )
    training_hours = column(
        "Heures de formation de tuteur",
        Kind.HOURS,
        "L'Opco prend en charge jusqu'à 40 h.",
        14,
        aliases=("Heures de formation", "Durée de la formation de tuteur"),
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


TUTORS = sheet(
    Tutors,
    "Tuteurs",
    intro="Une ligne par tuteur. Un tuteur salarié suit trois personnes au plus en même temps, l'employeur deux.",
    identifier=Tutors.name,
    required_from=4,
    aliases=("Tuteur", "Tutorat"),
)
