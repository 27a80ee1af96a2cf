"""What became of the points of the last version: corrected, still there, new, wherever the rows stand by now."""

import datetime as dt
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from proexp_batch.decision.decide import decide
from proexp_batch.decision.facts import DossierDecision, Written
from proexp_batch.decision.since import Since
from proexp_batch.model.dossier import Dossier
from proexp_batch.model.findings import Severity
from proexp_batch.pipeline.first_half import check_dossiers
from proexp_batch.register import Register, Result
from proexp_batch.settings.run import settings
from tests.making.draft import TODAY, Draft
from tests.making.plain import plain

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
NOT_BORN_YET = {"birth_date": dt.date(2015, 5, 14)}
SET = settings(TODAY)


class Desk:
    """Receives versions of dossiers one after the other, as the import does."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.count = 0

    def receive(self, sent: Draft | Dossier) -> DossierDecision:
        """Check a version, compare it with the last one, and record it."""
        self.count += 1
        dossier = sent.dossier() if isinstance(sent, Draft) else sent
        dossier.sha256 = f"{self.count:064d}"
        dossier.file = PurePosixPath(f"version {self.count}.xlsx")
        [facts], [links] = check_dossiers([dossier], SET)
        decision = decide(facts, dossier.file, (), self.register.version_before(links))
        self.register.record([Result(decision, Written(), links, 1, NOW, NOW, TODAY)])
        return decision

    def since(self, sent: Draft | Dossier) -> Since:
        found = self.receive(sent).since
        assert found is not None
        return found

    def counts(self, sent: Draft | Dossier) -> tuple[int, int, int]:
        found = self.since(sent)
        assert found.absent == 0
        return found.corrected, found.remaining, found.new


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(Register.open(tmp_path / "registre.sqlite"))


def codes(decision: DossierDecision) -> list[str]:
    return [one.code for one in decision.findings if one.severity is not Severity.INFO]


def several(*learners: dict[str, object], step: int = 3) -> Draft:
    return plain(step, learners=list(learners))


def insert(draft: Draft, sheet: str, row: dict[str, object], at: int = 0) -> Draft:
    draft.rows[sheet].insert(at, row)
    return draft


FAULTS: dict[str, Callable[[Draft], object]] = {
    "learners": lambda draft: draft.learners[-1].update(birth_date=dt.date(2015, 5, 14)),
    "competences": lambda draft: draft.rows["competences"].append(
        {**draft.competences[0], "code": "C7", "title": "Souder", "objective": None}
    ),
    "modules": lambda draft: draft.modules[-1].update(qualiopi=False),
    "evaluations": lambda draft: draft.evaluations[-1].update(evaluator=None),
    "tutors": lambda draft: draft.tutors[-1].update(volunteer=False),
    "documents": lambda draft: draft.documents[-1].update(date=dt.date(2090, 1, 1)),
    "company": lambda draft: draft.company.update(naf="2511"),
}


def test_a_first_version_has_no_last_time(desk: Desk) -> None:
    assert desk.receive(plain()).since is None


@pytest.mark.parametrize("sheet", FAULTS)
def test_a_point_remains_wherever_its_row_has_moved(desk: Desk, sheet: str) -> None:
    draft = plain(5)
    FAULTS[sheet](draft)
    found = codes(desk.receive(draft))
    assert found
    moved = draft.copy()
    moved.first_row += 7
    again = desk.receive(moved)
    assert codes(again) == found
    assert again.since == Since(1, dt.date(2026, 11, 24), 0, len(found), 0)
    right = plain(5)
    right.first_row += 2
    assert desk.counts(right) == (len(found), 0, 0)


def test_rows_among_each_other(desk: Desk) -> None:
    """A row comes in where the faulty one stood, with the same fault: it is new, the old one corrected."""
    two = several({"contract": "A-1", **NOT_BORN_YET}, {"contract": "B-1", **NOT_BORN_YET})
    [code, *_] = codes(desk.receive(two))
    three = several(
        {"contract": "N-1", "last_name": "Neuf", **NOT_BORN_YET},
        {"contract": "A-1", "last_name": "Martin1"},
        {"contract": "B-1", "last_name": "Martin2", **NOT_BORN_YET},
    )
    decision = desk.receive(three)
    since = decision.since
    assert since is not None
    # The same words of both are one finding: it has lost a place, and has another one.
    assert (since.corrected, since.remaining, since.new) == (0, len(codes(decision)), 0)
    assert (since.partly, since.wider) == (since.remaining, since.remaining)
    assert since.counts.endswith("avec de nouvelles cellules)")
    apart = several(
        {"contract": "N-1", "last_name": "Neuf"},
        {"contract": "A-1", "last_name": "Martin1", **NOT_BORN_YET, "signed": dt.date(2023, 1, 8)},
        {"contract": "B-1", "last_name": "Martin2"},
    )
    since = desk.since(apart)
    assert (since.corrected, since.new) == (since.corrected, since.corrected) > (0, 0)
    assert (since.remaining, since.partly, since.wider) == (0, 0, 0)
    assert code


def test_a_corrected_contract_number_makes_no_other_row(desk: Desk) -> None:
    desk.receive(several({"contract": "A-1"}, {"contract": "B-1", **NOT_BORN_YET}))
    corrected = several({"contract": "A-1"}, {"contract": "B-2", **NOT_BORN_YET})
    assert desk.counts(corrected)[::2] == (0, 0)
    # Moved as well: the name of the person tells.
    moved = several({"contract": "A-1"}, {"contract": "B-3", **NOT_BORN_YET})
    moved.first_row += 4
    assert desk.counts(moved)[::2] == (0, 0)


def test_rows_that_nothing_names_are_known_by_what_is_left(desk: Desk) -> None:
    draft = plain(5)
    draft.evaluations[2]["contract"] = None
    found = codes(desk.receive(draft))
    assert found == ["SAI-001"]
    moved = draft.copy()
    moved.first_row += 3
    assert desk.counts(moved) == (0, 1, 0)
    # A row without anything that names it: the document's file and kind are both missing.
    bare = plain(5)
    bare.documents.append({"date": dt.date(2023, 1, 9)})
    found = codes(desk.receive(bare))
    moved = bare.copy()
    moved.first_row += 3
    assert desk.counts(moved) == (0, len(found), 0)


def test_two_rows_of_one_name(desk: Desk) -> None:
    """Each place is paired once: one of two is corrected, and the other one has moved."""
    draft = plain(5)
    draft.modules.append({**draft.modules[0], "title": "Suite"})
    for row in draft.modules:
        row["qualiopi"] = False
    before = codes(desk.receive(draft))
    draft = draft.copy()
    draft.modules[0]["qualiopi"] = True
    draft.first_row += 2
    decision = desk.receive(draft)
    assert decision.since is not None
    assert decision.since.new == 0
    assert decision.since.corrected == len(before) - len(codes(decision))


def test_a_point_of_many_cells_remains_as_long_as_one_of_them_does(desk: Desk) -> None:
    draft = plain(5)
    for row in draft.evaluations[:8]:
        row["evaluator"] = None
    first = desk.receive(draft)
    assert codes(first) == ["SAI-001"]
    assert len(first.findings[0].cells) == 8
    fewer = draft.copy()
    for row in fewer.evaluations[:6]:
        row["evaluator"] = "Dominique Keller"
    fewer.first_row += 2
    since = desk.since(fewer)
    assert since.counts.replace("\u00a0", " ") == "1 point restant (1 corrigé en partie)"
    other = plain(5)
    other.evaluations[9]["evaluator"] = None
    assert desk.counts(other) == (1, 0, 1)


def test_a_sheet_of_another_name_is_the_same(desk: Desk) -> None:
    draft = plain()
    draft.learners[0].update(NOT_BORN_YET)
    count = len(codes(desk.receive(draft)))
    renamed = draft.dossier()
    renamed.sheets["learners"].title = "Salariés 2023"
    assert desk.counts(renamed) == (0, count, 0)


def test_another_step_asks_for_more(desk: Desk) -> None:
    desk.receive(plain(3))
    later = plain(3)
    later.company["step"] = "4"
    decision = desk.receive(later)
    assert decision.since is not None
    assert decision.since.new == len(codes(decision)) > 0
    assert decision.since.counts.endswith("nouveaux")


def test_contracts_that_are_not_there_any_more_are_not_corrected(desk: Desk) -> None:
    both = several({"contract": "A-1", **NOT_BORN_YET}, {"contract": "B-1"})
    count = len(codes(desk.receive(both)))
    one = several({"contract": "B-1", "last_name": "Martin2"})
    since = desk.since(one)
    assert (since.corrected, since.absent, since.remaining, since.new) == (0, count, 0, 0)
    assert "de contrats qui n'y sont plus" in since.counts or "d'un contrat qui n'y est plus" in since.counts


def test_contracts_that_others_take_the_place_of_are_not_corrected(desk: Desk) -> None:
    both = several({"contract": "A-1", **NOT_BORN_YET}, {"contract": "B-1"})
    count = len(codes(desk.receive(both)))
    other = several({"contract": "B-1", "last_name": "Martin2"}, {"contract": "C-1", "last_name": "Neuf"})
    since = desk.since(other)
    assert (since.corrected, since.absent, since.remaining, since.new) == (0, count, 0, 0)


def test_a_corrected_number_of_a_corrected_contract_is_no_absence(desk: Desk) -> None:
    both = several({"contract": "A-1"}, {"contract": "B-1", "monthly_pay": 200.0})
    count = len(codes(desk.receive(both)))
    assert count
    corrected = several({"contract": "A-1"}, {"contract": "B-2"})
    assert desk.counts(corrected) == (count, 0, 0)


def test_information_is_no_point(desk: Desk) -> None:
    draft = plain()
    first = desk.receive(draft)
    assert not codes(first)
    assert desk.since(draft).counts == "aucun point à revoir, ni alors ni maintenant"


def test_each_version_is_compared_with_the_one_before(desk: Desk) -> None:
    draft = plain(5)
    FAULTS["modules"](draft)
    FAULTS["tutors"](draft)
    two = len(codes(desk.receive(draft)))
    one = draft.copy()
    one.tutors[-1]["volunteer"] = True
    left = len(codes(desk.receive(one)))
    since = desk.since(one)
    assert (since.version, since.corrected, since.remaining) == (2, 0, left)
    kept = [deposit.since for deposit in desk.register.deposits()[::-1]]
    assert kept[0] is None
    assert [(found.version, found.corrected, found.remaining) for found in kept[1:] if found] == [
        (1, two - left, left),
        (2, 0, left),
    ]


def test_a_deposit_that_is_handled_again_is_not_compared_with_itself(desk: Desk) -> None:
    draft = plain(5)
    FAULTS["modules"](draft)
    desk.receive(draft)
    desk.receive(draft)
    _, [links] = check_dossiers([draft.dossier()], SET)
    last, first = desk.register.deposits()
    for again, version in ((None, 2), (last.id, 1)):
        found = desk.register.version_before(links, again)
        assert found is not None
        assert found.version == version
    assert desk.register.version_before(links, first.id) is None


def test_what_names_a_row_stands_under_the_key_of_its_dossier(desk: Desk, tmp_path: Path) -> None:
    for siret in ("99912345800013", "99910001900010"):
        draft = plain(5, company={"siret": siret})
        FAULTS["tutors"](draft)
        decision = desk.receive(draft)
    plain_names = [name for place in decision.places for spot in place.spots for name in spot.names if name]
    assert plain_names
    with sqlite3.connect(tmp_path / "registre.sqlite") as connection:
        dump = "\n".join(connection.iterdump()).casefold()
        spots = [json.loads(text) for (text,) in connection.execute("SELECT spots FROM finding")]
    assert not [name for name in (*plain_names, "keller", "dominique") if name in dump]
    assert len(spots) > 1
    assert len({json.dumps(one) for one in spots}) == len(spots)


def test_what_an_earlier_program_recorded_is_not_guessed(desk: Desk, tmp_path: Path) -> None:
    draft = plain(5)
    FAULTS["tutors"](draft)
    desk.receive(draft)
    with sqlite3.connect(tmp_path / "registre.sqlite") as connection:
        connection.execute("UPDATE finding SET contracts = NULL, place = NULL, spots = NULL")
    assert desk.receive(draft).since is None
    assert desk.counts(draft)[0] == 0


def test_what_was_purged_is_not_compared_with(desk: Desk) -> None:
    draft = plain(5)
    FAULTS["tutors"](draft)
    desk.receive(draft)
    desk.register.forget([one.id for one in desk.register.deposits()])
    assert desk.receive(draft).since is None


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((7, 2, 1, 0), "7 points corrigés, 2 restants, 1 nouveau"),
        ((1, 0, 0, 0), "1 point corrigé, rien d'autre à revoir"),
        ((0, 1, 0, 0), "1 point restant"),
        ((0, 0, 2, 0), "2 points nouveaux"),
        ((0, 3, 0, 1), "3 points restants, 1 d'un contrat qui n'y est plus"),
        ((0, 0, 0, 0), "aucun point à revoir, ni alors ni maintenant"),
    ],
)
def test_words(counts: tuple[int, int, int, int], said: str) -> None:
    since = Since(2, dt.date(2023, 4, 5), *counts)
    assert since.title == "Depuis la version 2 du 05/04/2023"
    assert since.counts.replace("\u00a0", " ") == said


def test_a_corrected_siret_is_the_same_dossier(desk: Desk) -> None:
    wrong = plain(3, company={"siret": "99912345800014"})
    assert codes(desk.receive(wrong)) == ["ENT-002"]
    assert desk.counts(plain(3)) == (1, 0, 0)


def test_of_very_many_rows_the_first_ones_tell_it_again(desk: Desk) -> None:
    draft = plain(5)
    rows = [{**draft.evaluations[0], "evidence": f"{at}.pdf"} for at in range(1_500)]
    draft.rows["evaluations"] = [{**row, "evaluator": None} for row in rows]
    count = len(codes(desk.receive(draft)))
    again = desk.since(draft)
    assert (again.corrected, again.remaining, again.new) == (0, count, 0)
    assert again.wider == 0
    assert len(json.loads(spots_of(desk, "SAI-001"))) == 1_000


def spots_of(desk: Desk, code: str) -> str:
    found = desk.register._rows("SELECT spots FROM finding WHERE code = ? LIMIT 1", [code])
    return str(found[0]["spots"])
