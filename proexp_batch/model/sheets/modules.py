"""Sheet `Modules`: the training path, one row per module."""

import datetime as dt

from proexp_batch.model.columns import Kind, column, sheet
from proexp_batch.model.sheets import choices
from proexp_batch.model.sheets.competences import Competences
from proexp_batch.model.sheets.learners import Learners


class Modules:
    """One row per training module."""

    code = column(
        "Code du module",
        Kind.CODE,
        "Court et unique, par exemple M1.",
        "EXEMPLE-M1",
        required_from=2,
        aliases=("Code", "Code module", "N° de module", "Réf. module"),
        unique=True,
    )
    title = column(
        "Intitulé du module",
        Kind.TEXT,
        "Le titre du module de formation.",
        "Prise en main des imprimantes",
        required_from=2,
        aliases=("Module", "Intitulé", "Libellé", "Titre", "Titre du module"),
        width=40,
    )
    modality = column(
        "Modalité",
        Kind.CHOICE,
        "Interne, externe, AFEST (en situation de travail) ou FOAD (à distance).",
        "AFEST",
        required_from=2,
        choices=choices.MODALITIES,
        aliases=("Modalité de formation", "Type de module", "Mode"),
        width=12,
    )
    provider = column(
        "Organisme de formation",
        Kind.TEXT,
        "Pour un module externe, ou à distance quand un organisme l'assure.",
        None,
        aliases=("Organisme", "Prestataire", "Nom de l'organisme", "OF"),
        width=26,
    )
    nda = column(
        "Numéro de déclaration d'activité",
        Kind.NDA,
        "Les 11 chiffres du NDA de l'organisme de formation.",
        None,
        aliases=("NDA", "N° NDA", "Numéro NDA", "N° de déclaration d'activité"),
        width=18,
        pattern=r"(?!0+\Z)(?=.{11}\Z)(?:\d{11}|\d{0,3}2[AB]\d{6,9})",
    )
    qualiopi = column(
        "Certifié Qualiopi",
        Kind.YES_NO,
        "Un organisme payé par l'Opco doit avoir la certification Qualiopi (art. L6316-1).",
        None,
        aliases=("Qualiopi", "Certification Qualiopi"),
        width=12,
    )
    deemed_certified = column(
        "Réputé certifié Qualiopi",
        Kind.YES_NO,
        "Oui pour un établissement d'enseignement supérieur accrédité ou évalué, qui n'a pas besoin du certificat "
        "(art. L6316-4, II).",
        None,
        aliases=("Réputé certifié", "Dispensé de Qualiopi", "Enseignement supérieur"),
        width=12,
    )
    trainer = column(
        "Formateur",
        Kind.PERSON,
        "La personne qui forme ; obligatoire pour un module interne ou en AFEST.",
        "Dominique Leroy",
        aliases=("Nom du formateur", "Formatrice", "Intervenant"),
        width=24,
    )
    hours = column(
        "Heures prévues",
        Kind.HOURS,
        "Durée du module en heures, par apprenant.",
        70,
        required_from=2,
        aliases=("Durée", "Heures", "Nombre d'heures", "Durée (heures)", "Durée en heures"),
        width=12,
        minimum=0,
        maximum=3000,
    )
    hours_done = column(
        "Heures réalisées",
        Kind.HOURS,
        "À remplir à la fin : les heures effectivement suivies, par apprenant.",
        70,
        aliases=("Heures effectuées", "Durée réalisée"),
        width=12,
        minimum=0,
        maximum=3000,
        filled_from=6,
    )
    start = column(
        "Début du module",
        Kind.DATE,
        "JJ/MM/AAAA.",
        dt.date(2023, 1, 23),
        required_from=3,
        aliases=("Date de début", "Début", "Du"),
    )
    end = column(
        "Fin du module",
        Kind.DATE,
        "JJ/MM/AAAA.",
        dt.date(2023, 3, 31),
        required_from=3,
        aliases=("Date de fin", "Fin", "Au"),
    )
    competences = column(
        "Compétences visées",
        Kind.CODES,
        "Les codes de la feuille Compétences, séparés par des points-virgules : C1;C2.",
        "EXEMPLE-C1",
        required_from=2,
        aliases=("Compétences", "Codes compétences", "Codes des compétences", "Compétence visée"),
        width=20,
        refers_to=Competences.code,
    )
    contracts = column(
        "Contrats concernés",
        Kind.CODES,
        "Les numéros de contrat, séparés par des points-virgules. Vide : tous les contrats du classeur.",
        None,
        aliases=("Contrats", "Contrat", "Numéros de contrat", "Apprenants concernés"),
        width=20,
        refers_to=Learners.contract,
    )
    afest_analysis = column(
        "AFEST : analyse du travail faite",
        Kind.YES_NO,
        "L'activité a été analysée pour être adaptée à la formation (art. D6313-3-2, 1°).",
        "Oui",
        aliases=("AFEST analyse", "Analyse de l'activité", "AFEST : analyse de l'activité"),
        width=14,
    )
    afest_trainer = column(
        "AFEST : formateur désigné avant",
        Kind.YES_NO,
        "Un formateur a été désigné à l'avance (art. D6313-3-2, 2°).",
        "Oui",
        aliases=("AFEST formateur", "Formateur AFEST désigné", "AFEST : formateur désigné"),
        width=14,
    )
    afest_reflection = column(
        "AFEST : phases réflexives",
        Kind.YES_NO,
        "Des temps de réflexion ont lieu à part du travail (art. D6313-3-2, 3°).",
        "Oui",
        aliases=("AFEST phases réflexives", "Phases réflexives", "AFEST réflexivité"),
        width=14,
    )
    afest_evaluation = column(
        "AFEST : évaluations spécifiques",
        Kind.YES_NO,
        "Des évaluations propres à la formation la jalonnent ou la concluent (art. D6313-3-2, 4°).",
        "Oui",
        aliases=("AFEST évaluation", "AFEST évaluations", "Évaluations spécifiques"),
        width=14,
    )
    foad_assistance = column(
        "FOAD : assistance technique et pédagogique",
        Kind.YES_NO,
        "Une aide est prévue pendant la formation à distance (art. D6313-3-1, 1°).",
        None,
        aliases=("FOAD assistance", "Assistance FOAD"),
        width=14,
    )
    foad_information = column(
        "FOAD : activités et durée annoncées",
        Kind.YES_NO,
        "L'apprenant connaît les activités à distance et leur durée moyenne (art. D6313-3-1, 2°).",
        None,
        aliases=("FOAD information", "Information FOAD"),
        width=14,
    )
    foad_evaluation = column(
        "FOAD : évaluations",
        Kind.YES_NO,
        "Des évaluations jalonnent ou concluent la formation à distance (art. D6313-3-1, 3°).",
        None,
        aliases=("FOAD évaluation", "Évaluations FOAD"),
        width=14,
    )


MODULES = sheet(
    Modules,
    "Modules",
    intro="Le parcours de formation : une ligne par module. Sans contrat indiqué, un module vaut pour tous.",
    identifier=Modules.code,
    required_from=2,
    aliases=("Module", "Parcours", "Parcours de formation", "Modules de formation"),
)
