"""The deadlines of each contract of a batch, from the days by which the rules judge; what is done or not sure has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from proexp_batch.decision.decide import CLOSING_STEP
from proexp_batch.model.deadlines import Deadline, DeadlineKind
from proexp_batch.model.expressions import TODAY, parameter
from proexp_batch.model.fields import learners
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.sheets.learners import LATEST_SENDING, REAL_END
from proexp_batch.rules.calendar import LATEST_REPORT, UNREPORTED, awaited_positioning
from proexp_batch.rules.catalogue import CATALOGUE
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.shapes import earlier, in_the_future
from proexp_batch.rules.facts import periods
from proexp_batch.rules.facts.measures import DATES_HOLD, OUT_OF_THE_SCHEME
from proexp_batch.rules.facts.rhythm import awaited_evaluation

CONTRACT_STEP = 3
"""The step of the deposit from which there are contracts."""

_LATEST_ANSWER = learners.sent_to_opco + parameter("days_to_answer", learners.sent_to_opco)
_LATEST_CLOSING = REAL_END + parameter("days_from_end_to_closing", REAL_END)

_CONTRADICTORY = earlier(learners.end, than=learners.start) | (
    in_the_future(learners.signed) & (learners.start < TODAY)
)
_CLOSING = tuple(
    column for column in SHEETS["learners"].columns.values() if column.required_from == CLOSING_STEP
)
"""What a contract is closed with: the final review, and what its attestation says."""

_ASKED_FROM: Mapping[DeadlineKind, int] = {
    DeadlineKind.POSITIONING: CATALOGUE["APP-053"].step,
    DeadlineKind.EVALUATION: CATALOGUE["EVA-016"].step,
    DeadlineKind.CLOSING: CLOSING_STEP - 1,
}
"""The step before which a dossier that says nothing does not say that it was not done: none of these is late there."""


def deadlines(batch: Batch) -> Mapping[int, tuple[Deadline, ...]]:
    """The deadlines of each dossier (its position in the batch) by day; none where nothing is to be done, or nothing sure.

    Of a number that two contracts bear, none.
    """
    contracts = batch["learners"]
    sure = (
        batch.has_come_to(CONTRACT_STEP, "learners")
        & batch[learners.contract].notna()
        & ~contracts.duplicated(["dossier", "contract"], keep=False)
        & ~masks.mask(OUT_OF_THE_SCHEME | _CONTRADICTORY, batch, "learners")
    )
    parts = [_part(batch, kind, days.where(sure)) for kind, days in _awaited(batch)]
    # Without a known value, nothing is near.
    today = pd.Series([batch.today])
    notices = {kind: float(batch.parameters.at(kind.notice, today).iloc[0]) for kind in DeadlineKind}
    rows: Any = pd.concat(parts, ignore_index=True).sort_values(["dossier", "day"], kind="stable")
    found: dict[int, list[Deadline]] = {}
    for row in rows.itertuples(index=False):
        found.setdefault(row.dossier, []).extend(_stated(batch, row, notices[row.kind]))
    return {dossier: tuple(some) for dossier, some in found.items() if some}


def _part(b: Batch, kind: DeadlineKind, days: Series) -> pd.DataFrame:
    """`dossier`, `contract`, `kind` and `day`, of the contracts that have one."""
    asked = b.has_come_to(_ASKED_FROM.get(kind, CONTRACT_STEP), "learners")
    days = days.where(asked | (days >= b.today)).dropna()
    frame = b["learners"].loc[days.index, ["dossier", "contract"]]
    return frame.assign(kind=[kind] * len(frame), day=days)


def _stated(b: Batch, row: Any, notice: float) -> Iterator[Deadline]:
    day, kind = row.day.date(), row.kind
    state = kind.state(day, b.today.date(), notice)
    if state is not None:
        yield Deadline(row.contract, kind, day, state, b.parameters[kind.parameter].source)


def _awaited(b: Batch) -> Iterator[tuple[DeadlineKind, Series]]:
    """The last day for each thing that is still to be done, along the contracts; missing elsewhere."""

    def days(quantity: Any, condition: Any) -> Series:
        return masks.values(quantity, b, "learners").where(masks.mask(condition, b, "learners"))

    # Of a contract that is over nothing is left to validate: at step 3 nothing is sent any more.
    sendable = b.has_come_to(CONTRACT_STEP + 1, "learners") | masks.mask(REAL_END >= TODAY, b, "learners")
    yield DeadlineKind.SENDING, days(LATEST_SENDING, learners.sent_to_opco.empty).where(sendable)
    unsure = in_the_future(learners.sent_to_opco) | earlier(learners.sent_to_opco, than=learners.signed)
    yield DeadlineKind.ANSWER, days(_LATEST_ANSWER, ~unsure)
    latest, missing = awaited_positioning(b)
    yield DeadlineKind.POSITIONING, latest.where(missing)
    yield DeadlineKind.EVALUATION, awaited_evaluation(b)
    yield DeadlineKind.EARLY_END, days(LATEST_REPORT, UNREPORTED & ~in_the_future(learners.early_end))
    yield DeadlineKind.END, days(REAL_END, DATES_HOLD & learners.early_end.empty)
    yield DeadlineKind.CLOSING, days(_LATEST_CLOSING, DATES_HOLD).where(_is_open(b))


def _is_open(b: Batch) -> Series:
    """Contracts of which something is missing that they are closed with."""
    found = periods.none(b["learners"].index)
    for column in _CLOSING:
        found = found | ~b.is_filled(column)
    return found
