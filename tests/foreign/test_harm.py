"""Files of the other formats that are damaged, locked or made to do harm: a sentence each, never a crash."""

import random
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from proexp_batch.formats import refusals
from proexp_batch.formats.grid import FARTHEST_ROW
from proexp_batch.formats.ods import recognition
from proexp_batch.formats.parts import MAX_TEXT_BYTES
from proexp_batch.formats.xls import child, sheltered
from proexp_batch.ooxml.package import Package
from proexp_batch.reading.tables import MOST_ALIKE
from tests.foreign.making import (
    CELLS_XLS,
    FAULTY_ODS,
    FAULTY_XLS,
    MIMETYPE,
    compound,
    ods,
    opened,
    records,
    refusal,
    row,
    sheet,
    text,
)
from tests.reading.workbooks import members, zipped

HEADER = row(text("Numéro de contrat"), text("Nom"))
BEGIN, PASSWORD, SHEET, END = 0x809, 0x2F, 0x85, 0x0A
KNOWN = (*(f"FIC-00{number}" for number in (1, 2, 3, 4, 5, 6, 8)), "FIC-014")


def test_what_the_others_are_made_from_is_read() -> None:
    assert refusal(ods(sheet(HEADER, row(text("PE-1"), text("Martin"))))) is None
    assert refusal(FAULTY_XLS.read_bytes()) is None


def test_nothing_in_it() -> None:
    assert refusal(ods(sheet(HEADER))) == "FIC-005"
    assert refusal(ods("")) == "FIC-001"


@pytest.mark.parametrize(
    "rows",
    [
        [
            row(
                text("PE-1", 'table:number-columns-repeated="16384"'),
                more='table:number-rows-repeated="1048576"',
            )
        ],
        [row(text("PE-1", 'table:number-columns-repeated="99999999999999999999"'))] * 6_000,
        [row(text("x" * 30_000), more='table:number-rows-repeated="20000"')],
    ],
)
def test_repeats_that_would_fill_the_memory(rows: list[str]) -> None:
    assert refusal(ods(sheet(HEADER, *rows))) == "FIC-006"


def test_many_sheets_of_many_empty_rows() -> None:
    far = sheet(row(more='table:number-rows-repeated="19998"'), row(text("x")))
    assert refusal(ods(sheet(HEADER, row(text("PE-1"))) + far * 200)) == "FIC-006"


def test_a_column_filled_down_to_the_end_is_told_not_ignored() -> None:
    filled = row(text("PE-1"), more='table:number-rows-repeated="1048575"')
    dossier = opened(ods(sheet(HEADER, filled)))
    assert len(dossier.sheets["learners"].rows) == MOST_ALIKE
    assert [(hit.code, hit.cell) for hit in dossier.hits] == [
        ("LEC-011", "A502"),
        ("LEC-011", f"A{FARTHEST_ROW + 1}"),
    ]


def test_rows_that_are_not_records_may_be_repeated_to_the_end() -> None:
    zeros = row(text(""), text("0"), more='table:number-rows-repeated="15000"')
    dossier = opened(ods(sheet(HEADER, row(text("PE-1"), text("Martin")), zeros)))
    assert dossier.sheets["learners"].rows == [2]
    assert "LEC-011" not in {hit.code for hit in dossier.hits}


def test_blanks_that_take_no_room_in_the_file_fill_no_memory() -> None:
    blanks = '<text:s text:c="1000"/>' * (MAX_TEXT_BYTES // 1_000 + 1)
    assert refusal(ods(sheet(HEADER, row(text(blanks))))) == "FIC-006"


def test_a_list_of_parts_that_never_ends_is_gone_over_once() -> None:
    manifest = b"<manifest:manifest><a " + b' full-path="/"' * 1_000_000
    data = zipped({"META-INF/manifest.xml": manifest, "content.xml": b"<office:text/>"})
    assert not recognition.Ods().recognises(data)
    assert len(Package.open(data).names) == 2


def test_repeats_that_make_no_sense_count_once() -> None:
    for repeats in ("-3", "0", "deux", "²", ""):
        filled = row(text("PE-1"), more=f'table:number-rows-repeated="{repeats}"')
        assert opened(ods(sheet(HEADER, filled))).sheets["learners"].values["contract"] == ["PE-1"]


def test_locked_ods() -> None:
    locked = '<manifest:file-entry><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry>'
    assert refusal(ods(sheet(HEADER), locked)) == "FIC-002"
    assert refusal(zipped({"mimetype": MIMETYPE, "META-INF/manifest.xml": locked.encode()})) == "FIC-002"


def test_locked_xls() -> None:
    stream = records((BEGIN, bytes(16)), (PASSWORD, bytes(54)), (END, b""))
    assert refusal(compound(stream), "dossier.xls") == "FIC-002"


def test_containers_of_something_else() -> None:
    [hit] = opened(compound(b"Bonjour", "WordDocument"), "lettre.doc").hits
    assert (hit.code, hit.values["extension"]) == ("FIC-004", ".doc")
    [hit] = opened(compound(b"Bonjour", "WordDocument"), "dossier.xls").hits
    assert (hit.code, hit.values["what"]) == ("FIC-014", "un document Word, malgré son nom en .xls")
    [hit] = opened(compound(b"Bonjour", "Dessin"), "dossier.xls").hits
    assert (hit.code, hit.values["extension"]) == ("FIC-004", "de ce fichier")


def test_bomb_of_one_part_and_entities() -> None:
    assert refusal(ods(" " * 40_000_000)) == "FIC-006"
    laughing = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert refusal(ods(sheet(row(text("&b;"))), before=laughing)) == "FIC-003"


def test_files_that_are_too_big(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "MAX_FOREIGN_BYTES", 10_000)
    assert refusal(FAULTY_ODS.read_bytes()) == refusal(FAULTY_XLS.read_bytes()) == "FIC-006"


@pytest.mark.parametrize("path", [FAULTY_ODS, FAULTY_XLS], ids=lambda path: path.suffix)
@pytest.mark.parametrize("tenths", range(1, 10))
def test_copy_that_was_interrupted(path: Path, tenths: int) -> None:
    data = path.read_bytes()
    assert refusal(data[: len(data) * tenths // 10], path.name) == "FIC-003"


def test_ods_without_its_parts() -> None:
    parts = members(FAULTY_ODS.read_bytes())
    assert refusal(zipped({name: data for name, data in parts.items() if name != "content.xml"})) == "FIC-003"
    assert refusal(zipped({**parts, "content.xml": parts["content.xml"][:90_000]})) == "FIC-003"
    assert refusal(zipped(parts, zipfile.ZIP_STORED)) is None


@pytest.mark.parametrize("start", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\3\4"])
def test_noise_behind_the_right_beginning(start: bytes) -> None:
    chance = random.Random(7)
    for size in (0, 40, 600, 5_000):
        assert refusal(start + chance.randbytes(size), "dossier.xls") in KNOWN


@pytest.mark.parametrize("path", [FAULTY_ODS, FAULTY_XLS, CELLS_XLS], ids=lambda path: path.name)
def test_bytes_changed_here_and_there(path: Path) -> None:
    data = path.read_bytes()
    chance = random.Random(11)
    for _ in range(12):
        changed = bytearray(data)
        for _ in range(chance.choice((1, 5, 40))):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        assert refusal(bytes(changed), path.name) in (None, *KNOWN)


class Child:
    """Stands for the process that reads: runs other code in it."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __call__(self, command: list[str], **options: Any) -> "subprocess.CompletedProcess[bytes]":
        return RUN([sys.executable, "-c", self.code], **options)


RUN = subprocess.run


@pytest.mark.parametrize(
    ("code", "refused"),
    [
        (f"import os, signal; os.kill(os.getpid(), {-sheltered.OUT_OF_TIME})", "FIC-008"),
        (f"raise SystemExit({child.OTHER})", "FIC-004"),
        ("import time; time.sleep(60)", "FIC-008"),
        ("import os; os.abort()", "FIC-003"),
        ("raise MemoryError", "FIC-003"),
        ("print('bonjour')", "FIC-008"),
        (f"raise SystemExit({child.LOCKED})", "FIC-002"),
        (f"raise SystemExit({child.TOO_BIG})", "FIC-006"),
    ],
)
def test_whatever_becomes_of_the_reading_process(
    code: str, refused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheltered, "SECONDS", 1.5)
    monkeypatch.setattr(sheltered.subprocess, "run", Child(code))
    assert refusal(FAULTY_XLS.read_bytes(), "dossier.xls") == refused


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limit of memory for a process")
def test_the_reading_process_limits_its_memory() -> None:
    code = (
        "import runpy, sys; sys.stdin.close(); reader = runpy.run_path(sys.argv[1]); reader['_limit']();"
        "bytearray(2_000_000_000)"
    )
    done = RUN([sys.executable, "-c", code, child.__file__], capture_output=True, check=False)
    assert b"MemoryError" in done.stderr
