"""The journal: one whole line per event, nothing personal, old files removed, and a disk that fills."""

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proexp_batch.watch.journal import MASKED, Fields, Journal, files_before
from tests.whole.places import ROOT

NOW = dt.datetime(2026, 11, 24, 22, 30, tzinfo=dt.UTC)
HASH = "0123456789abcdef" * 4


def journal(folder: Path, **more: Any) -> Journal:
    return Journal(folder / "journal", host="serveur-1", now=lambda: NOW, **more)


def lines(folder: Path, day: str = "2026-11-24") -> list[dict[str, Any]]:
    text = (folder / "journal" / f"{day}.jsonl").read_text(encoding="utf-8")
    assert text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


def test_an_event_is_one_line_of_json(tmp_path: Path) -> None:
    one = journal(tmp_path)
    one.write(
        "deposit", deposit=12, sha256=HASH, status="to_correct", contracts=["PE-2023-0841"], codes=["APP-004"]
    )
    one.write("run_ended", counts={"accepted": 3}, seconds=1.25, free=10**12)
    first, second = lines(tmp_path)
    assert first == {
        "time": "2026-11-24T22:30:00.000Z",
        "event": "deposit",
        "host": "serveur-1",
        "pid": os.getpid(),
        "deposit": 12,
        "sha256": HASH,
        "status": "to_correct",
        "contracts": ["PE-2023-0841"],
        "codes": ["APP-004"],
    }
    assert (second["counts"], second["seconds"]) == ({"accepted": 3}, 1.25)


def test_days_are_those_of_universal_time(tmp_path: Path) -> None:
    paris = dt.timezone(dt.timedelta(hours=2))
    one = Journal(tmp_path / "journal", now=lambda: dt.datetime(2026, 7, 1, 0, 30, tzinfo=paris))
    one.write("started")
    assert lines(tmp_path, "2026-06-30")


@pytest.mark.parametrize("field", ["file", "name", "company", "message", "path", "learner"])
def test_fields_that_are_not_allowed_raise(tmp_path: Path, field: str) -> None:
    with pytest.raises(ValueError, match=field):
        journal(tmp_path).write("deposit", **{field: "Maëlys Aubrac.xlsx"})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not allowed"):
        journal(tmp_path).write("le fichier Aubrac.xlsx")
    assert not (tmp_path / "journal").exists()


NAMES = ["Maëlys Aubrac", "maelys.aubrac@exemple.fr", "14/03/1999 Aubrac, Maëlys", "/depot/Aubrac 2.xlsx"]


@pytest.mark.parametrize("field", sorted(Fields.__annotations__))
@pytest.mark.parametrize("name", NAMES)
def test_no_name_slips_in_by_any_field(tmp_path: Path, field: str, name: str) -> None:
    for value in (name, [name], {name: 1}, {"accepted": name}, [[name]], object()):
        journal(tmp_path).write("deposit", **{field: value})  # type: ignore[arg-type]
    text = (tmp_path / "journal" / "2026-11-24.jsonl").read_text(encoding="utf-8")
    assert "ubrac" not in text
    assert MASKED in text


@given(
    values=st.dictionaries(
        st.sampled_from(sorted(Fields.__annotations__)),
        st.one_of(st.none(), st.integers(), st.floats(), st.text(alphabet='aé\n"\\\u2028 1', max_size=6)),
        max_size=5,
    )
)
def test_any_value_leaves_one_line_of_strict_json(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    journal(folder).write("deposit", **values)
    text = (folder / "journal" / "2026-11-24.jsonl").read_text(encoding="utf-8")
    assert text.count("\n") == 1
    json.loads(text, parse_constant=lambda word: pytest.fail(word))


def test_old_files_are_removed_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "journal"
    folder.mkdir()
    for name in (
        "2026-08-25.jsonl",
        "2026-08-26.jsonl",
        "2020-01-01.txt",
        "notes.jsonl",
        "2020-01-01.jsonl.bak",
    ):
        (folder / name).write_text("{}\n", encoding="utf-8")
    journal(tmp_path).write("started")
    assert sorted(path.name for path in folder.iterdir()) == [
        "2020-01-01.jsonl.bak",
        "2020-01-01.txt",
        "2026-08-26.jsonl",
        "2026-11-24.jsonl",
        "notes.jsonl",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")
def test_links_are_neither_followed_nor_counted(tmp_path: Path) -> None:
    folder = tmp_path / "journal"
    folder.mkdir()
    (tmp_path / "secret").write_text("garde", encoding="utf-8")
    (folder / "2020-01-01.jsonl").symlink_to(tmp_path / "secret")
    (folder / "2026-11-24.jsonl").symlink_to(tmp_path / "secret")
    journal(tmp_path).write("started")
    assert (tmp_path / "secret").read_text(encoding="utf-8") == "garde"
    assert files_before(folder, NOW.date()) == []


def test_a_line_that_was_cut_does_not_spoil_the_next(tmp_path: Path) -> None:
    journal(tmp_path).write("started")
    path = tmp_path / "journal" / "2026-11-24.jsonl"
    with path.open("a", encoding="utf-8") as file:
        file.write('{"time": "2026-11-2')
    journal(tmp_path).write("ended")
    whole = path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(whole[0])["event"], json.loads(whole[2])["event"]] == ["started", "ended"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full, the full disk of Linux, is not there")
def test_a_full_disk_is_told_once_and_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = os.open("/dev/full", os.O_RDWR)
    monkeypatch.setattr(os, "write", lambda handle, data, write=os.write: write(full, data))
    one = journal(tmp_path)
    one.write("started")
    one.write("ended")
    os.close(full)
    assert capsys.readouterr().err.count("le disque est plein") == 1


def test_a_folder_that_cannot_be_made_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "journal").touch()
    journal(tmp_path).write("started")
    assert "Le travail continue" in capsys.readouterr().err


WRITER = """
import sys
from pathlib import Path
from proexp_batch.watch.journal import Journal
journal = Journal(Path(sys.argv[1]))
for number in range(200):
    journal.write("deposit", deposit=number, contracts=["PE-2023-0841"] * 20)
"""


def test_several_programs_write_at_once_and_no_line_is_parted(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path / "journal")]
    writers = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0]
    found = [
        json.loads(line)
        for path in (tmp_path / "journal").iterdir()
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(found) == 600
    assert len({(line["pid"], line["deposit"]) for line in found}) == 600
