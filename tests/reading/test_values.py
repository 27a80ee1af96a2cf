"""What a cell means, kind by kind: what people type, what it is read as, and what is said about it."""

import datetime as dt
from typing import Any

import pytest

from tests.reading.workbooks import Formula, Shown, typed

APRIL_5 = dt.date(2023, 4, 5)
TEXT_DATE, TEXT_NUMBER, TIDIED, UNDERSTOOD = "LEC-101", "LEC-102", "LEC-103", "LEC-105"
NEXT_DAY, WHICH_DAY, MONTH_FIRST, DAMAGED = "LEC-021", "LEC-022", "LEC-023", "LEC-024"
DITTO, READ_AS_EMPTY, WITH_TIME = "LEC-020", "LEC-120", "LEC-121"
NO_DATE, NO_NUMBER, NO_ANSWER, NO_CHOICE = "LEC-003", "LEC-004", "LEC-005", "LEC-006"

DATES = [
    (APRIL_5, APRIL_5, None),
    (dt.datetime(2023, 4, 5, 14, 30), APRIL_5, WITH_TIME),
    (Shown(45021, "mmm yyyy"), APRIL_5, None),
    (Shown(45021, "[$-40C]dddd d mmmm yyyy"), APRIL_5, None),
    (45021, APRIL_5, TEXT_DATE),
    (45021.75, APRIL_5, TEXT_DATE),
    (20230405, APRIL_5, TEXT_DATE),
    ("05/04/2023", APRIL_5, TEXT_DATE),
    (" 05/04/2023 ", APRIL_5, TEXT_DATE),
    ("5/4/2023", APRIL_5, TEXT_DATE),
    ("5.4.2023", APRIL_5, TEXT_DATE),
    ("05-04-23", APRIL_5, TEXT_DATE),
    ("05 04 2023", APRIL_5, TEXT_DATE),
    ("2023-04-05", APRIL_5, TEXT_DATE),
    ("2023/4/5", APRIL_5, TEXT_DATE),
    ("2023-04-05T00:00:00", APRIL_5, TEXT_DATE),
    ("2023-04-05T00:00:00.000Z", APRIL_5, TEXT_DATE),
    ("05/04/2023 14:30", APRIL_5, TEXT_DATE),
    ("05/04/2023 à 14h30", APRIL_5, TEXT_DATE),
    ("20230405", APRIL_5, TEXT_DATE),
    ("25042023", dt.date(2023, 4, 25), TEXT_DATE),
    ("5 avril 2023", APRIL_5, TEXT_DATE),
    ("5 AVRIL 2023", APRIL_5, TEXT_DATE),
    ("5\u00a0avril\u00a02023", APRIL_5, TEXT_DATE),
    ("5 avr. 2023", APRIL_5, TEXT_DATE),
    ("05-avr-23", APRIL_5, TEXT_DATE),
    ("1er mai 2023", dt.date(2023, 5, 1), TEXT_DATE),
    ("mercredi 5 avril 2023", APRIL_5, TEXT_DATE),
    ("le mercredi 5 avril 2023", APRIL_5, TEXT_DATE),
    ("le 5 avril 2023", APRIL_5, TEXT_DATE),
    ("29/02/2024", dt.date(2024, 2, 29), TEXT_DATE),
    # Not certain, or no day at all.
    ("lundi 5 avril 2023", None, NO_DATE),
    ("vers 5 avril 2023", None, NO_DATE),
    ("avr. 2023", None, NO_DATE),
    ("avril 2023", None, NO_DATE),
    ("2023", None, NO_DATE),
    (2023, None, NO_DATE),
    ("5 jui 2023", None, NO_DATE),
    ("31/02/2023", None, NO_DATE),
    ("04/25/2023", None, MONTH_FIRST),
    ("41023", None, NO_DATE),
    ("mar. 5 avril 2023", None, NO_DATE),
    # Midnight in Paris, as exports write it; the evening of a day, which may be that.
    ("2023-04-04T22:00:00.000Z", APRIL_5, NEXT_DAY),
    ("2023-04-04T22:00:00+00:00", APRIL_5, NEXT_DAY),
    ("2023-01-04T23:00:00Z", dt.date(2023, 1, 5), NEXT_DAY),
    ("1965-07-13T23:00:00Z", dt.date(1965, 7, 14), NEXT_DAY),
    ("2023-04-05T00:00:00+02:00", APRIL_5, TEXT_DATE),
    (dt.datetime(2023, 4, 4, 23, 50, 39), APRIL_5, NEXT_DAY),
    (dt.datetime(2023, 4, 4, 23, 59, 39), APRIL_5, NEXT_DAY),
    (Shown(45020.99999999, "dd/mm/yyyy"), APRIL_5, NEXT_DAY),
    ("04/04/2023 23:50:39", APRIL_5, NEXT_DAY),
    (45020.993506944, APRIL_5, NEXT_DAY),
    ("2023-04-04T22:30:00Z", None, WHICH_DAY),
    (dt.datetime(2023, 4, 4, 22), None, WHICH_DAY),
    ("04/01/2023 23:00", None, WHICH_DAY),
    (dt.datetime(2023, 4, 4, 23), dt.date(2023, 4, 4), WITH_TIME),
    # Signs that nobody sees, or that only look alike.
    ("\u200e05/04/2023", APRIL_5, TEXT_DATE),
    ("'05/04/2023", APRIL_5, TEXT_DATE),
    ("05\u201304\u20112023", APRIL_5, TEXT_DATE),
    ("O5/O4/2O23", APRIL_5, TEXT_DATE),
    ("05 / 04 / 2023", APRIL_5, TEXT_DATE),
    ("mer. 5 avril 2023", APRIL_5, TEXT_DATE),
    ("Mercredi 05/04/2023", APRIL_5, TEXT_DATE),
    ("mercredi, 5 avril 2023", APRIL_5, TEXT_DATE),
    ("45021", APRIL_5, TEXT_DATE),
    ("-", None, READ_AS_EMPTY),
    ("N/A", None, READ_AS_EMPTY),
    ("idem", None, DITTO),
    ('"', None, DITTO),
    ("00/04/2023", None, NO_DATE),
    ("05/04/0023", None, NO_DATE),
    ("20101012", dt.date(2010, 10, 12), TEXT_DATE),
    ("courant avril", None, NO_DATE),
    ("à définir", None, NO_DATE),
    ("05/04/2023 ou 06/04/2023", None, NO_DATE),
    ("٠٥/٠٤/٢٠٢٣", None, NO_DATE),
    ("²/04/2023", None, NO_DATE),
    (0, None, NO_DATE),
    (-5, None, NO_DATE),
    (1e300, None, NO_DATE),
    (Shown(-5, "dd/mm/yyyy"), None, NO_DATE),
    (Shown(9e9, "dd/mm/yyyy"), None, NO_DATE),
    (Shown(0.3, "dd/mm/yyyy"), None, NO_DATE),
    (dt.time(14, 30), None, NO_DATE),
    (dt.timedelta(hours=30), None, NO_DATE),
    (dt.date(1900, 1, 1), dt.date(1900, 1, 1), None),
    (dt.date(2150, 1, 1), None, NO_DATE),
    (True, None, NO_DATE),
]


@pytest.mark.parametrize(("value", "read_as", "code"), DATES)
def test_date(value: Any, read_as: dt.date | None, code: str | None) -> None:
    assert typed("learners.birth_date", value) == (read_as, code)


@pytest.mark.parametrize("day", range(1, 13))
def test_day_comes_first_always(day: int) -> None:
    assert typed("learners.birth_date", f"{day:02d}/04/2023")[0] == dt.date(2023, 4, day)


@pytest.mark.parametrize(
    ("value", "code"), [(APRIL_5, None), (dt.datetime(2023, 4, 5, 8), WITH_TIME), (45021 - 1462, TEXT_DATE)]
)
def test_date_of_a_workbook_that_counts_from_1904(value: Any, code: str | None) -> None:
    assert typed("learners.birth_date", value, date_1904=True) == (APRIL_5, code)


HOURS = [
    (35, 35, None),
    (35.5, 35.5, None),
    (0, 0, None),
    (Shown(0.35, "0%"), 0.35, None),
    ("35", 35, TEXT_NUMBER),
    ("35,5", 35.5, TEXT_NUMBER),
    ("35.5", 35.5, TEXT_NUMBER),
    ("35 h", 35, TEXT_NUMBER),
    ("35 heures", 35, TEXT_NUMBER),
    ("35h30", 35.5, TEXT_NUMBER),
    ("35 H 30", 35.5, TEXT_NUMBER),
    ("35 h 30 min", 35.5, TEXT_NUMBER),
    ("35:30", 35.5, TEXT_NUMBER),
    ("1 250", 1250, TEXT_NUMBER),
    ("1\u00a0250", 1250, TEXT_NUMBER),
    ("1\u202f250,5", 1250.5, TEXT_NUMBER),
    ("1\u2009250", 1250, TEXT_NUMBER),
    ("151,667", 151.667, TEXT_NUMBER),
    (dt.timedelta(hours=35, minutes=30), 35.5, TEXT_NUMBER),
    (dt.time(7, 30), 7.5, TEXT_NUMBER),
    ("0,125", 0.125, TEXT_NUMBER),
    ("environ 150", None, NO_NUMBER),
    ("150 h environ", None, NO_NUMBER),
    ("35h75", None, NO_NUMBER),
    ("35 €", None, NO_NUMBER),
    ("35 ans", None, NO_NUMBER),
    ("35 %", None, NO_NUMBER),
    ("1.250", None, NO_NUMBER),
    ("3 5", None, NO_NUMBER),
    ("12 34", None, NO_NUMBER),
    ("trente-cinq", None, NO_NUMBER),
    ("1e3", None, NO_NUMBER),
    ("inf", None, NO_NUMBER),
    ("nan", None, NO_NUMBER),
    ("٣٥", None, NO_NUMBER),
    ("35²", None, NO_NUMBER),
    ("9" * 400, None, NO_NUMBER),
    ("-", None, READ_AS_EMPTY),
    ("néant", None, READ_AS_EMPTY),
    ("NC", None, READ_AS_EMPTY),
    ("idem", None, DITTO),
    ("35\u200b", 35, TEXT_NUMBER),
    ("'35", 35, TEXT_NUMBER),
    ("35O", 350, TEXT_NUMBER),
    ("O", None, NO_NUMBER),
    ("\u22125", -5, TEXT_NUMBER),
    ("35 h/semaine", None, NO_NUMBER),
    # More than a day of hours in a cell of hours and minutes: the cell shows 11:00, 35:00 was typed.
    (Shown(35 / 24, "h:mm"), 35, TEXT_NUMBER),
    (Shown(392 / 24, "hh:mm"), 392, TEXT_NUMBER),
    (Shown(35, "dd/mm/yyyy"), None, NO_NUMBER),
    (True, None, NO_NUMBER),
    (APRIL_5, None, NO_NUMBER),
]


@pytest.mark.parametrize(("value", "read_as", "code"), HOURS)
def test_hours(value: Any, read_as: float | None, code: str | None) -> None:
    assert typed("learners.hours_planned", value) == (read_as, code)


WEEKLY_HOURS = [
    (35, 35, None),
    ("35 h/semaine", 35, TEXT_NUMBER),
    ("35h/sem.", 35, TEXT_NUMBER),
    ("35 heures hebdo", 35, TEXT_NUMBER),
    ("35,5 heures par semaine", 35.5, TEXT_NUMBER),
    ("35 h par jour", None, NO_NUMBER),
    ("151,67 h/mois", None, NO_NUMBER),
]


@pytest.mark.parametrize(("value", "read_as", "code"), WEEKLY_HOURS)
@pytest.mark.parametrize("where", ["learners.weekly_hours", "company.weekly_hours"])
def test_hours_of_a_week(where: str, value: Any, read_as: float | None, code: str | None) -> None:
    assert typed(where, value) == (read_as, code)


def test_hours_of_a_cell_of_time_in_a_workbook_that_counts_from_1904() -> None:
    assert typed("learners.hours_planned", Shown(35 / 24, "h:mm"), date_1904=True) == (35, TEXT_NUMBER)


MONEY = [
    (1250, 1250, None),
    ("1250 €", 1250, TEXT_NUMBER),
    ("1 250,00 €", 1250, TEXT_NUMBER),
    ("1\u202f250,00\u00a0€", 1250, TEXT_NUMBER),
    ("1.250,00", 1250, TEXT_NUMBER),
    ("1'250.50", 1250.5, TEXT_NUMBER),
    ("1 250.50 euros", 1250.5, TEXT_NUMBER),
    ("1250,5 EUR bruts", 1250.5, TEXT_NUMBER),
    ("1.250", None, NO_NUMBER),
    ("1,250", None, NO_NUMBER),
    ("1250 h", None, NO_NUMBER),
    ("€ 1 250,00", 1250, TEXT_NUMBER),
    ("1250 €uros", 1250, TEXT_NUMBER),
    ("1 250,00 € brut/mois", 1250, TEXT_NUMBER),
    ("1 250 € bruts mensuels", 1250, TEXT_NUMBER),
    ("1250 € net", None, NO_NUMBER),
    ("15000 €/an", None, NO_NUMBER),
    ("(1 250,00)", None, NO_NUMBER),
    ("sans objet", None, READ_AS_EMPTY),
    ("1250 $", None, NO_NUMBER),
    ("SMIC", None, NO_NUMBER),
    (dt.timedelta(hours=30), None, NO_NUMBER),
]


@pytest.mark.parametrize(("value", "read_as", "code"), MONEY)
def test_money(value: Any, read_as: float | None, code: str | None) -> None:
    assert typed("learners.monthly_pay", value) == (read_as, code)


@pytest.mark.parametrize(
    ("value", "read_as", "code"),
    [(8, 8, None), ("8 ans", 8, TEXT_NUMBER), ("18 mois", None, NO_NUMBER), ("8 h", None, NO_NUMBER)],
)
def test_years(value: Any, read_as: float | None, code: str | None) -> None:
    assert typed("tutors.experience", value) == (read_as, code)


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
