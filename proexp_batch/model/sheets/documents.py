"""Sheet `Pièces`: the documents that go with the dossier, one row per file."""

import datetime as dt

from proexp_batch.model.columns import Kind, column, sheet
from proexp_batch.model.sheets import choices
from proexp_batch.model.sheets.learners import Learners


class Documents:
    """One row per document."""

    kind = column(
        "Type de pièce",
        Kind.CHOICE,
        "Choisissez dans la liste.",
        "Convention de formation",
        required_from=3,
        choices=choices.DOCUMENT_KINDS,
        aliases=("Type", "Nature", "Nature de la pièce", "Type de document"),
        width=34,
    )
    file = column(
        "Nom du fichier",
        Kind.FILE,
        "Le nom exact du fichier joint.",
        "EXEMPLE-convention.pdf",
        required_from=3,
        aliases=("Fichier", "Nom de fichier", "Pièce", "Document"),
        width=40,
    )
    date = column(
        "Date de la pièce",
        Kind.DATE,
        "Date de signature ou d'établissement.",
        dt.date(2022, 12, 20),
        aliases=("Date", "Datée du", "Date du document"),
    )
    contract = column(
        "Numéro de contrat",
        Kind.CODE,
        "Si la pièce ne concerne qu'un contrat.",
        "EXEMPLE-001",
        aliases=("N° de contrat", "Contrat", "N° contrat", "Contrat concerné"),
        width=18,
        refers_to=Learners.contract,
    )


DOCUMENTS = sheet(
    Documents,
    "Pièces",
    intro="La liste des pièces jointes au dossier : une ligne par fichier. Sans contrat, la pièce vaut pour tous.",
    identifier=Documents.file,
    required_from=3,
    # The training of tutors, the evidence of evaluations, the final review.
    also_in=(4, 5, 6),
    aliases=("Pièce", "Pièces jointes", "Documents", "Pièces du dossier"),
)
