"""What a cell means: hours, money and years: what people type, what it is read as, and what is said about it."""

import datetime as dt
from typing import Any

import pytest

from tests.reading.workbooks import Shown, typed

APRIL_5 = dt.date(2023, 4, 5)
TEXT_NUMBER = "LEC-102"
DITTO = "LEC-020"
READ_AS_EMPTY = "LEC-120"
NO_NUMBER = "LEC-004"

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
