"""What learners are said to have learnt before the path begins, and on what ground (D6325-13)."""

from __future__ import annotations

from collections.abc import Collection

from proexp_batch.model.fields import competences, learners
from proexp_batch.model.later import pd
from proexp_batch.model.sheets.learners import PRIOR_LEARNING
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.facts.listed import listed_twice


@once
def prior_learning(b: Batch) -> pd.DataFrame:
    """Which contract has which competence already, one line a ground: `learner`, `competence` (indices), `ground`."""
    parts = []
    for ground, column in PRIOR_LEARNING.items():
        named = b.matched_codes("learners", column.field, "competences")
        known = named.loc[named["found"] >= 0, ["at", "found"]].set_axis(["learner", "competence"], axis=1)
        parts.append(known.assign(ground=ground))
    return pd.concat(parts).drop_duplicates(ignore_index=True)


@once
def _pairs(b: Batch) -> frozenset[tuple[int, int]]:
    found = prior_learning(b)
    return frozenset(zip(found["learner"], found["competence"], strict=True))


def among(b: Batch, pairs: pd.DataFrame) -> Series:
    """Of pairs `learner`, `competence` (indices): whether the learner has the competence already."""
    return are_in(pairs, _pairs(b))


def are_in(pairs: pd.DataFrame, known: Collection[tuple[int, int]]) -> Series:
    """Which of the pairs `learner`, `competence` (indices) are among known ones."""
    found = [pair in known for pair in zip(pairs["learner"], pairs["competence"], strict=True)]
    return pd.Series(found, index=pairs.index, dtype=bool)


@once
def doubtful(b: Batch) -> Series:
    """Contracts of which it is not known what they have already: a code is unknown, or a cell could not be read."""
    found = pd.Series(False, index=b["learners"].index)
    for column in PRIOR_LEARNING.values():
        named = b.matched_codes("learners", column.field, "competences")
        found |= b.is_filled(column) & b[column].isna()
        found |= found.index.isin(named.loc[named["found"] < 0, "at"])
    return found


@once
def unsure(b: Batch) -> Series:
    """Contracts that are doubtful, have no number, or stand there a second time."""
    return doubtful(b) | b[learners.contract].isna() | listed_twice(b, "learners")


@once
def needed(b: Batch) -> pd.DataFrame:
    """Contracts that surely lack a competence which another of their dossier has: `learner`, `competence` (indices)."""
    shared = prior_learning(b)[["competence"]].drop_duplicates()
    shared = shared.assign(dossier=b["competences"]["dossier"].reindex(shared["competence"]).to_numpy())
    others = b["learners"].loc[~unsure(b), ["dossier"]].reset_index(names="learner")
    pairs = shared.merge(others, on="dossier")[["learner", "competence"]]
    return pairs[~among(b, pairs)].reset_index(drop=True)


@once
def has_everything(b: Batch) -> Series:
    """Contracts that have every competence of their référentiel already."""
    frame = b["competences"][b[competences.code].notna() & ~listed_twice(b, "competences")]
    count = frame["dossier"].value_counts().reindex(b["learners"]["dossier"]).set_axis(b["learners"].index)
    held = prior_learning(b).drop_duplicates(["learner", "competence"])["learner"].value_counts()
    return (held.reindex(count.index) >= count).fillna(False)


def named_contracts(b: Batch, pairs: pd.DataFrame) -> Series:
    """The numbers of the contracts of pairs `learner`, `competence` (indices), a list for each competence."""
    numbers = b[learners.contract].reindex(pairs["learner"]).set_axis(pairs.index)
    return numbers.groupby(pairs["competence"]).agg(list)
