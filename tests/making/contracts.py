"""Correct contracts: groups of learners who start and end together."""

import datetime as dt
import math
import random
from dataclasses import dataclass, field
from decimal import Decimal

from proexp_batch.model.sheets import choices
from tests.making import law
from tests.making.draft import Row
from tests.making.law import days, last_day
from tests.making.people import Names


@dataclass
class Group:
    """Learners who share their dates, their week and their modules. Hours are of training, for each of them."""

    start: dt.date
    end: dt.date
    weekly: float
    hours: float
    priority: bool
    learners: list[Row] = field(default_factory=list)


def group(rng: random.Random, company: Row, step: int, today: dt.date) -> Group:
    """Dates, week and hours of training that the law allows."""
    latest = min(law.CLOSED, today - days(80 if step >= 5 else 0))
    while True:
        start = law.OPENED + days(rng.randrange((latest - law.OPENED).days + 1))
        priority = rng.random() < 0.25
        longest = 36 if priority else 24 if company["agreement_24_months"] else 12
        end = _end(rng, start, longest)
        weekly = rng.choice(_weeks(company))
        total = law.total_hours(start, end, weekly)
        share = 0.25 if not company["agreement_over_25"] else rng.choice((0.25, 0.4))
        least, most = math.ceil(max(150, 0.15 * total) * 2) / 2, math.floor(share * total * 2) / 2
        if least <= most:
            hours = rng.choice((least, most, least + rng.randrange(int((most - least) * 2) + 1) / 2))
            return Group(start, end, weekly, hours, priority)


def _end(rng: random.Random, start: dt.date, longest: int) -> dt.date:
    """From exactly six months to exactly the longest duration."""
    months = rng.choice((6, longest, rng.randint(6, longest)))
    first, last = last_day(start, 6), last_day(start, longest)
    moved = last_day(start, months) + days(rng.choice((0, 0, rng.randint(-10, 10))))
    return min(max(moved, first), last)


def _weeks(company: Row) -> tuple[float, ...]:
    own = company["weekly_hours"] or 35.0
    return (own, own, 35.0, 30.0, 24.5, 17.5)


def learner(rng: random.Random, group: Group, company: Row, number: str, names: Names) -> Row:
    """One learner of a group, with a contract as it is at step 3."""
    signed = max(law.OPENED, group.start - days(rng.choice((0, 1, 5, 20))))
    public = rng.choices([c.code for c in choices.PUBLICS], (55, 20, 10, 5, 5, 5))[0]
    birth = _birth(rng, public, signed, adult=group.weekly > 35)
    level, priority = _level_and_priority(rng, public, group.priority)
    last, first = names.learner()
    row: Row = {
        "contract": number,
        "last_name": last,
        "first_name": first,
        "birth_date": birth,
        "public": public,
        "priority": priority,
        "level": level,
        "contract_kind": rng.choice(("CDI", "CDD")),
        "signed": signed,
        "start": group.start,
        "end": group.end,
        "weekly_hours": group.weekly,
        "hours_planned": group.hours,
    }
    return row | _pay(rng, row) | _renewal_and_mobility(row)


def _renewal_and_mobility(row: Row) -> Row:
    """Few contracts are a renewal, or take the learner abroad."""
    rng = random.Random(f"{row['contract']} {row['birth_date']}")
    found: Row = {"renewals": rng.choice((None, 0.0))}
    if row["contract_kind"] == "CDD" and rng.random() < 0.1:
        found = {"renewals": 1.0, "renewal_ground": rng.choice(choices.RENEWAL_GROUNDS).code}
    if rng.random() < 0.1:
        half = ((row["end"] - row["start"]).days + 1) // 2
        found["days_abroad"] = float(rng.choice((30, min(half, 365))))
    return found


def _birth(rng: random.Random, public: str, signed: dt.date, adult: bool) -> dt.date:
    """A birth date of the right age on the day of signature, often right at the limit."""
    youngest = 26 if public == "DE26" else 18 if adult or public != "JEUNE" else 16
    oldest = 25 if public == "JEUNE" else 60
    last = law.anniversary(signed, -youngest)
    first = law.anniversary(signed, -oldest - 1) + days(1)
    if law.age(first, signed) > oldest:
        first += days(1)
    if law.age(last, signed) < youngest:
        last -= days(1)
    return rng.choice((first, last, *(first + days(rng.randrange((last - first).days)) for _ in range(8))))


def _level_and_priority(rng: random.Random, public: str, priority: bool) -> tuple[str, str | None]:
    level = rng.choice(choices.LEVELS).code
    if public in law.BENEFITS:
        return level, rng.choice(("MINIMUM_BENEFIT", None))
    if not priority:
        return level, rng.choice(("NONE", None))
    if public == "JEUNE" and rng.random() < 0.5:
        return "NONE", "NO_DIPLOMA"
    return level, "LONG_UNEMPLOYED"


def _pay(rng: random.Random, row: Row) -> Row:
    """At least the minimum, often exactly it; from 26 on, at least 85 % of the branch minimum where it is stated."""
    minimum = law.minimum_pay(row["birth_date"], row["level"], row["weekly_hours"], row["start"])
    pay = minimum * Decimal(rng.choice(("1", "1", "1.02", "1.15")))
    branch = None
    if law.age(row["birth_date"], row["start"]) >= 26 and rng.random() < 0.8:
        branch = round(float(minimum) * rng.choice((1.0, 1.1, 1.3)), 2)
        pay = max(pay, Decimal(str(branch)) * Decimal("0.85"))
    return {"monthly_pay": law.at_least(pay), "branch_minimum_pay": branch}


def end_early(rng: random.Random, row: Row, today: dt.date) -> None:
    """Break a contract off before its end, and report it in time."""
    last = min(row["end"] - days(1), today)
    if last < row["start"]:
        return
    row["early_end"] = row["start"] + days(rng.randrange((last - row["start"]).days + 1))
    reported = row["early_end"] + days(rng.choice((0, 7, 30)))
    row["early_end_reported"] = reported if reported <= today else None


def real_end(row: Row) -> dt.date:
    return row.get("early_end") or row["end"]
