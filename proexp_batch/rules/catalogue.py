"""All the rules of the project, in the order of the catalogue."""

from proexp_batch.rules import (  # noqa: F401  (importing a module declares its rules)
    accompanying,
    across,
    calendar,
    closing,
    company,
    competences,
    conventions,
    documents,
    duration,
    entry,
    evaluation_days,
    evaluations,
    files,
    hours,
    learners,
    module_hours,
    modules,
    pay,
    prior_learning,
    reading,
    teaching,
    tutor_training,
    tutors,
    understood,
    week,
)
from proexp_batch.rules.engine.rule import CATALOGUE

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
    "DOS": "Entre dossiers",
}
"""The families of codes, in the order in which they are shown."""


def order(code: str) -> tuple[int, str]:
    """Where a rule stands in the catalogue: by family and number; an Opco's own families come last."""
    family = code[:3]
    return (list(FAMILIES).index(family) if family in FAMILIES else len(FAMILIES), code)


RULES = tuple(sorted(CATALOGUE, key=lambda rule: order(rule.code)))
"""Every rule of the project, by family and number."""

__all__ = ["CATALOGUE", "FAMILIES", "RULES", "order"]
