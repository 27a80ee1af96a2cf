"""Both sides of every limit after the signature: sending, tutors, modules, evaluations, end of the contract."""

import datetime as dt
from typing import Any

import pytest

from tests.making.draft import Draft
from tests.making.path import AFEST
from tests.making.plain import D, evaluated_only, plain, with_evaluation
from tests.rules.boundaries import Example, told_of

START, END = D(2023, 1, 9), D(2024, 1, 8)


def _with_cerfa(day: dt.date) -> Draft:
    """A dossier whose CERFA, of a contract signed on 09/01/2023, bears a date."""
    draft = plain(signed=START)
    next(row for row in draft.documents if row["kind"] == "CERFA")["date"] = day
    return draft


CALENDAR = [
    Example("sent five days after the start", plain(4, sent_to_opco=D(2023, 1, 14))),
    Example("sent six days after the start", plain(4, sent_to_opco=D(2023, 1, 15)), "APP-050"),
    Example("sent on the day of signature", plain(4, signed=D(2023, 1, 2), start=START, sent_to_opco=D(2023, 1, 2))),
    Example(
        "sent the day before",
        plain(4, signed=D(2023, 1, 2), start=START, sent_to_opco=D(2023, 1, 1)),
        "APP-051",
    ),
    Example("not sent, five days after", plain(4, D(2023, 1, 14), start=START, sent_to_opco=None)),
    Example("not sent, six days after", plain(4, D(2023, 1, 15), start=START, sent_to_opco=None), "SAI-001"),
    Example("step 3 on the first day", plain(3, START, start=START)),
    Example("step 3 the day after, sent", plain(3, D(2023, 1, 10), start=START)),
    Example("step 3 the day after", plain(3, D(2023, 1, 10), start=START, sent_to_opco=None), "APP-058"),
    Example("step 3 once it is over", plain(3, D(2024, 1, 9), start=START, sent_to_opco=None)),
    Example("CERFA dated 30 days after the signature", _with_cerfa(D(2023, 2, 8))),
    Example("CERFA dated 31 days after the signature", _with_cerfa(D(2023, 2, 9)), "PIE-015"),
    Example("CERFA dated before the signature", _with_cerfa(D(2023, 1, 2))),
    Example("positioned after two months", plain(5, positioning=D(2023, 3, 9))),
    Example("positioned a day later", plain(5, positioning=D(2023, 3, 10)), "APP-052"),
    Example("from 31/12, positioned on 28/02", plain(5, start=D(2022, 12, 31), positioning=D(2023, 2, 28))),
    Example("from 31/12, positioned on 01/03", plain(5, start=D(2022, 12, 31), positioning=D(2023, 3, 1)), "APP-052"),
    Example("not positioned, on the last day", plain(5, D(2023, 3, 9), start=START, positioning=None)),
    Example("not positioned, a day later", plain(5, D(2023, 3, 10), start=START, positioning=None), "APP-053"),
    Example("positioned on the last day of all", plain(5, early_end=D(2023, 2, 1), early_end_reported=D(2023, 2, 1),
                                                      positioning=D(2023, 2, 1))),
    Example("positioned when it was over", plain(5, early_end=D(2023, 2, 1), early_end_reported=D(2023, 2, 1),
                                                positioning=D(2023, 2, 2)), "APP-054"),
]  # fmt: skip


def broken(day: dt.date, reported: dt.date | None, today: dt.date = D(2026, 11, 24)) -> Draft:
    return plain(3, today, early_end=day, early_end_reported=reported)


EARLY_ENDS = [
    Example("broken off on the first day", broken(START, START)),
    Example("broken off before it", broken(D(2023, 1, 8), START), "APP-024"),
    Example("broken off the day before the last", broken(D(2024, 1, 7), D(2024, 1, 7))),
    Example("broken off on the last day", broken(END, END), "APP-024"),
    Example("broken off today", broken(D(2023, 6, 1), None, today=D(2023, 6, 1))),
    Example("broken off tomorrow", broken(D(2023, 6, 2), None, today=D(2023, 6, 1)), "APP-025"),
    Example("told 30 days later", broken(D(2023, 6, 1), D(2023, 7, 1))),
    Example("told 31 days later", broken(D(2023, 6, 1), D(2023, 7, 2)), "APP-056"),
    Example("told on the day before", broken(D(2023, 6, 1), D(2023, 5, 31)), "APP-057"),
    Example("not told, after 30 days", broken(D(2023, 6, 1), None, today=D(2023, 7, 1))),
    Example("not told, after 31 days", broken(D(2023, 6, 1), None, today=D(2023, 7, 2)), "APP-055"),
]


def tutored(*starts: dt.date, **tutor: object) -> Draft:
    """Contracts of a year with the same tutor."""
    return plain(4, learners=[{"start": start} for start in starts], tutor=tutor)


def trained(
    hours: float, document: str | None = "referential.pdf", added: bool = False, **tutor: Any
) -> Draft:
    """A training of the only tutor, or of a person who is added."""
    training = {
        "training_date": D(2022, 12, 5),
        "training_hours": hours,
        "training_document": document,
        **tutor,
    }
    return with_trainer("Alix Weber", **training) if added else tutored(START, **training)


def with_trainer(name: str, **person: Any) -> Draft:
    """A dossier in whose sheet of tutors a trainer is listed too."""
    draft = tutored(START)
    draft.tutors.append({"name": name, "function": "Technicienne", "roles": "TRAINER", **person})
    return draft


def named(in_learners: str, in_tutors: str) -> Draft:
    """A tutor whose name stands in two sheets."""
    return plain(4, learners=[{"start": START, "tutor": in_learners}], tutor={"name": in_tutors})


def written_otherwise(kind: str) -> Draft:
    """A contract for each way to write the name of a tutor; the employer has one less."""
    ways = ["Keller Dominique", "M. Dominique Keller", "DOMINIQUE KELLER", "dominique-keller"]
    employer = kind == "EMPLOYER"
    learners = [{"start": START, "tutor": way} for way in ways[employer:]]
    return plain(4, learners=learners, tutor={"is_employer": employer})


def taught_by(trainer: str, listed: str, old: bool = False, provider: bool = False) -> Draft:
    """A module in the work situation, and one more person in the sheet of tutors."""
    draft = with_trainer(listed)
    draft.company["training_service"] = True
    draft.modules[0] |= {"modality": "AFEST", "trainer": trainer, **dict.fromkeys(AFEST, True)}
    if not provider:
        draft.modules[0] |= {"provider": None, "nda": None, "qualiopi": None}
    if old:
        draft.without.add(("tutors", "roles"))
        draft.tutors.pop()
    return draft


THREE = (START, START, START)
TUTORS = [
    Example("two years of experience", tutored(START, experience=2.0)),
    Example("1.9 years of experience", tutored(START, experience=1.9), "TUT-003"),
    Example(
        "1.9 years, in temporary work", plain(4, tutor={"experience": 1.9}, company={"employer_kind": "TEMPORARY_WORK"})
    ),
    Example("60 years of experience", tutored(START, experience=60.0)),
    Example("61 years of experience", tutored(START, experience=61.0), "TUT-011"),
    Example("three at once", tutored(*THREE)),
    Example("four at once", tutored(*THREE, START), "TUT-005"),
    Example("a fourth before they end", tutored(*THREE, D(2023, 12, 28)), "TUT-005"),
    Example("three, then three others", tutored(*(3 * [D(2022, 1, 10)]), *(3 * [D(2023, 1, 10)]))),
    Example("three, and three others from their last day", tutored(*(3 * [D(2022, 1, 10)]), *(3 * [D(2023, 1, 9)])),
            "TUT-005"),
    Example("two and one elsewhere", tutored(START, START, other_learners=1.0)),
    Example("three and one elsewhere", tutored(*THREE, other_learners=1.0), "TUT-005"),
    Example("the employer, two at once", tutored(START, START, is_employer=True)),
    Example("the employer, three at once", tutored(*THREE, is_employer=True), "TUT-006"),
    Example("the employer, two that follow each other and one", tutored(START, D(2022, 1, 9), D(2022, 6, 1),
                                                                        is_employer=True)),
    Example("an employer who is no volunteer", tutored(START, is_employer=True, volunteer=False)),
    Example("an employee who is no volunteer", tutored(START, volunteer=False), "TUT-004"),
    Example("four at once in a group of employers",
            plain(4, learners=[{"start": START}] * 4, company={"employer_kind": "EMPLOYERS_GROUP"})),
    Example("trained for 40 h", trained(40.0)),
    Example("trained for 40.5 h", trained(40.5), "TUT-007"),
    Example("a trainer trained for 40.5 h", trained(40.5, added=True)),
    Example("trained today", trained(14.0, training_date=D(2026, 11, 24))),
    Example("trained tomorrow", trained(14.0, training_date=D(2026, 11, 25)), "TUT-013"),
    Example("trained, no document", trained(14.0, document=None), "TUT-014"),
    Example("trained, a document that is not listed", trained(14.0, document="absent.pdf"), "TUT-015"),
    Example("four, and minus one elsewhere", tutored(*THREE, START, other_learners=-1.0), "SAI-004 TUT-005"),
    Example("as others write it", named("Mme KELLER, dominique", "Dominique Keller")),
    Example("with a hyphen or none", named("Jean Pierre Müller", "Muller Jean-Pierre")),
    Example("an initial", named("D. Keller", "Dominique Keller"), "APP-060"),
    Example("another first name", named("Claude Keller", "Dominique Keller"), "APP-060"),
    Example("four at once, each written otherwise", written_otherwise("EMPLOYEE"), "TUT-005"),
    Example("the employer, three at once, written otherwise", written_otherwise("EMPLOYER"), "TUT-006"),
    Example("the tutor of a contract is only a trainer", tutored(START, roles="TRAINER"), "APP-063"),
    Example("the tutor of a contract trains too", tutored(START, roles="TUTOR;AFEST_TRAINER")),
    Example("a trainer who is no volunteer, of no experience", with_trainer("Alix Weber", experience=0.5, volunteer=False)),
    Example("a trainer of whom nothing is said", with_trainer("Alix Weber")),
    Example("the same of a tutor", with_trainer("Alix Weber", roles=None), "SAI-001"),
    Example("a trainer who is listed otherwise", taught_by("M. Weber Alix", "Alix Weber")),
    Example("a trainer by initials", taught_by("A. Weber", "Alix Weber")),
    Example("two trainers, one of them listed", taught_by("Sacha Petit et Alix Weber", "Alix Weber")),
    Example("a trainer who is not listed", taught_by("Sacha Petit", "Alix Weber"), "TUT-016"),
    Example("a trainer of before there were roles", taught_by("Sacha Petit", "Alix Weber", old=True)),
    Example("a trainer of a provider", taught_by("Sacha Petit", "Alix Weber", provider=True)),
]  # fmt: skip


def taught(start: dt.date, end: dt.date, hours: float = 300.0) -> Draft:
    return plain(hours_planned=hours, module={"start": start, "end": end})


def with_short_module(day: dt.date, hours: float, **learner: Any) -> Draft:
    """A dossier with one more module, of a single day."""
    return with_module(day, day, hours, **learner)


def with_module(start: dt.date, end: dt.date, hours: float, **changes: Any) -> Draft:
    """A dossier with one more module."""
    draft = plain(hours_planned=300.0, module={"hours": 300.0 - hours}, **changes)
    draft.modules.append({**draft.modules[0], "code": "M2", "hours": hours, "start": start, "end": end})
    return draft


def uncertified(day: dt.date, **module: Any) -> Draft:
    """A contract and its module that begin on a day, with a provider without Qualiopi."""
    return plain(signed=day, module={"qualiopi": False, **module})


def afest(training_service: bool, **module: Any) -> Draft:
    taught_there = {"modality": "AFEST", "trainer": "Dominique Keller", **dict.fromkeys(AFEST, True)}
    nobody = {"provider": None, "nda": None, "qualiopi": None}
    return plain(company={"training_service": training_service}, module={**nobody, **taught_there, **module})


def with_convention_of(day: dt.date) -> Draft:
    draft = plain()
    draft.documents[2]["date"] = day
    return draft


def two_providers(*files: str, nda: str = "11754321098") -> Draft:
    """A dossier with modules of two providers, and these conventions."""
    draft = plain(hours_planned=300.0, module={"hours": 150.0})
    draft.modules.append({**draft.modules[0], "code": "M2", "provider": "Horizon Managers", "nda": nda})
    draft.documents[2:3] = [{"kind": "CONVENTION", "file": file} for file in files]
    return draft


def done_by(today: dt.date, hours_done: float | None, **module: Any) -> Draft:
    """A contract up to 08/01/2024 at step 6, one module of which has these hours done."""
    draft = plain(6, today, hours_planned=300.0, module={"hours": 200.0, "hours_done": 200.0})
    given = {"code": "M2", "hours": 100.0, "hours_done": hours_done, **module}
    draft.modules.append({**draft.modules[0], **given})
    if hours_done is not None and draft.learners[0].get("hours_done"):
        draft.learners[0]["hours_done"] = 200.0 + hours_done
    return draft


MODULES = [
    Example("module over the whole contract", taught(START, END)),
    Example("module a day longer", taught(START, D(2024, 1, 9)), "MOD-007"),
    Example("module from the day before", taught(D(2023, 1, 8), END), "MOD-007"),
    Example("module from the last day on", taught(END, D(2024, 4, 1)), "MOD-007"),
    Example("module from the day after", taught(D(2024, 1, 9), D(2024, 4, 1)), "MOD-006"),
    Example("module up to the day before", taught(D(2022, 10, 1), D(2023, 1, 8)), "MOD-006"),
    Example("a week of 35 h", with_module(D(2023, 3, 6), D(2023, 3, 12), 35.0)),
    Example("a week of 35.5 h", with_module(D(2023, 3, 6), D(2023, 3, 12), 35.5), "MOD-018"),
    Example(
        "a week of 48 h, week unstated",
        with_module(D(2023, 3, 6), D(2023, 3, 12), 48.0, company={"weekly_hours": None}),
    ),
    Example(
        "a week of 48.5 h, week unstated",
        with_module(D(2023, 3, 6), D(2023, 3, 12), 48.5, company={"weekly_hours": None}),
        "MOD-018",
    ),
    Example("20 h from Friday to Sunday", with_module(D(2023, 3, 3), D(2023, 3, 5), 20.0)),
    Example("20.5 h from Friday to Sunday", with_module(D(2023, 3, 3), D(2023, 3, 5), 20.5), "MOD-018"),
    Example("10 h on a Saturday and a Sunday", with_module(D(2023, 3, 4), D(2023, 3, 5), 10.0)),
    Example("10.5 h on them", with_module(D(2023, 3, 4), D(2023, 3, 5), 10.5), "MOD-018"),
    Example("95 h from Thursday to the second Wednesday", with_module(D(2023, 3, 2), D(2023, 3, 15), 95.0)),
    Example("half an hour more", with_module(D(2023, 3, 2), D(2023, 3, 15), 95.5), "MOD-018"),
    Example("eight hours of a minor", with_short_module(D(2023, 3, 6), 8.0, birth_date=D(2005, 3, 7))),
    Example(
        "eight hours and a half", with_short_module(D(2023, 3, 6), 8.5, birth_date=D(2005, 3, 7)), "MOD-024"
    ),
    Example("of one of age that day", with_short_module(D(2023, 3, 6), 8.5, birth_date=D(2005, 3, 6))),
    Example(
        "ten hours and a half of a minor",
        with_short_module(D(2023, 3, 6), 10.5, birth_date=D(2005, 3, 7)),
        "MOD-018",
    ),
    Example("no certificate, begun on 31/12/2021", uncertified(D(2021, 12, 31))),
    Example("no certificate, begun on 01/01/2022", uncertified(D(2022, 1, 1)), "MOD-012"),
    Example("no certificate, but deemed to have it", uncertified(D(2022, 1, 1), deemed_certified=True)),
    Example(
        "no certificate, and not deemed to", uncertified(D(2022, 1, 1), deemed_certified=False), "MOD-012"
    ),
    Example("no number yet", plain(module={"nda": None}), "MOD-010"),
    Example("AFEST of the company, without a training service", afest(False), "MOD-023"),
    Example("AFEST of the company, with one", afest(True)),
    Example(
        "AFEST of a provider, without one",
        afest(False, provider="Institut des procédés", nda="44670012367", qualiopi=True),
    ),
    Example("convention of the first day", with_convention_of(START)),
    Example("convention of the day after", with_convention_of(D(2023, 1, 10)), "PIE-012"),
    Example("two providers, one convention", two_providers("convention.pdf"), "PIE-011"),
    Example("two providers, two conventions", two_providers("a.pdf", "b.pdf")),
    Example("two providers, the same file twice", two_providers("a.pdf", "A.pdf"), "PIE-007 PIE-011"),
    Example("two providers, one file that names both", two_providers("Horizon et procédés.pdf")),
    Example("two providers, two files that name one", two_providers("Horizon 1.pdf", "autre Horizon.pdf")),
    Example("one provider under two names", two_providers("a.pdf", nda="44670012367")),
    Example("hours done of a contract that ends today", done_by(END, None), "MOD-025"),
    Example("hours done, given", done_by(END, 100.0)),
    Example("hours done of none", done_by(END, 0.0)),
    Example("hours done of one that ends tomorrow", done_by(D(2024, 1, 7), None)),
    Example("hours done where no hour was planned", done_by(END, None, hours=0.0), "MOD-017"),
    Example("ten hours on a Monday", with_short_module(D(2023, 3, 6), 10.0)),
    Example("ten hours and a half on a Monday", with_short_module(D(2023, 3, 6), 10.5), "MOD-018"),
    Example("seven hours on a Saturday", with_short_module(D(2023, 3, 4), 7.0)),
    Example("seven hours on a Sunday", with_short_module(D(2023, 3, 5), 7.0), "MOD-019"),
    Example("module of half an hour", with_short_module(D(2023, 3, 6), 0.5)),
    Example("module of no hour", with_short_module(D(2023, 3, 6), 0.0), "MOD-017"),
    Example("28 h of facilitator", plain(company={"facilitator": "Conseil Est", "facilitator_hours": 28.0})),
    Example("28.5 h", plain(company={"facilitator": "Conseil Est", "facilitator_hours": 28.5}), "ENT-009"),
]


def after_module(day: dt.date, kind: str) -> Draft:
    """A competence taught first from 09/01 and last from 01/06, with an evaluation more."""
    draft = plain(5, hours_planned=300.0, module={"hours": 150.0})
    draft.modules.append({**draft.modules[0], "code": "M2", "start": D(2023, 6, 1)})
    return with_evaluation(draft, day, kind)


def running(today: dt.date, *on: dt.date) -> Draft:
    return evaluated_only(plain(5, today), *on)


def without_module() -> Draft:
    """Two contracts, of which the second has neither a module nor an evaluation."""
    draft = plain(5, learners=[{"start": START}, {"start": START}])
    draft.modules.pop()
    draft.rows["evaluations"] = [row for row in draft.evaluations if row["contract"] == "2023-0001"]
    return draft


def lost(day: dt.date, result: str = "NOT_ACQUIRED") -> Draft:
    """A competence acquired on 09/06 and, by default, not acquired at an evaluation on a day."""
    draft = evaluated_only(plain(5), *TWO_MONTHS)
    acquired = with_evaluation(draft, D(2023, 6, 9), "FORMATIVE", result="ACQUIRED")
    for row in acquired.evaluations:
        if row["date"] > D(2023, 6, 9):
            row["result"] = result
    return with_evaluation(acquired, day, "SUMMATIVE", result=result)


TWO_MONTHS = [D(2023, 3, 9), D(2023, 5, 9), D(2023, 7, 9), D(2023, 9, 9), D(2023, 11, 9), D(2024, 1, 8)]

EVALUATIONS = [
    Example("evaluated on the first day", with_evaluation(plain(5), START, "FORMATIVE")),
    Example("evaluated the day before", with_evaluation(plain(5), D(2023, 1, 8), "FORMATIVE"), "EVA-004"),
    Example("positioned before the start", with_evaluation(plain(5), D(2023, 1, 8), "POSITIONING")),
    Example("summative on the last day", with_evaluation(plain(5), END, "SUMMATIVE")),
    Example("summative the day after", with_evaluation(plain(5), D(2024, 1, 9), "SUMMATIVE"), "EVA-005"),
    Example("final the day after", with_evaluation(plain(5), D(2024, 1, 9), "FINAL"), "EVA-006"),
    Example("evaluated today", with_evaluation(plain(5, D(2023, 6, 1)), D(2023, 6, 1), "SUMMATIVE")),
    Example("evaluated tomorrow", with_evaluation(plain(5, D(2023, 6, 1)), D(2023, 6, 2), "SUMMATIVE"), "EVA-007"),
    Example("final when the last module begins", after_module(D(2023, 6, 1), "FINAL")),
    Example("final the day before", after_module(D(2023, 5, 31), "FINAL"), "EVA-008"),
    Example("formative before the last module", after_module(D(2023, 2, 1), "FORMATIVE")),
    Example("every two months", evaluated_only(plain(5), *TWO_MONTHS)),
    Example("a day later once", evaluated_only(plain(5), D(2023, 3, 10), *TWO_MONTHS[1:]), "EVA-016"),
    Example("last one two months before today", running(D(2023, 5, 9), D(2023, 3, 9))),
    Example("last one two months and a day before", running(D(2023, 5, 10), D(2023, 3, 9)), "EVA-016"),
    Example("acquired and lost on the same day", lost(D(2023, 6, 9))),
    Example("lost the day after", lost(D(2023, 6, 10)), "EVA-013"),
    Example("half lost the day after", lost(D(2023, 6, 10), "IN_PROGRESS"), "EVA-013"),
    Example("kept the day after", lost(D(2023, 6, 10), "ACQUIRED")),
    Example("final after the end of the action of a CDI",
            with_evaluation(plain(5, contract_kind="CDI"), D(2024, 1, 12), "FINAL")),
    Example("evaluated by nobody", with_evaluation(plain(5), END, "SUMMATIVE", evaluator="idem"), "EVA-019"),
    Example("evaluated by the same", with_evaluation(plain(5), END, "SUMMATIVE", evaluator="″"), "EVA-019"),
    Example("evaluated by somebody of another alphabet", with_evaluation(plain(5), END, "SUMMATIVE", evaluator="Иван")),
    Example("evaluated by oneself with a civility",
            with_evaluation(plain(5), END, "SUMMATIVE", evaluator="M. martin1-Camille"), "EVA-018"),
    Example("no module, so no evaluation", without_module(), "APP-026"),
]  # fmt: skip


def closed(**learner: object) -> Draft:
    return plain(6, **learner)


CLOSING = [
    Example("done as planned", closed()),
    Example("done one hour less", closed(hours_planned=300.0, hours_done=299.0)),
    Example("an hour more done than planned", closed(hours_planned=300.0, hours_done=301.0), "APP-070"),
    Example("150 h done", closed(hours_done=150.0)),
    Example("149.5 h done", closed(hours_done=149.5), "APP-071"),
    Example("149.5 h done, broken off", closed(hours_done=149.5, early_end=D(2023, 6, 1),
                                              early_end_reported=D(2023, 6, 1))),
    Example("reviewed, and never finally evaluated", evaluated_only(closed(), *TWO_MONTHS), "APP-082"),
    Example("reviewed tomorrow, not finally evaluated",
            evaluated_only(plain(6, D(2024, 1, 7), review=END), *TWO_MONTHS[:-1])),
    Example("a CDI reviewed after the end of its action", closed(contract_kind="CDI", review=D(2024, 1, 12))),
    Example("reviewed two months before the end", closed(review=D(2023, 11, 8))),
    Example("reviewed a day earlier", closed(review=D(2023, 11, 7)), "APP-078"),
    Example("reviewed after the end", closed(review=D(2024, 2, 1))),
    Example("reviewed on the first day", closed(review=START), "APP-078"),
    Example("reviewed before", closed(review=D(2023, 1, 8)), "APP-073"),
    Example("reviewed today", plain(6, D(2024, 1, 10), review=D(2024, 1, 10))),
    Example("reviewed tomorrow", plain(6, D(2024, 1, 10), review=D(2024, 1, 11)), "APP-074"),
    Example("attested on the last day", closed(attestation_date=END, review=END)),
    Example("attested the day before", closed(attestation_date=D(2024, 1, 7)), "APP-079"),
    Example("attested before the end and the review", closed(attestation_date=D(2024, 1, 7),
                                                             review=D(2024, 1, 20)), "APP-079"),
    Example("attested on the day of the review", closed(attestation_date=D(2024, 2, 1), review=D(2024, 2, 1))),
    Example("attested before the review", closed(attestation_date=D(2024, 1, 31), review=D(2024, 2, 1)), "APP-080"),
    Example("attested tomorrow", plain(6, D(2024, 1, 10), attestation_date=D(2024, 1, 11))),
    Example("attested of a contract that runs", plain(6, D(2024, 1, 7), attestation_date=END)),
    Example("ends today", plain(6, END)),
    Example("ends today, hours forgotten", plain(6, END, hours_done=None), "SAI-001"),
    Example("ends tomorrow, nothing of the end", plain(6, D(2024, 1, 7))),
    Example("ends tomorrow, review planned", plain(6, D(2024, 1, 7), review=END)),
]  # fmt: skip

EXAMPLES = [*CALENDAR, *EARLY_ENDS, *TUTORS, *MODULES, *EVALUATIONS, *CLOSING]


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    return told_of(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.words)
def test_limit(example: Example, told: dict[str, str]) -> None:
    assert told[example.words] == example.codes
