"""Workbooks as programs write them that are neither Excel of today nor LibreOffice: read like any other."""

import hashlib
import io
import re
import struct
import zipfile
from pathlib import Path

import pytest

from proexp_batch.formats.xls.child import DEFAULT_PASSWORD
from tests.foreign.making import FAULTY_ODS, FAULTY_XLS, biff, compound, opened, records, refusal, reports
from tests.reading.workbooks import changed, members, zipped
from tests.whole.places import RIGHT

ROWS: list[list[str | float]] = [
    ["Numéro de contrat", "Nom", "Début de l'action"],
    ["PE-1", "Lefèvre", 45180.0],
]
FAR = records((0x204, struct.pack("<3HHB", 65_535, 255, 0, 1, 1) + " ".encode("utf-16-le")))


def learner(data: bytes, name: str = "dossier.xls") -> tuple[str, str]:
    dossier = opened(data, name)
    assert dossier.readable, dossier.hits
    values = dossier.sheets["learners"].values
    return values["contract"][0], values["last_name"][0]


@pytest.mark.parametrize("name", ["Workbook", "WORKBOOK", "workbook", "Book"])
def test_the_stream_of_an_xls_may_be_spelled_in_any_way(name: str) -> None:
    assert learner(compound(biff(ROWS), name)) == ("PE-1", "Lefèvre")


def test_the_findings_are_the_same_under_another_name_of_the_stream(tmp_path: Path) -> None:
    spelled = ["Workbook".encode("utf-16-le"), "WORKBOOK".encode("utf-16-le")]
    other = tmp_path / "fautes.xls"
    other.write_bytes(FAULTY_XLS.read_bytes().replace(*spelled))
    [entry] = reports([other], tmp_path / "a").values()
    [same] = reports([FAULTY_XLS], tmp_path / "b").values()
    assert entry["findings"] == same["findings"] != []


@pytest.mark.parametrize("version", [5, 8])
def test_excel_95_and_texts_that_are_not_of_the_code_page(version: int) -> None:
    assert learner(biff(ROWS, version=version)) == ("PE-1", "Lefèvre")
    assert learner(compound(biff(ROWS, version=version), "Book")) == ("PE-1", "Lefèvre")


def test_one_far_cell_costs_nothing() -> None:
    assert learner(biff(ROWS, more=FAR)) == ("PE-1", "Lefèvre")
    far = biff([*ROWS, *[[] for _ in range(60_000)], ["PE-2"]])
    assert [(hit.code, hit.cell) for hit in opened(far, "dossier.xls").hits if hit.code == "LEC-011"] == [
        ("LEC-011", "A60003")
    ]


def test_what_no_cell_needs_does_not_stop_the_reading() -> None:
    for kind in (0x18, 0x1C, 0x5D, 0x1B0, 0x1B8, 0x800):
        assert learner(biff(ROWS, more=records((kind, b"\xff" * 7)))) == ("PE-1", "Lefèvre")


def test_hidden_rows_of_an_xls_are_told() -> None:
    hidden = records((0x208, struct.pack("<5H", 1, 0, 3, 255, 0) + bytes(2) + struct.pack("<I", 0x20)))
    assert "LEC-114" in {hit.code for hit in opened(biff(ROWS, more=hidden), "dossier.xls").hits}


def encrypted(password: str) -> bytes:
    ooxml = pytest.importorskip("msoffcrypto.format.ooxml", reason="msoffcrypto-tool is not installed")
    content = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(RIGHT.read_bytes())).encrypt(password, content)
    return content.getvalue()


def test_a_workbook_that_opens_without_a_question_is_read_and_given_back(tmp_path: Path) -> None:
    locked = tmp_path / "dossier.xlsx"
    locked.write_bytes(encrypted(DEFAULT_PASSWORD))
    [entry] = reports([locked], tmp_path / "sortie").values()
    assert (entry["status"], entry["findings"]) == ("accepted", [])
    assert zipfile.is_zipfile(tmp_path / "sortie" / entry["annotated"])


def test_a_workbook_that_asks_for_its_password_is_refused_as_such() -> None:
    assert refusal(encrypted("secret"), "dossier.xlsx") == "FIC-002"


def locked_xls(password: str) -> bytes:
    """An .xls that is encrypted as Excel 97 does it."""
    rc4 = pytest.importorskip("msoffcrypto.method.rc4", reason="msoffcrypto-tool is not installed")
    from msoffcrypto import OfficeFile

    salt, verifier = bytes(range(16)), bytes(range(16, 32))
    cipher = rc4.Cipher(rc4.ARC4(rc4._makekey(password, salt, 0)), mode=None).encryptor()
    checked = cipher.update(verifier) + cipher.update(hashlib.md5(verifier).digest())
    lock = records((0x2F, struct.pack("<3H", 1, 1, 1) + salt + checked))
    # What follows the records must be a whole number of empty ones.
    aligned = records((0xFEFE, bytes(-len(biff(ROWS, first=lock)) % 4)))
    file, content = OfficeFile(io.BytesIO(compound(biff(ROWS, first=lock, more=aligned)))), io.BytesIO()
    file.load_key(password=password)
    # Deciphering what is plain enciphers it; what is put back says that it is.
    file.decrypt(content)
    return content.getvalue().replace(records((0, bytes(len(lock) - 4))), lock, 1)


def test_an_xls_whose_structure_is_protected_is_read() -> None:
    assert learner(locked_xls(DEFAULT_PASSWORD)) == ("PE-1", "Lefèvre")
    assert refusal(locked_xls("secret"), "dossier.xls") == "FIC-002"


@pytest.mark.parametrize("gone", [("mimetype",), ("mimetype", "META-INF/manifest.xml")])
def test_ods_that_does_not_say_first_what_it_is(gone: tuple[str, ...], tmp_path: Path) -> None:
    bare = tmp_path / "dossier.ods"
    parts = members(FAULTY_ODS.read_bytes())
    bare.write_bytes(zipped({name: data for name, data in parts.items() if name not in gone}))
    [entry] = reports([bare], tmp_path / "a").values()
    [same] = reports([FAULTY_ODS], tmp_path / "b").values()
    assert entry["findings"] == same["findings"] != []


def test_template_of_libreoffice_is_read() -> None:
    parts = members(FAULTY_ODS.read_bytes())
    parts["mimetype"] += b"-template"
    assert refusal(zipped(parts), "dossier.ots") is None


def test_names_with_backslashes_in_the_zip_come_to_the_same(tmp_path: Path) -> None:
    odd = tmp_path / "dossier.xlsx"
    with zipfile.ZipFile(odd, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members(RIGHT.read_bytes()).items():
            member = zipfile.ZipInfo("x")
            member.filename = name.replace("/", "\\")
            archive.writestr(member, data)
    [entry] = reports([odd], tmp_path / "sortie").values()
    assert (entry["status"], entry["findings"]) == ("accepted", [])
    with zipfile.ZipFile(tmp_path / "sortie" / entry["annotated"]) as back:
        assert len(back.namelist()) == len({name.replace("\\", "/").lower() for name in back.namelist()})
        assert not any("\\" in name for name in back.namelist())


def test_dates_that_lost_their_format_change_no_example(tmp_path: Path) -> None:
    bare = tmp_path / "dossier.xlsx"
    bare.write_bytes(changed(RIGHT.read_bytes(), "xl/styles.xml", _without_formats))
    [entry] = reports([bare], tmp_path / "sortie").values()
    assert {finding["code"] for finding in entry["findings"]} == {"LEC-101"}


def _without_formats(styles: str) -> str:
    return re.sub(
        r'numFmtId="[0-9]+"', 'numFmtId="0"', re.sub(r"<numFmts.*?</numFmts>", "", styles, flags=re.S)
    )
