"""Sheet `Entreprise`: one company and one job, as labelled lines."""

from proexp_batch.model.columns import Kind, Layout, column, sheet
from proexp_batch.model.kinds.email import EMAIL_FORM
from proexp_batch.model.kinds.phone import PHONE_FORM
from proexp_batch.model.sheets import choices


class Company:
    """One line per dossier."""

    step = column(
        "Étape de ce dépôt",
        Kind.CHOICE,
        "L'étape pour laquelle vous déposez ce classeur. Les contrôles portent sur cette étape et les précédentes.",
        "3",
        choices=choices.STEPS,
        aliases=("Étape", "Étape du dépôt", "Étape du dossier"),
        width=40,
        starred=True,
    )
    name = column(
        "Raison sociale",
        Kind.TEXT,
        "Nom de l'entreprise qui signe le contrat.",
        "EXEMPLE Atelier Martin",
        required_from=1,
        aliases=("Nom de l'entreprise", "Entreprise", "Dénomination", "Société", "Employeur"),
    )
    siret = column(
        "SIRET",
        Kind.SIRET,
        "14 chiffres, celui de l'établissement qui emploie l'apprenant.",
        "99912345800013",
        required_from=1,
        aliases=("Numéro SIRET", "N° SIRET", "SIRET de l'établissement"),
        pattern=r"\d{14}",
    )
    naf = column(
        "Code NAF",
        Kind.NAF,
        "Code d'activité à 4 chiffres et une lettre, par exemple 62.01Z.",
        "25.62B",
        aliases=("NAF", "APE", "Code APE", "Code NAF (APE)"),
        pattern=r"\d{2}\.\d{2}[A-Z]",
    )
    idcc = column(
        "IDCC",
        Kind.IDCC,
        "Numéro à 4 chiffres de la convention collective, par exemple 1486.",
        "3248",
        aliases=("Code IDCC", "Convention collective", "Convention collective (IDCC)"),
        pattern=r"\d{4}",
    )
    opco = column(
        "Opco",
        Kind.CHOICE,
        "L'opérateur de compétences dont dépend l'entreprise ; il figure sur l'attestation.",
        "Opco 2i",
        required_from=3,
        choices=choices.OPCOS,
        aliases=("Opérateur de compétences", "Nom de l'Opco"),
    )
    employer_kind = column(
        "Type d'employeur",
        Kind.CHOICE,
        "Les entreprises de travail temporaire, associations intermédiaires et groupements d'employeurs "
        "ont des règles propres pour le tutorat.",
        "Entreprise",
        required_from=3,
        choices=choices.EMPLOYERS,
        aliases=("Nature de l'employeur", "Employeur (type)"),
    )
    territory = column(
        "SMIC applicable",
        Kind.CHOICE,
        "Mayotte a son propre SMIC ; partout ailleurs, laissez « France hors Mayotte » ou vide.",
        "France hors Mayotte",
        choices=choices.TERRITORIES,
        otherwise="FRANCE",
        aliases=("Lieu de travail", "Territoire"),
    )
    weekly_hours = column(
        "Durée hebdomadaire de travail dans l'entreprise",
        Kind.WEEKLY_HOURS,
        "En heures. Si la case est vide, la durée légale s'applique.",
        35,
        aliases=(
            "Horaire collectif",
            "Durée du travail de l'entreprise",
            "Durée hebdomadaire de l'entreprise",
        ),
        minimum=0,
        maximum=168,
    )
    rome = column(
        "Code ROME",
        Kind.ROME,
        "Code du métier visé, par exemple H2503.",
        "H2503",
        aliases=("ROME", "Code ROME du métier"),
        pattern=r"[A-N]\d{4}",
    )
    job_title = column(
        "Intitulé du métier",
        Kind.TEXT,
        "Le métier auquel le parcours prépare.",
        "Chef d'atelier en impression 3D",
        required_from=1,
        aliases=("Métier", "Métier visé", "Poste", "Intitulé du poste", "Emploi visé"),
    )
    open_to_alternance = column(
        "Activité ouverte à l'alternance",
        Kind.YES_NO,
        "Oui si le métier peut s'apprendre en alternant travail et formation.",
        "Oui",
        required_from=1,
        aliases=("Ouvert à l'alternance", "Métier ouvert à l'alternance"),
    )
    training_service = column(
        "Service de formation interne",
        Kind.YES_NO,
        "Oui si l'entreprise a un service de formation identifié (moyens, programme, formateurs). "
        "Sans lui, les enseignements sont confiés à un organisme de formation.",
        "Oui",
        required_from=2,
        aliases=("Service de formation", "L'entreprise a un service de formation"),
    )
    agreement_24_months = column(
        "Accord de branche : durée jusqu'à 24 mois",
        Kind.YES_NO,
        "Oui si un accord de branche permet plus de 12 mois pour ce public ou cette qualification.",
        "Non",
        aliases=("Accord de branche 24 mois", "Accord 24 mois"),
    )
    agreement_over_25 = column(
        "Accord de branche : formation au-delà de 25 %",
        Kind.YES_NO,
        "Oui si un accord de branche permet plus de 25 % de formation.",
        "Non",
        aliases=("Accord de branche 25 %", "Accord de branche plus de 25 %", "Accord 25 %"),
    )
    facilitator = column(
        "Tiers facilitateur",
        Kind.TEXT,
        "L'organisme qui vous a aidé à écrire le référentiel, s'il y en a un.",
        "Conseil Compétences Est",
        aliases=("Nom du tiers facilitateur",),
    )
    facilitator_hours = column(
        "Heures du tiers facilitateur",
        Kind.HOURS,
        "Nombre d'heures d'accompagnement ; environ 14 h en moyenne.",
        14,
        aliases=("Heures de tiers facilitateur", "Durée du tiers facilitateur"),
        minimum=0,
        maximum=1000,
    )
    contact_name = column(
        "Nom du contact",
        Kind.PERSON,
        "La personne de l'entreprise qui suit ce dossier et que le conseiller peut joindre ; jamais l'apprenant.",
        "Alex Morel",
        aliases=(
            "Contact",
            "Personne à contacter",
            "Contact de l'entreprise",
            "Contact dans l'entreprise",
            "Interlocuteur",
            "Personne en charge du dossier",
        ),
    )
    contact_email = column(
        "Courriel du contact",
        Kind.EMAIL,
        "Son adresse professionnelle : les messages sur ce dossier y sont envoyés. Une seule adresse.",
        "a.morel@atelier.example",
        aliases=(
            "Courriel",
            "E-mail du contact",
            "E-mail",
            "Mail",
            "Mail du contact",
            "Adresse e-mail",
            "Adresse mail",
            "Adresse électronique",
            "Adresse courriel",
        ),
        pattern=EMAIL_FORM,
    )
    contact_phone = column(
        "Téléphone du contact",
        Kind.PHONE,
        "Son numéro professionnel, avec ses dix chiffres ; un numéro étranger commence par +.",
        "03 53 01 00 12",
        aliases=("Téléphone", "Tél.", "Tél. du contact", "Numéro de téléphone", "N° de téléphone"),
        pattern=PHONE_FORM,
    )


COMPANY = sheet(
    Company,
    "Entreprise",
    layout=Layout.FORM,
    intro="L'entreprise et le métier visé : un seul métier par classeur. Remplissez la colonne B.",
    identifier=Company.name,
    required_from=1,
    # Each deposit says its step.
    also_in=(1, 2, 3, 4, 5, 6),
    aliases=("Société", "Employeur", "Fiche entreprise"),
)
