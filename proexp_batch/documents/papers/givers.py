"""Who gave the training of a contract, module by module, and what the workbook does not yet say of it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from proexp_batch.decision.contents import UNCODED, Contents, Contract, Module
from proexp_batch.model import fields, wording
from proexp_batch.model.columns import Column
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import fold


@dataclass(frozen=True, slots=True)
class Followed:
    """A module, and the hours of it that the learner of the contract followed (`None`: nobody said)."""

    module: Module
    done: float | None


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gave some modules of a contract: a provider, or the company itself.

    `name` is `None` for external modules of which no provider is named. `modules` are those that the learner followed,
    or is still to follow; there are none where the giver gave nothing to this learner.
    """

    name: str | None
    is_company: bool
    nda: str | None
    modules: tuple[Followed, ...]

    @property
    def hours(self) -> float:
        """The hours followed, as far as they are known."""
        return sum(one.done or 0.0 for one in self.modules)


def givers(contents: Contents, contract: Contract, end: dt.date | None) -> tuple[Giver, ...]:
    """Who gave the training of a contract that really ends on a day, in the order of the modules.

    A module has one giver: the provider that is named, else the company.
    """
    found: dict[str | None, list[Followed]] = {}
    for place, done in zip(contract.modules, contract.progress.done, strict=True):
        module = contents.modules[place]
        found.setdefault(_key(module, contents), []).append(Followed(module, done))
    return tuple(_giver(key, some, contents, end) for key, some in found.items())


_COMPANY = ""


def _key(module: Module, contents: Contents) -> str | None:
    """What tells a giver from the others, however it is spelled."""
    if module.provider is None:
        return None if module.modality == "EXTERNAL" else _COMPANY
    # A name without any letter or digit is one all the same.
    key = fold(module.provider) or module.provider.strip()
    return _COMPANY if key == fold(contents.company) else key


def _giver(key: str | None, some: Sequence[Followed], contents: Contents, end: dt.date | None) -> Giver:
    is_company = key == _COMPANY
    names = [one.module.provider for one in some if one.module.provider is not None]
    return Giver(
        name=contents.company if is_company else next(iter(names), None),
        is_company=is_company,
        nda=next((one.module.nda for one in some if one.module.nda), None),
        modules=tuple(one for one in some if one.done != 0 or _is_to_come(one.module, contents.today, end)),
    )


def _is_to_come(module: Module, today: dt.date, end: dt.date | None) -> bool:
    """Whether a module has not begun, and will before the contract ends."""
    return module.start is not None and today < module.start and (end is None or module.start <= end)


def last_day(giver: Giver, end: dt.date | None) -> dt.date | None:
    """The day on which a training ends for a contract that really ends on a day; `None` where a module has no dates."""
    dates = [(one.module.start, one.module.end) for one in giver.modules]
    known = [last for first, last in dates if first is not None and last is not None]
    if len(known) < len(giver.modules):
        return None
    return max(known) if end is None else min(max(known), end)


def undated(giver: Giver) -> Iterator[str]:
    """What is to be filled in before anything can be said of when a training took place."""
    yield from _to_fill(
        fields.modules.start, [one.module for one in giver.modules if one.module.start is None]
    )
    yield from _to_fill(fields.modules.end, [one.module for one in giver.modules if one.module.end is None])


def lacking(giver: Giver, last: dt.date, contents: Contents, contract: Contract) -> Iterator[str]:
    """What is to be filled in or put right before a giver can say what it gave up to a day, as sentences."""
    modules = [one.module for one in giver.modules]
    for column, missing in (
        (fields.company.name, contents.company == UNCODED),
        (fields.company.job_title, contents.job_title == UNCODED),
    ):
        if missing:
            yield f"Remplissez « {column.label} » (feuille « {SHEETS['company'].title} »)."
    if contract.learner == UNCODED:
        yield f"Remplissez « {fields.learners.last_name.label} » (feuille « {SHEETS['learners'].title} »)."
    yield from _to_fill(fields.modules.title, [one for one in modules if one.title == UNCODED])
    yield from _to_fill(fields.modules.modality, [one for one in modules if one.modality is None])
    yield from _to_fill(fields.modules.hours_done, [one.module for one in giver.modules if one.done is None])
    if not giver.is_company and giver.nda is None:
        yield from _to_fill(fields.modules.nda, modules)
    if not giver.is_company:
        yield from _in_house_and_not([one for one in modules if one.modality == "INTERNAL"])
    yield from _too_late([one for one in modules if one.start and one.end and one.start > min(one.end, last)])
    yield from _cut_short(giver, contents.today, contract)


def _to_fill(column: Column, modules: Sequence[Module]) -> Iterator[str]:
    if modules:
        yield f"Remplissez « {column.label} » {_named(modules)} (feuille « {SHEETS['modules'].title} »)."


def _named(modules: Sequence[Module]) -> str:
    codes = list(dict.fromkeys(one.code for one in modules))
    return f"{'du module' if len(codes) == 1 else 'des modules'} {wording.listing(codes)}"


def _in_house_and_not(modules: Sequence[Module]) -> Iterator[str]:
    if modules:
        yield (
            f"La modalité {_named(modules)} est « Interne », mais un organisme est nommé : corrigez "
            f"« {fields.modules.modality.label} » ou « {fields.modules.provider.label} » "
            f"(feuille « {SHEETS['modules'].title} »)."
        )


def _too_late(modules: Sequence[Module]) -> Iterator[str]:
    if modules:
        yield (
            f"Le début {_named(modules)} suit sa fin ou celle du contrat : corrigez « {fields.modules.start.label} » "
            f"(feuille « {SHEETS['modules'].title} »)."
        )


def _cut_short(giver: Giver, today: dt.date, contract: Contract) -> Iterator[str]:
    early = contract.early_end
    if early is None or early > today or contract.hours_done is not None:
        return
    if any(one.module.end and one.module.end > early for one in giver.modules):
        yield (
            "Le contrat a pris fin pendant cette formation, et rien ne dit ce que l'apprenant en a suivi : remplissez "
            f"« {fields.learners.hours_done.label} » (feuille « {SHEETS['learners'].title} »)."
        )


def contradiction(contract: Contract) -> str:
    """What to put right where the hours of the modules contradict the total of the contract."""
    assert contract.hours_done is not None
    of_module, of_contract = fields.modules.hours_done.label, fields.learners.hours_done.label
    known = sum(filter(None, contract.progress.done))
    return (
        f"Les heures réalisées de ses modules font {wording.hours(known)}, mais « {of_contract} » dit "
        f"{wording.hours(contract.hours_done)} : corrigez « {of_module} » (feuille « {SHEETS['modules'].title} ») ou "
        f"« {of_contract} » (feuille « {SHEETS['learners'].title} »). Si un module est commun à plusieurs contrats qui n'en "
        f"ont pas suivi autant d'heures, donnez à chacun sa ligne (colonne « {fields.modules.contracts.label} »)."
    )
