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
from proexp_batch.decision.short_code import short_code
from proexp_batch.model import fields
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import fold
from proexp_batch.rules.competences import last_result_order
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.frames import rows_of
from proexp_batch.rules.facts.course import contradictions
from proexp_batch.rules.facts.prior import are_in, prior_learning


@dataclass(frozen=True, slots=True)
class LastResult:
    """The evaluation that decides of a competence: its result, its day, its kind where the company gave one."""

    result: str
    date: dt.date
    kind: str | None


class Path:
    """The companies, modules and competences of a batch by their indices, those of each contract, module and bloc.

    Rows as plain tuples: a frame for each contract would cost more than all the rest of its attestation.
    """

    def __init__(self, batch: Batch) -> None:
        contracts, aims = batch.module_contracts, batch.module_competences
        self.companies = _named_rows(batch["company"])
        self.modules = _named_rows(batch["modules"])
        self.competences = _named_rows(batch["competences"])
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
            self.of_bloc.setdefault(_bloc_of(row), []).append(index)
        self.prior = _prior_learning(batch)

    def aimed_at_by(self, modules: Iterable[int]) -> set[int]:
        """The competences (indices) at which modules aim."""
        return {competence for module in modules for competence in self.aims.get(module, ())}


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


def _named_rows(frame: pd.DataFrame) -> dict[int, Any]:
    return {row.Index: row for row in rows_of(frame)}


def _bloc_of(row: Any) -> tuple[int, str]:
    return row.dossier, fold(_text(row.bloc) or "")


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _is_missing(value: Any) -> bool:
    """Whether a cell of a frame says nothing; asking pandas takes a hundred times as long."""
    return value is None or value != value


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
        found = LastResult(row.result, row.date.date(), _text(row.kind))
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
    if any(map(_is_missing, needed)):
        return None
    planned = path.of_contract.get(row.Index, [])
    begun = [module for module in planned if not path.modules[module].start > end]
    followed = [path.modules[module] for module in begun if path.modules[module].hours_done != 0]
    facts = Attestation(
        number="",
        contract=row.contract,
        contract_kind=_text(row.contract_kind) or "–",
        company=company.name,
        siret=company.siret,
        opco=SHEETS["company"].columns["opco"].label_of(_text(company.opco) or "–"),
        job_title=_text(company.job_title) or "–",
        rome=_text(company.rome),
        learner=" ".join(part for part in (_text(row.first_name), row.last_name) if part),
        birth_date=row.birth_date.date(),
        start=row.start.date(),
        end=end.date(),
        planned_end=row.end.date(),
        early_end=not _is_missing(row.early_end),
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
        issued=None if _is_missing(row.attestation_date) else row.attestation_date.date(),
    )
    return dataclasses.replace(facts, number=attestation_number(facts), code=attestation_code(facts))


def attestation_number(facts: Attestation) -> str:
    """A number that depends on what is attested alone: the same facts give the same number, whenever it is signed.

    What an attestation does not state takes no part: one that has nothing more to state keeps its number when
    attestations learn to state more.
    """
    digest = _digest_without(facts, "number", "code", "issued")
    return f"AFF-{facts.contract}-{digest.hex()[:8].upper()}"


def attestation_code(facts: Attestation) -> str:
    """A code for print that depends on all that is attested, the day of the signature too."""
    return short_code(_digest_without(facts, "number", "code"))


def _digest_without(facts: Attestation, *names: str) -> bytes:
    told = {name: value for name, value in _stated(facts).items() if name not in names}
    return hashlib.sha256(_CANONICAL.encode(told).encode()).digest()


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
    known = [
        module for module in modules if not _is_missing(module.modality) and not _is_missing(module.hours)
    ]
    planned: dict[str, float] = {}
    done: dict[str, float] = {}
    for module in known:
        hours = 0.0 if _is_missing(module.hours_done) and module.start > end else float(module.hours_done)
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
    return module.modality in ("INTERNAL", "AFEST") or _text(module.provider) is None


def _providers(modules: Sequence[Any]) -> tuple[Provider, ...]:
    """The providers of modules, each once, in the order of the modules."""
    providers: dict[str, Provider] = {}
    for module in modules:
        if isinstance(module.provider, str):
            known = providers.get(fold(module.provider), Provider(module.provider, None))
            providers[fold(module.provider)] = Provider(known.name, known.nda or _text(module.nda))
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
        blocs.setdefault(_bloc_of(row), []).append(result)
    return tuple(_bloc(path, path.of_bloc[key], tuple(competences)) for key, competences in blocs.items())


def _bloc(path: Path, indices: Sequence[int], competences: tuple[CompetenceResult, ...]) -> BlocResult:
    """A bloc, given the indices of all its competences and the results of those of the contract."""
    certifying = [index for index in indices if index in path.certifying]
    codes = [_text(path.competences[index].certification) for index in certifying]
    return BlocResult(
        title=_text(path.competences[indices[0]].bloc) or "Autres compétences",
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
        code=_text(row.code) or "–",
        title=_text(row.title) or "–",
        objective=_text(row.objective) or "",
        result=last.result if last else None,
        date=last.date if last else None,
        kind=last.kind if last else None,
        addressed=addressed,
        prior=() if contradicted else prior,
    )
