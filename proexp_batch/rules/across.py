"""Rules across dossiers: what only the rest of the batch can show."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from proexp_batch.model.columns import Column
from proexp_batch.model.fields import learners, tutors
from proexp_batch.model.findings import Finding
from proexp_batch.model.later import pd
from proexp_batch.model.links import ContractLink, DossierLinks, SheetCell, TutorLink
from proexp_batch.model.parameters import Parameters
from proexp_batch.model.sheets import SHEETS
from proexp_batch.rules.engine.rule import BLOCKING, CATALOGUE, INFO, SENTENCE, WARNING, column_rule
from proexp_batch.rules.facts import periods
from proexp_batch.rules.facts.links import COMPANY_FIELDS
from proexp_batch.rules.facts.official_numbers import is_official

_ELSEWHERE = "A workbook knows nothing of other dossiers."

column_rule(
    "DOS-001",
    "Contrat déjà présenté par une autre entreprise",
    BLOCKING,
    3,
    learners.contract,
    message="Ce numéro de contrat figure aussi dans le dossier d'une autre entreprise.",
    fix="Vérifiez le numéro sur le contrat ou auprès de l'Opco.",
    why="Un numéro donné par un Opco ou par le service de dépôt désigne un seul contrat, donc un seul employeur.",
    wrong="Le contrat 075 2023 01 000123 dans les dossiers de deux entreprises",
    right="Un numéro propre à chaque contrat",
    silent=_ELSEWHERE,
)(None)
column_rule(
    "DOS-002",
    "Contrat présenté dans deux dossiers de l'entreprise",
    WARNING,
    3,
    learners.contract,
    message="Un autre dossier de l'entreprise, présent dans le lot ou déjà déposé, contient les mêmes contrats.",
    detail="Autre dossier : « {other} » ; le plus récent des deux : « {newer} ».",
    fix="Si ce dépôt remplace l'ancien, prévenez votre conseiller ; sinon, corrigez les numéros.",
    why="Deux versions d'un même dossier peuvent se contredire ; une seule doit compter.",
    wrong="dossier-v1.xlsx et dossier-v2.xlsx avec les mêmes contrats",
    right="dossier-v2.xlsx seul",
    silent=_ELSEWHERE,
)(None)
column_rule(
    "DOS-003",
    "Même personne, deux contrats en même temps dans le lot",
    WARNING,
    3,
    learners.last_name,
    message="Cette personne a, dans un autre dossier, un contrat dont les dates chevauchent celui-ci.",
    fix="Vérifiez les dates ; une personne ne suit pas deux contrats de professionnalisation en même temps.",
    why="Le même contrat a peut-être été déposé sous deux numéros.",
    wrong="La même personne sous contrat dans deux dossiers, aux mêmes dates",
    right="Deux contrats qui se suivent",
    silent=_ELSEWHERE,
)(None)
column_rule(
    "DOS-004",
    "Tuteur de trop de personnes, tous dossiers de l'entreprise confondus",
    BLOCKING,
    4,
    tutors.name,
    message="Avec les autres dossiers de l'entreprise, ce tuteur suit plus de {limit} en même temps.",
    detail="Il en suit jusqu'à {count:number} à la fois ; autre dossier : « {others:list} ».",
    fix="Répartissez les apprenants entre plusieurs tuteurs, ou corrigez les dates.",
    why="La limite vaut pour la personne, quel que soit le nombre de dossiers.",
    wrong="Deux apprenants dans chacun de deux dossiers, aux mêmes dates",
    right="Trois apprenants au plus en même temps, tous dossiers confondus",
    sources=("D6325-9",),
    parameters=("tutor_learners_maximum", "employer_learners_maximum"),
    silent=_ELSEWHERE,
)(None)
column_rule(
    "DOS-005",
    "Dossiers d'une entreprise qui se contredisent",
    WARNING,
    1,
    COMPANY_FIELDS,
    message="« {label} » n'est pas le même dans un autre dossier de cet établissement.",
    detail="Autre dossier : « {others:list} ».",
    fix="Vérifiez laquelle des deux valeurs est juste et corrigez l'autre dossier.",
    why="Un établissement a une seule convention collective, un seul Opco, un seul horaire.",
    wrong="IDCC 1486 dans un dossier, 3248 dans l'autre, pour le même SIRET",
    right="Le même IDCC dans les deux dossiers",
    silent=_ELSEWHERE,
)(None)


column_rule(
    "DOS-006",
    "Numéro maison utilisé aussi ailleurs",
    INFO,
    3,
    learners.contract,
    message="Une autre entreprise a donné le même numéro à l'un de ses contrats.",
    fix="Rien à corriger ; à réception du numéro de l'Opco ou du service de dépôt, utilisez-le de préférence.",
    why="Un numéro que l'entreprise s'est donné n'est unique que dans son classeur.",
    wrong="Le contrat 001 dans les dossiers de deux entreprises",
    right="Le numéro donné par l'Opco ou par le service de dépôt",
)(None)


def across(
    dossiers: Sequence[DossierLinks],
    parameters: Parameters,
    today: dt.date,
    known: Sequence[DossierLinks] = (),
) -> dict[PurePosixPath, list[Finding]]:
    """The findings that the dossiers of a batch show together and with those `known` from before, by file.

    Copies to the letter must be left out before: they say the same twice without contradiction. Nothing is said of
    the known dossiers themselves.
    """
    everything = (*dossiers, *known)
    ours = {dossier.key for dossier in dossiers}
    found: dict[PurePosixPath, list[Finding]] = {}
    for dossier, finding in (
        *_same_contract(everything),
        *_same_person(everything),
        *_same_tutor(everything, parameters, today),
        *_same_company(everything),
    ):
        if dossier.key in ours:
            found.setdefault(dossier.file, []).append(finding)
    return found


Found = Iterable[tuple[DossierLinks, Finding]]


def _finding(
    code: str,
    place: SheetCell,
    column: Column,
    contract: str | None,
    values: Mapping[str, Any],
) -> Finding:
    rule = CATALOGUE[code]
    return Finding(
        code=code,
        severity=rule.severity,
        sheet=place.sheet,
        cells=(place.cell,) if place.cell else (),
        column=column.label,
        message=SENTENCE.vformat(rule.message, (), values),
        detail=SENTENCE.vformat(rule.detail, (), values),
        fix=SENTENCE.vformat(rule.fix, (), values),
        contracts=(contract,) if contract else (),
    )


def _same_contract(dossiers: Sequence[DossierLinks]) -> Found:
    by_number: dict[str, list[tuple[DossierLinks, ContractLink]]] = {}
    for dossier in dossiers:
        for contract in dossier.contracts:
            by_number.setdefault(contract.number, []).append((dossier, contract))
    shared: dict[tuple[str, str], list[tuple[DossierLinks, DossierLinks, ContractLink]]] = {}
    for number, same in by_number.items():
        code = "DOS-001" if is_official(number) else "DOS-006"
        for dossier, contract in same:
            others = [other for other, _ in same if other.key != dossier.key]
            if any(other.siren != dossier.siren for other in others):
                yield dossier, _finding(code, contract.number_at, learners.contract, number, {})
                if code == "DOS-001":
                    continue
            for other in others:
                if other.siren == dossier.siren:
                    shared.setdefault((dossier.key, other.key), []).append((dossier, other, contract))
    for alike in shared.values():
        yield alike[0][0], _same_contracts_of(*alike[0][:2], [contract for *_, contract in alike])


def _same_contracts_of(
    dossier: DossierLinks, other: DossierLinks, contracts: Sequence[ContractLink]
) -> Finding:
    """What a dossier is told of another one of the company that has some of its contracts: once, for all of them."""
    newer = max(dossier, other, key=_age)
    names = {"other": str(other.file), "newer": str(newer.file)}
    told = [
        _finding("DOS-002", contract.number_at, learners.contract, contract.number, names)
        for contract in {contract.number: contract for contract in contracts}.values()
    ]
    return dataclasses.replace(
        told[0],
        cells=tuple(cell for finding in told for cell in finding.cells),
        contracts=tuple(number for finding in told for number in finding.contracts),
    )


def _age(dossier: DossierLinks) -> tuple[bool, float, str]:
    """What dossiers are ordered by, the oldest first; of equal times, and of unknown ones, the name decides."""
    when = dossier.modified
    return (when is not None, when.timestamp() if when else 0.0, str(dossier.file))


def _same_person(dossiers: Sequence[DossierLinks]) -> Found:
    by_person: dict[str, list[tuple[DossierLinks, ContractLink]]] = {}
    for dossier in dossiers:
        for contract in dossier.contracts:
            if contract.person is not None:
                by_person.setdefault(contract.person, []).append((dossier, contract))
    for same in by_person.values():
        for dossier, contract in same:
            overlaps = any(
                other.key != dossier.key
                and held.number != contract.number
                and held.start <= contract.end
                and contract.start <= held.end
                for other, held in same
            )
            if overlaps:
                at = contract.person_at
                yield dossier, _finding("DOS-003", at, learners.last_name, contract.number, {})


def _same_tutor(dossiers: Sequence[DossierLinks], parameters: Parameters, today: dt.date) -> Found:
    by_tutor: dict[tuple[str, str], list[tuple[DossierLinks, TutorLink]]] = {}
    for dossier in dossiers:
        for tutor in dossier.tutors:
            by_tutor.setdefault((dossier.siren, tutor.name), []).append((dossier, tutor))
    for (_, name), same in by_tutor.items():
        files = {dossier.key: str(dossier.file) for dossier, _ in same}
        if len(files) < 2:
            continue
        employer = any(tutor.employer for _, tutor in same)
        parameter = "employer_learners_maximum" if employer else "tutor_learners_maximum"
        limit = parameters.value(parameter, today)
        count = _most([dossier for dossier, _ in same], name)
        if count <= limit or any(_most([dossier], name) > limit for dossier, _ in same):
            continue
        shown = parameters[parameter].told(parameters[parameter].position(today))
        for dossier, tutor in same:
            if dossier.step >= CATALOGUE["DOS-004"].step:
                others = sorted({file for key, file in files.items() if key != dossier.key})
                values = {"limit": shown, "count": count, "others": others}
                yield dossier, _finding("DOS-004", tutor.at, tutors.name, None, values)


def _most(dossiers: Iterable[DossierLinks], tutor: str) -> int:
    """The greatest number of contracts a tutor follows on one day; a contract in two dossiers counts once."""
    spans = {
        contract.number: (contract.start, contract.end)
        for dossier in dossiers
        for contract in dossier.contracts
        if contract.tutor == tutor
    }
    frame = pd.DataFrame(
        {
            "tutor": tutor,
            "start": pd.to_datetime([start for start, _ in spans.values()]),
            "end": pd.to_datetime([end for _, end in spans.values()]),
        }
    )
    return int(periods.most_at_once(frame, "tutor").max()) if spans else 0


def _same_company(dossiers: Sequence[DossierLinks]) -> Found:
    by_siret: dict[str, list[DossierLinks]] = {}
    for dossier in dossiers:
        by_siret.setdefault(dossier.siret, []).append(dossier)
    for same in by_siret.values():
        for dossier in same if len(same) > 1 else ():
            for field, (value, place) in dossier.company.items():
                others = sorted(
                    str(other.file)
                    for other in same
                    if field in other.company and other.company[field][0] != value
                )
                if others:
                    column = SHEETS["company"].columns[field]
                    values = {"label": column.label, "others": others}
                    yield dossier, _finding("DOS-005", place, column, None, values)
