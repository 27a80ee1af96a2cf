"""A fault for each rule: what is changed in a correct dossier, and the cell that must then be told."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from proexp_batch.model.parameters import Parameters
from tests.making import law
from tests.making.contracts import real_end
from tests.making.draft import TODAY, Draft, Row, listed
from tests.making.law import days

DURING = dt.date(2023, 6, 1)
"""A day on which the scheme was open and most contracts still ran."""
AFTERWARDS = dt.date(2027, 12, 1)

At = tuple[str, str | None, int]
"""A cell: sheet, field (`None` for the sheet as a whole), position of the row from 0."""
Inject = Callable[[Draft], At | list[At] | None]
"""Changes a correct dossier and says where; `None` where the dossier does not lend itself to it."""


@dataclass(frozen=True)
class Fault:
    """How to bring about a rule. `also` are other warnings that cannot be avoided, with the reason."""

    code: str
    inject: Inject
    name: str
    steps: tuple[int, ...]
    today: dt.date
    opco: Callable[[], Parameters] | None
    also: dict[str, str] = field(default_factory=dict)


FAULTS: list[Fault] = []


def fault(
    code: str,
    *,
    steps: Iterable[int] = range(1, 7),
    today: dt.date = TODAY,
    opco: Callable[[], Parameters] | None = None,
    also: dict[str, str] | None = None,
    variant: str = "",
) -> Callable[[Inject], Inject]:
    """Register the fault of a rule; `opco` gives the parameters of the Opco that it is checked with."""

    def with_inject(inject: Inject) -> Inject:
        name = f"{code} {variant}".strip()
        FAULTS.append(Fault(code, inject, name, tuple(steps), today, opco, also or {}))
        return inject

    return with_inject


def pick(rows: list[Row], condition: Callable[[Row], object] = lambda row: True) -> int | None:
    """The last row of which something holds."""
    return next((at for at in reversed(range(len(rows))) if condition(rows[at])), None)


def put(sheet: str, name: str, value: object, where: Callable[[Row], object] = lambda row: True) -> Inject:
    """Type a value over the cell of the last row of which something holds."""

    def inject(draft: Draft) -> At | None:
        at = pick(draft.rows[sheet], where)
        if at is None:
            return None
        row = draft.rows[sheet][at]
        row[name] = value(row) if callable(value) else value
        return sheet, name, at

    return inject


def whole(row: Row) -> bool:
    """A contract that was not broken off."""
    return not row.get("early_end")


def contract(draft: Draft, number: str) -> Row:
    return next(row for row in draft.learners if row["contract"] == number)


def modules_of(draft: Draft, number: str) -> list[Row]:
    return [row for row in draft.modules if not row["contracts"] or number in listed(row["contracts"])]


def evaluations_of(draft: Draft, number: str) -> list[Row]:
    return [row for row in draft.evaluations if row["contract"] == number]


def longest(draft: Draft, row: Row) -> int:
    """How many months a contract may last."""
    if row["public"] in law.BENEFITS or row["priority"] not in (None, "NONE"):
        return 36
    return 24 if draft.company["agreement_24_months"] else 12


def set_hours(draft: Draft, hours: float) -> bool:
    """Change the hours of training of the only contract, and those of its modules with them."""
    if len(draft.learners) != 1:
        return False
    changed = draft.modules[-1]["hours"] + hours - draft.learners[0]["hours_planned"]
    span = (draft.modules[-1]["end"] - draft.modules[-1]["start"]).days + 1
    # In so many days there are at least as many weeks of 35 h.
    if not 0 < changed <= 35 * (span // 7):
        return False
    for row, name, value in (
        (draft.modules[-1], "hours", changed),
        (draft.learners[0], "hours_planned", hours),
    ):
        row[name] = value
        if row.get("hours_done"):
            row["hours_done"] = value
    return True


def total(row: Row) -> float:
    return law.total_hours(row["start"], row["end"], row["weekly_hours"])


def move_to(draft: Draft, signed: dt.date) -> bool:
    """Move the only contract of a dossier at step 3 to another time, with a pay that suits any."""
    if len(draft.learners) != 1 or not whole(draft.learners[0]):
        return False
    row = draft.learners[0]
    moved = signed - row["signed"]
    for name in ("birth_date", "signed", "start", "end"):
        row[name] += moved
    for module in draft.modules:
        module["start"] += moved
        module["end"] += moved
    for document in draft.documents:
        document["date"] = None
    row |= {"monthly_pay": 4000.0, "branch_minimum_pay": None, "public": "RSA", "priority": None}
    row["birth_date"] = law.anniversary(signed, -40)
    return True


def rename(draft: Draft, old: str, new: str) -> None:
    """Give a contract another number, everywhere."""
    for sheet in ("learners", "evaluations", "documents"):
        for row in draft.rows[sheet]:
            if row.get("contract") == old:
                row["contract"] = new
    for row in draft.modules:
        if row["contracts"]:
            row["contracts"] = ";".join(new if code == old else code for code in listed(row["contracts"]))


def over(draft: Draft, row: Row) -> bool:
    return real_end(row) <= draft.today


def day_before(day: dt.date) -> dt.date:
    return day - days(1)
