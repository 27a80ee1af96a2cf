"""The workbook of a hurried company: a right dossier with typical mistakes on every sheet."""

import datetime as dt
from typing import Any

from filling import Dossier, filled, put
from openpyxl import Workbook

# Sheet, field, row of the dossier (from 0), what stands there instead, and why a company would write it.
_CELLS: list[tuple[str, str, int, Any, str]] = [
    ("company", "siret", 0, None, "one digit of the SIRET mistyped (filled in below)"),
    ("company", "naf", 0, "2511", "NAF code without its letter"),
    ("company", "opco", 0, None, "Opco forgotten"),
    ("learners", "birth_date", 0, None, "birth date forgotten"),
    ("learners", "signed", 0, "31/02/2023", "a day that does not exist, as text"),
    ("learners", "hours_planned", 1, 120, "under 150 h, under 15 %, and not the sum of the modules"),
    ("learners", "tutor", 1, "Ludovic Marchegay", "tutor who is not in Tuteurs"),
    ("learners", "sent_to_opco", 1, dt.date(2023, 2, 20), "sent fourteen days after the start"),
    ("learners", "end", 2, dt.date(2022, 2, 5), "wrong year: end before start"),
    ("learners", "monthly_pay", 2, "#N/A", "lookup that failed in the company's own workbook"),
    ("competences", "objective", 2, None, "objective forgotten"),
    ("competences", "code", 4, "C4", "code used twice"),
    ("modules", "afest_reflection", 0, "Non", "AFEST without reflexive phases"),
    ("modules", "nda", 1, None, "outside provider without NDA"),
    ("modules", "qualiopi", 1, "Non", "outside provider without Qualiopi"),
    ("modules", "competences", 2, "C4;C9", "unknown competence"),
    ("modules", "end", 2, dt.date(2024, 3, 15), "module that goes on after the contract"),
    ("modules", "hours", 3, "50 h environ", "hours in words"),
    ("evaluations", "contract", 4, "PE-2023-0999", "evaluation of an unknown contract"),
    ("evaluations", "date", 7, dt.date(2023, 4, 14), "C3 evaluated before its module began"),
    ("evaluations", "evidence", 6, "scan0012.pdf", "evidence that is not in Pièces"),
    ("evaluations", "result", 8, "Validé", "a word that is not in the list"),
    ("evaluations", "date", 10, dt.date(2032, 9, 28), "wrong year: in the future"),
    ("tutors", "experience", 0, 1, "tutor with one year of experience"),
    ("tutors", "volunteer", 0, "Non", "tutor who is not a volunteer"),
    ("documents", "kind", 0, None, "kind of document forgotten: the référentiel is missing"),
    ("documents", "file", 4, None, "file name of a CERFA forgotten"),
]


def faulty(dossier: Dossier) -> Workbook:
    """The template with the values of `dossier` and the mistakes in place of some of them."""
    workbook = filled(dossier)
    for sheet, field, row, value, _ in _CELLS:
        put(workbook, sheet, field, row, value)
    right = dossier["company"]["siret"]
    put(workbook, "company", "siret", 0, right[:-1] + str((int(right[-1]) + 1) % 10))
    return workbook
