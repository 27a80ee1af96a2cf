"""The help for tutoring that an Opco may pay at most (D6332-92, D6332-93): hours, months and amounts of each dossier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from proexp_batch.decision.facts import TutoringHelp
from proexp_batch.model.fields import learners, tutors
from proexp_batch.model.sheets.tutors import IS_TUTOR
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.shapes import unique
from proexp_batch.rules.facts import measures
from proexp_batch.rules.facts.listed import listed_twice
from proexp_batch.rules.facts.periods import last_day
from proexp_batch.rules.learners import twice_at_once

TUTORING_STEP = 4
"""The step of the deposit from which there are tutors."""


def tutoring_help(batch: Batch) -> Mapping[int, TutoringHelp]:
    """The help for each dossier (its position in the batch) that has come to its tutors; none where nothing is due."""
    parts = pd.concat([_training(batch), _tutoring(batch)], ignore_index=True)
    parts = parts[parts["dossier"].isin(batch.step.index[batch.step >= TUTORING_STEP])]
    rows: Any = parts.groupby("dossier")[["hours", "training", "months", "tutoring"]].sum().itertuples()
    return {
        row.Index: TutoringHelp(
            float(row.hours), round(float(row.training), 2), int(row.months), round(float(row.tutoring), 2)
        )
        for row in rows
        if row.hours or row.months
    }


def _training(b: Batch) -> pd.DataFrame:
    """`dossier`, and `hours` and `training` (euros) of each tutor's training that has taken place (D6332-92)."""
    day, hours = b[tutors.training_date], b[tutors.training_hours]
    counted = masks.mask(IS_TUTOR & ~unique(tutors.name), b, "tutors") & (day <= b.today) & (hours > 0)
    paid = hours.clip(upper=b.parameters.at("tutor_training_hours_maximum", day))
    amount = paid * b.parameters.at("tutor_training_hourly_help", day)
    frame = pd.DataFrame({"dossier": b["tutors"]["dossier"], "hours": paid, "training": amount})
    return frame[counted & amount.notna()].assign(months=0, tutoring=0.0)


def _tutoring(b: Batch) -> pd.DataFrame:
    """`dossier`, and `months` and `tutoring` (euros) of each contract with a tutor (D6332-93)."""
    found = b.match("learners", "tutor", "tutors")
    start, raised = b[learners.start], _is_raised(b, found)
    most = b.parameters.at("tutoring_months_maximum", start)
    months = _whole_months(start, measures.real_end(b).where(measures.long_enough(b)), most)
    monthly = b.parameters.at("tutoring_monthly_help", start)
    increase = b.parameters.at("tutoring_increase", start).where(raised, 0.0)
    tutored = _of_tutors(found, masks.mask(IS_TUTOR, b, "tutors"))
    counted = tutored & (months > 0) & ~listed_twice(b, "learners") & ~twice_at_once(b)
    amount = months * monthly * (1 + increase)
    frame = pd.DataFrame({"dossier": b["learners"]["dossier"], "months": months, "tutoring": amount})
    return frame[counted & amount.notna()].assign(hours=0.0, training=0.0)


def _whole_months(start: Series, end: Series, most: Series) -> Series:
    """How many calendar months a contract lasts whole, at most so many."""
    months = pd.Series(0, index=start.index)
    for count in range(1, int(most.max()) + 1 if most.notna().any() else 1):
        months += ((last_day(start, count) <= end) & (count <= most)).astype("int64")
    return months


def _is_raised(b: Batch, found: Series) -> Series:
    """Contracts of the public prioritaire, and those whose tutor is said to be old enough."""
    senior = masks.mask(tutors.senior.yes, b, "tutors")
    return _of_tutors(found, senior) | masks.mask(measures.IS_PRIORITY, b, "learners")


def _of_tutors(found: Series, holds: Series) -> Series:
    """What holds of the tutor of each contract; of one without a known tutor it does not."""
    return holds.reindex(found).fillna(False).astype(bool).set_axis(found.index)
