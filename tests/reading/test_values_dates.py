"""What a cell means: days: what people type, what it is read as, and what is said about it."""

import datetime as dt
from typing import Any

import pytest

from tests.reading.workbooks import Shown, typed

APRIL_5 = dt.date(2023, 4, 5)
TEXT_DATE = "LEC-101"
NEXT_DAY = "LEC-021"
WHICH_DAY = "LEC-022"
MONTH_FIRST = "LEC-023"
DITTO = "LEC-020"
READ_AS_EMPTY = "LEC-120"
WITH_TIME = "LEC-121"
NO_DATE = "LEC-003"

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
