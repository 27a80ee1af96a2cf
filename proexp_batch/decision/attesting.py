"""The facts of the attestations: what the rows of a batch say of a contract that ended."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from proexp_batch.decision.facts import Attestation, Provider
from proexp_batch.decision.path import Path, full_name, is_missing, text
from proexp_batch.decision.progress import LastResult, hours_by_modality, results_by_bloc
from proexp_batch.decision.short_code import short_code
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import fold


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
        modalities=hours_by_modality(
            [path.modules[module] for module in planned], end, row.hours_done, path.tolerance[row.Index]
        ),
        in_house=any(_is_in_house(module) for module in followed),
        providers=_providers(followed),
        blocs=results_by_bloc(path, planned, begun, results, path.prior.get(row.Index, {})),
        place=row.place,
        signatory=row.signatory,
        issued=None if is_missing(row.attestation_date) else row.attestation_date.date(),
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
