"""The facts of the attestations: what the rows of a batch say of a contract that ended."""

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from proexp_batch.decision.facts import (
    Attestation,
    BlocResult,
    CompetenceResult,
    ModalityHours,
    Provider,
)
from proexp_batch.decision.path import Path, bloc_of, full_name, is_missing, text
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import fold
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


def attested(row: Any, end: Any, path: Path, results: Mapping[int, LastResult]) -> Attestation | None:
    """The facts of an attestation (L6313-7, D6353-1), `None` where one of them is missing.

    `row` is the contract's row of the frame `learners`, `end` the day on which it really ends.
    """
    company = path.companies[row.dossier]
    needed = (
        row.last_name,
        row.birth_date,
        row.start,
        row.hours_planned,
        row.hours_done,
        row.place,
        row.signatory,
        end,
        row.end,
        company.name,
        company.siret,
    )
    if any(map(is_missing, needed)):
        return None
    planned = path.of_contract.get(row.Index, [])
    begun = [module for module in planned if not path.modules[module].start > end]
    followed = [path.modules[module] for module in begun if path.modules[module].hours_done != 0]
    facts = Attestation(
        number="",
        contract=row.contract,
        contract_kind=text(row.contract_kind) or "–",
        company=company.name,
        siret=company.siret,
        opco=SHEETS["company"].columns["opco"].label_of(text(company.opco) or "–"),
        job_title=text(company.job_title) or "–",
        rome=text(company.rome),
        learner=full_name(row),
        birth_date=row.birth_date.date(),
        start=row.start.date(),
        end=end.date(),
        planned_end=row.end.date(),
        early_end=not is_missing(row.early_end),
        hours_planned=float(row.hours_planned),
        hours_done=float(row.hours_done),
        modalities=_modalities(
            [path.modules[module] for module in planned], end, row.hours_done, path.tolerance[row.Index]
        ),
        in_house=any(_is_in_house(module) for module in followed),
        providers=_providers(followed),
        blocs=_blocs(path, planned, begun, results, path.prior.get(row.Index, {})),
        place=row.place,
        signatory=row.signatory,
        issued=None if is_missing(row.attestation_date) else row.attestation_date.date(),
    )
    return dataclasses.replace(facts, number=attestation_number(facts))


def attestation_number(facts: Attestation) -> str:
    """A number that depends on what is attested alone: the same facts give the same number, whenever it is signed.

    What an attestation does not state takes no part: one that has nothing more to state keeps its number when
    attestations learn to state more.
    """
    told = {name: value for name, value in _stated(facts).items() if name not in ("number", "issued")}
    digest = hashlib.sha256(_CANONICAL.encode(told).encode())
    return f"AFF-{facts.contract}-{digest.hexdigest()[:8].upper()}"


_CANONICAL = json.JSONEncoder(default=str, ensure_ascii=False, sort_keys=True)


def _stated(told: Any) -> Any:
    """What facts state, as JSON has it."""
    kind: type = type(told)
    names = _names(kind)
    if names is None:
        return told
    stated: dict[str, Any] = {}
    for name in names:
        value = getattr(told, name)
        if value and isinstance(value, tuple):
            stated[name] = [_stated(one) for one in value]
        elif value or _is_number(value):
            stated[name] = value
    return stated


@cache
def _names(kind: type) -> tuple[str, ...] | None:
    """The names of the fields of a dataclass; `None` for any other type."""
    if not dataclasses.is_dataclass(kind):
        return None
    return tuple(field.name for field in dataclasses.fields(kind))


def _is_number(value: Any) -> bool:
    """Whether 0 states something: of hours it does, of an answer it is a no."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _modalities(
    modules: Sequence[Any], end: pd.Timestamp, total: float, tolerance: float
) -> tuple[ModalityHours, ...]:
    """Hours by modality; those done only where they make up the total that is attested.

    A module that was to begin after the end has none done, unless the company says otherwise.
    """
    known = [module for module in modules if not is_missing(module.modality) and not is_missing(module.hours)]
    planned: dict[str, float] = {}
    done: dict[str, float] = {}
    for module in known:
        hours = 0.0 if is_missing(module.hours_done) and module.start > end else float(module.hours_done)
        planned[module.modality] = planned.get(module.modality, 0.0) + float(module.hours)
        done[module.modality] = done.get(module.modality, 0.0) + hours
    # A sum with a missing part is missing too, and no comparison with it holds.
    adds_up = abs(sum(done.values()) - total) <= tolerance
    return tuple(
        ModalityHours(choice.code, planned[choice.code], done[choice.code] if adds_up else None)
        for choice in SHEETS["modules"].columns["modality"].choices
        if choice.code in planned
    )


def _is_in_house(module: Any) -> bool:
    """Whether the company gave a module, alone or with the provider that is named."""
    return module.modality in ("INTERNAL", "AFEST") or text(module.provider) is None


def _providers(modules: Sequence[Any]) -> tuple[Provider, ...]:
    """The providers of modules, each once, in the order of the modules."""
    providers: dict[str, Provider] = {}
    for module in modules:
        if isinstance(module.provider, str):
            known = providers.get(fold(module.provider), Provider(module.provider, None))
            providers[fold(module.provider)] = Provider(known.name, known.nda or text(module.nda))
    return tuple(providers.values())


def _blocs(
    path: Path,
    planned: Iterable[int],
    begun: Iterable[int],
    results: Mapping[int, LastResult],
    prior: Mapping[int, tuple[str, ...]],
) -> tuple[BlocResult, ...]:
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
