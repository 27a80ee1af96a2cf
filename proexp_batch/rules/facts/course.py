"""How contracts, their modules and their evaluations go together, for the rules that look at several of them."""

from __future__ import annotations

from proexp_batch.model.fields import evaluations, learners, modules
from proexp_batch.model.later import pd
from proexp_batch.model.people import person
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.frames import values_of
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.facts import measures, prior


def of_contract(b: Batch, field: str) -> Series:
    """A field of the contract that each evaluation names."""
    return b.fetch(b.match("evaluations", "contract", "learners"), "learners", field)


@once
def span(b: Batch) -> tuple[Series, Series]:
    """First and real last day of the contract of each evaluation; missing where its dates are refused."""
    found = b.match("evaluations", "contract", "learners")
    held = measures.long_enough(b)
    start, end = b[learners.start].where(held), measures.real_end(b).where(held)
    return start.reindex(found).set_axis(found.index), end.reindex(found).set_axis(found.index)


@once
def has_its_day(b: Batch) -> Series:
    """Evaluations on a day that no rule refuses: nothing else is told of the order of the others."""
    day, (start, end) = b[evaluations.date], span(b)
    early = (day < start) & b[evaluations.kind].ne("POSITIONING")
    late = (day > end) & ~(b[evaluations.kind].eq("FINAL") & stays_on(b))
    return day.notna() & ~early & ~late & (day <= b.today)


@once
def stays_on(b: Batch) -> Series:
    """Evaluations of a contract without a term (CDI), or of which it is not known: its action ends, nobody leaves."""
    return ~of_contract(b, "contract_kind").eq("CDD").fillna(False).astype(bool)


@once
def without_module(b: Batch) -> Series:
    """Contracts that no module of their dossier concerns, though it has modules."""
    contracts = b["learners"]
    begun = contracts["dossier"].isin(b["modules"]["dossier"].unique())
    return begun & ~contracts.index.isin(b.module_contracts["learner"])


@once
def may_have_others(b: Batch) -> Series:
    """Contracts of dossiers in which some evaluation names no known contract: it may be theirs."""
    astray = b["evaluations"].loc[b.match("evaluations", "contract", "learners") < 0, "dossier"]
    return b["learners"]["dossier"].isin(astray.unique())


@once
def with_unsure_modules(b: Batch) -> set[int]:
    """Dossiers in which a module names something unknown, or something that could not be read."""
    unsure = b[modules.competences].isna() | measures.unread(b, modules.contracts)
    found = set(b["modules"].loc[unsure, "dossier"])
    for field, target in (("competences", "competences"), ("contracts", "learners")):
        codes = b.matched_codes("modules", field, target)
        found |= set(codes.loc[codes["found"] < 0, "dossier"])
    return found


@once
def with_unsure_positioning(b: Batch) -> set[int]:
    """Dossiers with an evaluation of unknown kind, or a positionnement of an unknown contract."""
    kind = b[evaluations.kind]
    astray = b.match("evaluations", "contract", "learners") < 0
    return set(b["evaluations"].loc[kind.isna() | (kind.eq("POSITIONING") & astray), "dossier"])


@once
def _planned(b: Batch) -> pd.DataFrame:
    """Which modules of a contract aim at which competences: `learner`, `competence` (indices), `start`.

    A competence that the learner already has is not one that the path brings. The start is missing where it is in doubt:
    unknown, after the end of the module, or out of the contract.
    """
    aims = b.module_competences.merge(b.module_contracts, on="module")
    aims = aims[~prior.among(b, aims)].reset_index(drop=True)
    ordered = b[modules.start].where(~(b[modules.end] < b[modules.start]))
    start = ordered.reindex(aims["module"]).set_axis(aims.index)
    held = measures.long_enough(b)
    first = b[learners.start].where(held).reindex(aims["learner"]).set_axis(aims.index)
    last = b[learners.end].where(held).reindex(aims["learner"]).set_axis(aims.index)
    return aims.assign(start=start.where((start >= first) & (start <= last)))


@once
def modules_begun(b: Batch) -> pd.DataFrame:
    """As planned, but only modules that began before the real end: one that was to begin later never took place."""
    aims = _planned(b)
    stop = measures.real_end(b).reindex(aims["learner"]).set_axis(aims.index)
    return aims[aims["start"] <= stop]


@once
def last_start(b: Batch) -> Series:
    """For each evaluation, the start of the last module begun of its contract that aims at its competence."""
    starts = modules_begun(b).groupby(["learner", "competence"])["start"].max()
    return _of_evaluations(b, starts)


@once
def first_start(b: Batch) -> Series:
    """For each evaluation, the start of the first module of its contract that aims at its competence.

    Missing where one of these modules, or what modules aim at, is in doubt: another may be the first.
    """
    aims = _planned(b)
    by = [aims["learner"], aims["competence"]]
    starts = aims["start"].groupby(by).min().where(aims["start"].notna().groupby(by).all())
    unsure = b["evaluations"]["dossier"].isin(with_unsure_modules(b))
    return _of_evaluations(b, starts).where(~unsure)


@once
def contradictions(b: Batch) -> pd.DataFrame:
    """Positionnements, the last of a pair, that find what was said to be had already not acquired.

    At the index of the evaluation: `learner`, `competence` (indices).
    """
    pairs = pd.DataFrame(
        {
            "learner": b.match("evaluations", "contract", "learners"),
            "competence": b.match("evaluations", "competence", "competences"),
        }
    )
    known = b[evaluations.kind].eq("POSITIONING") & b[evaluations.result].notna() & has_its_day(b)
    pairs = pairs[known.fillna(False) & prior.among(b, pairs)]
    order = b[evaluations.date].reindex(pairs.index).sort_values(kind="stable").index
    last = pairs.loc[order].drop_duplicates(keep="last").sort_index()
    return last[b[evaluations.result].reindex(last.index).ne("ACQUIRED")]


def _of_evaluations(b: Batch, starts: Series) -> Series:
    asked = pd.DataFrame(
        {
            "learner": b.match("evaluations", "contract", "learners"),
            "competence": b.match("evaluations", "competence", "competences"),
        }
    )
    found = starts.rename("at").reset_index()
    return asked.merge(found, on=["learner", "competence"], how="left")["at"].set_axis(asked.index)


def same_person(full: Series, last: Series, first: Series) -> Series:
    """Whether a full name is the given last and first name, in whatever order and with whatever civility."""

    def same(name: object, surname: object, given: object) -> bool:
        if not (isinstance(name, str) and isinstance(surname, str) and isinstance(given, str)):
            return False
        return person(name) == person(f"{surname} {given}")

    rows = zip(values_of(full), values_of(last), values_of(first), strict=True)
    return pd.Series([same(*row) for row in rows], index=full.index, dtype=bool)
