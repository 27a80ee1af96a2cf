"""Drafts of one contract for the tests of its papers."""

import datetime as dt
from typing import Any

from tests.making.correct import correct
from tests.making.draft import Draft, Row, codes
from tests.making.law import days

START = dt.date(2023, 1, 9)
END = dt.date(2023, 12, 29)
CONTRACT = "2023-0007"

_RESULTS = ("NOT_ACQUIRED", "IN_PROGRESS", "ACQUIRED")
_KINDS = ("FORMATIVE", "FORMATIVE", "SUMMATIVE", "FINAL")


def followed(competences: int = 5, each: int = 3, blocs: int = 2, step: int = 6, long: bool = False) -> Draft:
    """A contract at its end: so many competences in blocs, each evaluated so many times, hours done as planned."""
    draft = _one_contract(step)
    more = (
        " selon le dossier de fabrication, en sécurité, en autonomie et dans les délais annoncés"
        if long
        else ""
    )
    draft.rows["competences"] = [
        {
            "code": f"C{number + 1}",
            "bloc": f"Bloc {number * blocs // competences + 1}"
            + (" : conduite, réglage et entretien des machines de l'atelier" if long else ""),
            "title": f"Régler la machine n° {number + 1}{more}",
            "certifying": False,
            "objective": f"Obtenir seul une pièce conforme, cas {number + 1}",
            "criterion": "Trois pièces de suite dans la tolérance du plan",
        }
        for number in range(competences)
    ]
    draft.rows["modules"] = [
        module(
            "M1", "EXTERNAL", 140.0, *(f"C{n + 1}" for n in range(competences)), provider="Centre du Rhin"
        ),
        module("M2", "AFEST", 80.0, "C1", trainer="Alix Keller", provider=None),
        module("M3", "FOAD", 100.0, "C1", provider="Formapôle", nda="11754321098"),
    ]
    draft.rows["evaluations"] = [
        evaluation(f"C{number + 1}", turn, each, number)
        for turn in range(each)
        for number in range(competences)
    ]
    draft.rows["documents"] = [
        *(row for row in draft.documents if row["kind"] not in ("EVIDENCE", "REVIEW", "CONVENTION")),
        *({"kind": "CONVENTION", "file": f"convention {n}.pdf", "date": START - days(10)} for n in (1, 2)),
        *({"kind": "EVIDENCE", "file": row["evidence"]} for row in draft.evaluations if row["evidence"]),
        {"kind": "REVIEW", "file": "bilan.pdf", "contract": CONTRACT, "date": END},
    ]
    return draft


def _one_contract(step: int) -> Draft:
    """A correct dossier, with one learner for whom all is done by hand."""
    draft = correct(4, step=step).copy()
    draft.company.update(training_service=True)
    learner = draft.learners[0]
    draft.rows["learners"] = [learner]
    learner.update(
        contract=CONTRACT,
        last_name="O'Brien-Lefèvre",
        first_name="Zoé",
        birth_date=dt.date(2003, 5, 14),
        signed=START - days(3),
        start=START,
        end=END,
        early_end=None,
        weekly_hours=35.0,
        hours_planned=320.0,
        hours_done=320.0 if step == 6 else None,
        monthly_pay=1900.0,
        sent_to_opco=START,
        positioning=START + days(10),
    )
    if step == 6:
        learner.update(review=END, review_outcome="PARTLY", signatory="Sacha Petit, gérante", place="Le Mans")
    draft.tutors.append(
        {"name": "Alix Keller", "function": "Technicienne d'atelier", "roles": "AFEST_TRAINER"}
    )
    for row in draft.documents:
        if row.get("contract"):
            row["contract"] = CONTRACT
    return draft


def module(code: str, modality: str, hours: float, *aims: str, **changes: Any) -> Row:
    """A module over most of the contract, all its hours done."""
    row: Row = {
        "code": code,
        "title": f"Module {code}",
        "modality": modality,
        "hours": hours,
        "hours_done": hours,
        "start": START,
        "end": dt.date(2023, 11, 30),
        "competences": codes(*aims),
        "contracts": CONTRACT,
    }
    if modality in ("EXTERNAL", "FOAD"):
        row.update(nda="2A680045678", qualiopi=True)
    row.update(
        dict.fromkeys(
            ("afest_analysis", "afest_trainer", "afest_reflection", "afest_evaluation"), modality == "AFEST"
        )
    )
    row.update(dict.fromkeys(("foad_assistance", "foad_information", "foad_evaluation"), modality == "FOAD"))
    return row | changes


def evaluation(code: str, turn: int, turns: int, number: int) -> Row:
    """One of the evaluations of a competence, spread over the contract; the last one a bilan."""
    last = turn == turns - 1
    span = (END - START).days - 75
    day = END if last else START + days(40 + span * turn // max(turns - 1, 1) + number % 9)
    result = (min(2, (turn + 1) * 3 // turns - 1) if turns > 1 else 2) - (number % 4 == 3)
    return {
        "contract": CONTRACT,
        "competence": code,
        "date": day,
        "kind": "FINAL" if last else "FORMATIVE",
        "result": _RESULTS[max(result, 0)],
        "evaluator": "Alix Keller",
        "evidence": f"grille-{code}.pdf" if last else None,
    }


def with_another(draft: Draft, **changes: Any) -> Draft:
    """Give a dossier a second contract over the same modules, evaluated like the first one."""
    number = "2023-0008"
    draft.rows["learners"].append(
        draft.learners[0] | {"contract": number, "last_name": "Petit", "first_name": "Noé"} | changes
    )
    for row in draft.modules:
        row["contracts"] = codes(CONTRACT, number)
    draft.evaluations.extend([row | {"contract": number} for row in draft.evaluations])
    for kind in ("CERFA", "REVIEW"):
        draft.documents.append({"kind": kind, "file": f"{kind.lower()}-{number}.pdf", "contract": number})
    return draft
