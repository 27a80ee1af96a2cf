"""The rows of a dossier of the reference size: correct, at step 6, all its contracts over."""

import datetime as dt
import random

from benchmarks.sizes import COMPETENCES, CONTRACTS, MODULES, TODAY, TUTORS
from tests.deposit.making import siret
from tests.making import companies, contracts, follow_up, path
from tests.making.draft import Draft, Row, codes
from tests.making.law import days

_BLOCS = ("Préparer la fabrication", "Produire", "Contrôler et livrer")
_PER_BLOC = COMPETENCES // len(_BLOCS)
_ALONG_THE_WAY = 5
_LAST_SESSIONS = 20
_PROVIDER = {"provider": "Institut des procédés", "nda": "44670012367", "qualiopi": True}
_LAST = ("Mar", "Ber", "Du", "Lam", "Ros", "Vil", "Che", "Gar", "Fon", "Bel", "Mor", "Sau")
_MIDDLE = ("ti", "na", "ran", "be", "lo", "ma", "vi", "dou", "se", "ri")
_END = ("net", "lin", "bert", "court", "val", "mont", "teau", "rand", "pin", "zac")
_GIVEN = ("Camille", "Dominique", "Sacha", "Claude", "Maxime", "Alix", "Noé", "Élie", "Lou", "Charlie")
_SURNAMES = len(_LAST) * len(_MIDDLE) * len(_END)


class People:
    """Gives the people of a dossier; no two people of a million dossiers share a name."""

    def __init__(self, number: int) -> None:
        self._next = number * (CONTRACTS + TUTORS)

    def learner(self) -> tuple[str, str]:
        """Last and first name."""
        rest, surname = divmod(self._next, _SURNAMES)
        double, given = divmod(rest, len(_GIVEN))
        self._next += 1
        names = (_surname(surname), _surname(double)) if double else (_surname(surname),)
        return "-".join(names), _GIVEN[given]

    def staff(self) -> str:
        """First and last name in one."""
        last, first = self.learner()
        return f"{first} {last}"


def _surname(number: int) -> str:
    rest, first = divmod(number, len(_LAST))
    end, middle = divmod(rest, len(_MIDDLE))
    return _LAST[first] + _MIDDLE[middle] + _END[end]


def reference(number: int, seed: int) -> Draft:
    """The dossier of a number: company, people and contract numbers are its own; a seed and a number give one draft."""
    rng = random.Random(f"{seed} {number}")
    people = People(number)
    company = _company(rng, number)
    group = _group(rng, company)
    draft = Draft(f"Entreprise {number:05d}", {"company": [company]}, today=TODAY)
    for position in range(1, CONTRACTS + 1):
        contract = f"PE-{seed % 1000:03d}{number:06d}-{position}"
        group.learners.append(contracts.learner(rng, group, company, contract, people))  # type: ignore[arg-type]
    draft.rows["learners"] = group.learners
    draft.rows["tutors"] = [_tutor(people) for _ in range(TUTORS)]
    draft.rows["competences"] = _competences(rng)
    draft.rows["modules"] = _modules(rng, group, company, draft)
    draft.rows["evaluations"] = []
    for learner, tutor in zip(draft.learners, draft.tutors, strict=True):
        learner["tutor"] = tutor["name"]
        follow_up.send(rng, learner)
        follow_up.position(rng, learner)
        draft.evaluations.extend(_evaluations(rng, learner, draft.modules, tutor["name"]))
        follow_up.close(rng, learner, draft.modules, TODAY)
    draft.rows["documents"] = _documents(draft)
    return draft


def _company(rng: random.Random, number: int) -> Row:
    usual = companies.company(rng, 6)
    return usual | {
        "siret": siret(number),
        "name": f"{usual['name']} {number:05d}",
        "employer_kind": "COMPANY",
        "territory": "FRANCE",
        "weekly_hours": 35.0,
        "agreement_24_months": False,
        "facilitator": None,
        "facilitator_hours": None,
    }


def _group(rng: random.Random, company: Row) -> contracts.Group:
    """Five contracts of six to twelve months, long over: the usual ones."""
    while True:
        group = contracts.group(rng, company, 6, TODAY)
        if not group.priority and group.weekly >= 30:
            return group


def _tutor(people: People) -> Row:
    return {
        "name": people.staff(),
        "function": "Responsable de production",
        "is_employer": False,
        "experience": 8.0,
        "volunteer": True,
        "other_learners": 0.0,
        "roles": "TUTOR;TRAINER;AFEST_TRAINER",
        "senior": False,
    }


def _competences(rng: random.Random) -> list[Row]:
    """Three blocs of five; the certification of the first is a bloc of a title, the last has none."""
    certifications = (f"RNCP{rng.randrange(10_000, 40_000)}BC01", f"RS{rng.randrange(5000, 6000)}", None)
    return [
        {
            "code": f"C{number + 1}",
            "bloc": _BLOCS[number // _PER_BLOC],
            "title": f"Conduire une machine de type {number + 1} de la mise en route à l'arrêt",
            "certifying": certifications[number // _PER_BLOC] is not None,
            "certification": certifications[number // _PER_BLOC],
            "objective": f"Obtenir seul une pièce conforme au plan, cas {number + 1}",
            "criterion": "Trois pièces de suite dans la tolérance du plan",
        }
        for number in range(COMPETENCES)
    ]


def _modules(rng: random.Random, group: contracts.Group, company: Row, draft: Draft) -> list[Row]:
    """Twenty modules one after the other, for all the contracts, in the first 70 % of their time."""
    span = (group.end - group.start).days
    each = round(group.hours / MODULES * 2) / 2
    rows: list[Row] = []
    for number in range(MODULES):
        hours = each if number < MODULES - 1 else group.hours - each * (MODULES - 1)
        start = group.start + days(int(span * 0.7 * number / MODULES))
        aims = {f"C{number % COMPETENCES + 1}", f"C{(number * 7 + 3) % COMPETENCES + 1}"}
        row: Row = {
            "code": f"M{number + 1}",
            "title": f"Conduite et réglage, partie {number + 1}",
            "hours": hours,
            "hours_done": hours,
            "start": start,
            "end": start + days(25),
            "competences": codes(*sorted(aims, key=lambda code: int(code[1:]))),
            "contracts": codes(*(learner["contract"] for learner in group.learners)),
        }
        how = path.modality(rng, company, _Trainers(draft))  # type: ignore[arg-type]
        if "provider" in how:
            how |= {**_PROVIDER, "deemed_certified": None}
        rows.append(row | how)
    return rows


class _Trainers:
    """Names the trainers among the tutors."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def staff(self) -> str:
        name: str = self._draft.tutors[0]["name"]
        return name


def _evaluations(rng: random.Random, learner: Row, modules: list[Row], evaluator: str) -> list[Row]:
    """Five along the way, then each competence at the end, bloc by bloc; each session leaves one document."""
    start, end = learner["start"], learner["end"]
    # Never two months apart, which would be told.
    span = (end - start).days - _LAST_SESSIONS
    rows = []
    for number in range(_ALONG_THE_WAY):
        day = start + days(span * (number + 1) // (_ALONG_THE_WAY + 1))
        begun = [row for row in modules if row["start"] <= day]
        code = begun[-1 - number % 2]["competences"].split(";")[0]
        rows.append((code, day, "FORMATIVE", rng.choice(("NOT_ACQUIRED", "IN_PROGRESS")), "suivi"))
    for number in range(COMPETENCES):
        bloc = number // _PER_BLOC
        kind = "FINAL" if bloc == len(_BLOCS) - 1 else "SUMMATIVE"
        result = rng.choices(("ACQUIRED", "IN_PROGRESS"), (9, 1))[0]
        rows.append(
            (f"C{number + 1}", end - days(_LAST_SESSIONS - 8 * bloc), kind, result, f"bloc-{bloc + 1}")
        )
    return [
        {
            "contract": learner["contract"],
            "competence": code,
            "date": day,
            "kind": kind,
            "result": result,
            "evaluator": evaluator,
            "evidence": f"{learner['contract']}-{session}.pdf",
        }
        for code, day, kind, result, session in rows
    ]


def _documents(draft: Draft) -> list[Row]:
    """What the dossier calls for: 3 for all, and 6 for each contract."""
    first = min(row["signed"] for row in draft.learners)
    general = (("REFERENTIAL", "referentiel"), ("PATH", "parcours"), ("CONVENTION", "convention"))
    rows: list[Row] = [{"kind": kind, "file": f"{file}.pdf", "date": first} for kind, file in general]
    for learner in draft.learners:
        contract = learner["contract"]
        rows.append({"kind": "CERFA", "file": f"cerfa-{contract}.pdf", "date": first, "contract": contract})
        last: dict[str, dt.date] = {}
        for row in draft.evaluations:
            if row["contract"] == contract:
                last[row["evidence"]] = row["date"]
        rows += [
            {"kind": "EVIDENCE", "file": file, "date": day, "contract": contract}
            for file, day in last.items()
        ]
        rows.append(
            {
                "kind": "REVIEW",
                "file": f"bilan-{contract}.pdf",
                "date": learner["review"],
                "contract": contract,
            }
        )
    return rows
