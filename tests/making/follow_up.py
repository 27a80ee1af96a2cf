"""What comes after the signature: tutors, evaluations, the end of the contract, documents."""

import datetime as dt
import random

from tests.making import law
from tests.making.contracts import real_end
from tests.making.draft import Row, listed
from tests.making.law import days, months_later
from tests.making.people import Names

_RESULTS = ("NOT_ACQUIRED", "IN_PROGRESS", "ACQUIRED")


def tutors(rng: random.Random, learners: list[Row], company: Row, names: Names) -> list[Row]:
    """Name a tutor for each learner: never more at once than the law allows, though more over time."""
    exempt = company["employer_kind"] in law.EXEMPT
    rows: list[Row] = []
    spans: list[list[tuple[dt.date, dt.date]]] = []
    for learner in learners:
        span = (learner["start"], real_end(learner))
        free = [i for i, row in enumerate(rows) if exempt or _has_room(row, [*spans[i], span])]
        if not free:
            rows.append(_tutor(rng, exempt, is_employer=not rows and rng.random() < 0.3, name=names.staff()))
            spans.append([])
            free = [len(rows) - 1]
        at = free[0]
        spans[at].append(span)
        learner["tutor"] = rows[at]["name"]
    return rows


def _has_room(row: Row, spans: list[tuple[dt.date, dt.date]]) -> bool:
    return law.at_once(spans) + row["other_learners"] <= (2 if row["is_employer"] else 3)


def _tutor(rng: random.Random, exempt: bool, is_employer: bool, name: str) -> Row:
    row: Row = {
        "name": name,
        "function": "Responsable de production",
        "is_employer": is_employer,
        "experience": rng.choice((0.5, 1.0, 2.0)) if exempt else rng.choice((2.0, 2.5, 8.0, 40.0)),
        "volunteer": rng.random() < 0.5 if exempt or is_employer else True,
        "other_learners": float(rng.choice((0, 0, 0, 1))),
    }
    if rng.random() < 0.4:
        row |= {"training_date": dt.date(2018, 12, 3), "training_hours": rng.choice((14.0, 40.0))}
    return row


def send(rng: random.Random, learner: Row) -> None:
    """Send the contract to the Opco: after the signature, at the latest five days after the start."""
    last = learner["start"] + days(5)
    learner["sent_to_opco"] = rng.choice((learner["signed"], last, learner["start"]))


def position(rng: random.Random, learner: Row) -> None:
    """Date the positionnement, within two months of the start and not after the end."""
    last = min(months_later(learner["start"], 2), real_end(learner))
    learner["positioning"] = rng.choice((last, min(learner["start"] + days(10), last)))


def evaluations(
    rng: random.Random, learner: Row, modules: list[Row], staff: str, today: dt.date
) -> list[Row]:
    """Regular evaluations, none before its module, results that never fall, and a final one at the end."""
    stop = min(real_end(learner), today)
    attended = [row for row in modules if row["start"] <= stop and _concerns(row, learner)]
    rank: dict[str, int] = {}
    rows: list[Row] = []

    def add(code: str, day: dt.date, kind: str, least: int = 0) -> None:
        if any((row["competence"], row["date"], row["kind"]) == (code, day, kind) for row in rows):
            return
        rank[code] = rng.randint(max(rank.get(code, 0), least), 2)
        rows.append(
            {
                "contract": learner["contract"],
                "competence": code,
                "date": day,
                "kind": kind,
                "result": _RESULTS[rank[code]],
                "evaluator": staff,
                "evidence": f"{learner['contract']}-{code}-{day:%Y%m%d}.pdf"
                if kind in ("SUMMATIVE", "FINAL") or rng.random() < 0.3
                else None,
            }
        )

    if attended and rng.random() < 0.5:
        first = listed(attended[0]["competences"])[0]
        rank[first] = 0
        add(first, learner["start"] - days(rng.choice((0, 5))), "POSITIONING")
        rank[first] = 0
        rows[-1]["result"] = _RESULTS[0]
    day = learner["start"] + days(50)
    while day < stop:
        begun = [row for row in attended if row["start"] <= day]
        add(rng.choice(listed(rng.choice(begun)["competences"])), day, "FORMATIVE")
        day += days(rng.choice((40, 55)))
    if real_end(learner) <= today:
        for code, begins in _last_starts(attended).items():
            before = [row["date"] for row in rows if row["competence"] == code]
            day = max(begins, stop - days(rng.choice((0, 10))), *before)
            add(code, day, rng.choice(("FINAL", "SUMMATIVE")))
        if all(row["kind"] != "FINAL" for row in rows):
            rows[-1] |= {"kind": "FINAL", "evidence": rows[-1]["evidence"] or "bilan.pdf"}
    return rows


def _last_starts(modules: list[Row]) -> dict[str, dt.date]:
    """For each competence, the start of the last module that aims at it."""
    starts: dict[str, dt.date] = {}
    for row in modules:
        for code in listed(row["competences"]):
            starts[code] = max(starts.get(code, row["start"]), row["start"])
    return starts


def _concerns(module: Row, learner: Row) -> bool:
    return not module["contracts"] or learner["contract"] in listed(module["contracts"])


def close(rng: random.Random, learner: Row, modules: list[Row], today: dt.date) -> None:
    """Fill in the end of the contract, once it is over."""
    if real_end(learner) > today:
        return
    own = [row["hours_done"] for row in modules if _concerns(row, learner)]
    early = bool(learner.get("early_end"))
    learner |= {
        "hours_done": rng.choice((0.0, learner["hours_planned"] / 2))
        if early
        else learner["hours_planned"]
        if None not in own
        else rng.choice((150.0, learner["hours_planned"])),
        "review": real_end(learner) - days(rng.choice((0, 3, 30)) if not early else 0),
        "review_outcome": rng.choice(("YES", "PARTLY", "NO")),
        "signatory": "Sacha Petit, gérante",
        "place": "Strasbourg",
    }
    learner["attestation_date"] = rng.choice((None, real_end(learner)))


def documents(rng: random.Random, rows: dict[str, list[Row]], step: int, today: dt.date) -> list[Row]:
    """The documents of a complete dossier, for all the contracts or one by one."""
    learners, evaluated = rows["learners"], rows["evaluations"]
    first = min(row["signed"] for row in learners)
    found: list[Row] = [
        {"kind": kind, "file": f"{kind.lower()}.pdf", "date": first} for kind in ("REFERENTIAL", "PATH")
    ]
    providers = dict.fromkeys(row["provider"] for row in rows["modules"] if row.get("provider"))
    found += [
        {"kind": "CONVENTION", "file": f"convention {number}.pdf", "date": first}
        for number, _ in enumerate(providers, start=1)
    ]
    if rng.random() < 0.3:
        found.append({"kind": "CERFA", "file": "cerfas.zip", "date": None})
    else:
        found += [_about(row, "CERFA", f"cerfa-{row['contract']}.pdf") for row in learners]
    files = dict.fromkeys((row["contract"], row["evidence"]) for row in evaluated if row["evidence"])
    found += [{"kind": "EVIDENCE", "file": file, "contract": contract} for contract, file in files]
    if step >= 6:
        over = [row for row in learners if real_end(row) <= today]
        found += [_about(row, "REVIEW", f"bilan-{row['contract']}.pdf") for row in over]
    return found


_TUTORING = (None, "TUTOR", "TUTOR;TRAINER", "TUTOR;AFEST_TRAINER", "TUTOR;TRAINER;AFEST_TRAINER")
_TRAINING = ("TRAINER", "AFEST_TRAINER", "TRAINER;AFEST_TRAINER")


def accompany(rng: random.Random, rows: dict[str, list[Row]]) -> None:
    """Give the tutors roles and what goes with a training, and list the company's own trainers with them."""
    for row in rows["tutors"]:
        row |= {"roles": rng.choice(_TUTORING), "senior": rng.choice((True, False, None))}
        if row.get("training_date"):
            file = f"formation-{row['name'].replace(' ', '-')}.pdf"
            rows["documents"].append({"kind": "TUTOR_TRAINING", "file": file, "date": row["training_date"]})
            row |= {
                "trained_by": rng.choice(("Conseil Compétences Est", None)),
                "training_document": rng.choice((file, file.upper(), None)),
            }
    for name in dict.fromkeys(row["trainer"] for row in rows["modules"] if row.get("trainer")):
        first, last = name.split(" ")
        written = rng.choice((name, f"{last} {first}", f"Mme {first} {last.upper()}"))
        rows["tutors"].append({"name": written, "function": "Technicienne", "roles": rng.choice(_TRAINING)})


def _about(row: Row, kind: str, file: str) -> Row:
    return {"kind": kind, "file": file, "date": row["signed"], "contract": row["contract"]}
