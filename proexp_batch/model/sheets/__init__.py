"""The sheets of the workbook, in the order of the template."""

from proexp_batch.model.columns import Sheet
from proexp_batch.model.sheets.company import COMPANY
from proexp_batch.model.sheets.competences import COMPETENCES
from proexp_batch.model.sheets.documents import DOCUMENTS
from proexp_batch.model.sheets.evaluations import EVALUATIONS
from proexp_batch.model.sheets.learners import LEARNERS
from proexp_batch.model.sheets.modules import MODULES
from proexp_batch.model.sheets.tutors import TUTORS

SHEETS: dict[str, Sheet] = {
    declared.key: declared
    for declared in (COMPANY, LEARNERS, COMPETENCES, MODULES, EVALUATIONS, TUTORS, DOCUMENTS)
}

TEMPLATE_VERSION = "1.2"
TEMPLATE_PROPERTY = "proexp_batch.modele"
"""Name of the workbook's custom property that carries the version of the template."""

__all__ = ["SHEETS", "TEMPLATE_PROPERTY", "TEMPLATE_VERSION"]
