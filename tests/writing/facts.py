"""Invented facts that the tests of the outputs are made from; no person or company exists."""

import datetime as dt
import hashlib
from pathlib import PurePosixPath
from typing import Any

from proexp_batch.decision.facts import (
    Attestation,
    BlocResult,
    CompetenceResult,
    ContractDecision,
    DossierDecision,
    ModalityHours,
    Provider,
    Run,
    Status,
    Written,
)
from proexp_batch.model.findings import Finding, Severity

RUN = Run(
    today=dt.date(2023, 4, 5),
    started=dt.datetime(2023, 4, 5, 7, 30, 0, tzinfo=dt.UTC),
    finished=dt.datetime(2023, 4, 5, 7, 30, 42, tzinfo=dt.UTC),
    ignored=(PurePosixPath("lettre.docx"), PurePosixPath("Été/~$dossier.xlsx")),
)

_TITLES = (
    "Régler une imprimante 3D selon le dossier de fabrication",
    "Contrôler la conformité dimensionnelle d'une pièce et noter les écarts dans le registre de l'atelier",
    "Planifier une intervention de maintenance",
    "Expliquer à un client l'état d'avancement de sa commande",
)
_OBJECTIVES = (
    "Obtenir une pièce conforme au plan, seul, en une heure",
    "Mesurer dix pièces sans erreur de lecture, au pied à coulisse puis au micromètre, et remplir une fiche",
    "Tenir un planning d'une semaine",
    "Conduire un entretien de dix minutes",
)
_RESULTS = ("ACQUIRED", "ACQUIRED", "IN_PROGRESS", "ACQUIRED", None, "ACQUIRED", "NOT_ACQUIRED")


def competence(index: int, result: str | None = "ACQUIRED", **changes: Any) -> CompetenceResult:
    values: dict[str, Any] = {
        "code": f"C{index + 1}",
        "title": _TITLES[index % len(_TITLES)],
        "objective": _OBJECTIVES[index % len(_OBJECTIVES)],
        "result": result,
        "date": None if result is None else dt.date(2023, 1 + index % 3, 10 + index % 15),
        "kind": None if result is None else "FINAL",
        "addressed": True,
    }
    return CompetenceResult(**(values | changes))


def bloc_of(*competences: CompetenceResult) -> BlocResult:
    return bloc("Conduite des machines", (), competences)


def bloc(
    title: str, certifications: tuple[str, ...], competences: tuple[CompetenceResult, ...], **changes: Any
) -> BlocResult:
    values: dict[str, Any] = {"size": len(competences), "partly_certifying": False}
    return BlocResult(title, certifications, competences, **(values | changes))


def blocs(count: int) -> tuple[BlocResult, ...]:
    """`count` competences in blocs of at most eight, every other bloc certifying."""
    every = [competence(index, _RESULTS[index % len(_RESULTS)]) for index in range(count)]
    names = (
        "Conduite des machines",
        "Qualité et sécurité",
        "Relation avec les clients",
        "Organisation",
        "Maintenance",
    )
    return tuple(
        bloc(
            title=names[start // 8 % len(names)],
            certifications=("RNCP34126BC02",) if start // 8 % 2 == 0 else (),
            competences=tuple(every[start : start + 8]),
        )
        for start in range(0, count, 8)
    )


def attestation(competences: int = 4, **changes: Any) -> Attestation:
    values: dict[str, Any] = {
        "number": "AFF-7K3M-92QX",
        "contract": "2022-0451",
        "contract_kind": "CDD",
        "company": "Atelier Fictif du Rhône",
        "siret": "73282932000074",
        "opco": "Opco 2i",
        "job_title": "Opérateur en fabrication additive",
        "rome": "H2503",
        "learner": "Camille Exemple-Martin",
        "birth_date": dt.date(2001, 5, 1),
        "start": dt.date(2022, 4, 1),
        "end": dt.date(2023, 3, 31),
        "planned_end": dt.date(2023, 3, 31),
        "early_end": False,
        "hours_planned": 315,
        "hours_done": 301.5,
        "modalities": (
            ModalityHours("INTERNAL", 105, 105),
            ModalityHours("EXTERNAL", 140, 126.5),
            ModalityHours("AFEST", 42, 42),
            ModalityHours("FOAD", 28, None),
        ),
        "in_house": True,
        "providers": (Provider("Institut des procédés", "44670012367"), Provider("Centre du Rhin", None)),
        "blocs": blocs(competences),
        "place": "Lyon",
        "signatory": "Dominique Modèle",
        "issued": None,
    }
    return Attestation(**(values | changes))


def finding(code: str = "APP-012", severity: Severity = Severity.BLOCKING, **changes: Any) -> Finding:
    values: dict[str, Any] = {
        "code": code,
        "severity": severity,
        "sheet": "Apprenants",
        "cells": ("D5", "D6", "D7"),
        "column": "Date de naissance",
        "message": "La personne n'a pas l'âge requis à la date de signature.",
        "detail": "05/04/2009 : 13 ans au 05/04/2023.",
        "fix": "Vérifiez la date de naissance et la date de signature.",
        "contracts": ("2022-0451",),
    }
    return Finding(**(values | changes))


def contract(number: str = "2022-0451", status: Status = Status.ACCEPTED, **changes: Any) -> ContractDecision:
    values: dict[str, Any] = {
        "number": number,
        "learner": "Camille Exemple-Martin",
        "start": dt.date(2022, 4, 1),
        "end": dt.date(2023, 3, 31),
        "status": status,
        "attestation": attestation(contract=number) if status is Status.ACCEPTED else None,
        "reason": None if status is Status.ACCEPTED else "Un constat bloquant concerne ce contrat.",
    }
    return ContractDecision(**(values | changes))


def dossier(
    file: str = "entreprise.xlsx", status: Status = Status.ACCEPTED, **changes: Any
) -> DossierDecision:
    readable = status not in (Status.UNREADABLE, Status.DUPLICATE)
    values: dict[str, Any] = {
        "file": PurePosixPath(file),
        "sha256": hashlib.sha256(file.encode("utf-8", "surrogateescape")).hexdigest(),
        "folder": PurePosixPath(file).with_suffix(""),
        "status": status,
        "step": 6 if readable else None,
        "company": "Atelier Fictif du Rhône" if readable else None,
        "findings": (),
        "contracts": (contract(status=status),) if readable else (),
        "problem": None if readable else "Le fichier est protégé par un mot de passe.",
    }
    return DossierDecision(**(values | changes))


def batch() -> tuple[list[DossierDecision], list[Written]]:
    """A dozen dossiers in all states, with findings of twenty rules."""
    states = (
        Status.ACCEPTED, Status.TO_CORRECT, Status.ACCEPTED_WITH_WARNINGS, Status.TO_CORRECT,
        Status.ACCEPTED, Status.UNREADABLE, Status.DUPLICATE, Status.ACCEPTED_WITH_WARNINGS,
        Status.ACCEPTED, Status.TO_CORRECT, Status.ACCEPTED, Status.ACCEPTED,
    )  # fmt: skip
    decisions, written = [], []
    for index, status in enumerate(states):
        file = f"Région Sud/Été 100% n°{index} #bis/entreprise {index}.xlsx"
        findings = [_batch_finding(index, other, status) for other in range(3 * (index % 4))]
        if status is Status.DUPLICATE:
            findings = [finding("FIC-002", Severity.INFO, sheet=None, cells=(), column=None)]
        one = dossier(file, status, findings=tuple(findings), step=1 + index % 6)
        if status in (Status.UNREADABLE, Status.DUPLICATE):
            one = dossier(file, status, findings=tuple(findings))
        decisions.append(one)
        folder = one.folder
        outputs = {}
        if status is not Status.UNREADABLE:
            outputs["annotated"] = folder / "annoté #1 à 100%.xlsx"
        if status is Status.ACCEPTED:
            outputs["attestations"] = folder / "attestations.xlsx"
        written.append(Written(outputs))
    return decisions, written


def _batch_finding(index: int, other: int, status: Status) -> Finding:
    severities = [Severity.WARNING, Severity.INFO]
    if status is Status.TO_CORRECT:
        severities.insert(0, Severity.BLOCKING)
    rule = (index * other + other) % 20
    return finding(
        f"MOD-{rule:03}",
        severities[other % len(severities)],
        sheet="Modules",
        column="Durée (h)",
        cells=(f"F{other + 5}",),
        message=f"La durée du module dépasse ce que la convention annonce (règle inventée {rule}).",
        detail="=1+1 heures au lieu de 14 h",
    )
