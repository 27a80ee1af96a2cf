"""Faults of the référentiel and of the training path."""

import datetime as dt

from tests.making import law
from tests.making.contracts import real_end
from tests.making.draft import Draft, Row, listed
from tests.making.law import days
from tests.making.path import AFEST, FOAD
from tests.rules.faults import At, contract, day_before, fault, modules_of, pick, put

PATH, SIGNED = range(2, 7), range(3, 7)


@fault("COM-002")
def _competence_twice(draft: Draft) -> At:
    draft.competences[-1]["code"] = draft.competences[0]["code"]
    return "competences", "code", len(draft.competences) - 1


@fault("COM-003")
def _certifying_without_code(draft: Draft) -> At | None:
    at = pick(draft.competences, lambda row: not row["certifying"])
    if at is None:
        return None
    draft.competences[at]["certifying"] = True
    return "competences", "certification", at


fault("COM-003", variant="code wiped")(
    put("competences", "certification", None, lambda row: row["certifying"])
)
fault("COM-004")(put("competences", "certifying", False, lambda row: row["certifying"]))
for _code in ("34126 BLOC 2", "RNCP34126BC00", "RNCP00000BC01", "RNCP0", "RS0000"):
    fault("COM-005", variant=_code)(put("competences", "certification", _code, lambda row: row["certifying"]))


@fault("COM-006", steps=PATH)
def _competence_without_module(draft: Draft) -> At | None:
    for at, row in enumerate(draft.competences):
        aiming = [module for module in draft.modules if row["code"] in listed(module["competences"])]
        if all(len(listed(module["competences"])) > 1 for module in aiming):
            for module in aiming:
                left = [code for code in listed(module["competences"]) if code != row["code"]]
                module["competences"] = ";".join(left)
            return "competences", "code", at
    return None


fault("COM-007")(put("competences", "title", "RÉGLER une machine de type 1", lambda row: row["code"] != "C1"))


def _not_first_of_bloc(draft: Draft, certifying: bool) -> int | None:
    first: dict[str, int] = {}
    for at, row in enumerate(draft.competences):
        first.setdefault(row["bloc"], at)
    later = [
        at
        for at, row in enumerate(draft.competences)
        if first[row["bloc"]] != at and row["certifying"] is certifying
    ]
    return later[-1] if later else None


@fault("COM-008")
def _bloc_half_certifying(draft: Draft) -> At | None:
    at = _not_first_of_bloc(draft, certifying=True)
    if at is None:
        return None
    draft.competences[at] |= {"certifying": False, "certification": None}
    return "competences", "certifying", at


@fault("COM-009")
def _bloc_with_two_codes(draft: Draft) -> At | None:
    at = _not_first_of_bloc(draft, certifying=True)
    if at is None:
        return None
    draft.competences[at]["certification"] = "RNCP41000BC09"
    return "competences", "certification", at


fault("COM-010")(put("competences", "objective", lambda row: row["title"].upper()))


@fault("COM-011")
def _whole_certification(draft: Draft) -> list[At] | None:
    rows = [at for at, row in enumerate(draft.competences) if row["certifying"]]
    for at in rows:
        draft.competences[at]["certification"] = "RNCP34126"
    return [("competences", "certification", at) for at in rows] or None


@fault("MOD-002", steps=PATH)
def _module_twice(draft: Draft) -> At | None:
    if len(draft.modules) < 2:
        return None
    draft.modules[-1]["code"] = draft.modules[0]["code"]
    return "modules", "code", len(draft.modules) - 1


@fault("MOD-002", steps=PATH, variant="copied row")
def _module_row_twice(draft: Draft) -> At:
    draft.modules.append(dict(draft.modules[0]))
    return "modules", "code", len(draft.modules) - 1


fault("MOD-003", steps=PATH)(put("modules", "competences", lambda row: row["competences"] + ";C99"))
fault("MOD-003", steps=PATH, variant="one for another")(put("modules", "competences", "C99"))
fault("MOD-004", steps=SIGNED)(
    put("modules", "contracts", lambda row: row["contracts"] + ";1999-0001", lambda row: row["contracts"])
)
fault("MOD-004", steps=SIGNED, variant="one for another")(
    put("modules", "contracts", "1999-0001", lambda row: row["contracts"])
)
fault("MOD-005", steps=SIGNED)(put("modules", "end", lambda row: day_before(row["start"])))


@fault("MOD-005", steps=SIGNED, variant="year of the start")
def _module_starts_years_later(draft: Draft) -> At:
    draft.modules[-1]["start"] = dt.date(2033, 1, 9)
    return "modules", "end", len(draft.modules) - 1


_DATED_LATE = {"PIE-012": "the convention may be dated from the day of the start"}


def _own(draft: Draft, module: Row) -> list[Row]:
    return [row for row in draft.learners if module in modules_of(draft, row["contract"])]


def _contract_start(draft: Draft, module: Row) -> dt.date:
    return min(row["start"] for row in _own(draft, module))


def _contract_end(draft: Draft, module: Row) -> dt.date:
    return max(row["end"] for row in _own(draft, module))


@fault("MOD-006", steps=SIGNED)
def _module_after_the_contract(draft: Draft) -> At:
    row = draft.modules[-1]
    row["start"] = _contract_end(draft, row) + days(1)
    row["end"] = row["start"] + days(200)
    return "modules", "end", len(draft.modules) - 1


@fault("MOD-006", steps=SIGNED, variant="before the contract")
def _module_before_the_contract(draft: Draft) -> At:
    row = draft.modules[-1]
    row["end"] = _contract_start(draft, row) - days(1)
    row["start"] = row["end"] - days(200)
    return "modules", "start", len(draft.modules) - 1


@fault("MOD-007", steps=SIGNED)
def _module_overruns(draft: Draft) -> At:
    row = draft.modules[-1]
    row["end"] = _contract_end(draft, row) + days(1)
    return "modules", "end", len(draft.modules) - 1


@fault("MOD-007", steps=SIGNED, variant="begins too early", also=_DATED_LATE)
def _module_begins_early(draft: Draft) -> At:
    row = draft.modules[0]
    row["start"] = _contract_start(draft, row) - days(1)
    return "modules", "start", 0


@fault("MOD-007", steps=SIGNED, variant="both", also=_DATED_LATE)
def _module_overruns_on_both_sides(draft: Draft) -> list[At]:
    row = draft.modules[0]
    row["start"], row["end"] = _contract_start(draft, row) - days(1), _contract_end(draft, row) + days(1)
    return [("modules", "start", 0), ("modules", "end", 0)]


@fault("MOD-008", steps=PATH)
def _no_training_service(draft: Draft) -> list[At] | None:
    inside = [at for at, row in enumerate(draft.modules) if row["modality"] == "INTERNAL"]
    if not inside or any(_by_the_company_itself(row) for row in draft.modules):
        return None
    draft.company["training_service"] = False
    return [("modules", "modality", at) for at in inside]


def _by_the_company_itself(row: Row) -> bool:
    return row["modality"] in ("AFEST", "FOAD") and not row.get("provider")


@fault("MOD-023", steps=PATH)
def _afest_without_training_service(draft: Draft) -> list[At] | None:
    own = [at for at, row in enumerate(draft.modules) if _by_the_company_itself(row)]
    if not own or any(row["modality"] == "INTERNAL" for row in draft.modules):
        return None
    draft.company["training_service"] = False
    return [("modules", "modality", at) for at in own]


def _external(row: Row) -> bool:
    return bool(row["modality"] == "EXTERNAL")


def _given(row: Row) -> bool:
    return bool(row.get("provider"))


def _to_be_certified(row: Row) -> bool:
    """Given to a provider that needs the certificate, and begun since it is needed."""
    return _given(row) and not row.get("deemed_certified") and row["start"] >= dt.date(2022, 1, 1)


@fault("MOD-009", steps=PATH)
def _nobody_teaches(draft: Draft) -> At | None:
    at = pick(draft.modules, _external)
    if at is None:
        return None
    draft.modules[at] |= {"provider": None, "nda": None, "qualiopi": None}
    return "modules", "provider", at


fault("MOD-010", steps=SIGNED)(put("modules", "nda", None, _given))
fault("MOD-011", steps=SIGNED)(put("modules", "nda", "99912345800013", _given))
fault("MOD-011", steps=SIGNED, variant="zeros")(put("modules", "nda", "00000000000", _given))
fault("MOD-012", steps=SIGNED)(put("modules", "qualiopi", False, _to_be_certified))
fault("MOD-013", steps=SIGNED)(
    put("modules", "qualiopi", None, lambda row: _to_be_certified(row) and row["modality"] != "EXTERNAL")
)
fault("MOD-014", steps=SIGNED)(
    put("modules", "trainer", None, lambda row: row["modality"] in ("AFEST", "INTERNAL") and not _given(row))
)
for _name in AFEST:
    fault("MOD-015", steps=SIGNED, variant=f"{_name} no")(
        put("modules", _name, False, lambda row: row["modality"] == "AFEST")
    )
    fault("MOD-015", steps=SIGNED, variant=f"{_name} empty")(
        put("modules", _name, None, lambda row: row["modality"] == "AFEST")
    )
for _name in FOAD:
    fault("MOD-016", steps=SIGNED, variant=_name)(
        put("modules", _name, False, lambda row: row["modality"] == "FOAD")
    )
fault("MOD-017", steps=PATH)(put("modules", "hours", 0.0))


@fault("MOD-018", steps=SIGNED)
def _all_in_one_day(draft: Draft) -> At | None:
    at = pick(draft.modules, lambda row: row["hours"] > 10 and row["start"].weekday() < 6)
    if at is None:
        return None
    draft.modules[at]["end"] = draft.modules[at]["start"]
    return "modules", "hours", at


@fault("MOD-018", steps=SIGNED, variant="more than the weeks")
def _too_much_for_the_weeks(draft: Draft) -> At | None:
    at = pick(draft.modules, lambda row: row["hours"] > 49)
    if at is None:
        return None
    # From a Tuesday to the Saturday: five days of ten hours, but one week.
    row = draft.modules[at]
    day = row["start"] + days((1 - row["start"].weekday()) % 7)
    row["start"], row["end"] = day, day + days(4)
    return None if row["end"] > _contract_end(draft, row) else ("modules", "hours", at)


@fault("MOD-024", steps=SIGNED)
def _long_day_of_a_minor(draft: Draft) -> At | None:
    row = draft.modules[0]
    young = [one for one in _own(draft, row) if one["public"] == "JEUNE" and one["weekly_hours"] <= 35]
    if not young or row["hours"] < 20:
        return None
    young[0]["birth_date"] = law.anniversary(young[0]["signed"], -16) - days(1)
    monday = row["start"] + days(-row["start"].weekday() % 7)
    draft.modules.append(_taken_from(row, 9.0, monday))
    return "modules", "hours", len(draft.modules) - 1


def _taken_from(row: Row, hours: float, day: dt.date) -> Row:
    """A module of one day, whose hours are taken from another's."""
    row["hours"] -= hours
    done = row["hours_done"] and hours
    if done:
        row["hours_done"] -= hours
    return {**row, "code": "M99", "hours": hours, "hours_done": done, "start": day, "end": day}


@fault("MOD-019", steps=SIGNED)
def _on_a_sunday(draft: Draft) -> At | None:
    row = draft.modules[0]
    if row["hours"] < 20:
        return None
    sunday = row["start"] + days(6 - row["start"].weekday())
    draft.modules.append(_taken_from(row, 7.0, sunday))
    return "modules", "start", len(draft.modules) - 1


fault("MOD-020", steps=[5])(
    put("modules", "hours_done", lambda row: row["hours"] + 1, lambda row: row["hours_done"])
)


@fault("MOD-025", steps=[6])
def _hours_done_missing(draft: Draft) -> At | None:
    for at, row in enumerate(draft.modules):
        own = _own(draft, row)
        if all(real_end(one) <= draft.today for one in own) and any(
            row["start"] <= real_end(one) for one in own
        ):
            row["hours_done"] = None
            return "modules", "hours_done", at
    return None


@fault("MOD-021", steps=SIGNED)
def _two_numbers_for_one(draft: Draft) -> At | None:
    seen = [row.get("provider") for row in draft.modules]
    at = next((i for i, name in enumerate(seen) if name and name in seen[:i]), None)
    if at is None or seen.count(seen[at]) != 2:
        return None
    draft.modules[at]["nda"] = "53351234567"
    return "modules", "nda", at


@fault("MOD-022", steps=PATH)
def _internal_with_provider(draft: Draft) -> At | None:
    at = pick(draft.modules, _external)
    if at is None or not draft.company["training_service"]:
        return None
    draft.modules[at]["modality"] = "INTERNAL"
    return "modules", "modality", at


def last_start(draft: Draft, evaluation: Row, first: bool = False) -> dt.date | None:
    """When the last (or first) module of the contract that aims at the competence begins."""
    own = modules_of(draft, evaluation["contract"])
    starts = [row["start"] for row in own if evaluation["competence"] in listed(row["competences"])]
    end = contract(draft, evaluation["contract"])["end"]
    starts = [start for start in starts if start <= end]
    return (min(starts) if first else max(starts)) if starts else None
