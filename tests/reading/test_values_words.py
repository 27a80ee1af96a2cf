"""What a cell means: answers, choices, codes and texts as people type them, what they are read as, what is said."""

import datetime as dt
from typing import Any

import pytest

from tests.reading.workbooks import Formula, typed

APRIL_5 = dt.date(2023, 4, 5)
TIDIED = "LEC-103"
UNDERSTOOD = "LEC-105"
DAMAGED = "LEC-024"
DITTO = "LEC-020"
READ_AS_EMPTY = "LEC-120"
NO_ANSWER = "LEC-005"
NO_CHOICE = "LEC-006"

ANSWERS = [
    ("Oui", True, None),
    ("NON ", False, None),
    (True, True, None),
    (False, False, None),
    (Formula("=TRUE()", True), True, None),
    ("x", True, UNDERSTOOD),
    ("✓", True, UNDERSTOOD),
    ("vrai", True, UNDERSTOOD),
    ("O", True, UNDERSTOOD),
    (1, True, UNDERSTOOD),
    (0, False, UNDERSTOOD),
    ("n", False, UNDERSTOOD),
    ("oui, sous réserve", None, NO_ANSWER),
    ("oui/non", None, NO_ANSWER),
    ("☒ Oui", True, UNDERSTOOD),
    ("[x] non", False, UNDERSTOOD),
    ("☐ Oui ☒ Non", False, UNDERSTOOD),
    ("Oui ☐ Non ☒", False, UNDERSTOOD),
    ("✔️", True, UNDERSTOOD),
    ("☐ Oui", None, NO_ANSWER),
    ("☒ Oui ☒ Non", None, NO_ANSWER),
    ("☒", None, NO_ANSWER),
    ("oui\u200b", True, TIDIED),
    ("-", None, READ_AS_EMPTY),
    ("sans objet", None, READ_AS_EMPTY),
    ("à voir", None, NO_ANSWER),
    ("?", None, NO_ANSWER),
    (2, None, NO_ANSWER),
    (APRIL_5, None, NO_ANSWER),
]


@pytest.mark.parametrize(("value", "read_as", "code"), ANSWERS)
def test_yes_or_no(value: Any, read_as: bool | None, code: str | None) -> None:
    assert typed("modules.qualiopi", value) == (read_as, code)


CHOICES = [
    ("evaluations.result", "Acquis", "ACQUIRED", None),
    ("evaluations.result", "ACQUIS", "ACQUIRED", None),
    ("evaluations.result", "ACQUIRED", "ACQUIRED", None),
    ("evaluations.result", "En cours d’acquisition", "IN_PROGRESS", None),
    ("evaluations.result", "Non acquis", "NOT_ACQUIRED", None),
    ("evaluations.result", "Non-acquis", "NOT_ACQUIRED", None),
    ("evaluations.result", "Non aquis", "NOT_ACQUIRED", UNDERSTOOD),
    ("evaluations.result", "NA", "NOT_ACQUIRED", UNDERSTOOD),
    ("evaluations.result", "pas acquis", "NOT_ACQUIRED", UNDERSTOOD),
    ("evaluations.result", "inacquis", None, NO_CHOICE),
    ("evaluations.result", "Acquis / Non acquis", None, NO_CHOICE),
    ("evaluations.result", "Validé", None, NO_CHOICE),
    ("evaluations.result", "OK", None, NO_CHOICE),
    ("evaluations.result", "☐ Acquis ☒ Non acquis", "NOT_ACQUIRED", UNDERSTOOD),
    ("evaluations.result", "☐ Acquis", None, NO_CHOICE),
    ("evaluations.result", "-", None, READ_AS_EMPTY),
    ("evaluations.result", "Acquis\u200b", "ACQUIRED", TIDIED),
    ("learners.priority", "néant", "NONE", UNDERSTOOD),
    ("learners.priority", "/", None, READ_AS_EMPTY),
    ("company.opco", "Opco Uniformation", "UNIFORMATION", UNDERSTOOD),
    ("company.opco", "L'Opco de la Cohésion sociale", "UNIFORMATION", UNDERSTOOD),
    ("company.opco", "Opco", None, NO_CHOICE),
    ("company.opco", "OPCO AFDAS", "AFDAS", UNDERSTOOD),
    ("company.opco", "l’Opcommerce", "OPCO_COMMERCE", None),
    ("company.opco", "Opco Mobilité", "OPCO_MOBILITES", UNDERSTOOD),
    ("company.opco", "Opco Constructys", "CONSTRUCTYS", UNDERSTOOD),
    ("company.opco", "Opco Ocapiat", "OCAPIAT", UNDERSTOOD),
    ("evaluations.result", "1", None, NO_CHOICE),
    ("learners.contract_kind", "CDI", "CDI", None),
    ("learners.contract_kind", "cdd", "CDD", None),
    ("learners.contract_kind", "C.D.I.", None, NO_CHOICE),
    ("learners.contract_kind", "CDX", None, NO_CHOICE),
    ("learners.contract_kind", "durée indéterminée", "CDI", UNDERSTOOD),
    ("learners.contract_kind", "durée inderminée", None, NO_CHOICE),
    ("learners.level", "niveau 5", "L5", UNDERSTOOD),
    ("learners.level", "niveau 6", "L6", UNDERSTOOD),
    ("learners.level", "niveua 6", "L6", UNDERSTOOD),
    ("learners.level", "niveau 8", None, NO_CHOICE),
    ("learners.level", "niveau V", None, NO_CHOICE),
    ("learners.level", "niveau IV", None, NO_CHOICE),
    ("learners.level", 5, "L5", UNDERSTOOD),
    ("learners.level", "Baccalaureat general", "GENERAL_BAC", None),
    ("learners.public", "Jeune de 16 a 25 ans", "JEUNE", None),
    ("learners.public", "Jeunes de 16 à 25 ans", "JEUNE", UNDERSTOOD),
    ("learners.public", "Jeune de 16 à 29 ans", None, NO_CHOICE),
    ("learners.public", "Demandeur d'emploi de moins de 26 ans", None, NO_CHOICE),
    ("learners.public", "Bénéficiaire de l'AHS", None, NO_CHOICE),
    ("learners.priority", "prioritaire", None, NO_CHOICE),
    ("company.step", "3 - Valider le contrat", "3", None),
    ("company.step", 3, "3", None),
    ("company.step", "étape 3", "3", UNDERSTOOD),
    ("company.step", "7", None, NO_CHOICE),
    ("modules.modality", "Externe", "EXTERNAL", None),
    ("modules.modality", "externne", "EXTERNAL", UNDERSTOOD),
    ("modules.modality", "à distance", "FOAD", UNDERSTOOD),
    ("modules.modality", "interne/externe", None, NO_CHOICE),
    ("modules.modality", APRIL_5, None, NO_CHOICE),
]


@pytest.mark.parametrize(("where", "value", "read_as", "code"), CHOICES)
def test_choice(where: str, value: Any, read_as: str | None, code: str | None) -> None:
    assert typed(where, value) == (read_as, code)


CODES = [
    ("competences.code", "c1", "C1", None),
    ("competences.code", " C 1 ", "C 1", None),
    ("competences.code", 12.0, "12", None),
    ("competences.code", 1.5, "1.5", None),
    ("competences.code", dt.date(2026, 2, 1), None, "LEC-007"),
    ("competences.code", dt.time(1, 2), None, "LEC-007"),
    ("learners.contract", 20230001, "20230001", None),
    ("learners.contract", 123456789012345, "123456789012345", None),
    ("learners.contract", 1.23456789012345e17, None, DAMAGED),
    ("learners.contract", "1,23457E+17", None, DAMAGED),
    ("learners.contract", "PX\u2013001", "PX-001", TIDIED),
    ("learners.contract", "PX\u2011001", "PX-001", TIDIED),
    ("learners.contract", "PX\u00ad-001\ufeff", "PX-001", TIDIED),
    ("learners.contract", "'PX-001", "PX-001", TIDIED),
    ("documents.contract", "-", None, READ_AS_EMPTY),
    ("documents.contract", "néant", None, READ_AS_EMPTY),
    ("modules.competences", 1.2, "1,2", None),
    ("modules.contracts", "Tous les apprenants", None, None),
    ("modules.competences", "C1;C2", "C1;C2", None),
    ("modules.competences", "c1, c2 ;c3", "C1;C2;C3", None),
    ("modules.competences", "C1\nC2\n", "C1;C2", None),
    ("modules.competences", "C1;C1", "C1", None),
    ("modules.competences", 12, "12", None),
    ("modules.competences", "C1 et C2", "C1;C2", UNDERSTOOD),
    ("modules.competences", "C1, C2 et C3", "C1;C2;C3", UNDERSTOOD),
    ("modules.competences", "C1 C2 C3", "C1;C2;C3", UNDERSTOOD),
    ("modules.competences", "C1 à C4", "C1;C2;C3;C4", UNDERSTOOD),
    ("modules.competences", "C1 à C3 ; C7", "C1;C2;C3;C7", UNDERSTOOD),
    ("modules.competences", "C08 à C11", "C08;C09;C10;C11", UNDERSTOOD),
    ("modules.competences", "C4 à C1", "C4 À C1", None),
    ("modules.competences", "C1 à M4", "C1 À M4", None),
    ("modules.competences", "C1 à C1000000", "C1 À C1000000", None),
    ("modules.competences", ";", None, NO_CHOICE),
    ("modules.competences", dt.date(2026, 2, 1), None, "LEC-007"),
    ("modules.contracts", "2023/0001;2023/0002", "2023/0001;2023/0002", None),
]


@pytest.mark.parametrize(("where", "value", "read_as", "code"), CODES)
def test_codes(where: str, value: Any, read_as: str | None, code: str | None) -> None:
    assert typed(where, value) == (read_as, code)


IDENTIFIERS = [
    ("company.siret", "73282932000074", "73282932000074", None),
    ("company.siret", 73282932000074, "73282932000074", None),
    ("company.siret", "732 829 320 00074", "73282932000074", None),
    ("company.siret", "732\u00a0829\u202f320 00074", "73282932000074", None),
    ("company.siret", "'73282932000074", "73282932000074", TIDIED),
    ("company.siret", "73282932OOOO74", "73282932000074", TIDIED),
    ("company.siret", "7328293200OO75", "7328293200OO75", None),
    ("company.siret", "732 829 320 00074 (siège)", "73282932000074", TIDIED),
    ("company.siret", "SIRET : 732 829 320 00074", "73282932000074", TIDIED),
    # Excel took the zero in front away.
    ("company.siret", 5421234500018, "05421234500018", TIDIED),
    ("company.siret", "5421234500018", "05421234500018", TIDIED),
    # Thirteen digits that a zero does not make right stay as they are: a rule refuses them.
    ("company.siret", 5421234500019, "5421234500019", None),
    ("company.siret", "7.32829E+13", None, DAMAGED),
    ("company.siret", "7,32829E+13", None, DAMAGED),
    ("modules.nda", "11 75 55555 55 (préfecture)", "11755555555", TIDIED),
    ("company.naf", "62.01Z - Programmation informatique", "62.01Z", TIDIED),
    ("company.idcc", "Syntec (1486)", "1486", TIDIED),
    ("company.idcc", "Syntec (1486, 2024)", "Syntec (1486, 2024)", None),
    ("company.rome", "M1805 - Études et développement informatique", "M1805", TIDIED),
    ("company.rome", "M1805 ou M1806", "M1805 OU M1806", None),
    ("company.rome", "études", "ÉTUDES", None),
    ("competences.certification", "RNCP34126BC02 - Bloc 2, Imprimer", "RNCP34126BC02", TIDIED),
    ("competences.certification", "RNCP34126BC02 et BC03", "RNCP34126BC02 ET BC03", None),
    ("competences.certification", "néant", None, READ_AS_EMPTY),
    ("company.siret", "²²²²²²²²²²²²²", "²²²²²²²²²²²²²", None),
    ("modules.nda", "11755555555", "11755555555", None),
    ("modules.nda", "11 75 55555 55", "11755555555", None),
    ("modules.nda", 11755555555, "11755555555", None),
    ("modules.nda", 1755555555, "01755555555", TIDIED),
    ("modules.nda", "2A755555555", "2A755555555", None),
    ("company.naf", "62.01Z", "62.01Z", None),
    ("company.naf", "6201z", "62.01Z", None),
    ("company.naf", "62.01 Z", "62.01Z", None),
    ("company.naf", 6201, "6201", None),
    ("company.idcc", "1486", "1486", None),
    ("company.idcc", 44, "0044", TIDIED),
    ("company.idcc", "IDCC 44", "0044", TIDIED),
    ("company.idcc", "IDCC n° 1486", "1486", None),
    ("company.idcc", "1486 - Bureaux d'études", "1486", TIDIED),
    ("company.idcc", "Syntec", "Syntec", None),
    ("company.idcc", "²", "²", None),
    ("company.rome", "h2503", "H2503", None),
    ("company.rome", "H 25.03", "H2503", None),
    ("competences.certification", "rncp 34126 bc02", "RNCP34126BC02", None),
    ("competences.certification", "RNCP n° 34126", "RNCP34126", None),
    ("competences.certification", "RS-5801", "RS5801", None),
    ("competences.certification", 34126, "34126", None),
]


@pytest.mark.parametrize(("where", "value", "read_as", "code"), IDENTIFIERS)
def test_identifier(where: str, value: Any, read_as: str, code: str | None) -> None:
    assert typed(where, value) == (read_as, code)


TEXTS = [
    ("learners.last_name", "  Martin  ", "Martin", None),
    ("learners.last_name", "De  La\u00a0Tour", "De La Tour", None),
    ("learners.last_name", 12, "12", None),
    ("learners.place", "Lyon\n3e", "Lyon\n3e", None),
    ("learners.place", APRIL_5, "05/04/2023", None),
    ("learners.place", True, "VRAI", None),
    ("learners.place", "=1+1", "=1+1", None),
    ("learners.last_name", "Na", "Na", None),
    ("learners.last_name", "'t Hooft", "'t Hooft", None),
    ("learners.last_name", "Anne\u2011Marie", "Anne\u2011Marie", None),
    ("learners.last_name", "Mar\u00adtin", "Martin", TIDIED),
    ("learners.place", "Lyon 👩\u200d💻", "Lyon 👩\u200d💻", None),
    ("learners.place", "-", None, READ_AS_EMPTY),
    ("learners.place", "idem", None, DITTO),
    ("learners.place", "\u200b\ufeff", None, None),
    ("learners.place", "é" * 32_767, "é" * 32_767, None),
    ("learners.place", Formula("=A1", "Lyon"), "Lyon", None),
    ("learners.place", " \u00a0\n", None, None),
]


@pytest.mark.parametrize(("where", "value", "read_as", "code"), TEXTS)
def test_text(where: str, value: Any, read_as: str | None, code: str | None) -> None:
    assert typed(where, value) == (read_as, code)


ERRORS = ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("where", ["learners.place", "learners.birth_date", "modules.hours", "company.siret"])
def test_cell_in_error(where: str, error: str) -> None:
    assert typed(where, Formula("=Z99", error)) == (None, "LEC-001")


@pytest.mark.parametrize("error", [*ERRORS, "#NOM?", "#VALEUR!", "#NOMBRE!"])
def test_error_that_an_export_wrote_as_text(error: str) -> None:
    assert typed("learners.place", error) == (None, "LEC-001")
