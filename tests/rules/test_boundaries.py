"""Both sides of every limit: who may sign, when, for how long, for how many hours, for what pay."""

import datetime as dt
from itertools import pairwise

import pytest

from tests.making.opco import open_ended
from tests.making.plain import D, before, plain
from tests.rules.boundaries import Example, told_of

REGIMES = [
    Example("signed the day before the scheme exists", plain(signed=D(2018, 12, 27)), "APP-010"),
    Example("signed on its first day", plain(signed=D(2018, 12, 28))),
    Example("signed on its second day", plain(signed=D(2018, 12, 29))),
    Example("signed the day before its last", plain(signed=D(2023, 12, 27))),
    Example("signed on its last day", plain(signed=D(2023, 12, 28))),
    Example("signed the day after", plain(signed=D(2023, 12, 29)), "APP-011"),
    Example("signed on the last day the Opcos announced", plain(signed=D(2023, 12, 31)), "APP-011"),
    Example("signed on the first tolerated day", plain(signed=D(2024, 1, 1)), "APP-011"),
    Example("signed on the last tolerated day", plain(signed=D(2024, 12, 31)), "APP-011"),
    Example("signed when nothing allows it any more", plain(signed=D(2025, 1, 1)), "APP-010"),
    Example("starts in 2024, signed in time", plain(signed=D(2023, 12, 28), start=D(2024, 1, 8))),
    Example("signed today", plain(today=D(2023, 6, 1), signed=D(2023, 6, 1))),
    Example("signed tomorrow", plain(today=D(2023, 6, 1), signed=D(2023, 6, 2)), "APP-012"),
    Example("starts on the day of signature", plain(signed=D(2023, 1, 9), start=D(2023, 1, 9))),
    Example("starts the day before", plain(signed=D(2023, 1, 10), start=D(2023, 1, 9)), "APP-020"),
]

SIGNED = D(2023, 3, 1)


def born(birth: dt.date, public: str = "JEUNE", signed: dt.date = SIGNED, **more: object):
    return plain(birth_date=birth, public=public, signed=signed, **more)


AGES = [
    Example("16 the day before", born(D(2007, 2, 28))),
    Example("16 on the day", born(D(2007, 3, 1))),
    Example("16 tomorrow", born(D(2007, 3, 2)), "APP-004"),
    Example("26 tomorrow, young", born(D(1997, 3, 2))),
    Example("26 on the day, young", born(D(1997, 3, 1)), "APP-005"),
    Example("26 on the day, job seeker", born(D(1997, 3, 1), "DE26")),
    Example("26 tomorrow, job seeker", born(D(1997, 3, 2), "DE26"), "APP-006"),
    Example("26 tomorrow, RSA", born(D(1997, 3, 2), "RSA")),
    Example("17, RSA", born(D(2005, 3, 2), "RSA")),
    Example("born on 29 February, 26 only on 1 March", born(D(1996, 2, 29), signed=D(2022, 2, 28))),
    Example("born on 29 February, 26 on 1 March", born(D(1996, 2, 29), signed=D(2022, 3, 1)), "APP-005"),
    Example("born on 29 February, 16 tomorrow", born(D(2004, 2, 29), signed=D(2020, 2, 28)), "APP-004"),
    Example("born on 29 February, 16 on 29 February", born(D(2004, 2, 29), signed=D(2020, 2, 29))),
    Example("75", born(D(1947, 3, 2), "RSA")),
    Example("76", born(D(1947, 3, 1), "RSA"), "APP-007"),
    Example("born on the day of signature", born(SIGNED), "APP-004"),
    Example("born the day after", born(D(2023, 3, 2)), "APP-003"),
    Example("signed at 25, starts at 26", born(D(1997, 3, 3), start=D(2023, 3, 10))),
]

START = D(2023, 1, 2)
AGREED = {"agreement_24_months": True}


def lasting(start: dt.date, end: dt.date, **more: object):
    return plain(start=start, end=end, **more)


DURATIONS = [
    Example("six months less a day", lasting(START, D(2023, 6, 30)), "APP-022"),
    Example("six months", lasting(START, D(2023, 7, 1))),
    Example("six months and a day", lasting(START, D(2023, 7, 2))),
    Example("from 31/08, to 27/02", lasting(D(2022, 8, 31), D(2023, 2, 27)), "APP-027"),
    Example("from 31/08, to 26/02", lasting(D(2022, 8, 31), D(2023, 2, 26)), "APP-022"),
    Example("from 31/03, to 28/09", lasting(D(2023, 3, 31), D(2023, 9, 28)), "APP-022"),
    Example("from 31/03, to 29/09", lasting(D(2023, 3, 31), D(2023, 9, 29)), "APP-027"),
    Example("from 31/03, to 30/09", lasting(D(2023, 3, 31), D(2023, 9, 30))),
    Example("from 31/08, to 28/02", lasting(D(2022, 8, 31), D(2023, 2, 28))),
    Example("from 29/02, to 27/08", lasting(D(2020, 2, 29), D(2020, 8, 27)), "APP-022"),
    Example("from 29/02, to 28/08", lasting(D(2020, 2, 29), D(2020, 8, 28))),
    Example("twelve months", lasting(START, D(2024, 1, 1))),
    Example("twelve months and a day", lasting(START, D(2024, 1, 2)), "APP-023"),
    Example("from 29/02, to 28/02", lasting(D(2020, 2, 29), D(2021, 2, 28))),
    Example("from 29/02, to 01/03", lasting(D(2020, 2, 29), D(2021, 3, 1)), "APP-023"),
    Example("24 months by agreement", lasting(START, D(2025, 1, 1), company=AGREED)),
    Example("24 months and a day by agreement", lasting(START, D(2025, 1, 2), company=AGREED), "APP-023"),
    Example("36 months, RSA", lasting(START, D(2026, 1, 1), public="RSA")),
    Example("36 months and a day, RSA", lasting(START, D(2026, 1, 2), public="RSA"), "APP-023"),
    Example("36 months, long unemployed", lasting(START, D(2026, 1, 1), priority="LONG_UNEMPLOYED")),
    Example(
        "13 months, stated not to be prioritaire", lasting(START, D(2024, 2, 1), priority="NONE"), "APP-023"
    ),
    Example("ends the day it starts", lasting(START, START, hours_planned=150.0), "APP-022 MOD-018"),
    Example("ends the day before", lasting(START, before(START), hours_planned=150.0), "APP-021 MOD-005"),
]

OVER_25 = {"agreement_over_25": True}
SIX_MONTHS = {"start": START, "end": D(2023, 7, 1)}  # 905 h: 15 % are 135.75 h
A_YEAR = {"start": D(2023, 1, 9), "end": D(2024, 1, 8)}  # 1 825 h: from 273.75 h to 456.25 h

HOURS = [
    Example("149.5 h", plain(**SIX_MONTHS, hours_planned=149.5), "APP-030"),
    Example("150 h", plain(**SIX_MONTHS, hours_planned=150.0)),
    Example("15 %", plain(**A_YEAR, hours_planned=273.75)),
    Example("just under 15 %", plain(**A_YEAR, hours_planned=273.5), "APP-032"),
    Example("2 % under 15 %", plain(**A_YEAR, hours_planned=268.5), "APP-032"),
    Example("more than 2 % under 15 %", plain(**A_YEAR, hours_planned=268.0), "APP-031"),
    Example("25 %", plain(**A_YEAR, hours_planned=456.25)),
    Example("25.1 %", plain(**A_YEAR, hours_planned=458.0), "APP-034"),
    Example("2 % over 25 %", plain(**A_YEAR, hours_planned=465.0), "APP-034"),
    Example("more than 2 % over 25 %", plain(**A_YEAR, hours_planned=465.5), "APP-033"),
    Example("25.1 % by agreement", plain(**A_YEAR, hours_planned=458.0, company=OVER_25)),
    Example("40 % by agreement", plain(**A_YEAR, hours_planned=730.0, company=OVER_25)),
    Example("all of the contract by agreement", plain(**A_YEAR, hours_planned=1825.0, company=OVER_25)),
    Example(
        "more than the contract by agreement",
        plain(**A_YEAR, hours_planned=1825.5, company=OVER_25),
        "APP-028",
    ),
    Example("more than the contract", plain(**A_YEAR, hours_planned=2000.0), "APP-028 MOD-018"),
    Example("half time, 25 %", plain(**A_YEAR, weekly_hours=17.5, hours_planned=228.0)),
    Example("half time, 25.04 %", plain(**A_YEAR, weekly_hours=17.5, hours_planned=228.5), "APP-034"),
    Example("half time, 16 % but 149 h", plain(**A_YEAR, weekly_hours=17.5, hours_planned=149.0), "APP-030"),
    Example("modules one hour short", plain(hours_planned=300.0, module={"hours": 299.0})),
    Example(
        "modules an hour and a half short", plain(hours_planned=300.0, module={"hours": 298.5}), "APP-035"
    ),
    Example(
        "too few hours, and not those of the modules",
        plain(hours_planned=100.0, module={"hours": 300.0}),
        "APP-030",
    ),
    Example(
        "too many hours, and not those of the modules",
        plain(**A_YEAR, hours_planned=700.0, module={"hours": 300.0}),
        "APP-033",
    ),
]

LONG, UNSTATED = {"weekly_hours": 39.0}, {"weekly_hours": None}
MINOR = {"birth_date": D(2005, 1, 10), "signed": D(2023, 1, 9)}
JUST_18 = {"birth_date": D(2005, 1, 9), "signed": D(2023, 1, 4), "start": D(2023, 1, 9)}

WEEKS = [
    Example("35 h where 35 are worked", plain(weekly_hours=35.0)),
    Example("35.5 h where 35 are worked", plain(weekly_hours=35.5), "APP-036"),
    Example("35 h, week unstated", plain(weekly_hours=35.0, company=UNSTATED)),
    Example("35.5 h, week unstated", plain(weekly_hours=35.5, company=UNSTATED), "APP-037"),
    Example("48 h, week unstated", plain(weekly_hours=48.0, company=UNSTATED), "APP-037"),
    Example("48.5 h, week unstated", plain(weekly_hours=48.5, company=UNSTATED), "APP-038"),
    Example("48.5 h where 35 are worked", plain(weekly_hours=48.5, hours_planned=300.0), "APP-038"),
    Example("39 h where 39 are worked", plain(weekly_hours=39.0, company=LONG)),
    Example("39.5 h where 39 are worked", plain(weekly_hours=39.5, company=LONG), "APP-036"),
    Example("minor, 35 h", plain(**MINOR, weekly_hours=35.0, company=LONG)),
    Example("minor, 35.5 h", plain(**MINOR, weekly_hours=35.5, company=LONG), "APP-039"),
    Example("minor, 35.5 h, week unstated", plain(**MINOR, weekly_hours=35.5, company=UNSTATED), "APP-039"),
    Example("minor, 40 h", plain(**MINOR, weekly_hours=40.0, company={"weekly_hours": 40.0}), "APP-039"),
    Example("minor, 40.5 h", plain(**MINOR, weekly_hours=40.5, company={"weekly_hours": 41.0}), "APP-029"),
    Example(
        "15 at the signature, 16 on the first day, 39 h",
        plain(
            birth_date=D(2007, 1, 6),
            signed=D(2023, 1, 4),
            start=D(2023, 1, 9),
            weekly_hours=39.0,
            company=LONG,
        ),
        "APP-004",
    ),
    Example("minor, 39 h where 35 are worked", plain(**MINOR, weekly_hours=39.0), "APP-036"),
    Example("18 on the first day, 39 h", plain(**JUST_18, weekly_hours=39.0, company=LONG)),
    Example("the company works 48 h", plain(company={"weekly_hours": 48.0})),
    Example("the company works 48.5 h", plain(company={"weekly_hours": 48.5}), "ENT-011"),
]


def paid(pay: float, start: dt.date = D(2023, 1, 9), birth: dt.date = D(2002, 5, 14), **more: object):
    return plain(monthly_pay=pay, start=start, birth_date=birth, **more)


FORTY = {"birth": D(1982, 5, 14), "public": "RSA"}
PAYS = [
    # 11.27 € x 55 % x 35 h x 52 / 12 = 940.11 €
    Example("20, general bac: 55 %", paid(940.11)),
    Example("55 % of the published 1 709.28 €: 940.10", paid(940.10)),
    Example("two cents under 55 %", paid(940.09), "APP-041"),
    Example("one euro under 55 %", paid(939.11), "APP-041"),
    Example("more than one euro under 55 %", paid(939.10), "APP-040"),
    Example("20, bac pro: 65 %", paid(1111.03, level="VOCATIONAL_4")),
    Example("20, bac pro, two cents under 65 %", paid(1111.01, level="VOCATIONAL_4"), "APP-041"),
    Example("20, technological bac, is no vocational level", paid(940.11, level="TECHNOLOGICAL_BAC")),
    Example("half time: half of it", paid(470.05, weekly_hours=17.5, hours_planned=200.0)),
    # 21 on 15/01: 70 % (1 196.50 €) from 01/02 on
    Example("21 this month: still 55 %", paid(940.11, D(2023, 1, 31), D(2002, 1, 15))),
    Example("21 last month, 70 %", paid(1196.50, D(2023, 2, 1), D(2002, 1, 15))),
    Example("21 last month, still paid 55 %", paid(940.11, D(2023, 2, 1), D(2002, 1, 15)), "APP-040"),
    Example(
        "21 between signature and start",
        paid(940.11, D(2023, 2, 1), D(2002, 1, 31), signed=D(2023, 1, 27)),
        "APP-040",
    ),
    Example(
        "21 on the first of the month: the next month counts", paid(940.11, D(2023, 2, 1), D(2002, 2, 1))
    ),
    # 26 or more at the start: the SMIC from the first day on
    Example(
        "26 on the first day, paid 70 %",
        paid(1196.50, D(2023, 1, 15), D(1997, 1, 15), signed=D(2023, 1, 10)),
        "APP-040",
    ),
    Example(
        "26 the day after, paid 70 %",
        paid(1196.50, D(2023, 1, 14), D(1997, 1, 15), signed=D(2023, 1, 10)),
    ),
    Example(
        "26 and a day, job seeker, paid 70 %", paid(1196.50, birth=D(1997, 1, 8), public="DE26"), "APP-040"
    ),
    Example("26 and a day, job seeker", paid(1709.28, birth=D(1997, 1, 8), public="DE26")),
    Example("40: the SMIC", paid(1709.28, **FORTY)),
    Example("85 % of the branch minimum", paid(1870.00, branch_minimum_pay=2200.0, **FORTY)),
    Example("under 85 % of the branch minimum", paid(1868.99, branch_minimum_pay=2200.0, **FORTY), "APP-043"),
    Example(
        "25, under 85 % of the branch minimum", paid(1300.0, birth=D(1998, 1, 1), branch_minimum_pay=2200.0)
    ),
    # 8.51 € x 55 % x 35 h x 52 / 12 = 709.88 €
    Example("Mayotte: 55 % of its own SMIC", paid(709.88, company={"territory": "MAYOTTE"})),
    Example("Mayotte, 300 €", paid(300.0, company={"territory": "MAYOTTE"}), "APP-040"),
    Example(
        "Mayotte, first day of the scheme",
        paid(622.29, D(2018, 12, 28), D(1999, 1, 1), company={"territory": "MAYOTTE"}),
    ),
    Example("a percentage", paid(55.0), "APP-048"),
    Example("a share", paid(0.55), "APP-048"),
    Example("the pay of an hour", paid(11.27), "APP-048"),
    Example("100 €", paid(100.0), "APP-048"),
    Example("100.01 €", paid(100.01), "APP-040"),
    Example("nothing", paid(0.0), "APP-040"),
    Example("8 000 €", paid(8000.0)),
    Example("8 000.01 €", paid(8000.01), "APP-044"),
]

SMIC_OF_A_MONTH = {
    D(2018, 1, 1): 1498.47,
    D(2019, 1, 1): 1521.22,
    D(2020, 1, 1): 1539.42,
    D(2021, 1, 1): 1554.58,
    D(2021, 10, 1): 1589.47,
    D(2022, 1, 1): 1603.12,
    D(2022, 5, 1): 1645.58,
    D(2022, 8, 1): 1678.95,
    D(2023, 1, 1): 1709.28,
    D(2023, 5, 1): 1747.20,
}
_CHANGES = list(SMIC_OF_A_MONTH)
SMIC = [
    example
    for last, day in pairwise(_CHANGES)
    for example in (
        Example(f"starts the day before {day}", paid(SMIC_OF_A_MONTH[last], before(day), **FORTY)),
        Example(f"starts on {day}, paid as before", paid(SMIC_OF_A_MONTH[last], day, **FORTY), "APP-040"),
        Example(f"starts on {day}", paid(SMIC_OF_A_MONTH[day], day, **FORTY)),
        Example(
            f"starts on {day}, signed before",
            paid(SMIC_OF_A_MONTH[last], day, signed=before(day), **FORTY),
            "APP-047",
        ),
    )
]

CDD, AGAIN = {"contract_kind": "CDD"}, {"renewal_ground": "FAILED"}
RENEWALS = [
    Example("renewed once, with a ground", plain(renewals=1.0, **CDD, **AGAIN)),
    Example("renewed twice", plain(renewals=2.0, **CDD, **AGAIN), "APP-083"),
    Example("renewed without a ground", plain(renewals=1.0, **CDD), "APP-084"),
    Example("never renewed", plain(renewals=0.0, contract_kind="CDI")),
    Example("a CDI renewed", plain(renewals=1.0, contract_kind="CDI", **AGAIN), "APP-085"),
]
THREE_YEARS = {"start": START, "end": D(2026, 1, 1), "public": "RSA"}
ABROAD = [
    Example("half of 365 days abroad", plain(**A_YEAR, days_abroad=182.5)),
    Example("more than half of 365 days abroad", plain(**A_YEAR, days_abroad=183.0), "APP-086"),
    Example("a year abroad", plain(**THREE_YEARS, days_abroad=365.0)),
    Example("a year and a day abroad", plain(**THREE_YEARS, days_abroad=366.0), "APP-086"),
    Example("more than a year abroad, of one", plain(**A_YEAR, days_abroad=366.0), "APP-086"),
]

EXAMPLES = [*RENEWALS, *ABROAD, *REGIMES, *AGES, *DURATIONS, *HOURS, *WEEKS, *PAYS, *SMIC]


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    return told_of(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.words)
def test_limit(example: Example, told: dict[str, str]) -> None:
    assert told[example.words] == example.codes


def test_the_smic_is_known_for_a_year() -> None:
    later = D(2027, 12, 1)
    examples = [
        Example("last day", plain(today=later, signed=D(2026, 12, 31))),
        Example("a day later", plain(today=later, signed=D(2027, 1, 1)), "APP-045"),
    ]
    found = told_of(examples, open_ended())
    assert found == {example.words: example.codes for example in examples}
