"""How far the learners of a batch have come: what attestations and the papers of their paths say of it alike."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from proexp_batch.decision.path import Path, bloc_of, is_missing, text
from proexp_batch.decision.results import BlocResult, CompetenceResult, ModalityHours, Progress
from proexp_batch.model.sheets import SHEETS
from proexp_batch.rules.competences import last_result_order
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.frames import rows_of


@dataclass(frozen=True, slots=True)
class LastResult:
    """The evaluation that decides of a competence: its result, its day, its kind where the company gave one."""

    result: str
    date: dt.date
    kind: str | None


def last_results(batch: Batch, wanted: pd.Index) -> dict[int, dict[int, LastResult]]:
    """The deciding evaluation of each contract (index) and competence (index)."""
    evaluations = batch["evaluations"].assign(
        learner=batch.match("evaluations", "contract", "learners"),
        about=batch.match("evaluations", "competence", "competences"),
    )
    evaluations = evaluations[evaluations["learner"].isin(wanted) & (evaluations["about"] >= 0)]
    evaluations = last_result_order(evaluations.dropna(subset=["date", "result"]))
    last = evaluations.drop_duplicates(["learner", "about"], keep="last")
    results: dict[int, dict[int, LastResult]] = {}
    for row in rows_of(last[["learner", "about", "result", "date", "kind"]]):
        found = LastResult(row.result, row.date.date(), text(row.kind))
        results.setdefault(row.learner, {})[row.about] = found
    return results


def progress(row: Any, until: pd.Timestamp, path: Path, results: Mapping[int, LastResult]) -> Progress:
    """How far the learner of a contract (a row of the frame `learners`) has come by a day, given its last results."""
    planned = sorted(path.of_contract.get(row.Index, []))
    begun = [module for module in planned if not path.modules[module].start > until]
    modules = [path.modules[module] for module in planned]
    total = None if is_missing(row.hours_done) else float(row.hours_done)
    tolerance = path.tolerance[row.Index]
    done, contradicted = _hours_done(modules, until, total, tolerance)
    if total == 0 and not is_missing(row.early_end):
        # Whatever the others of the same modules did, this learner left before them.
        done, contradicted = (0.0,) * len(modules), False
    return Progress(
        blocs=results_by_bloc(path, planned, begun, results, path.prior.get(row.Index, {})),
        modalities=hours_by_modality(modules, until, float("nan") if total is None else total, tolerance),
        done=done,
        contradicted=contradicted,
    )


def _hours_done(
    modules: Sequence[Any], until: pd.Timestamp, total: float | None, tolerance: float
) -> tuple[tuple[float | None, ...], bool]:
    """The hours of each module, and whether they contradict the total of the contract.

    What a row of `Modules` says holds for each of its contracts, though one of them may have ended before the module
    began: that one has none of its hours, if this is what makes up its total.
    """
    given = tuple(_hours_of(module, until) for module in modules)
    if total is None or _fit(given, total, tolerance):
        return given, False
    attended = tuple(
        0.0 if module.start > until else hours for module, hours in zip(modules, given, strict=True)
    )
    if _fit(attended, total, tolerance):
        return attended, False
    return given, True


def _hours_of(module: Any, until: pd.Timestamp) -> float | None:
    """The hours done of a module; one that was to begin later has none, unless the company says otherwise."""
    if is_missing(module.hours_done):
        return 0.0 if module.start > until else None
    return float(module.hours_done)


def _fit(hours: Sequence[float | None], total: float, tolerance: float) -> bool:
    """Whether hours make up a total, or may where some are not known."""
    known = [one for one in hours if one is not None]
    rest = total - sum(known)
    return abs(rest) <= tolerance if len(known) == len(hours) else rest >= -tolerance


def hours_by_modality(
    modules: Sequence[Any], end: pd.Timestamp, total: float, tolerance: float
) -> tuple[ModalityHours, ...]:
    """Hours by modality; those done only where they make up the total that is attested.

    A module that was to begin after the end has none done, unless the company says otherwise.
    """
    known = [module for module in modules if not is_missing(module.modality) and not is_missing(module.hours)]
    planned: dict[str, float] = {}
    done: dict[str, float] = {}
    for module in known:
        hours = _hours_of(module, end)
        planned[module.modality] = planned.get(module.modality, 0.0) + float(module.hours)
        done[module.modality] = done.get(module.modality, 0.0) + (_UNKNOWN if hours is None else hours)
    # A sum with a missing part is missing too, and no comparison with it holds.
    adds_up = abs(sum(done.values()) - total) <= tolerance
    return tuple(
        ModalityHours(choice.code, planned[choice.code], done[choice.code] if adds_up else None)
        for choice in SHEETS["modules"].columns["modality"].choices
        if choice.code in planned
    )


_UNKNOWN = float("nan")


def results_by_bloc(
    path: Path,
    planned: Iterable[int],
    begun: Iterable[int],
    results: Mapping[int, LastResult],
    prior: Mapping[int, tuple[str, ...]],
) -> tuple[BlocResult, ...]:
    """What became of the competences of a contract, by bloc; `planned` and `begun` are modules (indices)."""
    addressed = path.aimed_at_by(begun) | set(results)
    blocs: dict[tuple[int, str], list[CompetenceResult]] = {}
    for index in sorted(path.aimed_at_by(planned) | addressed | set(prior)):
        row = path.competences[index]
        result = _competence(row, results.get(index), index in addressed, prior.get(index, ()))
        blocs.setdefault(bloc_of(row), []).append(result)
    return tuple(_bloc(path, key, tuple(competences)) for key, competences in blocs.items())


def _bloc(path: Path, key: tuple[int, str], competences: tuple[CompetenceResult, ...]) -> BlocResult:
    """A bloc, given what tells it from all others and the results of those of its competences that the contract has."""
    indices = path.of_bloc[key]
    certifying = [index for index in indices if index in path.certifying]
    codes = [text(path.competences[index].certification) for index in certifying]
    return BlocResult(
        title=path.bloc_title(key),
        certifications=tuple(dict.fromkeys(filter(None, codes))),
        competences=competences,
        size=len(indices),
        partly_certifying=0 < len(certifying) < len(indices),
    )


def _competence(
    row: Any, last: LastResult | None, addressed: bool, prior: tuple[str, ...]
) -> CompetenceResult:
    contradicted = last is not None and last.result != "ACQUIRED"
    return CompetenceResult(
        code=text(row.code) or "–",
        title=text(row.title) or "–",
        objective=text(row.objective) or "",
        result=last.result if last else None,
        date=last.date if last else None,
        kind=last.kind if last else None,
        addressed=addressed,
        prior=() if contradicted else prior,
    )
