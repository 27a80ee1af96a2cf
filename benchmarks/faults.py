"""Faults as companies make them, put into a correct dossier of the reference size."""

import datetime as dt
from collections.abc import Callable

from tests.making.draft import Draft
from tests.making.law import days

Fault = Callable[[Draft, int], None]
"""Changes a draft; those of one contract change that of the position they are given."""


def _put(sheet: str, field: str, value: object, row: int | None = None) -> Fault:
    """Type a value over a cell: of a row, or of the row of the contract."""

    def fault(draft: Draft, contract: int) -> None:
        draft.rows[sheet][contract if row is None else row][field] = value

    return fault


def _wrong_siret(draft: Draft, contract: int) -> None:
    right = draft.company["siret"]
    draft.company["siret"] = right[:-1] + str((int(right[-1]) + 1) % 10)


def _one_tutor_for_all(draft: Draft, contract: int) -> None:
    for learner in draft.learners:
        learner["tutor"] = draft.tutors[0]["name"]


def _ends_before_it_starts(draft: Draft, contract: int) -> None:
    learner = draft.learners[contract]
    learner["end"] = learner["start"] - days(10)


def _of_the_contract(draft: Draft, contract: int) -> int:
    """The row of the last evaluation of a contract."""
    number = draft.learners[contract]["contract"]
    return max(at for at, row in enumerate(draft.evaluations) if row["contract"] == number)


def _unknown_competence(draft: Draft, contract: int) -> None:
    draft.evaluations[_of_the_contract(draft, contract)]["competence"] = "C99"


def _future_evaluation(draft: Draft, contract: int) -> None:
    draft.evaluations[_of_the_contract(draft, contract)]["date"] = dt.date(2032, 9, 28)


def _result_in_other_words(draft: Draft, contract: int) -> None:
    draft.evaluations[_of_the_contract(draft, contract)]["result"] = "Vu avec le tuteur"


def _sent_late(draft: Draft, contract: int) -> None:
    learner = draft.learners[contract]
    learner["sent_to_opco"] = learner["start"] + days(14)


OF_DOSSIER: tuple[Fault, ...] = (
    _wrong_siret,
    _put("company", "opco", None, 0),
    _one_tutor_for_all,
    _put("modules", "end", "31/02/2021", 4),
    _put("modules", "hours", "50 h environ", 7),
    _put("modules", "competences", "C4;C77", 2),
    _put("competences", "code", "C4", 9),
    _put("documents", "kind", None, 0),
)
"""Each of them keeps every contract from having its attestation."""
OF_CONTRACT: tuple[Fault, ...] = (
    _put("learners", "birth_date", None),
    _put("learners", "signed", "31/02/2021"),
    _put("learners", "hours_planned", 120.0),
    _put("learners", "monthly_pay", 210.0),
    _put("learners", "tutor", "Ludovic Marchegay"),
    _ends_before_it_starts,
    _unknown_competence,
    _future_evaluation,
    _result_in_other_words,
)
"""Each of them keeps one contract from having its attestation."""
HARMLESS: tuple[Fault, ...] = (
    _sent_late,
    _put("company", "naf", "2511", 0),
    _put("learners", "branch_minimum_pay", None),
)
"""Told at most as a warning; contracts keep their attestation."""
