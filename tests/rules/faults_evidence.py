"""Faults of evaluations and of the documents."""

import datetime as dt

from tests.making.contracts import real_end
from tests.making.draft import Draft, Row, listed
from tests.making.law import days, months_later
from tests.rules.faults import At, contract, day_before, evaluations_of, fault, modules_of, pick, put
from tests.rules.faults_training import last_start

SIGNED, RUNNING = range(3, 7), (5, 6)
_FINAL = ("SUMMATIVE", "FINAL")

fault("EVA-002", steps=RUNNING)(put("evaluations", "contract", "1999-0001"))
fault("EVA-003", steps=RUNNING)(put("evaluations", "competence", "C99"))


def _of_kind(*kinds: str):
    return lambda row: row["kind"] in kinds


def _redated(draft: Draft, at: int | None, day: dt.date) -> At | None:
    if at is None:
        return None
    draft.evaluations[at]["date"] = day
    return "evaluations", "date", at


def _added(draft: Draft, like: Row, **changes: object) -> int:
    draft.evaluations.append({**like, "evidence": None, **changes})
    return len(draft.evaluations) - 1


@fault("EVA-004", steps=RUNNING)
def _before_the_start(draft: Draft) -> At | None:
    at = pick(draft.evaluations, _of_kind("FORMATIVE"))
    start = contract(draft, draft.evaluations[at or 0]["contract"])["start"]
    return _redated(draft, at, day_before(start))


def _over_for_long(draft: Draft):
    return lambda row: real_end(contract(draft, row["contract"])) < draft.today - days(1)


def _after_the_end(draft: Draft, *kinds: str) -> At | None:
    late = _over_for_long(draft)
    at = pick(draft.evaluations, lambda row: row["kind"] in kinds and late(row))
    end = real_end(contract(draft, draft.evaluations[at or 0]["contract"]))
    return _redated(draft, at, end + days(1))


fault("EVA-005", steps=RUNNING)(lambda draft: _after_the_end(draft, "FORMATIVE", "SUMMATIVE"))


@fault("EVA-006", steps=RUNNING)
def _final_after_the_end(draft: Draft) -> At | None:
    at = _after_the_end(draft, "FINAL")
    if at is None or contract(draft, draft.evaluations[at[2]]["contract"])["contract_kind"] != "CDD":
        return None
    return at


@fault("EVA-007", steps=RUNNING)
def _tomorrow(draft: Draft) -> At:
    return "evaluations", "date", put("evaluations", "date", draft.today + days(1))(draft)[2]


def _result_before(draft: Draft, like: Row, day: dt.date) -> str:
    """The result of the same competence before a day, so that none falls."""
    own = [row for row in evaluations_of(draft, like["contract"]) if row["competence"] == like["competence"]]
    before = sorted((row for row in own if row["date"] < day), key=lambda row: row["date"])
    return before[-1]["result"] if before else "NOT_ACQUIRED"


@fault("EVA-008", steps=RUNNING)
def _final_before_the_module(draft: Draft) -> At | None:
    for row in draft.evaluations:
        begins = last_start(draft, row)
        own = contract(draft, row["contract"])
        if begins and own["start"] < begins <= min(real_end(own), draft.today):
            result = _result_before(draft, row, begins)
            at = _added(
                draft, row, date=day_before(begins), kind="SUMMATIVE", result=result, evidence="x.pdf"
            )
            draft.documents.append({"kind": "EVIDENCE", "file": "x.pdf"})
            return "evaluations", "date", at
    return None


@fault("EVA-009", steps=RUNNING)
def _formative_before_the_module(draft: Draft) -> At | None:
    for row in draft.evaluations:
        begins = last_start(draft, row, first=True)
        own = contract(draft, row["contract"])
        if begins and own["start"] < begins <= min(real_end(own), draft.today):
            at = _added(draft, row, date=day_before(begins), kind="FORMATIVE", result="NOT_ACQUIRED")
            return "evaluations", "date", at
    return None


@fault("EVA-010", steps=RUNNING)
def _outside_the_path(draft: Draft) -> At | None:
    row = draft.evaluations[-1]
    own = {code for module in modules_of(draft, row["contract"]) for code in listed(module["competences"])}
    others = [known["code"] for known in draft.competences if known["code"] not in own]
    if not others:
        return None
    return "evaluations", "competence", _added(draft, row, competence=others[0], kind="FORMATIVE")


@fault("EVA-011", steps=RUNNING)
def _two_results(draft: Draft) -> At:
    row = draft.evaluations[-1]
    other = "IN_PROGRESS" if row["result"] == "ACQUIRED" else "ACQUIRED"
    return "evaluations", "result", _added(draft, row, result=other, evidence=row["evidence"])


@fault("EVA-012", steps=RUNNING)
def _twice(draft: Draft) -> At:
    draft.evaluations.append(dict(draft.evaluations[-1]))
    return "evaluations", "competence", len(draft.evaluations) - 1


@fault("EVA-013", steps=RUNNING)
def _lost(draft: Draft) -> At | None:
    for row in reversed(draft.evaluations):
        own = [r for r in evaluations_of(draft, row["contract"]) if r["competence"] == row["competence"]]
        last = max(r["date"] for r in own)
        stop = min(real_end(contract(draft, row["contract"])), draft.today)
        if row["result"] == "ACQUIRED" and row["date"] == last < stop:
            at = _added(draft, row, date=last + days(1), kind="FORMATIVE", result="NOT_ACQUIRED")
            return "evaluations", "result", at
    return None


@fault("EVA-013", steps=RUNNING, variant="to in progress")
def _half_lost(draft: Draft) -> At | None:
    at = _lost(draft)
    if at is not None:
        draft.evaluations[at[2]]["result"] = "IN_PROGRESS"
    return at


@fault("EVA-019", steps=RUNNING)
def _idem(draft: Draft) -> At:
    draft.evaluations[-1]["evaluator"] = "Idem"
    return "evaluations", "evaluator", len(draft.evaluations) - 1


@fault("EVA-019", steps=RUNNING, variant="ditto mark")
def _ditto_mark(draft: Draft) -> At:
    draft.evaluations[-1]["evaluator"] = "''"
    return "evaluations", "evaluator", len(draft.evaluations) - 1


fault("EVA-014", steps=RUNNING)(put("evaluations", "evidence", None, _of_kind(*_FINAL)))
fault("EVA-015", steps=RUNNING)(put("evaluations", "evidence", "absente.pdf"))


@fault("EVA-016", steps=RUNNING)
def _nothing_for_months(draft: Draft) -> At | None:
    at = pick(draft.learners, lambda row: months_later(row["start"], 4) < min(real_end(row), draft.today))
    if at is None:
        return None
    rows = evaluations_of(draft, draft.learners[at]["contract"])
    limit = months_later(draft.learners[at]["start"], 4)
    gone = [row for row in rows if row["date"] <= limit and row["kind"] != "POSITIONING"]
    if not gone or len(gone) == len(rows):
        return None
    draft.rows["evaluations"] = [row for row in draft.evaluations if not any(row is one for one in gone)]
    return "learners", "contract", at


@fault("EVA-017", steps=RUNNING)
def _never(draft: Draft) -> At | None:
    row = draft.learners[-1]
    if months_later(row["start"], 2) > min(real_end(row), draft.today) or len(draft.learners) == 1:
        return None
    row["positioning"] = row["start"]
    left = [kept for kept in draft.evaluations if kept["contract"] != row["contract"]]
    draft.rows["evaluations"] = left
    return ("learners", "contract", len(draft.learners) - 1) if left else None


@fault("EVA-018", steps=RUNNING)
def _by_oneself(draft: Draft) -> At:
    row = contract(draft, draft.evaluations[-1]["contract"])
    draft.evaluations[-1]["evaluator"] = f"{row['last_name']} {row['first_name']}"
    return "evaluations", "evaluator", len(draft.evaluations) - 1


def _without(kind: str):
    def inject(draft: Draft) -> At | None:
        left = [row for row in draft.documents if row["kind"] != kind]
        if not left or len(left) == len(draft.documents):
            return None
        draft.rows["documents"] = left
        return "documents", None, 0

    return inject


fault("PIE-002", steps=SIGNED)(_without("REFERENTIAL"))
fault("PIE-003", steps=SIGNED)(_without("PATH"))
fault("PIE-004", steps=SIGNED)(_without("CERFA"))
fault("PIE-005", steps=SIGNED)(_without("CONVENTION"))
fault("PIE-010", steps=[6])(_without("REVIEW"))
fault("PIE-006", steps=SIGNED)(put("documents", "contract", "1999-0001", lambda row: row.get("contract")))


@fault("PIE-004", steps=SIGNED, variant="one contract")
def _one_cerfa_missing(draft: Draft) -> At | None:
    at = pick(draft.documents, lambda row: row["kind"] == "CERFA" and row.get("contract"))
    if at is None:
        return None
    del draft.documents[at]
    return "documents", None, 0


def _conventions(draft: Draft) -> list[int]:
    return [at for at, row in enumerate(draft.documents) if row["kind"] == "CONVENTION"]


@fault("PIE-011", steps=SIGNED)
def _one_convention_missing(draft: Draft) -> At | None:
    if len(_conventions(draft)) < 2:
        return None
    del draft.documents[_conventions(draft)[-1]]
    return "documents", None, 0


@fault("PIE-011", steps=SIGNED, variant="one for one contract only")
def _one_convention_for_one_contract(draft: Draft) -> At | None:
    places, last = _conventions(draft), draft.learners[-1]["contract"]
    taught = {row["provider"] for row in modules_of(draft, last) if row.get("provider")}
    if len(places) != 2 or len(taught) != 2 or len(draft.learners) < 2:
        return None
    draft.documents[places[0]]["contract"] = draft.learners[0]["contract"]
    return "documents", None, 0


@fault("PIE-011", steps=SIGNED, variant="all with one provider")
def _every_convention_with_one_provider(draft: Draft) -> At | None:
    places, names = _conventions(draft), {row.get("provider") for row in draft.modules}
    if len(places) != 3 or not names >= {"Formapôle", "Centre du Rhin"}:
        return None
    for at, name in zip(places, ("Formapole", "avenant-Formapole", "Rhin"), strict=True):
        draft.documents[at]["file"] = f"{name}.pdf"
    return "documents", None, 0


@fault("PIE-012", steps=SIGNED)
def _convention_signed_late(draft: Draft) -> At | None:
    given = [row for row in draft.modules if row.get("provider")]
    if len(_conventions(draft)) != 1:
        return None
    at = _conventions(draft)[0]
    draft.documents[at]["date"] = min(row["start"] for row in given) + days(1)
    return "documents", "date", at


@fault("PIE-012", steps=SIGNED, variant="of one of two providers")
def _convention_of_a_provider_signed_late(draft: Draft) -> At | None:
    places, first = _conventions(draft), {}
    for row in draft.modules:
        if row.get("provider"):
            first[row["provider"]] = min(first.get(row["provider"], row["start"]), row["start"])
    if len(first) != 2 or len(set(first.values())) != 2:
        return None
    names = sorted(first, key=lambda name: first[name])
    for at, name in zip(places, names, strict=True):
        draft.documents[at]["file"] = f"convention_{name.replace(' ', '_')}.pdf"
    draft.documents[places[0]]["date"] = first[names[0]] + days(1)
    return "documents", "date", places[0]


@fault("PIE-007", steps=SIGNED)
def _document_twice(draft: Draft) -> At:
    draft.documents.append({**draft.documents[0], "file": draft.documents[0]["file"].upper()})
    return "documents", "file", len(draft.documents) - 1


fault("PIE-008", steps=SIGNED)(put("documents", "file", "convention signée", _of_kind("PATH", "REFERENTIAL")))


@fault("PIE-009", steps=SIGNED)
def _document_of_tomorrow(draft: Draft) -> At:
    draft.documents[-1]["date"] = draft.today + days(1)
    return "documents", "date", len(draft.documents) - 1


@fault("PIE-015", steps=range(3, 7))
def _cerfa_of_another_season(draft: Draft) -> At | None:
    at = pick(draft.documents, lambda row: row["kind"] == "CERFA" and row.get("contract"))
    if at is None:
        return None
    row = draft.documents[at]
    row["date"] = contract(draft, row["contract"])["signed"] + days(31)
    return "documents", "date", at


@fault("PIE-015", steps=range(3, 7), variant="of all contracts")
def _cerfa_of_all_of_another_season(draft: Draft) -> At | None:
    at = pick(draft.documents, lambda row: row["kind"] == "CERFA" and not row.get("contract"))
    if at is None:
        return None
    draft.documents[at]["date"] = max(row["signed"] for row in draft.learners) + days(31)
    return "documents", "date", at
