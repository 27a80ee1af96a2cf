"""How the modules, competences and contracts of a batch go together, for all that is said of contracts one by one."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from proexp_batch.model import fields
from proexp_batch.model.wording import fold
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.frames import rows_of
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.facts.course import contradictions
from proexp_batch.rules.facts.prior import are_in, prior_learning


class Path:
    """The companies, modules and competences of a batch by their indices, those of each contract, module and bloc.

    Rows as plain tuples: a frame for each contract would cost more than all the rest of its attestation.
    """

    def __init__(self, batch: Batch) -> None:
        contracts, aims = batch.module_contracts, batch.module_competences
        self.companies = named_rows(batch["company"])
        self.modules = named_rows(batch["modules"])
        self.competences = named_rows(batch["competences"])
        certifying = masks.mask(fields.competences.certifying.yes, batch, "competences")
        self.certifying = frozenset(certifying.index[certifying])
        self.tolerance = batch.parameters.at("modules_sum_tolerance", batch[fields.learners.start])
        self.of_contract: dict[int, list[int]] = {}
        for learner, module in zip(contracts["learner"], contracts["module"], strict=True):
            self.of_contract.setdefault(learner, []).append(module)
        self.aims: dict[int, list[int]] = {}
        for module, competence in zip(aims["module"], aims["competence"], strict=True):
            self.aims.setdefault(module, []).append(competence)
        self.of_bloc: dict[tuple[int, str], list[int]] = {}
        for index, row in self.competences.items():
            self.of_bloc.setdefault(bloc_of(row), []).append(index)
        self.prior = _prior_learning(batch)

    def aimed_at_by(self, modules: Iterable[int]) -> set[int]:
        """The competences (indices) at which modules aim."""
        return {competence for module in modules for competence in self.aims.get(module, ())}

    def bloc_title(self, key: tuple[int, str]) -> str:
        """The title of a bloc (see `bloc_of`), as its first competence spells it."""
        return text(self.competences[self.of_bloc[key][0]].bloc) or "Autres compétences"


@once
def path_of(batch: Batch) -> Path:
    """The path of a batch, put together once."""
    return Path(batch)


def _prior_learning(batch: Batch) -> dict[int, dict[int, tuple[str, ...]]]:
    """The grounds on which each contract (index) has a competence (index) already, those aside that were contradicted."""
    found = prior_learning(batch)
    astray = contradictions(batch)
    found = found[~are_in(found, set(zip(astray["learner"], astray["competence"], strict=True)))]
    grounds: dict[int, dict[int, tuple[str, ...]]] = {}
    for learner, competence, ground in zip(
        found["learner"], found["competence"], found["ground"], strict=True
    ):
        of_contract = grounds.setdefault(learner, {})
        of_contract[competence] = (*of_contract.get(competence, ()), ground)
    return grounds


def named_rows(frame: pd.DataFrame) -> dict[int, Any]:
    """The rows of a frame by their indices."""
    return {row.Index: row for row in rows_of(frame)}


def bloc_of(row: Any) -> tuple[int, str]:
    """What tells the bloc of a competence from all others of the batch, however it is spelled."""
    return row.dossier, fold(text(row.bloc) or "")


def full_name(row: Any) -> str:
    """First and last name of a row of `Apprenants`, as far as they are known."""
    return " ".join(part for part in (text(row.first_name), text(row.last_name)) if part)


def text(value: Any) -> str | None:
    """The text of a cell of a frame, `None` where it says nothing."""
    return value if isinstance(value, str) else None


def is_missing(value: Any) -> bool:
    """Whether a cell of a frame says nothing; asking pandas takes a hundred times as long."""
    return value is None or value != value
