"""Rules on the training and support of tutors and trainers: when, how long, with what proof (D6332-92)."""

from __future__ import annotations

from proexp_batch.model.expressions import Shown
from proexp_batch.model.fields import documents, tutors
from proexp_batch.model.sheets.tutors import IS_TUTOR
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.rule import INFO, WARNING, Hits, hits, row_rule, rule
from proexp_batch.rules.engine.shapes import above, in_the_future, stands_in, without

row_rule(
    "TUT-007",
    "Heures de formation de tuteur au-delà de la prise en charge",
    WARNING,
    4,
    tutors.training_hours,
    above(tutors.training_hours, "tutor_training_hours_maximum") & IS_TUTOR,
    values={"limit": Shown("tutor_training_hours_maximum")},
    message="La formation du tuteur dépasse les {limit} que l'Opco peut prendre en charge.",
    detail="Indiqué : {training_hours:hours}.",
    fix="Vérifiez le nombre d'heures ; celles qui dépassent restent à la charge de l'entreprise.",
    why="La formation d'un tuteur est prise en charge jusqu'à 40 heures.",
    wrong="56 h",
    right="14 h",
    sources=("D6332-92",),
    parameters=("tutor_training_hours_maximum",),
)


row_rule(
    "TUT-008",
    "Formation de tuteur ou de formateur sans heures",
    INFO,
    4,
    tutors.training_hours,
    without(tutors.training_hours, when=tutors.training_date.given),
    message="La formation de cette personne a une date mais pas de nombre d'heures.",
    fix="Indiquez le nombre d'heures de la formation.",
    why="L'Opco prend en charge la formation selon les heures suivies.",
    wrong="05/12/2022, heures vides",
    right="05/12/2022, 14 h",
    sources=("D6332-92",),
)


row_rule(
    "TUT-009",
    "Heures de formation de tuteur ou de formateur sans date",
    INFO,
    4,
    tutors.training_date,
    without(tutors.training_date, when=tutors.training_hours > 0),
    message="La formation de cette personne a un nombre d'heures mais pas de date.",
    fix="Indiquez la date de la formation.",
    why="La prise en charge dépend de la date de la formation.",
    wrong="14 h, date vide",
    right="14 h, 05/12/2022",
    sources=("D6332-92",),
)


row_rule(
    "TUT-013",
    "Formation de tuteur ou de formateur à venir",
    WARNING,
    4,
    tutors.training_date,
    in_the_future(tutors.training_date),
    message="La formation est datée d'après le jour du contrôle.",
    detail="Formation le {training_date:date}.",
    fix="Vérifiez la date ; si la formation est seulement prévue, inscrivez-la une fois faite.",
    why="Ce que l'Opco prend en charge est une formation qui a eu lieu.",
    wrong="Une formation du mois prochain",
    right="05/12/2022",
    sources=("D6332-92",),
)


@rule(
    "TUT-014",
    "Formation de tuteur ou de formateur sans pièce",
    WARNING,
    4,
    tutors.training_date,
    message="Aucune pièce n'atteste cette formation.",
    detail="Formation le {training_date:date}.",
    fix="Indiquez le fichier dans la colonne Pièce de la formation, et inscrivez-le dans la feuille Pièces, type "
    "« Attestation de formation du tuteur ».",
    why="Une formation prise en charge se prouve par une attestation ou une feuille d'émargement.",
    wrong="Formé le 05/12/2022, aucune pièce",
    right="Formé le 05/12/2022, formation-tuteur.pdf",
    sources=("R6313-3",),
    silent="What is missing in another sheet has no cell to colour; the dashboard counts the documents of each kind.",
)
def training_without_document(b: Batch) -> Hits:
    """A training that took place, in a dossier whose list of documents, read as a whole, has none of that kind."""
    kinds, listed = b[documents.kind], b["documents"]["dossier"]
    proved = listed[kinds.isna() | kinds.eq("TUTOR_TRAINING")]
    there = b["tutors"]["dossier"]
    lacking = there.isin(listed.unique()) & ~there.isin(proved.unique())
    done = b[tutors.training_date] <= b.today
    return hits(done & lacking & ~b.is_filled(tutors.training_document))


row_rule(
    "TUT-015",
    "Pièce de formation qui n'est pas dans la liste",
    WARNING,
    4,
    tutors.training_document,
    stands_in(tutors.training_document, documents.file),
    message="Le fichier indiqué n'est pas dans la feuille Pièces.",
    detail="Lu : « {training_document} ».{suggestion}",
    fix="Ajoutez le fichier à la feuille Pièces, ou reprenez son nom tel qu'il y est écrit.",
    why="Chaque pièce citée doit pouvoir être retrouvée.",
    wrong="formation-tuteur.pdf, absente de Pièces",
    right="formation-tuteur.pdf, présente dans Pièces",
    sources=("R6313-3",),
)
