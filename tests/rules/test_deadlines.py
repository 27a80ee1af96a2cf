"""Deadlines: what is announced for a day is what the rules accuse the day after, and not on the day itself."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import pytest

from proexp_batch.decision.deadlines import deadlines
from proexp_batch.model.deadlines import Deadline, DeadlineKind, DeadlineState
from proexp_batch.model.findings import Finding, Hit
from proexp_batch.model.parameters import Parameters, standard_parameters, with_overrides
from proexp_batch.model.sheets import SHEETS
from proexp_batch.pipeline.first_half import check_dossiers
from proexp_batch.rules.catalogue import RULES
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.findings import findings
from proexp_batch.rules.engine.schema import check
from proexp_batch.settings.run import Settings
from tests.making.correct import correct
from tests.making.draft import TODAY, UNREADABLE, Draft
from tests.making.law import days, months_later
from tests.making.plain import D, evaluated_only, plain

START, END = D(2023, 1, 9), D(2024, 1, 8)
DURING = D(2023, 6, 1)
ACCUSED: dict[DeadlineKind, tuple[int, tuple[str, ...], str]] = {
    DeadlineKind.SENDING: (4, ("SAI-001",), "sent_to_opco"),
    DeadlineKind.POSITIONING: (5, ("APP-053",), "positioning"),
    DeadlineKind.EVALUATION: (5, ("EVA-016", "EVA-017"), "contract"),
    DeadlineKind.EARLY_END: (3, ("APP-055",), "early_end_reported"),
}
"""For each kind that the law or a rule knows: the step from which it is asked for, the rules, the column they point at."""


def of(drafts: Sequence[Draft], parameters: Parameters | None = None) -> list[tuple[Deadline, ...]]:
    (today,) = {draft.today for draft in drafts}
    batch = Batch([draft.dossier() for draft in drafts], parameters or standard_parameters(), today)
    found = deadlines(batch)
    return [found.get(number, ()) for number in range(len(drafts))]


def days_of(draft: Draft) -> dict[str, dt.date]:
    """The deadlines of a dossier with one contract, by kind."""
    (found,) = of([draft])
    assert len({one.kind for one in found}) == len(found)
    return {one.kind.value: one.day for one in found}


def on(draft: Draft, day: dt.date, step: int) -> Draft:
    """The same rows, checked on another day, at a step at which they are asked for."""
    moved = draft.copy()
    moved.today = day
    moved.company["step"] = str(max(step, draft.step))
    return moved


def accusations(drafts: Sequence[Draft], wanted: Sequence[Deadline]) -> list[bool]:
    """Whether the rules accuse each dossier of what its deadline asks for; all are checked on their own day."""
    codes = {code for _, some, _ in ACCUSED.values() for code in some}
    rules = [rule for rule in RULES if rule.code in codes]
    told: dict[int, bool] = {}
    by_day: dict[dt.date, list[int]] = defaultdict(list)
    for at, draft in enumerate(drafts):
        by_day[draft.today].append(at)
    for day, some in by_day.items():
        dossiers = [drafts[at].dossier() for at in some]
        hits: list[list[Hit]] = [[] for _ in some]
        for hit in check(Batch(dossiers, standard_parameters(), day), rules):
            hits[hit.dossier].append(hit)
        for at, dossier, own in zip(some, dossiers, hits, strict=True):
            told[at] = _speaks_of(wanted[at], findings(dossier, own))
    return [told[at] for at in range(len(drafts))]


def _speaks_of(deadline: Deadline, found: Sequence[Finding]) -> bool:
    _, codes, name = ACCUSED[deadline.kind]
    label = SHEETS["learners"].columns[name].label
    return any(
        one.code in codes and one.column == label and deadline.contract in one.contracts for one in found
    )


def unfinished(seed: int, today: dt.date) -> Draft:
    """A correct dossier of which something may still be to do: what came after some day has not been told."""
    draft = correct(seed, step=3 + seed % 4, today=today)
    for row in draft.learners:
        if seed % 2:
            row["positioning"] = None
        if seed % 3 == 0:
            row["sent_to_opco"] = None
        if seed % 5 == 0:
            row["early_end_reported"] = None
    if seed % 7 == 0:
        draft.rows["evaluations"] = draft.evaluations[: len(draft.evaluations) // 2]
    if seed % 2:
        draft.rows["evaluations"] = [row for row in draft.evaluations if row["kind"] != "POSITIONING"]
    return draft


DAYS_OF_A_KIND = 4


def test_a_deadline_is_what_the_rules_accuse_a_day_later() -> None:
    drafts = [unfinished(seed, DURING) for seed in range(120)]
    asked = [
        (draft, one)
        for draft, found in zip(drafts, of(drafts), strict=True)
        for one in found
        # Of a sheet that is still empty another rule speaks.
        if one.kind in ACCUSED and (one.kind is not DeadlineKind.EVALUATION or draft.evaluations)
    ]
    # Each day is a check of its own: some are enough, those of late ones and of those to come.
    days_of_kinds: dict[tuple[DeadlineKind, DeadlineState], set[dt.date]] = defaultdict(set)
    for _, one in asked:
        some = days_of_kinds[one.kind, one.state]
        if len(some) < DAYS_OF_A_KIND:
            some.add(one.day)
    assert {kind for kind, _ in days_of_kinds} == set(ACCUSED)
    tried = [(draft, one) for draft, one in asked if one.day in days_of_kinds[one.kind, one.state]]
    wanted = [one for _, one in tried]
    for later, expected in ((0, False), (1, True)):
        moved = [on(draft, one.day + days(later), ACCUSED[one.kind][0]) for draft, one in tried]
        found = accusations(moved, wanted)
        wrong = [
            f"{draft.name} {one}"
            for draft, one, yes in zip(moved, wanted, found, strict=True)
            if yes != expected
        ]
        assert wrong == []


@pytest.mark.parametrize("today", [DURING, TODAY])
def test_correct_dossiers_are_late_with_nothing_but_what_comes_after_their_step(today: dt.date) -> None:
    drafts = [correct(seed, today=today) for seed in range(120)]
    late: Counter[tuple[str, int]] = Counter()
    for draft, found in zip(drafts, of(drafts), strict=True):
        numbers = {row["contract"] for row in draft.learners}
        assert {one.contract for one in found} <= numbers
        assert list(found) == sorted(found, key=lambda one: one.day)
        late.update((one.kind.value, draft.step) for one in found if one.state is DeadlineState.LATE)
    assert set(late) <= {("closing", 5)}


def unsent(today: dt.date, **changes: Any) -> Draft:
    return plain(4, today, start=START, sent_to_opco=None, **changes)


def test_the_days_themselves() -> None:
    assert days_of(unsent(START)) == {
        "sending": D(2023, 1, 14),
        "positioning": D(2023, 3, 9),
        "evaluation": D(2023, 3, 9),
        "end": END,
        "closing": D(2024, 2, 7),
    }
    sent = days_of(plain(4, START, start=START, sent_to_opco=START))
    assert sent.pop("answer") == D(2023, 1, 29)
    assert "sending" not in sent
    broken = plain(3, DURING, early_end=D(2023, 5, 30), early_end_reported=None)
    assert days_of(broken) == {"early_end": D(2023, 6, 29), "closing": D(2023, 6, 29)}


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (D(2022, 12, 31), D(2023, 2, 28)),
        (D(2023, 12, 31), D(2024, 2, 29)),
        (D(2023, 12, 28), D(2024, 2, 28)),
        (D(2020, 2, 29), D(2020, 4, 29)),
        (D(2021, 6, 30), D(2021, 8, 30)),
        (D(2021, 7, 31), D(2021, 9, 30)),
    ],
)
def test_two_months_end_as_the_rules_count_them(start: dt.date, expected: dt.date) -> None:
    found = days_of(plain(4, start, start=start))
    assert found["positioning"] == found["evaluation"] == expected == months_later(start, 2)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (D(2022, 12, 30), "later"),
        (D(2022, 12, 31), "due"),
        (D(2023, 1, 14), "due"),
        (D(2023, 1, 15), "late"),
    ],
)
def test_how_near_a_day_is(today: dt.date, state: str) -> None:
    (found,) = of([unsent(today, signed=D(2022, 12, 20))])
    assert {one.state.value for one in found if one.kind is DeadlineKind.SENDING} == {state}


def test_the_end_is_announced_sixty_days_before() -> None:
    for before, state in ((61, "later"), (60, "due"), (0, "due")):
        (found,) = of([plain(5, END - days(before), start=START)])
        assert {one.state.value for one in found if one.kind is DeadlineKind.END} == {state}
    assert "end" not in days_of(plain(5, END + days(1), start=START))


def test_an_opco_that_is_silent_has_accepted() -> None:
    sent = plain(4, D(2023, 1, 29), start=START, sent_to_opco=START)
    assert days_of(sent)["answer"] == D(2023, 1, 29)
    sent.today += days(1)
    assert "answer" not in days_of(sent)


def test_the_next_evaluation_is_counted_from_the_last_one() -> None:
    draft = evaluated_only(plain(5, DURING, start=START), D(2023, 2, 1), D(2023, 5, 31), D(2023, 4, 1))
    assert days_of(draft)["evaluation"] == D(2023, 7, 31)
    late = evaluated_only(plain(5, DURING, start=START), D(2023, 2, 1))
    (found,) = of([late])
    assert [one.state.value for one in found if one.kind is DeadlineKind.EVALUATION] == ["late"]
    ending = evaluated_only(
        plain(5, D(2023, 12, 1), start=START), *(D(2023, month, 1) for month in range(2, 12))
    )
    assert days_of(ending)["evaluation"] == D(2024, 1, 1)
    ending.evaluations.append(ending.evaluations[-1] | {"date": D(2023, 11, 8)})
    assert "evaluation" not in days_of(ending)


def test_what_is_done_has_no_deadline() -> None:
    done = plain(6, END + days(10), start=START)
    assert days_of(done) == {}
    reported = plain(3, DURING, early_end=D(2023, 5, 30), early_end_reported=D(2023, 6, 1))
    assert "early_end" not in days_of(reported)


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({"contract": None}, set()),
        ({"start": UNREADABLE}, set()),
        ({"end": UNREADABLE}, {"sending"}),
        ({"end": D(2022, 1, 8)}, set()),
        ({"sent_to_opco": UNREADABLE}, {"positioning", "evaluation", "end", "closing"}),
        ({"sent_to_opco": D(2023, 2, 9)}, {"positioning", "evaluation", "end", "closing"}),
        ({"positioning": UNREADABLE}, {"sending", "evaluation", "end", "closing"}),
        ({"signed": D(2025, 1, 2)}, set()),
        ({"early_end": UNREADABLE}, {"sending"}),
    ],
)
def test_what_is_not_sure_has_none(changes: dict[str, Any], left: set[str]) -> None:
    draft = unsent(D(2023, 1, 10))
    draft.learners[0] |= changes
    assert set(days_of(draft)) == left


def test_of_a_number_that_two_contracts_bear_nothing_is_sure() -> None:
    twice = plain(4, START, learners=[{"start": START}, {"start": START, "contract": "2023-0001"}])
    alone = plain(4, START, start=START)
    found = of([twice, alone])
    assert found[0] == ()
    assert found[1]


def test_neither_a_dossier_without_contracts_nor_one_that_cannot_be_read_has_any() -> None:
    unread = plain(4, START, start=START).dossier()
    unread.readable, unread.sheets = False, {}
    some = [unread, plain(2, START).dossier(), plain(4, START, start=START).dossier()]
    facts, _ = check_dossiers(some, Settings(START, standard_parameters()))
    assert [bool(one.deadlines) for one in facts] == [False, False, True]


def test_days_and_sources_are_the_parameters_of_the_opco() -> None:
    own = with_overrides(
        '[days_to_send]\nsource = "convention de l\'Opco"\nvalues = [{ from = 1900-01-01, value = 9 }]\n'
    )
    (found,) = of([unsent(START)], own)
    (sending,) = [one for one in found if one.kind is DeadlineKind.SENDING]
    assert (sending.day, sending.source) == (D(2023, 1, 18), "convention de l'Opco")
    (usual,) = of([unsent(START)])
    for one in usual:
        assert one.source == standard_parameters()[one.kind.parameter].source


def test_without_a_notice_that_is_known_nothing_is_near() -> None:
    own = with_overrides("[days_of_deadline_notice]\nvalues = [{ from = 2040-01-01, value = 9 }]\n")
    (found,) = of([unsent(START)], own)
    assert {one.state.value for one in found} == {"later"}


def test_days_at_the_edge_of_all_days_do_no_harm() -> None:
    for day in (D(1900, 1, 1), D(2100, 12, 31)):
        fields = ("signed", "start", "end", "sent_to_opco", "early_end", "review")
        for some in (fields, ("sent_to_opco",), ("end",), ("early_end",)):
            draft = plain(5, START, start=START)
            draft.learners[0] |= dict.fromkeys(some, day)
            assert {one.contract for one in of([draft])[0]} <= {"2023-0001"}


def test_a_batch_gives_what_one_by_one_gives() -> None:
    drafts = [unfinished(seed, DURING) for seed in range(12)]
    assert of(drafts) == [of([draft])[0] for draft in drafts]
