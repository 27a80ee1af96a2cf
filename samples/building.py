"""Reads an invented dossier from its TOML file and adds what follows from the rest."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from filling import Dossier, Values, siret

FOLDER = Path(__file__).parent / "dossiers"

_COMPLETE = {
    "AFEST": ("afest_analysis", "afest_trainer", "afest_reflection", "afest_evaluation"),
    "FOAD": ("foad_assistance", "foad_information", "foad_evaluation"),
}
_KINDS = {"P": "POSITIONING", "F": "FORMATIVE", "S": "SUMMATIVE", "B": "FINAL"}
_RESULTS = {"A": "ACQUIRED", "E": "IN_PROGRESS", "N": "NOT_ACQUIRED"}


def load(name: str) -> Dossier:
    """Read `dossiers/<name>.toml`.

    The file holds the values of the sheets by field. What is derived from them: the SIRET (from `stem`), the
    usual answers, the elements of AFEST and FOAD, NDA and Qualiopi of the `[providers]`, the documents (dated
    `prepared`). Evaluations are written by contract, a line for a date: `2023-02-10 F C1A C2E` is formative,
    C1 acquired, C2 in progress.
    """
    facts = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    providers = facts.get("providers", {})
    dossier: Dossier = {
        "company": _company(facts["company"]),
        "learners": [_learner(row) for row in facts.get("learners", [])],
        "competences": [
            {"certifying": "certification" in row, **row} for row in facts.get("competences", [])
        ],
        "modules": [_module(row, providers) for row in facts.get("modules", [])],
        "tutors": [_tutor(row) for row in facts.get("tutors", [])],
        "evaluations": [
            row
            for contract, lines in facts.get("evaluations", {}).items()
            for row in _evaluations(contract, lines)
        ],
    }
    if dossier["learners"]:
        dossier["documents"] = _documents(dossier, facts["prepared"])
    return dossier


def _company(facts: Values) -> Values:
    usual = {
        "employer_kind": "COMPANY",
        "weekly_hours": 35,
        "open_to_alternance": True,
        "training_service": False,
    }
    return {**usual, "siret": siret(facts.pop("stem")), **facts}


def _learner(facts: Values) -> Values:
    usual = {"public": "JEUNE", "priority": "NONE", "contract_kind": "CDD", "weekly_hours": 35}
    return {**usual, **facts}


def _tutor(facts: Values) -> Values:
    return {"is_employer": False, "volunteer": True, "other_learners": 0, **facts}


def _module(facts: Values, providers: dict[str, str]) -> Values:
    row: Values = {**facts, **dict.fromkeys(_COMPLETE.get(facts["modality"], ()), True)}
    if "provider" in row:
        row |= {"nda": providers[row["provider"]], "qualiopi": True}
    return row


def _evaluations(contract: str, lines: dict[str, Any]) -> list[Values]:
    return [
        {
            "contract": contract,
            "competence": result[:-1],
            "date": dt.date.fromisoformat(date),
            "kind": _KINDS[kind],
            "result": _RESULTS[result[-1]],
            "evaluator": lines["evaluator"],
            "evidence": f"{contract}_{date}.pdf",
        }
        for date, kind, *results in map(str.split, lines["lines"])
        for result in results
    ]


def _documents(dossier: Dossier, prepared: dt.date) -> list[Values]:
    """List the documents that the rows of `dossier` call for."""
    names = ["referentiel_metier", "parcours_de_formation"]
    providers = dict.fromkeys(row["provider"] for row in dossier["modules"] if "provider" in row)
    conventions = [f"convention_{_file_name(name)}" for name in providers]
    rows: list[Values] = [
        {"kind": kind, "file": f"{name}.pdf", "date": prepared}
        for kind, name in [
            *zip(("REFERENTIAL", "PATH"), names, strict=True),
            *(("CONVENTION", name) for name in conventions or ["convention_formation_interne"]),
        ]
    ]
    for learner in dossier["learners"]:
        rows.append(_about(learner, "CERFA", "cerfa", learner["signed"]))
    for tutor in dossier["tutors"]:
        if "training_date" in tutor:
            file = f"formation_tuteur_{_file_name(tutor['name'])}.pdf"
            rows.append({"kind": "TUTOR_TRAINING", "file": file, "date": tutor["training_date"]})
    evidence = {(row["contract"], row["date"], row["evidence"]) for row in dossier["evaluations"]}
    for contract, date, file in sorted(evidence):
        rows.append({"kind": "EVIDENCE", "file": file, "date": date, "contract": contract})
    for learner in dossier["learners"]:
        if "review" in learner:
            rows.append(_about(learner, "REVIEW", "bilan", learner["review"]))
    return rows


def _about(learner: Values, kind: str, name: str, date: dt.date) -> Values:
    contract = learner["contract"]
    return {"kind": kind, "file": f"{name}_{contract}.pdf", "date": date, "contract": contract}


def _file_name(text: str) -> str:
    return text.replace(" ", "_")
