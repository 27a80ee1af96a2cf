"""Faults of what follows the signature: calendar, tutors, end of the contract."""

from tests.making import law
from tests.making.contracts import real_end
from tests.making.draft import Draft, Row
from tests.making.law import days, months_later
from tests.rules.faults import (
    DURING,
    At,
    day_before,
    evaluations_of,
    fault,
    modules_of,
    over,
    pick,
    put,
    whole,
)

SIGNED, TUTORED, RUNNING = range(3, 7), range(4, 7), range(5, 7)

fault("APP-050", steps=TUTORED)(put("learners", "sent_to_opco", lambda row: row["start"] + days(6)))
fault("APP-051", steps=TUTORED)(put("learners", "sent_to_opco", lambda row: day_before(row["signed"])))
fault("APP-052", steps=RUNNING)(
    put(
        "learners",
        "positioning",
        lambda row: months_later(row["start"], 2) + days(1),
        lambda row: months_later(row["start"], 2) < real_end(row),
    )
)


@fault("APP-053", steps=RUNNING)
def _never_positioned(draft: Draft) -> At | None:
    row = draft.learners[-1]
    kinds = {evaluation["kind"] for evaluation in evaluations_of(draft, row["contract"])}
    if months_later(row["start"], 2) > real_end(row) or "POSITIONING" in kinds:
        return None
    row["positioning"] = None
    return "learners", "positioning", len(draft.learners) - 1


fault("APP-054", steps=RUNNING)(put("learners", "positioning", lambda row: real_end(row) + days(1)))


@fault("APP-055", steps=SIGNED)
def _nobody_was_told(draft: Draft) -> At | None:
    broken = pick(draft.learners, lambda row: not whole(row) and row["early_end"] + days(30) < draft.today)
    if broken is None:
        return None
    draft.learners[broken]["early_end_reported"] = None
    return "learners", "early_end_reported", broken


fault("APP-056", steps=SIGNED)(
    put("learners", "early_end_reported", lambda row: row["early_end"] + days(31), lambda row: not whole(row))
)
fault("APP-057", steps=SIGNED)(
    put("learners", "early_end_reported", lambda row: row["start"] + days(100), whole)
)
fault("APP-057", steps=SIGNED, variant="told before")(
    put("learners", "early_end_reported", lambda row: day_before(row["early_end"]), lambda r: not whole(r))
)
fault("APP-060", steps=TUTORED)(put("learners", "tutor", "Personne Inconnue"))
fault("APP-061", steps=TUTORED)(
    put("learners", "tutor", lambda row: f"{row['first_name']} {row['last_name'].upper()}")
)


@fault("APP-070", steps=[6])
def _more_done_than_planned(draft: Draft) -> At | None:
    more = put("learners", "hours_done", lambda row: row["hours_planned"] * 10, lambda row: over(draft, row))
    return more(draft)


@fault("APP-071", steps=[6])
def _too_few_hours_done(draft: Draft) -> At | None:
    if len(draft.learners) != 1 or not over(draft, draft.learners[0]) or not whole(draft.learners[0]):
        return None
    left = 149.5
    for module in draft.modules:
        module["hours_done"] = min(module["hours"], left)
        left -= module["hours_done"]
    draft.learners[0]["hours_done"] = 149.5
    return "learners", "hours_done", 0


@fault("APP-072", steps=[6])
def _hours_done_do_not_add_up(draft: Draft) -> At | None:
    def fits(row: dict[str, object]) -> bool:
        stated = all(m["hours_done"] is not None for m in modules_of(draft, str(row["contract"])))
        return over(draft, row) and whole(row) and stated

    return put("learners", "hours_done", lambda row: row["hours_planned"] - 1.5, fits)(draft)


@fault("APP-073", steps=[6])
def _review_before_the_start(draft: Draft) -> At | None:
    return put("learners", "review", lambda r: day_before(r["start"]), lambda r: over(draft, r))(draft)


@fault("APP-074", steps=[6])
def _review_tomorrow(draft: Draft) -> At | None:
    return put("learners", "review", draft.today + days(1), lambda r: over(draft, r))(draft)


@fault("APP-079", steps=[6])
def _attested_before_the_end(draft: Draft) -> At | None:
    early = put("learners", "attestation_date", lambda r: day_before(real_end(r)), lambda r: over(draft, r))
    return early(draft)


@fault("APP-080", steps=[6])
def _attested_before_the_review(draft: Draft) -> At | None:
    at = pick(draft.learners, lambda row: over(draft, row) and real_end(row) < draft.today)
    if at is None:
        return None
    row = draft.learners[at]
    row |= {"attestation_date": real_end(row), "review": real_end(row) + days(1)}
    return "learners", "attestation_date", at


@fault("APP-081", steps=[6])
def _attested_tomorrow(draft: Draft) -> At | None:
    return put("learners", "attestation_date", draft.today + days(1), lambda r: over(draft, r))(draft)


@fault("APP-075", steps=[6])
def _review_without_outcome(draft: Draft) -> At | None:
    return put("learners", "review_outcome", None, lambda r: over(draft, r))(draft)


@fault("APP-076", steps=[6])
def _one_competence_forgotten(draft: Draft) -> At | None:
    at = pick(draft.learners, lambda row: over(draft, row))
    if at is None:
        return None
    rows = evaluations_of(draft, draft.learners[at]["contract"])
    final = [row for row in rows if row["kind"] in ("FINAL", "SUMMATIVE")]
    if len(final) < 2 or final[0]["date"] > final[1]["date"]:
        return None
    if sum(row["competence"] == final[0]["competence"] for row in rows) > 1:
        return None
    draft.evaluations.remove(final[0])
    return "learners", "contract", at


@fault("APP-077", steps=[6], today=DURING)
def _still_running(draft: Draft) -> At | None:
    at = pick(draft.learners, lambda row: not over(draft, row))
    return None if at is None else ("learners", "end", at)


@fault("APP-078", steps=[6])
def _review_long_before_the_end(draft: Draft) -> At | None:
    early = put(
        "learners",
        "review",
        lambda row: day_before(months_later(real_end(row), -2)),
        lambda row: over(draft, row) and months_later(real_end(row), -3) > row["start"],
    )
    return early(draft)


def _bound(draft: Draft) -> bool:
    return draft.company["employer_kind"] not in law.EXEMPT


def _tutoring(row: Row) -> bool:
    return "TUTOR" in (row.get("roles") or "TUTOR").split(";")


@fault("TUT-002", steps=TUTORED, variant="in another order")
def _tutor_twice_in_another_order(draft: Draft) -> At:
    first, last = draft.tutors[0]["name"].split(" ")
    draft.tutors.append({**draft.tutors[0], "name": f"M. {last.upper()}, {first}"})
    return "tutors", "name", len(draft.tutors) - 1


@fault("TUT-002", steps=TUTORED)
def _tutor_twice(draft: Draft) -> At:
    draft.tutors.append(dict(draft.tutors[0]))
    return "tutors", "name", len(draft.tutors) - 1


@fault("TUT-003", steps=TUTORED)
def _too_little_experience(draft: Draft) -> At | None:
    return put("tutors", "experience", 1.9, _tutoring)(draft) if _bound(draft) else None


@fault("SAI-004", steps=TUTORED, variant="negative experience")
def _negative_experience(draft: Draft) -> At | None:
    return put("tutors", "experience", -1.0)(draft) if _bound(draft) else None


@fault("TUT-004", steps=TUTORED)
def _not_a_volunteer(draft: Draft) -> At | None:
    refuses = put("tutors", "volunteer", False, lambda row: _tutoring(row) and not row["is_employer"])
    return refuses(draft) if _bound(draft) else None


def _overloaded(draft: Draft, others: float, employer: bool) -> At | None:
    at = pick(draft.tutors, lambda row: _tutoring(row) and row["is_employer"] is employer)
    if at is None or not _bound(draft):
        return None
    draft.tutors[at]["other_learners"] = others
    return "tutors", "name", at


fault("TUT-005", steps=TUTORED)(lambda draft: _overloaded(draft, 3.0, employer=False))
fault("TUT-006", steps=TUTORED)(lambda draft: _overloaded(draft, 2.0, employer=True))
fault("TUT-007", steps=TUTORED)(put("tutors", "training_hours", 40.5, lambda row: row.get("training_date")))
fault("TUT-008", steps=TUTORED)(put("tutors", "training_hours", None, lambda row: row.get("training_date")))
fault("TUT-009", steps=TUTORED)(put("tutors", "training_date", None, lambda row: row.get("training_date")))


@fault("TUT-010", steps=TUTORED)
def _tutor_of_nobody(draft: Draft) -> At:
    draft.tutors.append({**draft.tutors[0], "name": "Alix Personne", "is_employer": False, "volunteer": True})
    return "tutors", "name", len(draft.tutors) - 1


fault("TUT-011", steps=TUTORED)(put("tutors", "experience", 2015.0))


@fault("APP-060", steps=TUTORED, variant="one other word")
def _another_first_name(draft: Draft) -> At | None:
    other = put("learners", "tutor", lambda row: f"Mme {row['tutor'].split(' ')[1]} Quentin")
    return other(draft)


@fault("APP-062", steps=TUTORED)
def _tutor_spelled_otherwise(draft: Draft) -> At | None:
    return put("learners", "tutor", lambda row: "Mme " + " ".join(reversed(row["tutor"].upper().split())))(
        draft
    )


@fault("APP-063", steps=TUTORED)
def _tutor_with_another_role(draft: Draft) -> list[At] | None:
    name = draft.tutors[0]["name"]
    draft.tutors[0]["roles"] = "TRAINER"
    return [("learners", "tutor", at) for at, row in enumerate(draft.learners) if row["tutor"] == name]


fault("TUT-013", steps=TUTORED)(
    lambda draft: put("tutors", "training_date", draft.today + days(1), lambda row: row.get("training_date"))(
        draft
    )
)


@fault("TUT-014", steps=TUTORED)
def _training_without_document(draft: Draft) -> list[At] | None:
    draft.rows["documents"] = [row for row in draft.documents if row["kind"] != "TUTOR_TRAINING"]
    for row in draft.tutors:
        row["training_document"] = None
    trained = [at for at, row in enumerate(draft.tutors) if row.get("training_date")]
    return [("tutors", "training_date", at) for at in trained] or None


fault("TUT-015", steps=TUTORED)(
    put("tutors", "training_document", "absente.pdf", lambda row: row.get("training_date"))
)
fault("TUT-016", steps=TUTORED)(
    put("modules", "trainer", "Personne Inconnue", lambda row: row.get("trainer") and not row.get("provider"))
)


@fault("TUT-017", steps=TUTORED)
def _exempt(draft: Draft) -> At | None:
    return None if _bound(draft) else ("company", "employer_kind", 0)


@fault("APP-082", steps=[6])
def _no_final_evaluation(draft: Draft) -> At | None:
    at = pick(draft.learners, lambda row: over(draft, row))
    if at is None:
        return None
    for row in evaluations_of(draft, draft.learners[at]["contract"]):
        row["kind"] = "SUMMATIVE" if row["kind"] == "FINAL" else row["kind"]
    return "learners", "review", at


@fault("TUT-012", steps=TUTORED)
def _two_employers(draft: Draft) -> At | None:
    if sum(map(_tutoring, draft.tutors)) < 2 or not draft.tutors[0]["is_employer"]:
        return None
    followed = sum(row["tutor"] == draft.tutors[1]["name"] for row in draft.learners)
    if followed + draft.tutors[1]["other_learners"] > 2:
        return None
    draft.tutors[1]["is_employer"] = True
    return "tutors", "is_employer", 1
