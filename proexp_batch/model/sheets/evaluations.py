"""Sheet `Évaluations`: one row per contract, competence and date."""

import datetime as dt

from proexp_batch.model.columns import Kind, column, sheet
from proexp_batch.model.sheets import choices
from proexp_batch.model.sheets.competences import Competences
from proexp_batch.model.sheets.documents import Documents
from proexp_batch.model.sheets.learners import Learners


class Evaluations:
    """One row per evaluation."""

    contract = column(
        "Numéro de contrat",
        Kind.CODE,
        "Le numéro écrit dans la feuille Apprenants.",
        "EXEMPLE-001",
        required_from=5,
        aliases=("N° de contrat", "Contrat", "N° contrat", "Numéro du contrat", "Numéro DECA"),
        width=18,
        refers_to=Learners.contract,
    )
    competence = column(
        "Code de la compétence",
        Kind.CODE,
        "Le code écrit dans la feuille Compétences.",
        "EXEMPLE-C1",
        required_from=5,
        aliases=("Compétence", "Code compétence", "Code", "Compétence évaluée"),
        refers_to=Competences.code,
    )
    date = column(
        "Date de l'évaluation",
        Kind.DATE,
        "JJ/MM/AAAA.",
        dt.date(2023, 3, 31),
        required_from=5,
        aliases=("Date", "Évalué le", "Date d'évaluation"),
    )
    kind = column(
        "Type d'évaluation",
        Kind.CHOICE,
        "Positionnement, formative, sommative ou bilan final.",
        "Formative",
        required_from=5,
        choices=choices.EVALUATION_KINDS,
        aliases=("Type", "Nature", "Nature de l'évaluation"),
    )
    result = column(
        "Résultat",
        Kind.CHOICE,
        "Acquis, en cours d'acquisition ou non acquis.",
        "Acquis",
        required_from=5,
        choices=choices.RESULTS,
        aliases=("Résultat de l'évaluation", "Niveau atteint", "Acquis ?"),
        width=22,
    )
    evaluator = column(
        "Évaluateur",
        Kind.PERSON,
        "La personne qui a évalué.",
        "Dominique Leroy",
        required_from=5,
        aliases=("Nom de l'évaluateur", "Évaluatrice", "Évalué par"),
        width=24,
    )
    evidence = column(
        "Pièce justificative",
        Kind.FILE,
        "Le nom du fichier, inscrit aussi dans la feuille Pièces.",
        "EXEMPLE-grille-C1.pdf",
        aliases=("Justificatif", "Preuve", "Fichier", "Pièce", "Nom du fichier"),
        width=32,
        refers_to=Documents.file,
    )


EVALUATIONS = sheet(
    Evaluations,
    "Évaluations",
    intro="Une ligne par évaluation d'une compétence pour un contrat. Le dernier résultat compte.",
    identifier=Evaluations.contract,
    required_from=5,
    also_in=(6,),
    aliases=("Évaluation", "Résultats", "Suivi des évaluations"),
)
