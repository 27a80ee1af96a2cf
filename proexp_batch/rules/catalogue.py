"""All the rules of the project, in the order of the catalogue."""

from proexp_batch.rules import (  # noqa: F401  (importing a module declares its rules)
    calendar,
    closing,
    company,
    competences,
    documents,
    duration,
    entry,
    evaluations,
    hours,
    learners,
    modules,
    noticed,
    pay,
    tutors,
)
from proexp_batch.rules.rule import CATALOGUE

FAMILIES = {
    "FIC": "Fichier",
    "LEC": "Lecture",
    "SAI": "Saisie",
    "ENT": "Entreprise",
    "APP": "Apprenants et contrats",
    "COM": "Compétences",
    "MOD": "Modules",
    "EVA": "Évaluations",
    "TUT": "Tuteurs",
    "PIE": "Pièces",
}
"""The families of codes, in the order in which they are shown."""

RULES = tuple(sorted(CATALOGUE, key=lambda rule: (list(FAMILIES).index(rule.code[:3]), rule.code)))
"""Every rule, by family and number."""

__all__ = ["CATALOGUE", "FAMILIES", "RULES"]
