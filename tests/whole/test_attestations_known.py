"""What the register knows of attestations: in force, replaced, not confirmed, revoked; by number or code, purged or not."""

import datetime as dt
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from proexp_batch.decision.facts import Attestation
from proexp_batch.register import Register, Result, Standing, State
from proexp_batch.register.schema import MIGRATIONS
from proexp_batch.register.versions import SINCE
from tests.staff.filled import checked
from tests.whole.altering import altered
from tests.whole.places import CLOSED

NOW = dt.datetime(2026, 11, 24, 20, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 26)
CONTRACT = "PE-2022-1107"


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register.open(tmp_path / "registre.sqlite")


@pytest.fixture(scope="module")
def closed() -> Result:
    (result,) = checked(CLOSED)
    return result


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The same dossier with another name: another attestation of the same contract."""
    path = tmp_path_factory.mktemp("corrige") / "corrigé.xlsx"
    return checked(altered(CLOSED, path, {("Apprenants", "Nom"): "Aubrac-Corrigée"}))[0]


@pytest.fixture(scope="module")
def blocked(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The same dossier with a fault, for which there is no attestation any more."""
    path = tmp_path_factory.mktemp("bloque") / "bloqué.xlsx"
    return checked(altered(CLOSED, path, {("Apprenants", "Heures de formation réalisées"): "beaucoup"}))[0]


def given(result: Result) -> Attestation:
    (found,) = [one.attestation for one in result.decision.contracts if one.number == CONTRACT]
    assert found is not None
    return found


def with_code(result: Result, code: str, siret: str | None = None) -> Result:
    """A result whose attestation bears that code; under another SIRET it is another dossier."""
    contracts = tuple(
        one
        if one.attestation is None or one.number != CONTRACT
        else replace(one, attestation=replace(one.attestation, code=code))
        for one in result.decision.contracts
    )
    links = result.links
    assert links is not None
    decision = replace(result.decision, contracts=contracts)
    return replace(result, decision=decision, links=replace(links, siret=siret or links.siret))


def at(result: Result, day: int) -> Result:
    moment = dt.datetime(2026, 11, day, 12, 0, tzinfo=dt.UTC)
    return replace(result, received=moment, processed=moment)


def standing(register: Register, text: str) -> Standing:
    found = register.standing(text)
    assert found is not None
    return found


def test_an_attestation_is_known_by_its_number_and_its_code_however_they_are_written(
    register: Register, closed: Result
) -> None:
    register.record([at(with_code(closed, "K7QM-2XW9-RDTA"), 3)])
    number = given(closed).number
    for text in (
        number,
        number.lower(),
        f" {number} ",
        number.replace("-", ""),
        number.replace("-", " – "),
        number.replace("-", "\u2011"),
        number[:9] + "\u00ad\n" + number[9:],
        f"n° {number}.",
        f"N°\u00a0{number}\u00a0:",
        f"« {number} »,",
        "K7QM-2XW9-RDTA",
        "k7qm2xw9rdta",
        "K7QM 2XW9 RDTA",
    ):
        found = standing(register, text)
        assert (found.number, found.code, found.contract) == (number, "K7QM-2XW9-RDTA", CONTRACT), text
        assert (found.state, found.received, found.by) == (State.VALID, dt.date(2026, 11, 3), "")
    for text in ("", " ", "-", "AFF", number[:-1], "K7QM-2XW9", "%", "\udc80", "'; DROP TABLE contract; --"):
        assert register.standing(text) is None


def test_signs_of_a_code_that_are_taken_for_each_other_are_not_told_apart(
    register: Register, closed: Result
) -> None:
    register.record([with_code(closed, "7K01-92QX-D4AB-0ZW1")])
    for text in ("7kol-92qx-d4ab-ozwi", "7KOI 92QX D4AB OZWL", "7K01-92QX-D4AB-0ZW1"):
        assert standing(register, text).code == "7K01-92QX-D4AB-0ZW1"
    assert register.standing("7K01-92QX-D4AB-0ZW2") is None


def test_one_that_is_not_sealed_is_known_by_its_number(register: Register, closed: Result) -> None:
    register.record([with_code(closed, "")])
    assert standing(register, given(closed).number).code == ""


def test_a_corrected_one_replaces_the_one_before_and_the_first_facts_again_replace_it(
    register: Register, closed: Result, corrected: Result
) -> None:
    old, new = given(closed).number, given(corrected).number
    assert old != new
    register.record([at(with_code(closed, "AAAA"), 3), at(with_code(corrected, "BBBB"), 5)])
    found = standing(register, "aaaa")
    assert (found.state, found.by, found.day) == (State.REPLACED, new, dt.date(2026, 11, 5))
    assert standing(register, old).state is State.REPLACED
    assert standing(register, new).state is State.VALID
    assert new in found.sentence
    assert "05/11/2026" in found.sentence
    register.record([at(with_code(closed, "AAAA"), 9)])
    assert standing(register, old).state is State.VALID
    assert (standing(register, new).state, standing(register, new).by) == (State.REPLACED, old)


def test_the_same_facts_signed_on_another_day_both_stand(register: Register, closed: Result) -> None:
    register.record([at(with_code(closed, "AAAA"), 3), at(with_code(closed, "BBBB"), 5)])
    number = given(closed).number
    first, second, by_number = (standing(register, text) for text in ("AAAA", "BBBB", number))
    assert {one.state for one in (first, second, by_number)} == {State.VALID}
    assert (first.code, first.others) == ("AAAA", ("BBBB",))
    assert (second.code, second.others) == ("BBBB", ("AAAA",))
    assert (by_number.code, by_number.others) == ("BBBB", ("AAAA",))
    assert "BBBB" in first.sentence
    assert "un autre jour" in first.sentence


def test_one_that_a_later_version_does_not_give_any_more_is_not_confirmed(
    register: Register, closed: Result, blocked: Result
) -> None:
    assert all(one.attestation is None for one in blocked.decision.contracts if one.number == CONTRACT)
    register.record([at(with_code(closed, "AAAA"), 3), at(blocked, 5)])
    found = standing(register, "AAAA")
    assert (found.state, found.day, found.by) == (State.NOT_CONFIRMED, dt.date(2026, 11, 5), "")
    assert "n'est pas confirmée" in found.sentence
    register.record([at(with_code(closed, "AAAA"), 6)])
    assert standing(register, "AAAA").state is State.VALID


def test_a_later_version_without_the_contract_takes_nothing_back(register: Register, closed: Result) -> None:
    rest = tuple(one for one in closed.decision.contracts if one.number != CONTRACT)
    other = replace(closed.decision.contracts[0], number="PE-2022-9999", attestation=None)
    without = replace(closed, decision=replace(closed.decision, contracts=(*rest, other)))
    first, second = register.record([with_code(closed, "AAAA"), without])
    assert {one.dossier_id for one in register.deposits()} == {1}
    assert first != second
    assert standing(register, "AAAA").state is State.VALID


def renumbered(result: Result, number: str, code: str, start: dt.date | None = None) -> Result:
    """The same dossier after the number of the contract (and its start) was corrected."""
    decisions = tuple(
        one
        if one.number != CONTRACT
        else replace(
            one, number=number, attestation=replace(given(result), number=f"AFF-{number}-1", code=code)
        )
        for one in result.decision.contracts
    )
    assert result.links is not None
    links = tuple(
        one if one.number != CONTRACT else replace(one, number=number, start=start or one.start)
        for one in result.links.contracts
    )
    decision = replace(result.decision, contracts=decisions)
    return replace(result, decision=decision, links=replace(result.links, contracts=links))


def test_a_corrected_number_of_the_contract_replaces_it_and_a_next_contract_does_not(
    register: Register, closed: Result
) -> None:
    register.record([at(with_code(closed, "AAAA"), 3)])
    register.record([at(renumbered(closed, "PE-2024-0001", "CCCC", dt.date(2024, 1, 8)), 4)])
    assert standing(register, "AAAA").state is State.VALID
    register.record([at(renumbered(closed, "PE-2022-1170", "BBBB"), 5)])
    found = standing(register, "AAAA")
    assert (found.state, found.by, found.day) == (State.REPLACED, "AFF-PE-2022-1170-1", dt.date(2026, 11, 5))
    register.record([at(with_code(closed, "AAAA"), 6)])
    assert standing(register, "AAAA").state is State.VALID
    assert standing(register, "BBBB").by == given(closed).number


def test_of_two_dossiers_that_give_the_same_the_last_word_counts(
    register: Register, closed: Result, corrected: Result
) -> None:
    other = "99912345800013"
    register.record([at(with_code(closed, "AAAA"), 3), at(with_code(closed, "AAAA", other), 4)])
    assert {one.dossier_id for one in register.deposits()} == {1, 2}
    assert standing(register, "AAAA").received == dt.date(2026, 11, 4)
    register.record([at(with_code(corrected, "BBBB"), 5)])
    assert standing(register, "AAAA").state is State.REPLACED
    register.record([at(with_code(closed, "CCCC", other), 6)])
    assert standing(register, "AAAA").state is State.VALID
    register.record([at(with_code(corrected, "DDDD", other), 7)])
    assert standing(register, "AAAA").state is State.REPLACED


def test_a_revocation_holds_for_all_codes_until_it_is_taken_back(register: Register, closed: Result) -> None:
    register.record([with_code(closed, "AAAA"), with_code(closed, "BBBB")])
    revoked = register.revoke(standing(register, "AAAA"), "Heures inexactes.", DAY)
    assert (revoked.state, revoked.day, revoked.reason) == (State.REVOKED, DAY, "Heures inexactes.")
    assert standing(register, "BBBB").state is State.REVOKED
    again = register.revoke(standing(register, "BBBB"), "Autre motif", DAY + dt.timedelta(days=1))
    assert (again.day, again.reason) == (DAY, "Heures inexactes.")
    # The same facts deposited anew are the same attestation.
    register.record([with_code(closed, "CCCC")])
    assert standing(register, "CCCC").state is State.REVOKED
    restored = register.reinstate(standing(register, "CCCC"))
    assert restored is not None
    assert restored.state is State.VALID


def test_a_purge_forgets_attestations_but_not_that_they_are_revoked(
    register: Register, closed: Result, corrected: Result, tmp_path: Path
) -> None:
    register.record([with_code(closed, "AAAA-1111"), with_code(corrected, "BBBB-2222")])
    old, new = given(closed).number, given(corrected).number
    register.revoke(standing(register, old), "Heures inexactes.", DAY)
    first, second = (one.id for one in register.processed_before(dt.date(2030, 1, 1)))
    register.forget([first, second])
    assert register.standing(new) is None
    assert register.standing("BBBB-2222") is None
    for text, code in ((old, ""), ("aaaa1111", "AAAA-1111")):
        found = standing(register, text)
        assert (found.number, found.code, found.contract) == (old, code, CONTRACT)
        assert (found.state, found.day, found.received) == (State.REVOKED, DAY, None)
        assert found.reason == ""
        assert "est révoquée depuis le 26/11/2026." in found.sentence
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("registre.sqlite"))
    assert b"Heures inexactes" not in kept
    assert register.reinstate(standing(register, old)) is None
    assert register.standing("AAAA-1111") is None


def test_the_reason_stays_as_long_as_a_deposit_gives_the_attestation(
    register: Register, closed: Result
) -> None:
    first, _ = register.record([with_code(closed, "AAAA"), with_code(closed, "BBBB")])
    register.revoke(standing(register, "AAAA"), "Heures inexactes.", DAY)
    register.forget([first])
    assert standing(register, "BBBB").reason == "Heures inexactes."
    # The code of the paper that was purged is not mistaken for an unknown one.
    assert standing(register, "AAAA").state is State.REVOKED


def test_what_is_looked_up_is_indexed(register: Register, closed: Result, tmp_path: Path) -> None:
    register.record([with_code(closed, "AAAA")])
    asked: list[str] = []
    register._connection.set_trace_callback(asked.append)
    standing(register, "AAAA")
    standing(register, given(closed).number)
    register._connection.set_trace_callback(None)
    with closing(sqlite3.connect(tmp_path / "registre.sqlite")) as connection:
        plans = [
            step
            for query in asked
            for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {query}")
            if "contract" in step or "deposit" in step
        ]
    assert plans
    assert [step for step in plans if step.startswith("SCAN")] == []


def test_a_register_of_before_keeps_the_numbers_that_it_knew(tmp_path: Path, closed: Result) -> None:
    path = tmp_path / "registre.sqlite"
    with Register.open(path) as register:
        register.record([with_code(closed, "")])
    with closing(sqlite3.connect(path)) as connection, connection:
        # As the version before the codes has left it.
        for index in ("attestation", "code"):
            connection.execute(f"DROP INDEX contract_{index}")
        connection.execute("ALTER TABLE contract DROP COLUMN code")
        connection.execute("DROP TABLE revoked_code")
        connection.execute("DROP TABLE revoked")
        connection.execute("DROP TABLE deadline")
        for table, added in (("finding", ("contracts", "place", "spots")), ("deposit", SINCE)):
            for column in added:
                connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute("PRAGMA user_version = 7")
    with Register.open(path) as register:
        found = standing(register, given(closed).number.lower())
        assert (found.state, found.code) == (State.VALID, "")
        assert register.revoke(found, "x", DAY).state is State.REVOKED
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.execute("VACUUM")
