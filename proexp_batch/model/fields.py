"""The columns of every sheet under the names by which rules speak of them: `learners.birth_date`."""

from proexp_batch.model.sheets.company import Company as company  # noqa: N813  (read as the fields of a row)
from proexp_batch.model.sheets.competences import Competences as competences  # noqa: N813
from proexp_batch.model.sheets.documents import Documents as documents  # noqa: N813
from proexp_batch.model.sheets.evaluations import Evaluations as evaluations  # noqa: N813
from proexp_batch.model.sheets.learners import Learners as learners  # noqa: N813
from proexp_batch.model.sheets.modules import Modules as modules  # noqa: N813
from proexp_batch.model.sheets.tutors import Tutors as tutors  # noqa: N813

__all__ = ["company", "competences", "documents", "evaluations", "learners", "modules", "tutors"]
