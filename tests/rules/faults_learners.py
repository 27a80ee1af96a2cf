"""Faults of learners: who they are, when they signed, how long, how many hours, what pay."""

import datetime as dt

from tests.making import law
from tests.making.contracts import real_end
from tests.making.draft import Draft, Row
from tests.making.law import days, last_day
from tests.making.opco import open_ended, without_old_smic
from tests.rules.faults import (
    AFTERWARDS,
    DURING,
    At,
    day_before,
    fault,
    longest,
    move_to,
    pick,
    put,
    rename,
    set_hours,
    total,
    whole,
)

SIGNED = range(3, 7)


def _public(*codes: str):
    return lambda row: row["public"] in codes


@fault("APP-002", steps=SIGNED)
def _number_twice(draft: Draft) -> At | None:
    if len(draft.learners) < 2:
        return None
    draft.learners[-1]["contract"] = draft.learners[0]["contract"]
    return "learners", "contract", len(draft.learners) - 1


@fault("APP-002", steps=SIGNED, variant="copied row")
def _row_twice(draft: Draft) -> At:
    draft.learners.append(dict(draft.learners[0]))
    return "learners", "contract", len(draft.learners) - 1


fault("APP-003", steps=SIGNED)(put("learners", "birth_date", lambda row: row["signed"] + days(3650)))
_WORKS_LONG = {"APP-039": "of an age to work when the action starts, and longer than minors may"}
fault("APP-004", steps=SIGNED, also=_WORKS_LONG)(
    put("learners", "birth_date", lambda row: law.anniversary(row["signed"], -16) + days(1), _public("JEUNE"))
)
fault("APP-004", steps=SIGNED, variant="ten years off")(
    put("learners", "birth_date", lambda row: row["birth_date"].replace(year=2014, day=1), _public("DE26"))
)


@fault("APP-005", steps=SIGNED)
def _birthday_on_the_day(draft: Draft) -> At | None:
    at = pick(draft.learners, _public("JEUNE"))
    if at is None:
        return None
    draft.learners[at]["birth_date"] = law.anniversary(draft.learners[at]["signed"], -26)
    return "learners", "public", at


@fault("APP-006", steps=SIGNED)
def _birthday_the_day_after(draft: Draft) -> At | None:
    at = pick(draft.learners, _public("DE26"))
    if at is None:
        return None
    draft.learners[at]["birth_date"] = law.anniversary(draft.learners[at]["signed"] + days(1), -26)
    return "learners", "public", at


fault("APP-007", steps=SIGNED)(
    put("learners", "birth_date", dt.date(1902, 5, 14), _public("RSA", "ASS", "AAH", "CUI"))
)


@fault("APP-008", steps=SIGNED)
def _diploma_after_all(draft: Draft) -> At | None:
    at = pick(draft.learners, lambda row: row["priority"] == "NO_DIPLOMA")
    if at is None:
        return None
    draft.learners[at]["level"] = "L3"
    return "learners", "priority", at


fault("APP-009", steps=SIGNED)(put("learners", "priority", "MINIMUM_BENEFIT", _public("JEUNE", "DE26")))
fault("APP-009", steps=SIGNED, variant="other public")(
    put("learners", "priority", "LONG_UNEMPLOYED", _public("RSA", "CUI"))
)
fault("APP-010", steps=SIGNED)(put("learners", "signed", day_before(law.OPENED)))
fault("APP-010", steps=SIGNED, variant="wrong century")(put("learners", "signed", dt.date(1923, 1, 15)))
fault("APP-010", steps=SIGNED, variant="years later")(put("learners", "signed", dt.date(2032, 1, 15)))


@fault("APP-011", steps=[3])
def _signed_in_2024(draft: Draft) -> At | None:
    return ("learners", "signed", 0) if move_to(draft, dt.date(2024, 3, 15)) else None


@fault("APP-012", steps=[3], today=DURING)
def _signed_tomorrow(draft: Draft) -> At | None:
    return ("learners", "signed", 0) if move_to(draft, DURING + days(1)) else None


@fault("APP-013", steps=[3])
def _one_person_twice(draft: Draft) -> At | None:
    first = draft.learners[0]
    at = pick(draft.learners[1:], lambda row: row["start"] == first["start"] and whole(first))
    if at is None or draft.learners[at + 1]["weekly_hours"] != first["weekly_hours"]:
        return None
    draft.learners[at + 1] |= {**first, "contract": draft.learners[at + 1]["contract"]}
    draft.learners[at + 1]["hours_planned"] = first["hours_planned"]
    return "learners", "last_name", at + 1


fault("APP-014", steps=SIGNED)(put("learners", "priority", "NONE", _public("RSA", "ASS", "AAH", "CUI")))


@fault("APP-015", steps=SIGNED)
def _odd_signs(draft: Draft) -> At:
    rename(draft, draft.learners[0]["contract"], "2023*0041?")
    return "learners", "contract", 0


@fault("APP-020", steps=[3])
def _signed_after_the_start(draft: Draft) -> At | None:
    at = pick(draft.learners, lambda row: row["start"] + days(2) <= law.CLOSED)
    if at is None:
        return None
    draft.learners[at]["signed"] = draft.learners[at]["start"] + days(2)
    return "learners", "start", at


fault("APP-021", steps=SIGNED)(put("learners", "end", lambda row: day_before(row["start"])))
fault("APP-021", steps=SIGNED, variant="year of the end")(
    put("learners", "end", lambda row: row["end"].replace(year=2017, day=1))
)


@fault("APP-021", steps=SIGNED, variant="year of the start")
def _starts_years_later(draft: Draft) -> At:
    draft.learners[-1]["start"] = dt.date(2033, 1, 9)
    return "learners", "end", len(draft.learners) - 1


fault("APP-022", steps=SIGNED)(
    put("learners", "end", lambda row: law.months_later(row["start"], 6) - days(2), whole)
)


@fault("APP-027", steps=[3])
def _six_months_as_excel_counts(draft: Draft) -> At | None:
    at = pick(
        draft.learners, lambda row: whole(row) and row["hours_planned"] <= 0.24 * row["weekly_hours"] * 26
    )
    if at is None or len(draft.learners) > 1:
        return None
    row = draft.learners[at]
    moved = next(
        row["start"] + days(count)
        for count in range(400)
        if (law.months_later(row["start"] + days(count), 6)).day < (row["start"] + days(count)).day
    )
    if not move_to(draft, row["signed"] + (moved - row["start"])):
        return None
    row["end"] = law.months_later(row["start"], 6) - days(1)
    for module in draft.modules:
        module["end"] = min(module["end"], row["end"])
    return "learners", "end", at


@fault("APP-023", steps=SIGNED)
def _a_day_too_long(draft: Draft) -> At | None:
    at = pick(draft.learners, whole)
    if at is None:
        return None
    row = draft.learners[at]
    row["end"] = last_day(row["start"], longest(draft, row)) + days(1)
    return "learners", "end", at


fault("APP-024", steps=SIGNED)(put("learners", "early_end", lambda row: row["end"], whole))
fault("APP-024", steps=SIGNED, variant="before the start")(
    put("learners", "early_end", lambda row: day_before(row["start"]), lambda row: not whole(row))
)
fault("APP-024", steps=SIGNED, variant="years later")(
    put("learners", "early_end", dt.date(2033, 3, 1), lambda row: not whole(row))
)
fault("APP-025", steps=[3, 4], today=DURING)(
    put("learners", "early_end", DURING + days(5), lambda row: whole(row) and row["end"] > DURING + days(5))
)


@fault("APP-026", steps=SIGNED)
def _no_module_for_one(draft: Draft) -> At | None:
    number = draft.learners[-1]["contract"]
    for row in draft.modules:
        rest = [code for code in (row["contracts"] or number).split(";") if code != number]
        if not rest:
            return None
        row["contracts"] = ";".join(rest)
    return "learners", "contract", len(draft.learners) - 1


def _share(draft: Draft, share: float) -> At | None:
    hours = round(total(draft.learners[0]) * share)
    if hours < 150 or draft.company["agreement_over_25"] or not set_hours(draft, float(hours)):
        return None
    return "learners", "hours_planned", 0


@fault("APP-030", steps=SIGNED)
def _half_an_hour_too_few(draft: Draft) -> At | None:
    return ("learners", "hours_planned", 0) if set_hours(draft, 149.5) else None


fault("APP-031", steps=[3])(lambda draft: _share(draft, 0.14))
fault("APP-032", steps=[3])(lambda draft: _share(draft, 0.1485))
fault("APP-033", steps=[3])(lambda draft: _share(draft, 0.27))
fault("APP-034", steps=[3])(lambda draft: _share(draft, 0.252))


@fault("APP-035", steps=[3])
def _two_hours_more(draft: Draft) -> At | None:
    at = pick(draft.learners, lambda row: row["hours_planned"] + 2 <= 0.25 * total(row))
    if at is None:
        return None
    draft.learners[at]["hours_planned"] += 2
    return "learners", "hours_planned", at


def _adult(row: Row) -> bool:
    return law.age(row["birth_date"], row["start"]) >= 18


@fault("APP-036", steps=SIGNED)
def _longer_than_the_others(draft: Draft) -> At | None:
    if not draft.company["weekly_hours"]:
        return None
    return put("learners", "weekly_hours", draft.company["weekly_hours"] + 0.5, _adult)(draft)


@fault("APP-037", steps=[3])
def _longer_than_the_legal_week(draft: Draft) -> At | None:
    if draft.company["weekly_hours"]:
        return None
    at = pick(draft.learners, lambda row: _adult(row) and row["hours_planned"] > 0.17 * total(row))
    if at is None or draft.learners[at]["weekly_hours"] != 35:
        return None
    draft.learners[at] |= {"weekly_hours": 36.0, "monthly_pay": 4000.0}
    return "learners", "weekly_hours", at


fault("APP-038", steps=SIGNED)(put("learners", "weekly_hours", 151.67))
fault("APP-038", steps=SIGNED, variant="zero")(put("learners", "weekly_hours", 0.0))


@fault("APP-039", steps=SIGNED)
def _minor_for_too_long(draft: Draft) -> At | None:
    if (draft.company["weekly_hours"] or 0) <= 35:
        return None
    return put("learners", "weekly_hours", 35.5, lambda row: not _adult(row) and _paid_well(row))(draft)


def _paid_well(row: Row) -> bool:
    """Pay and hours of training that suit a somewhat longer week too."""
    pay = law.minimum_pay(row["birth_date"], row["level"], 35.5, row["start"])
    return row["monthly_pay"] >= float(pay) and row["hours_planned"] >= 0.16 * total(row)


fault("APP-029", steps=SIGNED)(put("learners", "weekly_hours", 40.5, lambda row: not _adult(row)))


@fault("APP-028", steps=[3])
def _more_training_than_work(draft: Draft) -> At | None:
    row = draft.learners[0]
    hours = float(int(total(row)) + 1)
    if hours > 2000:
        return None
    # Only over the whole contract, and of a short week, is there time for so much.
    draft.modules[-1].update(start=row["start"], end=row["end"])
    return ("learners", "hours_planned", 0) if set_hours(draft, hours) else None


@fault("APP-028", steps=[3], variant="by agreement")
def _more_training_than_work_by_agreement(draft: Draft) -> At | None:
    draft.company["agreement_over_25"] = True
    return _more_training_than_work(draft)


def _least_pay(row: Row) -> float:
    who = (row["birth_date"], row["level"], row["weekly_hours"], row["start"])
    return float(min(law.minimum_pay(*who, day) for day in (row["signed"], row["start"])))


def _minimum_at_start(row: Row) -> float:
    return float(law.minimum_pay(row["birth_date"], row["level"], row["weekly_hours"], row["start"]))


def _mainland(draft: Draft) -> bool:
    return bool(draft.company["territory"] != "MAYOTTE")


@fault("APP-040", steps=SIGNED)
def _pay_under_the_minimum(draft: Draft) -> At | None:
    pay = put(
        "learners", "monthly_pay", lambda row: _least_pay(row) - 1.5, lambda r: not r["branch_minimum_pay"]
    )
    return pay(draft) if _mainland(draft) else None


@fault("APP-041", steps=SIGNED)
def _pay_just_under_the_minimum(draft: Draft) -> At | None:
    pay = put(
        "learners",
        "monthly_pay",
        lambda row: _minimum_at_start(row) - 0.5,
        lambda r: not r["branch_minimum_pay"],
    )
    return pay(draft) if _mainland(draft) else None


@fault("APP-040", steps=[3], variant="21 between signature and start")
def _paid_by_the_age_at_signature(draft: Draft) -> At | None:
    """The birthday brought the higher share before the start, though after the signature."""
    at = pick(draft.learners, lambda row: _public("JEUNE")(row) and row["signed"].month != row["start"].month)
    if at is None or not _mainland(draft):
        return None
    row = draft.learners[at]
    before = float(
        law.minimum_pay(day_before(row["signed"]), row["level"], row["weekly_hours"], row["start"])
    )
    row["birth_date"] = law.anniversary(row["signed"].replace(day=min(row["signed"].day + 1, 28)), -21)
    row |= {"monthly_pay": before, "branch_minimum_pay": None}
    return "learners", "monthly_pay", at


@fault("APP-040", steps=SIGNED, variant="26 on the first day")
def _paid_as_the_young_at_26(draft: Draft) -> At | None:
    at = pick(draft.learners, lambda row: _public("DE26")(row) and row["signed"] == row["start"])
    if at is None or not _mainland(draft):
        return None
    row = draft.learners[at]
    row["birth_date"] = law.anniversary(row["signed"], -26)
    row["monthly_pay"] = round(0.7 * float(_minimum_at_start(row)), 2)
    row["branch_minimum_pay"] = None
    return "learners", "monthly_pay", at


@fault("APP-040", steps=SIGNED, variant="Mayotte")
def _paid_too_little_in_mayotte(draft: Draft) -> At | None:
    draft.company["territory"] = "MAYOTTE"
    return put("learners", "monthly_pay", 250.0, lambda row: row["weekly_hours"] >= 24)(draft)


@fault("APP-047", steps=SIGNED)
def _paid_by_the_smic_before(draft: Draft) -> At | None:
    def rose(row: Row) -> bool:
        return _least_pay(row) < _minimum_at_start(row) - 1.5 and not row["branch_minimum_pay"]

    return put("learners", "monthly_pay", _least_pay, rose)(draft) if _mainland(draft) else None


for _name, _value in (("percentage", 80.0), ("share", 0.8), ("pay of an hour", 11.52)):
    fault("APP-048", steps=SIGNED, variant=_name)(put("learners", "monthly_pay", _value))
fault("APP-049", steps=[3], opco=without_old_smic)(put("learners", "monthly_pay", 300.0))


@fault("APP-042", steps=SIGNED)
def _paid_as_before_the_birthday(draft: Draft) -> At | None:
    def rises(row: Row) -> bool:
        change = law.first_of_next_month(law.anniversary(row["birth_date"], 21))
        return row["start"] < change <= real_end(row)

    pay = put("learners", "monthly_pay", _minimum_at_start, rises)
    return pay(draft) if _mainland(draft) else None


@fault("APP-043", steps=SIGNED)
def _branch_pays_more(draft: Draft) -> At | None:
    at = pick(draft.learners, lambda row: law.age(row["birth_date"], row["start"]) >= 26)
    if at is None:
        return None
    draft.learners[at]["branch_minimum_pay"] = draft.learners[at]["monthly_pay"] / 0.85 + 10
    return "learners", "monthly_pay", at


fault("APP-044", steps=SIGNED)(put("learners", "monthly_pay", 21_000.0))


@fault("APP-045", steps=[3], today=AFTERWARDS, opco=open_ended)
def _starts_years_after_the_last_smic(draft: Draft) -> At | None:
    return ("learners", "monthly_pay", 0) if move_to(draft, dt.date(2027, 2, 1)) else None


fault("APP-046", steps=SIGNED)(
    put(
        "learners",
        "branch_minimum_pay",
        None,
        lambda row: law.age(row["birth_date"], row["start"]) >= 26,
    )
)


@fault("APP-058", steps=[3], today=DURING)
def _validated_after_the_start(draft: Draft) -> list[At] | None:
    late = [
        at
        for at, row in enumerate(draft.learners)
        if row["start"] < DURING <= real_end(row) and row["start"] == draft.learners[0]["start"]
    ]
    for at in late:
        draft.learners[at]["sent_to_opco"] = None
    return [("learners", "start", at) for at in late] or None


fault("APP-083", steps=SIGNED)(put("learners", "renewals", 2.0, lambda row: row.get("renewal_ground")))
fault("APP-084", steps=SIGNED)(put("learners", "renewal_ground", None, lambda row: row.get("renewal_ground")))
fault("APP-085", steps=SIGNED)(put("learners", "contract_kind", "CDI", lambda row: row.get("renewal_ground")))
fault("APP-086", steps=SIGNED, variant="a year")(put("learners", "days_abroad", 367.0, whole))
fault("APP-086", steps=SIGNED)(
    put(
        "learners",
        "days_abroad",
        lambda row: ((row["end"] - row["start"]).days + 1) // 2 + 1,
        lambda row: whole(row) and (row["end"] - row["start"]).days < 700,
    )
)
