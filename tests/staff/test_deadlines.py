"""Deadlines in the register: the last version of a dossier counts; `etat`, the e-mail and the file for calendars."""

import datetime as dt
import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from proexp_batch.cli import main, watch
from proexp_batch.decision.facts import Status, Written
from proexp_batch.documents.icalendar import icalendar
from proexp_batch.model.deadlines import Deadline, DeadlineKind, DeadlineState
from proexp_batch.model.wording import NBSP
from proexp_batch.register import Expected, Register, Result
from proexp_batch.register.schema import MIGRATIONS
from proexp_batch.settings.run import settings
from proexp_batch.settings.watch import WatchConfig
from proexp_batch.watch.deadlines import in_short
from proexp_batch.watch.notify import body
from proexp_batch.watch.purge import purge
from tests.deposit.running import configured
from tests.staff.filled import OLD, YOUNG, checked
from tests.staff.mail_server import mail_server
from tests.staff.test_notify import QUIET
from tests.staff.test_notify import config as mailing
from tests.whole.places import RIGHT

TODAY = dt.date(2026, 11, 26)
NAMES = tuple(load_workbook(RIGHT)["Apprenants"]["B4":"C4"][0][at].value for at in (0, 1))
SOURCE = "code du travail, art. D6325-1"


def deadline(kind: DeadlineKind, days: int, contract: str = "PE-2023-0841", source: str = SOURCE) -> Deadline:
    return Deadline(contract, kind, TODAY + dt.timedelta(days), DeadlineState.LATER, source)


@pytest.fixture(scope="module")
def result() -> Result:
    (found,) = checked(RIGHT)
    return found


def version(result: Result, number: int, *deadlines: Deadline, status: Status | None = None) -> Result:
    decision = replace(
        result.decision,
        sha256=f"{number:064x}",
        status=status or result.decision.status,
        deadlines=deadlines,
    )
    return replace(result, decision=decision, written=Written(), claim=f"demande {number}")


@pytest.fixture
def config(tmp_path: Path) -> WatchConfig:
    made = WatchConfig(depot=tmp_path / "depot", sortie=tmp_path / "sortie", espace_libre=0)
    made.depot.mkdir()
    made.sortie.mkdir()
    with Register.open(made.registre) as register:
        now = dt.datetime.now(dt.UTC)
        register.end_run(register.begin_run("serveur-1", now), now, 1, 0)
    return made


def filled(config: WatchConfig, *results: Result) -> list[int]:
    with Register.open(config.registre) as register:
        return register.record(results)


def etat(config: WatchConfig, *more: object) -> int:
    given = ["etat", "--depot", config.depot, "--sortie", config.sortie, "--libre-min", 0, *more]
    return main(list(map(str, given)))


def test_those_of_the_last_version_are_given_by_day(config: WatchConfig, result: Result) -> None:
    filled(
        config,
        version(result, 1, deadline(DeadlineKind.SENDING, -3)),
        version(
            result,
            2,
            deadline(DeadlineKind.POSITIONING, 14),
            deadline(DeadlineKind.EVALUATION, -2),
            deadline(DeadlineKind.EARLY_END, 15),
            deadline(DeadlineKind.ANSWER, -1),
            deadline(DeadlineKind.END, 0),
        ),
        # A copy of the last version says nothing new.
        version(result, 2, status=Status.DUPLICATE),
    )
    with Register.open(config.registre) as register:
        found = register.deadlines(TODAY, 14)
        assert [(one.kind.value, one.state.value) for one in found] == [
            ("evaluation", "late"),
            ("end", "due"),
            ("positioning", "due"),
        ]
        assert {one.version for one in found} == {2}
        assert len(register.deadlines(TODAY, 15)) == 4
        assert register.deadlines(dt.date.max, 10**7) != []
        filled(config, version(result, 3))
        assert register.deadlines(TODAY, 14) == []


def test_what_cannot_be_told_whose_it_is_has_none(config: WatchConfig, result: Result) -> None:
    filled(config, replace(version(result, 1, deadline(DeadlineKind.SENDING, 1)), links=None))
    with Register.open(config.registre) as register:
        assert register.deadlines(TODAY, 14) == []


def test_a_purge_takes_them_along(config: WatchConfig, result: Result) -> None:
    from proexp_batch.watch.journal import Journal

    old = replace(version(result, 1, deadline(DeadlineKind.SENDING, 1)), processed=OLD, received=OLD)
    filled(config, old)
    with Register.open(config.registre) as register:
        purge(config, register, YOUNG.date(), Journal(config.journal))
        assert register.deadlines(TODAY, 14) == []
    with closing(sqlite3.connect(config.registre)) as connection:
        assert connection.execute("SELECT count(*) FROM deadline").fetchone() == (0,)


def test_a_register_of_before_has_none_yet(config: WatchConfig, result: Result) -> None:
    (number,) = [at for at, one in enumerate(MIGRATIONS) if "CREATE TABLE deadline" in one]
    filled(config, version(result, 1))
    with closing(sqlite3.connect(config.registre)) as connection, connection:
        connection.execute("DROP TABLE deadline")
        connection.execute(f"PRAGMA user_version = {number}")
    with Register.open(config.registre) as register:
        assert register.deadlines(TODAY, 14) == []
    filled(config, version(result, 2, deadline(DeadlineKind.SENDING, 1)))
    with Register.open(config.registre) as register:
        assert len(register.deadlines(TODAY, 14)) == 1


def test_the_state_lists_them_and_keeps_its_exit_code(
    config: WatchConfig, result: Result, capsys: pytest.CaptureFixture[str]
) -> None:
    late, coming = deadline(DeadlineKind.SENDING, -3), deadline(DeadlineKind.ANSWER, 5, "Dupont")
    [number] = filled(config, version(result, 1, late, coming))
    code = etat(config)
    without = capsys.readouterr().out
    assert "Échéances" not in without
    assert etat(config, "--echeances", 14, "--aujourdhui", TODAY) == code
    said = capsys.readouterr().out.replace(NBSP, " ")
    lines = said.splitlines()
    at = lines.index("Échéances : 1 en retard, 1 dans les 14 jours.")
    assert lines[at + 1 :] == [
        f"  23/11/2026 (en retard) : contrat PE-2023-0841, dépôt n° {number}, entreprise : Envoyer le contrat à l'Opco",
        f"  01/12/2026 : contrat …, dépôt n° {number}, Opco : Répondre sur la prise en charge ; passé ce jour, le silence "
        "vaut acceptation",
    ]
    assert etat(config, "--echeances", 4, "--aujourdhui", TODAY, "--format", "json") == code
    document = json.loads(capsys.readouterr().out)
    assert document["deadlines"] == [
        {
            "day": "2026-11-23",
            "state": "late",
            "contract": "PE-2023-0841",
            "deposit": number,
            "kind": "sending",
            "actor": "company",
            "words": "Envoyer le contrat à l'Opco",
            "source": SOURCE,
        }
    ]


def test_a_register_that_cannot_be_read_leaves_them_unknown(
    config: WatchConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.registre.write_bytes(b"rien d'un registre" * 100)
    ics = tmp_path / "agenda.ics"
    assert etat(config, "--echeances", 14, "--ics", ics) == 3
    assert "le registre ne peut pas être lu" in capsys.readouterr().out
    assert etat(config, "--echeances", 14, "--format", "json") == 3
    assert json.loads(capsys.readouterr().out)["deadlines"] is None
    assert not ics.exists()


def test_options_that_do_not_go_together(config: WatchConfig, capsys: pytest.CaptureFixture[str]) -> None:
    assert etat(config, "--ics", "a.ics") == 2
    assert "--echeances" in capsys.readouterr().err
    assert etat(config, "--aujourdhui", TODAY) == 2
    assert etat(config, "--echeances", 14, "--ics", config.registre) == 2
    assert etat(config, "--echeances", -1) == 2


def test_a_calendar_that_cannot_be_written(
    config: WatchConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fichier").write_bytes(b"")
    assert etat(config, "--echeances", 14, "--ics", tmp_path / "fichier" / "a.ics") == 3
    assert "n'a pas pu être écrit" in capsys.readouterr().err


Event = dict[str, str]


def parsed(data: bytes) -> list[Event]:
    """The events of a calendar, read strictly by RFC 5545: ends of lines, folding, order of components, escapes."""
    assert data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")
    pieces = data[:-2].split(b"\r\n")
    assert max(map(len, pieces)) <= 75
    assert all(piece.decode() for piece in pieces)  # whole signs, no empty line
    lines: list[str] = []
    for piece in pieces:
        if piece.startswith(b" "):
            lines[-1] += piece[1:].decode()
        else:
            lines.append(piece.decode())
    assert all(line.isprintable() or NBSP in line for line in lines)
    properties = [re.fullmatch(r"([A-Z-]+)((?:;[A-Z]+=[A-Z]+)*):(.*)", line) for line in lines]
    named = [(found[1] + found[2], found[3]) for found in properties if found]
    assert len(named) == len(lines)
    assert named[0] == ("BEGIN", "VCALENDAR")
    assert named[-1] == ("END", "VCALENDAR")
    assert dict(named[1:5]).keys() == {"VERSION", "PRODID", "CALSCALE", "METHOD"}
    events: list[Event] = []
    current: Event | None = None
    for name, value in named[5:-1]:
        if name == "BEGIN":
            assert (value, current) == ("VEVENT", None)
            current = {}
        elif name == "END":
            assert value == "VEVENT"
            assert current is not None
            events.append(current)
            current = None
        else:
            assert current is not None
            assert name not in current
            current[name] = unescaped(value) if name in ("SUMMARY", "DESCRIPTION", "CATEGORIES") else value
    assert current is None
    return events


def unescaped(value: str) -> str:
    assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,nN])*", value), value
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def expected(
    contract: str, day: dt.date, kind: DeadlineKind = DeadlineKind.ANSWER, **more: object
) -> Expected:
    made = Expected(
        12, 3, 2, "2026-11-24T20:00:00Z", contract, kind, day, DeadlineState.DUE, "usage ; voir a, b"
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_the_calendar_is_what_the_standard_asks_for() -> None:
    odd = "PÉ\\2023;08,41\r\nEND:VEVENT\u2028" + "é€😀" * 40
    some = [
        expected(odd, dt.date(2024, 2, 28)),
        expected("PE-1", dt.date(2023, 12, 31), state=DeadlineState.LATE),
    ]
    first, second = parsed(icalendar(some, "registre"))
    assert (first["DTSTART;VALUE=DATE"], first["DTEND;VALUE=DATE"]) == ("20240228", "20240229")
    assert (second["DTSTART;VALUE=DATE"], second["DTEND;VALUE=DATE"]) == ("20231231", "20240101")
    assert (
        first["SUMMARY"]
        .replace(NBSP, " ")
        .startswith("Contrat PÉ\\2023;08,41\ufffd\ufffdEND:VEVENT\ufffdé€😀")
    )
    assert second["SUMMARY"].replace(NBSP, " ").startswith("En retard : contrat PE-1 : Répondre sur")
    assert (first["DTSTAMP"], first["SEQUENCE"]) == ("20261124T200000Z", "2")
    assert first["DESCRIPTION"].replace(NBSP, " ").splitlines()[-1] == "Source : usage ; voir a, b."
    assert parsed(icalendar([], "registre")) == []


def test_the_last_day_of_all_and_the_first_of_all_have_four_digits() -> None:
    found = parsed(icalendar([expected("1", dt.date.max), expected("2", dt.date.min)], ""))
    assert [one["DTSTART;VALUE=DATE"] for one in found] == ["99991231", "00010101"]


def test_uids_are_stable_and_each_deadline_has_its_own() -> None:
    day = dt.date(2024, 2, 28)

    def uid(one: Expected, identity: str = "registre") -> str:
        (event,) = parsed(icalendar([one], identity))
        return event["UID"]

    one = expected("PE-1", day)
    assert uid(one) == uid(replace(one, day=dt.date(2024, 3, 1), deposit=99, version=3, source="autre"))
    others = [replace(one, contract="PE-2"), replace(one, kind=DeadlineKind.END), replace(one, dossier=4)]
    assert len({uid(one), *map(uid, others), uid(one, "autre")}) == 5


def test_the_command_writes_the_calendar_again_alike(
    config: WatchConfig, result: Result, tmp_path: Path
) -> None:
    filled(
        config, version(result, 1, deadline(DeadlineKind.SENDING, 1), deadline(DeadlineKind.END, 3, "Dupont"))
    )
    ics = tmp_path / "agenda" / "echeances.ics"
    asked = ("--echeances", 14, "--aujourdhui", TODAY, "--ics", ics)
    etat(config, *asked)
    first = ics.read_bytes()
    etat(config, *asked)
    assert ics.read_bytes() == first
    assert b"Dupont" not in first
    assert [one["DTSTART;VALUE=DATE"] for one in parsed(first)] == ["20261127", "20261129"]


def test_the_mail_tells_a_few(config: WatchConfig, result: Result) -> None:
    some = [deadline(kind, days) for days, kind in enumerate(DeadlineKind, start=-1)]
    filled(config, version(result, 1, *some))
    with Register.open(config.registre) as register:
        lines = in_short(register.deadlines(TODAY, 14), 14)
    assert lines[0].replace(NBSP, " ") == "Échéances : 1 en retard, 6 dans les 14 jours."
    assert len(lines) == 7
    assert "etat --echeances 14" in lines[-1]
    text = body(mailing(25), replace(QUIET, deadlines=lines))
    assert all(line in text for line in lines)
    assert "Échéances" not in body(mailing(25), replace(QUIET, deadlines=in_short([], 14)))


def test_from_a_deposit_to_the_mail_the_state_and_the_calendar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    today = dt.date(2023, 9, 1)
    (tmp_path / "depot").mkdir()
    (tmp_path / "depot" / "Dupont.xlsx").write_bytes(RIGHT.read_bytes())
    monkeypatch.setattr(watch, "_settings", lambda *_: settings(today))
    with mail_server() as box:
        mail = f"""
[courriel]
serveur = "localhost"
port = {box.port}
securite = "aucune"
quand = "toujours"
expediteur = "import@exemple.fr"
destinataires = ["opco@exemple.fr"]
"""
        file = configured(tmp_path, more=mail)
        assert main(["surveiller", "--une-fois", "--config", str(file)]) == 0
    (got,) = box.received
    text = got.message.get_content().replace(NBSP, " ")
    assert "Échéances : 0 en retard, 1 dans les 14 jours." in text
    assert "- 09/09/2023 : contrat PE-2023-0841, dépôt n° 1, entreprise : Envoyer le contrat à l'Opco" in text
    capsys.readouterr()
    ics = tmp_path / "agenda.ics"
    asked = ["--echeances", "70", "--aujourdhui", today.isoformat(), "--ics", str(ics)]
    assert main(["etat", "--config", str(file), *asked]) == 0
    said = capsys.readouterr().out.replace(NBSP, " ")
    assert "Échéances : 0 en retard, 3 dans les 70 jours." in said
    days = [event["DTSTART;VALUE=DATE"] for event in parsed(ics.read_bytes())]
    assert days == ["20230909", "20231104", "20231104"]
    for told in (text, said, ics.read_text("utf-8")):
        assert "Dupont.xlsx" not in told
        assert not [name for name in ("Delmotte", *NAMES) if name in told]
    # The summary of the lot has them too, and the report.
    (made,) = (tmp_path / "sortie" / "lots").iterdir()
    report = json.loads((made / "rapport.json").read_text("utf-8"))
    kinds = [one["kind"] for one in report["dossiers"][0]["contracts"][0]["deadlines"]]
    assert kinds == ["sending", "positioning", "evaluation", "end", "closing"]
    sheet = load_workbook(made / "synthese.xlsx")["Échéances"]
    assert [sheet.cell(row, 3).value for row in range(5, 10)] == ["PE-2023-0841"] * 5
    assert [sheet.cell(row, 2).value for row in range(5, 7)] == ["proche", "plus tard"]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert not [name for name in NAMES for cell in cells if name in cell]
