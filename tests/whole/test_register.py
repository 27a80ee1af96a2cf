"""The register: contents once, dossiers in versions, links to earlier dossiers, nothing personal in clear."""

import datetime as dt
import os
import shutil
import sqlite3
import stat
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from proexp_batch.decision.decide import decide
from proexp_batch.decision.facts import Status, Written
from proexp_batch.disk.collect import DepositedFile
from proexp_batch.model.links import DossierLinks, SheetCell
from proexp_batch.register import Register, RegisterError, Result
from proexp_batch.register.keys import people_of
from proexp_batch.register.schema import MIGRATIONS
from proexp_batch.register.versions import SINCE
from proexp_batch.settings.run import settings
from tests.making.checking import check_files
from tests.whole.altering import Cells, altered
from tests.whole.places import CLOSED, LOCKED, RIGHT, TODAY

NOW = dt.datetime(2026, 11, 24, 20, 0, tzinfo=dt.UTC)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register.open(tmp_path / "registre.sqlite")


@cache
def result(path: Path, name: str | None = None) -> Result:
    file = DepositedFile(path, PurePosixPath(name or path.name), PurePosixPath(path.stem))
    facts, linked = check_files([file], settings(TODAY))
    written = Written({"annotated": PurePosixPath("dossiers") / path.stem / "annote.xlsx"})
    size = path.stat().st_size
    return Result(
        decide(facts[0], file.folder), written, linked[0] if linked else None, size, NOW, NOW, TODAY
    )


def changed(tmp_path: Path, name: str, cells: Cells, source: Path = RIGHT) -> Result:
    return result(altered(source, tmp_path / "depot" / name, cells))


def related(register: Register, links: Sequence[DossierLinks]) -> Sequence[DossierLinks]:
    return register.related(links, register.replaced_by(links))


def test_a_deposit_is_found_again_by_its_content(register: Register) -> None:
    assert register.first_with(result(RIGHT).decision.sha256) is None
    register.record([result(RIGHT)])
    found = register.first_with(result(RIGHT).decision.sha256)
    assert found is not None
    assert (found.file, found.status, found.version, found.contracts) == (
        RIGHT.name,
        "accepted",
        1,
        ("PE-2023-0841",),
    )


def test_the_same_content_under_another_name_is_a_duplicate_of_the_first(register: Register) -> None:
    again = result(RIGHT, "copie.xlsx")
    copy_decision = replace(again.decision, status=Status.DUPLICATE)
    first, second = register.record([result(RIGHT), replace(again, decision=copy_decision, links=None)])
    copy = register.deposits()[0]
    assert copy.id == second
    assert (copy.status, copy.first_id, copy.file) == ("duplicate", first, "copie.xlsx")


def test_a_corrected_workbook_is_a_new_version_of_its_dossier(register: Register, tmp_path: Path) -> None:
    register.record([result(RIGHT)])
    register.record([changed(tmp_path, "corrigé.xlsx", {("Apprenants", "Heures de formation prévues"): 321})])
    register.record([result(CLOSED)])
    history = register.history("PE-2023-0841")
    assert [(one.file, one.version) for one in history] == [(RIGHT.name, 1), ("corrigé.xlsx", 2)]
    assert register.history("corrigé.xlsx") == history
    assert [one.version for one in register.history("PE-2022-1107")] == [1]


def test_what_is_looked_for_is_taken_to_the_letter(register: Register) -> None:
    register.record([result(RIGHT, "reçu à 100 %.xlsx"), result(CLOSED, "reçu_2.xlsx")])
    found = {text: [one.file for one in register.deposits(text=text)] for text in ("0 %", "_", "\\", "REÇU_")}
    assert found == {"0 %": ["reçu à 100 %.xlsx"], "_": ["reçu_2.xlsx"], "\\": [], "REÇU_": ["reçu_2.xlsx"]}


def test_an_unreadable_file_is_recorded_without_a_dossier(register: Register) -> None:
    register.record([result(LOCKED)])
    (found,) = register.deposits(status=Status.UNREADABLE)
    assert (found.dossier_id, found.version, found.blocking) == (None, None, 1)
    assert [code for code, *_ in register.codes(found.id)] == ["FIC-002"]


def test_earlier_dossiers_of_other_companies_are_compared(register: Register, tmp_path: Path) -> None:
    register.record([result(RIGHT)])
    other = changed(tmp_path, "autre.xlsx", {("Entreprise", "SIRET"): "99912345800013"})
    assert other.links is not None
    assert [link.siret for link in related(register, [other.links])] == [result(RIGHT).links.siret]  # type: ignore[union-attr]


def test_an_earlier_version_of_the_same_dossier_is_not_compared(register: Register, tmp_path: Path) -> None:
    register.record([result(RIGHT)])
    again = changed(tmp_path, "corrigé.xlsx", {("Apprenants", "Heures de formation prévues"): 321})
    assert again.links is not None
    assert related(register, [again.links]) == []
    assert len(register.history("PE-2023-0841")) == 1  # looking changes nothing


def test_only_the_last_version_of_an_earlier_dossier_is_compared(register: Register, tmp_path: Path) -> None:
    register.record([result(RIGHT)])
    second = changed(tmp_path, "v2.xlsx", {("Apprenants", "Nom"): "Corrigé"})
    register.record([second])
    other = changed(tmp_path, "autre.xlsx", {("Entreprise", "SIRET"): "99912345800013"})
    assert other.links is not None
    [found] = related(register, [other.links])
    assert second.links is not None
    assert (found.file, found.company) == (second.links.file, second.links.company)


def test_links_come_back_as_they_were_written() -> None:
    links = result(CLOSED).links
    assert links is not None
    assert type(links).from_json(links.to_json()) == links


def test_no_name_of_a_person_stands_in_the_register(register: Register, tmp_path: Path) -> None:
    register.record([result(CLOSED)])
    text = "\n".join(sqlite3.connect(tmp_path / "registre.sqlite").iterdump()).lower()
    for name in ("aubrac", "maëlys", "maelys", "1999-03-14"):
        assert name not in text


def test_a_recording_that_fails_leaves_nothing_behind(register: Register) -> None:
    broken = replace(result(CLOSED), size=None)  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        register.record([result(RIGHT), broken])
    assert register.deposits() == []


def test_filters(register: Register) -> None:
    register.record([result(RIGHT), result(CLOSED), result(LOCKED)])
    assert len(register.deposits()) == 3
    assert [one.file for one in register.deposits(text="1107")] == [CLOSED.name]
    assert [one.file for one in register.deposits(status=Status.UNREADABLE)] == [LOCKED.name]
    assert register.deposits(since=NOW.date() + dt.timedelta(days=1)) == []
    assert len(register.deposits(until=NOW.date(), limit=2)) == 2


def test_what_is_forgotten_is_gone_with_all_its_details(register: Register, tmp_path: Path) -> None:
    register.record([result(RIGHT), result(CLOSED)])
    old = register.processed_before(NOW.date() + dt.timedelta(days=1))
    register.forget(one.id for one in old)
    connection = sqlite3.connect(tmp_path / "registre.sqlite")
    for table in ("deposit", "finding", "contract", "dossier"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_the_register_is_opened_again_and_backed_up(register: Register, tmp_path: Path) -> None:
    register.record([result(RIGHT)])
    register.back_up(tmp_path / "copie.sqlite")
    with Register.open(tmp_path / "copie.sqlite") as copy:
        assert [one.file for one in copy.deposits()] == [RIGHT.name]
        assert copy.identity == register.identity


def test_a_person_is_kept_under_a_key_that_only_the_owner_reads(register: Register, tmp_path: Path) -> None:
    links = result(RIGHT).links
    assert links is not None
    people = people_of(links)
    assert people
    register.record([result(RIGHT)])
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("registre.sqlite*"))
    assert not [person for person in people if person.encode() in kept]
    key = tmp_path / "registre.cle"
    if os.name != "nt":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    other = replace(links, siret="99912345800013", key="0" * 64)
    [found] = related(register, [other])
    assert people_of(found) == people


def test_a_register_without_its_key_is_not_opened_and_gets_no_other(
    register: Register, tmp_path: Path
) -> None:
    register.close()
    key = tmp_path / "registre.cle"
    held = key.read_bytes()
    key.unlink()
    with pytest.raises(RegisterError, match="sauvegarde"):
        Register.open(tmp_path / "registre.sqlite")
    assert not key.exists()
    for false, said in ((b"00" * 32, "autre registre"), (b"rien", "pas une clé")):
        key.write_bytes(false)
        with pytest.raises(RegisterError, match=said):
            Register.open(tmp_path / "registre.sqlite")
    key.write_bytes(held)
    Register.open(tmp_path / "registre.sqlite").close()


def test_persons_of_before_get_a_key_and_are_still_the_same(tmp_path: Path) -> None:
    path = tmp_path / "registre.sqlite"
    with Register.open(path) as register:
        register.record([result(RIGHT)])
    links = result(RIGHT).links
    assert links is not None
    person = links.contracts[0].person
    with closing(sqlite3.connect(path)) as connection, connection:
        # As the version before the keys has left it.
        connection.execute("UPDATE contract SET person = ?", [person])
        connection.execute("UPDATE deposit SET links = ?", [links.to_json()])
        connection.execute("DROP TABLE about")
        for index in ("attestation", "code"):
            connection.execute(f"DROP INDEX contract_{index}")
        connection.execute("ALTER TABLE contract DROP COLUMN code")
        for table, added in (("finding", ("contracts", "place", "spots")), ("deposit", SINCE)):
            for column in added:
                connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute("DROP TABLE revoked_code")
        connection.execute("DROP TABLE revoked")
        connection.execute("DROP TABLE deadline")
        connection.execute("CREATE TABLE before AS SELECT deposit_id, kind, path FROM output")
        connection.execute("DROP TABLE output")
        connection.execute("ALTER TABLE before RENAME TO output")
        connection.execute("PRAGMA user_version = 5")
    (tmp_path / "registre.cle").unlink()
    with Register.open(path) as register:
        [found] = related(register, [replace(links, siret="99912345800013", key="0" * 64)])
        assert people_of(found) == people_of(links)
        assert register.identity
    assert person is not None
    kept = b"".join(one.read_bytes() for one in tmp_path.glob("registre.sqlite*"))
    assert person.encode() not in kept


LINKS_OF_BEFORE = """{"key": "aa", "file": "Opco 2i/a.xlsx", "siret": "99912345800013", "job": "soudeur", "step": 3,
"company": {"naf": ["2562b", {"sheet": "Entreprise", "cell": "B9"}]}, "contracts": [{"number": "PE-1", "person": "bb",
"tutor": null, "start": "2023-01-03 00:00:00", "end": "2023-10-02 00:00:00", "number_at": {"sheet": "Apprenants",
"cell": "D5"}, "person_at": {"sheet": "Apprenants", "cell": null}}], "tutors": [{"name": "cc", "employer": false, "at":
{"sheet": "Tuteurs", "cell": "A5"}}]}"""


def test_a_register_of_before_keeps_its_outputs_and_its_links(tmp_path: Path) -> None:
    path = tmp_path / "registre.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        for version in MIGRATIONS[:2]:
            connection.executescript(version)
        connection.execute("PRAGMA user_version = 2")
        connection.execute("INSERT INTO dossier (id, siret, job) VALUES (1, '99912345800013', 'soudeur')")
        moment = "2021-03-05T09:30:00Z"
        for sha, annotated, attestations in (
            ("aa", "dossiers/a/annote.xlsx", "x/b.xlsx"),
            ("bb", None, None),
        ):
            connection.execute(
                "INSERT INTO deposit (sha256, file, size, received, processed, today, status, dossier_id, version,"
                " annotated, attestations, blocking, warnings, information, links)"
                " VALUES (?, ?, 1, ?, ?, '2021-03-05', 'accepted', 1, 1, ?, ?, 0, 0, 0, ?)",
                [sha, f"{sha}.xlsx", moment, moment, annotated, attestations, LINKS_OF_BEFORE],
            )
        connection.execute(
            "INSERT INTO contract (deposit_id, number, person, siren, status)"
            " VALUES (1, 'PE-1', 'bb', '999123458', 'accepted')"
        )
    with Register.open(path) as register:
        second, first = register.deposits()
        assert first.outputs == {"annotated": "dossiers/a/annote.xlsx", "attestations": "x/b.xlsx"}
        assert second.outputs == {}
        links = result(RIGHT).links
        assert links is not None
        contract = replace(links.contracts[0], number="PE-1")
        [found] = related(register, [replace(links, contracts=(contract,))])
    assert (found.contracts[0].start, found.contracts[0].end) == (dt.date(2023, 1, 3), dt.date(2023, 10, 2))
    assert found.company["naf"] == ("2562b", SheetCell("Entreprise", "B9"))


def test_a_register_of_a_newer_version_is_refused(register: Register, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "registre.sqlite")
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(RegisterError, match="version plus récente"):
        Register.open(tmp_path / "registre.sqlite")


def test_a_file_that_is_no_register_is_refused(tmp_path: Path) -> None:
    shutil.copy(RIGHT, tmp_path / "registre.sqlite")
    with pytest.raises(RegisterError, match="ne peut pas être ouvert"):
        Register.open(tmp_path / "registre.sqlite")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_a_key_that_an_administrator_makes_belongs_to_the_owner_of_the_register(tmp_path: Path) -> None:
    path = tmp_path / "registre.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(MIGRATIONS[0])
        connection.execute("PRAGMA user_version = 1")
    os.chown(path, 12345, 12345)
    Register.open(path).close()
    assert (tmp_path / "registre.cle").stat().st_uid == 12345
