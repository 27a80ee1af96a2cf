"""Both sides of every limit after the signature: sending, tutors, modules, evaluations, end of the contract."""

import datetime as dt

import pytest

from tests.making.draft import Draft
from tests.making.plain import D, evaluated_only, plain, with_evaluation
from tests.rules.boundaries import Example, told_of

START, END = D(2023, 1, 9), D(2024, 1, 8)

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
    Example("trained for 40 h", tutored(START, training_date=D(2022, 12, 5), training_hours=40.0)),
    Example("trained for 40.5 h", tutored(START, training_date=D(2022, 12, 5), training_hours=40.5), "TUT-007"),
]  # fmt: skip


def taught(start: dt.date, end: dt.date, hours: float = 300.0) -> Draft:
    return plain(hours_planned=hours, module={"start": start, "end": end})


def with_short_module(day: dt.date, hours: float) -> Draft:
    """A dossier with one more module, of a single day."""
    draft = plain(hours_planned=300.0, module={"hours": 300.0 - hours})
    draft.modules.append({**draft.modules[0], "code": "M2", "hours": hours, "start": day, "end": day})
    return draft


MODULES = [
    Example("module over the whole contract", taught(START, END)),
    Example("module a day longer", taught(START, D(2024, 1, 9)), "MOD-007"),
    Example("module from the day before", taught(D(2023, 1, 8), END), "MOD-007"),
    Example("module from the last day on", taught(END, D(2024, 3, 1)), "MOD-007"),
    Example("module from the day after", taught(D(2024, 1, 9), D(2024, 3, 1)), "MOD-006"),
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


def lost(day: dt.date) -> Draft:
    """A competence acquired on 09/06 and not acquired at an evaluation on a day."""
    draft = evaluated_only(plain(5), *TWO_MONTHS)
    acquired = with_evaluation(draft, D(2023, 6, 9), "FORMATIVE", result="ACQUIRED")
    return with_evaluation(acquired, day, "SUMMATIVE", result="NOT_ACQUIRED")


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
    Example("reviewed two months before the end", closed(review=D(2023, 11, 8))),
    Example("reviewed a day earlier", closed(review=D(2023, 11, 7)), "APP-078"),
    Example("reviewed after the end", closed(review=D(2024, 2, 1))),
    Example("reviewed on the first day", closed(review=START), "APP-078"),
    Example("reviewed before", closed(review=D(2023, 1, 8)), "APP-073"),
    Example("reviewed today", plain(6, D(2024, 1, 10), review=D(2024, 1, 10))),
    Example("reviewed tomorrow", plain(6, D(2024, 1, 10), review=D(2024, 1, 11)), "APP-074"),
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
