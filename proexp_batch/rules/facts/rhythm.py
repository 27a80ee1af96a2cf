"""How often contracts are evaluated: what the rules accuse and what the deadlines announce."""

from __future__ import annotations

from proexp_batch.model.fields import evaluations, learners
from proexp_batch.model.later import pd
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.facts import measures
from proexp_batch.rules.facts.course import has_its_day, may_have_others, without_module
from proexp_batch.rules.facts.listed import listed_twice
from proexp_batch.rules.facts.periods import months_later


def latest_next(b: Batch, since: Series, starts: Series) -> Series:
    """The last day for the evaluation that follows a day, of contracts that began on `starts`."""
    return months_later(since, b.parameters.at("months_between_evaluations", starts))


@once
def last_day_looked_at(b: Batch) -> Series:
    """The real end of each contract, or today where it still runs; missing where its dates do not hold."""
    end = measures.real_end(b).where(measures.dates_hold(b))
    return end.mask(end > b.today, b.today)


@once
def days_of_evaluations(b: Batch) -> pd.DataFrame:
    """The evaluations of known contracts, until the last day looked at: `learner` (index), `day`."""
    found = b.match("evaluations", "contract", "learners")
    days = pd.DataFrame({"learner": found, "day": b[evaluations.date]})
    late = days["day"] > last_day_looked_at(b).reindex(found).set_axis(found.index)
    return days[~late & (found >= 0)]


@once
def surely_evaluated(b: Batch) -> Series:
    """Contracts whose evaluations are all known, with a day that no rule refuses."""
    index, found = b["learners"].index, b.match("evaluations", "contract", "learners")
    unsure = found[~has_its_day(b)]
    return pd.Series(index.isin(found) & ~index.isin(unsure), index=index) & ~may_have_others(b)


@once
def surely_never_evaluated(b: Batch) -> Series:
    """Contracts that no evaluation can be of, and that have something to be evaluated."""
    index = b["learners"].index
    never = pd.Series(~index.isin(b.match("evaluations", "contract", "learners")), index=index)
    twice = b[learners.contract].isna() | listed_twice(b, "learners")
    return never & ~twice & ~may_have_others(b) & ~without_module(b)


@once
def awaited_evaluation(b: Batch) -> Series:
    """The last day for the next evaluation of each contract, counted from the last one or from the start.

    Missing where it would not come before the end, and where the evaluations or the dates are not sure.
    """
    starts = b[learners.start]
    days = days_of_evaluations(b)
    last = days["day"].groupby(days["learner"]).max().reindex(starts.index)
    since = last.where(last > starts, starts).where(surely_evaluated(b) | surely_never_evaluated(b))
    due = latest_next(b, since, starts)
    return due.where((due < measures.real_end(b)) & measures.dates_hold(b))
