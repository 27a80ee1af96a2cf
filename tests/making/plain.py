"""One simple correct dossier, to be changed by a single value: the examples of the domain start from it."""

import datetime as dt
from typing import Any

from tests.making import law
from tests.making.draft import TODAY, Draft, Row
from tests.making.law import days, last_day, months_later

D = dt.date


def plain(
    step: int = 3,
    today: dt.date = TODAY,
    *,
    company: Row | None = None,
    tutor: Row | None = None,
    module: Row | None = None,
    learners: list[Row] | None = None,
    **learner: Any,
) -> Draft:
    """A dossier with one contract (or several: `learners`), one module each, one competence and one tutor.

    Changes are given by field; what depends on them follows: the end twelve months after the start, a fifth of the
    duration in training, a module over the whole contract, an evaluation every month.
    """
    rows: dict[str, list[Row]] = {"company": [_company(step) | (company or {})]}
    given = learners if learners is not None else [learner]
    rows["learners"] = [_learner(number, step, today, row) for number, row in enumerate(given, start=1)]
    rows["competences"] = [_COMPETENCE]
    rows["modules"] = [_module(row) | (module or {}) for row in rows["learners"]]
    rows["tutors"] = [_TUTOR | (tutor or {})] if step >= 4 else []
    rows["evaluations"] = []
    if step >= 5:
        rows["evaluations"] = [e for row in rows["learners"] for e in evaluated(row, monthly(row, today))]
    if step >= 6:
        rows["evaluations"] += [e for row in rows["learners"] for e in _final(row, today)]
    kinds = ("REFERENTIAL", "PATH", "CONVENTION", "CERFA", *(["REVIEW"] if step == 6 else []))
    rows["documents"] = [{"kind": kind, "file": f"{kind.lower()}.pdf"} for kind in kinds]
    return Draft("exemple", rows, today=today)


_COMPETENCE = {
    "code": "C1",
    "bloc": "Production",
    "title": "Régler une imprimante 3D",
    "certifying": False,
    "objective": "Obtenir une pièce conforme, seul, en une heure",
    "criterion": "Trois pièces de suite dans la tolérance",
}
_TUTOR = {
    "name": "Dominique Keller",
    "function": "Responsable de production",
    "is_employer": False,
    "experience": 8.0,
    "volunteer": True,
}


def _company(step: int) -> Row:
    return {
        "step": str(step),
        "name": "Atelier Martin",
        "siret": "99912345800013",
        "opco": "OPCO2I",
        "employer_kind": "COMPANY",
        "weekly_hours": 35.0,
        "job_title": "Chef d'atelier",
        "open_to_alternance": True,
        "training_service": False,
    }


def _learner(number: int, step: int, today: dt.date, changes: Row) -> Row:
    start = changes.get("start") or (changes["signed"] if "signed" in changes else D(2023, 1, 9))
    row: Row = {
        "contract": f"2023-{number:04d}",
        "last_name": f"Martin{number}",
        "first_name": "Camille",
        "birth_date": D(2002, 5, 14),
        "public": "JEUNE",
        "level": "GENERAL_BAC",
        "contract_kind": "CDD",
        "signed": start,
        "start": start,
        "end": last_day(start, 12),
        "weekly_hours": 35.0,
        "monthly_pay": 4000.0,
        **changes,
    }
    fifth = round(law.total_hours(row["start"], row["end"], row["weekly_hours"]) / 5, 1)
    row.setdefault("hours_planned", max(150.0, fifth))
    if step >= 4 or start < today <= row["end"]:
        row = {"sent_to_opco": max(row["signed"], start), **row}
    if step >= 4:
        row = {"tutor": _TUTOR["name"], **row}
    if step >= 5:
        row = {"positioning": start, **row}
    last = row.get("early_end") or row["end"]
    if step >= 6 and last <= today:
        row = {"hours_done": row["hours_planned"], "review": last, "review_outcome": "YES", **row}
        row = {"signatory": "Sacha Petit, gérante", "place": "Strasbourg", **row}
    return row


def _module(row: Row) -> Row:
    planned = row["hours_planned"]
    done = min(row["hours_done"] or planned, planned) if "hours_done" in row else None
    return {
        "hours_done": done,
        "code": f"M-{row['contract']}",
        "title": "Prise en main",
        "modality": "EXTERNAL",
        "provider": "Institut des procédés",
        "nda": "44670012367",
        "qualiopi": True,
        "hours": row["hours_planned"],
        "start": row["start"],
        "end": row["end"],
        "competences": "C1",
        "contracts": row["contract"],
    }


def monthly(row: Row, today: dt.date) -> list[dt.date]:
    """A day of every month of a contract, and its last day."""
    last = min(row.get("early_end") or row["end"], today)
    found = [months_later(row["start"], count) for count in range(1, 37)]
    return [*(day for day in found if day < last), last]


def evaluated(row: Row, on: list[dt.date], kind: str = "FORMATIVE", result: str = "IN_PROGRESS") -> list[Row]:
    """Evaluations of a contract on given days."""
    return [
        {
            "contract": row["contract"],
            "competence": "C1",
            "date": day,
            "kind": kind,
            "result": result,
            "evaluator": "Alix Weber",
        }
        for day in on
    ]


def _final(row: Row, today: dt.date) -> list[Row]:
    """The final evaluation of a contract that has ended, justified by a listed document."""
    last = row.get("early_end") or row["end"]
    found = evaluated(row, [last] if last <= today else [], "FINAL")
    return [one | {"evidence": "referential.pdf"} for one in found]


def with_evaluation(draft: Draft, day: dt.date, kind: str, **changes: Any) -> Draft:
    """The same dossier with one more evaluation, justified by a listed document."""
    row = evaluated(draft.learners[0], [day], kind)[0] | {"evidence": "referential.pdf"} | changes
    draft.evaluations.append(row)
    return draft


def evaluated_only(draft: Draft, *on: dt.date) -> Draft:
    """The same dossier with evaluations of its first contract on these days alone."""
    draft.rows["evaluations"] = evaluated(draft.learners[0], list(on))
    return draft


def before(day: dt.date) -> dt.date:
    return day - days(1)


def with_path(draft: Draft, **modules: tuple[str, str | None]) -> Draft:
    """The same dossier with other modules: by code, the competences that each aims at and the contracts it concerns.

    Modules for all share the hours of the first contract; one for some contracts gives them twenty hours more.
    """
    like, first = draft.modules[0], draft.learners[0]["hours_planned"]
    for_all = sum(contracts is None for _, contracts in modules.values())
    draft.rows["modules"] = []
    for code, (aims, some) in modules.items():
        hours = 20.0 if some else first / for_all
        done = None if like["hours_done"] is None else hours
        row = {"code": code, "competences": aims, "contracts": some, "hours": hours, "hours_done": done}
        draft.modules.append(like | row)
    for row in draft.learners:
        more = [some for _, some in modules.values() if some and row["contract"] in some]
        row["hours_planned"] += 20.0 * len(more)
    return draft


def with_competences(draft: Draft, count: int) -> Draft:
    """The same dossier with a référentiel of so many competences, C1 to Cn."""
    titles = ("Régler une machine", "Choisir un outil", "Mesurer une pièce", "Noter un écart")
    draft.rows["competences"] = [
        {**_COMPETENCE, "code": f"C{number}", "title": title, "objective": f"{title}, seul, en une heure"}
        for number, title in enumerate(titles[:count], start=1)
    ]
    return draft
