"""The sheets of the workbook, in the order of the template."""

from proexp_batch.dossier.columns import Sheet
from proexp_batch.dossier.sheets.company import COMPANY
from proexp_batch.dossier.sheets.competences import COMPETENCES
from proexp_batch.dossier.sheets.documents import DOCUMENTS
from proexp_batch.dossier.sheets.evaluations import EVALUATIONS
from proexp_batch.dossier.sheets.learners import LEARNERS
from proexp_batch.dossier.sheets.modules import MODULES
from proexp_batch.dossier.sheets.tutors import TUTORS

SHEETS: dict[str, Sheet] = {
    declared.key: declared
    for declared in (COMPANY, LEARNERS, COMPETENCES, MODULES, EVALUATIONS, TUTORS, DOCUMENTS)
}

TEMPLATE_VERSION = "1.0"
TEMPLATE_PROPERTY = "proexp_batch.modele"
"""Name of the workbook's custom property that carries the version of the template."""

__all__ = ["SHEETS", "TEMPLATE_PROPERTY", "TEMPLATE_VERSION"]
